"""Tables beside the main one: what matches is brought over, what does not is told, what would multiply is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from coterie.config import AppendSettings, JoinSettings
from coterie.engines import open_engine
from coterie.errors import ColumnError, DataError
from coterie.pipeline.joining import Beside, appended, joined
from coterie.tables import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LINES = {"order": ["1", "1", "2", "9"], "sku": ["a", "b", "a", "c"], "paid": [5, 7, 1, 2]}
ORDERS = {"order": [1, 2, 3], "who": ["Ana", "Bo", "Cy"], "paid": ["x", "y", "z"]}


@pytest.fixture
def beside() -> Iterator[Callable[..., Beside]]:
    """Read a table given by columns; its engine is `beside.engine`."""
    with open_engine(threads=1) as engine:

        def read(name: str, columns: dict[str, list[object]]) -> Beside:
            return Beside(name, engine.read(Source(("memory",), "arrow", data=pa.table(columns))))

        read.engine = engine  # type: ignore[attr-defined]  # the tests need both
        yield read


def _rows(beside: Callable[..., Beside], table: Beside) -> list[dict[str, object]]:
    found = beside.engine.table(table.relation).rename_columns(list(table.relation.labels))  # type: ignore[attr-defined]  # as above
    return list(found.sort_by("row_number").to_pylist())


@pytest.fixture
def join(beside) -> Callable[..., Beside]:
    """Join two tables."""

    def run(main: dict[str, list[object]], lookup: dict[str, list[object]], **settings: object) -> Beside:
        settings = {"on": "order", **settings}
        return joined(
            beside.engine,
            beside("lines.csv", main),
            lookup=beside("orders.csv", lookup),
            settings=JoinSettings.model_validate(settings),
        )

    return run


def test_columns_with_new_names_are_brought_over(beside, join):
    """Without being named; a row without a match stays, and both sides are told."""
    found = join(LINES, ORDERS)
    assert found.relation.labels == ("row_number", "order", "sku", "paid", "who")
    assert [row["who"] for row in _rows(beside, found)] == ["Ana", "Ana", "Bo", None]
    assert found.relation.notes == (
        "1 of 4 rows of lines.csv have no row in orders.csv; they stay, without its columns.",
        "1 of 3 rows of orders.csv have no row in lines.csv.",
    )


@pytest.mark.parametrize(
    ("settings", "labels"),
    [
        ({"columns": ["who"]}, ("who",)),
        ({"columns": {"who": "customer", "paid": "mark"}}, ("customer", "mark")),
        ({"on": ["order"], "columns": []}, ()),
    ],
)
def test_columns_may_be_named_and_renamed(join, settings, labels):
    """In the order of the settings."""
    assert join(LINES, ORDERS, **settings).relation.labels[4:] == labels


def test_the_key_may_have_another_name(beside, join):
    """The main table's first."""
    found = join(LINES, {"id": ["1", "2"], "who": ["Ana", "Bo"]}, on={"order": "id"})
    assert [row["who"] for row in _rows(beside, found)] == ["Ana", "Ana", "Bo", None]
    assert "id" not in found.relation.labels


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({"on": "ordr"}, "no column 'ordr'"),
        ({"on": {"order": "id"}}, "no column 'id'"),
        ({"columns": ["whom"]}, "no column 'whom'"),
        ({"columns": ["paid"]}, "column 'paid' would be there twice"),
        ({"columns": {"who": "x", "paid": "x"}}, "column 'x' would be there twice"),
        ({"on": []}, "a join without a key"),
    ],
)
def test_columns_that_are_not_there_or_twice_are_refused(join, settings, what):
    """With near names, or the way to rename."""
    with pytest.raises(ColumnError) as caught:
        join(LINES, ORDERS, **settings)
    assert caught.value.what == what
    assert caught.value.remedy.endswith((".", "?"))


