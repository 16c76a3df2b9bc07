"""What may be said of a segment: claims, each with the condition that makes it true and what would disprove it.

In: :class:`SegmentView`. Out: every claim that holds, by id. The one rule: a segment gets *all* claims that hold, and
a claim that every segment holds says nothing and is dropped from all of them.

Conditions name features by their catalogue name; thresholds and their evidence: Cliff's delta of 0.33 and 0.474
(Romano et al. 2006) against the rest, near 95 % limit 0.147 and 0.33, and a ratio of typical values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coterie.profile.effects import LARGE, MEDIUM, NEGLIGIBLE, Effect
from coterie.profile.evidence import CATEGORY
from coterie.profile.shares import MIN_CLEAR, Proportion, Strength, majority

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coterie.profile.evidence import Evidence, SegmentView

__all__ = ["RULES", "STATES", "Claim", "Rule", "claims_of", "find_claims"]

STATES = ("NEW", "LAPSED", "RISK", "OVERDUE")
"""Claims about where a customer stands in time; the first that holds opens the name."""


@dataclass(frozen=True)
class Claim:
    """A word that holds of a segment, with the number that proves it.

    Parameters
    ----------
    id : str
        Stable name, ``HIGH``, ``LOYAL`` ...; ``CAT:<category>`` for a category.
    word : str
        As it stands in a name.
    clear : bool
        False: weak.
    evidence : Effect or Proportion
        What it rests on.
    weight : float
        Size of the effect, 0 to 1, by which claims are compared.

    Examples
    --------
    >>> Claim("FEW", "occasional", False, Proportion(10, 0.6, 0.3, 0.8, 0.1, 0.2), 0.4).clear
    False
    """

    id: str
    word: str
    clear: bool
    evidence: Effect | Proportion
    weight: float


Held = "Mapping[str, Claim]"


@dataclass(frozen=True)
class Rule:
    """A claim's definition.

    Parameters
    ----------
    id : str
    condition, disproof : str
        In plain words.
    test : callable
        From a view and the claims found before it, to the claim or None.
    replaces : tuple of str
        Claims that this one makes needless.

    Examples
    --------
    >>> [rule.id for rule in RULES][:2]
    ['NEW', 'LAPSED']
    """

    id: str
    condition: str
    disproof: str
    test: Callable[[SegmentView, Mapping[str, Claim]], Claim | None]
    replaces: tuple[str, ...] = ()


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


def _claim(view: SegmentView, key: str, word: str, strength: Strength | None, feature: str) -> Claim | None:
    """Make a claim that rests on one feature's effect."""
    effect = view.effect(feature)
    if strength is None or effect is None:
        return None
    return Claim(key, word, strength == "clear" and view.size >= MIN_CLEAR, effect, abs(effect.delta))


def _level(
    key: str, word: str, feature: str, sign: int, *, sizes: tuple[float, float] = (1.5, 1.2)
) -> Callable[[SegmentView, Mapping[str, Claim]], Claim | None]:
    """Make a test of one feature lying above or below the rest."""

    def test(view: SegmentView, _held: Mapping[str, Claim]) -> Claim | None:
        return _claim(view, key, word, view.level(feature, sign, big=sizes[0], small=sizes[1]), feature)

    return test


def _state_held(held: Mapping[str, Claim]) -> str | None:
    """Return the first state that holds."""
    return next((key for key in STATES if key in held), None)


def _new(view: SegmentView, _held: Mapping[str, Claim]) -> Claim | None:
    share = view.proportion("new")
    if share is None or not view.evidence.newcomer_licence:
        return None
    return _of_share("NEW", "new", majority(share), share)


def _lapsed(view: SegmentView, held: Mapping[str, Claim]) -> Claim | None:
    share = view.proportion("silent")
    if share is None or not view.evidence.silence_licence or "NEW" in held:
        return None
    return _of_share("LAPSED", "lapsed", majority(share), share)


def _overdue(view: SegmentView, held: Mapping[str, Claim]) -> Claim | None:
    share = view.proportion("overdue")
    if share is None or not view.evidence.silence_licence or _state_held(held):
        return None
    if share.share < OVERDUE_SHARE or share.low < 1 / 3:
        return None
    strength: Strength = "clear" if share.share >= 2 / 3 and share.low > 1 / 2 else "weak"
    if any(_was_good(view.effect(feature)) for feature in ("monetary_total", "n_orders")):
        return _of_share("RISK", "at-risk", strength, share)
    return _of_share("OVERDUE", "overdue", strength, share)


def _was_good(effect: Effect | None) -> bool:
    """Whether a segment had more to lose than the rest."""
    return effect is not None and effect.delta > 0 and effect.ratio_to_rest >= GOOD_TIMES


def _of_share(key: str, word: str, strength: Strength | None, share: Proportion) -> Claim | None:
    """Make a claim that rests on a share of members."""
    if strength is None:
        return None
    return Claim(key, word, strength == "clear" and share.n >= MIN_CLEAR, share, abs(share.share - share.rest))


