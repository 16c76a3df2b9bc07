"""Records made again from the plain mappings that JSON holds.

Comes in: what ``dataclasses.asdict`` wrote. Goes out: equal records. The rule of this module: it checks nothing beyond
what the constructors check; a damaged file is the caller's to report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from coterie.bundle.records import Segment
from coterie.data.ledger import Balance, Ledger, LedgerRow, Subtotal
from coterie.profile.description import FeatureProfile, SegmentProfile
from coterie.profile.naming import SegmentName
from coterie.tables import AttributeMap, ColumnMap, Imputation, Outliers, ScoringPlan, Trait

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["IMPUTED", "columns_from", "ledger_from", "plan_from", "restored", "segment_from", "trait_from"]

IMPUTED = ("low", "high", "start", "targets", "weights", "offsets", "donors")
"""The arrays of an imputation."""

Record = TypeVar("Record")


def restored(kind: type[Record], row: Mapping[str, Any], **parts: object) -> Record:
    """Make a record from its mapping; lists become tuples.

    Parameters
    ----------
    kind : type
        The dataclass.
    row : Mapping
        What ``asdict`` wrote of it.
    **parts
        Fields that are records themselves, already made.

    Returns
    -------
    object
        Of that kind.

    Examples
    --------
    >>> from coterie.tables import Column
    >>> restored(Column, {"name": "day", "type": "int64", "meaning": "when"}).name
    'day'
    """
    plain = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return kind(**{**plain, **parts})


def segment_from(row: Mapping[str, Any]) -> Segment:
    """Make a segment from its mapping.

    Parameters
    ----------
    row : Mapping
        One entry of ``segments.json``.

    Returns
    -------
    Segment
        With its name and profile.
    """
    features = tuple(restored(FeatureProfile, feature) for feature in row["profile"]["features"])
    profile = restored(SegmentProfile, row["profile"], features=features)
    return Segment(row["segment_id"], restored(SegmentName, row["name"]), profile)


def columns_from(row: Mapping[str, Any]) -> ColumnMap | AttributeMap:
    """Make the map of columns from its mapping.

    Parameters
    ----------
    row : Mapping
        Of a table of orders or, with ``traits``, of one with a row a customer.

    Returns
    -------
    ColumnMap or AttributeMap

    Examples
    --------
    >>> columns_from({"customer": "ID", "traits": []})
    AttributeMap(customer='ID', traits=(), decimal='.', whole_float_ids=False, missing=())
    """
    if "traits" not in row:
        return restored(ColumnMap, row, spellings=tuple(tuple(each) for each in row.get("spellings", ())))
    return restored(AttributeMap, row, traits=tuple(trait_from(trait) for trait in row["traits"]))


def trait_from(row: Mapping[str, Any]) -> Trait:
    """Make a trait from its mapping.

    Parameters
    ----------
    row : Mapping
        What ``asdict`` wrote of it.

    Returns
    -------
    Trait

    Examples
    --------
    >>> from dataclasses import asdict
    >>> city = Trait("city", "City", "city", "category", "basis", "classes", spellings=(("bonn", "Bonn"),))
    >>> trait_from(asdict(city)) == city
    True
    """
    return restored(Trait, row, spellings=tuple((text, level) for text, level in row["spellings"]))


def plan_from(described: Mapping[str, Any], arrays: Mapping[str, Any]) -> ScoringPlan | None:
    """Make a scoring plan again.

    Parameters
    ----------
    described : Mapping
        What ``bundle.json`` says of the model; older ones know neither imputation nor outliers.
    arrays : Mapping of str to ndarray
        What ``arrays.npz`` holds.

    Returns
    -------
    ScoringPlan or None
        None where nothing was clustered.
    """
    if not described["preparation"]:
        return None
    shape, outliers = described.get("imputation"), described.get("outliers")
    return ScoringPlan(
        tuple(described["basis"]),
        tuple(described["preparation"]),
        described["grid"],
        arrays["centers"],
        tuple(described["segment_ids"]),
        Imputation(tuple(shape), *(arrays[f"imputation_{part}"] for part in IMPUTED)) if shape else None,
        restored(Outliers, outliers, fences=tuple((low, high) for low, high in outliers["fences"]))
        if outliers
        else None,
    )


def ledger_from(row: Mapping[str, Any]) -> Ledger:
    """Make a ledger from its mapping.

    Parameters
    ----------
    row : Mapping
        What ``ledger.json`` holds.

    Returns
    -------
    Ledger
        With its rows, core and balance.
    """
    return restored(
        Ledger,
        row,
        rows=tuple(restored(LedgerRow, line) for line in row["rows"]),
        core=restored(Subtotal, row["core"]) if row["core"] else None,
        balance=restored(Balance, row["balance"]) if row["balance"] else None,
    )
