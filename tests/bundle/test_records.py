"""The records of a run: rows and tables as ``tables`` describes them."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from typing import TYPE_CHECKING

import pytest

from coterie.tables import SEGMENTS

if TYPE_CHECKING:
    from coterie import Run

ARROW_NAMES = {"text": "string", "int64": "int64", "float64": "double", "bool": "bool"}


def test_the_segments_table_is_as_described(shop_run: Run) -> None:
    """Columns, order and types of ``SEGMENTS``, one row a segment, in the order in which they are shown."""
    table = shop_run.snapshot.segments_table()
    expected = [(column.name, ARROW_NAMES[column.type]) for column in SEGMENTS.columns]
    assert [(field.name, str(field.type)) for field in table.schema] == expected
    assert table["segment_id"].to_pylist() == [segment.segment_id for segment in shop_run.snapshot.segments]


def test_a_row_says_what_the_segment_says(shop_run: Run) -> None:
    """The proof is one text, a line for each sentence."""
    segment = shop_run.snapshot.segments[0]
    row = segment.row()
    assert (row["name"], row["size"], row["money_e4"]) == (
        segment.name.name,
        segment.profile.size,
        segment.profile.money_e4,
    )
    assert str(row["proof"]).split("\n") == list(segment.name.proof)


def test_unknown_money_is_null_of_the_right_type(shop_run: Run) -> None:
    """A source without money gives a table of the same types."""
    poor = [
        replace(each, profile=replace(each.profile, money_e4=None, money_share=None))
        for each in shop_run.snapshot.segments
    ]
    table = replace(shop_run.snapshot, segments=tuple(poor)).segments_table()
    assert table.schema == shop_run.segments.schema
    assert table["money_e4"].null_count == table.num_rows


def test_without_segments_there_are_no_rows(shop_run: Run) -> None:
    """The columns are there all the same."""
    table = replace(shop_run.snapshot, segments=()).segments_table()
    assert (table.num_rows, table.schema) == (0, shop_run.segments.schema)


def test_records_cannot_be_changed(shop_run: Run) -> None:
    """What a run has found stays what it was."""
    with pytest.raises(FrozenInstanceError):
        shop_run.model.model_id = "another"
