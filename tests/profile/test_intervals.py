"""The interval of the printed ratio."""

import numpy as np
import pytest

from coterie.profile.effects import compare, exceedance
from coterie.profile.intervals import ratio_interval
from coterie.profile.ranks import rank

MEASURES = {
    "median": lambda values, _: np.median(values),
    "mean": lambda values, _: values.mean(),
    "share above": lambda values, threshold: (values > threshold).mean(),
}


def _full_bootstrap(values, labels, effect):
    """Limits by drawing customers, 600 times."""
    random, measure, ratios = np.random.default_rng(1), MEASURES[effect.kind], []
    for _ in range(600):
        drawn = random.integers(0, len(values), len(values))
        of = values[drawn]
        ratios.append(measure(of[labels[drawn] == 0], effect.threshold) / measure(of, effect.threshold))
    return np.quantile(ratios, (0.025, 0.975))


def _customers(kind, n=3000):
    random = np.random.default_rng(3)
    labels = (random.random(n) > 0.3).astype(int)
    wide = random.lognormal(3 - 0.5 * labels, 1.2)
    many = random.poisson(2 + (labels == 0), n).astype(float)
    shares = np.where(random.random(n) < 0.8, 0.0, random.beta(0.5, 4, n))
    return {"wide": wide, "many": many, "shares": shares}[kind], labels


@pytest.mark.parametrize(("kind", "bounded"), [("wide", False), ("many", False), ("shares", True)])
def test_interval_is_that_of_the_full_bootstrap(kind, bounded):
    """Cells instead of customers: width within 0.8 and 1.2, ends close."""
    values, labels = _customers(kind)
    ranked = rank("x", values, labels=labels)
    effect = compare(ranked, bounded=bounded)[0]
    effect = exceedance(ranked, effect, segment=0) if kind == "many" else effect
    found, full = np.array(ratio_interval(ranked, effect, segment=0)), _full_bootstrap(values, labels, effect)
    assert 0.8 <= np.ptp(found) / np.ptp(full) <= 1.2
    assert np.abs(found - full).max() < 0.25 * np.ptp(full)
    assert found[0] <= effect.ratio <= found[1]


def test_medians_of_few_distinct_values_stay_values():
    """Orders are whole: the limits are ratios of values that occur."""
    values = np.repeat([1.0, 2.0, 3.0, 4.0, 5.0], 40)
    labels = (np.arange(200) % 5 > 1).astype(int)
    ranked = rank("n_orders", values, labels=labels)
    effect = compare(ranked)[0]
    occurring = {a / b for a in range(1, 6) for b in range(1, 6)}
    assert set(ratio_interval(ranked, effect, segment=0)) <= occurring


def test_row_order_does_not_matter():
    """The same customers in another order: the same limits, to the last bit."""
    values, labels = _customers("wide")
    rows = np.random.default_rng(5).permutation(len(values))
    one, other = rank("x", values, labels=labels), rank("x", values[rows], labels=labels[rows])
    assert ratio_interval(one, compare(one)[0], segment=0) == ratio_interval(other, compare(other)[0], segment=0)


@pytest.mark.parametrize(
    ("values", "labels"),
    [([1.0, 2.0], [0, 0]), ([0.0, 0.0], [0, 1]), ([np.nan, 1.0], [0, 1])],
    ids=["no rest", "nothing to divide by", "no member has a value"],
)
def test_no_interval_where_there_is_no_ratio(values, labels):
    """Silence instead of a number that means nothing."""
    ranked = rank("return_share", values, labels=labels)
    assert ratio_interval(ranked, compare(ranked, bounded=True)[0], segment=0) is None
