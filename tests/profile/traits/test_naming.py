"""Names of segments of a customer table: what holds of every one, whatever the customers and their segments."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coterie.profile.naming import SegmentName
from coterie.profile.traits.naming import name_by_traits
from coterie.tables import Trait

SEEDS = st.integers(0, 2**16)
KS = st.integers(2, 7)
SOME = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
AMOUNTS = ("age", "income", "spending", "store_visits", "class", "joined")


def _cut(values, seed, k):
    """Segments around k random customers, each with a member at least; laws hold for bad segments, too."""
    random = np.random.default_rng(seed)
    X = np.column_stack([np.nan_to_num(values[name], nan=np.nanmedian(values[name])) for name in AMOUNTS[:5]])
    X = (X - X.mean(0)) / X.std(0)
    centers = X[random.choice(len(X), k, replace=False)]
    nearest = ((X[:, None, :] - centers) ** 2).sum(axis=2).argmin(axis=1)
    return np.unique(nearest, return_inverse=True)[1]


def _texts(found):
    return [(name.name, name.strength, name.claims, name.proof, name.sentence) for name in found]


@SOME
@given(SEEDS, KS)
def test_names_differ_as_sets_of_words(customers, traits, seed, k):
    """Two segments never carry the same words, in whatever order."""
    values, _ = customers(seed)
    found = name_by_traits(values, _cut(values, seed, k), traits=traits)
    words = [frozenset(name.name.lower().split(", ")) for name in found]
    assert len(set(words)) == len(words)


def _delta(members, others):
    members, others = members[~np.isnan(members)], others[~np.isnan(others)]
    return float(np.sign(members[:, None] - others).mean()) if len(members) and len(others) else 0.0


def _is_true(claim, values, inside):
    """Whether a claim's weak condition holds, counted anew."""
    column, _, side = claim.rpartition(":")
    sign = 1 if side == "high" else -1
    if column == "all_numbers":
        numbers = [values[name] for name in ("income", "spending", "store_visits")] + [values["cash_advance"] > 0]
        deltas = [sign * _delta(np.asarray(x, dtype=float)[inside], x[~inside]) for x in numbers]
        return np.mean([delta >= 0.3 for delta in deltas]) >= 0.75
    x = (values[column] > 0).astype(float) if column == "cash_advance" else values[column]
    if column in AMOUNTS:
        base, typical = np.nanmedian(x), np.nanmedian(x[inside])
        return sign * _delta(x[inside], x[~inside]) >= 0.33 and sign * (typical - base) >= 0
    return sign * (x[inside].mean() - x[~inside].mean()) >= 0.15 - 1e-9


@SOME
@given(SEEDS, KS)
def test_every_claim_holds_when_it_is_counted_anew(customers, traits, seed, k):
    """The segment against all others, and its median beside that of all."""
    values, _ = customers(seed)
    labels = _cut(values, seed, k)
    found = name_by_traits(values, labels, traits=traits)
    claims = [(claim, segment) for segment, name in enumerate(found) for claim in name.claims]
    untrue = [claim for claim, segment in claims if not _is_true(claim, values, labels == segment)]
    assert untrue == []


@SOME
@given(SEEDS, KS)
def test_the_order_of_customers_changes_nothing(customers, traits, seed, k):
    """A table sorted otherwise tells the same, to the last digit."""
    values, _ = customers(seed)
    labels, order = _cut(values, seed, k), np.random.default_rng([seed, 1]).permutation(240)
    shuffled = {name: column[order] for name, column in values.items()}
    assert _texts(name_by_traits(values, labels, traits=traits)) == _texts(
        name_by_traits(shuffled, labels[order], traits=traits)
    )


@SOME
@given(SEEDS, KS)
def test_the_numbers_of_segments_change_nothing(customers, traits, seed, k):
    """Cluster 3 is no better than cluster 0."""
    values, _ = customers(seed)
    labels = _cut(values, seed, k)
    renamed = np.random.default_rng([seed, 2]).permutation(labels.max() + 1)
    before = _texts(name_by_traits(values, labels, traits=traits))
    after = _texts(name_by_traits(values, renamed[labels], traits=traits))
    assert before == [after[new] for new in renamed]


@SOME
@given(SEEDS, KS)
def test_another_unit_changes_no_name(customers, traits, seed, k):
    """Pounds or pence, dollars or cents."""
    values, _ = customers(seed)
    labels = _cut(values, seed, k)
    in_pence = values | {"income": values["income"] * 100, "cash_advance": values["cash_advance"] / 3}
    before = name_by_traits(values, labels, traits=traits)
    after = name_by_traits(in_pence, labels, traits=traits)
    assert [(name.name, name.claims) for name in before] == [(name.name, name.claims) for name in after]


