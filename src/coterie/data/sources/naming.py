"""Tables and sheets by their names: the one the user means, and those there are.

Comes in: what the user typed, and the names in the file. Goes out: a name, or a list for a sentence. The rule of this
module: a name that is not there is answered with those that are.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from coterie.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["as_listed", "chosen"]

_MOST_LISTED = 12


def chosen(name: str, names: Sequence[str], *, kind: str, where: str) -> str:
    """Return the name that the user means.

    Parameters
    ----------
    name : str
        As typed; capitals need not fit.
    names : sequence of str
        Those there are.
    kind : str
        ``sheet`` or ``table``.
    where : str
        The file.

    Returns
    -------
    str

    Raises
    ------
    SourceError
        Where there is none of that name.

    Examples
    --------
    >>> chosen("orders", ["Orders", "Customers"], kind="sheet", where="shop.xlsx")
    'Orders'
    """
    alike = [own for own in names if own.strip().casefold() == name.strip().casefold()]
    if name in names or len(alike) == 1:
        return name if name in names else alike[0]
    close = get_close_matches(name, names, n=2, cutoff=0.6)
    there = ", ".join(sorted(names)[:_MOST_LISTED])
    remedy = f"Did you mean {' or '.join(close)}?" if close else f"There are: {there}."
    raise SourceError(f"no {kind} {name!r}", where, remedy)


def as_listed(counts: Mapping[str, int]) -> str:
    """Return names with their numbers of rows, the largest first.

    Parameters
    ----------
    counts : mapping of str to int
        Rows by name.

    Returns
    -------
    str

    Examples
    --------
    >>> as_listed({"notes": 1, "Orders": 1830})
    'Orders (1,830 rows), notes (1 row)'
    """
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    shown = [f"{name} ({counts[name]:,} row{'' if counts[name] == 1 else 's'})" for name in ranked[:_MOST_LISTED]]
    more = len(ranked) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
