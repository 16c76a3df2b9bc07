"""What of the catalogue a source allows: which features, and which aggregates they need counted.

In: the optional columns of ``orders`` and ``lines`` that hold data. Out: the definitions that read no others. The one
rule: what a source knows nothing of does not exist there; asked for by name, it is refused by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.errors import ConfigError
from coterie.features.catalog import AGGREGATES, FEATURES, TOTALS
from coterie.features.references import is_mergeable, optional_columns, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from coterie.tables import Aggregate, Feature

__all__ = ["available_aggregates", "available_features", "available_totals", "check_needs"]


def available_features(columns: Collection[str]) -> tuple[Feature, ...]:
    """Return the features that the data allow.

    Parameters
    ----------
    columns : collection of str
        Optional columns of ``orders`` and ``lines`` that hold data; required ones need not be named.

    Returns
    -------
    tuple of Feature
        In the order of the catalogue.

    Examples
    --------
    >>> from coterie.features.availability import available_features
    >>> [feature.name for feature in available_features(())][:4]
    ['recency_days', 'n_orders', 'tenure_days', 'mean_gap_days']
    """
    return tuple(feature for feature in FEATURES if set(feature.needs) <= set(columns))


def available_aggregates(
    columns: Collection[str], features: Iterable[Feature] = FEATURES, *, known: Iterable[Aggregate] = AGGREGATES
) -> tuple[Aggregate, ...]:
    """Return the aggregates that the data allow.

    Parameters
    ----------
    columns : collection of str
        Optional columns of ``orders`` and ``lines`` that hold data.
    features : iterable of Feature
        What does not merge is dear, so only that which one of these features uses is returned.
    known : iterable of Aggregate
        What may be counted: the catalogue, or all that a fitted model carries.

    Returns
    -------
    tuple of Aggregate
        In the order in which they are known.

    Examples
    --------
    >>> from coterie.features.availability import available_aggregates
    >>> [aggregate.name for aggregate in available_aggregates({"product_id"}, features=())]
    ['n_purchases', 'first_order_us', 'last_order_us', 'n_items', 'n_weekend_orders']
    """
    used: set[str] = set().union(*(words(feature.formula) for feature in features))
    return tuple(
        aggregate
        for aggregate in known
        if optional_columns(aggregate) <= set(columns) and (is_mergeable(aggregate) or aggregate.name in used)
    )


def available_totals(aggregates: Iterable[Aggregate]) -> dict[str, str]:
    """Return the totals whose aggregates are all there.

    Parameters
    ----------
    aggregates : iterable of Aggregate
        What has been counted.

    Returns
    -------
    dict of str to str
        Name to formula.

    Examples
    --------
    >>> from coterie.features.availability import available_aggregates, available_totals
    >>> available_totals(available_aggregates({"gross_e4", "returned_e4"}))
    {'net_e4': 'gross_e4 - coalesce(returned_e4, 0)'}
    >>> available_totals(available_aggregates(()))
    {}
    """
    names = {aggregate.name for aggregate in aggregates}
    return {name: formula for name, formula in TOTALS.items() if words(formula) <= names}


def check_needs(features: Iterable[Feature], columns: Collection[str]) -> None:
    """Refuse features that the data do not allow.

    Parameters
    ----------
    features : iterable of Feature
        What is asked for.
    columns : collection of str
        Optional columns of ``orders`` and ``lines`` that hold data.

    Raises
    ------
    ConfigError
        A feature needs a column that is not among them.

    Examples
    --------
    >>> from coterie.features.availability import FEATURES, check_needs
    >>> check_needs(FEATURES[:2], ())
    """
    for feature in features:
        missing = sorted(set(feature.needs) - set(columns))
        if missing:
            raise ConfigError(
                f"no data for {', '.join(missing)}",
                f"feature {feature.name}",
                "Leave the feature out, or say which column of the data it is.",
            )