@SOME
@given(SEEDS, KS)
def test_random_segments_have_no_clear_name(customers, traits, seed, k):
    """There is nothing to say of them."""
    values, _ = customers(seed, n=600)
    labels = np.random.default_rng([seed, 3]).integers(0, k, 600)
    assert [name.name for name in name_by_traits(values, labels, traits=traits) if name.strength == "clear"] == []


@SOME
@given(SEEDS)
def test_fewer_than_ten_customers_are_never_named_clearly(customers, traits, seed):
    """However far they lie from all others."""
    values, _ = customers(seed)
    labels = np.zeros(240, dtype=int)
    labels[np.argsort(values["spending"])[-9:]] = 1
    assert name_by_traits(values, labels, traits=traits)[1].strength == "weak"


@SOME
@given(SEEDS)
def test_targets_and_what_was_left_out_never_enter_a_name(customers, traits, seed):
    """Not even where they alone made the segment; a target is told beside it."""
    values, _ = customers(seed)
    labels = values["churn"].astype(int)
    found = name_by_traits(values, labels, traits=traits)
    assert [claim for name in found for claim in name.claims if claim.startswith(("churn", "row"))] == []
    assert [any("churn 100 %" in line for line in name.proof) for name in found] == [False, True]


@pytest.mark.parametrize("seed", range(4))
def test_halves_of_one_segment_are_told_apart_by_number_only(customers, traits, seed):
    """A segment split at random gets the same name twice, numbered, weak, with the advice to merge."""
    values, _ = customers(seed, n=3000)
    labels = (values["spending"] > np.quantile(values["spending"], 0.6)).astype(int)
    labels[(labels == 1) & (np.random.default_rng([seed, 1]).random(3000) < 0.5)] = 2
    _, one, other = name_by_traits(values, labels, traits=traits)
    assert {one.name.removesuffix(" (2)"), other.name.removesuffix(" (2)")} in ({one.name}, {other.name})
    assert one.strength == other.strength == "weak"
    assert "cannot be told apart" in one.proof[-1]
    assert "cannot be told apart" in other.proof[-1]


def test_one_segment_is_all_customers(customers, traits):
    """Nothing to compare it with, and nothing doubtful."""
    values, _ = customers(1)
    (found,) = name_by_traits(values, np.zeros(240, dtype=int), traits=traits)
    assert (found.name, found.strength, found.claims, found.proof) == ("All customers", "clear", (), ())
    assert found.sentence.startswith("All customers: 240 customers (100 %). Typical member: ")


def test_one_segment_of_a_few_is_not_clear(customers, traits):
    """Nine customers are nine customers."""
    values, _ = customers(1, n=9)
    (found,) = name_by_traits(values, np.zeros(9, dtype=int), traits=traits)
    assert (found.name, found.strength) == ("All customers", "weak")


def test_nothing_known_is_average(traits):
    """No column, no claim."""
    found = name_by_traits({}, np.repeat([0, 1], 20), traits=traits)
    assert [name.name for name in found] == ["Average", "Average (2)"]
    assert found[0].sentence == "Average: 20 customers (50 %)."


def test_the_mall_is_named_as_a_marketer_would(shared_data):
    """Five segments that many have drawn: rich and spending, rich and careful, poor and spending, poor and careful."""
    table = np.genfromtxt(shared_data / "customers" / "mall_customers.csv", delimiter=",", skip_header=1, dtype=str)
    age, income, spending = table[:, 2:].astype(float).T
    centers = np.array([[55.0, 50.0], [86.0, 82.0], [88.0, 17.0], [26.0, 21.0], [26.0, 79.0]])
    labels = ((np.column_stack([income, spending])[:, None] - centers) ** 2).sum(axis=2).argmin(axis=1)
    from_table = {"age": age, "income": income, "spending": spending}
    traits = [Trait(name, name, name, "number", "basis", "") for name in from_table]
    assert [name.name for name in name_by_traits(from_table, labels, traits=traits)] == [
        "Average",
        "High income, high spending",
        "High income, low spending",
        "Low income, low spending",
        "Young, high spending, low income",
    ]


def test_the_result_is_the_record_of_all_names(customers, traits):
    """Whatever the table, a report reads one kind of name."""
    values, kind = customers(3)
    assert {type(name) for name in name_by_traits(values, kind, traits=traits)} == {SegmentName}
