"""From clean lines to customers: what a run learns of features it stores, and whoever assigns counts the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

import coterie
from coterie import pipeline
from coterie.bundle.storage import load, save
from coterie.errors import ColumnError, ConfigError
from coterie.pipeline.counting import columns_with_data
from coterie.tables import ColumnMap

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coterie.data.synthetic import Shop
    from coterie.pipeline.intake import Intake

OWN = {
    "price": {"formula": "monetary_total / n_items", "unit": "money", "scale": "log", "meaning": "Paid a piece."},
    "weeks": {"formula": "(tenure_days - recency_days) / 7", "unit": "weeks"},
}
HOURS = ["09:30:00", "13:00:00", "21:15:00"]


@pytest.fixture(scope="module")
def market(shop: Shop) -> pa.Table:
    """The small shop with a department for each product, coupons, and times of day."""
    n = shop.lines.num_rows
    products = shop.lines["product"].to_pylist()
    places = {product: place for place, product in enumerate(sorted(set(products)))}
    departments = ["FRZN MEAT", "Dairy", "o'hara; drop", "other", ""]
    hours = [
        HOURS[int(order or 0) % 3] if (order or "").isdigit() else HOURS[0]
        for order in shop.lines["order_id"].to_pylist()
    ]
    times = [
        f"{day[:10]} {hour}" if day[:2] == "20" else day
        for day, hour in zip(shop.lines["ordered_at"].to_pylist(), hours, strict=True)
    ]
    return (
        shop.lines.set_column(1, "ordered_at", pa.array(times))
        .append_column("department", pa.array([departments[places[product] % 5] for product in products]))
        .append_column("coupon", pa.array(["5%" if place % 4 == 0 else "" for place in range(n)]))
    )


@pytest.fixture(scope="module")
def settings(quick: coterie.Config) -> coterie.Config:
    """The market's columns, two features of its own, and a basis that uses what was learnt."""
    return quick.with_settings(
        data={"category": "department", "coupons": "coupon"},
        features={"own": OWN, "basis": ("recency_days", "price", "share:FRZN MEAT")},
        model={"k": 3, "k_max": 3},
    )


@pytest.fixture(scope="module")
def market_run(market: pa.Table, settings: coterie.Config) -> coterie.Run:
    """A run on the market."""
    return coterie.segment(market, config=settings)


def test_a_stored_model_assigns_as_the_run_did(market: pa.Table, market_run: coterie.Run, tmp_path: Path) -> None:
    """Learnt categories and own features are in the bundle, with all that counts them."""
    save(market_run.model, market_run.snapshot, directory=tmp_path / "bundle", report="")
    model, _ = load(tmp_path / "bundle")
    again = pipeline.assign(model, market, config=model.config)
    assert (model.features, model.aggregates) == (market_run.model.features, market_run.model.aggregates)
    assert again.equals(market_run.assignments)


def test_assigning_counts_the_categories_of_the_run(market: pa.Table, market_run: coterie.Run) -> None:
    """Customers with other favourites do not make other features."""
    only = market.filter(pc.not_equal(market["department"], "FRZN MEAT"))
    assigned = pipeline.assign(market_run.model, only, config=market_run.model.config)
    assert 0 < assigned.num_rows <= market_run.assignments.num_rows
    assert assigned["segment_id"].null_count == 0


def test_customers_with_the_basis_as_columns_are_assigned_by_it(market_run: coterie.Run) -> None:
    """Whatever the features are called."""
    customers = market_run.customers.select(["customer_id", *market_run.model.basis])
    assigned = pipeline.assign(market_run.model, customers, config=market_run.model.config)
    assert assigned["segment_id"].equals(market_run.assignments["segment_id"])


def test_a_run_learns_the_features_that_its_data_have(market: pa.Table, read: Callable[..., Intake]) -> None:
    """Categories that are any, coupons, hours, own ones; not more."""
    found = read(market, data={"category": "department", "coupons": "coupon"}, features={"own": OWN})
    names = [feature.name for feature in found.features]
    assert names[-2:] == ["price", "weeks"]
    assert set(names[-5:-2]) == {"share:FRZN MEAT", "share:Dairy", "share:o'hara; drop"}
    assert {"coupon_share", "morning_share", "evening_share", "weekend_share", "spend_trend"} <= set(names)
    assert set(names) <= set(found.customers.column_names)


