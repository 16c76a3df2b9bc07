"""What a column holds is read off its counts and its name."""

from __future__ import annotations

import pytest

from coterie.data.traits.counts import Counts
from coterie.data.traits.kinds import read_column


def _counts(label: str, levels: dict[str, int] | None = None, **facts: object) -> Counts:
    """A column of 100 rows; with levels, everything follows from them."""
    levels = levels or {}
    n = sum(levels.values())
    numbers = [float(text) for text in levels for _ in range(levels[text]) if text.replace(".", "", 1).isdecimal()]
    known = {
        "n_rows": n or 100,
        "n_present": n or 100,
        "n_distinct": len(levels) or 100,
        "n_numbers": len(numbers),
        "n_whole": sum(number.is_integer() for number in numbers),
        "low": min(numbers, default=None),
        "high": max(numbers, default=None),
        "n_spaced": sum(count for text, count in levels.items() if " " in text),
        "levels": levels,
    }
    return Counts(label, "text", **{**known, **facts})  # type: ignore[arg-type]  facts by name


NUMBERS = {"n_numbers": 100, "n_whole": 100}


@pytest.mark.parametrize(
    ("counts", "kind", "levels"),
    [
        (_counts("Age", n_distinct=60, low=18, high=70, **NUMBERS), "number", ()),
        (_counts("paid", {"Yes": 60, "no": 40}), "yes/no", ("no", "Yes")),
        (_counts("age", {"65+": 30, "18-24": 70}), "ordered", ("18-24", "65+")),
        (_counts("kids", {"0": 60, "1": 30, "2+": 10}), "ordered", ("0", "1", "2+")),
        (_counts("kids", {"0": 60, "1": 30, "2": 10}), "number", ()),
        (_counts("Region", {"3": 60, "1": 30, "2": 10}), "category", ("3", "1", "2")),
        (_counts("plan", {"DSL": 60, "dsl ": 5, "No": 34, "rare": 1}), "category", ("DSL", "No")),
        (_counts("Row", low=1, high=100, **NUMBERS), "id", ()),
        (_counts("contract_no", low=5, high=90_000, **NUMBERS), "id", ()),
        (_counts("thing", low=500, high=620, **NUMBERS), "id", ()),
        (_counts("Income", low=500, high=90_000, **NUMBERS), "number", ()),
        (_counts("code", n_numbers=0), "id", ()),
        (_counts("remark", n_spaced=90, mean_length=60.0), "text", ()),
        (_counts("city", n_distinct=60), "text", ()),
        (_counts("title", {"a": 1, "b": 1, "c": 1}), "text", ()),
        (_counts("contact", n_distinct=90, n_addresses=90), "text", ()),
        (_counts("phone", low=1, high=9e9, n_distinct=70, **NUMBERS), "text", ()),
        (_counts("z", {"3": 100}), "constant", ()),
        (_counts("city", {"Bonn": 60, "bonn": 40}), "constant", ()),
        (_counts("gone", n_present=0, n_distinct=0), "constant", ()),
    ],
)
def test_known_columns(counts: Counts, kind: str, levels: tuple[str, ...]) -> None:
    """One of each."""
    found = read_column(counts)
    assert (found.kind, found.levels) == (kind, levels)


def test_days_are_days() -> None:
    """By their type, or because nearly all values look like days."""
    assert read_column(_counts("since"), day_share=0.97).kind == "date"
    assert read_column(Counts("since", "time", n_rows=9, n_present=9, n_distinct=5)).kind == "date"


def test_some_values_that_are_no_numbers_do_not_make_words() -> None:
    """Up to a tenth counts as missing."""
    assert read_column(_counts("Income", n_numbers=91, n_distinct=80)).kind == "number"
    assert read_column(_counts("Income", n_numbers=89, n_distinct=80)).kind == "text"


@pytest.mark.parametrize(
    ("wanted", "levels", "expected"),
    [
        ("category", {"1": 60, "2": 40}, ("1", "2")),
        ("ordered", {"1": 60, "3": 10, "2": 30}, ("1", "2", "3")),
        ("ordered", {"b": 60, "a": 40}, ("a", "b")),
        ("yes/no", {"With": 60, "Without": 40}, ("With", "Without")),
        ("number", {"1": 60, "2": 40}, ()),
    ],
)
def test_what_the_user_sets_is_not_guessed(wanted, levels, expected) -> None:  # type: ignore[no-untyped-def]  kinds
    """With the levels that the kind has."""
    found = read_column(_counts("x", levels), wanted=wanted)
    assert (found.kind, found.levels, found.reason) == (wanted, expected, f"{wanted}, as you have set")


def test_three_answers_cannot_be_set_to_be_yes_or_no() -> None:
    """They stay classes."""
    assert read_column(_counts("x", {"a": 50, "b": 30, "c": 20}), wanted="yes/no").kind == "category"
