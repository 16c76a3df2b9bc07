"""Profiles: sizes, money, typical values, effects, spread."""

import json
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from coterie.profile.description import SegmentProfile, delta_matrix, describe
from coterie.tables import Feature

LABELS = np.repeat([0, 1, 2], [40, 40, 20])


def _feature(name, unit="orders"):
    return Feature(name, unit, name, f"{name}.", direction=1, role="descriptor")


def _shop(seed=0):
    random = np.random.default_rng(seed)
    return {
        "monetary_total": random.lognormal(3 + LABELS, 1),
        "n_orders": random.poisson(1 + LABELS) + 1.0,
        "return_share": np.where(random.random(100) < 0.7, 0.0, random.random(100)),
        "mean_gap_days": np.where(random.random(100) < 0.3, np.nan, random.exponential(30, 100)),
    }


FEATURES = [
    _feature("monetary_total", "money"),
    _feature("n_orders"),
    _feature("return_share", "share"),
    _feature("mean_gap_days", "days"),
]


def test_what_lies_below_zero_has_no_ratio():
    """A falling trend is no multiple of a rising one; its effect is told all the same."""
    trend = {"spend_trend": np.where(LABELS == 0, -0.4, 0.2) + np.arange(100) / 1e4}
    falling, *rising = (
        found.features[0] for found in describe(trend, LABELS, features=[_feature("spend_trend", "index")])
    )
    assert (falling.kind, falling.ratio, falling.ratio_low, falling.delta) == ("median", None, None, -1.0)
    assert all(found.ratio is not None for found in rising)


def test_sizes_and_money_add_up():
    """Nobody and nothing is lost between the segments."""
    money = np.arange(100) * 10_001
    found = describe(_shop(), LABELS, features=FEATURES, money_e4=money)
    assert [profile.size for profile in found] == [40, 40, 20]
    assert sum(profile.share for profile in found) == pytest.approx(1)
    assert sum(profile.money_e4 for profile in found) == money.sum()
    assert sum(profile.money_share for profile in found) == pytest.approx(1)
    assert [profile.segment for profile in found] == [0, 1, 2]


def test_money_may_be_unknown_or_nothing():
    """None, not 0."""
    assert {(p.money_e4, p.money_share) for p in describe(_shop(), LABELS, features=FEATURES)} == {(None, None)}
    nothing = describe(_shop(), LABELS, features=FEATURES, money_e4=np.zeros(100, dtype=int))
    assert {(profile.money_e4, profile.money_share) for profile in nothing} == {(0, None)}


def test_values_are_those_of_the_members():
    """Typical value, quartiles and base, counted again."""
    values = _shop()
    spend, *_ = describe(values, LABELS, features=FEATURES)[1].features
    members = values["monetary_total"][LABELS == 1]
    assert (spend.feature, spend.unit, spend.n, spend.kind) == ("monetary_total", "money", 40, "median")
    assert spend.typical == pytest.approx(np.median(members), rel=1e-8)
    assert spend.typical_base == pytest.approx(np.median(values["monetary_total"]), rel=1e-8)
    assert spend.quartiles == pytest.approx(np.quantile(members, (0.25, 0.75)), rel=1e-8)
    assert spend.quartiles_base == pytest.approx(np.quantile(values["monetary_total"], (0.25, 0.75)), rel=1e-8)
    assert spend.ratio == pytest.approx(spend.typical / spend.typical_base)
    assert spend.ratio_low <= spend.ratio <= spend.ratio_high
    assert spend.delta_low < spend.delta < spend.delta_high


def test_customers_without_a_value_are_not_counted():
    """A mean gap needs two orders."""
    values = _shop()
    gap = describe(values, LABELS, features=FEATURES)[0].features[3]
    assert gap.n == np.isfinite(values["mean_gap_days"][LABELS == 0]).sum()


