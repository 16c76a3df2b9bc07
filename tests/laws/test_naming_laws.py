"""What holds of every name, whatever the customers and however they were cut into segments.

Made-up shops run everywhere; the CDNOW sample is real. Segments are cut around a few random customers: the laws must
hold for bad clusterings too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans

from coterie.profile.clock import Clock, read_clock
from coterie.profile.conditions import find_claims
from coterie.profile.evidence import gather
from coterie.profile.naming import name_segments

SEEDS = st.integers(0, 2**16)
KS = st.integers(2, 8)
SOME = settings(max_examples=15)
TIME_CLAIMS = {"NEW", "LAPSED", "RISK", "OVERDUE", "LOYAL", "LONG", "NEWER"}
TIME_WORDS = ("new", "lapsed", "at-risk", "overdue", "loyal", "long-standing", "one-time")
SPEND_CLAIMS = {"HIGH", "TOP", "ABOVE", "LOW"}
LAST_DAY = 540


@dataclass(frozen=True)
class Shop:
    """Customers, and the order days their clock is read from."""

    values: dict[str, np.ndarray]
    customer: np.ndarray
    day: np.ndarray
    spend: np.ndarray
    as_of_day: int

    @property
    def n(self) -> int:
        return len(self.values["n_orders"])

    @cached_property
    def clock(self) -> Clock:
        return read_clock(self.customer, self.day, as_of_day=self.as_of_day, n_customers=self.n)

    def cut(self, seed: int, k: int) -> np.ndarray:
        """Segments around k random customers, each with a member at least."""
        columns = [
            np.log1p(np.maximum(self.values[name], 0)) for name in ("recency_days", "n_orders", "monetary_total")
        ]
        X = np.column_stack([(column - column.mean()) / (column.std() or 1) for column in columns])
        centers = X[np.random.default_rng(seed).choice(self.n, k, replace=False)]
        nearest = ((X[:, None, :] - centers) ** 2).sum(axis=2).argmin(axis=1)
        return np.unique(nearest, return_inverse=True)[1]

    def names(self, labels: np.ndarray, **changed: np.ndarray):
        return name_segments(self.values | changed, labels, clock=self.clock)

    def claims(self, labels: np.ndarray, **changed: np.ndarray):
        return find_claims(gather(self.values | changed, labels, clock=self.clock))


def shop_of(customer: np.ndarray, day: np.ndarray, spend: np.ndarray, as_of_day: int) -> Shop:
    """Count what each customer did."""
    n = int(customer.max()) + 1
    orders = np.bincount(customer, minlength=n).astype(float)
    first, last = np.full(n, 10**9), np.full(n, -1)
    np.minimum.at(first, customer, day)
    np.maximum.at(last, customer, day)
    gross = np.rint(np.bincount(customer, weights=spend, minlength=n) * 100) * 100
    values = {
        "recency_days": (as_of_day - last).astype(float),
        "tenure_days": (as_of_day - first).astype(float),
        "n_orders": orders,
        "monetary_total": gross / 10_000,
        "monetary_mean": gross / 10_000 / orders,
        "gross_e4": gross,
        "net_e4": gross,
    }
    return Shop(values, customer, day, spend, as_of_day)


@lru_cache(maxsize=32)
def shop(seed: int, n: int = 400) -> Shop:
    """A shop with loyal, passing, lost and new customers, some of them after discounts or full of returns."""
    random = np.random.default_rng(seed)
    born = random.integers(0, LAST_DAY, n)
    life = np.minimum(random.exponential(200, n), LAST_DAY - born)
    extra = random.poisson(life * random.gamma(0.7, 0.03, n))
    customer = np.concatenate([np.arange(n), np.repeat(np.arange(n), extra)])
    day = np.concatenate(
        [born, np.repeat(born, extra) + (random.random(extra.sum()) * np.repeat(life, extra)).astype(int)]
    )
    taste = random.lognormal(3, 0.8, n)
    found = shop_of(customer, day, random.lognormal(0, 0.5, len(customer)) * taste[customer], LAST_DAY)
    gross = found.values["gross_e4"]
    discount = np.rint(gross * random.beta(1, 8, n) * np.where(random.random(n) < 0.2, 3, 1))
    returned = np.rint(gross * random.beta(1, 12, n) * (random.random(n) < 0.3))
    values = found.values | {
        "discount_e4": discount,
        "discount_share": discount / (gross + discount),
        "returned_e4": returned,
        "return_share": returned / gross,
        "net_e4": gross - returned,
        "items_per_order": random.lognormal(1, 0.5, n),
    }
    return replace(found, values=values)


@pytest.fixture(scope="module")
def cdnow(cdnow_sample) -> Shop:
    """The CDNOW sample: 2,357 customers who first bought in the first quarter of 1997."""
    rows = np.loadtxt(cdnow_sample, dtype=str)
    customer = np.unique(rows[:, 1], return_inverse=True)[1]
    days = np.array([date.fromisoformat(text).toordinal() for text in rows[:, 2]])
    spend = rows[:, 4].astype(float)
    paid = spend > 0
    customer = np.unique(customer[paid], return_inverse=True)[1]
    return shop_of(customer, days[paid], spend[paid], date(1998, 7, 1).toordinal())


@SOME
@given(SEEDS, KS)
def test_names_differ_as_sets_of_words(seed, k):
    """Two segments never carry the same words, in whatever order."""
    found = shop(seed).names(shop(seed).cut(seed, k))
    words = [frozenset(name.name.lower().replace(",", "").split()) for name in found]
    assert len(set(words)) == len(words)


def _rank_chance(members, others):
    wins = (members[:, None] > others).mean() + (members[:, None] == others).mean() / 2
    return 2 * wins - 1


def _lift(spend, inside):
    """Share of members in the top fifth over a fifth, counted seat by seat."""
    seats = len(spend) / 5
    cut = np.sort(spend)[::-1][int(np.ceil(seats)) - 1]
    seat = np.where(spend > cut, 1.0, np.where(spend == cut, (seats - (spend > cut).sum()) / (spend == cut).sum(), 0.0))
    return 5 * seat[inside].mean()


def _broken(found: Shop, labels, segment, claims):
    """Claims whose condition does not hold, recomputed from the customers."""
    inside, clock, values = labels == segment, found.clock, found.values
    spend, orders, recency = values["monetary_total"], values["n_orders"], values["recency_days"]
    held = {
        "HIGH": _lift(spend, inside) >= 2 and np.median(spend[inside]) >= 1.2 * np.median(spend[~inside]),
        "TOP": _lift(spend, inside) >= 4 and np.median(spend[inside]) >= 5 * np.median(spend[~inside]),
        "LOW": _rank_chance(spend[inside], spend[~inside]) <= -0.33,
        "ABOVE": _rank_chance(spend[inside], spend[~inside]) >= 0.33,
        "FREQ": _rank_chance(orders[inside], orders[~inside]) >= 0.33,
        "FEW": _rank_chance(orders[inside], orders[~inside]) <= -0.33,
        "RECENT": _rank_chance(recency[inside], recency[~inside]) <= -0.33,
        "STALE": _rank_chance(recency[inside], recency[~inside]) >= 0.33,
        "NEW": clock.new[inside].mean() >= 0.5 and clock.newcomers.granted,
        "LAPSED": clock.silent[inside].mean() >= 0.5 and clock.silence.granted,
        "RISK": (clock.overdue[inside] >= 2).mean() >= 0.4 and clock.silence.granted,
        "OVERDUE": (clock.overdue[inside] >= 2).mean() >= 0.4 and clock.silence.granted,
        "LOYAL": clock.silent[inside].mean() <= 0.25 and clock.has_history,
        "ONE": (orders[inside] == 1).mean() >= 0.5,
    }
    return [claim for claim in claims if not held.get(claim, True)]


@SOME
@given(SEEDS, KS)
def test_every_claim_holds_in_the_data(seed, k):
    """Each claim's condition, counted again from the customers, is true."""
    made = shop(seed)
    labels = made.cut(seed, k)
    found = made.names(labels)
    assert [_broken(made, labels, segment, name.claims) for segment, name in enumerate(found)] == [[]] * len(found)


