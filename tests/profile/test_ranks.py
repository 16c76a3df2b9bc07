"""Values in order: ties, groups, seats in the top fifth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from coterie.profile.ranks import Group, lift, pair_delta, rank, round_significant

ROWS = st.lists(st.tuples(st.integers(-3, 6), st.integers(0, 3)), min_size=1, max_size=60)


def _columns(rows):
    return np.array([row[0] for row in rows], dtype=float), np.array([row[1] for row in rows])


@given(st.lists(st.floats(-1e12, 1e12), min_size=1))
def test_rounding_keeps_nine_digits(values):
    """Nothing moves by more than half of the ninth digit, and rounding twice changes nothing."""
    rounded = round_significant(values)
    assert rounded == pytest.approx(np.array(values), rel=1e-8, abs=1e-300)
    assert (round_significant(rounded) == rounded).all()


@given(st.lists(st.integers(0, 10**7), min_size=2, max_size=50), st.sampled_from([0.01, 100.0, 10_000.0]))
def test_a_change_of_currency_keeps_every_tie(cents, rate):
    """Pounds turned into pence are as equal as before."""
    before, after = (rankdata(round_significant(np.array(cents) * factor)) for factor in (0.1, 0.1 * rate))
    assert (before == after).all()


def test_rounding_leaves_zero_and_infinity_alone():
    """What has no digits is not touched."""
    assert round_significant([0.0, np.inf, -np.inf]).tolist() == [0.0, np.inf, -np.inf]


@given(ROWS)
def test_rank_sums_are_those_of_scipy(rows):
    """Mid-ranks, as scipy gives them."""
    values, labels = _columns(rows)
    found, ranks = rank("x", values, labels=labels, n_clusters=4), rankdata(values)
    assert found.rank_sums.tolist() == [ranks[labels == segment].sum() for segment in range(4)]
    spreads = [ranks[labels == s].std() if (labels == s).any() else 0.0 for s in range(4)]
    assert found.rank_spreads == pytest.approx(np.array(spreads) / (ranks.std() or 1.0))


@given(ROWS, st.integers(0, 3), st.integers(-4, 7))
def test_groups_answer_like_their_values(rows, segment, x):
    """Members and others, counted and measured without a copy."""
    values, labels = _columns(rows)
    found = rank("x", values, labels=labels, n_clusters=4)
    for group, plain in (
        (found.members(segment), values[labels == segment]),
        (found.others(segment), values[labels != segment]),
    ):
        assert len(group) == len(plain)
        assert group.count_to(float(x)) == (plain <= x).sum()
        assert len(plain) == 0 or group.median == np.median(plain)
        assert len(plain) == 0 or group.mean == pytest.approx(plain.mean())
        assert [group.at(place) for place in range(len(group))] == sorted(plain)


def test_an_empty_group_has_no_values():
    """Nobody's median, mean and share are unknown."""
    nobody = Group(np.empty(0))
    assert np.isnan([nobody.median, nobody.mean, nobody.share_above(0.0)]).all()


@given(ROWS)
def test_customers_without_a_value_are_left_out(rows):
    """A missing value is no value, not a small one."""
    values, labels = _columns(rows)
    gaps = np.append(values, [np.nan, np.nan])
    with_gaps = rank("x", gaps, labels=np.append(labels, [0, 3]), n_clusters=4)
    without = rank("x", values, labels=labels, n_clusters=4)
    assert with_gaps.rank_sums.tolist() == without.rank_sums.tolist()


@given(ROWS)
def test_lift_shares_the_seats_of_the_top_fifth(rows):
    """All seats together are a fifth of the customers, whoever holds them."""
    values, labels = _columns(rows)
    found = rank("x", values, labels=labels, n_clusters=4)
    seats = (lift(found) * found.sizes / 5)[found.sizes > 0]
    assert seats.sum() == pytest.approx(len(rows) / 5)


@given(ROWS, st.integers(0, 59), st.integers(1, 9))
def test_raising_a_member_never_lowers_its_lift(rows, place, by):
    """Also where it joins or leaves a tie at the cut."""
    values, labels = _columns(rows)
    place %= len(rows)
    raised = values.copy()
    raised[place] += by
    segment = labels[place]
    before, after = (lift(rank("x", column, labels=labels, n_clusters=4))[segment] for column in (values, raised))
    assert after >= before - 1e-12


@given(ROWS)
def test_pair_delta_counts_pairs(rows):
    """Wins less losses over all pairs, and its own opposite the other way round."""
    values, labels = _columns(rows)
    a, b = values[labels == 0], values[labels == 1]
    pairs = np.sign(a[:, None] - b)
    expected = pairs.mean() if pairs.size else 0.0
    found = rank("x", values, labels=labels, n_clusters=4)
    assert pair_delta(found, 0, other=1) == pytest.approx(expected)
    assert pair_delta(found, 1, other=0) == pytest.approx(-expected)


def test_nobody_has_no_lift():
    """Without values no segment stands out."""
    assert lift(rank("x", [np.nan, np.nan], labels=[0, 1])).tolist() == [1.0, 1.0]
