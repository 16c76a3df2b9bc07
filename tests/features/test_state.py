"""The state: however the orders are cut, it counts what one query counts, to the last integer and the last bit."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.errors import ColumnError, ConfigError, DataError
from coterie.features.catalog import FEATURES, available_features
from coterie.features.sql import customers_step, formulas_step
from coterie.features.state import State, empty, finish, merge, update
from coterie.tables import MICROSECONDS_PER_DAY

if TYPE_CHECKING:
    import pyarrow as pa

MONEY = frozenset({"gross_e4", "returned_e4", "discount_e4"})
MERGEABLE = tuple(feature for feature in available_features(MONEY) if not feature.batch_only)
DAY = MICROSECONDS_PER_DAY
AGES = st.one_of(st.integers(1, 200 * DAY), st.integers(0, 6).map(lambda period: 30 * period * DAY + 1))
ORDER = st.fixed_dictionaries(
    {
        "customer_id": st.sampled_from(["a", "b", "ä", "B", ""]),
        "age_us": AGES,
        "gross_e4": st.one_of(st.none(), st.integers(0, 3), st.integers(0, 10**13)),
        "n_items": st.integers(0, 5),
    },
    optional={
        "returned_e4": st.integers(0, 10**13),
        "discount_e4": st.integers(0, 10**6),
        "is_purchase": st.none(),
    },
)
ORDERS = st.lists(ORDER, max_size=12)
AS_OF = st.one_of(st.integers(-5, 10).map(lambda period: 30 * period * DAY), st.integers(-150 * DAY, 300 * DAY))
"""Either side of the epoch, where integers divided towards zero would go wrong, and on the borders of periods."""
START = empty(MERGEABLE, MONEY)


@pytest.fixture(scope="module")
def orders_at(make_orders):
    """Orders as old as each row says, at as_of."""

    def make(rows, as_of_us=0):
        return make_orders([{**row, "time_us": as_of_us - row["age_us"]} for row in rows])

    return make


def state_of(orders: pa.Table) -> State:
    """Take all orders in at once."""
    return update(START, orders)


def content(state: State) -> tuple[pa.Table, pa.Table, int | None]:
    """Return what a state holds, whatever the order of its rows."""
    by_bucket = [("customer_id", "ascending"), ("bucket", "ascending")]
    return state.totals.sort_by("customer_id"), state.buckets.sort_by(by_bucket), state.newest_us


def one_by_one(orders: pa.Table) -> State:
    """Take the orders in one at a time."""
    return reduce(update, [orders.slice(place, 1) for place in range(orders.num_rows)], START)


@given(rows=ORDERS, as_of_us=AS_OF)
def test_one_batch_counts_what_the_query_counts(run_step, orders_at, rows, as_of_us):
    """Integers and the doubles made of them, with ==."""
    orders = orders_at(rows, as_of_us)
    aggregates = finish(state_of(orders), as_of_us)
    ours = run_step(formulas_step(MERGEABLE, START.aggregates, as_of_us=as_of_us), aggregates=aggregates)
    theirs = run_step(customers_step(MERGEABLE, MONEY, as_of_us=as_of_us), orders=orders)
    assert ours.equals(theirs)


@given(rows=ORDERS, as_of_us=AS_OF)
def test_order_by_order_equals_one_batch(orders_at, rows, as_of_us):
    """A stream and a night's batch agree."""
    orders = orders_at(rows, as_of_us)
    assert finish(one_by_one(orders), as_of_us).equals(finish(state_of(orders), as_of_us))


@given(rows=ORDERS, owners=st.lists(st.integers(0, 2), min_size=12, max_size=12), turn=st.permutations(range(3)))
def test_pieces_merge_in_any_order(orders_at, rows, owners, turn):
    """However the orders are dealt out, and whichever piece comes first."""
    dealt = list(zip(rows, owners, strict=False))
    pieces = [state_of(orders_at([row for row, owner in dealt if owner == part])) for part in turn]
    whole = state_of(orders_at(rows))
    assert content(reduce(merge, pieces)) == content(whole)


