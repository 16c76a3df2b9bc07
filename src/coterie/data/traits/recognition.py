"""Which column of a customer table makes segments, which explains them, and which is left out.

Comes in: what was counted of the columns, and what the user has set. Goes out: a :class:`~coterie.tables.Trait` for
each, with its reason. The rule of this module: an outcome, an id and a constant never make segments, whatever else a
table lacks.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coterie.data.traits import meanings
from coterie.data.traits.kinds import read_column
from coterie.data.traits.names import column_names, day_words, plain_words
from coterie.tables import Trait

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coterie.data.traits.counts import Counts
    from coterie.data.traits.kinds import Reading
    from coterie.tables import TraitKind, TraitRole

__all__ = ["Wishes", "recognise_traits"]

MOST_MISSING = 0.3
"""A column in which more than this share is missing makes no segments: what fills the gaps would make them."""

_WELL_KNOWN = 0.9
"""A column counts as a ground for segments of its own where this share of the customers has a value."""
_FEWEST = 2
_MEASURED = {"number", "ordered"}
_NO_DISTANCE = "between them there is no distance, so numbers make the segments and these describe them"
_SILENT = {"constant", "id", "text"}
_FEW_VALUES = 30
_GROUNDS = {
    "number": "a number that tells customers apart",
    "ordered": "classes in an order",
    "yes/no": "a yes or no",
    "category": "classes",
}


@dataclass(frozen=True)
class Wishes:
    """What the user has set of the columns of a customer table, by their labels.

    Parameters
    ----------
    kinds : mapping of str to str
        What a column holds.
    targets : tuple of str
        Outcomes.
    leave_out : tuple of str
        Columns to ignore.

    Examples
    --------
    >>> Wishes(targets=("Bought again",)).kinds
    {}
    """

    kinds: Mapping[str, TraitKind] = field(default_factory=dict)
    targets: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()


def recognise_traits(
    counts: Sequence[Counts],
    *,
    wishes: Wishes | None = None,
    day_styles: Mapping[str, tuple[str, float]] | None = None,
    has_newest_day: bool = False,
) -> tuple[Trait, ...]:
    """Say of every column what it is and what it does.

    Parameters
    ----------
    counts : sequence of Counts
        What was counted, in the table's order; without the customer's id.
    wishes : Wishes, optional
        What the user has set.
    day_styles : mapping of str to (str, float), optional
        By label: how days are written in it, and the share of its values that are days.
    has_newest_day : bool
        Whether the table says of when it is, so that a year of birth gives an age.

    Returns
    -------
    tuple of Trait
        In the table's order. Numbers and ordered classes make segments; where there are fewer than two of them, other
        classes do, too, and where that is too little, traits of the person.

    Examples
    --------
    >>> from coterie.data.traits.counts import Counts
    >>> n = dict(type="text", n_rows=90, n_present=90, n_distinct=70, n_numbers=90, n_whole=90, low=1, high=120)
    >>> traits = recognise_traits([Counts(label, **n) for label in ("Age", "Income (k$)", "Score")])
    >>> [(trait.name, trait.role) for trait in traits]
    [('age', 'descriptor'), ('income', 'basis'), ('score', 'basis')]
    """
    wishes, styles = wishes or Wishes(), day_styles or {}
    names = column_names([column.label for column in counts])
    found = []
    for name, column in zip(names, counts, strict=True):
        style, share = styles.get(column.label, ("", 0.0))
        reading = read_column(column, wanted=wishes.kinds.get(column.label), day_share=share)
        trait = _trait(name, column, reading, style=style, has_newest_day=has_newest_day)
        found.append(_with_role(trait, column, wishes))
    known = {column.label: 1 - column.missing_share for column in counts}
    return _with_people(_with_numbers_first(found, known), known)


def _trait(name: str, counts: Counts, reading: Reading, *, style: str, has_newest_day: bool) -> Trait:
    is_birth_year = reading.kind == "number" and meanings.names_birth_year(counts.label)
    words = plain_words(counts.label)
    if reading.kind == "date":
        words = day_words(counts.label)
    elif is_birth_year:
        words = "age" if has_newest_day else "birth year"
    return Trait(
        name,
        counts.label,
        words,
        reading.kind,
        "left out",
        reading.reason,
        levels=reading.levels,
        spellings=tuple(sorted(reading.spellings.items())),
        time_style=("typed" if counts.type == "time" else style) if reading.kind == "date" else "",
    )


def _with_role(trait: Trait, counts: Counts, wishes: Wishes) -> Trait:
    role, reason = _role(trait, counts, wishes)
    return replace(trait, role=role, reason=reason)


def _role(trait: Trait, counts: Counts, wishes: Wishes) -> tuple[TraitRole, str]:
    """Return the first role whose condition holds, with its reason."""
    is_set, what = trait.label in wishes.kinds, trait.reason
    is_silent, missing = trait.kind in _SILENT, counts.missing_share
    rules: tuple[tuple[bool, TraitRole, str], ...] = (
        (trait.label in wishes.leave_out, "left out", "left out, as you have set"),
        (trait.label in wishes.targets and not is_silent, "target", "a target, as you have set"),
        (is_silent, "left out", what),
        (
            meanings.names_segmentation(trait.label) and not is_set,
            "target",
            f"{what}; its name says that it is the target or outcome of an earlier segmentation",
        ),
        (
            _is_outcome(trait, counts) and not is_set,
            "target",
            f"{what}; its name says that it is a target: what one would foretell",
        ),
        (
            meanings.names_person(trait.label),
            "descriptor",
            f"{what}; a trait of the person, which describes segments but makes none",
        ),
        (trait.kind == "date", "descriptor", f"{what}; how long ago describes segments but makes none"),
        (missing >= MOST_MISSING, "descriptor", f"{what}; {missing:.0%} of the customers have no value"),
    )
    grounds = what if is_set else _GROUNDS.get(trait.kind, what)
    return next(((role, reason) for holds, role, reason in rules if holds), ("basis", grounds))


def _is_outcome(trait: Trait, counts: Counts) -> bool:
    if trait.kind == "yes/no" and meanings.names_revenue(trait.label):
        return True
    has_few = trait.kind != "number" or counts.n_distinct <= _FEW_VALUES
    return has_few and meanings.names_outcome(trait.label)


def _with_numbers_first(traits: Sequence[Trait], known: Mapping[str, float]) -> tuple[Trait, ...]:
    """Let classes only describe where numbers can make the segments."""
    if not _are_enough([trait for trait in traits if trait.kind in _MEASURED], known):
        return tuple(traits)
    return tuple(
        replace(trait, role="descriptor", reason=f"{trait.reason}; {_NO_DISTANCE}")
        if trait.role == "basis" and trait.kind not in _MEASURED
        else trait
        for trait in traits
    )


def _are_enough(traits: Sequence[Trait], known: Mapping[str, float]) -> bool:
    return sum(trait.role == "basis" and known[trait.label] >= _WELL_KNOWN for trait in traits) >= _FEWEST


def _with_people(traits: Sequence[Trait], known: Mapping[str, float]) -> tuple[Trait, ...]:
    """Let traits of the person make segments where hardly anything else could."""
    if _are_enough(traits, known):
        return tuple(traits)
    return tuple(
        replace(
            trait, role="basis", reason=f"{_GROUNDS[trait.kind]}; a trait of the person, but the table has little else"
        )
        if trait.role == "descriptor"
        and trait.kind != "date"
        and meanings.names_person(trait.label)
        and 1 - known[trait.label] < MOST_MISSING
        else trait
        for trait in traits
    )
