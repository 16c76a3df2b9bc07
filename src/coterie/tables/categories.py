"""How a category of products is named among features, and how people speak of it."""

from __future__ import annotations

import re

__all__ = ["CATEGORY", "category_words"]

CATEGORY = "share:"
"""A column of ``customers`` so called holds the share of the customer's spend in the category named behind it."""

_SHORT, _LONGEST = 3, 40
"""Letters of what is rather an abbreviation (``DVD``) than a word in capitals; characters that a name can bear."""


def category_words(category: str) -> str:
    """Return a category as it may stand inside a sentence.

    Parameters
    ----------
    category : str
        As the data spell it.

    Returns
    -------
    str
        On one line, words in capitals written small, cut where it is too long to read; a mere number is called one.

    Examples
    --------
    >>> [category_words(text) for text in ("FRZN MEAT/MEAT DEPTS", "home_garden", "DVD", "Beauty & Health", "7")]
    ['frzn meat/meat depts', 'home garden', 'DVD', 'Beauty & Health', 'category 7']
    """
    plain = " ".join(re.sub(r"[_\x00-\x1f\x7f-\x9f]", " ", category).split())
    shouted = plain == plain.upper() and len(plain) > _SHORT
    words = f"category {plain}" if plain.isdecimal() else plain.lower() if shouted else plain
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"
