"""What is counted of a customer table, on a real engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from coterie.data.traits.counts import Counts, Field, counts_of, counts_step, levels_step, read_levels
from coterie.engines.duckdb import DuckDBEngine
from coterie.tables import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coterie.engines.duckdb import DuckDBRelation
    from coterie.tables import Step

TABLE = pa.table(
    {
        "Income": ["1,200", "", " 50 ", "?", "lots", "12.5", None],
        "Plan": ["Gold", "gold", "Gold", "?", "NaN", "Basic plan", "Gold"],
        "Mail": ["a@b.c", "d@e.f", "", "", "", "", "x"],
        "Whole": pa.array([1, 2, 2, None, 5, 6, 7]),
    }
)


@pytest.fixture
def run() -> Iterator[Callable[[Step], pa.Table]]:
    """Run a step on the table."""
    with DuckDBEngine(threads=2) as engine:
        raw: DuckDBRelation = engine.read(Source(("memory",), "arrow", data=TABLE))
        yield lambda step: engine.table(engine.query(step, raw=raw))


FIELDS = [Field("Income", "c0"), Field("Plan", "c1"), Field("Mail", "c2"), Field("Whole", "c3", "integer")]


@pytest.fixture
def counts(run: Callable[[Step], pa.Table]) -> dict[str, Counts]:
    """Everything counted, with ``?`` as a missing mark."""
    found = counts_of(FIELDS, run(counts_step(FIELDS, decimal=".", missing=["?"])))
    return {each.label: each for each in found}


def test_numbers_are_counted_with_their_thousands(counts: dict[str, Counts]) -> None:
    """Blank and the source's own mark are missing; a word is a value and no number."""
    income = counts["Income"]
    assert (income.n_rows, income.n_present, income.n_numbers, income.n_whole) == (7, 4, 3, 2)
    assert (income.low, income.high) == (12.5, 1200.0)


def test_classes_addresses_and_words_are_counted(counts: dict[str, Counts]) -> None:
    """By what stands in them."""
    assert (counts["Plan"].n_distinct, counts["Plan"].n_present, counts["Plan"].n_spaced) == (3, 5, 1)
    assert counts["Mail"].n_addresses == 2
    assert counts["Mail"].mean_length == 11 / 3


def test_typed_columns_are_counted_alike(counts: dict[str, Counts]) -> None:
    """Null is missing."""
    whole = counts["Whole"]
    assert (whole.type, whole.n_present, whole.n_whole, whole.missing_share) == ("integer", 6, 6, pytest.approx(1 / 7))


def test_an_empty_column_misses_everything() -> None:
    """Without rows, nothing is known."""
    assert Counts("x", "text", n_rows=0).missing_share == 1.0


def test_levels_are_counted_as_they_are_spelt(run: Callable[[Step], pa.Table]) -> None:
    """Folding is not for counting."""
    levels = read_levels(FIELDS[1:3], run(levels_step(FIELDS[1:3], missing=["?"])))
    assert levels == {"Plan": {"Gold": 3, "gold": 1, "Basic plan": 1}, "Mail": {"a@b.c": 1, "d@e.f": 1, "x": 1}}


def test_a_table_with_nothing_but_an_id_has_only_rows(run: Callable[[Step], pa.Table]) -> None:
    """No column, no counts."""
    assert counts_of([], run(counts_step([], decimal="."))) == ()
