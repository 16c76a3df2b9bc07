"""Records made again from JSON equal the records that were written."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.bundle.restoring import ledger_from, restored, segment_from
from coterie.data.findings import Finding
from coterie.tables import ColumnMap

if TYPE_CHECKING:
    from typing import Any

    from coterie import Run

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def _through_json(record: Any) -> Any:
    return json.loads(json.dumps(asdict(record), ensure_ascii=False))


@given(
    columns=st.builds(
        ColumnMap, words, words, amount=st.none() | words, discounts=st.lists(words, max_size=3).map(tuple)
    )
)
def test_columns_come_back_equal(columns: ColumnMap) -> None:
    """Whatever the user's columns are called; a list of them is a tuple again."""
    assert restored(ColumnMap, _through_json(columns)) == columns


@given(finding=st.builds(Finding, words, st.none() | words, words, st.booleans()))
def test_findings_come_back_equal(finding: Finding) -> None:
    """Text of any script, and nothing where there is none."""
    assert restored(Finding, _through_json(finding)) == finding


def test_parts_that_are_records_go_before_the_row() -> None:
    """A field that was made already is taken as it is."""
    row = {"role": "time", "column": "when", "reason": "its name says so", "sure": True}
    assert restored(Finding, row, column="day") == Finding("time", "day", "its name says so")


@pytest.mark.parametrize("which", ["shop_run", "cloud_run", "single_run"])
def test_segments_come_back_equal(which: str, request: pytest.FixtureRequest) -> None:
    """Names with their proof, profiles with every feature."""
    segments = request.getfixturevalue(which).snapshot.segments
    assert tuple(segment_from(_through_json(segment)) for segment in segments) == segments


def test_a_ledger_comes_back_equal(shop_run: Run) -> None:
    """Rows, core and balance; a source without money has no balance."""
    ledger = shop_run.ledger
    assert ledger.balance is not None
    assert ledger_from(_through_json(ledger)) == ledger
    assert ledger_from(_through_json(replace(ledger, balance=None))) == replace(ledger, balance=None)


@pytest.mark.parametrize("row", [{"role": "time"}, {"role": "time", "column": None, "reason": "", "shape": "round"}])
def test_a_row_that_does_not_fit_is_not_repaired(row: dict[str, object]) -> None:
    """What is missing or unknown is the caller's to report."""
    with pytest.raises(TypeError, match="argument"):
        restored(Finding, row)
