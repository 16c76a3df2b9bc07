"""Numbers and claims as plain sentences.

In: claims with the effects they rest on. Out: text for people who do marketing. The one rule: every number in a
sentence was computed from the data, and stands beside the same number of all customers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coterie.profile.effects import Effect, exceedance
from coterie.profile.intervals import ratio_interval
from coterie.profile.shares import Proportion
from coterie.tables import CATEGORY, category_words

if TYPE_CHECKING:
    from coterie.profile.claims import Claim
    from coterie.profile.clock import Clock
    from coterie.profile.composition import Draft
    from coterie.profile.evidence import Evidence, SegmentView

__all__ = ["number", "percent", "proof", "sentence"]

_THOUSAND, _TEN, _ONE = 999.95, 10, 1
_LEAST_PERCENT, _MOST_PERCENT, _ALL_PERCENT = 0.1, 99, 100
_N_UNUSED = 2
_VISIBLE_TIMES = 1.1


@dataclass(frozen=True)
class _Words:
    """How to speak of a feature: its name, and what a member with more or with less of it does."""

    noun: str
    more: str
    less: str


_WORDS = {
    "return_share": _Words("share of spend returned", "returns a larger share", "returns a smaller share"),
    "monetary_total": _Words("spend", "spends more", "spends less"),
    "monetary_mean": _Words("spend per order", "spends more per order", "spends less per order"),
    "items_per_order": _Words("items per order", "buys more at once", "buys less at once"),
    "n_orders": _Words("orders", "ordered more often", "ordered less often"),
    "recency_days": _Words("days since the last order", "has been away for longer", "ordered more recently"),
    "discount_share": _Words("share of the price taken off", "gets larger discounts", "gets smaller discounts"),
    "tenure_days": _Words("days since the first order", "has been a customer for longer", "became a customer later"),
}


def number(x: float) -> str:
    """Write a number as people read it: thousands separated, four digits at most below a thousand.

    Parameters
    ----------
    x : float
        Any unit.

    Returns
    -------
    str

    Examples
    --------
    >>> number(4812.4), number(674.5), number(3.0), number(0.05)
    ('4,812', '674.5', '3', '0.05')
    """
    if abs(x) >= _THOUSAND:
        return f"{x:,.0f}"
    digits = f"{x:.4g}" if abs(x) >= _ONE else f"{x:.2g}"
    written = f"{float(digits):.4f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def percent(share: float) -> str:
    """Write a share as a percentage, never rounding to all or none.

    Parameters
    ----------
    share : float
        0 to 1.

    Returns
    -------
    str

    Examples
    --------
    >>> percent(0.256), percent(0.034), percent(0.998), percent(1.0), percent(0.0002)
    ('26 %', '3.4 %', 'over 99 %', '100 %', 'under 0.1 %')
    """
    x = _ALL_PERCENT * share
    if 0 < x < _LEAST_PERCENT:
        return f"under {_LEAST_PERCENT} %"
    if _MOST_PERCENT < x < _ALL_PERCENT:
        return f"over {_MOST_PERCENT} %"
    written = f"{x:.0f}" if abs(x) >= _TEN else f"{x:.1f}".removesuffix(".0")
    return f"{'0' if written == '-0' else written} %"


def sentence(name: str, view: SegmentView) -> str:
    """Say who a segment is: size, money and its typical member beside all customers.

    Parameters
    ----------
    name : str
        The segment's name.
    view : SegmentView
        What was measured.

    Returns
    -------
    str

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.profile.evidence import gather
    >>> sentence("One-time", gather({"n_orders": np.array([1.0, 1.0, 4.0])}, np.array([0, 0, 1])).views[0])
    'One-time: 2 customers (67 %). Typical member: 1 order (all customers: 1 order).'
    """
    evidence, clock = view.evidence, view.evidence.clock
    size = f"{view.size:,} customer{'' if view.size == 1 else 's'} ({percent(view.share)})"
    money = f", {percent(evidence.spend_shares[view.segment])} of spend" if len(evidence.spend_shares) else ""
    member, everybody = _typical(evidence, view.segment), _typical(evidence, evidence.n_segments)
    seen = f", in the {number(clock.days_seen)} days seen" if clock and not clock.has_history else ""
    typical = f" Typical member{seen}: {', '.join(member)} (all customers: {', '.join(everybody)})." if member else ""
    return f"{name}: {size}{money}.{typical}"


def _typical(evidence: Evidence, segment: int) -> list[str]:
    """Say what the median member did."""
    medians = {name: float(column[segment]) for name, column in evidence.medians.items()}
    words = []
    if "n_orders" in medians:
        words.append(_counted(medians["n_orders"], "order"))
    if "monetary_total" in medians:
        words.append(f"{number(medians['monetary_total'])} in all")
    if "recency_days" in medians:
        words.append(f"last order {_counted(round(medians['recency_days']), 'day')} ago")
    return words


def _counted(x: float, noun: str) -> str:
    return f"{number(x)} {noun}{'' if x == 1 else 's'}"


def proof(draft: Draft, view: SegmentView) -> tuple[str, ...]:
    """Give the numbers behind a name, a line each.

    Parameters
    ----------
    draft : Draft
        The finished name.
    view : SegmentView
        What was measured.

    Returns
    -------
    tuple of str
        The name's claims, the two strongest it does not use, the licence of its time words, and doubts.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.profile.conditions import claims_of
    >>> from coterie.profile.composition import compose
    >>> from coterie.profile.evidence import gather
    >>> view = gather({"n_orders": np.repeat([1.0, 5.0], 20)}, np.repeat([0, 1], 20)).views[0]
    >>> proof(compose(view, claims_of(view)), view)
    ('Single-order: 100 % (95 % interval 84 to 100 %) ordered once; of all customers 50 %.',)
    """
    used = draft.used
    spare = [claim for claim in draft.claims.values() if claim not in used]
    spare.sort(key=lambda claim: (not claim.clear, -claim.weight, claim.id))
    lines = [_line(claim.word[:1].upper() + claim.word[1:], claim, view) for claim in used]
    lines += [_line(f"Also {claim.word}", claim, view) for claim in spare[:_N_UNUSED]]
    return (*lines, *_licences(draft, view), *draft.doubts)


def _line(word: str, claim: Claim, view: SegmentView) -> str:
    """Prove one claim."""
    found = claim.evidence
    text = _share_text(claim, found, view) if isinstance(found, Proportion) else _effect_text(found, view)
    return f"{word}{'' if claim.clear else ' (weak)'}: {text}{_further(claim, view)}."


def _share_text(claim: Claim, share: Proportion, view: SegmentView) -> str:
    """Write "79 % (95 % interval 76 to 81 %) were silent for more than 110 days ...; of all customers 30 %"."""
    clock = view.evidence.clock
    horizon = number(round(clock.horizon_days)) if clock else ""
    newcomer = number(round(clock.newcomer_days)) if clock else ""
    said = {
        "NEW": f"first ordered within the last {newcomer} days",
        "LAPSED": f"have been silent for more than {horizon} days and over twice their own gap between orders",
        "RISK": "have been away for twice their own gap between orders, or longer",
        "OVERDUE": "have been away for twice their own gap between orders, or longer",
    }.get(claim.id, "ordered once")
    interval = f"95 % interval {100 * share.limits[0]:.0f} to {100 * share.limits[1]:.0f} %"
    return f"{percent(share.share)} ({interval}) {said}; of all customers {percent(share.base)}"


def _effect_text(effect: Effect, view: SegmentView) -> str:
    """Write "median spend 4,812 against 674.5 for all customers: 7.1 times (95 % interval 6.7 to 7.9); 99 % chance"."""
    ranked = view.evidence.ranked[effect.feature]
    shown = effect if _is_visible(effect) else exceedance(ranked, effect, segment=view.segment)
    words = _words(effect.feature)
    chance = f"{percent(max(effect.chance, 1 - effect.chance))} chance that a member"
    action = words.more if effect.delta >= 0 else words.less
    interval = ratio_interval(ranked, shown, segment=view.segment)
    times = ""
    if interval is not None and shown.segment != 0:
        times = f": {_times(shown.ratio)} times (95 % interval {_times(interval[0])} to {_times(interval[1])})"
    return f"{_against(shown, words.noun)} for all customers{times}; {chance} {action} than a non-member"


def _is_visible(effect: Effect) -> bool:
    """Whether the two medians show the difference: among few distinct values they may be equal."""
    times = effect.ratio if effect.delta >= 0 else 1 / effect.ratio if effect.ratio else float("inf")
    return effect.kind != "median" or times >= _VISIBLE_TIMES


def _against(effect: Effect, noun: str) -> str:
    """Put the segment's typical value beside the base's."""
    if effect.kind == "mean":
        return f"{noun} {percent(effect.segment)} on average, against {percent(effect.base)}"
    if effect.kind == "median":
        return f"median {noun} {_value(effect, effect.segment)} against {_value(effect, effect.base)}"
    limit = _value(effect, effect.threshold)
    above = f"more than {_counted(effect.threshold, 'order')}" if noun == "orders" else f"{noun} above {limit}"
    return f"{above} in {percent(effect.segment)}, against {percent(effect.base)}"


def _value(effect: Effect, x: float) -> str:
    """Write a value of the effect's feature; days are whole from ten on, and have one digit more below."""
    if not effect.feature.endswith("_days"):
        return number(x)
    return number(round(x) if x >= _TEN else round(x, 1))


