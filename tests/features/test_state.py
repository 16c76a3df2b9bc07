"""The state: however the orders are cut, it counts what one query counts, to the last integer and the last bit."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.errors import ColumnError, ConfigError, DataError
from coterie.features.availability import available_features
from coterie.features.catalog import AGGREGATES, FEATURES
from coterie.features.categories import category_features
from coterie.features.sql import formulas_step, named
from coterie.features.state import State, empty, finish, merge, update
from coterie.tables import MICROSECONDS_PER_DAY

if TYPE_CHECKING:
    import pyarrow as pa

MONEY = frozenset({"gross_e4", "returned_e4", "discount_e4"})
EVERYTHING = MONEY | {"has_coupon", "is_morning", "is_evening", "category"}
BY_MONEY, BY_LINES = (
    category_features(names, has_money=has_money)
    for names, has_money in ((("WINE", "o'hara"), True), (("käse",), False))
)
MERGEABLE = (*(each for each in available_features(EVERYTHING) if not each.batch_only), *BY_MONEY[0], *BY_LINES[0])
KNOWN = (*AGGREGATES, *BY_MONEY[1], *BY_LINES[1])
DAY = MICROSECONDS_PER_DAY
WHO = st.sampled_from(["a", "b", "ä", "B", ""])
AGES = st.one_of(st.integers(1, 200 * DAY), st.integers(0, 6).map(lambda period: 30 * period * DAY + 1))
YES = st.integers(0, 1)
ORDER = st.fixed_dictionaries(
    {
        "customer_id": WHO,
        "age_us": AGES,
        "gross_e4": st.one_of(st.none(), st.integers(0, 3), st.integers(0, 10**13)),
        "n_items": st.integers(0, 5),
        "has_coupon": st.none() | YES,
        "is_weekend": YES,
        "is_evening": YES,
    },
    optional={
        "returned_e4": st.integers(0, 10**13),
        "discount_e4": st.integers(0, 10**6),
        "is_purchase": st.none(),
    },
)
LINE = st.fixed_dictionaries(
    {"category": st.sampled_from(["WINE", "o'hara", "käse", "wine", None])},
    optional={"gross_e4": st.none() | st.integers(0, 10**13), "is_bought": YES},
)
PAIRS = st.lists(st.tuples(ORDER, st.lists(LINE, max_size=3)), max_size=12)
"""Orders with their lines."""
AS_OF = st.one_of(st.integers(-5, 10).map(lambda period: 30 * period * DAY), st.integers(-150 * DAY, 300 * DAY))
"""Either side of the epoch, where integers divided towards zero would go wrong, and on the borders of periods."""
START = empty(MERGEABLE, EVERYTHING, aggregates=KNOWN)


@pytest.fixture(scope="module")
def tables_at(make_orders, make_lines):
    """Orders, and their lines, as old as each row says, at as_of."""

    def make(pairs, as_of_us=0):
        orders = [{**order, "time_us": as_of_us - order["age_us"]} for order, _ in pairs]
        lines = [
            {**line, "customer_id": order["customer_id"], "time_us": order["time_us"]}
            for order, (_, lines) in zip(orders, pairs, strict=True)
            for line in lines
        ]
        return make_orders(orders), make_lines(lines)

    return make


@pytest.fixture(scope="module")
def state_of(tables_at):
    """Take all orders in at once."""

    def take(pairs, as_of_us=0) -> State:
        orders, lines = tables_at(pairs, as_of_us)
        return update(START, orders, lines=lines)

    return take


def content(state: State) -> tuple[pa.Table, pa.Table, int | None]:
    """Return what a state holds, whatever the order of its rows."""
    by_bucket = [("customer_id", "ascending"), ("bucket", "ascending")]
    return state.totals.sort_by("customer_id"), state.buckets.sort_by(by_bucket), state.newest_us


@given(pairs=PAIRS, as_of_us=AS_OF)
def test_one_batch_counts_what_the_query_counts(run_step, count, tables_at, pairs, as_of_us):
    """Integers and the doubles made of them, with ==."""
    orders, lines = tables_at(pairs, as_of_us)
    aggregates = finish(update(START, orders, lines=lines), as_of_us)
    step = formulas_step(MERGEABLE, START.aggregates, as_of_us=as_of_us)
    ours = named(run_step(step, aggregates=aggregates), MERGEABLE)
    theirs = count(MERGEABLE, EVERYTHING, as_of_us=as_of_us, orders=orders, lines=lines, aggregates=KNOWN)
    assert ours.equals(theirs)


@given(pairs=PAIRS, as_of_us=AS_OF)
def test_order_by_order_equals_one_batch(state_of, pairs, as_of_us):
    """A stream and a night's batch agree."""
    one_by_one = reduce(merge, [state_of([pair], as_of_us) for pair in pairs], START)
    assert finish(one_by_one, as_of_us).equals(finish(state_of(pairs, as_of_us), as_of_us))


