"""Rules for parameters: what they let pass, and what they say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.cluster import KMeans

from coterie.model.parameters import ARRAY, NOTHING, SEED, Rule, check_parameters, one_of, real, whole


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (whole(1), [1, np.int64(7)], [0, 1.0, True, "1", None]),
        (real(0, 1), [0, 1, 0.5, np.float32(0.2)], [-0.1, 1.1, float("nan"), "0", False, None]),
        (real(0, above=True), [1e-300, 3], [0, -1, float("nan")]),
        (one_of("auto", "random"), ["auto", "random"], ["other", 1, None]),
        (ARRAY, [[1], (1, 2), np.ones(2)], ["text", 1, None]),
        (NOTHING, [None], [0, "None"]),
        (SEED, [0, np.random.RandomState(0), None], [-1, "0", np.random.default_rng(0)]),
    ],
)
def test_rule_lets_the_right_values_pass(rule: Rule, good: list[Any], bad: list[Any]) -> None:
    """Good values hold, bad ones do not."""
    assert [rule.holds(value) for value in good] == [True] * len(good)
    assert [rule.holds(value) for value in bad] == [False] * len(bad)


def test_either_rule_may_hold() -> None:
    """Two rules joined say both and accept either."""
    rule = one_of("learn") | ARRAY
    assert rule.words == "'learn' or an array"
    assert (rule.holds("learn"), rule.holds([1.0]), rule.holds("other")) == (True, True, False)


def test_broken_rule_names_parameter_value_and_demand() -> None:
    """The message says what came, to what, and what is wanted; kept rules are silent."""
    check_parameters(KMeans(3), {"n_clusters": whole(1)})
    with pytest.raises(ValueError, match="n_clusters=3 of KMeans must be a whole number from 4"):
        check_parameters(KMeans(3), {"n_clusters": whole(4)})
