"""The rows of an opened customer table: counted, read and put aside by the steps that data hands out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from coterie.engines import open_engine
from coterie.pipeline.rows import CustomerRows
from coterie.tables import AttributeMap, Source, Trait

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = pa.table(
    {
        "Id": ["b", "a", "a", "", "c"],
        "Since": ["13.02.2024", "14.02.2024", "20.02.2024", "01.02.2024", "?"],
        "Birthday": ["01.05.2030", "14.02.1990", "20.02.1991", "21.02.1992", "22.02.1993"],
        "Paid": ["1", "2", "3", "4", "?"],
    }
)
PAID = Trait("paid", "PAID", "paid", "number", "basis", "a number")
SINCE = Trait("since", "Since", "days since", "date", "descriptor", "days", time_style="dmy")
BORN = Trait("birthday", "Birthday", "days since birthday", "date", "descriptor", "days", time_style="dmy")
DAY_US = 86_400_000_000


@pytest.fixture(params=["Id", None])
def rows(request: pytest.FixtureRequest) -> Iterator[CustomerRows]:
    """The table, with and without a column for the customer."""
    with open_engine(threads=2) as engine:
        raw = engine.read(Source(("memory",), "arrow", data=TABLE))
        yield CustomerRows(engine, raw, AttributeMap(request.param, (PAID, SINCE, BORN), missing=("?",)))


def test_columns_are_counted_with_their_levels(rows: CustomerRows) -> None:
    """All but the customer's own."""
    (paid,) = rows.count(["Paid"])
    assert (paid.n_present, paid.n_numbers, paid.levels["3"]) == (4, 4, 1)
    assert ("Id" in rows.labels) == (rows.columns.customer is None)


def test_known_traits_are_found_in_any_case(rows: CustomerRows) -> None:
    """Under the label that this table gives them."""
    assert [trait.label for trait in rows.known_traits()] == ["Paid", "Since", "Birthday"]


def test_the_newest_day_is_the_customers_not_a_birthday(rows: CustomerRows) -> None:
    """The midnight after it; none where there are only birthdays."""
    assert rows.day_after_newest([BORN, SINCE]) == 19_774 * DAY_US
    assert rows.day_after_newest([BORN]) is None


def test_the_writing_of_days_is_looked_at(rows: CustomerRows) -> None:
    """By the column's own values."""
    styles = rows.day_styles()
    assert (styles["Birthday"], "Paid" in styles) == (("dmy", 1.0), False)


def test_rows_in_question_are_put_aside_only_where_ids_are_known(rows: CustomerRows) -> None:
    """Without ids, every row is a customer."""
    traits = rows.known_traits()
    fates = rows.fates(traits)
    ids, readings = rows.read(traits, fates)
    expected = {None: ["1", "2", "3", "4", "5"], "Id": ["a", "b", "c"]}[rows.columns.customer]
    assert ids["customer_id"].to_pylist() == expected
    assert readings["paid"].to_pylist()[-1] is None
    assert {row: fate.rule for row, fate in fates.items()} == (
        {} if rows.columns.customer is None else {2: "older row", 4: "no customer"}
    )


def test_the_quarantine_holds_what_cannot_be_used(rows: CustomerRows) -> None:
    """With its text and the reason."""
    kept = rows.quarantine(rows.fates(rows.known_traits()))
    assert kept.column_names == ["row_number", "reason", "text"]
    assert kept["text"].to_pylist() == ([] if rows.columns.customer is None else [" | 01.02.2024 | 21.02.1992 | 4"])


def test_a_day_without_an_end_and_a_mark_are_no_days() -> None:
    """Neither makes the table one of the year 10000, and a mark is no customer."""
    table = pa.table({"Id": ["a", "b", "?"], "Since": ["13.02.2024", "31.12.9999", "15.02.2024"]})
    with open_engine(threads=2) as engine:
        raw = engine.read(Source(("memory",), "arrow", data=table))
        rows = CustomerRows(engine, raw, AttributeMap("Id", (SINCE,), missing=("?", "15.02.2024")))
        assert rows.day_after_newest([SINCE]) == 19_767 * DAY_US
        fates = rows.fates([SINCE])
        ids, readings = rows.read([SINCE], {})
    assert {row: fate.rule for row, fate in fates.items()} == {3: "no customer"}
    assert ids["customer_id"].to_pylist() == ["a", "b", None]
    assert readings["since"].to_pylist() == [19_766 * DAY_US, None, None]