def _high(view: SegmentView, _held: Mapping[str, Claim]) -> Claim | None:
    strength = view.level("monetary_total", 1)
    if strength is None or view.lift < HIGH_LIFT:
        return None
    return _claim(view, "HIGH", "high-value", strength, "monetary_total")


def _top(view: SegmentView, held: Mapping[str, Claim]) -> Claim | None:
    effect = view.effect("monetary_total")
    if "HIGH" not in held or effect is None:
        return None
    if effect.ratio_to_rest < TOP_TIMES or view.lift < TOP_LIFT or view.share > TOP_SHARE:
        return None
    return _claim(view, "TOP", "top-spending", "clear" if held["HIGH"].clear else "weak", "monetary_total")


def _above(view: SegmentView, held: Mapping[str, Claim]) -> Claim | None:
    if "HIGH" in held or "TOP" in held:
        return None
    return _claim(view, "ABOVE", "above-average spend", view.level("monetary_total", 1), "monetary_total")


def _low(view: SegmentView, _held: Mapping[str, Claim]) -> Claim | None:
    strength = view.level("monetary_total", -1)
    word = "low-spend" if strength == "clear" and view.size >= MIN_CLEAR else "below-average spend"
    return _claim(view, "LOW", word, strength, "monetary_total")


def _frequent(view: SegmentView, held: Mapping[str, Claim]) -> Claim | None:
    effect, state = view.effect("n_orders"), _state_held(held)
    word = "frequent"
    if state in ("LAPSED", "RISK", "OVERDUE"):
        word = "regulars"
    elif effect is not None and effect.kind == "share above" and effect.threshold == 1:
        word = "repeat"
    return _claim(view, "FREQ", word, view.level("n_orders", 1), "n_orders")


def _loyal(view: SegmentView, held: Mapping[str, Claim]) -> Claim | None:
    silent = view.proportion("silent")
    if "FREQ" not in held or _state_held(held) or silent is None or not view.evidence.has_history:
        return None
    if view.delta("tenure_days") < -NEGLIGIBLE or silent.share > LOYAL_SILENT:
        return None
    return _claim(view, "LOYAL", "loyal", "clear" if held["FREQ"].clear else "weak", "n_orders")


def _single(view: SegmentView, _held: Mapping[str, Claim]) -> Claim | None:
    share = view.proportion("single")
    if share is None or share.share < share.rest + ONE_POINTS:
        return None
    return _of_share("ONE", "one-time" if view.evidence.has_history else "single-order", majority(share), share)


def _basket(key: str, words: tuple[str, str], sign: int) -> Callable[[SegmentView, Mapping[str, Claim]], Claim | None]:
    """Make a test of the basket: money per order, else items per order."""

    def test(view: SegmentView, _held: Mapping[str, Claim]) -> Claim | None:
        feature = view.evidence.basket
        money = feature == "monetary_mean"
        sizes = (1.5, 1.2) if money else (1.25, 1.15)
        return _claim(view, key, words[not money], view.level(feature, sign, big=sizes[0], small=sizes[1]), feature)

    return test


def _driven(key: str, word: str, feature: str) -> Callable[[SegmentView, Mapping[str, Claim]], Claim | None]:
    """Make a test of a share being high for each member and for the segment's money as a whole."""

    def test(view: SegmentView, _held: Mapping[str, Claim]) -> Claim | None:
        effect, pooled = view.effect(feature), view.pooled_ratio(feature)
        if effect is None or pooled is None:
            return None
        found = (effect.delta, effect.low, effect.ratio_to_rest, effect.segment - effect.rest, pooled)
        if all(value >= gate for value, gate in zip(found, DRIVEN_CLEAR, strict=True)):
            return _claim(view, key, word, "clear", feature)
        if all(value >= gate for value, gate in zip(found, DRIVEN_WEAK, strict=True)):
            return _claim(view, key, word, "weak", feature)
        return None

    return test


def _full_price(view: SegmentView, _held: Mapping[str, Claim]) -> Claim | None:
    effect, pooled = view.effect("discount_share"), view.pooled_ratio("discount_share")
    if effect is None or pooled is None or effect.base < FULL_BASE or view.median("n_orders") < MIN_ORDERS:
        return None
    if effect.delta > -MEDIUM or effect.high > -NEGLIGIBLE or effect.ratio_to_rest > FULL_WEAK or pooled > FULL_POOLED:
        return None
    clear = effect.delta <= -LARGE and effect.high <= -MEDIUM and effect.ratio_to_rest <= FULL_CLEAR
    return _claim(view, "FULL", "full-price", "clear" if clear else "weak", "discount_share")


