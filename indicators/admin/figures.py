"""New figures by hand: a sheet, a preview of what it changes, a release.

Nothing is ever overwritten: a figure that differs from a published one is a later figure of the
same period, known from its own day.
"""

from __future__ import annotations

from typing import Any

import pghistory
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.admin import effects, figure_rows, site
from indicators.admin.figure_form import (
    EMPTY_ROWS,
    MAX_ROWS,
    PREFIX,
    RowSet,
    SheetForm,
    row_set,
    sheet,
)
from indicators.domain.codelists import Basis, ReleaseState
from indicators.domain.errors import DomainError
from indicators.models import Release
from indicators.services import figure_entry, releases
from indicators.services.figure_entry import Checked, Sheet


def new(request: HttpRequest) -> HttpResponse:
    """The page: empty or prefilled on GET; preview, more rows, publish or submit on POST."""
    if not request.user.has_perm("indicators.add_release"):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, *_opened(request))
    action = request.POST.get("action", "preview")
    if action in ("more", "paste"):
        # Nothing is checked yet: only more room for what is being typed.
        return _page(request, *_longer(request, paste=action == "paste"))
    form, rows = SheetForm(request.POST), row_set(request.POST)
    checked = _checked(form, rows)
    if checked is not None and action in ("publish", "submit"):
        answer = _store(request, form, rows, checked, publish=action == "publish")
        if answer is not None:
            return answer
    return _page(request, form, rows, checked)


def _opened(request: HttpRequest) -> tuple[SheetForm, RowSet]:
    """A sheet as links open it: empty, with codes in the address, or from a release sent back."""
    number = request.GET.get("release", "")
    if number.isdecimal():
        waiting = Release.objects.filter(state__in=[ReleaseState.DRAFT, ReleaseState.IN_REVIEW])
        initial, lines = figure_rows.of_release(get_object_or_404(waiting, pk=int(number)))
    else:
        initial, lines = figure_rows.of_address(request.GET), []
    lines = [*lines, *({} for _ in range(max(2, EMPTY_ROWS - len(lines))))]
    return SheetForm(initial=initial), row_set(initial=lines[:MAX_ROWS])


def _longer(request: HttpRequest, *, paste: bool) -> tuple[SheetForm, RowSet]:
    """The same texts with room for more, or with the pasted lines after them."""
    typed = figure_rows.typed(request.POST, PREFIX)
    pasted = figure_rows.pasted(request.POST.get("pasted", "")) if paste else []
    lines = [*typed, *pasted, *({} for _ in range(2 if paste else EMPTY_ROWS))]
    if len(lines) > MAX_ROWS:
        messages.warning(
            request,
            _("A sheet has at most %(most)d rows; upload a CSV file for more.")
            % {"most": MAX_ROWS},
        )
    form = SheetForm(initial={name: request.POST.get(name, "") for name in SheetForm.base_fields})
    return form, row_set(initial=lines[:MAX_ROWS])


def _checked(form: SheetForm, rows: RowSet) -> Checked | None:
    """The sheet read and compared; ``None`` when anything is wrong, which is then said at once."""
    valid = [form.is_valid(), rows.is_valid()]
    today = timezone.now().date()
    lines, data = rows.lines(), form.cleaned_data
    basis = Basis(data.get("basis") or Basis.LEVEL)
    day = data.get("published_on")
    if day is not None and day > today:
        form.add_error(
            "published_on",
            _("%(day)s lies after today, %(today)s; a figure is known from its publication on.")
            % {"day": day, "today": today},
        )
    if not lines:
        form.add_error(None, _("There is no figure yet: give a period and a number."))
    found = figure_entry.faults(
        lines,
        version=data.get("indicator"),
        entity=data.get("entity"),
        basis=basis,
        published_on=None if "published_on" in form.errors else day,
        today=today,
    )
    rows.show(found, basis)
    if not all(valid) or form.errors:
        return None
    checked = figure_entry.check(sheet(form, rows), today=today)
    rows.show(checked.rejections, basis)
    return None if found or checked.rejections else checked


def _store(
    request: HttpRequest, form: SheetForm, rows: RowSet, checked: Checked, *, publish: bool
) -> HttpResponse | None:
    """Publish or submit; ``None`` when the page must be shown again, with the reason on it."""
    if publish and not request.user.has_perm("indicators.publish_release"):
        raise PermissionDenied
    if form.cleaned_data["previewed"] != checked.digest:
        form.add_error(None, _("This is not what the preview showed; look at it below first."))
        return None
    if checked.revised and not form.require_reason():
        return None
    try:
        release = _write(request, sheet(form, rows), form.why, publish=publish)
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    except OperationalError:
        # Somebody else publishes just now. What was typed must not go with an error page.
        form.add_error(None, _("The database was busy; nothing was stored. Please press it again."))
        return None
    if publish:
        effects.tell(request, release)
    else:
        messages.success(request, _("The figures wait for a second person’s review."))
    return HttpResponseRedirect(reverse("admin:indicators_release_change", args=[release.pk]))


@transaction.atomic
def _write(request: HttpRequest, typed: Sheet, why: str, *, publish: bool) -> Release:
    assert request.user.is_authenticated
    now = timezone.now()
    with pghistory.context(reason=why):
        release = figure_entry.keep(typed, author=request.user, reason=why, now=now)
        if publish:
            return releases.publish(release=release, reviewer=None, now=now)
        return releases.submit(release=release)


def _page(
    request: HttpRequest, form: SheetForm, rows: RowSet, checked: Checked | None = None
) -> HttpResponse:
    ready = checked is not None and checked.changes > 0
    if checked is not None:
        form.data = {**request.POST.dict(), "previewed": checked.digest if ready else ""}
    context: dict[str, Any] = {
        **site.context(request),
        "title": _("Enter figures"),
        "form": form,
        "rows": rows,
        "preview": figure_rows.shown(checked.compared) if checked else None,
        "ready": ready,
        "no_document": checked is not None and not form.cleaned_data.get("document"),
        "nothing_new": checked is not None and checked.changes == 0,
        "can_publish": request.user.has_perm("indicators.publish_release"),
        "errors": _count(form, rows),
        "pasted": request.POST.get("pasted", "") if request.POST.get("action") != "paste" else "",
    }
    return TemplateResponse(request, "admin/indicators/figures.html", context)


def _count(form: SheetForm, rows: RowSet) -> str:
    if not (form.is_bound and rows.is_bound):
        return ""
    found = sum(map(len, form.errors.values()))
    found += sum(len(errors) for row in rows.forms for errors in row.errors.values())
    found += len(rows.non_form_errors())
    if not found:
        return ""
    return ngettext(
        "%(count)d place needs your attention. Nothing was stored, and nothing you typed is lost.",
        "%(count)d places need your attention. Nothing was stored, and nothing you typed is lost.",
        found,
    ) % {"count": found}
