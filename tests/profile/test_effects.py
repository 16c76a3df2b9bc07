"""Cliff's delta, its limits, typical values and levels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.profile.effects import Effect, compare, delta_interval, exceedance, level
from coterie.profile.ranks import rank

VALUES = st.lists(st.integers(0, 9), min_size=1, max_size=25)


def _compare(members, others, *, bounded=False):
    values = np.array([*members, *others], dtype=float)
    labels = np.repeat([0, 1], [len(members), len(others)])
    return compare(rank("x", values, labels=labels), bounded=bounded)


@given(VALUES, VALUES)
def test_delta_is_wins_less_losses(members, others):
    """Cliff (1993): over all pairs of a member and a non-member."""
    one, other = _compare(members, others)
    assert one.delta == pytest.approx(np.sign(np.subtract.outer(members, others)).mean())
    assert other.delta == pytest.approx(-one.delta)
    assert one.chance + other.chance == pytest.approx(1)


@given(st.floats(-1, 1), st.integers(1, 400), st.integers(1, 400))
def test_limits_solve_the_score_equation(delta, n, n_rest):
    """Newcombe (2006): the estimate lies 1.96 standard errors from each limit, the error taken at the limit."""
    a = (delta + 1) / 2
    for limit in delta_interval(delta, n=n, n_rest=n_rest):
        theta = (float(limit) + 1) / 2
        spread = max(theta * (1 - theta) ** 2 / (2 - theta), theta**2 * (1 - theta) / (1 + theta))
        error = np.sqrt((theta * (1 - theta) + (n + n_rest - 2) * spread) / (n * n_rest))
        assert abs(a - theta) == pytest.approx(1.959964 * error, abs=1e-6) or theta in (0.0, 1.0)


@given(st.floats(-1, 1), st.floats(-1, 1), st.integers(2, 300), st.integers(2, 300))
def test_limits_never_fall_when_delta_rises(one, other, n, n_rest):
    """A member that rises never costs its segment a claim."""
    lower, upper = sorted([one, other])
    assert delta_interval(lower, n=n, n_rest=n_rest)[0] <= delta_interval(upper, n=n, n_rest=n_rest)[0] + 1e-12
    assert delta_interval(lower, n=n, n_rest=n_rest)[0] <= lower + 1e-9
    assert delta_interval(lower, n=n, n_rest=n_rest)[1] >= lower - 1e-9


def test_limits_cover_the_truth():
    """Of 500 pairs of samples, 93 to 99 % of the intervals hold the true delta."""
    random = np.random.default_rng(0)
    deltas = np.array([_compare(random.normal(0.8, 1, 30), random.normal(0, 1, 90))[0].delta for _ in range(500)])
    low, high = delta_interval(deltas, n=30, n_rest=90)
    truth = 2 * 0.71420 - 1  # chance that one normal exceeds another 0.8 below it
    assert 0.93 <= ((low <= truth) & (truth <= high)).mean() <= 0.99


def test_everybody_above_everybody_has_an_interval():
    """At delta 1 the upper limit is 1 and the lower still depends on the sizes."""
    small, large = delta_interval(1.0, n=5, n_rest=5)[0], delta_interval(1.0, n=500, n_rest=500)[0]
    assert delta_interval(1.0, n=5, n_rest=5)[1] == pytest.approx(1)
    assert small < large < 1


def test_a_segment_that_is_everybody_differs_from_nobody():
    """There is no rest to differ from: no difference, any difference possible."""
    (found,) = compare(rank("x", [1.0, 1.5, 2.0, 3.0, 4.0], labels=[0] * 5))
    assert (found.delta, found.n_rest, found.segment, found.base, found.kind) == (0.0, 0, 2.0, 2.0, "median")
    assert found.ratio_to_rest == 1.0


@pytest.mark.parametrize(
    ("others", "bounded", "kind", "typical"),
    [
        ([1, 2, 3, 4, 5], False, "median", 5.0),
        ([1, 1, 1, 2, 3], False, "share above", 1.0),
        ([0, 0, 0, 0, 3], False, "share above", 1.0),
        ([0.1, 0.2, 0.3, 0.3, 0.3], True, "mean", 5.0),
        ([1, 2, 2, 3, 4, 5, 6, 7], False, "median", 5.0),
    ],
)
def test_what_is_typical_depends_on_ties(others, bounded, kind, typical):
    """Shares: mean. A positive median that few sit on: median. Else the share above it."""
    found = _compare([4, 5, 6], others, bounded=bounded)[0]
    assert (found.kind, found.segment) == (kind, typical)


def test_fewer_than_a_rest_that_all_sit_on_their_median():
    """Nobody of the rest has more than 2 orders: what counts is who has more than 1."""
    found, rest = _compare([1, 1, 1, 2], [1, 1, 2, 2, 2, 2])
    assert (found.kind, found.threshold, found.segment, found.ratio_to_rest) == ("share above", 1.0, 0.25, 0.375)
    assert (rest.threshold, rest.ratio_to_rest) == (1.0, pytest.approx(8 / 3))
    assert _compare([3, 3, 3, 2], [1, 1, 2, 2, 2, 2])[0].ratio_to_rest == np.inf
    assert _compare([1, 1, 1], [1, 1, 1, 1])[0].threshold == 1.0


def test_ratio_is_to_the_base_and_the_gate_to_the_rest():
    """The base holds the segment, so its ratio is the milder one."""
    found = _compare([6, 6, 6], [1, 2, 3, 4, 5])[0]
    assert (found.ratio_to_rest, found.ratio) == (2.0, 6 / 4.5)


def test_a_ratio_to_nothing_is_infinite_or_one():
    """Nothing over nothing is no difference."""
    effect = Effect("x", 9, 9, 0.0, -0.1, 0.1, "mean", 0.0, segment=0.0, rest=0.0, base=0.0)
    assert (effect.ratio, effect.ratio_to_rest) == (1.0, 1.0)
    assert Effect("x", 9, 9, 0.0, -0.1, 0.1, "mean", 0.0, segment=0.2, rest=0.0, base=0.1).ratio_to_rest == np.inf


def test_exceedance_shows_what_equal_medians_hide():
    """Median 2 against 2, yet one order in five is above it here and four in five there."""
    others = [1, 2, 2, 3, 3, 3, 4, 5]
    ranked = rank("n_orders", [1.0, 1, 2, 2, 2, 3, *others], labels=np.repeat([0, 1], [6, 8]))
    found = exceedance(ranked, compare(ranked)[0], segment=0)
    assert (found.kind, found.threshold) == ("share above", 2.0)
    assert (found.segment, found.rest, found.base) == pytest.approx((1 / 6, 5 / 8, 6 / 14))


def _effect(delta, near, times, n=50):
    low, high = sorted([near, 2 * delta - near])
    return Effect("x", n, 50, delta, low, high, "median", 1.0, segment=times, rest=1.0, base=1.0)


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        (_effect(0.474, 0.33, 1.5), "clear"),
        (_effect(0.473, 0.33, 1.5), "weak"),
        (_effect(0.474, 0.329, 1.5), "weak"),
        (_effect(0.474, 0.33, 1.49), "weak"),
        (_effect(0.474, 0.33, 1.5, n=9), "weak"),
        (_effect(0.474, 0.33, 1.5, n=10), "clear"),
        (_effect(0.33, 0.147, 1.2), "weak"),
        (_effect(0.329, 0.147, 1.2), None),
        (_effect(0.33, 0.146, 1.2), None),
        (_effect(0.33, 0.147, 1.19), None),
    ],
)
def test_a_level_needs_delta_limit_and_ratio(effect, expected):
    """Each gate alone decides; below the rest they are mirrored."""
    mirrored = Effect(
        "x", effect.n, 50, -effect.delta, -effect.high, -effect.low, "median", 1.0, 1 / effect.segment, 1.0, 1.0
    )
    assert level(effect, 1) == expected
    assert level(mirrored, -1) == expected
    assert level(effect, -1) is None


def test_a_level_may_ask_for_less():
    """Features that vary little have smaller ratios."""
    assert level(_effect(0.5, 0.4, 1.25), 1, big=1.25, small=1.15) == "clear"
