"""What people open in a spreadsheet: money with two decimals, shares they can read, and every exact value elsewhere."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest

from coterie.bundle import csv_text
from coterie.bundle.people import assignments_for_people, segments_for_people


@pytest.mark.parametrize(
    ("money_e4", "shown"),
    [(0, "0.00"), (49, "0.00"), (50, "0.01"), (-50, "-0.01"), (123_650_400, "12365.04"), (-12_345_678, "-1234.57")],
)
def test_money_is_written_in_its_unit(money_e4: int, shown: str) -> None:
    """Two decimals, half a cent away from zero, without marks between thousands."""
    assert csv_text(segments_for_people(pa.table({"a": [1], "money_e4": [money_e4]}))) == f"a,spend\n1,{shown}\n"


def test_unknown_money_is_a_blank_cell() -> None:
    """Unknown is not zero."""
    table = pa.table({"money_e4": pa.array([None, 10**17], pa.int64()), "money_share": pa.array([None, None])})
    assert segments_for_people(table)["spend"].to_pylist() == [None, Decimal("10000000000000.00")]


def test_shares_and_places_are_rounded() -> None:
    """Four digits of a share, six of a distance; all else stays as it is."""
    shares = segments_for_people(pa.table({"money_e4": [1], "share": [2 / 3], "money_share": [1 / 7], "z": [1 / 3]}))
    assert shares.drop_columns("spend").to_pylist() == [{"share": 0.6667, "money_share": 0.1429, "z": 1 / 3}]
    places = assignments_for_people(pa.table({"distance": [2 / 3, None], "margin": [1 / 7, 0.0]}))
    assert places.to_pylist() == [{"distance": 0.666667, "margin": 0.142857}, {"distance": None, "margin": 0.0}]
