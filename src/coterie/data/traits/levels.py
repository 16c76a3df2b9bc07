"""The values of a column that has few of them: spellings folded, and yes told from no.

Comes in: values with how often they stand. Goes out: levels, and which spelling stands for which. The rule of this
module: two values are one where only case, blanks, accents and punctuation tell them apart; signs that carry a meaning
(``<``, ``>``, ``+``, ``-`` before a digit) stay. The most frequent spelling is the level.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["fold", "folded_levels", "yes_no"]

_NO_MEANING = re.compile(r"(?<![0-9kKmM])-(?![0-9])|[^\w<>+%=-]|_")
_WHOLE_FLOAT = re.compile(r"^([+-]?[0-9]+)[.,]0+$")
_YES = frozenset({"yes", "y", "true", "t", "1", "ja", "j", "oui", "o", "si", "s", "sim", "vero", "wahr", "tak", "waar"})
_NO = frozenset({"no", "n", "false", "f", "0", "nein", "non", "nao", "falso", "falsch", "nee", "nie", "nej", "onwaar"})


def fold(text: str) -> str:
    """Return what is left of a value without case, blanks, accents and punctuation.

    Parameters
    ----------
    text : str
        A value.

    Returns
    -------
    str
        Equal for spellings of one value; the value itself where nothing is left.

    Examples
    --------
    >>> fold(" New-York "), fold("NEW YORK"), fold("35 - 44") == fold("35-44"), fold("65+"), fold("2.0")
    ('newyork', 'newyork', True, '65+', '2')
    """
    text = _WHOLE_FLOAT.sub(r"\1", text.strip())
    plain = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    bare = re.sub(r"\s*[\u2010-\u2015-]\s*", "-", bare)
    return re.sub(r"\s+", "", _NO_MEANING.sub("", bare)) or text


def folded_levels(counts: Mapping[str, int]) -> tuple[dict[str, int], dict[str, str]]:
    """Fold the spellings of values.

    Parameters
    ----------
    counts : mapping of str to int
        How often each value stands.

    Returns
    -------
    levels : dict of str to int
        The most frequent spelling of each, with the count of all its spellings; the most frequent level first, ties in
        alphabetical order.
    spellings : dict of str to str
        The other spellings, and the level they stand for.

    Examples
    --------
    >>> folded_levels({"Berlin": 5, "berlin ": 2, "Bonn": 3})
    ({'Berlin': 7, 'Bonn': 3}, {'berlin ': 'Berlin'})
    """
    groups: dict[str, list[str]] = {}
    for text in sorted(counts, key=lambda text: (-counts[text], text)):
        groups.setdefault(fold(text), []).append(text)
    named = {(_WHOLE_FLOAT.sub(r"\1", group[0])): group for group in groups.values()}
    totals = {level: sum(counts[text] for text in group) for level, group in named.items()}
    levels = {level: totals[level] for level in sorted(totals, key=lambda level: (-totals[level], level))}
    return levels, {text: level for level, group in named.items() for text in group if text != level}


def yes_no(levels: Mapping[str, int]) -> tuple[str, str] | None:
    """Tell yes from no.

    Parameters
    ----------
    levels : mapping of str to int
        Levels, as :func:`folded_levels` gives them.

    Returns
    -------
    (str, str) or None
        The level for no, then the one for yes; None where the two are not exactly these.

    Examples
    --------
    >>> yes_no({"Ja": 3, "Nein": 9}), yes_no({"FALSE": 3, "TRUE": 9}), yes_no({"Yes": 1, "No": 1, "No internet": 1})
    (('Nein', 'Ja'), ('FALSE', 'TRUE'), None)
    """
    if len(levels) != 2:  # noqa: PLR2004  yes and no
        return None
    folded = {fold(level): level for level in levels}
    yes, no = folded.keys() & _YES, folded.keys() & _NO
    return (folded[no.pop()], folded[yes.pop()]) if len(yes) == len(no) == 1 else None
