"""Values that explain a group: laws and examples."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coterie.model.ties import ValueRule, value_rule

TABLE = arrays(np.float64, (25, 2), elements=st.integers(0, 5))
NAMES = ("recency_days", "n_orders")


def overlap_of(rule: ValueRule, table: np.ndarray, members: np.ndarray) -> float:
    """Return the Jaccard index of a group and those whom a rule picks."""
    picked = table[:, NAMES.index(rule.column)] == rule.value
    return float((picked & members).sum() / (picked | members).sum())


@given(TABLE, arrays(np.bool_, 25))
def test_the_best_value_is_found(table: np.ndarray, members: np.ndarray) -> None:
    """No value of any column picks the group better."""
    members[0] = True
    rule = value_rule(table, members, names=NAMES, overlap=0.0)
    others = [ValueRule(name, value) for name in NAMES for value in range(6)]
    assert rule is not None
    assert overlap_of(rule, table, members) == max(overlap_of(other, table, members) for other in others)


@given(TABLE)
def test_everyone_with_one_value_is_explained_exactly(table: np.ndarray) -> None:
    """A group made by a rule has that overlap, 1."""
    members = table[:, 1] == table[0, 1]
    rule = value_rule(table, members, names=NAMES, overlap=1.0)
    assert rule is not None
    assert overlap_of(rule, table, members) == 1.0


def test_a_group_that_no_value_explains_has_no_rule() -> None:
    """A range of values is a cut, no clump."""
    table = np.array([[a, b] for a in range(6) for b in range(6)], dtype=float)
    assert value_rule(table, table[:, 0] < 3, names=NAMES, overlap=0.9) is None


def test_a_rule_reads_as_words() -> None:
    """Column and value, as they stand in a sentence."""
    assert [str(ValueRule("n_orders", 1.0)), str(ValueRule("balance", 0.5))] == ["n_orders = 1", "balance = 0.5"]
