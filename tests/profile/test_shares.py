"""Shares of members and whether they are a majority."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.profile.shares import Proportion, majority, proportion, wilson


@pytest.mark.parametrize(
    ("n_true", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_limits(n_true, n, low, high):
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    assert wilson(n_true, n) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_nothing_is_known_of_nobody():
    """Without cases a share may be anything."""
    assert wilson(0, 0) == (0.0, 1.0)


def test_surplus_is_newcombes_limit():
    """Newcombe (1998), Statistics in Medicine 17, 873-890, method 10, at three standard errors, by hand."""
    found = Proportion(56, 70, 48, 80)
    low, high = wilson(56, 70, z=3.0)[0], wilson(48, 80, z=3.0)[1]
    assert found.surplus == pytest.approx(0.2 - np.sqrt((0.8 - low) ** 2 + (high - 0.6) ** 2))
    assert found.surplus < 0.0524  # his 95 % limit of the same table


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2)), min_size=1), st.integers(0, 2))
def test_proportion_counts_members_and_others(rows, segment):
    """Members, others and all are counted from the same rows."""
    holds, labels = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    found = proportion(holds, labels, segment=segment)
    assert (found.n, found.n + found.n_rest) == ((labels == segment).sum(), len(rows))
    assert found.base == pytest.approx(holds.mean())
    assert found.n == 0 or found.share == holds[labels == segment].mean()
    assert found.n_rest == 0 or found.rest == holds[labels != segment].mean()


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Proportion(79, 100, 20, 100), "clear"),
        (Proportion(79, 100, 70, 100), "weak"),
        (Proportion(60, 100, 0, 100), "weak"),
        (Proportion(52, 100, 0, 100), None),
        (Proportion(9, 9, 0, 100), "weak"),
        (Proportion(10, 10, 0, 100), "clear"),
        (Proportion(2, 3, 0, 100), "weak"),
        (Proportion(1, 2, 0, 100), None),
        (Proportion(0, 0, 0, 100), None),
    ],
)
def test_majority_needs_size_and_a_difference(found, expected):
    """Two thirds, surely above a half and above the rest, of ten or more: clear."""
    assert majority(found) == expected


def test_weak_majority_at_exactly_a_half():
    """A half is a weak majority only where its limit lies above a half, which it never does."""
    assert majority(Proportion(5_000, 10_000, 0, 100)) is None
    assert majority(Proportion(5_100, 10_000, 0, 100)) == "weak"


def test_the_difference_of_shares_has_newcombes_limits():
    """The example of Newcombe (1998), table II: 56 of 70 against 48 of 80, method 10."""
    found = Proportion(56, 70, 48, 80)
    assert found.difference == pytest.approx(0.2)
    assert found.difference_limits == pytest.approx((0.0524, 0.3339), abs=5e-5)
