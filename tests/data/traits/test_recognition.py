"""Each column gets a role and the reason for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.traits.counts import Counts
from coterie.data.traits.recognition import Wishes, recognise_traits

if TYPE_CHECKING:
    from coterie.tables import Trait

NUMBER = {"n_numbers": 90, "n_whole": 90, "low": 1.0, "high": 120.0, "n_distinct": 70}
YES_NO = {"n_distinct": 2, "levels": {"No": 60, "Yes": 30}}
CLASSES = {"n_distinct": 3, "levels": {"a": 40, "b": 30, "c": 20}}
ONE = {"n_distinct": 1, "levels": {"3": 90}}
IDS = {"n_distinct": 90}


def _column(label: str, facts: dict[str, object], n_present: int = 90) -> Counts:
    return Counts(label, "text", **{"n_rows": 90, "n_present": n_present, **facts})  # type: ignore[arg-type]  by name


GROUNDS = (_column("Income", NUMBER), _column("Visits", NUMBER))


def _trait(*columns: Counts, **options: object) -> Trait:
    """Return the first trait of a table that has grounds for segments."""
    return recognise_traits([*columns, *GROUNDS], **options)[0]  # type: ignore[arg-type]  options by name


@pytest.mark.parametrize(
    ("column", "role", "word"),
    [
        (_column("Milk", NUMBER), "basis", "number"),
        (_column("Contract", CLASSES), "descriptor", "no distance"),
        (_column("Complain", YES_NO), "descriptor", "a yes or no"),
        (_column("Churn", YES_NO), "target", "target"),
        (_column("Revenue", YES_NO), "target", "target"),
        (_column("Revenue", NUMBER), "basis", "number"),
        (_column("label", CLASSES), "target", "target"),
        (_column("response", NUMBER), "basis", "number"),
        (_column("segment", CLASSES), "target", "earlier segmentation"),
        (_column("Age", NUMBER), "descriptor", "person"),
        (_column("Gender", CLASSES), "descriptor", "person"),
        (_column("Z_CostContact", ONE), "left out", "constant"),
        (_column("Account", IDS), "left out", "id"),
        (_column("Milk", {**NUMBER, "n_numbers": 60}, n_present=60), "descriptor", "33%"),
        (_column("Milk", {**NUMBER, "n_numbers": 70}, n_present=70), "basis", "number"),
    ],
)
def test_known_columns(column: Counts, role: str, word: str) -> None:
    """One of each, with a word of the reason."""
    trait = _trait(column)
    assert trait.role == role
    assert word in trait.reason


@given(st.permutations(["Churn", "segment", "Account", "Z_CostContact", "Age", "Contract"]), st.integers(0, 6))
def test_outcomes_ids_and_constants_never_make_segments(labels: list[str], n_kept: int) -> None:
    """Whatever else a table has, or lacks."""
    facts = {
        "Churn": YES_NO,
        "segment": CLASSES,
        "Account": IDS,
        "Z_CostContact": ONE,
        "Age": NUMBER,
        "Contract": CLASSES,
    }
    traits = recognise_traits([_column(label, facts[label]) for label in labels[:n_kept]])
    never = {"Churn", "segment", "Account", "Z_CostContact"}
    assert [trait.label for trait in traits if trait.role == "basis" and trait.label in never] == []


def test_people_make_segments_where_hardly_anything_else_could() -> None:
    """One well-known column is not enough; two are."""
    age, income, visits = _column("Age", NUMBER), *GROUNDS
    assert [trait.role for trait in recognise_traits([age, income])] == ["basis", "basis"]
    assert "little else" in recognise_traits([age, income])[0].reason
    assert [trait.role for trait in recognise_traits([age, income, visits])] == ["descriptor", "basis", "basis"]


def test_a_column_with_many_gaps_is_no_ground_of_its_own() -> None:
    """It makes segments, and people do beside it."""
    income, owner = _column("Income", NUMBER), _column("Owner", CLASSES, n_present=70)
    found = recognise_traits([_column("Age", NUMBER), income, owner])
    assert [trait.role for trait in found] == ["basis", "basis", "basis"]


def test_people_with_many_gaps_stay_outside() -> None:
    """However little else there is."""
    assert recognise_traits([_column("Age", {**NUMBER, "n_numbers": 50}, n_present=50)])[0].role == "descriptor"


def test_a_year_of_birth_gives_an_age_only_where_the_table_has_a_day() -> None:
    """Else it stays a year."""
    born = _column("Year_Birth", {**NUMBER, "low": 1940.0, "high": 1999.0})
    assert (_trait(born).words, _trait(born, has_newest_day=True).words) == ("birth year", "age")


def test_days_describe() -> None:
    """In the style that was found, told as days since."""
    trait = _trait(_column("Dt_Customer", IDS), day_styles={"Dt_Customer": ("dmy", 1.0)})
    assert (trait.kind, trait.role, trait.words, trait.time_style) == (
        "date",
        "descriptor",
        "days as a customer",
        "dmy",
    )
    assert _trait(Counts("since", "time", 90, 90, 60)).time_style == "typed"


def test_what_the_user_sets_wins() -> None:
    """Kinds, targets and what to leave out."""
    columns = [
        _column("Milk", NUMBER),
        _column("Churn", CLASSES),
        _column("Fish", NUMBER),
        _column("Tea", ONE),
        *GROUNDS,
    ]
    wishes = Wishes(kinds={"Churn": "category"}, targets=("Fish", "Tea"), leave_out=("Milk",))
    found = {trait.label: trait for trait in recognise_traits(columns, wishes=wishes)}
    assert {label: found[label].role for label in ("Milk", "Churn", "Fish", "Tea")} == {
        "Milk": "left out",
        "Churn": "descriptor",
        "Fish": "target",
        "Tea": "left out",
    }
    assert found["Milk"].reason == "left out, as you have set"
    assert found["Churn"].reason.startswith("category, as you have set; ")


def test_spellings_and_levels_are_kept() -> None:
    """As the reading found them."""
    trait = _trait(_column("City", {"n_distinct": 3, "levels": {"Bonn": 50, "bonn": 10, "Ulm": 30}}))
    assert (trait.name, trait.levels, trait.spellings) == ("city", ("Bonn", "Ulm"), (("bonn", "Bonn"),))


def test_classes_only_describe_where_numbers_can_make_segments():
    """Between classes there is no distance."""
    columns = [
        _column("Contract", CLASSES),
        _column("Complain", YES_NO),
        _column("Milk", NUMBER),
        _column("Fish", NUMBER),
    ]
    found = {trait.label: trait.role for trait in recognise_traits(columns)}
    assert found == {"Contract": "descriptor", "Complain": "descriptor", "Milk": "basis", "Fish": "basis"}


def test_classes_make_segments_where_there_is_one_number():
    """A table of classes has groups, too."""
    columns = [_column("Contract", CLASSES), _column("Complain", YES_NO), _column("Milk", NUMBER)]
    assert {trait.role for trait in recognise_traits(columns)} == {"basis"}
