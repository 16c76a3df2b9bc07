"""What a column is called: its name in ``customers``, and plain words for people.

Comes in: the user's labels. Goes out: names of small letters, digits and ``_``, each there once, and words. The rule of
this module: an abbreviation is written out only where it can mean one thing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["column_names", "day_words", "label_parts", "plain_words"]

_TAKEN = {"customer_id", "is_outlier", "outlier_in"}
_UNIT = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_COUNTS = {"num", "nbr", "nb", "cnt", "count", "number", "anzahl"}
_SHARES = {"pct", "prc", "perc"}
_LONG = {
    "acct": "account",
    "amt": "amount",
    "avg": "average",
    "cmp": "campaign",
    "freq": "frequency",
    "kidhome": "kids at home",
    "prod": "product",
    "prods": "products",
    "qty": "quantity",
    "teenhome": "teens at home",
    "tot": "total",
    "trx": "transactions",
    "txn": "transactions",
    "yr": "year",
}
_DAY = {"date", "day", "dt", "datum", "since", "time", "timestamp", "at", "on"}
_WHO = {"customer", "client", "member", "kunde", "cliente", "klant", "klient"}


def label_parts(label: str) -> tuple[str, ...]:
    """Split a label into its parts, in small letters.

    Parameters
    ----------
    label : str
        The user's name of a column.

    Returns
    -------
    tuple of str
        Without a unit in brackets; humps of letters, blanks and marks part.

    Examples
    --------
    >>> label_parts("Annual Income (k$)"), label_parts("NumWebVisitsMonth"), label_parts("CUST_ID")
    (('annual', 'income'), ('num', 'web', 'visits', 'month'), ('cust', 'id'))
    """
    text = unicodedata.normalize("NFKC", label)
    bare = _UNIT.sub(" ", text) if _UNIT.sub("", text).strip() else text
    split = _HUMPS.sub(" ", bare).lower()
    return tuple(part for part in re.split(r"[\W_]+", split) if part)


def column_names(labels: Sequence[str]) -> tuple[str, ...]:
    """Name the columns of a table.

    Parameters
    ----------
    labels : sequence of str
        The user's names.

    Returns
    -------
    tuple of str
        No two alike, and none that ``customers`` has already.

    Examples
    --------
    >>> column_names(["MntWines", "mnt wines", "Spending Score (1-100)", "%"])
    ('mnt_wines', 'mnt_wines_2', 'spending_score', 'column')
    """
    taken, names = Counter(_TAKEN), []
    for label in labels:
        stem = "_".join(label_parts(label)) or "column"
        name, number = stem, 1
        while name in taken:
            number += 1
            name = f"{stem}_{number}"
        taken[name] += 1
        names.append(name)
    return tuple(names)


def plain_words(label: str) -> str:
    """Say a column's name in plain words.

    Parameters
    ----------
    label : str
        The user's name of it.

    Returns
    -------
    str
        In small letters.

    Examples
    --------
    >>> [plain_words(label) for label in ("MntWines", "NumWebVisitsMonth", "PURCHASES_TRX", "PRC_FULL_PAYMENT")]
    ['spend on wines', 'web visits a month', 'purchases transactions', 'full payment share']
    >>> plain_words("AcceptedCmp3"), plain_words("Detergents_Paper"), plain_words("T")
    ('accepted campaign 3', 'detergents paper', 't')
    """
    parts = [piece for part in label_parts(label) for piece in re.split(r"(?<=[a-z]{3})(?=[0-9]+$)", part)]
    if len(parts) > 1 and parts[0] in _COUNTS:
        parts = parts[2:] if parts[1] == "of" and len(parts) > 2 else parts[1:]  # noqa: PLR2004  two words and a thing
        if len(parts) > 1 and parts[-1] in {"month", "year", "week", "day"}:
            parts = [*parts[:-1], "a", parts[-1]]
    elif len(parts) > 1 and parts[-1] in _COUNTS:
        parts = parts[:-1]
    elif len(parts) > 1 and parts[0] == "mnt":
        parts = ["spend", "on", *parts[1:]]
    elif len(parts) > 1 and parts[0] in _SHARES:
        parts = [*parts[1:], "share"]
    return " ".join(_LONG.get(part, part) for part in parts) or label.strip().casefold()


def day_words(label: str) -> str:
    """Say in plain words what a day counts from.

    Parameters
    ----------
    label : str
        The user's name of a column with days.

    Returns
    -------
    str
        What the number of days before the newest one means.

    Examples
    --------
    >>> day_words("signup_date"), day_words("Dt_Customer"), day_words("Date")
    ('days since signup', 'days as a customer', 'days since that day')
    """
    parts = [part for part in label_parts(label) if part not in _DAY]
    if parts and set(parts) <= _WHO:
        return "days as a customer"
    return f"days since {' '.join(parts) or 'that day'}"
