"""What may be said of a segment of a customer table, each with the number that proves it.

In: the evidence of all segments. Out: a :class:`TraitClaim` for every word whose condition holds. The one rule: a word
is gated on the segment against all others, and needs ten members to be clear.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coterie.profile.effects import LARGE, Effect, compare, level
from coterie.profile.shares import MIN_CLEAR, Proportion, Strength
from coterie.profile.traits.phrases import amount_word, family_of, level_words, statement_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coterie.profile.ranks import Ranked
    from coterie.profile.traits.gauges import Gauge, TraitEvidence

__all__ = ["TraitClaim", "find_claims", "with_board"]

_CLEAR_SHARE, _CLEAR_LIMIT = 0.30, 0.15
_WEAK_SHARE, _WEAK_LIMIT = 0.15, 0.05
_TIES = 0.25
_BOARD_SHARE, _BOARD_COLUMNS = 0.75, 4
_DIGITS = 9


@dataclass(frozen=True)
class TraitClaim:
    """A word that holds of a segment, with the number that proves it.

    Parameters
    ----------
    gauge : Gauge
        What it speaks of.
    sign : {1, -1}
        More, or less.
    word : str
        As it stands in a name.
    clear : bool
        Whether it passed the clear thresholds rather than the weak ones.
    weight : float
        How large the difference is, in units of the clear threshold.
    evidence : Effect or Proportion
        What was measured.
    board : tuple of int
        For "across the board": how many of how many numbers lie on the side of the sign.
    """

    gauge: Gauge
    sign: int
    word: str
    clear: bool
    weight: float
    evidence: Effect | Proportion
    board: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        """Stable name: the column, and its side."""
        side = "high" if self.sign > 0 else "low"
        return f"all_numbers:{side}" if self.board else f"{self.gauge.column}:{side}"

    @property
    def says_what_is_not(self) -> bool:
        """Whether it only excludes one of several levels, and leaves open which one is there."""
        return self.gauge.kind == "level" and self.sign < 0

    @property
    def order(self) -> tuple[bool, float, int, str, int]:
        """Clear before weak, then the larger difference, then the table's order."""
        return not self.clear, -self.weight, self.gauge.place, self.gauge.column, -self.sign

    @property
    def reading_order(self) -> tuple[bool, bool, bool, int, str]:
        """As claims follow one another in a name: age, what there is, what there is not."""
        is_age = not self.board and family_of(self.gauge) in ("age", "birth") and not self.gauge.is_statement
        return not is_age, not self.board, self.sign < 0, self.gauge.place, self.gauge.column


def find_claims(evidence: TraitEvidence) -> tuple[tuple[TraitClaim, ...], ...]:
    """Find every claim that holds.

    Parameters
    ----------
    evidence : TraitEvidence

    Returns
    -------
    tuple of tuple of TraitClaim, one per segment
        The strongest first.

    Notes
    -----
    An amount is clear from a Cliff's delta of 0.474 with a near limit of 0.33, weak from 0.33 and 0.147, and the
    segment's median must lie on the claimed side of all customers'. A statement is clear where its share is 30 points
    above or below that of the others with a near limit (Newcombe 1998) of 15, weak from 15 and 5.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.profile.traits.gauges import gather
    >>> from coterie.tables import Trait
    >>> income = Trait("income", "Income", "income", "number", "basis", "")
    >>> found = find_claims(gather({"income": np.arange(40.0)}, np.repeat([0, 1], 20), traits=[income]))
    >>> [[claim.word for claim in claims] for claims in found]
    [['low income'], ['high income']]
    """
    found: list[list[TraitClaim]] = [[] for _ in range(evidence.n_segments)]
    for gauge in evidence.gauges:
        claims = _of_statement(gauge) if gauge.is_statement else _of_amount(gauge)
        for segment, claim in enumerate(claims):
            found[segment] += [claim] if claim is not None else []
    return tuple(tuple(sorted(claims, key=lambda claim: claim.order)) for claims in found)


def _of_amount(gauge: Gauge) -> list[TraitClaim | None]:
    """Say of each segment whether it lies clearly or weakly above or below the others."""
    return [_above_or_below(gauge, segment, effect) for segment, effect in enumerate(compare(gauge.ranked))]


