"""From customers to segments: what was fitted is what scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest

from coterie.errors import ColumnError, ConfigError
from coterie.pipeline.fitting import basis_matrix, choose_basis, fit_segments, score, weigh_evidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from coterie import Config, Run
    from coterie.model.assignment import Assignment
    from coterie.pipeline.fitting import Fit
    from coterie.pipeline.intake import Intake


def silent(stage: str, share: float) -> None:
    """Tell nobody."""


def _assert_equal(found: Assignment, expected: Assignment) -> None:
    for name in ("segment_index", "next_index", "distance", "margin"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))


# The basis


def test_the_default_basis_is_recency_frequency_and_money(intake: Intake) -> None:
    """As far as the source knows them."""
    assert [feature.name for feature in choose_basis(intake.features, None)] == [
        "recency_days",
        "n_orders",
        "monetary_total",
    ]
    without_money = tuple(feature for feature in intake.features if not feature.needs)
    assert [feature.name for feature in choose_basis(without_money, None)] == ["recency_days", "n_orders"]


def test_a_wanted_basis_keeps_its_order(intake: Intake) -> None:
    """The user's choice, as written."""
    wanted = ("tenure_days", "n_orders")
    assert tuple(feature.name for feature in choose_basis(intake.features, wanted)) == wanted


@pytest.mark.parametrize(
    ("wanted", "what"),
    [
        (("recency",), "no feature 'recency'"),
        (("n_orders", "n_orders"), "a feature is named twice"),
        ((), "no feature is named"),
    ],
)
def test_an_impossible_basis_is_the_user_s_error(intake: Intake, wanted: tuple[str, ...], what: str) -> None:
    """What, where, and for an unknown feature the known ones."""
    with pytest.raises(ColumnError) as caught:
        choose_basis(intake.features, wanted)
    assert caught.value.what == what
    assert caught.value.where == "features.basis"
    assert caught.value.remedy.startswith("Known for this source: " if wanted == ("recency",) else "Name each feature")


def test_the_matrix_holds_what_is_missing_as_nan() -> None:
    """One column a feature, in its own unit."""
    customers = pa.table({"a": [1.0, None], "b": [3, 4]})
    np.testing.assert_array_equal(basis_matrix(customers, ("b", "a")), [[3.0, 1.0], [4.0, np.nan]])


# The evidence


def test_evidence_knows_what_the_segments_spend(intake: Intake, small: Config) -> None:
    """Money in the currency for every segment of every K."""
    evidence = weigh_evidence(intake, small, progress=silent).selection.evidence
    spend = intake.customers["monetary_total"].to_numpy()
    assert [len(row.spend) for row in evidence] == [2, 3]
    assert all(spend.min() < each < spend.max() for row in evidence for each in row.spend)


def test_evidence_without_money(read: Callable[..., Intake], visits: pa.Table, small: Config) -> None:
    """Recency and frequency alone."""
    weighed = weigh_evidence(read(visits), small, progress=silent)
    assert [feature.name for feature in weighed.prepared.basis] == ["recency_days", "n_orders"]
    assert [row.spend for row in weighed.selection.evidence] == [(), ()]


def test_the_user_s_number_stands_beside_the_evidence(intake: Intake, small: Config) -> None:
    """The evidence is weighed all the same, and says who chose."""
    own = weigh_evidence(intake, small.with_options({"k": 3, "why": "three teams"}), progress=silent).selection
    free = weigh_evidence(intake, small, progress=silent).selection
    assert (own.k, own.chosen_by, own.why) == (3, "user", "three teams")
    assert own.evidence == free.evidence


# The segments


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"scaling": "minmax"},
        {"scaling": "robust"},
        {"winsorize": 0.02},
        {"basis": "n_orders"},
        {"k": 1},
        {"k": 300},
    ],
    ids=str,
)
def test_scoring_equals_fitting(intake: Intake, small: Config, options: dict[str, object]) -> None:
    """The plan puts the customers where the fit put them, whatever the preparation, one by one or together."""
    found = fit_segments(intake, small.with_options({"k": 3, **options}), progress=silent)
    X = basis_matrix(intake.customers, found.basis)
    _assert_equal(score(X, plan=found.plan, baseline=found.baseline), found.assignment)
    alone = [score(X[[row]], plan=found.plan, baseline=found.baseline).segment_index[0] for row in range(0, 300, 60)]
    np.testing.assert_array_equal(alone, found.assignment.segment_index[::60])
    assert len(np.unique(found.assignment.segment_index)) == len(set(found.segment_ids)) == options.get("k", 3)


