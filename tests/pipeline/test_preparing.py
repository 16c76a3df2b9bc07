"""What was learnt assigns: gaps and outliers are read alike in the fit and afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest

import coterie
from coterie.bundle import load, save
from coterie.config import PreparationSettings
from coterie.errors import ColumnError, DataError
from coterie.model.assignment import assign
from coterie.model.lloyd import cluster
from coterie.pipeline.fitting import basis_matrix
from coterie.pipeline.preparing import Prepared, mark_outliers, prepare
from coterie.tables import Feature, ScoringPlan

if TYPE_CHECKING:
    from pathlib import Path

INCOME = Feature("income", "", "income", "Income.", 0, "basis", "log")
SCORE = Feature("score", "", "score", "Score.", 0, "basis")
MEMBER = Feature("member", "share", "member", "Whether a member.", 0, "basis")
BASIS = (INCOME, SCORE, MEMBER)
IMPUTED = ("median", "mean", "iterative", "knn")
ACTIONS = ("flag", "winsorize", "leave_out")
IDS = ("s0", "s1", "s2")


def _customers(*, gaps: float = 0.0, seed: int = 0) -> np.ndarray:
    """Three kinds of customers, one of them with a wild income."""
    random = np.random.default_rng(seed)
    kind = np.repeat([0, 1, 2], 60)
    income = np.exp(np.array([2.0, 4.0, 4.0])[kind] + 0.2 * random.normal(0, 1, 180))
    score = np.array([10.0, 10.0, 50.0])[kind] + random.normal(0, 2, 180)
    X = np.column_stack([income, score, (kind == 2).astype(float)])
    X[0, 0] = 1e9
    X[1:, :2][random.random((179, 2)) < gaps] = np.nan
    return X


def _prepared(X: np.ndarray, *, has_gaps: bool = True, **settings: object) -> Prepared:
    return prepare(X, BASIS, settings=PreparationSettings.model_validate(settings), has_gaps=has_gaps)


def _fitted(prepared: Prepared) -> tuple[ScoringPlan, np.ndarray]:
    found = cluster(prepared.points, 3, random_state=0, n_init=5)
    return prepared.plan(found.centers, IDS), found.labels


def test_customers_of_whom_nothing_is_known_are_refused() -> None:
    """As where every amount is zero, so that nobody has bought anything."""
    with pytest.raises(DataError, match="no customer has a value of every feature") as caught:
        _prepared(np.full((5, 3), np.nan), has_gaps=False)
    assert caught.value.where == "income, score, member"
    assert "--basis" in caught.value.remedy


# Laws


@pytest.mark.parametrize("impute", IMPUTED)
@pytest.mark.parametrize("outliers", ["none", "iqr", "zscore"])
@pytest.mark.parametrize("action", ACTIONS)
def test_assigning_the_fitted_customers_gives_the_fit(impute: str, outliers: str, action: str) -> None:
    """Whatever fills gaps, and whatever is done about outliers: the plan says it all."""
    prepared = _prepared(_customers(gaps=0.1), impute=impute, outliers=outliers, outlier_action=action)
    plan, labels = _fitted(prepared)
    found = assign(plan, prepared.X)
    np.testing.assert_array_equal(found.segment_index[prepared.used], labels)
    assert (found.segment_index >= 0).all()


@pytest.mark.parametrize("impute", IMPUTED)
def test_without_gaps_nothing_is_filled(impute: str) -> None:
    """The prepared values are those of a table without a rule for gaps."""
    X = _customers()
    np.testing.assert_array_equal(_prepared(X, impute=impute).points, _prepared(X, impute="none").points)


@pytest.mark.parametrize("impute", IMPUTED)
@pytest.mark.parametrize("action", ACTIONS)
def test_the_order_of_customers_changes_nothing_learnt(impute: str, action: str) -> None:
    """To the last bit."""
    X, settings = _customers(gaps=0.1), {"impute": impute, "outliers": "iqr", "outlier_action": action}
    one, other = _prepared(X, **settings), _prepared(np.random.default_rng(3).permutation(X), **settings)
    assert (one.columns, one.outliers) == (other.columns, other.outliers)


# Gaps


def test_a_customer_with_a_gap_takes_no_part_where_nothing_fills_it() -> None:
    """Nor has it a segment."""
    prepared = _prepared(_customers(gaps=0.1), impute="none")
    plan, _ = _fitted(prepared)
    has_gap = np.isnan(prepared.X).any(axis=1)
    np.testing.assert_array_equal(prepared.used, ~has_gap)
    np.testing.assert_array_equal(assign(plan, prepared.X).segment_index < 0, has_gap)


def test_what_never_happened_is_not_filled() -> None:
    """A gap in a feature of orders says that there is nothing to measure."""
    prepared = _prepared(_customers(gaps=0.1), has_gaps=False)
    np.testing.assert_array_equal(prepared.known, prepared.X)


def test_the_mean_and_the_median_fill_numbers_each_in_its_way() -> None:
    """A yes or no stays one, by the more frequent."""
    X = _customers()
    X[5] = np.nan
    known = np.delete(X, 5, axis=0)
    expected = {"mean": known.mean(axis=0), "median": np.median(known, axis=0)}
    for impute, values in expected.items():
        found = _prepared(X, impute=impute).known[5]
        np.testing.assert_allclose(found, [values[0], values[1], 0.0])


@pytest.mark.parametrize("impute", ["iterative", "knn"])
def test_a_model_fills_by_what_else_is_known(impute: str) -> None:
    """Members score fifty."""
    X = _customers()
    X[130, 1] = np.nan
    assert _prepared(X, impute=impute).known[130, 1] == pytest.approx(50, abs=6)


# Outliers


def test_a_wild_value_is_found_by_its_feature() -> None:
    """One customer, beyond one fence; a yes or no has none."""
    found = _prepared(_customers(), outliers="zscore").outliers
    assert found is not None
    assert (found.counts, found.n_customers) == ((1, 0, 0), 1)
    assert found.fences[2] == (None, None)


def test_filled_values_put_up_no_fence() -> None:
    """Fences are learnt on what is known, so that gaps draw them no closer."""
    whole, gaps = _customers(), np.full((300, 3), [np.nan, np.nan, 1.0])
    one, other = (_prepared(X, impute="median", outliers="iqr").outliers for X in (whole, np.vstack([whole, gaps])))
    assert one is not None
    assert other is not None
    assert one.fences[:2] == other.fences[:2]


def test_a_flag_changes_nothing_else() -> None:
    """The same points as without looking."""
    X = _customers()
    np.testing.assert_array_equal(_prepared(X, outliers="zscore").points, _prepared(X).points)


def test_a_wild_value_is_pulled_in_to_its_fence() -> None:
    """In the fit and in the plan, so that later customers are, too."""
    prepared = _prepared(_customers(), outliers="zscore", outlier_action="winsorize")
    assert prepared.outliers is not None
    assert (prepared.columns[0]["low"], prepared.columns[0]["high"]) == prepared.outliers.fences[0]
    assert prepared.columns[2]["high"] is None
    plan, _ = _fitted(prepared)
    wild, wilder = assign(plan, np.array([[1e9, 10.0, 0.0], [1e12, 10.0, 0.0]])).distance
    assert wild == wilder


def test_the_nearer_of_two_limits_holds() -> None:
    """Quantiles may stand within the fences, or beyond."""
    near = _prepared(_customers(), outliers="zscore", outlier_action="winsorize", winsorize=0.25)
    assert near.outliers is not None
    assert near.columns[0]["high"] < near.outliers.fences[0][1]
    far = _prepared(_customers(), outliers="zscore", outlier_action="winsorize", winsorize=0.0)
    assert far.outliers is not None
    assert far.columns[0]["high"] == far.outliers.fences[0][1]


def test_a_customer_left_out_shapes_nothing_and_is_assigned() -> None:
    """To the nearest segment."""
    X = _customers()
    prepared = _prepared(X, outliers="zscore", outlier_action="leave_out", impute="none")
    assert np.flatnonzero(~prepared.used).tolist() == [0]
    assert prepared.columns == _prepared(X[1:], impute="none").columns
    plan, _ = _fitted(prepared)
    assert assign(plan, X[:1]).segment_index[0] >= 0


def test_outliers_are_marked_with_their_features() -> None:
    """For people, in words; a gap is none."""
    X = _customers(gaps=0.1)
    marked = mark_outliers(pa.table({"customer_id": [str(n) for n in range(180)]}), _prepared(X, outliers="zscore"))
    assert marked.filter(marked["is_outlier"]).to_pylist() == [
        {"customer_id": "0", "is_outlier": True, "outlier_in": "income"}
    ]


def test_nothing_is_marked_where_nobody_looked() -> None:
    """The table stays as it is."""
    table = pa.table({"customer_id": ["a"]})
    assert mark_outliers(table, _prepared(_customers())) is table


def test_a_feature_of_that_name_is_an_error() -> None:
    """Two columns of one name cannot be read again."""
    table = pa.table({"is_outlier": [1.0] * 180})
    with pytest.raises(ColumnError) as caught:
        mark_outliers(table, _prepared(_customers(), outliers="iqr"))
    assert "is_outlier" in str(caught.value)
    assert "preparation.outliers" in str(caught.value)


# The whole run


@pytest.fixture(scope="module", params=["iterative", "knn"])
def run(request: pytest.FixtureRequest, club: pa.Table, quick: coterie.Config) -> coterie.Run:
    """The club, its gaps filled by a model and its outliers left out."""
    return coterie.segment(club, config=quick, impute=request.param, outliers="iqr", outlier_action="leave_out")


def test_a_bundle_fills_gaps_as_the_run_did(run: coterie.Run, tmp_path: Path) -> None:
    """What was learnt comes back, and assigns the same."""
    model, _ = load(save(run.model, run.snapshot, directory=tmp_path / "club", report=""))
    assert run.model.plan is not None
    assert model.plan is not None
    assert model.plan.outliers == run.model.plan.outliers
    X = basis_matrix(run.snapshot.customers, run.model.basis)
    assert np.isnan(X).any()
    for part in ("segment_index", "distance"):
        expected = getattr(assign(run.model.plan, X), part)
        np.testing.assert_array_equal(getattr(assign(model.plan, X), part), expected)


def test_a_run_assigns_everybody_and_marks_outliers(run: coterie.Run) -> None:
    """Those with a gap and those left out, too."""
    assert run.snapshot.assignments["segment_id"].null_count == 0
    assert run.model.plan is not None
    assert run.model.plan.outliers is not None
    marked = run.snapshot.customers["is_outlier"].to_pylist()
    assert sum(marked) == run.model.plan.outliers.n_customers
