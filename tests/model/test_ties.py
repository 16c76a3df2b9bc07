"""Rules that explain a group: laws and examples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coterie.model.ties import ValueRule, value_rule

TABLE = arrays(np.float64, (25, 2), elements=st.integers(0, 5))
NAMES = ("recency_days", "n_orders")


def picked(rule: ValueRule, table: np.ndarray) -> np.ndarray:
    """Return those whom a rule describes."""
    column = table[:, NAMES.index(rule.column)]
    relations = {"=": column == rule.value, "<=": column <= rule.value, ">=": column >= rule.value}
    return relations[rule.relation]


@given(TABLE, arrays(np.bool_, 25), st.floats(0.5, 1))
def test_a_rule_picks_nearly_the_group(table: np.ndarray, members: np.ndarray, overlap: float) -> None:
    """Whatever rule comes out, those it picks overlap the group as much as was asked."""
    members[0] = True
    rule = value_rule(table, members, names=NAMES, overlap=overlap)
    chosen = members if rule is None else picked(rule, table)
    assert (chosen & members).sum() / (chosen | members).sum() >= overlap


@given(TABLE)
def test_everyone_with_one_value_is_found(table: np.ndarray) -> None:
    """A group made by a rule is explained exactly."""
    members = table[:, 1] == table[0, 1]
    rule = value_rule(table, members, names=NAMES, overlap=1.0)
    assert rule is not None
    np.testing.assert_array_equal(picked(rule, table), members)


def test_a_group_that_no_column_explains_has_no_rule() -> None:
    """A corner of a table needs two columns."""
    table = np.array([[a, b] for a in range(6) for b in range(6)], dtype=float)
    assert value_rule(table, (table < 3).all(axis=1), names=NAMES, overlap=0.9) is None


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (ValueRule("n_orders", "=", 1.0), "n_orders = 1"),
        (ValueRule("n_orders", "<=", 2.0), "n_orders of at most 2"),
        (ValueRule("recency_days", ">=", 90.5), "recency_days of at least 90.5"),
    ],
)
def test_a_rule_reads_as_words(rule: ValueRule, words: str) -> None:
    """Column, relation and value, as they stand in a sentence."""
    assert str(rule) == words
