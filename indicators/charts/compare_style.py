"""How compared series look: colour, dash and marker, so that no two differ by colour alone.

The colours are those of Okabe and Ito that have 3:1 on the page, with the text colour and a darker
yellow where theirs is too pale. ``static/css`` repeats them, and a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """One series: colours on light and dark pages, dashes of the line, and the marker's outline.

    ``marker`` is a path around the origin, about 8 × 8.
    """

    light: str
    dark: str
    dash: str
    marker: str

    def mark(self, x: str, y: str, *, unsure: bool = False) -> str:
        """The marker at a place; hollow where the figure is provisional or estimated."""
        kind = "mk open" if unsure else "mk"
        return f'<path class="{kind}" d="M{x} {y}{self.marker}"/>'


LOOKS = (
    Look("#0072b2", "#56b4e9", "", "m-4 0a4 4 0 1 0 8 0 4 4 0 1 0-8 0z"),
    Look("#d55e00", "#e69f00", "8 4", "m-3.7-3.7h7.4v7.4h-7.4z"),
    Look("#009e73", "#009e73", "2 3", "m0-4.8 4.6 8.4h-9.2z"),
    Look("#cc79a7", "#cc79a7", "9 3 2 3", "m0-5.2 5.2 5.2-5.2 5.2-5.2-5.2z"),
    Look("#1a2229", "#e6eaed", "5 2", "m0 4.8-4.6-8.4h9.2z"),
    Look("#8a6a00", "#f0e442", "14 4", "m-1.6-4.6h3.2v3h3v3.2h-3v3h-3.2v-3h-3v-3.2h3z"),
)


def swatch(slot: int) -> str:
    """Line and marker of a series for a key; the words stand beside it."""
    look = LOOKS[slot]
    dash = f' stroke-dasharray="{look.dash}"' if look.dash else ""
    return (
        f'<svg class="swatch line-{slot + 1}" viewBox="0 0 36 14" width="36" height="14"'
        f' aria-hidden="true" focusable="false"><path class="ln"{dash} d="M0 7h36"/>'
        f"{look.mark('18', '7')}</svg>"
    )
