"""From the claims that hold to the words of a name, for a customer table.

In: the claims of one segment. Out: a :class:`TraitDraft`. The one rule: each word of a name says something new, so a
trait that moves with one already named is passed over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coterie.profile.axes import offset
from coterie.profile.effects import MEDIUM, NEGLIGIBLE
from coterie.profile.ranks import pair_delta
from coterie.profile.shares import MIN_CLEAR
from coterie.profile.traits.claims import with_board

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coterie.profile.ranks import Ranked
    from coterie.profile.traits.claims import TraitClaim
    from coterie.profile.traits.gauges import TraitEvidence

__all__ = ["ALL", "TWINS", "TraitDraft", "compose", "draft_names", "says_nothing_new"]

ALL = "All customers"
TWINS = "This segment and its namesake cannot be told apart: merge them, or choose a lower K."
_FEW = "Fewer than ten customers carry no clear name."
_SAME_THING, _SYNONYM = 0.6, 0.75
_NEAR_EQUAL = 0.2
_N_CLAIMS = 3
_LONGEST = 42
_NEARLY_LEVEL = 0.1


@dataclass(frozen=True)
class TraitDraft:
    """A name in the making.

    Parameters
    ----------
    segment : int
    claims : tuple of TraitClaim
        All that may be used, the strongest first.
    chosen : tuple of TraitClaim
        Those of the name.
    plain : str
        What the segment is called where no claim holds.
    extremes : mapping of str to str
        By column: the word that replaces a chosen claim's, "very low spending".
    comparatives : tuple of str
        Words added to tell it from a namesake.
    number : int
        2 for "(2)"; 0 for none.
    doubts : tuple of str
        Why the name is weak although its words are clear.
    """

    segment: int
    claims: tuple[TraitClaim, ...]
    chosen: tuple[TraitClaim, ...]
    plain: str = ""
    extremes: Mapping[str, str] = field(default_factory=dict)
    comparatives: tuple[str, ...] = ()
    number: int = 0
    doubts: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words in the order in which they are read."""
        ordered = sorted(self.chosen, key=lambda claim: claim.reading_order)
        spoken = [claim.word if claim.board else self.extremes.get(claim.gauge.column, claim.word) for claim in ordered]
        return (*((self.plain,) if self.plain else ()), *spoken, *self.comparatives)

    @property
    def key(self) -> frozenset[str]:
        """The words as a set: equal keys are equal names."""
        return frozenset((*self.words, f"({self.number})"))

    @property
    def is_clear(self) -> bool:
        """Whether every word is."""
        return bool(self.chosen or self.plain == ALL) and all(claim.clear for claim in self.chosen) and not self.doubts

    @property
    def text(self) -> str:
        """The name as it is read."""
        text = ", ".join(self.words) + (f" ({self.number})" if self.number else "")
        return text[:1].upper() + text[1:]


def draft_names(claims: Sequence[Sequence[TraitClaim]], evidence: TraitEvidence) -> tuple[TraitDraft, ...]:
    """Choose the words of every segment's name; segments that cannot be told apart get the same.

    Parameters
    ----------
    claims : sequence of sequences of TraitClaim
        All that hold of each segment, the strongest first.
    evidence : TraitEvidence

    Returns
    -------
    tuple of TraitDraft, one per segment

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.profile.traits.claims import find_claims
    >>> from coterie.profile.traits.gauges import gather
    >>> from coterie.tables import Trait
    >>> income = Trait("income", "Income", "income", "number", "basis", "")
    >>> evidence = gather({"income": np.arange(40.0)}, np.repeat([0, 1], 20), traits=[income])
    >>> [draft.text for draft in draft_names(find_claims(evidence), evidence)]
    ['Low income', 'High income']
    """
    drafts: dict[int, TraitDraft] = {}
    for twins in _twins(evidence):
        drafts |= (
            _of_twins(twins, claims, evidence) if len(twins) > 1 else {twins[0]: _draft(twins[0], claims, evidence)}
        )
    return tuple(drafts[segment] for segment in sorted(drafts))


def _draft(segment: int, claims: Sequence[Sequence[TraitClaim]], evidence: TraitEvidence) -> TraitDraft:
    """Choose the words of one segment that is like no other."""
    usable = with_board(claims[segment], evidence)
    chosen = compose(usable, evidence)
    is_whole_but_small = evidence.n_segments == 1 and evidence.sizes[segment] < MIN_CLEAR
    doubts = (_FEW,) if is_whole_but_small else ()
    return TraitDraft(segment, usable, chosen, "" if chosen else _plain(segment, evidence), doubts=doubts)


def _of_twins(
    twins: Sequence[int], claims: Sequence[Sequence[TraitClaim]], evidence: TraitEvidence
) -> dict[int, TraitDraft]:
    """Choose the same words for segments that are alike, of those that hold of all."""
    shared = set.intersection(*({(claim.id, claim.word) for claim in claims[segment]} for segment in twins))
    usable = {
        segment: tuple(claim for claim in claims[segment] if (claim.id, claim.word) in shared) for segment in twins
    }
    chosen = {claim.id for claim in compose(usable[twins[0]], evidence)}
    plain = "" if chosen else _plain(twins[0], evidence)
    return {
        segment: TraitDraft(segment, held, tuple(claim for claim in held if claim.id in chosen), plain, doubts=(TWINS,))
        for segment, held in usable.items()
    }


