"""The numbers behind the name of a segment of a customer table, as plain sentences.

In: finished drafts with the evidence. Out: text for people who do marketing. The one rule: every number stands beside
the same number of all customers.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from coterie.profile.effects import Effect, compare, exceedance
from coterie.profile.intervals import ratio_interval
from coterie.profile.shares import Proportion
from coterie.profile.traits.composition import ALL, says_nothing_new
from coterie.profile.traits.phrases import family_of, level_words
from coterie.profile.wording import number, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coterie.profile.traits.claims import TraitClaim
    from coterie.profile.traits.composition import TraitDraft
    from coterie.profile.traits.gauges import Gauge, TraitEvidence

__all__ = ["proof", "sentence"]

_N_UNUSED, _N_TOLD = 2, 4
_VISIBLE_TIMES = 1.1
_TEN = 10
_COMPARED: dict[str, tuple[str, str]] = {
    "age": ("is older", "is younger"),
    "birth": ("is younger", "is older"),
    "date": ("has an earlier date", "has a later date"),
}


def sentence(draft: TraitDraft, evidence: TraitEvidence) -> str:
    """Say who a segment is: its size, and its typical member beside all customers.

    Parameters
    ----------
    draft : TraitDraft
        The finished name.
    evidence : TraitEvidence

    Returns
    -------
    str

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.profile.traits.composition import TraitDraft
    >>> from coterie.profile.traits.gauges import gather
    >>> from coterie.tables import Trait
    >>> income = Trait("income", "Income", "income", "number", "basis", "")
    >>> evidence = gather({"income": [20.0, 30.0, 40.0]}, [0, 0, 1], traits=[income])
    >>> sentence(TraitDraft(0, (), (), "Average"), evidence)
    'Average: 2 customers (67 %). Typical member: income 25 (all customers: 30).'
    """
    size, n_all = int(evidence.sizes[draft.segment]), int(evidence.sizes.sum())
    head = f"{draft.text}: {size:,} customer{'' if size == 1 else 's'} ({percent(size / n_all)})."
    told = [gauge for gauge in _told(draft, evidence) if evidence.sizes[draft.segment] and _is_known(gauge, draft)]
    amounts = [_beside(gauge, draft) for gauge in told if not gauge.is_statement]
    statements = [_beside(gauge, draft) for gauge in told if gauge.is_statement]
    return head + _listed("Typical member", amounts, draft) + _listed("Members", statements, draft)


def _told(draft: TraitDraft, evidence: TraitEvidence) -> list[Gauge]:
    """Choose what to tell: what the name speaks of, then the strongest other claims, then the first of the basis."""
    spoken = sorted(draft.chosen, key=lambda claim: claim.reading_order)
    for claim in draft.claims:
        spoken += [] if says_nothing_new(claim, spoken, evidence=evidence) else [claim]
    first = [gauge for gauge in evidence.gauges if gauge.trait.role == "basis" and gauge.kind != "level"]
    gauges: dict[str, Gauge] = {}
    for gauge in (*(claim.gauge for claim in spoken), *first):
        gauges.setdefault(gauge.trait.name, gauge)
    return list(gauges.values())[: max(_N_TOLD, len(draft.chosen))]


def _is_known(gauge: Gauge, draft: TraitDraft) -> bool:
    """Whether any member has a value."""
    return bool(gauge.ranked.sizes[draft.segment])


def _beside(gauge: Gauge, draft: TraitDraft) -> tuple[str, str]:
    """Give a member's typical value with its trait, and that of all customers."""
    if gauge.is_statement:
        found = gauge.proportion(draft.segment)
        with_any = "with " if gauge.kind == "any" else ""
        return f"{percent(found.share)} {with_any}{level_words(gauge)}", percent(found.base)
    typical, base = gauge.ranked.members(draft.segment).median, gauge.ranked.everybody.median
    return f"{gauge.trait.words} {_value(gauge, typical)}", _value(gauge, base)


def _listed(head: str, pairs: Sequence[tuple[str, str]], draft: TraitDraft) -> str:
    """Write values in a row; only the first says what stands in brackets, and one segment of all has none."""
    if not pairs:
        return ""
    if draft.plain == ALL:
        return f" {head}: {', '.join(value for value, _ in pairs)}."
    first, *others = pairs
    told = [f"{first[0]} (all customers: {first[1]})", *(f"{value} ({base})" for value, base in others)]
    return f" {head}: {', '.join(told)}."


def proof(draft: TraitDraft, evidence: TraitEvidence) -> tuple[str, ...]:
    """Give the numbers behind a name, a line each.

    Parameters
    ----------
    draft : TraitDraft
        The finished name.
    evidence : TraitEvidence

    Returns
    -------
    tuple of str
        The name's claims, the two strongest that say something new, the targets, and doubts.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.profile.traits.claims import find_claims
    >>> from coterie.profile.traits.composition import draft_names
    >>> from coterie.profile.traits.gauges import gather
    >>> from coterie.tables import Trait
    >>> partner = Trait("partner", "Partner", "partner", "yes/no", "basis", "", ("No", "Yes"))
    >>> evidence = gather({"partner": np.repeat([1.0, 0.0], 20)}, np.repeat([0, 1], 20), traits=[partner])
    >>> proof(draft_names(find_claims(evidence), evidence)[0], evidence)
    ('Partner: 100 % (95 % interval 84 to 100 %); of all customers 50 %.',)
    """
    used = sorted(draft.chosen, key=lambda claim: claim.reading_order)
    lines = [_line(_capital(_word(claim, draft)), claim, draft) for claim in used]
    lines += [_line(f"Also {claim.word}", claim, draft) for claim in _spare(draft, evidence)]
    return (*lines, *_targets(draft, evidence), *draft.doubts)


