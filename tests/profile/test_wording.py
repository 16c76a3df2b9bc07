"""Numbers and claims as sentences."""

import re
from dataclasses import replace

import numpy as np
import pytest

from coterie.profile.clock import Clock, NewcomerLicence, SilenceLicence
from coterie.profile.composition import compose
from coterie.profile.conditions import claims_of
from coterie.profile.evidence import gather
from coterie.profile.wording import number, percent, proof, sentence

N = 60
LABELS = np.repeat([0, 1], N)
CLOCK = Clock(
    days_seen=374.0,
    horizon_days=110.0,
    newcomer_days=93.5,
    n_gaps=12_425,
    has_history=True,
    silence=SilenceLicence(
        granted=True,
        window_days=93.5,
        n_silent=1_197,
        n_others=2_160,
        comeback_silent=0.3918,
        comeback_silent_high=0.4198,
        comeback_others=0.6778,
    ),
    newcomers=NewcomerLicence(granted=True, hidden_days=124.67, n_called=804, share_new=0.786, share_new_low=0.756),
    overdue=np.zeros(2 * N),
    silent=np.zeros(2 * N, dtype=bool),
    new=np.zeros(2 * N, dtype=bool),
)


def _proof(values, segment=0, clock=CLOCK):
    view = gather(values, LABELS, clock=clock).views[segment]
    return proof(compose(view, claims_of(view)), view)


def _ramp(one, other):
    """Two segments around two levels, without ties."""
    steps = np.linspace(0.5, 1.5, N)
    return np.concatenate([one * steps, other * steps])


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (8_911_407.9, "8,911,408"),
        (1_000.0, "1,000"),
        (999.96, "1,000"),
        (999.94, "999.9"),
        (47.255, "47.26"),
        (7.0, "7"),
        (0.5, "0.5"),
        (0.0312, "0.031"),
        (0.0, "0"),
        (-0.0, "0"),
        (-1234.5, "-1,234"),
        (-3.25, "-3.25"),
        (0.00001, "0"),
    ],
)
def test_numbers_are_written_as_people_read_them(x, text):
    """Thousands separated, four digits at most below a thousand."""
    assert number(x) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (0.0004, "under 0.1 %"),
        (0.001, "0.1 %"),
        (0.02, "2 %"),
        (0.0949, "9.5 %"),
        (0.256, "26 %"),
        (0.99, "99 %"),
        (0.991, "over 99 %"),
        (1.0, "100 %"),
        (-0.0002, "0 %"),
        (-0.012, "-1.2 %"),
        (1.2, "120 %"),
    ],
)
def test_percentages_never_round_to_all_or_none(share, text):
    """Few are not nobody, nearly all are not everybody."""
    assert percent(share) == text


def test_sentence_gives_size_money_and_the_typical_member():
    """Each number beside that of all customers."""
    values = {
        "n_orders": np.array([4.0] * N + [1.0] * N),
        "monetary_total": np.array([1500.0] * N + [500.0] * N),
        "recency_days": np.array([18.4] * N + [1.0] * N),
    }
    assert sentence("Loyal", gather(values, LABELS).views[0]) == (
        "Loyal: 60 customers (50 %), 75 % of spend. Typical member: 4 orders, 1,500 in all, last order 18 days ago "
        "(all customers: 2.5 orders, 1,000 in all, last order 10 days ago)."
    )


def test_sentence_counts_one_as_one():
    """1 customer, 1 order, 1 day."""
    values = {"n_orders": np.array([1.0, 3.0]), "recency_days": np.array([1.2, 9.0])}
    text = sentence("Small group", gather(values, [0, 1]).views[0])
    assert text.startswith("Small group: 1 customer (50 %). Typical member: 1 order, last order 1 day ago (all")


def test_sentence_without_columns_is_only_a_size():
    """What is not known is not said."""
    assert sentence("Average", gather({}, LABELS).views[0]) == "Average: 60 customers (50 %)."


def test_sentence_says_how_little_was_seen():
    """Where history is too short for time words."""
    short = replace(CLOCK, has_history=False, days_seen=31.0)
    text = sentence("Repeat", gather({"n_orders": np.ones(2 * N)}, LABELS, clock=short).views[0])
    assert "Typical member, in the 31 days seen: 1 order" in text


def test_proof_of_a_median_has_base_ratio_interval_and_chance():
    """And for high-value, the lift that gates it."""
    values = {"monetary_total": np.append(np.linspace(900, 1100, 20), np.linspace(100, 300, 100))}
    view = gather(values, np.repeat([0, 1], [20, 100])).views[0]
    (line,) = proof(compose(view, claims_of(view)), view)
    told = re.sub(r"interval [\d.]+ to [\d.]+", "interval L to H", line)
    assert told == (
        "High-value: median spend 1,000 against 220.2 for all customers: 4.5 times (95 % interval L to H); "
        "100 % chance that a member spends more than a non-member; "
        "5.0 times as many members as expected are among the fifth who spend most."
    )


def test_proof_of_less_says_less():
    """The chance is that of spending less."""
    line = _proof({"monetary_total": _ramp(100, 1000)})[0]
    assert line.startswith("Low-spend: median spend 100 against 325 for all customers: 0.31 times")
    assert "100 % chance that a member spends less than a non-member" in line


