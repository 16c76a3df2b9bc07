"""Keys are compared as ids are read; steps neither lose nor multiply rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coterie.data.joins import (
    Key,
    append_step,
    comparable,
    join_step,
    key_facts_step,
    last_row_step,
    matches_step,
    repeated_keys_step,
    signs_step,
)
from coterie.engines.duckdb import DuckDBEngine
from coterie.tables import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coterie.tables import Step

Table = dict[str, list[object]]
IDS = st.sampled_from(["00123", "123", "17850.0", " a ", "a", "", None, "x y"])


def _plain(value: str | None, *, is_whole: bool = False) -> str | None:
    """Return an id as it is compared."""
    text = (value or "").strip()
    return (text.removesuffix(".0") if is_whole else text) or None


@pytest.fixture(scope="module")
def run() -> Iterator[Callable[..., list[dict[str, object]]]]:
    """Run a step on tables given by columns, whose names become c0, c1 ..."""
    with DuckDBEngine(threads=1) as engine:

        def rows(step: Step, **tables: Table) -> list[dict[str, object]]:
            read = {name: engine.read(Source(("m",), "arrow", data=pa.table(table))) for name, table in tables.items()}
            return list(engine.table(engine.query(step, **read)).to_pylist())

        yield rows


@pytest.fixture(scope="module")
def compared(run) -> Callable[..., tuple[Key, Key]]:
    """Decide how the first columns of two tables are compared."""

    def keys(main: Table, lookup: Table, types: tuple[str, str] = ("text", "text")) -> tuple[Key, Key]:
        ours, theirs = Key(("c0",), types[:1]), Key(("c0",), types[1:])
        facts = [run(key_facts_step(key), keyed=table)[0] for key, table in ((ours, main), (theirs, lookup))]
        return comparable(ours, theirs, main_facts=facts[0], facts=facts[1])

    return keys


@pytest.mark.parametrize(
    ("ours", "theirs", "types", "n_alone"),
    [
        (["17850.0", "17851.0"], ["17850", "17851"], ("text", "text"), 0),
        (["17850.0", "17851"], ["17850", "17851"], ("text", "text"), 1),
        (["17850", None], [17850, 17851], ("text", "integer"), 1),
        (["17850"], [17850.0], ("text", "float"), 0),
        ([" a ", "A"], ["a", "b"], ("text", "text"), 1),
        (["00123"], [123], ("text", "integer"), 1),
        (["2011-01-31 08:26", "2011-02-01T09:00:00"], ["2011-01-31", "2011-02-01"], ("text", "text"), 0),
        (["2011-01-31", "2011-02-01"], ["2011-01-31 00:00:00", "2011-02-02"], ("text", "text"), 1),
        (["2011-01-31 08:26"], ["2011-01-31 09:00"], ("text", "text"), 1),
        (["2011-01-31 08:26", "x"], ["2011-01-31", "y"], ("text", "text"), 2),
    ],
)
def test_keys_are_compared_as_ids_are_read(run, compared, ours, theirs, types, n_alone):
    """Trimmed text; whole numbers whole where all of a column is; days where one table has only days."""
    main, lookup = compared({"k": ours}, {"k": theirs}, types)
    found = run(matches_step(main, lookup), main={"k": ours}, lookup={"k": theirs})[0]
    assert (found["n_main"], found["n_main_alone"]) == (len(ours), n_alone)


@settings(max_examples=12)
@given(ours=st.lists(IDS, min_size=1, max_size=20), theirs=st.lists(IDS, min_size=1, max_size=8))
def test_a_join_neither_adds_nor_loses_a_row(run, compared, ours, theirs):
    """Where no key repeats: every row of the main table once, in its place, with what the lookup says of it."""
    main = {"k": pa.array(ours, pa.string())}
    lookup = {"k": pa.array(theirs, pa.string()), "v": [f"v{place}" for place in range(len(theirs))]}
    keys = compared(main, lookup)
    is_whole = any({*map(_plain, column)} - {None} == {"17850.0"} for column in (ours, theirs))
    trimmed = [_plain(value, is_whole=is_whole) for value in theirs]
    said = {key: value for key, value in zip(trimmed, lookup["v"], strict=True) if key}
    repeated = run(repeated_keys_step(keys[1]), lookup=lookup)[0]
    assert repeated["n_keys"] == len({key for key in trimmed if key and trimmed.count(key) > 1})
    if repeated["n_keys"]:
        return
    step = join_step(("row_number", "c0"), keys[0], lookup=keys[1], brought=("c1",))
    rows = sorted(run(step, main=main, lookup=lookup), key=lambda row: row["row_number"])
    expected = [said.get(_plain(value, is_whole=is_whole)) for value in ours]
    assert [(row["row_number"], row["c0"], row["c1"]) for row in rows] == [
        (place, value, new) for place, (value, new) in enumerate(zip(ours, expected, strict=True), start=1)
    ]
    matches = run(matches_step(*keys), main=main, lookup=lookup)[0]
    assert matches["n_main_alone"] == expected.count(None)
    mine = {_plain(value, is_whole=is_whole) for value in ours}
    assert matches["n_lookup_alone"] == sum(not key or key not in mine for key in trimmed)


def test_a_key_of_several_columns_is_whole_or_none(run):
    """A row that lacks a part matches nothing."""
    main = {"a": ["x", "x", None], "b": [1, 2, 1]}
    lookup = {"b": [1, 2, 1], "a": ["x", "y", None], "v": ["x1", "y2", "none"]}
    ours, theirs = Key(("c0", "c1"), ("text", "integer")), Key(("c1", "c0"), ("text", "integer"))
    assert run(repeated_keys_step(theirs), lookup=lookup)[0]["n_keys"] == 0
    step = join_step(("row_number", "c0", "c1"), ours, lookup=theirs, brought=("c2",))
    rows = sorted(run(step, main=main, lookup=lookup), key=lambda row: row["row_number"])
    assert [row["c2"] for row in rows] == ["x1", None, None]


def test_repeated_keys_are_counted(run):
    """Keys, and the rows they stand in; blank ones are no keys."""
    found = run(repeated_keys_step(Key(("c0",), ("text",))), lookup={"k": ["a", " a", "b", "c", "c", "c", "", None]})
    assert found == [{"n_keys": 2, "n_rows": 5}]


def test_rows_are_added_below(run):
    """Numbered on; columns that are not there are null; unlike types meet as text."""
    main = {"id": ["a"], "n": [1], "x": [1.5], "t": ["u"]}
    more = {"n": ["seven"], "id": ["b"], "x": [2]}
    step = append_step(
        ["text", "integer", "float", "text"],
        [("c1", "text"), ("c0", "text"), ("c2", "integer"), None],
        n_before=10,
        negated=frozenset(),
    )
    rows = sorted(run(step, main=main, more=more), key=lambda row: row["row_number"])
    assert [tuple(row.values()) for row in rows] == [(1, "a", "1", 1.5, "u"), (11, "b", "seven", 2.0, None)]


@pytest.mark.parametrize(
    ("type_", "values", "turned"),
    [
        ("float", [1.5, -2.0, None], [-1.5, 2.0, None]),
        ("integer", [3], [-3]),
        (
            "text",
            ["12,50", "-3", "(4.00)", "5-", "+6", " 7 ", "£8", "", None],
            ["-12,50", "3", "4.00", "5", "-6", "-7", "-£8", "", None],
        ),
        (
            "text",
            ["12,-", "-12,-", "CHF 5.-", "-5.- ", "+6,-"],
            ["-12,-", "12,-", "-CHF 5.-", "5.-", "-6,-"],
        ),
    ],
)
def test_a_number_changes_its_sign(run, type_, values, turned):
    """However it is written."""
    step = append_step([type_], [("c0", type_)], n_before=1, negated=frozenset({0}))
    kind = pa.string() if type_ == "text" else None
    rows = run(step, main={"x": pa.array(values[:1], kind)}, more={"x": pa.array(values, kind)})
    found = {row["row_number"]: row["c0"] for row in rows}
    assert [found[place + 2] for place in range(len(values))] == turned


def test_a_stroke_for_no_cents_is_no_sign(run):
    """Neither behind a comma nor behind a point."""
    found = run(signs_step([("c0", "text")]), more={"a": ["12,-", "5.-", "-12,-", "-5.-", "5-", "7"]})
    assert found == [{"n_known_0": 6, "n_negative_0": 3}]


def test_signs_are_counted(run):
    """Blank cells are no numbers."""
    step = signs_step([("c0", "text"), ("c1", "integer")])
    more = {"a": ["-1", "(2)", "3-", "4", "", None], "b": [-1, 2, None, 0, 5, 6]}
    found = {"n_known_0": 4, "n_negative_0": 3, "n_known_1": 5, "n_negative_1": 1}
    assert run(step, more=more) == [found]


@pytest.mark.parametrize(("values", "last"), [(["a", "b"], 2), ([], 0)])
def test_the_last_row_is_known(run, values, last):
    """Also of no rows."""
    assert run(last_row_step(), main={"x": pa.array(values, pa.string())}) == [{"last_row": last}]
