"""Columns are compared by what stands beside what, in any order of rows."""

import pyarrow as pa
import pytest

from coterie.data.sheet import Pick, Sheet

SHEET = Sheet(
    pa.table(
        {
            "order": list("112233"),
            "who": list("aabbaa"),
            "at": [f"2011-01-{day} 0{hour}:00" for day, hour in ((10, 1), (10, 2), (11, 1), (11, 1), (12, 1), (12, 9))],
            "day": ["2011-01-10", "2011-01-10", "2011-01-11", "2011-01-11", "2011-01-12", None],
        }
    ),
    {"customer": Pick("who", "its name says so")},
    discounts=("day",),
)


@pytest.mark.parametrize(
    ("label", "other", "expected"), [("order", "who", True), ("who", "order", False), ("order", "at", True)]
)
def test_a_column_may_decide_another(label, other, expected):
    """Of times, the day counts."""
    assert SHEET.decides(label, other) == expected


@pytest.mark.parametrize(
    ("label", "other", "expected"), [("day", "at", True), ("at", "day", False), ("order", "who", False)]
)
def test_columns_may_agree(label, other, expected):
    """In nearly all rows in which the first has a value; of times, the day counts."""
    assert SHEET.agree(label, other) == expected


def test_free_columns_have_no_role():
    """Neither alone nor with others."""
    assert [look.label for look in SHEET.free()] == ["order", "at"]


def test_roles_and_looks_are_found_by_name():
    """A role without a column has none."""
    assert (SHEET.label("customer"), SHEET.label("time"), SHEET.look("who").n_distinct) == ("who", None, 2)