def _above_or_below(gauge: Gauge, segment: int, effect: Effect) -> TraitClaim | None:
    """Apply the gates of an amount."""
    sign = 1 if effect.delta > 0 else -1
    strength = level(effect, sign, big=-math.inf, small=-math.inf)
    if strength is None or not _is_on_side(gauge.ranked, segment, sign):
        return None
    word = amount_word(gauge, sign, typical=gauge.ranked.members(segment).median)
    weight = round(abs(effect.delta) / LARGE, _DIGITS)
    return TraitClaim(gauge, sign, word, strength == "clear", weight, effect)


def _is_on_side(ranked: Ranked, segment: int, sign: int) -> bool:
    """Whether the segment's median lies on the side; where many share the base's median, whether more members do."""
    base, members = ranked.everybody, ranked.members(segment)
    middle = base.median
    below, at = int(base.count_to(math.nextafter(middle, -math.inf))), int(base.count_to(middle))
    if at - below <= _TIES * len(base):
        return sign * (members.median - middle) > 0
    n_below = int(members.count_to(math.nextafter(middle, -math.inf)))
    return sign * (len(members) - int(members.count_to(middle)) - n_below) > 0


def _of_statement(gauge: Gauge) -> list[TraitClaim | None]:
    """Say of each segment whether a statement holds clearly or weakly more, or less, often than elsewhere."""
    return [_more_or_less(gauge, gauge.proportion(segment)) for segment in range(len(gauge.ranked.sizes))]


def _more_or_less(gauge: Gauge, found: Proportion) -> TraitClaim | None:
    """Apply the gates of a statement; "not without" is never said."""
    sign = 1 if found.difference > 0 else -1
    strength = _strength(found, sign) if found.n and found.n_rest else None
    if strength is None or (sign < 0 and gauge.kind == "level" and level_words(gauge).startswith("no ")):
        return None
    weight = round(abs(found.difference) / _CLEAR_SHARE, _DIGITS)
    return TraitClaim(gauge, sign, statement_word(gauge, sign, share=found.share), strength == "clear", weight, found)


def _strength(found: Proportion, sign: int) -> Strength | None:
    """Compare a difference of shares and its near limit with the thresholds."""
    difference = round(sign * found.difference, _DIGITS)
    near = min(sign * limit for limit in found.difference_limits)
    if difference >= _CLEAR_SHARE and near >= _CLEAR_LIMIT and found.n >= MIN_CLEAR:
        return "clear"
    return "weak" if difference >= _WEAK_SHARE and near >= _WEAK_LIMIT else None


def with_board(claims: Sequence[TraitClaim], evidence: TraitEvidence) -> tuple[TraitClaim, ...]:
    """Say many numbers in one word, where they all lie on one side.

    Parameters
    ----------
    claims : sequence of TraitClaim
        All that hold of a segment, the strongest first.
    evidence : TraitEvidence

    Returns
    -------
    tuple of TraitClaim
        With "high across the board" first, and without the claims it stands for, where three quarters of four numbers
        or more are clearly high, and none is low.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.profile.traits.gauges import gather
    >>> from coterie.tables import Trait
    >>> traits = [Trait(name, name, name, "number", "basis", "") for name in ("milk", "fish", "bread", "wine")]
    >>> evidence = gather({trait.name: np.arange(40.0) for trait in traits}, np.repeat([0, 1], 20), traits=traits)
    >>> [claim.word for claim in with_board(find_claims(evidence)[1], evidence)]
    ['high across the board']
    """
    numbers = [gauge for gauge in evidence.gauges if _counts(gauge)]
    for sign in (1, -1):
        same = [claim for claim in claims if _counts(claim.gauge) and claim.sign == sign]
        clear = [claim for claim in same if claim.clear]
        against = [claim for claim in claims if _counts(claim.gauge) and claim.sign != sign]
        if len(numbers) >= _BOARD_COLUMNS and len(clear) >= _BOARD_SHARE * len(numbers) and not against:
            best, word = clear[0], f"{'high' if sign > 0 else 'low'} across the board"
            board = replace(best, word=word, board=(len(clear), len(numbers)))
            return board, *(claim for claim in claims if claim not in same)
    return tuple(claims)


def _counts(gauge: Gauge) -> bool:
    """Whether a gauge counts among the numbers that may all be high: an age is neither good nor bad."""
    return gauge.is_number and family_of(gauge) not in ("age", "birth")
