"""What a whole source says is learnt before it is cleaned, kept in its columns, and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from coterie.data.synthetic import Shop
    from coterie.pipeline.intake import Intake


def _with(lines: pa.Table, **columns: list[str | None]) -> pa.Table:
    for name, values in columns.items():
        lines = lines.append_column(name, pa.array(values, pa.string()))
    return lines


def _told(intake: Intake, role: str) -> list[str]:
    return [finding.reason for finding in intake.findings if finding.role == role]


@pytest.mark.parametrize("year", ["2031", "2098"])
def test_a_mistyped_year_does_not_move_the_day_of_the_run(
    read: Callable[..., Intake], shop: Shop, intake: Intake, year: str
) -> None:
    """The row goes to the quarantine; as_of and everybody's recency stay."""
    last = shop.lines.slice(0, 1)
    place = last.column_names.index("ordered_at")
    typo = last.set_column(place, "ordered_at", pa.array([f"{year}-05-01 10:00:00"]))
    found = read(pa.concat_tables([shop.lines, typo]))
    assert found.as_of_us == intake.as_of_us
    assert found.customers.equals(intake.customers)
    assert found.quarantine["reason"].to_pylist().count("implausible time") == 1


def test_words_and_spellings_are_kept_with_the_columns(read: Callable[..., Intake], shop: Shop) -> None:
    """A later assignment reads by the same, whatever it finds."""
    n = shop.lines.num_rows
    states: list[str | None] = ["Returned", *["paid"] * (n - 1)]
    kinds: list[str | None] = ["TEA", "tea ", *["Tea"] * (n - 2)]
    lines = _with(shop.lines, status=states, category=kinds)
    found = read(lines)
    assert found.columns.spellings == (("TEA", "Tea"), ("tea", "Tea"))
    assert _told(found, "spellings") == ["3 spellings of Tea were taken as one, in 2 rows"]
    assert any("Returned" in reason for reason in _told(found, "cancellation"))
    again = read(lines.slice(0, 200), known=found)
    assert again.columns == found.columns


def test_categories_under_one_spelling_are_one_category(read: Callable[..., Intake], shop: Shop) -> None:
    """What is learnt of categories is learnt of clean ones."""
    marks = [sum(map(ord, f"{row['product']}{row['ordered_at']}")) for row in shop.lines.to_pylist()]
    spelt = {True: "TEA", False: "Tea"}
    clean = read(_with(shop.lines, category=["Tea" if mark % 3 else "Mugs" for mark in marks]))
    mixed = read(_with(shop.lines, category=[spelt[mark % 5 == 1] if mark % 3 else "Mugs" for mark in marks]))
    names = [feature.name for feature in clean.features]
    assert [feature.name for feature in mixed.features] == names
    assert mixed.customers.select(names).equals(clean.customers.select(names))


def test_like_ids_are_told_and_not_merged(read: Callable[..., Intake], shop: Shop) -> None:
    """One customer under two ids is reported; both stay."""
    double = shop.lines.slice(0, 1).to_pylist()[0]
    double |= {"customer_id": f"00{double['customer_id']}", "order_id": "999999"}
    found = read(pa.concat_tables([shop.lines, pa.Table.from_pylist([double], schema=shop.lines.schema)]))
    assert [reason.startswith("2 customers' ids") for reason in _told(found, "likeness")] == [True]
    assert double["customer_id"] in found.customers["customer_id"].to_pylist()


def test_where_nothing_is_odd_nothing_is_told(intake: Intake) -> None:
    """No finding without a reason."""
    assert [finding.role for finding in intake.findings if finding.role in {"likeness", "spellings", "fees"}] == []


def test_customers_with_the_same_row_are_told(read: Callable[..., Intake]) -> None:
    """In a table with one row a customer, two ids with all else equal may be one person."""
    n = 60
    twice = [*range(n - 1), 5]
    known = {f"trait_{place}": [f"{1.5 * place + value}" for value in twice] for place in range(1, 4)}
    found = read(pa.table({"customer_id": [f"c{place}" for place in range(n)], **known}))
    assert [reason.startswith("2 customers' rows equal another's") for reason in _told(found, "likeness")] == [True]
    assert [finding.sure for finding in found.findings if finding.role == "likeness"] == [True]
