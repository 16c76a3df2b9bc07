"""Picks that a person must confirm: two columns that fit as well, or a guess that names do not bear out.

Comes in: a table and the columns that fit a role. Goes out: a :class:`~coterie.data.sheet.Pick`. The rule of this
module: a question is asked only where another answer would change the result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.data.sheet import Pick
from coterie.data.vocabulary import name_points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coterie.data.looks import Look
    from coterie.data.sheet import Sheet

__all__ = ["QUESTIONS", "contested", "guessed", "hinted", "repeating_ids"]

QUESTIONS = {
    "customer": "Which column holds the customer?",
    "time": "Which column holds the day or time of the order?",
    "amount": "Which column holds the money of the row?",
}
_A_BARE_ID = 1.0
_MOST_CHOICES = 6


def contested(sheet: Sheet, role: str, *, labels: Sequence[str]) -> Pick:
    """Return the first of several columns whose names fit a role equally well.

    Parameters
    ----------
    sheet : Sheet
        The table.
    role : str
        The role.
    labels : sequence of str
        The columns, the preferred one first.

    Returns
    -------
    Pick
        With a question, unless the columns say the same.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.data.sheet import Sheet
    >>> sheet = Sheet(pa.table({"customer_id": list("aabb"), "client_id": list("cdcd")}))
    >>> contested(sheet, "customer", labels=["customer_id", "client_id"]).choices
    ('customer_id', 'client_id')
    """
    best, *rivals = labels
    reason = f"its name says so, but so does that of {rivals[0]}"
    unlike = [label for label in rivals if not _same(sheet, role, best, label)]
    if role not in QUESTIONS or not unlike:
        return Pick(best, reason, sure=False)
    return Pick(best, reason, sure=False, question=QUESTIONS[role], choices=(best, *unlike)[:_MOST_CHOICES])


def guessed(role: str, reason: str, *, labels: Sequence[str]) -> Pick:
    """Return the first of the columns that may have a role by their content alone.

    Parameters
    ----------
    role : str
        The role.
    reason : str
        Why the first is the likeliest.
    labels : sequence of str
        The columns, the likeliest first.

    Returns
    -------
    Pick
        With a question, unless there is only one.

    Examples
    --------
    >>> guessed("customer", "its values repeat", labels=["column1", "column2"]).question
    'Which column holds the customer?'
    """
    if len(labels) == 1:
        return Pick(labels[0], reason, sure=False)
    return Pick(labels[0], reason, sure=False, question=QUESTIONS[role], choices=tuple(labels[:_MOST_CHOICES]))


def hinted(sheet: Sheet, role: str, *, look: Look) -> Pick:
    """Return a column whose name merely hints at a role.

    Parameters
    ----------
    sheet : Sheet
        The table.
    role : str
        The role.
    look : Look
        The column.

    Returns
    -------
    Pick
        With a question where the customer is at stake and other columns may be meant.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.data.sheet import Sheet
    >>> sheet = Sheet(pa.table({"client_name": list("aabb"), "nick": list("cdcd")}))
    >>> hinted(sheet, "customer", look=sheet.looks[0]).choices
    ('client_name', 'nick')
    """
    reason = "its name hints at it"
    if role != "customer" or name_points(look.label).get(role, 0.0) >= _A_BARE_ID:
        return Pick(look.label, reason, sure=False)
    return guessed(role, reason, labels=[look.label, *(other.label for other in repeating_ids(sheet) if other != look)])


def repeating_ids(sheet: Sheet) -> list[Look]:
    """Return what the columns look like that may hold ids which come back, and whose names speak of nothing else.

    Parameters
    ----------
    sheet : Sheet
        The table.

    Returns
    -------
    list of Look

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.data.sheet import Sheet
    >>> [look.label for look in repeating_ids(Sheet(pa.table({"nick": list("aab"), "price": list("112")})))]
    ['nick']
    """
    return [look for look in sheet.free() if look.is_id_like and look.repeats and not name_points(look.label)]


def _same(sheet: Sheet, role: str, best: str, other: str) -> bool:
    """Say whether two columns lead to the same: one customer each, or one day or money in nearly all rows."""
    if role == "customer":
        return sheet.decides(best, other) and sheet.decides(other, best)
    return sheet.agree(best, other)
