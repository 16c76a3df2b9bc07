"""From a source to customers: every row accounted for, and nothing from behind ``as_of``."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.bundle import csv_text
from coterie.data.sources import resolve_source
from coterie.engines import open_engine
from coterie.errors import ColumnError, DataError
from coterie.pipeline.intake import take_in_customers
from coterie.pipeline.records import day_of, microseconds_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coterie import Run
    from coterie.data.synthetic import Shop
    from coterie.pipeline.intake import Intake


def _before(lines: pa.Table, day: str) -> pa.Table:
    """Lines of the days before one; what has no readable time stays, as nobody can say when it was."""
    times = lines["ordered_at"]
    return lines.filter(pc.or_(pc.less(times, day), pc.greater(times, "9998")))


# Time


@given(day=st.dates(date(1900, 1, 1), date(2200, 1, 1)), within=st.integers(0, 86_400_000_000 - 1))
def test_days_and_microseconds_are_inverse(day: date, within: int) -> None:
    """Every moment of a day, also before 1970, belongs to it."""
    assert day_of(microseconds_of(day) + within) == day.isoformat()


def test_the_run_looks_back_from_the_day_after_the_last_order(intake: Intake) -> None:
    """Midnight UTC, so that a day is seen whole."""
    assert day_of(intake.as_of_us) == "2025-01-01"
    assert intake.as_of_us % 86_400_000_000 == 0
    assert intake.first_us < intake.as_of_us


@pytest.mark.parametrize("day", ["2024-03-01", "2024-07-15", "2024-12-31"])
def test_a_look_back_sees_only_the_earlier_rows(read: Callable[..., Intake], shop: Shop, day: str) -> None:
    """Customers at a past day equal those of a file that ends there: nothing leaks from behind it."""
    whole = read(shop.lines, data={"as_of": date.fromisoformat(day)})
    earlier = read(_before(shop.lines, day), data={"as_of": date.fromisoformat(day)})
    assert whole.customers.equals(earlier.customers)
    assert whole.order_days.sort_by([("customer_id", "ascending"), ("day", "ascending")]).equals(
        earlier.order_days.sort_by([("customer_id", "ascending"), ("day", "ascending")])
    )
    assert whole.as_of_us == earlier.as_of_us == microseconds_of(date.fromisoformat(day))
    assert 0 < earlier.customers.num_rows <= 300


def test_rows_behind_the_look_back_are_accounted_for(read: Callable[..., Intake], shop: Shop, intake: Intake) -> None:
    """They are set aside by a rule of their own, not lost."""
    ledger = read(shop.lines, data={"as_of": date(2024, 7, 15)}).ledger
    late = next(row for row in ledger.rows if row.rule == "after as_of")
    assert late.n_rows > 0
    assert ledger.rows_in == intake.ledger.rows_in == ledger.rows_used + ledger.rows_quarantined + ledger.rows_set_aside


# Rows


def test_customers_are_one_a_row_and_sorted(intake: Intake, shop: Shop) -> None:
    """The planted customers, each once, whatever the order of the lines."""
    assert intake.customers["customer_id"].to_pylist() == sorted(shop.plan["customer_id"].to_pylist())


def test_money_of_the_customers_is_the_money_of_the_ledger(intake: Intake) -> None:
    """Not a cent is lost on the way, and every quarantined row is there to be looked at."""
    ledger = intake.ledger
    assert pc.sum(intake.customers["net_e4"]).as_py() == ledger.rows[-1].money_left_e4
    assert intake.quarantine.num_rows == ledger.rows_quarantined > 0
    assert ledger.rows_in == ledger.rows_used + ledger.rows_quarantined + ledger.rows_set_aside


def test_rows_that_cannot_be_split_are_quarantined_in_their_place(
    read: Callable[..., Intake], shop: Shop, tmp_path: Path
) -> None:
    """A broken line stops nothing; its number, text and reason are kept."""
    lines = csv_text(shop.lines).splitlines(keepends=True)
    path = tmp_path / "orders.csv"
    path.write_text("".join([*lines[:50], "too,few\n", *lines[50:]]))
    found = read(path)
    numbers = found.quarantine["row_number"].to_pylist()
    assert numbers == sorted(numbers)
    assert found.ledger.rows_in == len(lines)
    row = next(row for row in found.quarantine.to_pylist() if row["row_number"] == 50)
    assert "too,few" in row["text"]
    assert row["reason"]


def test_returns_only_customers_stay(read: Callable[..., Intake], lines_with_returns_only: pa.Table) -> None:
    """A customer who only sent things back is a customer, without a last order."""
    row = read(lines_with_returns_only).customers.to_pylist()[-1]
    assert (row["customer_id"], row["recency_days"], row["n_orders"]) == ("999999", None, 0.0)


# Columns


def test_columns_are_recognised_with_reasons(intake: Intake) -> None:
    """Every role has its column and a sentence."""
    assert (intake.columns.customer, intake.columns.time) == ("customer_id", "ordered_at")
    assert [finding.role for finding in intake.findings if not finding.reason] == []


def test_known_columns_are_not_guessed_again(read: Callable[..., Intake], shop: Shop, intake: Intake) -> None:
    """Scoring reads a source as the run did, even where other columns look likelier."""
    trap = shop.lines.append_column("client_id", shop.lines["product"])
    again = read(trap, known=intake)
    assert (again.columns, again.findings) == (intake.columns, ())
    assert again.customers.equals(intake.customers)


def test_columns_that_the_user_names_count(read: Callable[..., Intake], shop: Shop, intake: Intake) -> None:
    """Whatever the columns are called and look like."""
    renamed = shop.lines.rename_columns(["a", "b", "c", "d", "e", "f"])
    named = {"order": "a", "time": "b", "customer": "c", "product": "d", "quantity": "e", "price": "f"}
    assert read(renamed, data=named).customers.equals(intake.customers)


@pytest.mark.parametrize(
    ("columns", "missing"),
    [
        (["customer_id", "ordered_at"], {"monetary_total", "monetary_mean", "return_share", "n_products"}),
        (["customer_id", "ordered_at", "product"], {"monetary_total", "return_share"}),
        (["customer_id", "ordered_at", "quantity", "unit_price"], {"n_products"}),
    ],
)
def test_features_follow_the_columns(
    read: Callable[..., Intake], shop: Shop, intake: Intake, columns: list[str], missing: set[str]
) -> None:
    """What the source does not have is not made up; all else is there."""
    found = read(shop.lines.select(columns))
    names = {feature.name for feature in found.features}
    assert names == {feature.name for feature in intake.features if feature.name in names}
    assert names & missing == set()
    assert {"recency_days", "n_orders", "tenure_days"} <= names
    assert names <= set(found.customers.column_names)


def test_discounts_are_seen(read: Callable[..., Intake], shop: Shop) -> None:
    """A column of discounts brings its feature."""
    rebate = pa.array(["0.10"] * shop.lines.num_rows)
    found = read(shop.lines.append_column("rebate", rebate), data={"discounts": "rebate"})
    assert found.columns.discounts == ("rebate",)
    assert "discount_share" in {feature.name for feature in found.features}


def test_a_column_that_is_not_there_is_the_user_s_error(
    read: Callable[..., Intake], shop: Shop, intake: Intake
) -> None:
    """Named by the user, or by an earlier run."""
    with pytest.raises(ColumnError, match=r"no column 'who' \(--customer\)\. "):
        read(shop.lines, data={"customer": "who"})
    with pytest.raises(ColumnError, match=r"no column 'product' \(.+\)\. .+"):
        read(shop.lines.drop_columns(["product"]), known=intake)


def test_no_order_at_all_is_said_with_the_account(read: Callable[..., Intake], shop: Shop) -> None:
    """A look back to before the first order: what, how many rows went where, what to do."""
    with pytest.raises(DataError) as caught:
        read(shop.lines, data={"as_of": date(1999, 1, 1)})
    n_rows = shop.lines.num_rows
    assert caught.value.what == "no usable order is left"
    assert caught.value.where == f"{n_rows:,} rows: 40 unreadable, {n_rows - 40:,} set aside"
    assert "as_of lies after the first order" in caught.value.remedy


def test_progress_is_told_in_the_order_of_the_rooms(read: Callable[..., Intake], shop: Shop) -> None:
    """Recognising, cleaning, then features; opening the source comes before. A stage ends at one."""
    told: dict[str, float] = {}
    read(shop.lines.slice(0, 200), progress=told.__setitem__)
    assert list(told.items()) == [("recognising", 1.0), ("cleaning", 1.0), ("features", 1.0)]


# Customers as a table


def _customers(run: Run, table: pa.Table) -> pa.Table:
    with open_engine() as engine:
        return take_in_customers(engine, engine.read(resolve_source(table)), model=run.model)[0]


BASIS = {"recency_days": [3.0, 4.0], "n_orders": [1, 2], "monetary_total": ["5.5", "x"]}


def test_customers_are_read_by_their_columns(shop_run: Run) -> None:
    """In any order, numbers or text; sorted by id; what is no number is null."""
    found = _customers(shop_run, pa.table({**BASIS, "note": ["", ""], "customer_id": ["b", " a "]}))
    assert found.to_pydict() == {
        "customer_id": ["a", "b"],
        "recency_days": [4.0, 3.0],
        "n_orders": [2.0, 1.0],
        "monetary_total": [None, 5.5],
    }


@pytest.mark.parametrize("ids", [pa.array([17850.0, 17851.0]), pa.array([17850, 17851]), pa.array(["17850", "17851"])])
def test_ids_are_read_as_in_orders(shop_run: Run, ids: pa.Array) -> None:
    """Whole numbers that a dataframe holds as floats are the same ids."""
    assert _customers(shop_run, pa.table({"customer_id": ids, **BASIS}))["customer_id"].to_pylist() == [
        "17850",
        "17851",
    ]


def test_customers_that_nobody_can_name_are_counted(shop_run: Run, tmp_path: Path) -> None:
    """A blank id or a row that cannot be split belongs to nobody, and it is said how many there were."""
    head = "customer_id,recency_days,n_orders,monetary_total"
    (tmp_path / "new.csv").write_text(f"{head}\n7,3,2,5\n,3,2,5\n8,3\n")
    with open_engine() as engine:
        raw = engine.read(resolve_source(tmp_path / "new.csv"))
        found, sentences = take_in_customers(engine, raw, model=shop_run.model)
    assert found["customer_id"].to_pylist() == ["7"]
    assert sentences == (
        "Rows left out because they cannot be split into the header's fields: 1.",
        "Rows left out because they have no customer's id: 1.",
    )


def test_the_run_s_own_name_of_the_id_is_known(shop_run: Run) -> None:
    """Where a table keeps the name that the column had in the export."""
    model = replace(shop_run.model, columns=replace(shop_run.model.columns, customer="member"))
    found = _customers(type(shop_run)(model, shop_run.snapshot), pa.table({"member": ["b", "a"], **BASIS}))
    assert found["customer_id"].to_pylist() == ["a", "b"]


def test_a_mark_for_a_missing_value_is_no_customer(shop_run: Run) -> None:
    """In a table to assign as in the run's own source."""
    model = replace(shop_run.model, columns=replace(shop_run.model.columns, missing=("?",)))
    found = _customers(type(shop_run)(model, shop_run.snapshot), pa.table({"customer_id": ["?", "a"], **BASIS}))
    assert found["customer_id"].to_pylist() == ["a"]


def test_customers_without_ids_are_refused(shop_run: Run) -> None:
    """What, where, remedy."""
    with pytest.raises(ColumnError) as caught:
        _customers(shop_run, pa.table(BASIS))
    assert caught.value.what == "no column with the customer's id"
    assert caught.value.where == "the customers to assign"
    assert caught.value.remedy == "Name one column customer_id."


def test_recency_is_counted_to_the_look_back(intake: Intake) -> None:
    """Days from the last order to ``as_of``, by the microsecond."""
    expected = (intake.as_of_us - intake.customers["last_order_us"].to_numpy()) / 86_400_000_000
    np.testing.assert_array_equal(intake.customers["recency_days"].to_numpy(), expected)
    first = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=intake.first_us)
    assert intake.first_us == pc.min(intake.customers["first_order_us"]).as_py()
    assert first.year == 2024