def test_segment_ids_are_made_of_the_centres(fit: Fit, intake: Intake, quick: Config) -> None:
    """The same centres of the same features have the same ids, whatever their number; other features have others."""
    again = fit_segments(intake, quick, progress=silent)
    other = fit_segments(intake, quick.with_options({"k": 3, "k_max": 3, "basis": "n_orders"}), progress=silent)
    assert again.segment_ids == fit.segment_ids
    assert set(other.segment_ids) & set(fit.segment_ids) == set()
    assert all(len(id_) == 8 and id_.startswith("s") for id_ in fit.segment_ids)


def test_features_of_equal_values_have_other_ids(read: Callable[..., Intake], small: Config) -> None:
    """The same centres, but of days instead of orders: the id says of which features it is."""
    days = [(f"c{who}", f"2024-02-{1 + day:02d}") for who in range(24) for day in range(1 + who % 8)]
    taken = read(pa.table({"customer_id": [who for who, _ in days], "day": [day for _, day in days]}))
    orders, order_days = (
        fit_segments(taken, small.with_options({"k": 2, "basis": basis}), progress=silent)
        for basis in ("n_orders", "n_order_days")
    )
    assert orders.plan is not None
    assert order_days.plan is not None
    np.testing.assert_array_equal(orders.plan.centers, order_days.plan.centers)
    assert set(orders.segment_ids) & set(order_days.segment_ids) == set()


def test_more_starts_fit_no_worse(intake: Intake, small: Config) -> None:
    """The best of the starts is kept, and their number is the setting's."""
    squares = []
    for n_init in (1, 10):
        found = fit_segments(intake, small.with_options({"k": 9, "n_init": n_init}), progress=silent)
        squares.append(float(np.square(found.assignment.distance).sum()))
    assert squares[1] < squares[0]


def test_customers_without_a_value_have_no_segment(
    read: Callable[..., Intake], lines_with_returns_only: pa.Table, fit: Fit, quick: Config
) -> None:
    """And they move nobody else: the others are where they were."""
    found = fit_segments(read(lines_with_returns_only), quick, progress=silent)
    assert found.segment_ids == fit.segment_ids
    np.testing.assert_array_equal(found.assignment.segment_index, [*fit.assignment.segment_index, -1])
    assert np.isnan(found.assignment.margin[-1])


def test_more_segments_than_kinds_of_customers_are_refused(read: Callable[..., Intake], small: Config) -> None:
    """What, where, and how many there can be."""
    days = [f"2024-01-{1 + place % 9:02d}" for place in range(60)]
    few = read(pa.table({"customer_id": [str(place) for place in range(60)], "order_date": days}))
    with pytest.raises(ConfigError) as caught:
        fit_segments(few, small.with_options({"k": 20}), progress=silent)
    assert caught.value.what == "20 segments, of which customers fill only 9"
    assert caught.value.where == "model.k"
    assert caught.value.remedy.startswith("Ask for 9 at most")


def test_clustering_is_told(intake: Intake, small: Config) -> None:
    """After the evidence, which tells its share; shares never leave 0 to 1."""
    told: list[tuple[str, float]] = []
    fit_segments(intake, small.with_options({"k": 2}), progress=lambda *stage: told.append(stage))
    assert told[-1] == ("clustering", 0.0)
    assert [share for _, share in told if not 0 <= share <= 1] == []


# Where the evidence refuses


def test_quantile_groups_take_the_place_of_clusters(cloud_run: Run) -> None:
    """There is no plan, no distance and no next segment; the groups cut by numbers are the same for newcomers."""
    model = cloud_run.model
    assert cloud_run.k_selection.verdict == "not reproducible"
    assert (cloud_run.k_selection.k, model.plan, model.kind) == (None, None, "rfm")
    assert model.basis == ("recency_days", "n_orders", "monetary_total")
    scored = score(basis_matrix(cloud_run.customers, model.basis), plan=None, baseline=model.baseline)
    ids = [model.segment_ids[place] for place in scored.segment_index]
    assert ids == cloud_run.assignments["segment_id"].to_pylist()
    assert np.isnan(scored.distance).all()
    assert (scored.next_index == -1).all()


def test_quantile_groups_need_no_money(read: Callable[..., Intake], visits: pa.Table, small: Config) -> None:
    """Then the number of orders is the value; ids say what the group is."""
    strict = small.with_options({"agreement": 1.0, "jaccard": 1.0, "valley_depth": 99.0})
    found = fit_segments(read(visits), strict, progress=silent)
    assert found.baseline is not None
    assert found.basis == ("recency_days", "n_orders")
    assert all(id_.startswith("r") for id_ in found.segment_ids)
    assert len(set(found.segment_ids)) == len(found.baseline.names)


def test_scoring_by_nothing_is_a_fault_of_the_caller() -> None:
    """One of the two models there must be."""
    with pytest.raises(ValueError, match="neither a plan nor a baseline"):
        score(np.ones((1, 3)), plan=None, baseline=None)