def test_a_plain_source_has_no_features_of_what_it_lacks(read: Callable[..., Intake], shop: Shop) -> None:
    """Days without a clock have no evening; no coupon, no category, nothing learnt."""
    days = shop.lines.set_column(1, "ordered_at", pc.utf8_slice_codeunits(shop.lines["ordered_at"], 0, 10))
    found = read(days)
    names = {feature.name for feature in found.features}
    assert names.isdisjoint({"coupon_share", "morning_share", "evening_share", "discount_share"})
    assert not any(name.startswith("share:") for name in found.customers.column_names)


def test_fewer_categories_may_be_wanted_or_none(market: pa.Table, read: Callable[..., Intake]) -> None:
    """Those that sell most are kept."""
    learnt = [
        [
            feature.name
            for feature in read(market, data={"category": "department"}, features={"categories": n}).features
            if feature.name.startswith("share:")
        ]
        for n in (3, 1, 0)
    ]
    assert [len(names) for names in learnt] == [3, 1, 0]
    assert learnt[1] == learnt[0][:1]


def test_shares_do_not_depend_on_rows_or_currency(market: pa.Table, read: Callable[..., Intake]) -> None:
    """Lines in another order, and pence for pounds: the same shares, the same categories in the same order."""
    pence = [
        str(float(price) * 100) if re.fullmatch(r"-?[0-9.]+", price) else price
        for price in market["unit_price"].to_pylist()
    ]
    place = market.column_names.index("unit_price")
    turned = market.set_column(place, "unit_price", pa.array(pence)).take(
        np.random.default_rng(1).permutation(market.num_rows)
    )
    columns = {"category": "department", "coupons": "coupon"}
    ours, theirs = read(market, data=columns), read(turned, data=columns)
    shares = [feature.name for feature in ours.features if feature.unit in {"share", "ratio"}]
    assert [feature.name for feature in theirs.features] == [feature.name for feature in ours.features]
    assert len(shares) > 10
    for name in shares:
        np.testing.assert_allclose(
            theirs.customers[name].to_numpy(zero_copy_only=False),
            ours.customers[name].to_numpy(zero_copy_only=False),
            rtol=1e-9,
            err_msg=name,
        )


def test_a_descriptor_that_nobody_has_is_left_out(shop: Shop, read: Callable[..., Intake]) -> None:
    """Of a month's data there is no trend; a run is told so by name where it wants one."""
    times = shop.lines["ordered_at"]
    month = shop.lines.filter(pc.starts_with(times, "2024-03"))
    found = read(month)
    assert "spend_trend" not in found.customers.column_names
    assert "spend_trend" not in {feature.name for feature in found.features}
    with pytest.raises(ColumnError, match="no feature 'spend_trend'"):
        coterie.segment(month, basis="recency_days, spend_trend")


def test_own_features_are_refused_before_any_row_is_cleaned(shop: Shop) -> None:
    """By the setting's name; with data that lack what they need, by the feature's."""
    own = {"price": {"formula": "monetry_total", "unit": "money"}}
    wrong = coterie.Config.from_mapping({"features": {"own": own}})
    told: list[str] = []
    with pytest.raises(ConfigError, match=r"unknown name 'monetry_total' \(features\.own\.price\)"):
        pipeline.segment(shop.lines, wrong, progress=lambda stage, _: told.append(stage))
    assert "cleaning" not in told
    visits = shop.lines.select(["customer_id", "ordered_at"])
    with pytest.raises(ConfigError, match=r"no data for gross_e4, returned_e4 \(feature price\)"):
        coterie.segment(visits, config=coterie.Config.from_mapping({"features": {"own": OWN}}))


def test_money_is_known_by_amount_or_price_and_discounts_by_column_or_rate() -> None:
    """Each optional column follows from what the source has."""
    everything = ColumnMap("a", "b", amount="c", discount_rate="d", coupons=("e",), category="f")
    assert columns_with_data(everything, has_clock=False) == {
        "gross_e4",
        "returned_e4",
        "discount_e4",
        "has_coupon",
        "category",
    }
    assert columns_with_data(ColumnMap("a", "b"), has_clock=False) == frozenset()


def test_own_features_of_a_customer_table_are_refused() -> None:
    """They are made of orders."""
    people = pa.table({"customer_id": [f"c{n}" for n in range(60)], "income": [n % 7 * 1000.5 for n in range(60)]})
    with pytest.raises(ConfigError, match=r"made of orders.* \(features\.own\)\. Make the column"):
        coterie.segment(
            people, config=coterie.Config.from_mapping({"features": {"own": OWN}, "data": {"kind": "customers"}})
        )