def _times(ratio: float) -> str:
    """Write a ratio with two digits."""
    return f"{ratio:.0f}" if ratio >= _TEN else f"{ratio:.2f}" if ratio < _ONE else f"{ratio:.1f}"


def _words(feature: str) -> _Words:
    """Return how to speak of a feature or category."""
    category = category_words(feature.removeprefix(CATEGORY))
    fallback = _Words(f"share spent on {category}", f"spends more on {category}", f"spends less on {category}")
    return _WORDS.get(feature, fallback)


def _further(claim: Claim, view: SegmentView) -> str:
    """Add the second condition of claims that have one."""
    if claim.id in ("HIGH", "TOP"):
        return f"; {view.lift:.1f} times as many members as expected are among the fifth who spend most"
    if claim.id in ("DISCOUNT", "RETURNS", "FULL") and isinstance(claim.evidence, Effect):
        pooled = view.evidence.pooled[claim.evidence.feature]
        return f"; over all orders together {percent(pooled[view.segment])}, against {percent(pooled[-1])}"
    silent = view.proportion("silent")
    if claim.id == "LOYAL" and silent is not None:
        return f"; {percent(silent.share)} have been silent for unusually long, against {percent(silent.base)}"
    if claim.id == "RISK":
        return f"; they had more to lose: {_typical_against_rest(view)}"
    return ""


