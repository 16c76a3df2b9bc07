"""What a report says, as plain results: no arithmetic behind it, nothing of the engine room in it.

In: finished numbers and sentences. Out: one frozen tree that ``ui.report`` renders. The one rule: whatever the report
shows stands here, and what stands here was computed from the data; a number that is not known is ``None`` or absent,
never a guess, and the report then says that it is missing.

Money is int64 in 1/10,000 of the currency (``_e4``), shares lie between 0 and 1, as everywhere in the house.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coterie.displays import Display

__all__ = [
    "BORDER_MARGIN",
    "ColumnLine",
    "CoreLine",
    "DataSection",
    "EvidenceRow",
    "FeatureLine",
    "LedgerLine",
    "ReportContent",
    "Reproduction",
    "SegmentSection",
    "SelectionSection",
    "TraitLine",
    "TypicalValue",
]

BORDER_MARGIN = 0.1
"""A member whose margin is below this lies on a border: the next segment is nearly as near."""


@dataclass(frozen=True)
class TypicalValue:
    """One feature of a segment beside the same feature of all customers.

    Parameters
    ----------
    label : str
        Plain words: ``days since the last order``.
    unit : str
        ``money`` (values in the currency), ``share`` (0 to 1), else a plural noun: ``days``, ``orders``, ``items`` ...
    value, base : float
        The typical member, and the typical customer, in that unit.
    delta : float or None
        Cliff's delta of the segment against the rest, -1 to 1; None where it was not computed.
    words, base_words : str
        What to show in place of the numbers: the words of a class. Empty where the numbers are shown.
    """

    label: str
    unit: str
    value: float
    base: float
    delta: float | None = None
    words: str = ""
    base_words: str = ""


@dataclass(frozen=True)
class SegmentSection:
    """One segment, as people read it. Its colour follows from its place in ``ReportContent.segments``.

    Parameters
    ----------
    segment_id, name : str
    strength : {'clear', 'weak'}
        Whether every word of the name is well supported.
    sentence : str
        Size, money and the typical member in words.
    proof : tuple of str
        Why the name is true, one line each.
    size : int
        Customers.
    share : float
        Of all customers with a segment.
    money_e4 : int or None
        Net spend of its members; None where no amount is known.
    money_share : float or None
        Of all net spend.
    typical : tuple of TypicalValue
    n_alike : int
        Further features, less telling, that are not listed.
    found_again : float or None
        Mean best Jaccard with split halves.
    border_share : float or None
        Members whose margin is below ``BORDER_MARGIN``.
    neighbour : str
        Name of the segment that is most often the next nearest; empty where not known.
    """

    segment_id: str
    name: str
    strength: Literal["clear", "weak"]
    sentence: str
    proof: tuple[str, ...]
    size: int
    share: float
    money_e4: int | None = None
    money_share: float | None = None
    typical: tuple[TypicalValue, ...] = ()
    n_alike: int = 0
    found_again: float | None = None
    border_share: float | None = None
    neighbour: str = ""


@dataclass(frozen=True)
class EvidenceRow:
    """What was measured for one number of segments; None where it could not be.

    Parameters
    ----------
    k : int
    inertia, silhouette, davies_bouldin, calinski_harabasz, dunn : float or None
    agreement, agreement_sd : float or None
        Mean and standard deviation of the adjusted Rand index of split halves.
    jaccard_min : float or None
        Of the segment that is found again worst.
    prediction_strength, smallest_share : float or None
    depth : float or None
        Smallest valley between two segments, in log density.
    """

    k: int
    inertia: float | None = None
    silhouette: float | None = None
    davies_bouldin: float | None = None
    calinski_harabasz: float | None = None
    dunn: float | None = None
    agreement: float | None = None
    agreement_sd: float | None = None
    jaccard_min: float | None = None
    prediction_strength: float | None = None
    smallest_share: float | None = None
    depth: float | None = None


@dataclass(frozen=True)
class SelectionSection:
    """How the number of segments was decided.

    Parameters
    ----------
    k : int or None
        The number chosen; None where clustering is not recommended.
    reasons, notes : tuple of str
        Whole sentences.
    evidence : tuple of EvidenceRow
    criteria : Mapping of str to (int or None)
        Each criterion, in plain words, and the number it alone would choose.
    equally_good : tuple of int
        All numbers that are as defensible as the chosen one, which is among them.
    n_evidence : int
        Customers on which the evidence was measured.
    override : str
        Why a person chose another number than the rule; empty where nobody did.
    """

    k: int | None
    reasons: tuple[str, ...]
    notes: tuple[str, ...] = ()
    evidence: tuple[EvidenceRow, ...] = ()
    criteria: Mapping[str, int | None] = field(default_factory=dict)
    equally_good: tuple[int, ...] = ()
    n_evidence: int = 0
    override: str = ""


@dataclass(frozen=True)
class ColumnLine:
    """Which column of the source was read as what, and why.

    Parameters
    ----------
    role : str
        ``customer``, ``order``, ``time`` ...
    column : str
        The user's own name for it.
    reason : str
        A plain sentence.
    sure : bool
        False where a person should check the guess.
    """

    role: str
    column: str
    reason: str
    sure: bool = True


@dataclass(frozen=True)
class TraitLine:
    """One column that says something of the customer: what it is, and what it is used for.

    Parameters
    ----------
    column : str
        The user's own name for it.
    kind : str
        ``number``, ``ordered``, ``category`` ...
    use : str
        ``makes the segments``, ``describes them`` ...
    reason : str
        Why, as a plain sentence.
    """

    column: str
    kind: str
    use: str
    reason: str


@dataclass(frozen=True)
class LedgerLine:
    """One cleaning rule: how many rows and how much money it took, and what was left after it.

    Parameters
    ----------
    rule, meaning : str
        Its short name, and one plain sentence.
    effect : str
        ``quarantine``, ``set aside`` or ``kept, marked``.
    n_rows, rows_left : int
    money_e4, money_left_e4 : int or None
    """

    rule: str
    meaning: str
    effect: str
    n_rows: int
    rows_left: int
    money_e4: int | None = None
    money_left_e4: int | None = None


@dataclass(frozen=True)
class CoreLine:
    """The classical core: customer known, no cancellation, quantity and price above zero.

    Parameters
    ----------
    rows, orders, customers : int
    money_e4 : int or None
    """

    rows: int
    orders: int
    customers: int
    money_e4: int | None = None


@dataclass(frozen=True)
class DataSection:
    """What was read and what was done to it.

    Parameters
    ----------
    columns : tuple of ColumnLine
    ledger : tuple of LedgerLine
        In the order in which the rules were applied.
    rows_in, rows_used, rows_quarantined, rows_set_aside : int
        The first is the sum of the others.
    core : CoreLine or None
    quarantine_path : str
        Where the rows in quarantine lie, as a reader of the report would look for them.
    notes : tuple of str
        Whole sentences: ``There is no order number, so all purchases of a customer on one day count as one order.``
    traits : tuple of TraitLine
        Columns that say something of the customer.
    """

    columns: tuple[ColumnLine, ...]
    ledger: tuple[LedgerLine, ...]
    rows_in: int
    rows_used: int
    rows_quarantined: int
    rows_set_aside: int
    core: CoreLine | None = None
    quarantine_path: str = ""
    notes: tuple[str, ...] = ()
    traits: tuple[TraitLine, ...] = ()


@dataclass(frozen=True)
class FeatureLine:
    """One number measured of every customer.

    Parameters
    ----------
    name, unit, meaning : str
    role : {'basis', 'descriptor'}
        Whether it made the segments or only describes them.
    """

    name: str
    unit: str
    meaning: str
    role: Literal["basis", "descriptor"]


@dataclass(frozen=True)
class Reproduction:
    """What it takes to compute the same report again.

    Parameters
    ----------
    version : str
        Of coterie.
    command : str
        The command that does it, as one line.
    seed : int
    model_id : str
    config : str
        The whole configuration as TOML.
    """

    version: str
    command: str
    seed: int
    model_id: str
    config: str = ""


@dataclass(frozen=True)
class ReportContent:
    """Everything a report says.

    Parameters
    ----------
    title : str
        What was segmented: ``Customers of online_retail.csv``.
    source : str
        One sentence on the kind of data: ``Simulated, based on real shopping patterns.``
    as_of : str or None
        The day it was computed for, ISO; None where the source does not say.
    verdict : {'natural groups', 'useful cuts', 'not reproducible'}
    verdict_sentences : tuple of str
        The verdict in plain words, first sentence first.
    n_customers : int
        Customers with a segment.
    segments : tuple of SegmentSection
        In the order in which they are to be read; colours follow it.
    selection : SelectionSection
    data : DataSection
    features : tuple of FeatureLine
    preparation : tuple of str
        What was done to the features before clustering, one sentence each.
    reproduction : Reproduction
    displays : Mapping of str to Display
        Known places: ``sizes``, ``map``, ``profile``, ``criteria``, ``elbow``, ``silhouette``, ``ledger``; any other
        is shown at the end. Displays must list segments in the order of ``segments``.
    currency : str
        Sign or code before amounts, as ``£``; empty where the source does not say.
    n_unassigned : int
        Customers without a segment.
    unassigned_reason : str
        Why, as a whole sentence.
    has_orders : bool
        Whether the source holds orders; else it has one row a customer.
    """

    title: str
    source: str
    as_of: str | None
    verdict: Literal["natural groups", "useful cuts", "not reproducible"]
    verdict_sentences: tuple[str, ...]
    n_customers: int
    segments: tuple[SegmentSection, ...]
    selection: SelectionSection
    data: DataSection
    features: tuple[FeatureLine, ...]
    preparation: tuple[str, ...]
    reproduction: Reproduction
    displays: Mapping[str, Display] = field(default_factory=dict)
    currency: str = ""
    n_unassigned: int = 0
    unassigned_reason: str = ""
    has_orders: bool = True
