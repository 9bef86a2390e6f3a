"""Releases: what waits for review with its changes, what was published with its effects."""

from __future__ import annotations

from typing import Any

import pghistory
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from indicators.admin import effects, figure_rows, snapshots
from indicators.admin.base import ReadOnlyAdmin
from indicators.domain.codelists import ReleaseState
from indicators.domain.errors import DomainError
from indicators.models import Observation, Release
from indicators.services import releases, review

SHOWN = 500


def page_of(release: Release) -> SafeString:
    """A link to the page of a release here."""
    address = reverse("admin:indicators_release_change", args=[release.pk])
    return format_html('<a href="{}">{}</a>', address, release)


WAITING = (ReleaseState.DRAFT, ReleaseState.IN_REVIEW, ReleaseState.HELD)
# What the form of taking back sends where the source has said nothing wrong.
MISTAKEN = "mistaken"
REVIEWABLE = (ReleaseState.IN_REVIEW, ReleaseState.HELD)


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin):
    """Read-only; published or sent back by a second person."""

    list_display = (
        "__str__", "source", "state", "published_on", "published_on_basis", "author", "reviewer",
        "reason", "created_at",
    )  # fmt: skip
    list_filter = ("state", "published_on_basis", "source")
    list_select_related = ("source", "author", "reviewer")
    search_fields = ("source__code", "source__name_en", "reason", "title", "document__title")
    date_hierarchy = "published_on"
    ordering = ("-created_at", "-pk")
    actions = ("publish_selected",)
    fields = (
        "number", "source", "state", "published_on", "published_on_basis", "document", "file",
        "run", "author", "reviewer", "reason", "rolls_back", "taken_back_by", "created_at",
        "released_at",
    )  # fmt: skip

    readonly_fields = ("file", "taken_back_by")

    def get_fields(self, request: HttpRequest, obj: Release | None = None) -> Any:
        """Leave out what most releases never have."""
        taken = obj is not None and obj.rolled_back_by.exists()
        absent = {"rolls_back"} if obj is None or obj.rolls_back_id is None else set()
        absent |= set() if taken else {"taken_back_by"}
        return [name for name in super().get_fields(request, obj) if name not in absent]

    @admin.display(description=gettext_lazy("Taken back by"))
    def taken_back_by(self, row: Release) -> SafeString | str:
        """The releases that took it back, with their reasons."""
        found = row.rolled_back_by.order_by("number")
        return format_html_join("; ", "{} · {}", ((page_of(one), one.reason) for one in found))

    @admin.display(description=gettext_lazy("Untouched file"))
    def file(self, row: Release) -> str:
        """What its figures were read from, to download."""
        return snapshots.link(row.snapshot)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Who may publish and reject."""
        return bool(request.user.has_perm("indicators.publish_release"))

    def get_urls(self) -> list[URLPattern]:
        """The stock pages and the decisions."""
        routes = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"indicators_release_{name}",
            )
            for name, view in (
                ("publish", self.publish_view),
                ("reject", self.reject_view),
                ("submit", self.submit_view),
                ("roll-back", self.roll_back_view),
            )
        ]
        return [*routes, *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Add the figures with what they change, or changed, and the decisions."""
        extra: dict[str, Any] = extra_context or {}
        row = self.get_object(request, object_id) if object_id else None
        if row is not None and self.has_view_permission(request, row):
            extra = extra | self._figures(row) | self._decisions(request, row)
        return super().changeform_view(request, object_id, form_url, extra)

    def _figures(self, row: Release) -> dict[str, Any]:
        if row.number is None:
            compared = review.of_release(row)
            return {
                "compared": figure_rows.shown(compared[:SHOWN]),
                "compared_count": len(compared),
                # What a run brought stands in its kept file, document or not.
                "no_document": row.document_id is None and row.run_id is None,
            }
        published = Observation.objects.filter(release=row.number).select_related("series__unit")
        rows = published.order_by("series__code", "period_start", "period_end")[:SHOWN]
        return {
            "published": [
                (item, figure_rows.period(item), figure_rows.plain(item.value)) for item in rows
            ],
            "published_count": published.count(),
            "effects": effects.of(row),
        }

    def _decisions(self, request: HttpRequest, row: Release) -> dict[str, Any]:
        allowed, own = self.has_publish_permission(request), row.author_id == request.user.pk
        published = allowed and row.state == ReleaseState.PUBLISHED
        return {
            "may_publish": allowed and not own and row.state in WAITING,
            "may_reject": allowed and row.state in REVIEWABLE,
            "may_submit": row.state == ReleaseState.DRAFT and (own or allowed),
            # One that was taken back as withdrawn may still prove to have been a mistake.
            "may_roll_back": published and releases.can_be_taken_back(row, mistaken=False),
            "may_unsay": published and releases.can_be_taken_back(row, mistaken=True),
            "four_eyes": allowed and own and row.state in WAITING,
            "may_correct": row.state in (ReleaseState.DRAFT, ReleaseState.IN_REVIEW)
            and request.user.has_perm("indicators.add_release"),
        }

    def publish_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Publish one release as its reviewer."""

        def publish(row: Release) -> None:
            with pghistory.context(reason="published after review"):
                done = releases.publish(
                    release=row,
                    reviewer=request.user,  # type: ignore[arg-type]
                    now=timezone.now(),
                )
            effects.tell(request, done)

        return self._decide(request, object_id, publish, allowed=self.has_publish_permission)

    def reject_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Send a release back to its author, with a reason."""

        def reject(row: Release) -> None:
            reason = request.POST.get("reason", "").strip()
            if not reason:
                raise releases.ReleaseError(
                    _("Say what is wrong, so that the author can correct it."), code="no_reason"
                )
            with pghistory.context(reason=reason[:500]):
                releases.reject(
                    release=row,
                    reviewer=request.user,  # type: ignore[arg-type]
                    reason=reason[:500],
                )
            if row.run_id is None:
                messages.success(request, _("The release went back to its author."))
            else:
                messages.success(request, _("The release was rejected; its figures stay here."))

        return self._decide(request, object_id, reject, allowed=self.has_publish_permission)

    def roll_back_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take a published release back by a new one, with a reason and whose mistake it was."""

        def roll_back(row: Release) -> None:
            reason = request.POST.get("reason", "").strip()
            mistaken = request.POST.get("because") == MISTAKEN
            with pghistory.context(reason=reason[:500]):
                done = releases.roll_back(
                    row,
                    by=request.user,  # type: ignore[arg-type]
                    reason=reason,
                    now=timezone.now(),
                    mistaken=mistaken,
                )
            count = Observation.objects.filter(release=done.number).count()
            said = ngettext(
                "Release %(release)s is taken back by %(back)s: %(count)d figure is again what was "
                "known before. Nothing was removed.",
                "Release %(release)s is taken back by %(back)s: %(count)d figures are again what "
                "was known before. Nothing was removed.",
                count,
            )
            if mistaken:
                said = ngettext(
                    "Release %(release)s is taken back by %(back)s: from %(day)s on, its own day, "
                    "%(count)d figure is what was known without it. Nothing was removed.",
                    "Release %(release)s is taken back by %(back)s: from %(day)s on, its own day, "
                    "%(count)d figures are what was known without it. Nothing was removed.",
                    count,
                )
            told = {"release": row, "back": done, "count": count, "day": done.published_on}
            effects.tell(request, done, format_html("{} {}", said % told, page_of(done)))

        return self._decide(request, object_id, roll_back, allowed=self.has_publish_permission)

    def submit_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for a review of a draft, again perhaps."""

        def submit(row: Release) -> None:
            if row.author_id != request.user.pk and not self.has_publish_permission(request):
                raise PermissionDenied
            releases.submit(release=row)
            messages.success(request, _("The figures wait for a second person’s review."))

        return self._decide(
            request,
            object_id,
            submit,
            allowed=lambda request: request.user.has_perm("indicators.add_release"),
        )

    def _decide(
        self, request: HttpRequest, object_id: str, decide: Any, *, allowed: Any
    ) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not allowed(request):
            raise PermissionDenied
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        self._said(request, row, lambda: decide(row))
        return HttpResponseRedirect(reverse("admin:indicators_release_change", args=[row.pk]))

    def _said(self, request: HttpRequest, row: Release, work: Any) -> bool:
        """Do it in one transaction; an error of the domain becomes a message, not a page."""
        try:
            with transaction.atomic():
                work()
                self.log_change(request, row, "decision")
        except DomainError as error:
            self.message_user(request, f"{row}: {error}", messages.ERROR)
            return False
        except OperationalError:
            text = _("%(release)s: the database was busy; nothing was changed. Please try again.")
            self.message_user(request, text % {"release": row}, messages.ERROR)
            return False
        return True

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Release]) -> None:
        """Publish several, oldest day first; each on its own, so that one error stops one."""
        for row in queryset.order_by("published_on", "pk"):

            def publish(row: Release = row) -> None:
                done = releases.publish(
                    release=row,
                    reviewer=request.user,  # type: ignore[arg-type]
                    now=timezone.now(),
                )
                effects.tell(request, done)

            self._said(request, row, publish)
