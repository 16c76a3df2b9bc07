"""From claims to words: state, head, second word."""

import numpy as np
import pytest

from coterie.profile.claims import Claim
from coterie.profile.composition import Draft, compose
from coterie.profile.evidence import gather
from coterie.profile.shares import Proportion

FOUND = Proportion(8, 10, 9, 90)
WORDS = {
    "NEW": "new",
    "LAPSED": "lapsed",
    "RISK": "at-risk",
    "OVERDUE": "overdue",
    "TOP": "top-spending",
    "HIGH": "high-value",
    "ABOVE": "above-average spend",
    "LOW": "low-spend",
    "ONE": "one-time",
    "FREQ": "frequent",
    "LOYAL": "loyal",
    "FEW": "occasional",
    "BIG": "big-ticket",
    "SMALL": "small-basket",
    "DISCOUNT": "discount-driven",
    "RETURNS": "high-returns",
    "FULL": "full-price",
    "CAT:Wine": "Wine lovers",
    "RECENT": "recent",
    "STALE": "quiet lately",
    "LONG": "long-standing",
    "NEWER": "newer",
}
VIEW = gather({"n_orders": np.ones(40)}, np.zeros(40, dtype=int)).views[0]


def _compose(text, **words):
    """Compose from ids; a question mark makes a claim weak, a number after @ is its weight."""
    held = {}
    for token in text.split():
        key, _, weight = token.partition("@")
        name = key.removesuffix("?").replace("_", ":")
        word = words.get(name, WORDS[name])
        held[name] = Claim(name, word, not key.endswith("?"), FOUND, float(weight or 0.5))
    return compose(VIEW, held)


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ("LOYAL HIGH LOW", "High-value loyal"),
        ("HIGH? LOYAL", "High-value loyal"),
        ("HIGH? BIG ONE", "High-value one-time"),
        ("TOP FREQ BIG", "Top-spending frequent"),
        ("HIGH BIG", "High-value big-ticket"),
        ("HIGH FEW", "High-value"),
        ("ONE LOW", "One-time"),
        ("ONE BIG", "One-time big-ticket"),
        ("ONE BIG?", "One-time"),
        ("FEW BIG?", "Occasional big-ticket"),
        ("BIG FEW", "Big-ticket"),
        ("LOYAL SMALL", "Loyal small-basket"),
        ("FREQ SMALL?", "Frequent"),
        ("DISCOUNT@.5 LOYAL@.4", "Discount-driven"),
        ("DISCOUNT@.4 LOYAL@.5", "Loyal"),
        ("DISCOUNT@.4 FREQ@.5 SMALL", "Frequent small-basket"),
        ("BIG RETURNS", "Big-ticket"),
        ("RETURNS CAT_Wine", "High-returns"),
        ("CAT_Wine FEW LOW", "Wine lovers"),
        ("FEW? LOW", "Low-spend"),
        ("FEW LOW SMALL FULL", "Occasional"),
        ("LOW SMALL", "Low-spend"),
        ("SMALL FULL", "Small-basket"),
        ("FULL ABOVE", "Full-price"),
        ("ABOVE RECENT@.9", "Above-average spend"),
        ("RECENT@.5 LONG@.6", "Long-standing"),
        ("STALE@.7 NEWER@.6", "Quiet lately"),
        ("RECENT@.6 LOYAL?@.35", "Loyal"),
        ("RECENT@.65 LOYAL?@.35", "Loyal, recent"),
        ("STALE@.9 FREQ?@.4", "Frequent, quiet lately"),
        ("LONG@.8 SMALL?@.35", "Long-standing"),
        ("RECENT?@.9 SMALL?@.35", "Small-basket"),
        ("RECENT?", "Recent"),
    ],
)
def test_head_and_second_word(claims, name):
    """High-value leads wherever it holds; then the first clear behaviour; few companions are allowed."""
    assert _compose(claims).text == name


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ("NEW ONE FEW LOW SMALL NEWER RECENT FULL", "New"),
        ("NEW ONE BIG", "New big-ticket"),
        ("NEW HIGH ONE", "New high-value"),
        ("NEW STALE", "New, quiet lately"),
        ("NEW FREQ", "New frequent"),
        ("LAPSED STALE LONG RECENT NEWER", "Lapsed"),
        ("LAPSED ONE LOW", "Lapsed one-time"),
        ("LAPSED ABOVE", "Lapsed, above-average spend"),
        ("LAPSED HIGH BIG", "Lapsed high-value big-ticket"),
        ("RISK FREQ", "At-risk regulars"),
        ("RISK FREQ SMALL", "At-risk small-basket regulars"),
        ("RISK HIGH FREQ", "At-risk high-value regulars"),
        ("OVERDUE CAT_Wine", "Overdue Wine lovers"),
        ("OVERDUE FEW BIG", "Overdue big-ticket"),
    ],
)
def test_states_lead_and_hide(claims, name):
    """What goes without saying after a state is not said."""
    assert _compose(claims, FREQ="frequent" if "NEW" in claims else "regulars").text == name


def test_below_average_spend_stands_behind_a_comma():
    """The weak word for low spend is a noun."""
    assert _compose("LAPSED LOW?", LOW="below-average spend").text == "Lapsed, below-average spend"


@pytest.mark.parametrize(
    ("claims", "clear"),
    [
        ("LOYAL", True),
        ("LOYAL?", False),
        ("HIGH LOYAL?", False),
        ("LAPSED? ONE", False),
        ("LAPSED ONE LOW?", True),
        ("", False),
    ],
)
def test_a_name_is_clear_where_every_word_is(claims, clear):
    """Claims that are not in the name do not matter."""
    assert _compose(claims).is_clear is clear


def test_doubts_make_a_name_weak():
    """Whatever its words."""
    claim = Claim("LOYAL", "loyal", clear=True, evidence=FOUND, weight=0.5)
    assert Draft(0, {}, None, (claim,)).is_clear
    assert not Draft(0, {}, None, (claim,), doubts=("barely",)).is_clear


def test_keys_are_sets_of_words():
    """Order and punctuation make no difference, numbers and comparatives do."""
    one, other = _compose("RECENT@.9 LOYAL?"), _compose("LOYAL RECENT")
    assert one.key == {"loyal", "recent"}
    assert other.key == {"loyal"}
    assert Draft(0, {}, None, (), "Average", comparatives=("higher spend",), number=2).key == {
        "Average",
        "higher spend",
        "(2)",
    }


@pytest.mark.parametrize(
    ("feature", "shift", "name"),
    [
        ("monetary_total", 3.0, "Mixed"),
        ("n_orders", 3.0, "Mixed"),
        ("monetary_mean", 3.0, "Mixed"),
        ("items_per_order", 3.0, "Mixed"),
        ("recency_days", -3.0, "Mixed"),
        ("tenure_days", 3.0, "Average"),
        ("recency_days", 0.1, "Average"),
    ],
)
def test_without_a_claim_a_segment_is_average_or_mixed(feature, shift, name):
    """Mixed where it differs in something that no word says."""
    values = np.concatenate([np.arange(20) / 10 + shift + 5, np.arange(20) / 10 + 5])
    view = gather({feature: values}, np.repeat([0, 1], 20)).views[0]
    assert compose(view, {}).text == name


@pytest.mark.parametrize(("size", "name"), [(9, "Small group"), (10, "Average")])
def test_a_handful_is_a_small_group(size, name):
    """Fewer than ten customers are no average of anything."""
    view = gather({"n_orders": np.ones(30)}, np.repeat([0, 1], [size, 30 - size])).views[0]
    assert compose(view, {}).text == name
