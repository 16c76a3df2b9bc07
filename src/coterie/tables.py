"""The words that rooms share: tables with their columns and units, and the small contracts between rooms.

Rooms never import one another. What passes between them is an Arrow table described here, a numpy array, or one of the
frozen records below. Money is int64 in 1/10,000 of the currency (``_e4``), time int64 microseconds since the epoch in
UTC (``_us``): sums of integers are the same in any order, on any number of threads, in any engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = [
    "ASSIGNMENTS",
    "LINES",
    "MICROSECONDS_PER_DAY",
    "MONEY_SCALE",
    "ORDERS",
    "RAW_ROW",
    "SEGMENTS",
    "Aggregate",
    "Column",
    "ColumnMap",
    "Engine",
    "Feature",
    "Progress",
    "Relation",
    "ScoringPlan",
    "Source",
    "Step",
    "TableSpec",
]

MONEY_SCALE = 10_000
MICROSECONDS_PER_DAY = 86_400_000_000
RAW_ROW = "row_number"
"""The column every raw relation carries: the row's place in the input, from 1."""

ColumnType = Literal["text", "int64", "float64", "bool"]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name : str
        Its name, everywhere.
    type : {'text', 'int64', 'float64', 'bool'}
        What it holds.
    meaning : str
        What it says, in plain words.
    unit : str, optional
        ``us``, ``e4``, ``days``, ``count`` ...
    optional : bool
        True where a source may lack it; it is null then.

    Examples
    --------
    >>> Column("time_us", "int64", "when", unit="us").optional
    False
    """

    name: str
    type: ColumnType
    meaning: str
    unit: str = ""
    optional: bool = False


@dataclass(frozen=True)
class TableSpec:
    """A table of the house.

    Parameters
    ----------
    name : str
        Its name, everywhere.
    grain : str
        What one row is.
    columns : tuple of Column
        Its columns, in order.

    Examples
    --------
    >>> ORDERS.grain, ORDERS.columns[0].name
    ('an order', 'customer_id')
    """

    name: str
    grain: str
    columns: tuple[Column, ...]


LINES = TableSpec(
    "lines",
    "an order line",
    (
        Column("customer_id", "text", "who ordered, trimmed, never re-typed"),
        Column("order_id", "text", "which order; customer and day where the source has no order id"),
        Column("time_us", "int64", "when", unit="us"),
        Column("product_id", "text", "what was ordered", optional=True),
        Column("category", "text", "its category", optional=True),
        Column("quantity", "int64", "how many, in 1/10,000 pieces", unit="e4", optional=True),
        Column("amount_e4", "int64", "money of the line; a return is negative", unit="e4", optional=True),
        Column("discount_e4", "int64", "money taken off the line, positive", unit="e4", optional=True),
    ),
)

ORDERS = TableSpec(
    "orders",
    "an order",
    (
        Column("customer_id", "text", "who ordered"),
        Column("order_id", "text", "which order"),
        Column("time_us", "int64", "when: the earliest of its lines", unit="us"),
        Column("gross_e4", "int64", "sum of positive amounts; null where no amount is known", unit="e4", optional=True),
        Column("returned_e4", "int64", "sum of negative amounts, as a positive number", unit="e4", optional=True),
        Column("discount_e4", "int64", "money taken off", unit="e4", optional=True),
        Column("n_items", "int64", "pieces bought (whole, rounded), or lines where no quantity is known", unit="count"),
        Column("is_purchase", "int64", "1 where gross > 0, or where no amount is known; else 0"),
        Column("day", "int64", "day of the order since the epoch, UTC", unit="days"),
    ),
)

ASSIGNMENTS = TableSpec(
    "assignments",
    "a customer",
    (
        Column("customer_id", "text", "who"),
        Column("segment_id", "text", "the segment; null with a reason where none could be given"),
        Column("segment", "text", "the segment's name"),
        Column("next_segment_id", "text", "the second nearest segment"),
        Column("distance", "float64", "to the own centre, in standard deviations of the prepared features"),
        Column("margin", "float64", "(d2 - d1) / d2: 0 on a border, 1 on a centre"),
        Column("reason", "text", "why there is no segment"),
        Column("as_of", "text", "the day it was computed for, ISO"),
        Column("model_id", "text", "the model that assigned"),
    ),
)

SEGMENTS = TableSpec(
    "segments",
    "a segment",
    (
        Column("segment_id", "text", "opaque, given once"),
        Column("name", "text", "the name"),
        Column("strength", "text", "clear or weak"),
        Column("sentence", "text", "size, money and the typical member in words"),
        Column("proof", "text", "why the name is true"),
        Column("size", "int64", "customers", unit="count"),
        Column("share", "float64", "of all customers with a segment, 0 to 1"),
        Column("money_e4", "int64", "net spend of its members", unit="e4", optional=True),
        Column("money_share", "float64", "of the net spend of all who have a segment", optional=True),
    ),
)


@dataclass(frozen=True)
class Source:
    """Where rows come from: a path, a pattern, or a table in memory.

    Parameters
    ----------
    uris : tuple of str
        Paths in order (a pattern is already expanded), or ``("memory",)`` for a table in memory.
    format : str
        ``text``, ``parquet`` or ``arrow``.
    options : tuple of (str, str) pairs
        What the format needs. For text: ``encoding``, ``separator`` (one character, or ``blank`` for runs of blanks),
        ``quote``, ``header`` (``true`` or ``false``).
    data : object, optional
        The table itself, for ``arrow``: anything with ``__arrow_c_stream__``.

    Examples
    --------
    >>> Source(("orders.csv",), "text", (("separator", ";"),)).uris
    ('orders.csv',)
    """

    uris: tuple[str, ...]
    format: str
    options: tuple[tuple[str, str], ...] = ()
    data: object | None = field(default=None, repr=False, compare=False)


class Relation(Protocol):
    """A lazy table of an engine: only its columns are public."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names that SQL may use."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Names as the user's file spells them, one for each column."""


