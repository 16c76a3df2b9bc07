"""What a run leaves behind: the model that may be shipped, and the snapshot of customers it was applied to.

Comes in: the results of the rooms. Goes out: two frozen records, which the bundle stores and every face reads. The rule
of this module: a model holds no customer's data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pyarrow as pa

from coterie.features.catalog import AGGREGATES
from coterie.tables import SEGMENTS, AttributeMap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coterie.config import Config
    from coterie.data.detection import Finding
    from coterie.data.ledger import Ledger
    from coterie.displays import Display
    from coterie.model.rfm import RFMBaseline
    from coterie.model.selection import KSelection
    from coterie.profile.description import SegmentProfile
    from coterie.profile.naming import SegmentName
    from coterie.tables import Aggregate, ColumnMap, Feature, ScoringPlan, Trait

__all__ = ["FittedModel", "Segment", "Snapshot"]

ARROW_TYPES = {"text": pa.string(), "int64": pa.int64(), "float64": pa.float64(), "bool": pa.bool_()}


@dataclass(frozen=True)
class Segment:
    """A segment: its id, its name with the proof, and what its members are like.

    Parameters
    ----------
    segment_id : str
        Opaque, given once.
    name : SegmentName
        The name and what it rests on.
    profile : SegmentProfile
        Size, money and typical values.
    """

    segment_id: str
    name: SegmentName
    profile: SegmentProfile

    def row(self) -> dict[str, object]:
        """Return the segment as a row of the ``segments`` table."""
        return {
            "segment_id": self.segment_id,
            "name": self.name.name,
            "strength": self.name.strength,
            "sentence": self.name.sentence,
            "proof": "\n".join(self.name.proof),
            "size": self.profile.size,
            "share": self.profile.share,
            "money_e4": self.profile.money_e4,
            "money_share": self.profile.money_share,
        }


@dataclass(frozen=True)
class FittedModel:
    """What was learnt, and all that is needed to assign customers again.

    Parameters
    ----------
    model_id : str
        Made from the content: the same model has the same id.
    kind : {'kmeans', 'rfm'}
        The clustering, or the quantile groups where the evidence refused to cluster.
    columns : ColumnMap or AttributeMap
        How the source was read.
    basis : tuple of str
        Features the segments were made of.
    features : tuple of Feature
        All features that were computed.
    plan : ScoringPlan or None
        For ``kmeans``.
    baseline : RFMBaseline or None
        For ``rfm``.
    segment_ids : tuple of str
        In the order of the centres or groups.
    names : Mapping of str to str
        Segment id to name.
    bounds : tuple of (float, float)
        Smallest and largest value of each basis feature among those who have a segment.
    config : Config
        The settings of the run.
    version : str
        Of coterie.
    aggregates : tuple of Aggregate
        What the features are made of, categories that the run learnt included.
    attributes : tuple of Trait
        What columns beside the orders say of the customer.
    """

    model_id: str
    kind: Literal["kmeans", "rfm"]
    columns: ColumnMap | AttributeMap
    basis: tuple[str, ...]
    features: tuple[Feature, ...]
    plan: ScoringPlan | None
    baseline: RFMBaseline | None
    segment_ids: tuple[str, ...]
    names: Mapping[str, str]
    bounds: tuple[tuple[float, float], ...]
    config: Config
    version: str
    aggregates: tuple[Aggregate, ...] = AGGREGATES
    attributes: tuple[Trait, ...] = ()

    @property
    def traits(self) -> tuple[Trait, ...]:
        """What the source says of a customer, beside orders."""
        return self.columns.traits if isinstance(self.columns, AttributeMap) else self.attributes


@dataclass(frozen=True)
class Snapshot:
    """The customers on one day: their segments, the evidence, and the account of every row.

    Parameters
    ----------
    snapshot_id : str
        Day and content.
    source : str
        The name of what was read, for people.
    as_of : str or None
        ISO day; None where the source does not say of which day it is.
    customers, assignments : pyarrow.Table
        As ``tables`` describes them.
    segments : tuple of Segment
        In the order in which they are shown.
    k_selection : KSelection
        The verdict and its evidence.
    ledger : Ledger
        What became of every row.
    findings : tuple of Finding
        Which column was recognised as what, and why.
    quarantine : pyarrow.Table
        Rows that could not be used.
    displays : Mapping of str to Display
        The pictures, by name.
    """

    snapshot_id: str
    source: str
    as_of: str | None
    customers: pa.Table
    assignments: pa.Table
    segments: tuple[Segment, ...]
    k_selection: KSelection
    ledger: Ledger
    findings: tuple[Finding, ...]
    quarantine: pa.Table
    displays: Mapping[str, Display]

    def segments_table(self) -> pa.Table:
        """Return the ``segments`` table."""
        schema = pa.schema([(column.name, ARROW_TYPES[column.type]) for column in SEGMENTS.columns])
        return pa.Table.from_pylist([segment.row() for segment in self.segments], schema=schema)
