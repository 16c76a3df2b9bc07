"""Each rule at its gates: what makes a word hold, and what takes it away."""

import numpy as np
import pytest

from coterie.profile.clock import Clock, NewcomerLicence, SilenceLicence
from coterie.profile.conditions import RULES, claims_of, find_claims
from coterie.profile.effects import Effect
from coterie.profile.evidence import Evidence, gather
from coterie.profile.shares import Proportion

SPEND, ORDERS, BASKET, ITEMS = "monetary_total", "n_orders", "monetary_mean", "items_per_order"
RECENCY, TENURE, DISCOUNT, RETURNS = "recency_days", "tenure_days", "discount_share", "return_share"


def _effect(feature, delta, times=None, *, near=None, n=100, kind="median", threshold=1.0, rest=1.0, base=None):
    """An effect of the given size; by default its limit and ratio pass the clear gates."""
    near = delta * 0.9 if near is None else near
    low, high = sorted([near, 2 * delta - near])
    times = (2.0 if delta > 0 else 0.5) if times is None else times
    base = rest if base is None else base
    return Effect(feature, n, 900, delta, low, high, kind, threshold, segment=times * rest, rest=rest, base=base)


def _view(*effects, n=100, lift=3.0, orders=5.0, pooled=None, licences="silence newcomers", history=True, **shares):
    """One segment of n customers out of 1,000, of which just this is known."""
    clock = Clock(
        days_seen=360.0,
        horizon_days=60.0,
        newcomer_days=60.0,
        n_gaps=500,
        has_history=history,
        silence=SilenceLicence(granted="silence" in licences),
        newcomers=NewcomerLicence(granted="newcomers" in licences),
        overdue=np.empty(0),
        silent=np.empty(0, dtype=bool),
        new=np.empty(0, dtype=bool),
    )
    counted = {name: (Proportion(round(share * n), n, 0, 1000 - n),) for name, share in shares.items()}
    return Evidence(
        labels=np.repeat([0, 1], [n, 1000 - n]),
        n_segments=1,
        ranked={},
        effects={effect.feature: (effect,) for effect in effects},
        proportions={"silent": (Proportion(0, n, 300, 1000 - n),)} | counted,
        medians={ORDERS: np.array([orders, 2.0])},
        pooled={name: np.array([ratio, 1.0]) for name, ratio in (pooled or {}).items()},
        lifts=np.array([lift]),
        spend_shares=np.empty(0),
        clock=clock,
    ).views[0]


def _strengths(view):
    return {key: "clear" if claim.clear else "weak" for key, claim in claims_of(view).items()}


def _words(view):
    return {key: claim.word for key, claim in claims_of(view).items()}


LEVELS = [
    (ORDERS, -1, "FEW", 1.5, 1.2),
    (ORDERS, 1, "LOYAL", 1.5, 1.2),
    (SPEND, 1, "HIGH", 1.5, 1.2),
    (SPEND, -1, "LOW", 1.5, 1.2),
    (BASKET, 1, "BIG", 1.5, 1.2),
    (BASKET, -1, "SMALL", 1.5, 1.2),
    (ITEMS, 1, "BIG", 1.25, 1.15),
    (ITEMS, -1, "SMALL", 1.25, 1.15),
    (RECENCY, -1, "RECENT", 1.5, 1.2),
    (RECENCY, 1, "STALE", 1.5, 1.2),
    (TENURE, 1, "LONG", 1.25, 1.15),
    (TENURE, -1, "NEWER", 1.25, 1.15),
]


@pytest.mark.parametrize(("feature", "sign", "claim", "big", "small"), LEVELS)
def test_levels_turn_at_their_gates(feature, sign, claim, big, small):
    """Clear at the larger ratio, weak at the smaller, nothing below; and nothing on the other side."""

    def strength(times, delta=0.6):
        return _strengths(_view(_effect(feature, sign * delta, times**sign))).get(claim)

    found = strength(big * 1.001), strength(big * 0.999), strength(small * 1.001), strength(small * 0.999)
    assert found == ("clear", "weak", "weak", None)
    assert strength(big, delta=0.4) == "weak"
    assert strength(big, delta=0.3) is None
    assert claim not in _strengths(_view(_effect(feature, -sign * 0.6)))