@SOME
@given(SEEDS, KS)
def test_rows_labels_and_currency_do_not_matter(seed, k):
    """Permuted customers, renumbered segments, pence for pounds: the same names for the same people."""
    made, random = shop(seed), np.random.default_rng([seed, 1])
    labels = made.cut(seed, k)
    rows, relabel = random.permutation(made.n), random.permutation(labels.max() + 1)
    money = {name: made.values[name] * 100 for name in ("monetary_total", "monetary_mean")}
    values = {name: column[rows] for name, column in (made.values | money).items()}
    again = name_segments(values, relabel[labels[rows]], clock=made.clock.take(rows))
    before = made.names(labels)
    assert [again[relabel[segment]].name for segment in range(len(before))] == [name.name for name in before]
    assert [again[relabel[segment]].claims for segment in range(len(before))] == [name.claims for name in before]


def _raised(made: Shop, who, factors):
    """The same customers with more spend, orders unchanged."""
    times = np.where(who, factors, 1.0)
    money = ("monetary_total", "monetary_mean", "gross_e4", "net_e4", "discount_e4", "returned_e4")
    return {name: made.values[name] * times for name in money}


@SOME
@given(SEEDS, KS, st.floats(0, 1), st.floats(0, 3))
def test_more_spend_never_costs_the_value_word(seed, k, share, growth):
    """Whoever of a high-value segment spends more, it stays high-value and says so."""
    made, random = shop(seed), np.random.default_rng([seed, 1])
    labels = made.cut(seed, k)
    valued = [s for s, held in enumerate(made.claims(labels)) if held.keys() & {"HIGH", "TOP"}]
    for segment in valued:
        who = (labels == segment) & (random.random(made.n) < share)
        again = made.names(labels, **_raised(made, who, 1 + growth * random.random(made.n)))[segment]
        assert set(again.claims) & {"HIGH", "TOP"}
        assert "high-value" in again.name.lower() or "top-spending" in again.name.lower()


