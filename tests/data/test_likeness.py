"""Customers that may be the same are counted."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.likeness import alike_ids, alike_rows, tell_alike


def chunked(ids):
    return pa.chunked_array([pa.array(ids, pa.string())])


@pytest.mark.parametrize(
    ("ids", "n"),
    [
        (["A1", "a1"], 2),
        (["A-1", "a 1", "A1"], 3),
        (["0017", "17", "18"], 2),
        (["ann@x.de", "Ann@X.de", "bob@x.de"], 2),
        (["1-23", "12-3", "123"], 0),
        (["1-2-3", "1 2 3", "1-23"], 2),
        (["Łukasz", "łukasz"], 2),
        (["--", "??", "0", "00"], 0),
        ([], 0),
    ],
)
def test_ids_are_compared_without_marks(ids, n):
    """Case, blanks, marks and leading zeros; but marks keep numbers apart."""
    assert alike_ids(chunked(ids)) == n


@given(ids=st.lists(st.integers(1, 10**6).map(str), unique=True))
def test_plain_numbers_are_like_no_other(ids):
    """The usual ids raise no alarm."""
    assert alike_ids(chunked(ids)) == 0


@given(ids=st.lists(st.text("aAbB-0 ", min_size=1, max_size=4), unique=True), data=st.data())
def test_the_order_of_ids_changes_nothing(ids, data):
    """Counts only."""
    assert alike_ids(chunked(data.draw(st.permutations(ids)))) == alike_ids(chunked(ids))


def test_rows_are_compared_in_everything_but_the_id():
    """Two pairs of a hundred rows are alike, missing values included."""
    towns = [str(place) for place in range(96)]
    rows = pa.table({"id": range(100), "age": [*range(96), 5, 5, None, None], "town": [*towns, "x", "x", "y", "y"]})
    rows = rows.append_column("street", rows["town"])
    assert alike_rows(rows, ["age", "town", "street"]) == 4
    assert alike_rows(rows, ["id", "age", "town", "street"]) == 0


def test_coarse_columns_tell_nobody_apart():
    """Strangers share an age; and where nothing is known of people, nothing is said."""
    rows = pa.table({"id": range(100), "age": [*range(98), 0, 1], "sex": ["f", "m"] * 50})
    assert alike_rows(rows, ["age"]) == 0
    assert alike_rows(rows, ["sex"]) == 0
    assert alike_rows(rows, []) == 0


def test_only_what_was_found_is_told():
    """A sentence each, with what to do."""
    assert tell_alike(0) == ()
    ids, rows = tell_alike(1_400, 2)
    assert ids.startswith("1,400 customers' ids differ from another's only by case, marks or leading zeros")
    assert rows == "2 customers' rows equal another's in everything but the id; with few columns that may be chance"
