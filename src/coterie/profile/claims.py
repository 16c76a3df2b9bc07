"""The words that may be said of a segment, each with the number that proves it.

In: what a rule found. Out: :class:`Claim`, and :class:`Rule`, which defines one. The one rule: a claim names what it
rests on, and is clear only for ten members or more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coterie.profile.shares import MIN_CLEAR, Proportion, Strength

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from coterie.profile.effects import Effect
    from coterie.profile.evidence import SegmentView

    Held: TypeAlias = "Mapping[str, Claim]"
    Test: TypeAlias = "Callable[[SegmentView, Held], Claim | None]"

__all__ = ["STATES", "Claim", "Rule", "claim_of_effect", "claim_of_share"]

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
    >>> Claim("FEW", "occasional", False, Proportion(6, 10, 9, 90), 0.4).clear
    False
    """

    id: str
    word: str
    clear: bool
    evidence: Effect | Proportion
    weight: float


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
    >>> Rule("NEW", "most first ordered lately", "most did not", lambda view, held: None).id
    'NEW'
    """

    id: str
    condition: str
    disproof: str
    test: Test
    replaces: tuple[str, ...] = ()


def claim_of_effect(key: str, word: str, *, strength: Strength | None, effect: Effect | None) -> Claim | None:
    """Make a claim that rests on one feature's effect.

    Parameters
    ----------
    key, word : str
    strength : {'clear', 'weak'} or None
    effect : Effect or None
        None where the feature was not given.

    Returns
    -------
    Claim or None

    Examples
    --------
    >>> claim_of_effect("FEW", "occasional", strength=None, effect=None) is None
    True
    """
    if strength is None or effect is None:
        return None
    return Claim(key, word, strength == "clear" and effect.n >= MIN_CLEAR, effect, abs(effect.delta))


def claim_of_share(key: str, word: str, *, strength: Strength | None, share: Proportion) -> Claim | None:
    """Make a claim that rests on a share of members.

    Parameters
    ----------
    key, word : str
    strength : {'clear', 'weak'} or None
    share : Proportion

    Returns
    -------
    Claim or None

    Examples
    --------
    >>> claim_of_share("NEW", "new", strength="clear", share=Proportion(9, 9, 0, 90)).clear
    False
    """
    if strength is None:
        return None
    return Claim(key, word, strength == "clear" and share.n >= MIN_CLEAR, share, abs(share.share - share.rest))
