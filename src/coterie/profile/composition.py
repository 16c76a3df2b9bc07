"""From the claims that hold to the words of a name.

In: the claims of one segment. Out: a :class:`Draft`, which knows its words as a set (two names are equal where their
words are) and as text. The one rule: state first, then one head, then at most one word more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coterie.profile.claims import STATES, Claim
from coterie.profile.effects import MEDIUM
from coterie.profile.shares import MIN_CLEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coterie.profile.evidence import SegmentView

__all__ = ["Draft", "compose", "kind_of"]

_HIDDEN_BY_NEW = frozenset({"ONE", "FEW", "LOW", "SMALL", "NEWER", "RECENT", "FULL"})
_HIDDEN_BY_ABSENCE = frozenset({"STALE", "LONG", "RECENT", "NEWER"})
_BEHAVIOUR = ("TOP", "HIGH", "ONE", "DISCOUNT", "LOYAL", "FREQ", "BIG", "RETURNS", "CAT", "FEW", "LOW", "SMALL", "FULL")
_RELATIVE = ("LONG", "NEWER", "RECENT", "STALE")
_NOUNS = ("regulars", "lovers")
_HEADSTART = 0.3
_SUPERLATIVES = {"recent, more recent": "most recent", "quiet lately, quiet for longer": "quiet longest"}
_MIXED = ("monetary_total", "n_orders", "monetary_mean", "items_per_order", "recency_days")


@dataclass(frozen=True)
class Draft:
    """A name in the making.

    Parameters
    ----------
    segment : int
    claims : mapping of id to Claim
        That may be used: hidden ones are left out.
    state : Claim or None
    words : tuple of Claim
        Head and second word, as they are read.
    plain : str
        What the segment is called where no claim holds.
    added : tuple of Claim
        Claims added to tell it from a namesake.
    comparatives : tuple of str
        "higher spend" ... added for the same reason.
    number : int
        2 for "(2)"; 0 for none.
    doubts : tuple of str
        Why the name is weak although its words are clear.

    Examples
    --------
    >>> Draft(0, {}, None, (), "Average", comparatives=("higher spend",)).text
    'Average, higher spend'
    """

    segment: int
    claims: Mapping[str, Claim]
    state: Claim | None
    words: tuple[Claim, ...]
    plain: str = ""
    added: tuple[Claim, ...] = ()
    comparatives: tuple[str, ...] = ()
    number: int = 0
    doubts: tuple[str, ...] = field(default=())

    @property
    def used(self) -> tuple[Claim, ...]:
        """The claims that stand in the name, in its order."""
        return ((self.state,) if self.state else ()) + self.words + self.added

    @property
    def key(self) -> frozenset[str]:
        """The words as a set: equal keys are equal names."""
        words = [*(claim.word for claim in self.used), *self.comparatives]
        words += [self.plain] if self.plain else []
        words += [f"({self.number})"] if self.number else []
        return frozenset(words)

    @property
    def is_clear(self) -> bool:
        """Whether every word is."""
        return bool(self.used) and all(claim.clear for claim in self.used) and not self.doubts

    @property
    def text(self) -> str:
        """The name as it is read."""
        pieces = [self.plain] if self.plain else []
        for claim in ((self.state,) if self.state else ()) + self.words:
            loose = bool(pieces) and (kind_of(claim) in _RELATIVE or claim.word.endswith(" spend"))
            pieces.append(f", {claim.word}" if loose else f" {claim.word}")
        pieces += [f", {word}" for word in (*(claim.word for claim in self.added), *self.comparatives)]
        pieces += [f" ({self.number})"] if self.number else []
        text = "".join(pieces).strip(" ,")
        for doubled, superlative in _SUPERLATIVES.items():
            text = text.removesuffix(doubled) + superlative if text.endswith(doubled) else text
        return text[:1].upper() + text[1:]


def kind_of(claim: Claim) -> str:
    """Return a claim's id without the category.

    Parameters
    ----------
    claim : Claim

    Returns
    -------
    str

    Examples
    --------
    >>> from coterie.profile.shares import Proportion
    >>> kind_of(Claim("CAT:Wine", "Wine lovers", True, Proportion(9, 10, 9, 90), 0.5))
    'CAT'
    """
    return claim.id.partition(":")[0]


def compose(view: SegmentView, held: Mapping[str, Claim]) -> Draft:
    """Choose the words of one segment's name.

    Parameters
    ----------
    view : SegmentView
    held : mapping of id to Claim
        All claims that hold.

    Returns
    -------
    Draft

    Notes
    -----
    The head is high-value wherever it holds, so that more spend never costs a segment its value word; else the first
    clear behaviour; else a clear relative word that is much larger than the first weak behaviour; else the first
    behaviour, else the first relative word.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.profile.evidence import gather
    >>> view = gather({"n_orders": np.ones(20)}, np.zeros(20)).views[0]
    >>> compose(view, {}).text
    'Average'
    """
    state = next((held[key] for key in STATES if key in held), None)
    hidden: frozenset[str] = frozenset()
    if state is not None:
        hidden = _HIDDEN_BY_NEW if state.id == "NEW" else _HIDDEN_BY_ABSENCE
    claims = {key: claim for key, claim in held.items() if key not in hidden}
    head = _head(_behaviours(claims.values()), _relatives(claims.values()))
    words = () if head is None else _in_order(head, _second(head, claims))
    plain = "" if state or words else _plain(view)
    return Draft(view.segment, claims, state, words, plain)


def _behaviours(claims: Iterable[Claim]) -> list[Claim]:
    """Put behavioural claims in the order in which they lead a name."""
    found = sorted(
        (claim for claim in claims if kind_of(claim) in _BEHAVIOUR), key=lambda claim: _BEHAVIOUR.index(kind_of(claim))
    )
    discount = next((claim for claim in found if claim.id == "DISCOUNT"), None)
    orders = next((claim for claim in found if claim.id in ("LOYAL", "FREQ")), None)
    if discount and orders and discount.weight < orders.weight:
        found.remove(discount)
        found.insert(found.index(orders) + 1, discount)
    return found


def _relatives(claims: Iterable[Claim]) -> list[Claim]:
    """Put relative claims in the order in which they lead a name."""
    relative = [claim for claim in claims if kind_of(claim) in ("ABOVE", *_RELATIVE)]
    return sorted(relative, key=lambda claim: (claim.id != "ABOVE", -claim.weight, claim.id))


def _head(behaviours: Sequence[Claim], relatives: Sequence[Claim]) -> Claim | None:
    """Choose the leading word."""
    if not behaviours:
        return relatives[0] if relatives else None
    if behaviours[0].id in ("TOP", "HIGH"):
        return behaviours[0]
    clear = next((claim for claim in behaviours if claim.clear), None)
    if clear is not None:
        return clear
    if relatives and relatives[0].clear and relatives[0].weight >= behaviours[0].weight + _HEADSTART:
        return relatives[0]
    return behaviours[0]


def _second(head: Claim, claims: Mapping[str, Claim]) -> Claim | None:
    """Choose the word that goes with the head, if any."""
    companions = {
        **dict.fromkeys(("TOP", "HIGH"), ("LOYAL", "ONE", "FREQ", "BIG")),
        **dict.fromkeys(("LOYAL", "FREQ"), ("SMALL",)),
        **dict.fromkeys(("FEW", "ONE"), ("BIG",)),
        **dict.fromkeys(_RELATIVE, ("LOYAL", "FREQ")),
    }.get(kind_of(head), ())
    second = next((claims[key] for key in companions if key in claims), None)
    must_be_clear = head.id in ("LOYAL", "FREQ", "ONE")
    return None if second is None or (must_be_clear and not second.clear) else second


def _in_order(head: Claim, second: Claim | None) -> tuple[Claim, ...]:
    """Put two words as they are read: a noun or a relative word comes last."""
    if second is None:
        return (head,)
    trailing = kind_of(head) in _RELATIVE or head.word.endswith(_NOUNS)
    return (second, head) if trailing else (head, second)


def _plain(view: SegmentView) -> str:
    """Name a segment of which no claim holds."""
    if view.size < MIN_CLEAR:
        return "Small group"
    return "Mixed" if any(abs(view.delta(feature)) >= MEDIUM for feature in _MIXED) else "Average"