@SOME
@given(SEEDS, KS)
def test_random_labels_make_no_clear_claim(seed, k):
    """Where there is nothing to say, nothing is said clearly."""
    made = shop(seed)
    claims = made.claims(np.random.default_rng([seed, 1]).integers(0, k, made.n))
    assert [claim.id for held in claims for claim in held.values() if claim.clear] == []


@pytest.mark.parametrize("k", [2, 4, 8])
def test_random_labels_make_no_clear_claim_where_most_are_silent(k):
    """Nor where two customers in three are silent, so that random segments fall on either side of a majority."""
    made = shop(7, 1500)
    assert 0.55 < made.clock.silent.mean() < 0.75
    random = np.random.default_rng(k)
    claims = [held for _ in range(10) for held in made.claims(random.integers(0, k, made.n))]
    assert [claim.id for held in claims for claim in held.values() if claim.clear] == []


@pytest.mark.parametrize("k", [2, 5, 10])
def test_random_labels_on_real_rows_make_no_clear_claim(cdnow, k):
    """The same on the CDNOW sample."""
    labels = np.random.default_rng(k).integers(0, k, cdnow.n)
    assert {name.strength for name in cdnow.names(labels)} == {"weak"}
    assert not any(claim.clear for held in cdnow.claims(labels) for claim in held.values())


@SOME
@given(SEEDS, KS)
def test_one_giant_changes_nobody_elses_claims(seed, k):
    """The largest customer may become as large as all others together, and no other segment notices."""
    made = shop(seed)
    labels = made.cut(seed, k)
    spend = made.values["monetary_total"]
    giant = np.arange(made.n) == spend.argmax()
    before = made.claims(labels)
    after = made.claims(labels, **_raised(made, giant, 2 * spend.sum() / spend.max()))
    others = [segment for segment in range(len(before)) if segment != labels[spend.argmax()]]
    assert [_spoken(after[segment]) for segment in others] == [_spoken(before[segment]) for segment in others]


def _spoken(held):
    return {key: (claim.word, claim.clear) for key, claim in held.items() if key not in {"DISCOUNT", "RETURNS", "FULL"}}


@SOME
@given(SEEDS, KS)
def test_high_value_lies_above_low_spend(seed, k):
    """The median member of every high-value segment spends more than that of every low-spend one."""
    made = shop(seed)
    labels = made.cut(seed, k)
    medians = [np.median(made.values["monetary_total"][labels == s]) for s in range(labels.max() + 1)]
    claims = [set(name.claims) for name in made.names(labels)]
    high = [median for median, held in zip(medians, claims, strict=True) if held & {"HIGH", "TOP"}]
    low = [median for median, held in zip(medians, claims, strict=True) if "LOW" in held]
    assert min(high, default=np.inf) > max(low, default=-np.inf)


@SOME
@given(SEEDS, st.integers(1, 9))
def test_a_handful_is_never_clear(seed, size):
    """Fewer than ten customers prove nothing, however extreme."""
    made = shop(seed)
    labels = np.zeros(made.n, dtype=int)
    labels[np.argsort(made.values["monetary_total"])[-size:]] = 1
    assert made.names(labels)[1].strength == "weak"
    assert not any(claim.clear for claim in made.claims(labels)[1].values())