@dataclass(frozen=True)
class Step:
    """One query: SQL that reads named inputs.

    Parameters
    ----------
    name : str
        The table it makes.
    inputs : tuple of str
        The tables it reads.
    sql : str
        One ANSI ``select``; values stand in it as ``:name``.
    params : tuple of (str, value) pairs
        The values.
    reused : bool
        True where the result is read more than once, so that the engine may store it.

    Examples
    --------
    >>> Step("large", ("orders",), "select order_id from orders where gross_e4 > :least", (("least", 10_000),)).inputs
    ('orders',)
    """

    name: str
    inputs: tuple[str, ...]
    sql: str
    params: tuple[tuple[str, object], ...] = ()
    reused: bool = False


Progress = Callable[[str, float], None]
"""Told the stage and the share done of it, 0 to 1."""


class Engine(Protocol):
    """Where tables live and queries run."""

    def read(self, source: Source) -> Relation:
        """Open a source. Columns are ``row_number`` and ``c0``, ``c1`` ...; labels keep the user's names."""

    def query(self, step: Step, **inputs: Relation) -> Relation:
        """Run one step on the relations it names."""

    def batches(self, relation: Relation) -> Iterator[pa.RecordBatch]:
        """Stream the rows of a relation."""

    def map_batches(
        self, relation: Relation, function: Callable[[pa.RecordBatch], pa.RecordBatch], schema: pa.Schema
    ) -> Relation:
        """Apply a function to every batch."""

    def write(self, relation: Relation, path: str) -> None:
        """Write a relation as Parquet, aside first, then renamed."""


@dataclass(frozen=True)
class ColumnMap:
    """Which column of the user's table is what, and how its text is to be read.

    Parameters
    ----------
    customer, time : str
        The user's own names of the two columns that every source has.
    order, product, category, quantity, unit_price, amount : str or None
        The user's own names of the others; None where the source has none.
    discounts : tuple of str
        Columns with money taken off.
    time_style : {'typed', 'iso', 'ymd', 'dmy', 'mdy', 'epoch_s', 'epoch_ms'}
        How times are written; ``ymd`` is ``20110131``.
    decimal : {'.', ','}
        The decimal mark.
    whole_float_ids : bool
        Ids are integers written as floats (``17850.0``): the ``.0`` is cut.
    cancel_prefix : str or None
        An order id that starts so is a cancellation.

    Examples
    --------
    >>> ColumnMap("CustomerID", "InvoiceDate", order="InvoiceNo", cancel_prefix="C").amount is None
    True
    """

    customer: str
    time: str
    order: str | None = None
    product: str | None = None
    category: str | None = None
    quantity: str | None = None
    unit_price: str | None = None
    amount: str | None = None
    discounts: tuple[str, ...] = ()
    time_style: str = "iso"
    decimal: str = "."
    whole_float_ids: bool = False
    cancel_prefix: str | None = None


