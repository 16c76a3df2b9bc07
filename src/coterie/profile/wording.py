"""Numbers and claims as plain sentences.

In: claims with the effects they rest on. Out: text for people who do marketing. The one rule: every number in a
sentence was computed from the data, and stands beside the same number of all customers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.profile.effects import Effect
from coterie.profile.evidence import CATEGORY
from coterie.profile.intervals import ratio_interval
from coterie.profile.shares import Proportion

if TYPE_CHECKING:
    from coterie.profile.claims import Claim
    from coterie.profile.clock import Clock
    from coterie.profile.composition import Draft
    from coterie.profile.evidence import Evidence, SegmentView

__all__ = ["number", "percent", "proof", "sentence"]

_THOUSAND, _DIGITS = 1000, 4
_WHOLE_PERCENT = 10
_N_UNUSED = 2
_PLAIN = {
    "return_share": ("share of spend returned", "returns a larger share", "returns a smaller share"),
    "monetary_total": ("spend", "spends more", "spends less"),
    "monetary_mean": ("spend per order", "spends more per order", "spends less per order"),
    "items_per_order": ("items per order", "buys more at once", "buys less at once"),
    "n_orders": ("orders", "ordered more often", "ordered less often"),
    "recency_days": ("days since the last order", "has been away for longer", "ordered more recently"),
    "discount_share": ("share of price taken off", "gets larger discounts", "gets smaller discounts"),
    "tenure_days": ("days since the first order", "has been a customer for longer", "became a customer later"),
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
    if abs(x) >= _THOUSAND - 0.05:
        return f"{x:,.0f}"
    text = f"{x:.{_DIGITS}g}" if abs(x) >= 1 else f"{x:.2g}"
    whole = f"{float(text):.4f}".rstrip("0").rstrip(".")
    return "0" if whole in ("-0", "") else whole


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
    return f"{_hundredths(share)} %"


def _hundredths(share: float) -> str:
    """Write a percentage without its sign."""
    x = 100 * share
    if 0 < abs(x) < 0.1:
        return "under 0.1"
    if 99 < x < 100:
        return "over 99"
    return f"{x:.0f}" if abs(x) >= _WHOLE_PERCENT or x == 0 else f"{x:.1f}".removesuffix(".0")


def sentence(name: str, view: SegmentView) -> str:
    """Say who a segment is: size, money and its typical member beside all customers.

    Parameters
    ----------
    name : str
    view : SegmentView

    Returns
    -------
    str

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.profile.evidence import gather
    >>> sentence("One-time", gather({"n_orders": np.array([1.0, 1.0, 4.0])}, np.array([0, 0, 1])).views[0])
    'One-time: 2 customers (67 %). Typical member: 1 order (base: 1 order).'
    """
    evidence = view.evidence
    size = f"{view.size:,} customer{'' if view.size == 1 else 's'} ({percent(view.share)})"
    money = f", {percent(evidence.spend_shares[view.segment])} of spend" if len(evidence.spend_shares) else ""
    member, base = _typical_member(evidence, view.segment), _typical_member(evidence, evidence.n_segments)
    typical = f" Typical member: {', '.join(member)} (base: {', '.join(base)})." if member else ""
    clock = evidence.clock
    seen = f" All in the {number(clock.days_seen)} days seen." if clock and not clock.has_history else ""
    return f"{name}: {size}{money}.{typical}{seen}"


def _typical_member(evidence: Evidence, segment: int) -> list[str]:
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

    Returns
    -------
    tuple of str
        The name's claims, the two strongest it does not use, the licence of its time words, and doubts.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.profile.claims import claims_of
    >>> from coterie.profile.composition import compose
    >>> from coterie.profile.evidence import gather
    >>> view = gather({"n_orders": np.repeat([1.0, 5.0], 20)}, np.repeat([0, 1], 20)).views[0]
    >>> proof(compose(view, claims_of(view)), view)
    ('Single-order: 100 % ordered once (base 50 %, 95 % interval 84–100 %).',)
    """
    used = draft.used
    spare = [claim for claim in draft.claims.values() if claim not in used]
    spare.sort(key=lambda claim: (not claim.clear, -claim.weight, claim.id))
    lines = [_line(claim, view) for claim in used]
    lines += [f"Also {_line(claim, view, capital=False)}" for claim in spare[:_N_UNUSED]]
    return (*lines, *_licences(draft, view), *draft.doubts)


