"""What of a customer table can be compared."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from coterie.profile.traits.gauges import gather, is_plain_answer

LABELS = [0, 0, 1, 1]


def _gather(values, *traits, labels=LABELS):
    return gather(values, labels, traits=traits)


def _kinds(evidence):
    return [(gauge.column, gauge.kind, gauge.level) for gauge in evidence.gauges]


def test_numbers_classes_and_dates_are_amounts(trait):
    """They are more or less."""
    traits = [trait(name, kind=kind) for name, kind in (("a", "number"), ("b", "ordered"), ("c", "date"))]
    found = _gather({name: [1.0, 2.0, 3.0, 4.0] for name in "abc"}, *traits)
    assert _kinds(found) == [("a", "amount", ""), ("b", "amount", ""), ("c", "amount", "")]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([0.0, 0.0, 3.0, 7.0], "any"),
        ([0.0, 1.0, 3.0, 7.0], "amount"),
        ([-1.0, 0.0, 0.0, 7.0], "amount"),
        ([0.0, 0.0, np.nan, 7.0], "any"),
        ([np.nan] * 4, "amount"),
    ],
)
def test_a_number_that_is_mostly_zero_is_whether_there_is_any(trait, values, kind):
    """Half of the known values or more, and none below."""
    (gauge,) = _gather({"cash": values}, trait("cash")).gauges
    assert gauge.kind == kind


def test_a_number_that_nearly_always_is_zero_stays_a_number(trait):
    """One in a hundred makes no statement about segments."""
    (gauge,) = gather({"cash": np.eye(1, 100)[0]}, np.zeros(100), traits=[trait("cash")]).gauges
    assert gauge.kind == "amount"


def test_any_keeps_what_is_unknown(trait):
    """It is neither yes nor no."""
    (gauge,) = _gather({"cash": [0.0, 0.0, np.nan, 7.0]}, trait("cash")).gauges
    np.testing.assert_array_equal(gauge.values, [0, 0, np.nan, 1])
    assert gauge.proportion(1).n == 1


def test_a_category_is_a_statement_for_each_level(trait):
    """Those whose columns are there."""
    contract = trait("contract", kind="category", levels=("monthly", "yearly"))
    assert _kinds(_gather({"contract=yearly": [0, 1, 0, 1]}, contract)) == [("contract=yearly", "level", "yearly")]


def test_yes_or_no_is_one_statement_where_it_says_so(trait):
    """And two where both answers have a name of their own."""
    values = {"partner": [0, 1, 0, np.nan], "sex": [0, 1, 0, np.nan]}
    partner = trait("partner", kind="yes/no", levels=("No", "Yes"))
    sex = trait("sex", kind="yes/no", levels=("Female", "Male"))
    found = _gather(values, partner, sex)
    assert _kinds(found) == [("partner", "yes", ""), ("sex=Male", "level", "Male"), ("sex=Female", "level", "Female")]
    np.testing.assert_array_equal(found.gauges[2].values, [1, 0, 1, np.nan])


def test_what_says_nothing_is_no_gauge(trait):
    """Ids, text, constants, what was left out, and what has no column."""
    traits = [trait("id", kind="id"), trait("note", kind="text"), trait("one", role="left out"), trait("gone")]
    assert _gather({name: [1.0, 2.0, 3.0, 4.0] for name in ("id", "note", "one")}, *traits).gauges == ()


def test_targets_stand_apart(trait):
    """They are told, not named."""
    found = _gather({"churn": [0, 1, 0, 1]}, trait("churn", kind="yes/no", levels=("No", "Yes"), role="target"))
    assert (found.gauges, [gauge.column for gauge in found.targets]) == ((), ["churn"])


def test_proportions_are_counted(trait):
    """Of members, of all others, and of all."""
    (gauge,) = _gather({"p": [1, 1, 0, 1]}, trait("p", kind="yes/no", levels=("No", "Yes"))).gauges
    found = gauge.proportion(1)
    assert (found.n_true, found.n, found.n_rest_true, found.n_rest) == (1, 2, 2, 2)


@pytest.mark.parametrize("seed", range(5))
def test_correlation_is_spearmans(trait, seed):
    """Over the customers of whom both are known."""
    random = np.random.default_rng(seed)
    x = random.integers(0, 9, 80).astype(float)
    y = np.where(random.random(80) < 0.2, np.nan, x + random.normal(0, 3, 80))
    found = gather({"x": x, "y": y}, np.zeros(80), traits=[trait("x"), trait("y")])
    known = ~np.isnan(y)
    one, other = found.gauges
    expected = spearmanr(x[known], y[known]).statistic
    assert found.correlation(one, other) == pytest.approx(expected, abs=0.03)
    assert found.correlation(other, one) == found.correlation(one, other)


def test_correlation_of_complete_columns_is_exact(trait):
    """Ties take the middle rank."""
    x, y = [1.0, 2.0, 2.0, 4.0], [3.0, 1.0, 5.0, 5.0]
    one, other = (found := _gather({"x": x, "y": y}, trait("x"), trait("y"))).gauges
    assert found.correlation(one, other) == pytest.approx(spearmanr(x, y).statistic, abs=1e-9)


def test_what_does_not_vary_or_is_never_known_together_has_no_correlation(trait):
    """Zero, not an error."""
    values = {"x": [1.0] * 4, "y": [1.0, 2.0, np.nan, np.nan], "z": [np.nan, np.nan, 1.0, 2.0]}
    x, y, z = (found := _gather(values, *map(trait, "xyz"))).gauges
    assert (found.correlation(x, y), found.correlation(y, z)) == (0.0, 0.0)


def test_a_statement_may_follow_from_another(trait):
    """Who has no internet streams no films; who streams none may well have internet."""
    yes = {"kind": "yes/no", "levels": ("No", "Yes")}
    values = {"net": [0, 0, 1, 1], "films": [0, 0, 0, 1], "age": [20, 30, 40, 50]}
    found = _gather(values, trait("net", **yes), trait("films", **yes), trait("age"))
    net, films, age = found.gauges
    assert found.follows(net, sign=-1, other=films, other_sign=-1)
    assert not found.follows(films, sign=-1, other=net, other_sign=-1)
    assert not found.follows(net, sign=1, other=age, other_sign=1)


def test_segments_are_ordered_by_size_whatever_their_labels(trait):
    """The largest first."""
    found = _gather({"x": [1.0, 2.0, 3.0, 4.0]}, trait("x"), labels=[1, 1, 1, 0])
    assert sorted((0, 1), key=found.signature) == [1, 0]


@pytest.mark.parametrize(("level", "plain"), [("Yes", True), (" no ", True), ("1", True), ("Male", False), ("", False)])
def test_a_plain_answer_says_nothing_of_what(level, plain):
    """It needs the name of its column."""
    assert is_plain_answer(level) is plain