@given(pairs=PAIRS, owners=st.lists(st.integers(0, 2), min_size=12, max_size=12), turn=st.permutations(range(3)))
def test_pieces_merge_in_any_order(state_of, pairs, owners, turn):
    """However the orders are dealt out, and whichever piece comes first."""
    dealt = list(zip(pairs, owners, strict=False))
    pieces = [state_of([pair for pair, owner in dealt if owner == part]) for part in turn]
    assert content(reduce(merge, pieces)) == content(state_of(pairs))


@given(parts=st.tuples(PAIRS, PAIRS, PAIRS))
def test_merging_groups_as_it_likes(state_of, parts):
    """(a + b) + c = a + (b + c)."""
    a, b, c = (state_of(pairs) for pairs in parts)
    assert content(merge(merge(a, b), c)) == content(merge(a, merge(b, c)))


@given(pairs=PAIRS)
def test_merging_with_nothing_changes_nothing(state_of, pairs):
    """The state before the first order is neutral."""
    state = state_of(pairs)
    assert content(merge(START, state)) == content(state)


@given(pairs=PAIRS, seed=st.randoms(use_true_random=False))
def test_row_order_does_not_matter(state_of, pairs, seed):
    """Shuffled orders are the same orders."""
    assert content(state_of(seed.sample(pairs, len(pairs)))) == content(state_of(pairs))


def test_real_orders_in_pieces_equal_the_query(run_step, count, cdnow_orders):
    """CDNOW, dealt to four pieces."""
    money = {"gross_e4", "returned_e4"}
    features = [feature for feature in available_features(money) if not feature.batch_only]
    start, as_of_us = empty(features, money), 10_500 * DAY
    pieces = [update(start, cdnow_orders.take(list(range(part, cdnow_orders.num_rows, 4)))) for part in range(4)]
    aggregates = finish(reduce(merge, pieces), as_of_us)
    ours = run_step(formulas_step(features, start.aggregates, as_of_us=as_of_us), aggregates=aggregates)
    assert ours.equals(count(features, money, as_of_us=as_of_us, orders=cdnow_orders))


PLAIN = empty([each for each in available_features(MONEY) if not each.batch_only], MONEY)


def test_an_update_leaves_the_old_state_alone(make_orders):
    """A state is a value."""
    before = update(PLAIN, make_orders([{"time_us": 1}]))
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
        empty([feature], {*EVERYTHING, "product_id"})


def test_feature_without_data_is_refused():
    """By name, before the first order."""
    with pytest.raises(ConfigError, match="feature monetary_total"):
        empty(FEATURES[:3], ())


def test_orders_without_a_counted_column_are_refused(make_orders):
    """The column is named."""
    with pytest.raises(ColumnError, match=r"no column gross_e4 \(orders\)\. Pass"):
        update(PLAIN, make_orders([]).drop_columns("gross_e4"))


def test_states_of_different_features_do_not_merge():
    """Apples are not added to pears."""
    with pytest.raises(ConfigError, match="count different things"):
        merge(PLAIN, empty(FEATURES[:2], ()))


@pytest.mark.parametrize("as_of_us", [4, 5])
def test_a_state_cannot_forget(make_orders, as_of_us):
    """Seen from before its latest order, even a return, it has no answer."""
    rows: list[dict[str, Any]] = [{"time_us": 1}, {"time_us": 5, "gross_e4": 0}]
    with pytest.raises(DataError, match="at or after as_of"):
        finish(update(PLAIN, make_orders(rows)), as_of_us)


def test_state_can_be_rebuilt_from_its_tables(make_orders):
    """What is stored and read back goes on as if nothing had been."""
    state = update(PLAIN, make_orders([{"time_us": 1}]))
    read = replace(PLAIN, totals=state.totals, buckets=state.buckets, newest_us=state.newest_us)
    assert finish(merge(read, PLAIN), 10).equals(finish(state, 10))


def test_lines_that_are_counted_must_be_given(make_orders):
    """Shares of categories are made of lines."""
    with pytest.raises(ColumnError, match=r"no column category, .* \(lines\)\. Pass the lines"):
        update(START, make_orders([]))


def test_lines_without_a_counted_column_are_refused(make_orders, make_lines):
    """The column is named."""
    with pytest.raises(ColumnError, match=r"no column is_bought \(lines\)"):
        update(START, make_orders([]), lines=make_lines([]).drop_columns("is_bought"))


def test_a_line_of_later_cannot_be_forgotten_either(make_orders, make_lines):
    """An order is as old as its first line; the last one counts."""
    state = update(START, make_orders([{"time_us": 1}]), lines=make_lines([{"time_us": 7}]))
    with pytest.raises(DataError, match="at or after as_of"):
        finish(state, 7)


def test_lines_that_nothing_counts_are_not_looked_at(make_orders, make_lines):
    """They may be passed along."""
    state = update(PLAIN, make_orders([{"time_us": 1}]), lines=make_lines([{"time_us": 7}]))
    assert finish(state, 7)["n_purchases"].to_pylist() == [1]