def _word(claim: TraitClaim, draft: TraitDraft) -> str:
    """Return a claim's word as the name has it."""
    return claim.word if claim.board else draft.extremes.get(claim.gauge.column, claim.word)


def _spare(draft: TraitDraft, evidence: TraitEvidence) -> list[TraitClaim]:
    """Return the strongest claims that the name leaves out and that say something else."""
    found: list[TraitClaim] = []
    for claim in draft.claims:
        if len(found) < _N_UNUSED and not says_nothing_new(claim, [*draft.chosen, *found], evidence=evidence):
            found.append(claim)
    return found


def _line(word: str, claim: TraitClaim, draft: TraitDraft) -> str:
    """Prove one claim."""
    found = claim.evidence
    if isinstance(found, Proportion):
        text = _share_text(_without(found) if _is_negated(claim, draft) else found)
    else:
        text = _effect_text(claim.gauge, found, draft)
    if claim.board:
        side = "above" if claim.sign > 0 else "below"
        text = f"{claim.board[0]} of {claim.board[1]} numbers lie clearly {side} those of all others; foremost {text}"
    return f"{word}{'' if claim.clear else ' (weak)'}: {text}."


def _is_negated(claim: TraitClaim, draft: TraitDraft) -> bool:
    """Whether the words speak of those of whom the statement does not hold ("no partner", not "less often partner")."""
    return claim.sign < 0 and _word(claim, draft).startswith(("no ", "not "))


def _without(found: Proportion) -> Proportion:
    """Return the shares of those of whom the statement does not hold."""
    return Proportion(found.n - found.n_true, found.n, found.n_rest - found.n_rest_true, found.n_rest)


def _share_text(found: Proportion) -> str:
    """Write "79 % (95 % interval 76 to 81 %); of all customers 30 %"."""
    low, high = found.limits
    interval = f"95 % interval {100 * low:.0f} to {100 * high:.0f} %"
    return f"{percent(found.share)} ({interval}); of all customers {percent(found.base)}"


def _effect_text(gauge: Gauge, effect: Effect, draft: TraitDraft) -> str:
    """Write "median income 87 against 62 for all customers: 1.4 times (...); 98 % (...) chance that a member ..."."""
    ranked, segment = gauge.ranked, draft.segment
    typical, base = ranked.members(segment).median, ranked.everybody.median
    shown = f"median {gauge.trait.words} {_value(gauge, typical)} against {_value(gauge, base)} for all customers"
    if typical == base:
        above = exceedance(ranked, effect, segment=segment)
        beside = f"{percent(above.segment)}, against {percent(above.base)} of all customers"
        shown = f"{gauge.trait.words} above {_value(gauge, above.threshold)} in {beside}"
    return f"{shown}{_times_text(gauge, effect, draft)}; {_chance_text(gauge, effect)}"


def _times_text(gauge: Gauge, effect: Effect, draft: TraitDraft) -> str:
    """Write how many times the base a median is, where ratios mean something."""
    is_ratio = gauge.trait.kind == "number" and family_of(gauge) == "other" and gauge.ranked.values[0] >= 0
    times = effect.ratio if effect.delta >= 0 else 1 / effect.ratio if effect.ratio else math.inf
    if not is_ratio or effect.kind != "median" or not _VISIBLE_TIMES <= times < math.inf:
        return ""
    interval = ratio_interval(gauge.ranked, effect, segment=draft.segment)
    return (
        ""
        if interval is None
        else f": {_times(effect.ratio)} times (95 % interval {_times(interval[0])} to {_times(interval[1])})"
    )


def _times(ratio: float) -> str:
    """Write a ratio with two digits."""
    return f"{ratio:.0f}" if ratio >= _TEN else f"{ratio:.2f}" if ratio < 1 else f"{ratio:.1f}"


def _chance_text(gauge: Gauge, effect: Effect) -> str:
    """Write "98 % (95 % interval 96 to 99 %) chance that a member has more than a non-member"."""
    low, high = (round(50 * (1 + delta)) for delta in (effect.low, effect.high))
    more, less = _COMPARED.get(family_of(gauge), ("stands higher", "stands lower"))
    if gauge.trait.kind == "number" and family_of(gauge) not in _COMPARED:
        more, less = "has more", "has less"
    if effect.delta < 0:
        low, high, more = 100 - high, 100 - low, less
    chance = percent(max(effect.chance, 1 - effect.chance))
    return f"{chance} (95 % interval {low} to {high} %) chance that a member {more} than a non-member"


def _targets(draft: TraitDraft, evidence: TraitEvidence) -> Iterator[str]:
    """Tell what one would foretell, beside the name: it made neither the segment nor its name."""
    if evidence.n_segments == 1:
        return
    for gauge in evidence.targets:
        if not gauge.ranked.sizes[draft.segment]:
            continue
        if gauge.is_statement:
            words = level_words(gauge) if gauge.kind != "any" else f"any {level_words(gauge)}"
            yield f"Told beside the name: {words} {_share_text(gauge.proportion(draft.segment))}."
        else:
            effect = compare(gauge.ranked)[draft.segment]
            yield f"Told beside the name: {_effect_text(gauge, effect, draft)}."


def _value(gauge: Gauge, x: float) -> str:
    """Write a value: a class by its own word, a year without a mark for thousands."""
    levels = gauge.trait.levels
    if gauge.trait.kind == "ordered" and levels:
        low, high = levels[max(math.ceil(x - 0.5) - 1, 0)], levels[min(math.floor(x + 0.5), len(levels)) - 1]
        return low if low == high else f"{low} to {high}"
    if gauge.trait.kind == "date":
        return f"{number(round(x))} days ago"
    return f"{x:.0f}" if family_of(gauge) == "birth" else number(x)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
