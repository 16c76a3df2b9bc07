"""What a source allows: features without data do not exist, and what is dear is counted only where it is used."""

from __future__ import annotations

import pytest

from coterie.errors import ConfigError
from coterie.features.availability import available_aggregates, available_features, available_totals, check_needs
from coterie.features.catalog import AGGREGATES, FEATURES
from coterie.features.categories import category_features


def test_columns_without_data_take_their_features_along():
    """Discounts, coupons, hours and products only where the data have them."""
    without = {"discount_share", "coupon_share", "morning_share", "evening_share", "n_products"}
    assert {f.name for f in FEATURES} - {f.name for f in available_features({"gross_e4", "returned_e4"})} == without


def test_distinct_counts_are_made_only_where_a_feature_uses_them():
    """They are the dear part of the query."""
    products = [feature for feature in FEATURES if feature.name == "n_products"]
    names = [each.name for each in available_aggregates({"product_id"}, products)]
    assert ("n_distinct_products" in names, "n_active_days" in names) == (True, False)


def test_what_a_model_brings_along_is_counted_with_the_catalogue():
    """Categories that a run learnt come after what every run counts."""
    shares, counted = category_features(["wine", "tea"], has_money=True)
    known = available_aggregates({"category", "gross_e4"}, shares, known=[*AGGREGATES, *counted])
    assert known[-2:] == counted
    assert set(counted).isdisjoint(available_aggregates({"gross_e4"}, shares, known=[*AGGREGATES, *counted]))


def test_net_money_is_known_only_with_its_parts():
    """Spend before returns is not spend after returns."""
    assert available_totals(available_aggregates({"gross_e4"})) == {}


def test_feature_without_data_is_refused_by_name():
    """What is missing, and for which feature."""
    with pytest.raises(ConfigError, match=r"no data for gross_e4, returned_e4 \(feature monetary_total\)\. Leave"):
        check_needs(FEATURES, ())