def test_features_without_a_column_or_a_value_are_left_out():
    """And the others keep the catalogue's order."""
    values = _shop() | {"empty": np.full(100, np.nan)}
    found = describe(values, LABELS, features=[_feature("absent"), _feature("empty"), *FEATURES[::-1]])
    assert [profile.feature for profile in found[0].features] == [feature.name for feature in FEATURES[::-1]]


def test_a_segment_without_a_single_value_has_none():
    """Its base is still shown."""
    gaps = np.where(LABELS == 0, np.nan, 10.0 + LABELS)
    lone, *others = (p.features[0] for p in describe({"gap": gaps}, LABELS, features=[_feature("gap")]))
    assert (lone.n, lone.typical, lone.delta, lone.spread, lone.quartiles, lone.ratio) == (
        0,
        None,
        None,
        None,
        None,
        None,
    )
    assert lone.typical_base is not None
    assert all(other.delta is not None for other in others)


def test_one_segment_is_compared_with_nobody():
    """No effect, no ratio; its values are described all the same."""
    (found,) = describe(_shop(), np.zeros(100, dtype=int), features=FEATURES)
    assert found.deltas == {}
    assert found.features[0].typical == found.features[0].typical_base
    assert found.features[0].ratio is None
    assert found.homogeneity == pytest.approx(0)


def test_spread_is_zero_where_all_members_are_alike():
    """And one where they are as mixed as everybody."""
    values = {"alike": np.where(LABELS == 0, 5.0, np.arange(100)), "mixed": np.tile(np.arange(20.0), 5)}
    first = describe(values, LABELS, features=[_feature("alike"), _feature("mixed")])[0]
    assert [round(profile.spread, 6) for profile in first.features] == [0.0, 1.0]
    assert first.homogeneity == pytest.approx(0.5)


def test_shares_above_keep_their_threshold():
    """What "more than 1 order" counts."""
    orders = np.where(np.arange(100) % 3 == 0, 2.0, 1.0)
    found = describe({"n_orders": orders}, LABELS, features=[_feature("n_orders")])[0].features[0]
    assert (found.kind, found.threshold) == ("share above", 1.0)
    assert found.typical == pytest.approx((orders[LABELS == 0] > 1).mean())


def test_nothing_to_compare_with_is_none_not_infinity():
    """A base of zero has no ratio; what is stored is plain JSON."""
    values = {"return_share": np.zeros(100), "n_orders": np.where(LABELS == 2, 9.0, 1.0)}
    found = describe(values, LABELS, features=[_feature("return_share", "share"), _feature("n_orders")])
    assert found[0].features[0].ratio is None
    assert "Infinity" not in json.dumps([asdict(profile) for profile in found])
    assert "NaN" not in json.dumps([asdict(profile) for profile in found])


def test_profiles_are_stored_and_read_as_they_are():
    """They travel through the bundle as JSON."""
    adapter = TypeAdapter(tuple[SegmentProfile, ...])
    found = describe(_shop(), LABELS, features=FEATURES, money_e4=np.arange(100))
    assert adapter.validate_json(adapter.dump_json(found)) == found


@settings(max_examples=15)
@given(st.integers(0, 2**16))
def test_row_order_does_not_matter(seed):
    """To the last bit."""
    values, rows = _shop(seed), np.random.default_rng([seed, 1]).permutation(100)
    shuffled = describe({name: column[rows] for name, column in values.items()}, LABELS[rows], features=FEATURES)
    assert shuffled == describe(values, LABELS, features=FEATURES)


def test_delta_matrix_has_a_row_for_each_segment():
    """NaN where one could not be compared."""
    values = _shop() | {"gap": np.where(LABELS == 0, np.nan, 10.0 + LABELS)}
    profiles = describe(values, LABELS, features=[_feature("n_orders"), _feature("gap")])
    names, deltas = delta_matrix(profiles)
    assert names == ("n_orders", "gap")
    assert deltas[:, 0].tolist() == [profile.features[0].delta for profile in profiles]
    assert np.isnan(deltas[:, 1]).tolist() == [True, False, False]
    assert deltas[1:, 1].tolist() == [-1.0, 1.0]
