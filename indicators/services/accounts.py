"""Groups of staff and their rights, and the two demo accounts."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Group, Permission, User
from django.db import transaction

EDITORS = "Editors"
REVIEWERS = "Reviewers"
DEMO_USERS = (("editor", EDITORS), ("reviewer", REVIEWERS))

# What people keep by hand. Sources and allowed hosts say what the server contacts, units what
# every number means: those are the administrator's.
KEPT = (
    "entity",
    "topic",
    "plan",
    "document",
    "passage",
    "indicator",
    "indicatorversion",
    "targetfamily",
    "target",
    "milestone",
    "milestoneevidence",
    "reportedfigure",
    "disputenote",
)
SEEN = (
    "unit",
    "source",
    "series",
    "release",
    "observation",
    "ingestionrun",
    "rejectedrow",
    "assessment",
    "statusevent",
)
# Asking a source for its figures, and writing a draft of some.
WORK = ("add_ingestionrun", "add_release")


def rights_of(group: str) -> set[str]:
    """Codenames of the permissions of a group; reviewers can do all that editors can."""
    rights = {f"{verb}_{model}" for model in KEPT for verb in ("add", "change", "view")}
    rights |= {f"view_{model}" for model in SEEN}
    rights |= set(WORK)
    if group == REVIEWERS:
        rights.add("publish_release")
    return rights


def _permissions(codenames: Iterable[str]) -> list[Permission]:
    wanted = set(codenames)
    found = list(
        Permission.objects.filter(content_type__app_label="indicators", codename__in=wanted)
    )
    missing = wanted - {permission.codename for permission in found}
    if missing:
        raise LookupError(f"permissions not in the database: {', '.join(sorted(missing))}")
    return found


@transaction.atomic
def ensure_groups() -> dict[str, Group]:
    """The groups with the rights they begin with, by name.

    A group that exists keeps the rights an administrator gave or took.
    """
    groups = {}
    for name in (EDITORS, REVIEWERS):
        group, created = Group.objects.get_or_create(name=name)
        if created:
            group.permissions.set(_permissions(rights_of(name)))
        groups[name] = group
    return groups


@transaction.atomic
def ensure_demo_users(now: datetime) -> list[tuple[str, str | None]]:
    """The demo users ``editor`` and ``reviewer``: name and password of those made now.

    Nobody is returned who existed already: a password is told once and stored as a hash only.
    """
    groups = ensure_groups()
    made: list[tuple[str, str | None]] = []
    for name, group in DEMO_USERS:
        if User.objects.filter(username=name).exists():
            continue
        password = secrets.token_urlsafe(12)
        user = User.objects.create_user(name, password=password, is_staff=True, date_joined=now)
        user.groups.add(groups[group])
        made.append((name, password))
    return made