def test_proof_of_few_distinct_values_counts_who_is_above():
    """Medians that hide a difference are replaced by shares."""
    orders = np.array([2.0] * 50 + [3.0] * 10 + [2.0] * 12 + [3.0] * 12 + [4.0] * 12 + [5.0] * 12 + [6.0] * 12)
    line = _proof({"n_orders": orders})[0]
    assert line.startswith(
        "Occasional: more than 2 orders in 17 %, against 48 % for all customers: 0.34 times (95 % int"
    )


def test_proof_of_none_has_no_ratio():
    """Nobody above: a ratio of zero would say no more."""
    orders = np.array([1.0] * 20 + [2.0] * 40 + [2.0] * 30 + [5.0] * 30)
    line = _proof({"n_orders": orders})[0]
    assert line.startswith("Occasional: more than 2 orders in 0 %, against 25 % for all customers; 83 % chance")


def test_proof_of_one_order_is_singular():
    """More than 1 order."""
    orders = np.array([3.0] * N + [1.0] * 50 + [2.0] * 10)
    assert "more than 1 order in 100 %, against" in _proof({"n_orders": orders})[0]


def test_proof_of_days_is_in_whole_days():
    """From ten on; one digit below."""
    line = _proof({"recency_days": _ramp(3.456, 45.67)})[0]
    assert line.startswith("Recent: median days since the last order 3.5 against 14 for all customers")
    assert not re.search(r"\d\d\.\d", line.partition(" for all")[0])


def test_proof_of_shares_tells_the_money_too():
    """Members and money, each beside all customers."""
    share, gross = _ramp(0.3, 0.1), np.full(2 * N, 1000.0)
    values = {"discount_share": share, "gross_e4": gross * (1 - share), "discount_e4": gross * share}
    line = _proof(values)[0]
    assert line.startswith(
        "Discount-driven: share of the price taken off 30 % on average, against 20 % for all customers: 1.5"
    )
    assert line.endswith("gets larger discounts than a non-member; over all orders together 30 %, against 20 %.")


def test_proof_of_a_category():
    """Categories speak by their own name."""
    line = _proof({"share:Wine": _ramp(0.5, 0.1), "n_orders": np.full(2 * N, 5.0)})[0]
    assert line.startswith(
        "Wine lovers: share spent on Wine 50 % on average, against 30 % for all customers: 1.7 times"
    )
    assert "spends more on Wine than a non-member" in line


def test_proof_of_a_category_in_capitals():
    """It is not shouted."""
    line = _proof({"share:FRZN MEAT": _ramp(0.5, 0.1), "n_orders": np.full(2 * N, 5.0)})[0]
    assert line.startswith("Frzn meat lovers: share spent on frzn meat 50 % on average")


def test_time_words_carry_their_licence():
    """What silence, or a first order, meant the last time it could be checked."""
    silent, new = np.repeat([True, False], N), np.repeat([False, True], N)
    clock = replace(CLOCK, silent=silent, new=new)
    lapsed, newcomers = (_proof({"n_orders": np.ones(2 * N)}, segment, clock) for segment in (0, 1))
    assert " ".join(lapsed) == (
        "Lapsed: 100 % (95 % interval 94 to 100 %) have been silent for more than 110 days and over twice their own "
        "gap between orders; of all customers 50 %. Silence can be read in these data: of 1,197 customers who were "
        "silent 94 days before the end, 39 % (at most 42 %) ordered again by the end; of the other 2,160, 68 % did."
    )
    assert " ".join(newcomers) == (
        "New: 100 % (95 % interval 94 to 100 %) first ordered within the last 94 days; of all customers 50 %. New can "
        "be told from old in these data: with the first 125 days hidden, 79 % (at least 76 %) of the 804 customers who "
        "looked new were so."
    )


def test_at_risk_says_what_is_at_stake():
    """Spend or orders, whichever stands out more."""
    clock = replace(CLOCK, overdue=np.repeat([3.0, 0.0], N))
    line = _proof({"monetary_total": _ramp(1500, 1000), "n_orders": np.full(2 * N, 4.0)}, clock=clock)[0]
    assert line.startswith("At-risk: 100 % (95 % interval 94 to 100 %) have been away for twice their own gap")
    assert "; they had more to lose: median spend 1,500 against 1,2" in line


def test_loyal_says_how_few_are_silent():
    """The condition that frequent customers must meet."""
    line = _proof({"n_orders": _ramp(12, 3)})[0]
    assert line.startswith("Loyal: median orders 12 against")
    assert line.endswith("; 0 % have been silent for unusually long, against 0 %.")


def test_the_two_strongest_other_claims_are_told_and_weak_ones_marked():
    """Clear first, then by size of the effect; hidden claims are not told."""
    values = {
        "n_orders": _ramp(12, 3),
        "recency_days": _ramp(10, 90),
        "tenure_days": _ramp(300, 270),
        "items_per_order": _ramp(7, 4),
        "monetary_total": _ramp(40, 90),
    }
    heads = [line.partition(":")[0] for line in _proof(values)]
    assert heads == ["Loyal", "Also recent", "Also low-spend"]
    weaker = [line.partition(":")[0] for line in _proof(values | {"recency_days": _ramp(60, 90)})]
    assert weaker == ["Loyal", "Also low-spend", "Also big-basket"]


def test_weak_claims_are_marked():
    """Also where they are the name itself."""
    steps = np.linspace(0, 1, N)
    spend = np.concatenate([steps * 100 + 70, steps * 100 + 100])
    assert _proof({"monetary_total": spend})[0].startswith("Below-average spend (weak): median spend 120 against")