def _typical_against_rest(view: SegmentView) -> str:
    """Say in what an at-risk segment was better than the rest."""
    found = [effect for name in ("monetary_total", "n_orders") if (effect := view.effect(name)) is not None]
    best = max(found, key=lambda effect: effect.delta)
    return f"{_against(best, _words(best.feature).noun)} for all customers"


def _licences(draft: Draft, view: SegmentView) -> tuple[str, ...]:
    """Say why a time word may be believed here."""
    clock = view.evidence.clock
    used = {claim.id for claim in draft.used}
    if clock is None:
        return ()
    silence = (_silence_text(clock),) if used & {"LAPSED", "RISK", "OVERDUE"} else ()
    newcomers = (_newcomers_text(clock),) if used & {"NEW", "LONG", "NEWER"} else ()
    return silence + newcomers


def _silence_text(clock: Clock) -> str:
    """Write the numbers of the silence licence."""
    found, days = clock.silence, number(round(clock.silence.window_days))
    return (
        f"Silence can be read in these data: of {found.n_silent:,} customers who were silent {days} days before the "
        f"end, {percent(found.comeback_silent)} (at most {percent(found.comeback_silent_high)}) ordered again by the "
        f"end; of the other {found.n_others:,}, {percent(found.comeback_others)} did."
    )


def _newcomers_text(clock: Clock) -> str:
    """Write the numbers of the newcomer licence."""
    found, days = clock.newcomers, number(round(clock.newcomers.hidden_days))
    return (
        f"New can be told from old in these data: with the first {days} days hidden, {percent(found.share_new)} "
        f"(at least {percent(found.share_new_low)}) of the {found.n_called:,} customers who looked new were so."
    )