@pytest.mark.parametrize(("feature", "sign", "claim"), [row[:3] for row in LEVELS])
def test_nine_customers_are_never_clear(feature, sign, claim):
    """However large the effect."""
    assert _strengths(_view(_effect(feature, sign * 0.9, 9.0**sign, n=9), n=9))[claim] == "weak"


STATES = [("NEW", "new", "new"), ("LAPSED", "silent", "lapsed")]


@pytest.mark.parametrize(("claim", "statement", "word"), STATES)
def test_states_need_a_majority(claim, statement, word):
    """Two thirds are clear, just over a half is weak, less is nothing."""
    found = [_strengths(_view(**{statement: share})).get(claim) for share in (0.8, 0.62, 0.5)]
    assert found == ["clear", "weak", None]
    assert _words(_view(**{statement: 0.8}))[claim] == word


def test_time_words_need_their_licence():
    """Without the silence licence nobody is lapsed or overdue; without the newcomer licence nobody is new."""
    everything = {"new": 0.9, "silent": 0.9, "overdue": 0.9}
    tenure = _effect(TENURE, 0.8)
    assert _strengths(_view(tenure, licences="silence", **everything)) == {"LAPSED": "clear"}
    assert set(_strengths(_view(tenure, licences="newcomers", **everything))) == {"NEW", "LONG"}
    assert _strengths(_view(tenure, licences="", **everything)) == {}


def test_the_first_state_excludes_the_others():
    """Who is new is not lapsed; who is lapsed is not at risk."""
    assert set(_strengths(_view(new=0.9, silent=0.9, overdue=0.9))) == {"NEW"}
    assert set(_strengths(_view(silent=0.9, overdue=0.9))) == {"LAPSED"}


@pytest.mark.parametrize(
    ("share", "n", "expected"),
    [
        (0.8, 100, "clear"),
        (0.62, 100, "weak"),
        (0.45, 100, "weak"),
        (0.42, 100, None),
        (0.39, 600, None),
        (0.40, 600, "weak"),
    ],
)
def test_overdue_needs_two_in_five(share, n, expected):
    """And a lower limit above a third."""
    assert _strengths(_view(overdue=share, n=n)).get("OVERDUE") == expected


@pytest.mark.parametrize("feature", [SPEND, ORDERS])
def test_overdue_is_at_risk_where_there_was_more_to_lose(feature):
    """A ratio of 1.2 and a positive delta in spend or orders."""
    assert _words(_view(_effect(feature, 0.01, 1.2, near=-0.1), overdue=0.8))["RISK"] == "at-risk"
    assert _words(_view(_effect(feature, 0.01, 1.19, near=-0.1), overdue=0.8)) == {"OVERDUE": "overdue"}
    assert _words(_view(_effect(feature, -0.01, 1.2, near=-0.1), overdue=0.8)) == {"OVERDUE": "overdue"}


def test_high_value_needs_lift():
    """Above the rest, but not twice its share of the top fifth: above-average spend."""
    assert _words(_view(_effect(SPEND, 0.6), lift=2.0)) == {"HIGH": "high-value"}
    assert _words(_view(_effect(SPEND, 0.6), lift=1.99)) == {"ABOVE": "above-average spend"}


@pytest.mark.parametrize(
    ("times", "lift", "n", "expected"),
    [(5.0, 4.0, 100, "TOP"), (4.99, 4.0, 100, "HIGH"), (5.0, 3.99, 100, "HIGH"), (5.0, 4.0, 101, "HIGH")],
)
def test_top_spending_needs_all_three(times, lift, n, expected):
    """Five times the rest, four times its share, at most a tenth of the customers; it replaces high-value."""
    assert set(_strengths(_view(_effect(SPEND, 0.9, times), lift=lift, n=n))) == {expected}


def test_top_spending_is_as_strong_as_high_value():
    """A weak high-value segment is a weak top-spending one."""
    assert _strengths(_view(_effect(SPEND, 0.4, 6.0), lift=4.5)) == {"TOP": "weak"}
    assert _words(_view(_effect(SPEND, 0.4, 6.0), lift=4.5)) == {"TOP": "top-spending"}


def test_low_spend_is_said_more_softly_where_weak():
    """Below-average, not low."""
    assert _words(_view(_effect(SPEND, -0.6))) == {"LOW": "low-spend"}
    assert _words(_view(_effect(SPEND, -0.4))) == {"LOW": "below-average spend"}
    assert _words(_view(_effect(SPEND, -0.9, n=9), n=9)) == {"LOW": "below-average spend"}


