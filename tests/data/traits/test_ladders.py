"""Classes are put in order by the numbers in them, or by words that have one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.traits.ladders import order_of

ORDERS = [
    ("19-24", "25-34", "35-44", "65+"),
    ("Under 15K", "15-24K", "50-74K", "250K+"),
    ("0", "1", "2", "3+"),
    ("<18", "18 to 30", "> 30"),
    ("bis 20", "20-40", "über 40"),
    ("up to 1,000", "1,001-2,000", "over 2,000"),
    ("$0 - $50", "$50 - $100", "$100+"),
    ("1 - Critical", "2 - High", "3 - Moderate"),
    ("Low", "Medium", "High"),
    ("S", "M", "XL"),
    ("niedrig", "mittel", "hoch"),
    ("Bronze", "Silver", "Gold"),
    ("low", "high"),
]


@pytest.mark.parametrize("ladder", ORDERS)
@given(data=st.data())
def test_known_ladders_from_any_order(ladder: tuple[str, ...], data: st.DataObject) -> None:
    """The order of the levels given does not matter."""
    assert order_of(data.draw(st.permutations(ladder))) == ladder


@pytest.mark.parametrize(
    "levels",
    [
        ("DSL", "Fiber optic", "No"),
        ("2 Adults No Kids", "1 Adult No Kids"),
        ("Month-to-month", "One year", "Two year"),
        ("1", "2", "3"),
        ("10-20", "15-30"),
        ("20-10", "30-40"),
        ("1 - High", "1 - Low"),
        ("S", "M"),
        ("Low", "low ", "High"),
        ("Married", "Single"),
        ("Graduation", "PhD", "Master", "2n Cycle", "Basic"),
        ("18-24",),
        (),
    ],
)
def test_what_has_no_plain_order_has_none(levels: tuple[str, ...]) -> None:
    """Numbers alone, ranges that overlap, ladders with a gap, and words that are no ladder."""
    assert order_of(levels) is None
