"""When each word may be said: the rules, as data, with what would disprove them.

In: what was measured of a segment. Out: every claim that holds, by id. The one rule: a segment gets *all* claims that
hold, and a claim that every segment holds says nothing and is dropped from all of them.

A level is clear where Cliff's delta against the rest is 0.474 or more, its near 95 % limit 0.33 or more, and the ratio
of typical values large; weak from 0.33, 0.147 and a smaller ratio (thresholds of delta: Romano et al. 2006).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coterie.profile.claims import STATES, Claim, Rule, claim_of_effect, claim_of_share
from coterie.profile.effects import LARGE, MEDIUM, NEGLIGIBLE
from coterie.profile.shares import Strength, majority
from coterie.tables import CATEGORY, category_words

if TYPE_CHECKING:
    from coterie.profile.claims import Held, Test
    from coterie.profile.evidence import Evidence, SegmentView

__all__ = ["RULES", "claims_of", "find_claims"]

_SIZES, _SIZES_NARROW = (1.5, 1.2), (1.25, 1.15)
"""Ratio to the rest that a clear and a weak claim need; the second for features that vary less."""
_OVERDUE_SHARE, _OVERDUE_LOW, _GOOD_TIMES = 0.40, 1 / 3, 1.2
_HIGH_LIFT = 2.0
_TOP_TIMES, _TOP_LIFT, _TOP_SHARE = 5.0, 4.0, 0.10
_LOYAL_SILENT, _ONE_POINTS = 0.25, 0.10
_DRIVEN = (LARGE, MEDIUM, 1.4, 0.03, 1.25)
_DRIVEN_WEAK = (MEDIUM, NEGLIGIBLE, 1.25, 0.02, 1.1)
"""Delta, its lower limit, ratio of means, difference of means, ratio of pooled shares."""
_FULL_BASE, _FULL, _FULL_WEAK = 0.05, (LARGE, MEDIUM, -0.6, -0.8), (MEDIUM, NEGLIGIBLE, -0.75, -0.8)
"""Share that discounts need in the base; then as above, each with its sign turned."""
_CATEGORY_TIMES, _CATEGORY_POINTS, _MIN_ORDERS = 1.5, 0.05, 3


def find_claims(evidence: Evidence) -> tuple[dict[str, Claim], ...]:
    """Find every claim that holds, for every segment.

    Parameters
    ----------
    evidence : Evidence

    Returns
    -------
    tuple of dict from claim id to Claim, one per segment

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.profile.evidence import gather
    >>> orders = np.repeat([1.0, 5.0], 20)
    >>> [sorted(held) for held in find_claims(gather({"n_orders": orders}, np.repeat([0, 1], 20)))]
    [['ONE'], ['FREQ']]
    """
    found = tuple(claims_of(view) for view in evidence.views)
    common = set.intersection(*(set(held) for held in found)) if found else set()
    return tuple({key: claim for key, claim in held.items() if key not in common} for held in found)


def claims_of(view: SegmentView) -> dict[str, Claim]:
    """Find every claim that holds of one segment.

    Parameters
    ----------
    view : SegmentView

    Returns
    -------
    dict from claim id to Claim

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.profile.evidence import gather
    >>> list(claims_of(gather({"n_orders": np.repeat([1.0, 5.0], 20)}, np.repeat([0, 1], 20)).views[1]))
    ['FREQ']
    """
    held: dict[str, Claim] = {}
    for rule in RULES:
        claim = rule.test(view, held)
        if claim is not None:
            held = {key: other for key, other in held.items() if key not in rule.replaces} | {claim.id: claim}
    return _without_shadows(held)


def _without_shadows(held: dict[str, Claim]) -> dict[str, Claim]:
    """Drop few orders and low spend where they merely follow from little time."""
    newer = held.get("NEWER")
    if newer is None or not newer.clear:
        return held
    shadows = {key for key in ("FEW", "LOW") if key in held and held[key].weight < newer.weight}
    return {key: claim for key, claim in held.items() if key not in shadows}


def _on(view: SegmentView, feature: str, key: str, *, word: str, strength: Strength | None) -> Claim | None:
    """Claim something that rests on a feature."""
    return claim_of_effect(key, word, strength=strength, effect=view.effect(feature))


def _level(key: str, word: str, feature: str, *, sign: int, sizes: tuple[float, float] = _SIZES) -> Test:
    """Make a test of one feature lying above or below the rest."""

    def test(view: SegmentView, _held: Held) -> Claim | None:
        return _on(view, feature, key, word=word, strength=view.level(feature, sign, big=sizes[0], small=sizes[1]))

    return test


def _basket(key: str, *, sign: int, word: str, word_for_items: str) -> Test:
    """Make a test of the basket: money per order, else items per order."""
    money = _level(key, word, "monetary_mean", sign=sign)
    items = _level(key, word_for_items, "items_per_order", sign=sign, sizes=_SIZES_NARROW)

    def test(view: SegmentView, held: Held) -> Claim | None:
        return (money if view.effect("monetary_mean") is not None else items)(view, held)

    return test


def _tenure(key: str, word: str, *, sign: int) -> Test:
    """Make a test of tenure, that passes only where new customers can be told from old."""
    test = _level(key, word, "tenure_days", sign=sign, sizes=_SIZES_NARROW)

    def licensed(view: SegmentView, held: Held) -> Claim | None:
        return test(view, held) if view.evidence.newcomer_licence else None

    return licensed


def _driven(key: str, word: str, feature: str) -> Test:
    """Make a test of a share that is high for each member and for the segment's money as a whole."""

    def test(view: SegmentView, _held: Held) -> Claim | None:
        effect, pooled = view.effect(feature), view.pooled_ratio(feature)
        if effect is None or pooled is None:
            return None
        found = (effect.delta, effect.low, effect.ratio_to_rest, effect.segment - effect.rest, pooled)
        clear, weak = (
            all(value >= gate for value, gate in zip(found, gates, strict=True)) for gates in (_DRIVEN, _DRIVEN_WEAK)
        )
        return _on(view, feature, key, word=word, strength="clear" if clear else "weak" if weak else None)

    return test


