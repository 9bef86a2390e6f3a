"""The check for columns of a file that are gone, renamed or new."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from indicators.domain.quality.base import (
    Hit,
    Kind,
    Param,
    Parameter,
    QualityCheck,
    Scope,
    Severity,
)
from indicators.domain.quality.releases import ReleaseFacts
from indicators.domain.quality.settings import MILD, Rule
from indicators.domain.quality.statistics import HUNDRED

COLUMNS_CHANGED = QualityCheck(
    code="columns_changed",
    scope=Scope.RELEASE,
    severity=Severity.HOLD,
    title=("Columns changed", "列发生变化"),
    about=(
        "Columns of the last file are gone, perhaps renamed; milder where there are only new ones. "
        "Order, case, width and spaces do not matter. A new heading that is alike by `similarity` "
        "percent, or that holds the old one or is held by it, is guessed to be the new name.",
        "上次文件中的列消失，可能是改名；若只有新增列则为较轻级别。顺序、大小写、"
        "全半角和空格不计。新列名与旧列名的相似度达到 "
        "`similarity`%，或其中一个包含另一个时，推测为改名。",
    ),
    sentences={
        "vanished": (
            "Columns of the last file are gone: {vanished}.{renamed}{added}",
            "上次文件中的列不见了：{vanished}。{renamed}{added}",
        ),
        "added": ("Columns are new: {added_only}.", "新增列：{added_only}。"),
    },
    parameters=(
        Parameter(
            "similarity",
            Kind.NUMBER,
            Decimal(60),
            ("how alike two headings are, in percent", "列名相似度（%）"),
            least=Decimal(1),
            most=HUNDRED,
        ),
        Parameter(
            MILD,
            Kind.SEVERITY,
            Severity.NOTE.value,
            ("severity of new columns", "只有新增列时的级别"),
        ),
    ),
    reference="Ratio of difflib.SequenceMatcher (Ratcliff and Obershelp 1988)",
)


def _plain(heading: str) -> str:
    return "".join(unicodedata.normalize("NFKC", heading).split()).casefold()


def columns_changed(facts: ReleaseFacts, rule: Rule) -> Hit | None:
    """Columns that are gone or new."""
    if facts.columns is None or facts.columns_before is None:
        return None
    now = {_plain(one): one for one in facts.columns if _plain(one)}
    before = {_plain(one): one for one in facts.columns_before if _plain(one)}
    vanished = [name for name in before if name not in now]
    added = [name for name in now if name not in before]
    if not vanished:
        return (
            Hit("added", {"added_only": [now[one] for one in added]}, mild=True) if added else None
        )
    renamed = _renamed(vanished, added, rule.number("similarity"))
    said: dict[str, Param] = {
        "vanished": [before[one] for one in vanished],
        "renamed": [f"{before[old]} → {now[new]}" for old, new in renamed.items()],
        "added": [now[one] for one in added if one not in renamed.values()],
    }
    return Hit("vanished", said)


def _renamed(vanished: Sequence[str], added: Sequence[str], similarity: Decimal) -> dict[str, str]:
    """Which new heading each of the vanished ones may have become, the most alike pairs first."""
    pairs = []
    # Headings by the thousand are no table; what is compared stays bounded.
    for old in vanished[:100]:
        for new in added[:100]:
            held = min(len(old), len(new)) > 1 and (old in new or new in old)
            matcher = difflib.SequenceMatcher(None, old[:200], new[:200], autojunk=False)
            ratio = matcher.ratio() if matcher.quick_ratio() * 100 >= similarity else 0.0
            if held or 100 * ratio >= similarity:
                pairs.append((held, ratio, old, new))
    pairs.sort(key=lambda pair: (-pair[1], not pair[0], pair[2:]))
    found: dict[str, str] = {}
    for _, _, old, new in pairs:
        if old not in found and new not in found.values():
            found[old] = new
    return found
