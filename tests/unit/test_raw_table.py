"""What the database is given of a regular file, without the database."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indicators.services.ingestion import parts
from indicators.services.ingestion.raw_table import PLAIN, _all_plain

TEXTS = st.text("0123456789-.+ e", max_size=6) | st.decimals(allow_nan=False).map(str)


@given(st.lists(TEXTS | st.just("9" * (parts.LONGEST_NUMBER + 1)), min_size=1, max_size=6))
def test_values_are_plain_together_if_each_of_them_is(texts: list[str]) -> None:
    values = [text.encode() for text in texts]
    each = all(
        len(value) <= parts.LONGEST_NUMBER and PLAIN.fullmatch(value) is not None
        for value in values
    )
    assert _all_plain(values) is each
