"""What is told of a customer table: roles with their reasons, spellings, gaps, and values that say nothing.

Comes in: traits and what was counted of their columns. Goes out: findings. The rule of this module: it shows how the
user's own classes are spelt, never another value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.data.findings import Finding
from coterie.data.traits.values import is_read, unknown_levels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from coterie.data.traits.counts import Counts
    from coterie.tables import Trait

__all__ = ["DOUBTS", "tell_traits"]

DOUBTS = ("unreadable", "other classes", "missing")
"""Roles of findings that say what of a table could not be read as it stands."""

_FEW = 3


def tell_traits(
    traits: Sequence[Trait], counts: Sequence[Counts], *, readings: Mapping[str, pa.ChunkedArray]
) -> tuple[Finding, ...]:
    """Tell what was recognised, folded, unreadable, unknown and filled.

    Parameters
    ----------
    traits : sequence of Trait
        What was recognised.
    counts : sequence of Counts
        What was counted of the same columns.
    readings : mapping of str to pyarrow.ChunkedArray
        What was read, by the traits' names.

    Returns
    -------
    tuple of Finding
        First each column's role, then what is to be known of single columns.

    Examples
    --------
    >>> from coterie.tables import Trait
    >>> from coterie.data.traits.counts import Counts
    >>> age = Trait("age", "Age", "age", "number", "basis", "a number that tells customers apart")
    >>> found = tell_traits([age], [Counts("Age", "text", 9, n_present=9, n_numbers=8)], readings={})
    >>> [(each.role, each.reason) for each in found]
    [('basis', 'a number that tells customers apart'), ('unreadable', '1 value is no number and counts as missing')]
    """
    known = {column.label: column for column in counts}
    roles = [Finding(trait.role, trait.label, trait.reason) for trait in traits]
    details = [
        finding
        for trait in traits
        if is_read(trait)
        for finding in _details(trait, known[trait.label], readings.get(trait.name))
    ]
    return (*roles, *details)


def _details(trait: Trait, counts: Counts, column: pa.ChunkedArray | None) -> list[Finding]:
    label, found = trait.label, []
    if trait.spellings:
        shown = ", ".join(f"{text} as {level}" for text, level in trait.spellings[:_FEW])
        more = f" and {len(trait.spellings) - _FEW} more" if len(trait.spellings) > _FEW else ""
        found.append(Finding("spelling", label, f"other spellings are read as the most frequent one: {shown}{more}"))
    n_unreadable = counts.n_present - counts.n_numbers if trait.kind == "number" else 0
    if n_unreadable:
        words = (
            "1 value is no number and counts"
            if n_unreadable == 1
            else f"{n_unreadable:,} values are no numbers and count"
        )
        found.append(Finding("unreadable", label, f"{words} as missing", sure=False))
    if column is None:
        return found
    if n_unknown := unknown_levels(trait, column):
        whose = f"{_customers(n_unknown)} a value that is too rare or too new to be a class"
        found.append(Finding("other classes", label, whose))
    if column.null_count and trait.role == "basis":
        how = "the most frequent class" if trait.kind in {"category", "yes/no"} else "the middle value of the others"
        found.append(
            Finding(
                "missing", label, f"{_customers(column.null_count)} no value, of {len(column):,}; {how} takes its place"
            )
        )
    return found


def _customers(n: int) -> str:
    return "1 customer has" if n == 1 else f"{n:,} customers have"