def test_frequent_customers_are_loyal_unless_something_speaks_against_it():
    """Not with a state, a quarter silent, a shorter tenure, or too little history."""
    often = _effect(ORDERS, 0.6)
    assert _words(_view(often, silent=0.25)) == {"LOYAL": "loyal"}
    assert _words(_view(often, silent=0.26)) == {"FREQ": "frequent"}
    assert _words(_view(often, _effect(TENURE, -0.147, 0.95))) == {"LOYAL": "loyal"}
    assert _words(_view(often, _effect(TENURE, -0.148, 0.95))) == {"FREQ": "frequent"}
    assert _words(_view(often, history=False)) == {"FREQ": "frequent"}
    assert _words(_view(often, licences="")) == {"LOYAL": "loyal"}


@pytest.mark.parametrize(
    ("share", "word"), [({"silent": 0.9}, "regulars"), ({"overdue": 0.9}, "regulars"), ({"new": 0.9}, "frequent")]
)
def test_frequent_customers_who_left_were_regulars(share, word):
    """With a state they are not called loyal."""
    assert _words(_view(_effect(ORDERS, 0.6), **share))["FREQ"] == word


def test_frequent_means_repeat_where_most_order_once():
    """If typical is "more than 1", the word is repeat."""
    again = _effect(ORDERS, 0.6, kind="share above", threshold=1.0)
    assert _words(_view(again, history=False)) == {"FREQ": "repeat"}
    assert _words(_view(_effect(ORDERS, 0.6, kind="share above", threshold=2.0), history=False)) == {"FREQ": "frequent"}


def test_one_time_replaces_words_about_orders():
    """Most ordered once: few orders goes without saying."""
    few, often = _effect(ORDERS, -0.6), _effect(ORDERS, 0.6)
    assert _words(_view(few, single=0.9)) == {"ONE": "one-time"}
    assert _words(_view(often, single=0.9)) == {"ONE": "one-time"}
    assert _words(_view(often, single=0.9, silent=0.3)) == {"ONE": "one-time"}
    assert _words(_view(single=0.9, history=False)) == {"ONE": "single-order"}


@pytest.mark.parametrize(("rest", "expected"), [(630, "ONE"), (631, None)])
def test_one_time_needs_ten_points_more_than_the_rest(rest, expected):
    """80 of 100 members ordered once; of 900 others 630 are ten points less."""
    view = _view()
    view.evidence.proportions["single"] = (Proportion(80, 100, rest, 900),)
    assert next(iter(claims_of(view)), None) == expected


def test_without_amounts_baskets_are_counted_in_items():
    """Money per order decides where it is known."""
    assert _words(_view(_effect(ITEMS, 0.6))) == {"BIG": "big-basket"}
    assert _words(_view(_effect(ITEMS, -0.6))) == {"SMALL": "small-basket"}
    assert _words(_view(_effect(BASKET, 0.6), _effect(ITEMS, -0.6))) == {"BIG": "big-ticket"}
    assert _words(_view(_effect(BASKET, 0.0, 1.0), _effect(ITEMS, -0.6))) == {}


DRIVEN = [("DISCOUNT", DISCOUNT, "discount-driven"), ("RETURNS", RETURNS, "high-returns")]


@pytest.mark.parametrize(("claim", "feature", "word"), DRIVEN)
def test_shares_must_be_high_for_members_and_money(claim, feature, word):
    """Best customers "ever returned" more merely because they order more: the pooled share decides too."""

    def strength(delta=0.5, near=0.34, times=1.5, rest=0.1, pooled=1.3):
        effect = _effect(feature, delta, times, near=near, kind="mean", rest=rest)
        return _strengths(_view(effect, pooled={feature: pooled})).get(claim)

    assert strength() == "clear"
    assert strength(delta=0.473) == strength(near=0.329) == strength(times=1.39) == strength(pooled=1.24) == "weak"
    assert strength(times=1.4, rest=0.076) == "clear"
    assert strength(times=1.4, rest=0.074) == "weak"
    assert strength(delta=0.329) is strength(near=0.146) is strength(times=1.24) is strength(pooled=1.09) is None
    assert strength(times=1.3, rest=0.067) == "weak"
    assert strength(times=1.3, rest=0.066) is None
    assert _words(_view(_effect(feature, 0.5, near=0.34, kind="mean"), pooled={feature: 1.3})) == {claim: word}
    assert _strengths(_view(_effect(feature, 0.5, kind="mean"))) == {}


