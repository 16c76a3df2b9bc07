"""Columns of a customer table as numbers, read by their traits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.traits.counts import Field
from coterie.data.traits.values import (
    is_read,
    level_places,
    reading_sql,
    trait_columns,
    trait_features,
    unknown_levels,
    with_scales,
)
from coterie.engines.duckdb import DuckDBEngine
from coterie.tables import Source, Step, Trait

PLAN = Trait(
    "plan", "Plan", "plan", "category", "basis", "classes", levels=("Basic", "Gold"), spellings=(("G", "Gold"),)
)
AGE = Trait("age", "Age", "age", "ordered", "descriptor", "classes", levels=("18-24", "25-34", "35+"))
PAID = Trait("paid", "Paid", "paid", "yes/no", "basis", "yes or no", levels=("No", "Yes"))
INCOME = Trait("income", "Income", "income", "number", "basis", "a number")
SINCE = Trait("since", "Since", "days since", "date", "descriptor", "days", time_style="dmy")
DAY_US = 86_400_000_000


def _columns(trait: Trait, values: list[object], as_of_us: int | None = None) -> dict[str, list[object]]:
    made = trait_columns(trait, pa.chunked_array([values]), as_of_us=as_of_us)
    return {name: column.to_pylist() for name, column in made.items()}


def test_a_category_makes_a_column_for_each_level() -> None:
    """And its words; a rare value is none of the levels, a missing one is unknown."""
    assert _columns(PLAN, ["Gold", "basic ", "G", "Silver", None]) == {
        "plan": ["Gold", "Basic", "Gold", None, None],
        "plan=Basic": [0.0, 1.0, 0.0, 0.0, None],
        "plan=Gold": [1.0, 0.0, 1.0, 0.0, None],
    }


def test_ordered_classes_are_ranks_and_answers_are_0_and_1() -> None:
    """What is none of them is missing."""
    assert _columns(AGE, ["35+", "18-24", "99", None]) == {"age": [3.0, 1.0, None, None]}
    assert _columns(PAID, ["yes", "No", "perhaps", None]) == {"paid": [1.0, 0.0, None, None]}


def test_days_count_back_from_the_newest() -> None:
    """In days; an age in years."""
    assert _columns(SINCE, [0, DAY_US, None], as_of_us=3 * DAY_US) == {"since": [3.0, 2.0, None]}
    born = replace(INCOME, name="year_birth", label="Year_Birth")
    assert _columns(born, [1960.0, None], as_of_us=0) == {"year_birth": [10.0, None]}
    assert _columns(born, [1960.0], as_of_us=None) == {"year_birth": [1960.0]}


@given(st.lists(st.one_of(st.none(), st.text(max_size=3), st.sampled_from(["Gold", "gold", "BASIC", "G"])), max_size=9))
def test_levels_and_the_rest_add_up(values: list[str | None]) -> None:
    """Every value is missing, one of the levels, or counted as unknown."""
    column = pa.chunked_array([values], pa.string())
    places = level_places(PLAN, column)
    assert (places >= 0).sum() + unknown_levels(PLAN, column) + column.null_count == len(values)
    assert len(places) == len(values)


def test_nothing_can_be_unknown_of_numbers() -> None:
    """Only classes have levels."""
    assert unknown_levels(INCOME, pa.chunked_array([[1.0, None]])) == 0


@pytest.mark.parametrize(
    ("trait", "type_", "values", "expected"),
    [
        (INCOME, "text", ["1,200.5", "?", "x", "7"], [1200.5, None, None, 7.0]),
        (PLAN, "text", [" Gold ", "?", "", "x"], ["Gold", None, None, "x"]),
        (SINCE, "text", ["02.01.1970", "x"], [DAY_US, None]),
        (SINCE, "text", ["02.01.1970", "31.12.9999", "01.01.1753"], [DAY_US, None, None]),
        (replace(SINCE, time_style="typed"), "text", ["1970-01-02", "x"], [DAY_US, None]),
        (INCOME, "integer", [3, None], [3.0, None]),
        (PAID, "integer", [1, 0], ["1", "0"]),
    ],
)
def test_columns_are_read_as_the_trait_says(trait, type_, values, expected) -> None:  # type: ignore[no-untyped-def]  values
    """On a real engine, with the source's own mark for a missing value."""
    sql = reading_sql(trait, Field(trait.label, "c0", type_), decimal=".", missing=["?"])
    step = Step("read", ("raw",), f"select {sql} as v from raw order by row_number", (("missing_0", "?"),))
    with DuckDBEngine(threads=2) as engine:
        raw = engine.read(Source(("memory",), "arrow", data=pa.table({trait.label: values})))
        assert engine.table(engine.query(step, raw=raw))["v"].to_pylist() == expected


def test_a_day_may_be_a_mark_for_a_missing_one() -> None:
    """As any other value may."""
    sql = reading_sql(SINCE, Field("Since", "c0"), decimal=".", missing=["01.01.1970"])
    step = Step("read", ("raw",), f"select {sql} as v from raw order by row_number", (("missing_0", "01.01.1970"),))
    with DuckDBEngine(threads=2) as engine:
        table = pa.table({"Since": ["01.01.1970", "02.01.1970"]})
        raw = engine.read(Source(("memory",), "arrow", data=table))
        assert engine.table(engine.query(step, raw=raw))["v"].to_pylist() == [None, DAY_US]


def test_days_far_from_the_newest_are_exact() -> None:
    """Beyond what a double holds of microseconds."""
    assert _columns(SINCE, [2**53 + 1 - DAY_US], as_of_us=2**53 + 1) == {"since": [1.0]}


def test_only_numbers_with_a_long_tail_are_of_ratios() -> None:
    """Neither negative ones, nor a year of birth, nor a column without values."""
    tail = np.geomspace(1, 1000, 60)
    values = {"a": tail, "b": np.linspace(0, 9, 60), "c": tail - 600, "d": tail, "e": np.full(3, np.nan)}
    traits = [replace(INCOME, name=name, label="Year_Birth" if name == "d" else name) for name in values]
    assert [trait.is_log for trait in with_scales([*traits, PLAN], values)] == [True, False, False, False, False, False]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40), st.sampled_from([0.5, 2.0, 128.0]))
def test_the_unit_does_not_decide_the_scale(numbers: list[float], factor: float) -> None:
    """Pounds or pence."""
    values = np.array(numbers)
    one, other = (with_scales([INCOME], {"income": each})[0].is_log for each in (values, factor * values))
    assert one == other


def test_a_column_that_is_called_like_a_gap_keeps_its_name() -> None:
    """No two features share one."""
    named_so = replace(PAID, name="income_missing")
    features = trait_features([INCOME, named_so], missing_shares={"income": 0.1})
    assert [feature.name for feature in features] == ["income", "income_missing"]


def test_features_say_what_the_columns_mean() -> None:
    """A category one for each level; what is left out none; gaps one where they may say something."""
    outcome, dropped = replace(PAID, role="target"), replace(AGE, role="left out")
    features = trait_features([PLAN, outcome, dropped, INCOME, SINCE], missing_shares={"income": 0.1, "since": 0.01})
    assert [(feature.name, feature.role, feature.unit) for feature in features] == [
        ("plan=Basic", "basis", "share"),
        ("plan=Gold", "basis", "share"),
        ("paid", "descriptor", "share"),
        ("income", "basis", ""),
        ("income_missing", "descriptor", "share"),
        ("since", "descriptor", "days"),
    ]
    assert [feature.group for feature in features[:3]] == ["plan", "plan", ""]
    assert (is_read(dropped), is_read(outcome)) == (False, True)
