"""Shares of categories: which ones are learnt, and that they are counted as they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.features.availability import available_features
from coterie.features.catalog import AGGREGATES, FEATURES
from coterie.features.categories import category_features, category_weights_step, top_categories
from coterie.features.soundness import check_catalog

LINE = st.fixed_dictionaries(
    {
        "customer_id": st.sampled_from("ab"),
        "category": st.sampled_from(["wine", "tea", "Tea", "o'hara", None]),
        "gross_e4": st.none() | st.integers(0, 9),
        "is_bought": st.integers(0, 1),
        "time_us": st.integers(0, 9),
    }
)


@pytest.fixture(scope="module")
def learnt(run_step, make_lines):
    """Learn the top categories of lines."""

    def learn(rows, n, *, has_money=True):
        step = category_weights_step(n, has_money=has_money, as_of_us=5)
        found = run_step(step, lines=make_lines(rows)).to_pylist()
        return top_categories([(row["category"], row["weight"]) for row in found], n)

    return learn


def weights_of(rows, column):
    """Sum a column of the lines before moment 5 by category, the long way."""
    weights: dict[str, int] = {}
    for row in rows:
        if row["category"] is not None and row["time_us"] < 5:
            weights[row["category"]] = weights.get(row["category"], 0) + (row[column] or 0)
    return {category: weight for category, weight in weights.items() if weight}


@given(rows=st.lists(LINE, max_size=30), n=st.integers(1, 5), has_money=st.booleans())
def test_categories_that_sell_most_are_learnt(learnt, rows, n, has_money):
    """By spend, or by lines without money; ties by name; nothing from behind as_of; one alone is no choice."""
    weights = weights_of(rows, "gross_e4" if has_money else "is_bought")
    best = sorted(weights, key=lambda category: (-weights[category], category))[:n]
    assert learnt(rows, n, has_money=has_money) == (tuple(best) if len(weights) > 1 else ())


@given(rows=st.lists(LINE, max_size=30), seed=st.randoms(use_true_random=False))
def test_order_and_unit_of_the_money_do_not_matter(learnt, rows, seed):
    """Permuted lines, and pence for pounds, have the same top categories."""
    pence = [{**row, "gross_e4": None if row["gross_e4"] is None else 100 * row["gross_e4"]} for row in rows]
    assert learnt(seed.sample(pence, len(pence)), 3) == learnt(rows, 3)


@pytest.mark.parametrize("rest", ["Other", "MISCELLANEOUS", "unknown", "Sonstiges", "n/a"])
def test_what_stands_for_the_rest_is_no_category(learnt, rest):
    """However much of it is sold."""
    rows = [{"time_us": 1, "category": category} for category in (rest, rest, "wine", "tea")]
    assert learnt(rows, 8) == ("tea", "wine")


@given(rows=st.lists(LINE, min_size=1, max_size=30))
def test_shares_of_all_categories_add_up(count, make_orders, make_lines, rows):
    """To one for a customer whose lines all have a category and are all learnt."""
    whole = [{**row, "category": row["category"] or "none", "gross_e4": row["gross_e4"] or 1} for row in rows]
    orders = [{key: row[key] for key in ("customer_id", "gross_e4", "time_us")} for row in whole]
    shares, counted = category_features(sorted({row["category"] for row in whole}), has_money=True)
    found = count(
        shares,
        {"category", "gross_e4"},
        as_of_us=99,
        orders=make_orders(orders),
        lines=make_lines(whole),
        aggregates=[*AGGREGATES, *counted],
    )
    sums = [sum(row[share.name] for share in shares) for row in found.to_pylist()]
    assert sums == pytest.approx([1.0] * found.num_rows)


def test_share_is_of_spend_before_returns(count, make_orders, make_lines):
    """Wine for 3 of 10 is three tenths; who never bought any has none; who never paid has no share."""
    orders = [
        {"time_us": 1, "gross_e4": 100_000, "returned_e4": 50_000},
        {"time_us": 1, "customer_id": "b", "gross_e4": 5},
        {"time_us": 1, "customer_id": "c", "gross_e4": 0},
    ]
    lines = [
        {"time_us": 1, "category": "WINE", "gross_e4": 30_000},
        {"time_us": 1, "category": "TEA", "gross_e4": 70_000},
        {"time_us": 1, "category": "WINE", "gross_e4": 0, "is_bought": 0},
        {"time_us": 1, "customer_id": "b", "category": "TEA", "gross_e4": 5},
        {"time_us": 1, "customer_id": "c", "category": "TEA", "gross_e4": 0},
    ]
    shares, counted = category_features(["WINE"], has_money=True)
    found = count(
        shares,
        {"category", "gross_e4"},
        as_of_us=9,
        orders=make_orders(orders),
        lines=make_lines(lines),
        aggregates=[*AGGREGATES, *counted],
    )
    assert found["share:WINE"].to_pylist() == [0.3, 0.0, None]


def test_share_is_of_lines_where_no_money_is_known(count, make_orders, make_lines):
    """Of what was bought; what came back does not count."""
    lines = [{"category": "tea"}, {"category": "wine"}, {"category": None}, {"category": "tea", "is_bought": 0}]
    shares, counted = category_features(["tea", "wine"], has_money=False)
    found = count(
        shares,
        {"category"},
        as_of_us=9,
        orders=make_orders([{"time_us": 1, "gross_e4": None}]),
        lines=make_lines([{"time_us": 1, "gross_e4": None, **line} for line in lines]),
        aggregates=[*AGGREGATES, *counted],
    )
    assert found.select(["share:tea", "share:wine"]).to_pylist() == [{"share:tea": 1 / 3, "share:wine": 1 / 3}]


@pytest.mark.parametrize("has_money", [True, False])
def test_what_is_learnt_is_as_sound_as_the_catalogue(has_money):
    """Names and meanings of their own, needs stated, words known; they explain and do not cluster."""
    shares, counted = category_features(["wine", "tea"], has_money=has_money)
    check_catalog([*FEATURES, *shares], [*AGGREGATES, *counted])
    assert {share.role for share in shares} == {"descriptor"}
    assert set(shares).isdisjoint(available_features({"category", "gross_e4"}))


def test_no_category_is_no_feature():
    """Nothing to count, then."""
    assert category_features([], has_money=False) == ((), ())