def _category(view: SegmentView, _held: Mapping[str, Claim]) -> Claim | None:
    """Find the category that a segment loves most, if it loves one more than it is anything else."""
    found = [effect for name in view.evidence.categories if (effect := view.effect(name)) is not None]
    best = max(found, key=lambda effect: effect.delta, default=None)
    if best is None or view.median("n_orders") < MIN_ORDERS:
        return None
    loudest = max(abs(view.delta(feature)) for feature in ("monetary_total", "n_orders", "recency_days"))
    if best.delta < max(MEDIUM, loudest) or best.low < NEGLIGIBLE:
        return None
    if best.ratio_to_rest < CATEGORY_TIMES or best.segment - best.rest < CATEGORY_POINTS:
        return None
    name = best.feature.removeprefix(CATEGORY)
    strength: Strength = "clear" if best.delta >= LARGE and best.low >= MEDIUM else "weak"
    return _claim(view, f"CAT:{name}", f"{name} lovers", strength, best.feature)


def _with_newcomer_licence(
    test: Callable[[SegmentView, Mapping[str, Claim]], Claim | None],
) -> Callable[[SegmentView, Mapping[str, Claim]], Claim | None]:
    """Let a test pass only where new customers can be told from old."""

    def licensed(view: SegmentView, held: Mapping[str, Claim]) -> Claim | None:
        return test(view, held) if view.evidence.newcomer_licence else None

    return licensed


OVERDUE_SHARE, GOOD_TIMES = 0.40, 1.2
HIGH_LIFT = 2.0
TOP_TIMES, TOP_LIFT, TOP_SHARE = 5.0, 4.0, 0.10
LOYAL_SILENT, ONE_POINTS = 0.25, 0.10
DRIVEN_CLEAR = (LARGE, MEDIUM, 1.4, 0.03, 1.25)
DRIVEN_WEAK = (MEDIUM, NEGLIGIBLE, 1.25, 0.02, 1.1)
"""Delta, its lower limit, ratio of means, difference of means, ratio of pooled shares."""
FULL_BASE, FULL_WEAK, FULL_CLEAR, FULL_POOLED = 0.05, 0.75, 0.6, 0.8
CATEGORY_TIMES, CATEGORY_POINTS, MIN_ORDERS = 1.5, 0.05, 3

RULES: tuple[Rule, ...] = (
    Rule("NEW", "most members first ordered within N days", "most did not", _new),
    Rule("LAPSED", "most members are silent, and not new", "most are not silent", _lapsed),
    Rule("RISK", "two in five or more are past twice their own gap", "fewer are", _overdue),
    Rule("HIGH", "spend above the rest, twice its share of the top fifth", "delta, ratio or lift below gate", _high),
    Rule("TOP", "high-value, 5 x the rest, lift 4, at most a tenth of customers", "the same", _top, ("HIGH",)),
    Rule("ABOVE", "spend above the rest, not high-value", "delta or ratio below gate", _above),
    Rule("LOW", "spend below the rest", "delta or ratio below gate", _low),
    Rule("FREQ", "more orders than the rest", "delta or ratio below gate", _frequent),
    Rule("LOYAL", "frequent, not newer than the rest, few silent", "more than a quarter silent", _loyal, ("FREQ",)),
    Rule("FEW", "fewer orders than the rest", "delta or ratio below gate", _level("FEW", "occasional", "n_orders", -1)),
    Rule(
        "ONE",
        "most ordered once, 10 points more than the rest",
        "most ordered again",
        _single,
        ("FEW", "FREQ", "LOYAL"),
    ),
    Rule("BIG", "baskets above the rest", "delta or ratio below gate", _basket("BIG", ("big-ticket", "big-basket"), 1)),
    Rule("SMALL", "baskets below the rest", "the same", _basket("SMALL", ("small-basket", "small-basket"), -1)),
    Rule(
        "DISCOUNT",
        "discounts high for members and for the money as a whole",
        "pooled share not higher",
        _driven("DISCOUNT", "discount-driven", "discount_share"),
    ),
    Rule(
        "RETURNS",
        "returns high for members and for the money as a whole",
        "pooled share not higher",
        _driven("RETURNS", "high-returns", "return_share"),
    ),
    Rule("FULL", "discounts common, but hardly used here", "pooled share not lower", _full_price),
    Rule(
        "CAT", "one category stands out more than anything else", "spend, orders or recency stand out more", _category
    ),
    Rule("RECENT", "ordered more recently than the rest", "the same", _level("RECENT", "recent", "recency_days", -1)),
    Rule("STALE", "away for longer than the rest", "the same", _level("STALE", "quiet lately", "recency_days", 1)),
    Rule(
        "LONG",
        "customers for longer than the rest",
        "the same",
        _with_newcomer_licence(_level("LONG", "long-standing", "tenure_days", 1, sizes=(1.25, 1.15))),
    ),
    Rule(
        "NEWER",
        "customers for less time than the rest",
        "the same",
        _with_newcomer_licence(_level("NEWER", "newer", "tenure_days", -1, sizes=(1.25, 1.15))),
    ),
)
"""Every claim, in the order in which they are tried. ``RISK`` is said ``OVERDUE`` where there was less to lose."""
