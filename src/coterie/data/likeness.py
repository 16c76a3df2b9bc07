"""Customers that may be the same: reported, never merged.

Comes in: the ids of a source's customers, or a table with one row a customer. Goes out: how many of them are like
another. The rule of this module: it counts and says so in a sentence; whether two ids are one person, only the owner of
the data knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["alike_ids", "alike_rows", "tell_alike"]

_COINCIDENCE = 0.1
"""Where chance alone would make more than this part of the doubles, the columns are too coarse to tell people apart."""


def alike_ids(ids: pa.ChunkedArray) -> int:
    """Count ids that differ from another only by case, blanks, marks or leading zeros.

    Parameters
    ----------
    ids : pyarrow.ChunkedArray
        Each customer's id, once.

    Returns
    -------
    int
        Customers with at least one such double.

    Examples
    --------
    >>> alike_ids(pa.chunked_array([["A-17", "a17", "17", "0017", "1-7", "B"]]))
    4
    """
    key = pc.utf8_lower(pc.cast(ids, pa.string()))
    for _ in range(2):  # a digit may stand between two marks: 1-2-3
        key = pc.replace_substring_regex(key, r"([0-9])[^\p{L}\p{N}|]+([0-9])", r"\1|\2")
    key = pc.replace_substring_regex(key, r"[^\p{L}\p{N}|]+", "")
    key = pc.utf8_ltrim(key, characters="0")
    return _n_doubles(pa.table({"key": key.filter(pc.not_equal(key, ""))}))


def alike_rows(rows: pa.Table, columns: Sequence[str]) -> int:
    """Count customers whose row equals another's in everything but the id.

    Parameters
    ----------
    rows : pyarrow.Table
        One row a customer.
    columns : sequence of str
        Its columns but the id.

    Returns
    -------
    int
        Zero where chance explains them: with few and coarse columns, strangers are alike.

    Notes
    -----
    Chance makes n (n - 1) / 2 times the product, over the columns, of the sum of squared shares of their values pairs
    of equal rows, if columns do not depend on one another.

    Examples
    --------
    >>> spend = [*range(100), 7]
    >>> people = pa.table({"id": range(101), "spend": spend, "visits": spend, "town": [str(n) for n in spend]})
    >>> alike_rows(people, ["spend", "visits", "town"])
    2
    >>> alike_rows(people, ["spend"])
    0
    """
    n_alike = _n_doubles(rows.select(list(columns))) if columns else 0
    if not n_alike:
        return 0
    by_chance = rows.num_rows * (rows.num_rows - 1) / 2
    for column in columns:
        shares = pc.value_counts(rows[column]).field("counts").to_numpy() / rows.num_rows
        by_chance *= float((shares**2).sum())
    return n_alike if by_chance <= _COINCIDENCE * n_alike else 0


def tell_alike(n_ids: int, n_rows: int = 0) -> tuple[str, ...]:
    """Say how many customers are like another.

    Parameters
    ----------
    n_ids : int
        As :func:`alike_ids` counts them.
    n_rows : int
        As :func:`alike_rows` counts them.

    Returns
    -------
    tuple of str
        Sentences without their full stops; none where there is nothing to say.

    Examples
    --------
    >>> tell_alike(14)
    ("14 customers' ids differ from another's only by case, marks or leading zeros; if they are the same people, mend \
the export",)
    """
    differ = "customers' ids differ from another's only by case, marks or leading zeros"
    equal = "customers' rows equal another's in everything but the id"
    told = {
        f"{n_ids:,} {differ}; if they are the same people, mend the export": n_ids,
        f"{n_rows:,} {equal}; with few columns that may be chance": n_rows,
    }
    return tuple(sentence for sentence, n in told.items() if n)


def _n_doubles(table: pa.Table) -> int:
    counts = table.group_by(table.column_names).aggregate([([], "count_all")])["count_all"]
    return int(pc.sum(counts.filter(pc.greater(counts, 1))).as_py() or 0)
