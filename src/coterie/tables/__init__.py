"""The words that rooms share: tables with their columns and units, and the small contracts between rooms.

Rooms never import one another. What passes between them is an Arrow table described here, a numpy array, or one of the
frozen records below. Money is int64 in 1/10,000 of the currency (``_e4``), time int64 microseconds since the epoch in
UTC (``_us``): sums of integers are the same in any order, on any number of threads, in any engine.
"""

from coterie.tables.categories import CATEGORY, category_words
from coterie.tables.columns import AttributeMap, ColumnMap, Trait, TraitKind, TraitRole
from coterie.tables.contracts import Engine, Progress, Relation, Source, Step
from coterie.tables.features import Aggregate, Feature, Imputation, Outliers, ScoringPlan
from coterie.tables.schemas import (
    ASSIGNMENTS,
    LINES,
    MICROSECONDS_PER_DAY,
    MONEY_SCALE,
    ORDER_DAYS,
    ORDERS,
    RAW_ROW,
    SEGMENTS,
    Column,
    TableSpec,
)

__all__ = [
    "ASSIGNMENTS",
    "CATEGORY",
    "LINES",
    "MICROSECONDS_PER_DAY",
    "MONEY_SCALE",
    "ORDERS",
    "ORDER_DAYS",
    "RAW_ROW",
    "SEGMENTS",
    "Aggregate",
    "AttributeMap",
    "Column",
    "ColumnMap",
    "Engine",
    "Feature",
    "Imputation",
    "Outliers",
    "Progress",
    "Relation",
    "ScoringPlan",
    "Source",
    "Step",
    "TableSpec",
    "Trait",
    "TraitKind",
    "TraitRole",
    "category_words",
]