AggregateKind = Literal["count", "sum", "min", "max", "distinct"]


@dataclass(frozen=True)
class Aggregate:
    """An integer per customer, mergeable unless it counts distinct values.

    Parameters
    ----------
    name : str
        The name formulas use.
    kind : {'count', 'sum', 'min', 'max', 'distinct'}
        How two pieces merge: counts and sums add, min and max compare, exact distinct counts cannot.
    table : str
        The table it reads.
    column : str or None
        The column; None for a plain count.
    where : tuple of (str, int or str), optional
        Only rows in which this column equals this value.
    bucket_days : int, optional
        A sum kept per bucket of so many days, counted from the epoch.
    newest : int, optional
        How many buckets make its value: the one that holds the last instant before as_of, and those before it.

    Examples
    --------
    >>> Aggregate("gross_e4", "sum", "orders", "gross_e4").kind
    'sum'
    """

    name: str
    kind: AggregateKind
    table: str
    column: str | None = None
    where: tuple[str, int | str] | None = None
    bucket_days: int | None = None
    newest: int | None = None


@dataclass(frozen=True)
class Feature:
    """One number per customer, defined once.

    Parameters
    ----------
    name : str
        Its column in the ``customers`` table.
    unit : str
        ``days``, ``orders``, ``money``, ``share``, ``items`` ...
    formula : str
        One ANSI scalar expression over aggregates and ``:as_of_us``.
    meaning : str
        One plain sentence.
    direction : {1, -1, 0}
        Whether more is better, worse, or neither, for the business.
    role : {'basis', 'descriptor'}
        Whether it may enter K-means or only explains.
    scale : {'log', 'linear'}
        How it is prepared before clustering.
    needs : tuple of str
        Optional order columns without which it does not exist.
    batch_only : bool
        True where it cannot be merged; streams refuse it by name.
    label : str
        A few plain words for axes and tables; the name where it is left out.

    Examples
    --------
    >>> Feature("n_orders", "orders", "n_orders", "How many orders.", direction=1, role="basis", scale="log").needs
    ()
    """

    name: str
    unit: str
    formula: str
    meaning: str
    direction: Literal[1, -1, 0]
    role: Literal["basis", "descriptor"]
    scale: Literal["log", "linear"] = "linear"
    needs: tuple[str, ...] = ()
    batch_only: bool = False
    label: str = ""

    @property
    def title(self) -> str:
        """Words for axes and tables."""
        return self.label or self.name.replace("_", " ")


@dataclass(frozen=True)
class ScoringPlan:
    """All that is needed to give a customer its segment; numpy, SQL, Spark and streams read the same plan.

    Parameters
    ----------
    features : tuple of str
        Columns of ``customers``, in order.
    preparation : tuple of Mapping
        One mapping per feature: ``{"log_unit": u or None, "low": l, "high": h, "center": m, "scale": s}``. A value x
        is clipped to [low, high] (either may be None), turned into sign(x) * ln(1 + |x| / u) where u is given, then
        centred, scaled, and rounded to the grid.
    grid : float
        2 ** -20: prepared values are whole multiples of it, so sums of them are exact.
    centers : ndarray of shape (n_clusters, n_features)
        The centres, in prepared values.
    segment_ids : tuple of str
        One for each centre.

    Examples
    --------
    >>> import numpy as np
    >>> keep = {"log_unit": None, "low": None, "high": None, "center": 0.0, "scale": 1.0}
    >>> plan = ScoringPlan(("n_orders",), (keep,), 2.0**-20, np.array([[1.0], [9.0]]), ("s1", "s2"))
    >>> plan.segment_ids[1]
    's2'
    """

    features: tuple[str, ...]
    preparation: tuple[Mapping[str, float | None], ...]
    grid: float
    centers: NDArray[np.float64]
    segment_ids: tuple[str, ...]
