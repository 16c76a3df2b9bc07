"""What is told of a customer table."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from coterie.data.traits.counts import Counts
from coterie.data.traits.telling import DOUBTS, tell_traits
from coterie.tables import Trait

PLAN = Trait(
    "plan", "Plan", "plan", "category", "basis", "classes", levels=("Basic", "Gold"), spellings=(("gold", "Gold"),)
)
INCOME = Trait("income", "Income", "income", "number", "basis", "a number that tells customers apart")


def _told(trait: Trait, values: list[object], *, n_numbers: int = 0) -> dict[str, str]:
    column = pa.chunked_array([values], pa.string() if trait.levels else pa.float64())
    counts = Counts(trait.label, "text", len(values), n_present=len(values) - column.null_count, n_numbers=n_numbers)
    return {found.role: found.reason for found in tell_traits([trait], [counts], readings={trait.name: column})}


def test_spellings_and_other_classes_are_told() -> None:
    """Of both, how they are read."""
    assert _told(PLAN, ["Gold", "gold", "rare", None]) == {
        "basis": "classes",
        "spelling": "other spellings are read as the most frequent one: gold as Gold",
        "other classes": "1 customer has a value that is too rare or too new to be a class",
        "missing": "1 customer has no value, of 4; the most frequent class takes its place",
    }


def test_many_spellings_are_told_by_examples() -> None:
    """Three, and how many more."""
    spelt = replace(PLAN, spellings=tuple((f"gold{n}", "Gold") for n in range(5)))
    assert _told(spelt, ["Gold"])["spelling"].endswith("gold2 as Gold and 2 more")


def test_values_that_are_no_numbers_are_told_and_to_be_checked() -> None:
    """They count as missing, which is filled in a column that makes segments."""
    told = _told(INCOME, [1.0, 2.0, None, None], n_numbers=0)
    assert told["unreadable"] == "2 values are no numbers and count as missing"
    assert told["missing"] == "2 customers have no value, of 4; the middle value of the others takes its place"
    counts = Counts("Income", "text", 4, n_present=4, n_numbers=3)
    unreadable = tell_traits([INCOME], [counts], readings={})[1]
    assert (unreadable.sure, unreadable.role in DOUBTS) == (False, True)


def test_gaps_that_are_not_filled_are_not_said_to_be() -> None:
    """A column that only describes keeps its gaps."""
    assert set(_told(replace(INCOME, role="descriptor"), [1.0, None], n_numbers=1)) == {"descriptor"}


def test_what_is_left_out_is_told_with_its_reason_only() -> None:
    """Nothing of it was read."""
    dropped = replace(PLAN, role="left out", reason="left out, as you have set")
    assert _told(dropped, ["Gold", "rare"]) == {"left out": "left out, as you have set"}
