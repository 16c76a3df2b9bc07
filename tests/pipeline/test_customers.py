"""A table with one row a customer becomes customers, and the same segments whatever its rows, ids and units are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

import coterie
from coterie.errors import ColumnError, ConfigError, DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from coterie.config import Config
    from coterie.pipeline.records import Intake
    from coterie.ui.library import Run

NEVER = {"member_id", "e_mail", "currency", "churn"}


def _partition(run: Run, visits: str = "num_visits") -> list[list[tuple[float, float]]]:
    """Who is with whom: what the customers are, not what they are called."""
    who = zip(run.customers["age"].to_pylist(), run.customers[visits].to_pylist(), strict=True)
    groups: dict[str, list[tuple[float, float]]] = {}
    for id_, customer in zip(run.assignments["segment_id"].to_pylist(), who, strict=True):
        groups.setdefault(id_, []).append(customer)
    return sorted(sorted(group) for group in groups.values())


@pytest.fixture(scope="module")
def club_intake(read: Callable[..., Intake], club: pa.Table) -> Intake:
    """The club, taken in."""
    return read(club)


# What is recognised


def test_every_column_has_its_role(club_intake: Intake) -> None:
    """Segments are made of what tells customers apart; people are described; the rest is left out or an outcome."""
    assert club_intake.kind == "customers"
    assert {trait.name: trait.role for trait in club_intake.traits} == {
        "age": "descriptor",
        "age_group": "descriptor",
        "income": "basis",
        "num_visits": "basis",
        "plan": "descriptor",
        "newsletter": "descriptor",
        "joined_on": "descriptor",
        "e_mail": "left out",
        "currency": "left out",
        "churn": "target",
    }


def test_customers_are_numbers_and_words(club_intake: Intake) -> None:
    """Ranks, 0 and 1, days before the newest; of a category its words and a column for each level."""
    customers = club_intake.customers
    assert customers["plan"].slice(0, 6).to_pylist() == ["Gold", "Basic", "Basic", "Basic", "Basic", None]
    assert customers["plan=Gold"].slice(0, 2).to_pylist() == [1.0, 0.0]
    assert set(customers["age_group"].to_pylist()) == {1.0, 2.0, 3.0}
    assert min(customers["joined_on"].to_pylist()) == 1.0
    assert customers["income_missing"].to_pylist().count(1.0) == 8
    assert customers["customer_id"].to_pylist() == sorted(customers["customer_id"].to_pylist())


def test_what_is_odd_is_told(club_intake: Intake) -> None:
    """Spellings, rare classes, and gaps that are filled."""
    told = {(found.role, found.column): found.reason for found in club_intake.findings}
    assert told["spelling", "Plan"] == "other spellings are read as the most frequent one: gold as Gold"
    assert told["other classes", "Plan"].startswith("1 customer has")
    assert told["missing", "Income (k$)"].startswith("8 customers have no value, of 240; the middle value")
    assert "target" in told["target", "Churn"]


def test_the_account_has_no_money(club_intake: Intake) -> None:
    """All rows are used, and no core of orders is spoken of."""
    assert club_intake.ledger.rows_in == club_intake.ledger.rows_used == 240
    assert (club_intake.ledger.core, club_intake.order_days, club_intake.first_us) == (None, None, None)
    assert club_intake.ledger.sentences() == ("240 of 240 rows were used.",)


# Laws


def test_planted_groups_are_found(club_run: Run) -> None:
    """Three of about eighty, whatever stands in the gaps, and named by what tells them apart."""
    assert sorted(club_run.segments["size"].to_pylist()) == [78, 80, 82]
    assert all("age" not in name.lower() for name in club_run.segments["name"].to_pylist())


def test_outcomes_ids_and_constants_make_no_segments(club_run: Run) -> None:
    """Nor words for people."""
    assert {name.partition("=")[0] for name in club_run.model.basis} & NEVER == set()


@pytest.mark.parametrize("change", ["order", "ids", "case", "unit"])
def test_the_same_customers_give_the_same_segments(club: pa.Table, club_run: Run, quick: Config, change: str) -> None:
    """In another order of rows, under other ids, with names in capitals, with income in other units."""
    income = pc.cast(pc.if_else(pc.equal(club["Income (k$)"], ""), None, club["Income (k$)"]), pa.float64())
    changed = {
        "order": club.take(np.random.default_rng(1).permutation(club.num_rows)),
        "ids": club.set_column(0, "Member ID", pa.array([f"{7919 * n % 240:05d}" for n in range(240)])),
        "case": club.rename_columns([name.upper() for name in club.column_names]),
        "unit": club.set_column(3, "Income (k$)", pc.round(pc.multiply(income, 100.0))),
    }[change]
    run = coterie.segment(changed, config=quick, basis="Income (k$),NumVisits,Plan,Newsletter")
    assert _partition(run, "numvisits" if change == "case" else "num_visits") == _partition(club_run)


def test_assigning_the_table_again_changes_nothing(club: pa.Table, club_run: Run) -> None:
    """Gaps are filled, classes folded, days counted as in the run."""
    assert club_run.assign(club).equals(club_run.assignments)


def test_one_customer_alone_is_where_it_was(club: pa.Table, club_run: Run) -> None:
    """A table of one row is read by the traits of the run."""
    alone = club_run.assign(club.slice(200, 1))
    known = club_run.assignments.filter(pc.equal(club_run.assignments["customer_id"], "M200"))
    assert alone["segment_id"].to_pylist() == known["segment_id"].to_pylist()


def test_the_customers_table_itself_can_be_assigned(club_run: Run) -> None:
    """It brings the features instead of the columns."""
    again = club_run.assign(club_run.customers)
    assert again["segment_id"].to_pylist() == club_run.assignments["segment_id"].to_pylist()


# Other tables of the same kind


def test_new_classes_are_counted_and_are_none_of_the_levels(club: pa.Table, club_run: Run) -> None:
    """And nobody is lost."""
    heard: list[str] = []
    plans = pa.array(["Platinum"] * 3 + club["Plan"].to_pylist()[3:])
    assigned = club_run.assign(club.set_column(5, "Plan", plans), account=heard.append)
    assert assigned["segment_id"].null_count == 0
    assert "Plan: 4 customers have a value that is too rare or too new to be a class." in heard


def test_a_column_that_makes_segments_must_be_there(club: pa.Table, club_run: Run) -> None:
    """What, and the nearest name."""
    lacking = club.rename_columns([name.replace("NumVisits", "NumVisitsMonth") for name in club.column_names])
    with pytest.raises(ColumnError) as caught:
        club_run.assign(lacking)
    assert "no column 'NumVisits' (near: 'NumVisitsMonth')" in caught.value.what


def test_a_column_that_only_describes_may_be_gone(club: pa.Table, club_run: Run) -> None:
    """The segments stay the same."""
    assigned = club_run.assign(club.drop_columns(["Age", "Churn", "E-mail"]))
    assert assigned["segment_id"].equals(club_run.assignments["segment_id"])


def test_a_column_that_has_become_another_is_refused(club: pa.Table, club_run: Run) -> None:
    """Words in the place of numbers are not filled over."""
    with pytest.raises(ColumnError) as caught:
        club_run.assign(club.set_column(4, "NumVisits", club["E-mail"]))
    assert "column 'NumVisits' held numbers, and 100% of its values are none now" in caught.value.what


def test_a_table_without_the_id_is_refused(club: pa.Table, club_run: Run) -> None:
    """Whose segment would it be."""
    with pytest.raises(ColumnError) as caught:
        club_run.assign(club.drop_columns(["Member ID"]))
    assert "no column 'Member ID'" in caught.value.what


# Rows that cannot all stand


def test_every_row_is_accounted_for(read: Callable[..., Intake], club: pa.Table) -> None:
    """Blank ids and contradictions go to the quarantine, equal and older rows are set aside."""
    rows = club.slice(0, 4).to_pylist()
    rows[0]["Member ID"] = " "
    rows[2]["Joined on"], rows[2]["Plan"] = "31.12.2024", "Gold"
    rows[3]["Plan"] = "Gold"
    taken = read(
        pa.concat_tables([club, pa.Table.from_pylist(rows, schema=club.schema)]),
        data={"kind": "customers", "customer": "Member ID"},
    )
    ledger = taken.ledger
    assert (ledger.rows_in, ledger.rows_used, ledger.rows_quarantined, ledger.rows_set_aside) == (244, 239, 3, 2)
    assert taken.quarantine["reason"].to_pylist() == ["contradicting rows", "no customer", "contradicting rows"]
    assert taken.quarantine["row_number"].to_pylist() == [4, 241, 244]
    assert "M003" not in taken.customers["customer_id"].to_pylist()
    assert taken.customers.filter(pc.equal(taken.customers["customer_id"], "M002"))["plan"].to_pylist() == ["Gold"]


def test_without_an_id_every_row_is_a_customer(read: Callable[..., Intake], club: pa.Table) -> None:
    """Called by its row."""
    taken = read(club.drop_columns(["Member ID"]).slice(0, 60), data={"customer": "none"})
    assert taken.customers["customer_id"].to_pylist() == [str(row) for row in range(1, 61)]


def test_a_table_in_which_no_row_can_be_used_is_refused(read: Callable[..., Intake], club: pa.Table) -> None:
    """What, how many, and what to look at."""
    nobody = club.slice(0, 30).set_column(0, "Member ID", pa.array([""] * 30))
    with pytest.raises(DataError) as caught:
        read(nobody, data={"kind": "customers", "customer": "Member ID"})
    assert caught.value.where == "30 rows: 30 unreadable, 0 set aside"


# What the user sets


def test_wishes_are_heard_in_any_case(read: Callable[..., Intake], club: pa.Table) -> None:
    """Kinds, outcomes, and what to leave out."""
    taken = read(club, data={"kinds": "numvisits=category", "targets": "newsletter", "leave_out": "PLAN, Age"})
    roles = {trait.label: (trait.kind, trait.role) for trait in taken.traits}
    assert roles["NumVisits"] == ("category", "basis")
    assert roles["Newsletter"] == ("yes/no", "target")
    assert roles["Plan"] == ("category", "left out")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ({"targets": "Chrn"}, "no column 'Chrn'"),
        ({"leave_out": "zzz"}, "no column 'zzz'"),
        ({"kinds": "Plan=colour"}, "'Plan=colour' sets no kind"),
        ({"kinds": "category"}, "'category' sets no kind"),
    ],
)
def test_wishes_that_cannot_be_are_refused(read: Callable[..., Intake], club: pa.Table, data, what) -> None:  # type: ignore[no-untyped-def]  settings
    """In one line."""
    with pytest.raises((ColumnError, ConfigError)) as caught:
        read(club, data=data)
    assert caught.value.what == what


def test_the_basis_may_be_named_by_labels(club: pa.Table, quick: Config) -> None:
    """A category by its own name, whichever levels it has."""
    run = coterie.segment(club, config=quick, basis="Plan, income, Joined on", k=2)
    assert run.model.basis == ("plan=Gold", "plan=Basic", "income", "joined_on")


@pytest.mark.parametrize(
    ("basis", "what"), [("Churn", "'Churn' is a target"), ("E-mail", "no feature 'e_mail'"), ("x", "no feature 'x'")]
)
def test_no_outcome_and_no_words_enter_the_basis(club: pa.Table, quick: Config, basis: str, what: str) -> None:
    """Even if they are named."""
    with pytest.raises(ColumnError) as caught:
        coterie.segment(club, config=quick, basis=basis)
    assert caught.value.what == what


def test_gaps_may_make_segments_also_where_there_are_none(club: pa.Table, quick: Config) -> None:
    """Of a model that was asked to look at them."""
    run = coterie.segment(club, config=quick, basis="income_missing, NumVisits", k=2)
    assert run.assign(club.slice(1, 5))["segment_id"].null_count == 0


def test_a_table_with_nothing_to_go_by_is_refused(quick: Config, club: pa.Table) -> None:
    """What there is, and what to do."""
    with pytest.raises(DataError) as caught:
        coterie.segment(club.select(["Member ID", "E-mail", "Churn"]), config=quick)
    assert caught.value.what == "there is nothing to make segments of"
    assert caught.value.where == "E-mail (text), Churn (yes/no)"
