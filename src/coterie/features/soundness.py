"""What a definition must keep to: nothing twice, nothing unknown, nothing hidden.

Definitions come in, the catalogue's own or a user's; a fault is told by name, with the near names.
"""

from __future__ import annotations

import difflib
from collections import Counter
from typing import TYPE_CHECKING

from coterie.errors import ConfigError
from coterie.features.catalog import TOTALS
from coterie.features.references import TABLES, columns, is_mergeable, optional_columns, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coterie.tables import Aggregate, Feature

__all__ = ["check_catalog"]

_PARAMETERS = frozenset({":as_of_us"})


def check_catalog(features: Sequence[Feature], aggregates: Sequence[Aggregate]) -> None:
    """Refuse definitions that contradict themselves.

    Parameters
    ----------
    features : sequence of Feature
        Formulas may use the names of `aggregates`, of `TOTALS`, and ``:as_of_us``.
    aggregates : sequence of Aggregate
        They may use the columns of ``orders`` and ``lines``.

    Raises
    ------
    ConfigError
        A name or a meaning is given twice; a formula uses an unknown word; an aggregate reads an unknown table or
        column; a feature hides that it needs an optional column, or that it cannot be merged.

    Examples
    --------
    >>> from coterie.features.catalog import AGGREGATES, FEATURES
    >>> from coterie.features.soundness import check_catalog
    >>> check_catalog(FEATURES, AGGREGATES)
    """
    names = [*(aggregate.name for aggregate in aggregates), *TOTALS, *(feature.name for feature in features)]
    _refuse_repeats("name", names)
    _refuse_repeats("meaning", [feature.meaning for feature in features])
    for aggregate in aggregates:
        _check_aggregate(aggregate)
    _refuse_mixed_buckets(aggregates)
    by_name = {aggregate.name: aggregate for aggregate in aggregates}
    for feature in features:
        _check_feature(feature, by_name)


def _refuse_repeats(what: str, given: Sequence[str]) -> None:
    """Raise where a word occurs twice."""
    for word, count in Counter(given).items():
        if count > 1:
            raise ConfigError(
                f"{what} {word!r} is given {count} times", "feature catalogue", f"Give each its own {what}."
            )


def _check_aggregate(aggregate: Aggregate) -> None:
    """Raise unless table and columns exist and buckets can be added."""
    where = f"aggregate {aggregate.name}"
    if aggregate.table not in TABLES:
        raise ConfigError(f"unknown table {aggregate.table!r}", where, f"Use one of: {', '.join(TABLES)}.")
    known = [column.name for column in TABLES[aggregate.table].columns]
    for column in sorted(columns(aggregate) - set(known)):
        remedy = _offer(column, known)
        raise ConfigError(f"{aggregate.table} has no column {column!r}", where, remedy)
    if aggregate.kind != "count" and aggregate.column is None:
        raise ConfigError(f"a {aggregate.kind} needs a column", where, "Name the column, or count rows instead.")
    if aggregate.bucket_days is not None:
        _check_buckets(aggregate, where)


def _check_buckets(aggregate: Aggregate, where: str) -> None:
    """Raise unless the buckets are whole, there are some, and they can be added."""
    if aggregate.kind not in {"count", "sum"} or aggregate.table != "orders":
        raise ConfigError(
            f"a {aggregate.kind} of {aggregate.table} cannot be kept in buckets", where, "Use a sum or count of orders."
        )
    if (aggregate.bucket_days or 0) < 1 or (aggregate.newest or 0) < 1 or aggregate.skipped < 0:
        raise ConfigError(
            "buckets need a length and a number",
            where,
            "Set bucket_days and newest to 1 or more, and skipped to 0 or more.",
        )


def _refuse_mixed_buckets(aggregates: Sequence[Aggregate]) -> None:
    """Raise unless all buckets have one length, so that a state keeps one table of them."""
    lengths = sorted({aggregate.bucket_days for aggregate in aggregates if aggregate.bucket_days is not None})
    if len(lengths) > 1:
        listed = " and ".join(map(str, lengths))
        raise ConfigError(f"buckets of {listed} days", "aggregates", "Use one length for all.")


def _check_feature(feature: Feature, aggregates: Mapping[str, Aggregate]) -> None:
    """Raise unless the formula's words are known, and what they imply is stated."""
    where = f"feature {feature.name}"
    for word in sorted(words(feature.formula) - set(aggregates) - set(TOTALS) - _PARAMETERS):
        remedy = _offer(word, [*aggregates, *TOTALS, *_PARAMETERS])
        raise ConfigError(f"the formula uses an unknown word {word!r}", where, remedy)
    used = _aggregates_of(feature, aggregates)
    needs = set().union(*(optional_columns(aggregate) for aggregate in used)) - set(feature.needs)
    if needs:
        raise ConfigError(
            f"the formula needs {', '.join(sorted(needs))}, which not all data have", where, "Add it to needs."
        )
    if feature.batch_only == all(is_mergeable(aggregate) for aggregate in used):
        raise ConfigError(
            f"batch_only is {feature.batch_only}",
            where,
            "Set it where, and only where, distinct values or days with an order are counted.",
        )


def _aggregates_of(feature: Feature, aggregates: Mapping[str, Aggregate]) -> list[Aggregate]:
    """Return the aggregates of a feature, those behind its totals included."""
    direct = words(feature.formula)
    behind = (words(TOTALS[total]) for total in direct & set(TOTALS))
    return [aggregates[word] for word in sorted(direct.union(*behind)) if word in aggregates]


def _offer(word: str, known: Sequence[str]) -> str:
    """Return a sentence with the near names, or all of them."""
    near = difflib.get_close_matches(word, known, n=3)
    return f"Did you mean {' or '.join(near)}?" if near else f"Use one of: {', '.join(sorted(known))}."