@pytest.mark.parametrize("seed", range(5))
def test_halves_of_one_segment_are_told_apart_by_number_only(seed):
    """A segment split at random gets the same name twice, numbered, weak, with the advice to merge."""
    made, random = shop(seed, 3000), np.random.default_rng([seed, 1])
    labels = (made.values["monetary_total"] > np.quantile(made.values["monetary_total"], 0.6)).astype(int)
    labels[(labels == 1) & (random.random(made.n) < 0.5)] = 2
    _, one, other = made.names(labels)
    assert {one.name.removesuffix(" (2)"), other.name.removesuffix(" (2)")} in ({one.name}, {other.name})
    assert one.strength == other.strength == "weak"
    assert "cannot be told apart" in one.proof[-1]
    assert "cannot be told apart" in other.proof[-1]


@SOME
@given(SEEDS, KS)
def test_without_history_no_word_speaks_of_time(seed, k):
    """A month of orders does not show who is new, lapsed or loyal."""
    made = shop(seed)
    early = made.day < 31
    customer = np.unique(made.customer[early], return_inverse=True)[1]
    month = shop_of(customer, made.day[early], np.ones(early.sum()) * 20, 31)
    found = month.names(month.cut(seed, min(k, month.n)))
    assert not month.clock.silence.granted
    assert not month.clock.newcomers.granted
    assert {claim for name in found for claim in name.claims} & TIME_CLAIMS == set()
    assert [name.name for name in found if any(word in name.name.lower() for word in TIME_WORDS)] == []
    assert all(f"in the {month.clock.days_seen:.0f} days seen" in name.sentence for name in found)


@SOME
@given(SEEDS, KS)
def test_equal_spend_makes_no_spend_word(seed, k):
    """Where everybody spends the same, no segment is high or low."""
    made = shop(seed)
    flat = np.full(made.n, 50.0)
    found = made.names(made.cut(seed, k), monetary_total=flat, monetary_mean=flat, net_e4=flat * 10_000)
    assert {claim for name in found for claim in name.claims} & (SPEND_CLAIMS | {"BIG", "SMALL"}) == set()
    assert [name.name for name in found if "spend" in name.name.lower() or "value" in name.name.lower()] == []


@given(SEEDS)
@settings(max_examples=10)
def test_everybody_together_is_average(seed):
    """One segment has nobody to differ from."""
    made = shop(seed)
    (found,) = made.names(np.zeros(made.n, dtype=int))
    assert (found.name, found.strength, found.claims) == ("Average", "weak", ())


@SOME
@given(SEEDS, KS)
def test_a_segment_of_nothing_but_missing_values_is_named_too(seed, k):
    """Columns may be absent, or empty for some customers: what is not known is not said."""
    made = shop(seed)
    labels = made.cut(seed, k)
    gaps = np.where(labels == 0, np.nan, made.values["monetary_total"])
    found = made.names(labels, monetary_total=gaps)
    assert set(found[0].claims) & SPEND_CLAIMS == set()
    bare = name_segments({"recency_days": made.values["recency_days"]}, labels)
    assert {claim for name in bare for claim in name.claims} <= {"RECENT", "STALE"}


def test_who_was_called_valuable_comes_back_and_who_was_called_lapsed_does_not(cdnow):
    """Named half a year before the end, then counted: high-value > at-risk > lapsed (.63, .33, .12 and .09)."""
    then = cdnow.as_of_day - 182
    early = cdnow.day < then
    past = shop_of(cdnow.customer[early], cdnow.day[early], cdnow.spend[early], then)
    back = np.isin(np.arange(past.n), cdnow.customer[~early])
    X = np.log1p([past.values[name] for name in ("recency_days", "n_orders", "monetary_total", "monetary_mean")]).T
    labels = KMeans(4, n_init=10, random_state=0).fit_predict((X - X.mean(axis=0)) / X.std(axis=0))
    comeback = {name.name: back[labels == segment].mean() for segment, name in enumerate(past.names(labels))}
    assert comeback["High-value loyal"] > 1.5 * comeback["At-risk regulars"]
    assert comeback["At-risk regulars"] > 2 * max(
        share for name, share in comeback.items() if name.startswith("Lapsed")
    )
