"""What has changed in a customer table since the run whose traits are used: columns that have become something else.

Comes in: traits and what was counted of their columns. Goes out: a phrase for each change. The rule of this module: a
few odd values are dirt; where most values are odd, the column is another one and must not be filled over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.data.traits.levels import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coterie.data.traits.counts import Counts
    from coterie.tables import Trait

__all__ = ["changed_traits"]

_TOO_MANY = 0.4
"""The same share as for a table of orders: more of it is not dirt."""


def changed_traits(traits: Iterable[Trait], counts: Iterable[Counts]) -> tuple[str, ...]:
    """Say which columns are no more what they were.

    Parameters
    ----------
    traits : iterable of Trait
        Of an earlier run.
    counts : iterable of Counts
        Of the same columns in this table.

    Returns
    -------
    tuple of str
        A phrase for each column that makes segments and can hardly be read.

    Examples
    --------
    >>> from coterie.data.traits.counts import Counts
    >>> from coterie.tables import Trait
    >>> income = Trait("income", "Income", "income", "number", "basis", "a number")
    >>> changed_traits([income], [Counts("Income", "text", 9, n_present=9, n_numbers=1)])
    ("column 'Income' held numbers, and 89% of its values are none now",)
    """
    known: Mapping[str, Counts] = {column.label: column for column in counts}
    phrases = ((trait, _odd_share(trait, known[trait.label])) for trait in traits if trait.role == "basis")
    held = {"number": "numbers", "yes/no": "yes or no", "ordered": "classes in an order"}
    return tuple(
        f"column {trait.label!r} held {held[trait.kind]}, and {odd:.0%} of its values are none now"
        for trait, odd in phrases
        if odd > _TOO_MANY
    )


def _odd_share(trait: Trait, counts: Counts) -> float:
    """Return the share of values that are not what the trait says; a category may have new levels."""
    if not counts.n_present:
        return 0.0
    if trait.kind == "number":
        return 1 - counts.n_numbers / counts.n_present
    if trait.kind not in {"yes/no", "ordered"}:
        return 0.0
    known = {fold(level) for level in trait.levels}
    return 1 - sum(n for level, n in counts.levels.items() if fold(level) in known) / counts.n_present
