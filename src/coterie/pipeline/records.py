"""What the stages of a run hand to one another before the fit: customers, and the account of every row.

Comes in: the results of ``data`` and ``features``. Goes out: one frozen record, and days as people write them. The rule
of this module: times are microseconds since the epoch, UTC; only here they become days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from coterie.tables import AttributeMap

if TYPE_CHECKING:
    from datetime import date

    import pyarrow as pa

    from coterie.data.detection import Finding
    from coterie.data.ledger import Ledger
    from coterie.tables import Aggregate, ColumnMap, Feature, Trait

__all__ = ["Intake", "day_of", "microseconds_of"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Intake:
    """The customers of a source, and how they came about.

    Parameters
    ----------
    columns : ColumnMap or AttributeMap
        How the source was read: as orders, or as one row a customer.
    findings : tuple of Finding
        Why it was read so.
    ledger : Ledger
        What became of every row.
    quarantine : pyarrow.Table
        Rows that could not be used.
    customers : pyarrow.Table
        Sorted by customer, with every feature.
    order_days : pyarrow.Table or None
        Days with a purchase, of every customer; None where there are no orders.
    features : tuple of Feature
        What the source allows.
    first_us, as_of_us : int or None
        The first order, and the moment from which the run looks back: microseconds since the epoch, UTC. Unknown where
        there are no orders, or no day at all.
    aggregates : tuple of Aggregate
        What the features of orders are made of.
    attributes : tuple of Trait
        What columns beside the orders say of the customer.
    """

    columns: ColumnMap | AttributeMap
    findings: tuple[Finding, ...]
    ledger: Ledger
    quarantine: pa.Table
    customers: pa.Table
    order_days: pa.Table | None
    features: tuple[Feature, ...]
    first_us: int | None
    as_of_us: int | None
    aggregates: tuple[Aggregate, ...] = ()
    attributes: tuple[Trait, ...] = ()

    @property
    def kind(self) -> Literal["orders", "customers"]:
        """What a row of the source is."""
        return "customers" if isinstance(self.columns, AttributeMap) else "orders"

    @property
    def traits(self) -> tuple[Trait, ...]:
        """What the source says of a customer, beside orders."""
        return self.columns.traits if isinstance(self.columns, AttributeMap) else self.attributes


def microseconds_of(day: date) -> int:
    """Return midnight UTC of a day, in microseconds since the epoch.

    Parameters
    ----------
    day : date
        The day.

    Returns
    -------
    int
        Microseconds.

    Examples
    --------
    >>> from datetime import date
    >>> microseconds_of(date(1970, 1, 2))
    86400000000
    """
    return int((datetime(day.year, day.month, day.day, tzinfo=UTC) - EPOCH) / timedelta(microseconds=1))


def day_of(time_us: int) -> str:
    """Return the ISO day of a time in microseconds since the epoch, UTC.

    Parameters
    ----------
    time_us : int
        Microseconds.

    Returns
    -------
    str
        As in ``2011-12-10``.

    Examples
    --------
    >>> day_of(86_400_000_000)
    '1970-01-02'
    """
    return (EPOCH + timedelta(microseconds=time_us)).date().isoformat()