def _new(view: SegmentView, _held: Held) -> Claim | None:
    share = view.proportion("new")
    if share is None or not view.evidence.newcomer_licence:
        return None
    return claim_of_share("NEW", "new", strength=majority(share), share=share)


def _lapsed(view: SegmentView, held: Held) -> Claim | None:
    share = view.proportion("silent")
    if share is None or not view.evidence.silence_licence or "NEW" in held:
        return None
    return claim_of_share("LAPSED", "lapsed", strength=majority(share), share=share)


def _at_risk(view: SegmentView, held: Held) -> Claim | None:
    good = (effect for name in ("monetary_total", "n_orders") if (effect := view.effect(name)) is not None)
    if not any(effect.delta > 0 and effect.ratio_to_rest >= _GOOD_TIMES for effect in good):
        return None
    return _waiting(view, held, "RISK", word="at-risk")


def _overdue(view: SegmentView, held: Held) -> Claim | None:
    return _waiting(view, held, "OVERDUE", word="overdue")


def _waiting(view: SegmentView, held: Held, key: str, *, word: str) -> Claim | None:
    """Claim that many members have been away for twice their own gap."""
    share = view.proportion("overdue")
    if share is None or not view.evidence.silence_licence or any(state in held for state in STATES):
        return None
    if share.share < _OVERDUE_SHARE or share.limits[0] < _OVERDUE_LOW:
        return None
    return claim_of_share(key, word, strength="clear" if majority(share) == "clear" else "weak", share=share)


def _high(view: SegmentView, _held: Held) -> Claim | None:
    strength = view.level("monetary_total", 1)
    if strength is None or view.lift < _HIGH_LIFT:
        return None
    return _on(view, "monetary_total", "HIGH", word="high-value", strength=strength)


def _top(view: SegmentView, held: Held) -> Claim | None:
    high, effect = held.get("HIGH"), view.effect("monetary_total")
    if high is None or effect is None or effect.ratio_to_rest < _TOP_TIMES:
        return None
    if view.lift < _TOP_LIFT or view.share > _TOP_SHARE:
        return None
    return replace(high, id="TOP", word="top-spending")


def _above(view: SegmentView, held: Held) -> Claim | None:
    strength = None if held.keys() & {"HIGH", "TOP"} else view.level("monetary_total", 1)
    return _on(view, "monetary_total", "ABOVE", word="above-average spend", strength=strength)


def _low(view: SegmentView, _held: Held) -> Claim | None:
    strength = view.level("monetary_total", -1)
    word = "low-spend" if strength == "clear" else "below-average spend"
    return _on(view, "monetary_total", "LOW", word=word, strength=strength)


def _frequent(view: SegmentView, held: Held) -> Claim | None:
    effect, word = view.effect("n_orders"), "frequent"
    if held.keys() & {"LAPSED", "RISK", "OVERDUE"}:
        word = "regulars"
    elif effect is not None and effect.kind == "share above" and effect.threshold == 1:
        word = "repeat"
    return _on(view, "n_orders", "FREQ", word=word, strength=view.level("n_orders", 1))


def _loyal(view: SegmentView, held: Held) -> Claim | None:
    frequent, silent = held.get("FREQ"), view.proportion("silent")
    if frequent is None or silent is None or not view.evidence.has_history or held.keys() & set(STATES):
        return None
    if view.delta("tenure_days") < -NEGLIGIBLE or silent.share > _LOYAL_SILENT:
        return None
    return replace(frequent, id="LOYAL", word="loyal")


