"""Classes in an order: read off the numbers in them, or known by their words.

Comes in: the levels of a column. Goes out: the same levels from low to high, or nothing. The rule of this module: an
order is never guessed from how often a class stands; ranges must not overlap, and every class must have its place.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from coterie.data.traits.levels import fold

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["order_of"]

_NUMBER = r"([0-9]+(?:[.,\u00a0 ][0-9]{3})*(?:[.,][0-9]+)?)\s*([kKmM]?)"
_MONEY = r"[$€£¥]?\s*"
_END = r"\s*(?:[$€£¥]|[a-zA-Z]{0,8}\.?)?$"
_RANGE = re.compile(
    rf"^{_MONEY}{_NUMBER}\s*[$€£¥]?\s*(?:-|\u2013|\u2014|to|bis|a|à|al|do|tot)\s*{_MONEY}{_NUMBER}{_END}"
)
_OPEN_TOP = re.compile(
    r"^(?:>=?|over|above|more than|mehr als|über|ab|plus de|más de|oltre|mais de|meer dan|powyżej)\s*"
    rf"{_MONEY}{_NUMBER}{_END}"
    rf"|^{_MONEY}{_NUMBER}\s*[$€£¥]?\s*(?:\+|and over|and above|and more|or more|and older|plus|und mehr|oder mehr)$",
    re.IGNORECASE,
)
_OPEN_BOTTOM = re.compile(
    rf"^(?:<=?|under|below|less than|up to|unter|weniger als|bis|moins de|menos de|meno di|minder dan|poniżej)\s*"
    rf"{_MONEY}{_NUMBER}{_END}",
    re.IGNORECASE,
)
_PLAIN = re.compile(rf"^{_MONEY}{_NUMBER}{_END}")
_RANKED = re.compile(r"^([0-9]{1,2})\s*[-.:)]\s*[^\W\d].*$")
_TIMES = {"": 1.0, "k": 1e3, "m": 1e6}
_FEWEST_WORDS = 3
_LADDERS = (
    ("verylow", "low", "medium", "high", "veryhigh"),
    ("low", "mid", "high"),
    ("low", "middle", "high"),
    ("low", "moderate", "high", "critical"),
    ("low", "normal", "high", "urgent"),
    ("xxs", "xs", "s", "m", "l", "xl", "xxl", "3xl"),
    ("small", "medium", "large", "verylarge"),
    ("never", "rarely", "sometimes", "often", "always"),
    ("none", "some", "many"),
    ("bronze", "silver", "gold", "platinum", "diamond"),
    ("basic", "standard", "premium"),
    ("verypoor", "poor", "fair", "good", "verygood", "excellent"),
    ("stronglydisagree", "disagree", "neutral", "agree", "stronglyagree"),
    ("verydissatisfied", "dissatisfied", "neutral", "satisfied", "verysatisfied"),
    ("primary", "secondary", "bachelor", "master", "phd"),
    ("highschool", "bachelor", "master", "phd"),
    ("sehrniedrig", "niedrig", "mittel", "hoch", "sehrhoch"),
    ("gering", "mittel", "hoch"),
    ("klein", "mittel", "groß"),
    ("faible", "moyen", "eleve"),
    ("bajo", "medio", "alto"),
    ("basso", "medio", "alto"),
    ("baixo", "medio", "alto"),
    ("laag", "middel", "hoog"),
    ("niski", "sredni", "wysoki"),
)
_PAIRS = ({"low", "high"}, {"niedrig", "hoch"}, {"small", "large"}, {"bajo", "alto"}, {"laag", "hoog"})


@dataclass(frozen=True, order=True)
class _Place:
    """Where a class begins and ends."""

    low: float
    high: float


def order_of(levels: Collection[str]) -> tuple[str, ...] | None:
    """Put classes in order.

    Parameters
    ----------
    levels : collection of str
        The levels of a column.

    Returns
    -------
    tuple of str or None
        From low to high; None where their words and numbers do not say it.

    Examples
    --------
    >>> order_of(["65+", "19-24", "35-44"])
    ('19-24', '35-44', '65+')
    >>> order_of(["50-74K", "Under 15K", "250K+", "125-149K"])
    ('Under 15K', '50-74K', '125-149K', '250K+')
    >>> order_of(["High", "low", "medium"]), order_of(["3 - Low", "1 - Critical"]), order_of(["DSL", "No"])
    (('low', 'medium', 'High'), ('1 - Critical', '3 - Low'), None)
    """
    return _by_rank(levels) or _by_range(levels) or _by_words(levels)


def _by_rank(levels: Collection[str]) -> tuple[str, ...] | None:
    """Order by the number that stands before each word."""
    ranks = {level: _RANKED.match(level.strip()) for level in levels}
    numbers = {level: int(match[1]) for level, match in ranks.items() if match}
    if len(levels) < 2 or len(numbers) < len(levels) or len(set(numbers.values())) < len(levels):  # noqa: PLR2004  a pair
        return None
    return tuple(sorted(numbers, key=lambda level: numbers[level]))


def _by_range(levels: Collection[str]) -> tuple[str, ...] | None:
    """Order by where ranges begin, if none overlaps the next and at least one is a range."""
    places = {level: _place(level) for level in levels}
    known = {level: place for level, place in places.items() if place is not None}
    if len(levels) < 2 or len(known) < len(levels) or all(place.low == place.high for place in known.values()):  # noqa: PLR2004  a pair
        return None
    ordered = sorted(known, key=lambda level: known[level])
    return tuple(ordered) if all(_follows(known[a], known[b]) for a, b in pairwise(ordered)) else None


def _follows(lower: _Place, upper: _Place) -> bool:
    return lower.high <= upper.low and lower != upper


def _place(level: str) -> _Place | None:
    text = level.strip()
    if match := _RANGE.match(text):
        first, second = (match[1], match[2]), (match[3], match[4])
        low, high = _value(first[0], first[1] or second[1]), _value(*second)
        return _Place(low, high) if low < high else None
    if match := _OPEN_TOP.match(text):
        found = [group for group in match.groups() if group is not None]
        return _Place(_value(found[0], found[1] if len(found) > 1 else ""), math.inf)
    if match := _OPEN_BOTTOM.match(text):
        return _Place(-math.inf, _value(match[1], match[2]))
    if match := _PLAIN.match(text):
        number = _value(match[1], match[2])
        return _Place(number, number)
    return None


def _value(number: str, times: str) -> float:
    whole = re.sub(r"[.,\u00a0 ](?=[0-9]{3}(?:\D|$))", "", number)
    return float(whole.replace(",", ".")) * _TIMES[times.casefold()]


def _by_words(levels: Collection[str]) -> tuple[str, ...] | None:
    """Order by a ladder that has all of the words."""
    folded = {fold(level).replace("-", ""): level for level in levels}
    if len(folded) < len(levels):
        return None
    if len(folded) < _FEWEST_WORDS and set(folded) not in _PAIRS:
        return None
    for ladder in _LADDERS:
        if folded.keys() <= set(ladder):
            return tuple(folded[word] for word in ladder if word in folded)
    return None
