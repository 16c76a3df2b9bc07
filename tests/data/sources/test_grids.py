"""The table in a sheet is found among titles, merged cells, totals and remarks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.sources.grids import filled_down, find_layout, rows_below

NAMES = ["id", "day", "pieces", "paid"]
ROW = ["00123", "2011-01-31", 3.0, 12.5]
TITLE = st.lists(st.sampled_from([None, "Sales of May", 2011.0]), min_size=4, max_size=4).filter(
    lambda row: sum(value is not None for value in row) < 3
)


@given(st.lists(TITLE, max_size=6))
def test_titles_are_skipped(titles):
    """However many, blank or not."""
    layout = find_layout([*titles, NAMES, ROW, ROW, ROW, ROW, ROW, ROW, ROW])
    assert (layout.first_row, layout.names) == (len(titles) + 1, tuple(NAMES))
    assert layout.n_titles == sum(any(value is not None for value in row) for row in titles)


def test_a_sheet_without_names_has_none():
    """Its first row is a row."""
    layout = find_layout([ROW, ROW])
    assert (layout.first_row, layout.names) == (0, ("",) * 4)


@pytest.mark.parametrize(("header", "first_row"), [(True, 1), (False, 0)])
def test_the_user_knows_better(header, first_row):
    """Years are names, for once."""
    layout = find_layout([["id", 2011.0, 2012.0], ["a", 5.0, 7.0]], header=header)
    assert layout.first_row == first_row
    assert layout.names == (("id", "2011", "2012") if header else ("",) * 3)


def test_rows_to_skip_may_be_set():
    """Blank ones after them are skipped all the same."""
    rows = [["a", "b", "c"], ["x", "y", "z"], [None] * 3, ["id", None, None], ["1", 2.0, 3.0]]
    assert find_layout(rows, skip_rows=2).names == ("id", "", "")


def test_names_in_two_rows_are_put_together():
    """Cells that span rows or columns count in each; what is said twice is said once."""
    rows = [
        ["Sales of May", None, None, None, None],
        ["Customer", "Web", None, "Shop", None],
        [None, "orders", "paid", "orders", "paid"],
        ["00123", 1.0, 2.0, 3.0, 4.0],
    ]
    merged = [((0, 0), (0, 4)), ((1, 0), (2, 0)), ((1, 1), (1, 2)), ((1, 3), (1, 4))]
    layout = find_layout(rows, merged)
    assert layout.names == ("Customer", "Web orders", "Web paid", "Shop orders", "Shop paid")
    assert (layout.first_row, layout.n_titles) == (3, 1)


def test_groups_above_names_that_repeat_tell_them_apart():
    """Though no cell spans two rows."""
    rows = [[None, "Web", None, "Shop", None], ["id", "n", "paid", "n", "paid"], ["00123", 1.0, 2.0, 3.0, 4.0]]
    assert find_layout(rows, [((0, 1), (0, 2)), ((0, 3), (0, 4))]).names == (
        "id",
        "Web n",
        "Web paid",
        "Shop n",
        "Shop paid",
    )


def test_groups_above_names_of_their_own_are_titles():
    """The names say enough."""
    rows = [[None, "Web", None], ["id", "n", "paid"], ["00123", 1.0, 2.0]]
    assert find_layout(rows, [((0, 1), (0, 2))]).names == ("id", "n", "paid")


def test_an_empty_sheet_has_no_table():
    """Nor names."""
    assert find_layout([]).names == ()


def test_a_cell_that_spans_rows_counts_in_each():
    """Below the header only, and in its first column only; what stands in a covered cell stays."""
    rows = [["who", "paid", "x"], ["Ana", 1.0, "a"], [None, 2.0, None], ["Bo", 3.0, None], [None, None, None]]
    merged = [((0, 0), (1, 0)), ((1, 0), (2, 0)), ((3, 1), (4, 2)), ((1, 2), (1, 2)), ((9, 9), (10, 9))]
    filled = list(filled_down([list(row) for row in rows], merged, first_row=1))
    assert [row[0] for row in filled] == ["who", "Ana", "Ana", "Bo", None]
    assert [row[1] for row in filled] == ["paid", 1.0, 2.0, 3.0, 3.0]
    assert [row[2] for row in filled] == ["x", "a", None, None, None]


TOTALS = "Total|TOTAL:|Grand Total|Sum|Summe|Gesamt|Gesamtsumme|Somme|Totale|Total general|Suma|Razem|合計"


@pytest.mark.parametrize("word", TOTALS.split("|"))
def test_a_total_is_known_by_its_word(word):
    """In many languages, wherever it stands in its row."""
    assert rows_below([(1, ROW), (2, [None, word, None, 12.5])], 4) == {2: "a total below the table"}


@pytest.mark.parametrize("name", ["Total", "Sum"])
def test_a_full_row_is_no_total(name):
    """A customer may be called so."""
    assert rows_below([(1, ROW), (2, [name, "2011-01-31", 3.0, 12.5])], 4) == {}


def test_remarks_below_are_set_apart():
    """From the end up to the last row of the table; a blank row is none at all."""
    last = [
        (1, ["Total", None, None, 5.0]),
        (2, ROW),
        (3, [None, "sum", None, 9.0]),
        (4, ["Source: till 7", None, None, None]),
    ]
    assert rows_below(last, 4) == {4: "a line below the table", 3: "a total below the table"}


def test_a_narrow_table_has_no_remarks():
    """A row of two columns may lack one of them."""
    assert rows_below([(1, ["a", 1.0]), (2, ["b", None])], 2) == {}