def _single(view: SegmentView, _held: Held) -> Claim | None:
    share = view.proportion("single")
    if share is None or share.share < share.rest + _ONE_POINTS:
        return None
    word = "one-time" if view.evidence.has_history else "single-order"
    return claim_of_share("ONE", word, strength=majority(share), share=share)


def _full_price(view: SegmentView, _held: Held) -> Claim | None:
    effect, pooled = view.effect("discount_share"), view.pooled_ratio("discount_share")
    if effect is None or pooled is None or effect.base < _FULL_BASE or view.median("n_orders") < _MIN_ORDERS:
        return None
    found = (-effect.delta, -effect.high, -effect.ratio_to_rest, -pooled)
    clear, weak = (
        all(value >= gate for value, gate in zip(found, gates, strict=True)) for gates in (_FULL, _FULL_WEAK)
    )
    return _on(
        view, "discount_share", "FULL", word="full-price", strength="clear" if clear else "weak" if weak else None
    )


def _category(view: SegmentView, _held: Held) -> Claim | None:
    """Find the category that a segment loves most, if it loves one more than it is anything else."""
    found = [effect for name in view.evidence.categories if (effect := view.effect(name)) is not None]
    best = max(found, key=lambda effect: effect.delta, default=None)
    if best is None or view.median("n_orders") < _MIN_ORDERS:
        return None
    loudest = max(abs(view.delta(feature)) for feature in ("monetary_total", "n_orders", "recency_days"))
    if best.delta < loudest or best.segment - best.rest < _CATEGORY_POINTS:
        return None
    name = best.feature.removeprefix(CATEGORY)
    strength = view.level(best.feature, 1, big=_CATEGORY_TIMES, small=_CATEGORY_TIMES)
    return _on(view, best.feature, f"CAT:{name}", word=f"{category_words(name)} lovers", strength=strength)


_GATES = "delta, its limit, or the ratio below the gate"

RULES: tuple[Rule, ...] = (
    Rule("NEW", "most members first ordered within N days", "most did not", _new),
    Rule("LAPSED", "most members are silent, and not new", "most are not silent", _lapsed),
    Rule("RISK", "two in five are past twice their own gap, and were worth more than the rest", "fewer", _at_risk),
    Rule("OVERDUE", "two in five are past twice their own gap", "fewer are", _overdue),
    Rule("HIGH", "spend above the rest, twice its share of the top fifth", f"{_GATES}, or the lift", _high),
    Rule("TOP", "high-value, five times the rest, four times its share", "as before", _top, replaces=("HIGH",)),
    Rule("ABOVE", "spend above the rest, not high-value", _GATES, _above),
    Rule("LOW", "spend below the rest", _GATES, _low),
    Rule("FREQ", "more orders than the rest", _GATES, _frequent),
    Rule("LOYAL", "frequent, not newer than the rest", "over a quarter silent", _loyal, replaces=("FREQ",)),
    Rule("FEW", "fewer orders than the rest", _GATES, _level("FEW", "occasional", "n_orders", sign=-1)),
    Rule("ONE", "most ordered once", "most ordered again", _single, replaces=("FEW", "FREQ", "LOYAL")),
    Rule("BIG", "larger baskets", _GATES, _basket("BIG", sign=1, word="big-ticket", word_for_items="big-basket")),
    Rule(
        "SMALL",
        "smaller baskets",
        _GATES,
        _basket("SMALL", sign=-1, word="small-basket", word_for_items="small-basket"),
    ),
    Rule(
        "DISCOUNT",
        "larger discounts, for members and for their money as a whole",
        f"{_GATES}, or the pooled share",
        _driven("DISCOUNT", "discount-driven", "discount_share"),
    ),
    Rule(
        "RETURNS",
        "more returns, for members and for their money as a whole",
        f"{_GATES}, or the pooled share",
        _driven("RETURNS", "high-returns", "return_share"),
    ),
    Rule("FULL", "discounts are common, but hardly used here", f"{_GATES}, or the pooled share", _full_price),
    Rule("CAT", "one category stands out more than spend, orders, recency", f"{_GATES}, or those more", _category),
    Rule("RECENT", "last order nearer than the rest's", _GATES, _level("RECENT", "recent", "recency_days", sign=-1)),
    Rule("STALE", "last order further back", _GATES, _level("STALE", "quiet lately", "recency_days", sign=1)),
    Rule("LONG", "first order further back than the rest's", _GATES, _tenure("LONG", "long-standing", sign=1)),
    Rule("NEWER", "first order nearer", _GATES, _tenure("NEWER", "newer", sign=-1)),
)
"""Every claim, in the order in which they are tried: what a claim builds on comes before it."""