def test_full_price_needs_discounts_to_be_common():
    """Five per cent in the base, three orders, and less of them here: for members and for the money."""

    def strength(delta=-0.5, near=-0.34, times=0.5, base=0.1, pooled=0.7, orders=3.0):
        effect = _effect(DISCOUNT, delta, times, near=near, kind="mean", rest=0.12, base=base)
        return _strengths(_view(effect, pooled={DISCOUNT: pooled}, orders=orders)).get("FULL")

    assert strength() == strength(base=0.05) == strength(pooled=0.8) == strength(times=0.6) == "clear"
    assert strength(delta=-0.473) == strength(near=-0.329) == strength(times=0.61) == "weak"
    assert strength(delta=-0.33, near=-0.147, times=0.75) == "weak"
    assert strength(delta=-0.329) is strength(near=-0.146) is strength(times=0.76) is strength(pooled=0.81) is None
    assert strength(base=0.049) is strength(orders=2.0) is None


def test_a_category_must_stand_out_more_than_anything_else():
    """Else eleven dying accounts were called seafood lovers."""
    wine, fish = "share:Wine", "share:Fish"

    def strength(*others, delta=0.5, times=1.5, rest=0.1, orders=3.0):
        loved = _effect(wine, delta, times, near=0.34, kind="mean", rest=rest)
        return _strengths(_view(loved, *others, orders=orders)).get("CAT:Wine")

    assert strength() == strength(_effect(fish, 0.4, kind="mean")) == strength(_effect(SPEND, -0.5, 0.9)) == "clear"
    assert strength(delta=0.473) == "weak"
    assert strength(_effect(fish, 0.6, kind="mean")) is strength(_effect(RECENCY, 0.501, 1.1)) is None
    assert strength(_effect(SPEND, -0.501, 0.9)) is strength(_effect(ORDERS, 0.501, 1.1)) is None
    assert strength(delta=0.329) is strength(times=1.49) is strength(rest=0.0999) is strength(orders=2.0) is None
    assert _words(_view(_effect(wine, 0.6, kind="mean")))["CAT:Wine"] == "Wine lovers"


def test_a_category_in_capitals_is_not_shouted():
    """A name is read in a sentence."""
    assert _words(_view(_effect("share:FRZN_MEAT", 0.6, kind="mean"))) == {"CAT:FRZN_MEAT": "frzn meat lovers"}


def test_little_time_explains_few_orders_and_low_spend():
    """Clearly newer, and by more: occasional and low-spend are dropped."""
    few, low = _effect(ORDERS, -0.5), _effect(SPEND, -0.7)
    assert set(_strengths(_view(few, low, _effect(TENURE, -0.6)))) == {"LOW", "NEWER"}
    assert set(_strengths(_view(few, low, _effect(TENURE, -0.7)))) == {"LOW", "NEWER"}
    assert set(_strengths(_view(few, low, _effect(TENURE, -0.8)))) == {"NEWER"}
    assert set(_strengths(_view(few, low, _effect(TENURE, -0.8, 0.82)))) == {"FEW", "LOW", "NEWER"}


def test_what_every_segment_is_goes_unsaid():
    """A claim held by all is dropped from all, at whatever level."""
    orders, labels = np.array([1.0] * 95 + [2.0] * 5 + [1.0] * 80 + [2.0] * 20), np.repeat([0, 1], 100)
    clock = _view().evidence.clock
    silent = np.array([True] * 90 + [False] * 10 + [True] * 60 + [False] * 40)
    said = Clock(**{**vars(clock), "silent": silent, "new": ~silent, "overdue": np.zeros(200)})
    first, second = find_claims(gather({"n_orders": orders}, labels, clock=said))
    assert set(first) == {"ONE"}
    assert set(second) == set()


def test_no_segments_have_no_claims():
    """An empty segmentation is no error."""
    assert find_claims(gather({"n_orders": np.empty(0)}, np.empty(0, dtype=int))) == ()


def test_every_rule_says_what_it_means():
    """Condition and disproof in words, ids once, and what a rule replaces is tried before it."""
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert all(rule.condition and rule.disproof for rule in RULES)
    assert all(ids.index(replaced) < ids.index(rule.id) for rule in RULES for replaced in rule.replaces)
