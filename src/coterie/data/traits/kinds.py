"""What a column of a customer table holds: numbers, classes, days, ids, or words for people.

Comes in: what was counted of it. Goes out: a :class:`Reading`. The rule of this module: only names and counts over the
whole column decide, and the reading says in words why.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coterie.data.traits import meanings
from coterie.data.traits.ladders import order_of
from coterie.data.traits.levels import folded_levels, yes_no

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coterie.data.traits.counts import Counts
    from coterie.tables import TraitKind

__all__ = ["MOST_LEVELS", "Reading", "read_column"]

MOST_LEVELS = 30
SMALLEST_LEVEL = 0.02
"""Levels that fewer customers have than this share make no column of their own."""

_NEARLY_ALL = 0.9
_MANY = 20
"""Values that must all differ before a column can be an id or a row's number."""
_HALF = 0.5
_SENTENCE = 40
"""Characters from which values read as sentences."""
_CROWDED = 1.5
_ZERO_ONE = {"0", "1"}


@dataclass(frozen=True)
class Reading:
    """What a column holds.

    Parameters
    ----------
    kind : str
        As a :class:`~coterie.tables.Trait` names it.
    reason : str
        Why, in a few words.
    levels : tuple of str
        As a :class:`~coterie.tables.Trait` lists them.
    spellings : mapping of str to str
        Other spellings, and the level they stand for.

    Examples
    --------
    >>> Reading("number", "numbers").levels
    ()
    """

    kind: TraitKind
    reason: str
    levels: tuple[str, ...] = ()
    spellings: Mapping[str, str] = field(default_factory=dict)


def read_column(counts: Counts, *, wanted: TraitKind | None = None, day_share: float = 0.0) -> Reading:
    """Say what a column holds.

    Parameters
    ----------
    counts : Counts
        What was counted of it.
    wanted : str, optional
        The kind that the user has set.
    day_share : float
        Share of its values that look like days.

    Returns
    -------
    Reading
        With the levels in order.

    Examples
    --------
    >>> from coterie.data.traits.counts import Counts
    >>> paid = Counts("Paid", "text", 9, 9, 2, levels={"Yes": 4, "no": 5})
    >>> read_column(paid)
    Reading(kind='yes/no', reason='yes or no', levels=('no', 'Yes'), spellings={})
    """
    levels, spellings = folded_levels(counts.levels)
    reading = _set_by_user(counts, levels, wanted) if wanted else _guess(counts, levels, day_share)
    return replace(reading, spellings=spellings if reading.levels else {})


def _set_by_user(counts: Counts, levels: Mapping[str, int], wanted: TraitKind) -> Reading:
    reason = f"{wanted}, as you have set"
    if wanted == "yes/no":
        pair = yes_no(levels) or (tuple(sorted(levels))[:2] if len(levels) == 2 else ())  # noqa: PLR2004  yes and no
        return Reading("yes/no", reason, pair) if pair else Reading("category", reason, _kept(counts, levels))
    if wanted == "ordered":
        return Reading("ordered", reason, order_of(levels) or _by_number(levels) or tuple(sorted(levels)))
    return Reading(wanted, reason, _kept(counts, levels) if wanted == "category" else ())


def _by_number(levels: Mapping[str, int]) -> tuple[str, ...] | None:
    if not all(level.lstrip("+-").isdecimal() for level in levels):
        return None
    return tuple(sorted(levels, key=int))


def _guess(counts: Counts, levels: Mapping[str, int], day_share: float) -> Reading:
    if not counts.n_present:
        return Reading("constant", "no row has a value")
    if counts.n_distinct == 1 or len(levels) == 1:
        return Reading("constant", "constant: all values are the same")
    if counts.type == "time" or day_share >= _NEARLY_ALL:
        return Reading("date", "days")
    return _few(counts, levels) or _many(counts, levels)


def _few(counts: Counts, levels: Mapping[str, int]) -> Reading | None:
    """Read yes and no, and classes whose own words put them in order."""
    pair = yes_no(levels)
    if pair:
        return Reading("yes/no", "yes or no", pair)
    is_short = 1 < len(levels) <= MOST_LEVELS and counts.n_numbers < counts.n_present
    ordered = order_of(levels) if is_short and not meanings.names_words(counts.label) else None
    return Reading("ordered", "classes in an order", ordered) if ordered else None


def _many(counts: Counts, levels: Mapping[str, int]) -> Reading:
    """Read whatever else there is."""
    if meanings.names_words(counts.label) or counts.n_addresses > _HALF * counts.n_present:
        return Reading("text", "words or numbers for people to read, such as names and addresses")
    if counts.n_numbers >= _NEARLY_ALL * counts.n_present:
        return _number(counts, levels)
    return _words(counts, levels)


def _number(counts: Counts, levels: Mapping[str, int]) -> Reading:
    is_whole = counts.n_whole == counts.n_numbers == counts.n_present
    low, high = counts.low or 0.0, counts.high or 0.0
    all_differ = counts.n_distinct == counts.n_present and counts.n_present >= _MANY
    if is_whole and all_differ and low in {0.0, 1.0} and high - low + 1 == counts.n_present:
        return Reading("id", "it numbers the rows")
    if all_differ and meanings.names_id(counts.label):
        return Reading("id", "an id: no two rows share a value")
    if is_whole and all_differ and high - low + 1 <= _CROWDED * counts.n_present:
        return Reading("id", "an id: nearly consecutive whole numbers, no two alike")
    if is_whole and meanings.names_code(counts.label) and 1 < len(levels) <= MOST_LEVELS:
        return Reading("category", "whole numbers that stand for classes", _kept(counts, levels))
    return Reading("number", "numbers")


def _words(counts: Counts, levels: Mapping[str, int]) -> Reading:
    if 1 < len(levels) <= MOST_LEVELS and len(levels) <= _HALF * counts.n_present:
        kept = _kept(counts, levels)
        return (
            Reading("category", "classes", kept) if kept else Reading("text", "classes that hardly any two rows share")
        )
    if (
        counts.n_distinct == counts.n_present
        and counts.n_present >= _MANY
        and counts.n_spaced <= _HALF * counts.n_present
    ):
        return Reading("id", "an id: no two rows share a value")
    if counts.mean_length >= _SENTENCE or counts.n_spaced > _HALF * counts.n_present:
        return Reading("text", "free text")
    return Reading("text", f"{counts.n_distinct:,} different values, too many to be classes")


def _kept(counts: Counts, levels: Mapping[str, int]) -> tuple[str, ...]:
    """Return the levels that make a column each, the most frequent first."""
    enough = [level for level, n in levels.items() if n >= SMALLEST_LEVEL * counts.n_present and n > 1]
    return tuple(enough[:MOST_LEVELS])