def _line(claim: Claim, view: SegmentView, *, capital: bool = True) -> str:
    """Prove one claim."""
    word = claim.word[:1].upper() + claim.word[1:] if capital else claim.word
    weak = "" if claim.clear else " (weak)"
    if isinstance(claim.evidence, Proportion):
        return f"{word}{weak}: {_share_text(claim, claim.evidence, view)}."
    extra = _extra(claim, view)
    return f"{word}{weak}: {_effect_text(claim.evidence, view)}{extra}."


def _share_text(claim: Claim, share: Proportion, view: SegmentView) -> str:
    """Write "79 % silent for more than 110 days (base 30 %, 95 % interval 76-81 %)"."""
    clock = view.evidence.clock
    horizon = number(clock.horizon_days) if clock else ""
    newcomer = number(round(clock.newcomer_days)) if clock else ""
    said = {
        "NEW": f"first ordered within the last {newcomer} days",
        "LAPSED": f"silent for more than {horizon} days and twice their own gap between orders",
        "RISK": "past twice their own gap between orders",
        "OVERDUE": "past twice their own gap between orders",
    }.get(claim.id, "ordered once")
    interval = f"{_hundredths(share.low)}–{_hundredths(share.high)} %"
    return f"{percent(share.share)} {said} (base {percent(share.base)}, 95 % interval {interval})"


def _effect_text(effect: Effect, view: SegmentView) -> str:
    """Write "median spend 4,812 against 674.5: 7.1 x the base, 95 % interval 6.7-7.9; 99 % chance that ..."."""
    noun, more, less = _plain_words(effect.feature)
    if effect.kind == "mean":
        found = f"{noun} {percent(effect.segment)} on average against {percent(effect.base)}"
    elif effect.kind == "median":
        found = f"median {noun} {number(effect.segment)} against {number(effect.base)}"
    else:
        found = f"more than {number(effect.threshold)} {noun}: {percent(effect.segment)} against {percent(effect.base)}"
    interval = ratio_interval(view.evidence.ranked[effect.feature], view.segment, effect)
    if interval is None:
        times = " in the base"
    else:
        times = f": {_times(effect.ratio)} × the base, 95 % interval {_times(interval[0])}–{_times(interval[1])}"
    up = effect.delta >= 0
    chance = effect.chance if up else 1 - effect.chance
    return f"{found}{times}; {percent(chance)} chance that a member {more if up else less} than a non-member"


def _times(ratio: float) -> str:
    """Write a ratio with two digits."""
    return f"{ratio:.0f}" if ratio >= _WHOLE_PERCENT else f"{ratio:.2f}" if ratio < 1 else f"{ratio:.1f}"


def _plain_words(feature: str) -> tuple[str, str, str]:
    """Return the feature's noun, and what a member with more or less of it does."""
    category = feature.removeprefix(CATEGORY)
    return _PLAIN.get(feature, (f"share spent on {category}", f"spends more on {category}", f"spends less on {category}"))


def _extra(claim: Claim, view: SegmentView) -> str:
    """Add the second condition of claims that have one."""
    if claim.id in ("HIGH", "TOP"):
        return f"; {view.lift:.1f} × as many members in the top fifth by spend as expected"
    if claim.id in ("DISCOUNT", "RETURNS", "FULL") and isinstance(claim.evidence, Effect):
        pooled = view.evidence.pooled[claim.evidence.feature]
        return f"; of all its money {percent(pooled[view.segment])} (base {percent(pooled[-1])})"
    silent = view.proportion("silent")
    if claim.id == "LOYAL" and silent is not None:
        return f"; {percent(silent.share)} silent for unusually long (base {percent(silent.base)})"
    return ""


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
    found = clock.silence
    return (
        f"Silence can be read in these data: of {found.n_silent:,} customers who were silent "
        f"{number(round(found.window_days))} days before the end, {percent(found.comeback_silent)} ordered again by the "
        f"end (95 % limit {percent(found.comeback_silent_high)}); of the other {found.n_others:,}, "
        f"{percent(found.comeback_others)}."
    )


def _newcomers_text(clock: Clock) -> str:
    """Write the numbers of the newcomer licence."""
    found = clock.newcomers
    return (
        f"New can be told from old in these data: with the first {number(round(found.hidden_days))} days hidden, "
        f"{percent(found.share_new)} of the {found.n_called:,} customers who looked new were so "
        f"(95 % limit {percent(found.share_new_low)})."
    )
