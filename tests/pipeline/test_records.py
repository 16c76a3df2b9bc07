"""What an intake says of itself, and days as people write them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from coterie.pipeline.records import day_of, microseconds_of

if TYPE_CHECKING:
    import pyarrow as pa

    from coterie.pipeline.records import Intake
    from coterie.ui.library import Run


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_days_come_back(day: date) -> None:
    """From microseconds, on both sides of 1970."""
    assert day_of(microseconds_of(day)) == day.isoformat()


def test_a_table_of_orders_says_that_it_is_one(intake: Intake) -> None:
    """And that nothing else is known of its customers."""
    assert (intake.kind, intake.traits) == ("orders", ())


def test_a_model_of_a_customer_table_knows_its_traits(club_run: Run, club: pa.Table) -> None:
    """All columns but the id, in the table's order."""
    assert [trait.label for trait in club_run.model.traits] == club.column_names[1:]