def _twins(evidence: TraitEvidence) -> list[list[int]]:
    """Group segments of which no gauge tells one from another; most stand alone."""
    groups: list[list[int]] = []
    for segment in sorted(range(evidence.n_segments), key=evidence.signature):
        alike = [group for group in groups if any(_are_alike(segment, other, evidence) for other in group)]
        groups = [group for group in groups if group not in alike]
        groups.append([*(other for group in alike for other in group), segment])
    return groups


def _are_alike(one: int, other: int, evidence: TraitEvidence) -> bool:
    """Whether no gauge tells two segments apart; most are told apart by their mean ranks, which cost nothing."""
    lines = [gauge.ranked for gauge in evidence.gauges]
    if any(abs(offset(line, (one,)) - offset(line, (other,))) > _NEARLY_LEVEL for line in lines):
        return False
    return all(abs(pair_delta(line, one, other=other)) < NEGLIGIBLE for line in lines)


def _plain(segment: int, evidence: TraitEvidence) -> str:
    """Name a segment of which no claim holds."""
    if evidence.n_segments == 1:
        return ALL
    if evidence.sizes[segment] < MIN_CLEAR:
        return "Small group"
    deltas = [_delta(gauge.ranked, segment) for gauge in evidence.gauges]
    return "Mixed" if any(abs(delta) >= MEDIUM for delta in deltas) else "Average"


def _delta(ranked: Ranked, segment: int) -> float:
    """Cliff's delta against the rest; 0 where there is none."""
    n, n_rest = len(ranked.values), len(ranked.values) - int(ranked.sizes[segment])
    return 2 * offset(ranked, (segment,)) * n / n_rest if n_rest else 0.0


def compose(claims: Sequence[TraitClaim], evidence: TraitEvidence) -> tuple[TraitClaim, ...]:
    """Choose the words of one name.

    Parameters
    ----------
    claims : sequence of TraitClaim
        That may be used.
    evidence : TraitEvidence
        Knows which traits move together.

    Returns
    -------
    tuple of TraitClaim
        Up to two clear claims, a third where the name stays short; else the best weak one; none where none holds.

    Notes
    -----
    The best clear claim of something that is there leads; that a level is rare is said only where nothing else can be.
    Of traits that say nearly the same (Spearman's correlation from 0.75, about as strong) the one with the shortest
    words is taken; a trait that moves with one already named (from 0.6) is passed over.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.profile.traits.claims import find_claims
    >>> from coterie.profile.traits.gauges import gather
    >>> from coterie.tables import Trait
    >>> traits = [Trait(name, name, name, "number", "basis", "") for name in ("annual income", "income")]
    >>> evidence = gather({trait.name: np.arange(40.0) for trait in traits}, np.repeat([0, 1], 20), traits=traits)
    >>> [claim.word for claim in compose(find_claims(evidence)[0], evidence)]
    ['low income']
    """
    pool = sorted(claims, key=lambda claim: (not claim.board, claim.order))
    if not pool:
        return ()
    lead = next((claim for claim in pool if claim.board or (claim.clear and claim.sign > 0)), pool[0])
    chosen = [_in_short(lead, pool, evidence)]
    if not lead.clear:
        return tuple(chosen)
    for claim in (claim for claim in pool if claim.clear and not claim.says_what_is_not):
        if says_nothing_new(claim, chosen, evidence=evidence):
            continue
        fresh = [other for other in pool if not says_nothing_new(other, chosen, evidence=evidence)]
        longer = [*chosen, _in_short(claim, fresh, evidence)]
        if len(longer) < _N_CLAIMS or (len(longer) == _N_CLAIMS and _length(longer) <= _LONGEST):
            chosen = longer
    return tuple(chosen)


def _length(chosen: Sequence[TraitClaim]) -> int:
    """Count the letters of a name."""
    return len(", ".join(claim.word for claim in chosen))


def _in_short(claim: TraitClaim, pool: Sequence[TraitClaim], evidence: TraitEvidence) -> TraitClaim:
    """Return the claim with the shortest words among those that say nearly the same as strongly."""
    if claim.board:
        return claim
    same = [
        other
        for other in pool
        if not other.board
        and (other.clear, other.sign) == (claim.clear, claim.sign)
        and other.weight >= claim.weight - _NEAR_EQUAL
        and abs(evidence.correlation(claim.gauge, other.gauge)) >= _SYNONYM
    ]
    return min([claim, *same], key=lambda other: (len(other.word), other.order))


def says_nothing_new(claim: TraitClaim, chosen: Sequence[TraitClaim], *, evidence: TraitEvidence) -> bool:
    """Say whether a claim repeats what a name already says.

    Parameters
    ----------
    claim : TraitClaim
    chosen : sequence of TraitClaim
        Those of the name.
    evidence : TraitEvidence

    Returns
    -------
    bool
        True where trait or word is named, the trait moves with one that is, or the claim follows from one.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.profile.traits.claims import find_claims
    >>> from coterie.profile.traits.gauges import gather
    >>> from coterie.tables import Trait
    >>> income = Trait("income", "Income", "income", "number", "basis", "")
    >>> evidence = gather({"income": np.arange(40.0)}, np.repeat([0, 1], 20), traits=[income])
    >>> claim = find_claims(evidence)[0][0]
    >>> says_nothing_new(claim, [], evidence=evidence), says_nothing_new(claim, [claim], evidence=evidence)
    (False, True)
    """
    return any(
        claim.gauge.trait.name == other.gauge.trait.name
        or claim.word == other.word
        or abs(evidence.correlation(claim.gauge, other.gauge)) >= _SAME_THING
        or evidence.follows(other.gauge, sign=other.sign, other=claim.gauge, other_sign=claim.sign)
        for other in chosen
    )