@given(parts=st.tuples(ORDERS, ORDERS, ORDERS))
def test_merging_groups_as_it_likes(orders_at, parts):
    """(a + b) + c = a + (b + c)."""
    a, b, c = (state_of(orders_at(rows)) for rows in parts)
    assert content(merge(merge(a, b), c)) == content(merge(a, merge(b, c)))


@given(rows=ORDERS)
def test_merging_with_nothing_changes_nothing(orders_at, rows):
    """The state before the first order is neutral."""
    state = state_of(orders_at(rows))
    assert content(merge(START, state)) == content(state)


@given(rows=ORDERS, seed=st.randoms(use_true_random=False))
def test_row_order_does_not_matter(orders_at, rows, seed):
    """Shuffled orders are the same orders."""
    shuffled = seed.sample(rows, len(rows))
    assert content(state_of(orders_at(shuffled))) == content(state_of(orders_at(rows)))


def test_real_orders_in_pieces_equal_the_query(run_step, cdnow_orders):
    """CDNOW, dealt to four pieces."""
    money = {"gross_e4", "returned_e4"}
    features = [feature for feature in available_features(money) if not feature.batch_only]
    start, as_of_us = empty(features, money), 10_500 * DAY
    pieces = [update(start, cdnow_orders.take(list(range(part, cdnow_orders.num_rows, 4)))) for part in range(4)]
    aggregates = finish(reduce(merge, pieces), as_of_us)
    ours = run_step(formulas_step(features, start.aggregates, as_of_us=as_of_us), aggregates=aggregates)
    assert ours.equals(run_step(customers_step(features, money, as_of_us=as_of_us), orders=cdnow_orders))


def test_an_update_leaves_the_old_state_alone(make_orders):
    """A state is a value."""
    before = state_of(make_orders([{"time_us": 1}]))
    update(before, make_orders([{"time_us": 2}]))
    assert before.totals["n_purchases"].to_pylist() == [1]


def test_without_money_no_bucket_is_kept(make_orders):
    """Nothing is stored that no feature reads."""
    state = update(empty(FEATURES[:2], ()), make_orders([{"time_us": 1}]))
    assert (state.buckets.num_rows, finish(state, 9)["n_purchases"].to_pylist()) == (0, [1])


@pytest.mark.parametrize("feature", [f for f in FEATURES if f.batch_only], ids=lambda feature: feature.name)
def test_distinct_counts_are_refused_by_name(feature):
    """What cannot be merged is not kept."""
    with pytest.raises(ConfigError, match=rf"piece by piece \(feature {feature.name}\)\. Leave it out"):
        empty([feature], {*MONEY, "product_id"})


def test_feature_without_data_is_refused():
    """By name, before the first order."""
    with pytest.raises(ConfigError, match="feature monetary_total"):
        empty(FEATURES[:3], ())


def test_orders_without_a_counted_column_are_refused(make_orders):
    """The column is named."""
    with pytest.raises(ColumnError, match=r"no column gross_e4 \(orders\)\. Pass"):
        update(START, make_orders([]).drop_columns("gross_e4"))


def test_states_of_different_features_do_not_merge():
    """Apples are not added to pears."""
    with pytest.raises(ConfigError, match="count different things"):
        merge(START, empty(FEATURES[:2], ()))


@pytest.mark.parametrize("as_of_us", [4, 5])
def test_a_state_cannot_forget(make_orders, as_of_us):
    """Seen from before its latest order, even a return, it has no answer."""
    rows: list[dict[str, Any]] = [{"time_us": 1}, {"time_us": 5, "gross_e4": 0}]
    with pytest.raises(DataError, match="at or after as_of"):
        finish(state_of(make_orders(rows)), as_of_us)


def test_state_can_be_rebuilt_from_its_tables(make_orders):
    """What is stored and read back goes on as if nothing had been."""
    state = state_of(make_orders([{"time_us": 1}]))
    read = replace(START, totals=state.totals, buckets=state.buckets, newest_us=state.newest_us)
    assert finish(merge(read, START), 10).equals(finish(state, 10))
