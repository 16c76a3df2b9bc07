"""Records made again from JSON equal the records that were written."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.bundle.restoring import IMPUTED, columns_from, ledger_from, plan_from, restored, segment_from
from coterie.data.findings import Finding
from coterie.tables import ColumnMap, Imputation, Outliers, ScoringPlan

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


def test_spellings_and_words_come_back_equal() -> None:
    """Pairs within pairs, as JSON knows lists only; a bundle of an older version has none."""
    columns = ColumnMap("who", "when", category="kind", fee_words=("postage",), spellings=(("wine", "Wine"),))
    assert columns_from(json.loads(json.dumps(asdict(columns)))) == columns
    older = {name: value for name, value in asdict(columns).items() if name != "spellings"}
    assert columns_from(older) == replace(columns, spellings=())


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


def _plan(imputation: Imputation | None = None, outliers: Outliers | None = None) -> ScoringPlan:
    column = {"log_unit": None, "low": None, "high": 9.0, "center": 0.0, "scale": 1.0}
    return ScoringPlan(("age",), (column,), 2.0**-20, np.array([[1.0]]), ("s",), imputation, outliers)


def _described(plan: ScoringPlan) -> dict[str, Any]:
    """What ``bundle.json`` says of a plan."""
    row: dict[str, Any] = json.loads(
        json.dumps(
            {
                "basis": plan.features,
                "preparation": plan.preparation,
                "grid": plan.grid,
                "segment_ids": plan.segment_ids,
                "imputation": plan.imputation.shape if plan.imputation else None,
                "outliers": asdict(plan.outliers) if plan.outliers else None,
            }
        )
    )
    return row


def test_a_plan_comes_back_with_its_outliers() -> None:
    """Fences and counts; a fence that is none stays none."""
    outliers = Outliers("iqr", "flag", ((None, 90.0), (None, None)), (3, 0), 3)
    found = plan_from(_described(_plan(outliers=outliers)), {"centers": np.array([[1.0]])})
    assert found is not None
    assert found.outliers == outliers
    assert repr(found) == repr(_plan(outliers=outliers))


def test_a_plan_comes_back_with_its_imputation() -> None:
    """Every array under its name."""
    parts = {part: np.full((1, 1), float(place)) for place, part in enumerate(IMPUTED)}
    shape = ({"log_unit": 2.0, "low": None, "high": None, "center": 0.0, "scale": 1.0},)
    arrays = {"centers": np.array([[1.0]])} | {f"imputation_{part}": value for part, value in parts.items()}
    found = plan_from(_described(_plan(Imputation(shape, **parts))), arrays)
    assert found is not None
    assert found.imputation is not None
    assert found.imputation.shape == shape
    assert [getattr(found.imputation, part)[0, 0] for part in IMPUTED] == list(range(len(IMPUTED)))


def test_a_plan_of_an_older_version_has_neither() -> None:
    """It was written before there was any."""
    described = _described(_plan())
    del described["imputation"], described["outliers"]
    assert repr(plan_from(described, {"centers": np.array([[1.0]])})) == repr(_plan())


def test_without_a_preparation_there_is_no_plan() -> None:
    """Nothing was clustered."""
    assert plan_from({"preparation": []}, {}) is None