def test_a_key_twice_in_the_lookup_is_refused(join):
    """With counts and a remedy, and without a value."""
    with pytest.raises(DataError) as caught:
        join(LINES, {"order": ["1", "1", "secret", "secret", "2"], "who": list("abcde")})
    assert caught.value.what == "2 keys stand in 4 rows; the join would multiply rows"
    assert caught.value.where == "orders.csv: order"
    assert "secret" not in str(caught.value)


def test_keys_of_which_none_matches_are_refused(join):
    """The wrong column was named."""
    with pytest.raises(DataError, match="no key of the main table is in the table to join"):
        join(LINES, {"order": ["x", "y"], "who": ["a", "b"]})


@pytest.fixture
def append(beside) -> Callable[..., Beside]:
    """Add a table below another."""

    def run(main: dict[str, list[object]], more: dict[str, list[object]], *, negated=(), **settings: object) -> Beside:
        return appended(
            beside.engine,
            beside("lines.csv", main),
            more=beside("returns.csv", more),
            settings=AppendSettings.model_validate(settings),
            negated=negated,
        )

    return run


def test_rows_are_added_by_the_names_of_their_columns(beside, append):
    """What lacks and what is too many is told."""
    found = append(LINES, {"note": ["late"], "paid": [3], "order": ["4"]})
    assert _rows(beside, found)[-1] == {"row_number": 5, "order": "4", "sku": None, "paid": 3}
    assert found.relation.notes == (
        "returns.csv lacks sku: missing in its rows.",
        "Columns of returns.csv that are left out: note.",
    )


def test_columns_of_other_names_are_mapped(beside, append):
    """Theirs to ours."""
    found = append(LINES, {"Nr": ["4"], "sku": ["a"], "paid": [3]}, columns={"Nr": "order"})
    assert _rows(beside, found)[-1]["order"] == "4"
    assert found.relation.notes == ()


@pytest.mark.parametrize(
    ("paid", "expected"),
    [([3, 4], [-3, -4]), ([-3, -4], [-3, -4]), ([3, 4, -1], [-3, -4, 1]), ([-3, -4, 1], [-3, -4, 1])],
)
def test_returns_count_negative_once(beside, append, paid, expected):
    """Whether the sheet says so itself is seen from most of its numbers."""
    more = {"order": ["7"] * len(paid), "sku": ["a"] * len(paid), "paid": paid}
    assert [row["paid"] for row in _rows(beside, append(LINES, more, negated=["paid"]))[4:]] == expected


@pytest.mark.parametrize(
    ("more", "settings", "what"),
    [
        ({"x": ["a"]}, {}, "no column of lines.csv is there"),
        ({"x": ["a"]}, {"columns": {"y": "order"}}, "no column 'y'"),
        ({"x": ["a"]}, {"columns": {"x": "ordr"}}, "no column 'ordr'"),
    ],
)
def test_tables_that_do_not_fit_are_refused(append, more, settings, what):
    """In one line."""
    with pytest.raises(ColumnError, match=what):
        append(LINES, more, **settings)


@pytest.mark.parametrize(
    ("main", "more", "expected"),
    [
        (["17001", "A2"], [17001.0, 17002.5], ["17001", "17002.5"]),
        (["17001.0", "17002.0"], [17001.0, 17003.0], ["17001.0", "17003.0"]),
        (["17001.0", "17002.0"], [17001, 17003], ["17001.0", "17003.0"]),
        (["1,50", "1.234"], [2.5, 3.0], ["2,5", "3"]),
        ([17001.0, 2.5], ["17001", "1,50"], ["17001", "1,50"]),
    ],
)
def test_a_number_that_meets_text_is_written_as_the_text_is(beside, append, main, more, expected):
    """An id that is text in one table and a number in another stays one customer."""
    rows = _rows(beside, append({"who": main}, {"who": more}))
    assert [row["who"] for row in rows[2:]] == expected
    assert rows[0]["who"] == ("17001" if main == [17001.0, 2.5] else main[0])
