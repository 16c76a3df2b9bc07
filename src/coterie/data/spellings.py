"""Several spellings of one category taken as one.

Comes in: how many rows a source has of each value. Goes out: spellings and what they stand for. The rule of this
module: the most frequent spelling stands for all that differ from it only by case, accents, blanks and marks, the
smallest among equally frequent ones; a mapping is learnt by a run, kept in its model, and only applied afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.data.marks import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["MOST_VALUES", "learn_spellings", "tell_spellings"]

MOST_VALUES = 10_000
"""A column of more values holds no categories; its spellings are left alone."""


def learn_spellings(counts: Mapping[str, int], missing: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
    """Find the spellings that stand for another.

    Parameters
    ----------
    counts : mapping of str to int
        Rows of each value.
    missing : collection of str
        Values that stand for none.

    Returns
    -------
    tuple of (str, str) pairs
        A spelling and the one that is taken instead, in the order of the alphabet.

    Examples
    --------
    >>> learn_spellings({"UK": 90, "U.K.": 7, "uk": 2, "France": 9})
    (('U.K.', 'UK'), ('uk', 'UK'))
    """
    if len(counts) > MOST_VALUES:
        return ()
    groups: dict[str, list[str]] = {}
    for value in counts:
        if value not in missing:
            groups.setdefault(fold(value) or value, []).append(value)
    meant = {key: min(values, key=lambda value: (-counts[value], value)) for key, values in groups.items()}
    return tuple(
        sorted((value, meant[key]) for key, values in groups.items() for value in values if value != meant[key])
    )


def tell_spellings(spellings: Collection[tuple[str, str]], counts: Mapping[str, int]) -> str:
    """Say which spellings were taken as one.

    Parameters
    ----------
    spellings : collection of (str, str) pairs
        As :func:`learn_spellings` returns them.
    counts : mapping of str to int
        Rows of each value.

    Returns
    -------
    str
        A sentence without its full stop.

    Examples
    --------
    >>> tell_spellings([("U.K.", "UK"), ("uk", "UK")], {"UK": 90, "U.K.": 7, "uk": 2})
    '3 spellings of UK were taken as one, in 9 rows'
    """
    meant = sorted({stands_for for _, stands_for in spellings})
    n_rows = sum(counts[spelling] for spelling, _ in spellings)
    n_spellings = len(spellings) + len(meant)
    rows = "1 row" if n_rows == 1 else f"{n_rows:,} rows"
    what = meant[0] if len(meant) == 1 else f"{len(meant):,} values"
    each = "" if len(meant) == 1 else " each"
    return f"{n_spellings:,} spellings of {what} were taken as one{each}, in {rows}"
