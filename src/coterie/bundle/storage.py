"""A fitted run on disk: versioned, inspectable, without pickle.

::

    orders.coterie/
      report.html  segments.csv  assignments.csv      the latest, for people
      current                                          one line: the snapshot in force
      models/<model_id>/   bundle.json, arrays.npz     no customer data
      snapshots/<id>/      assignments.parquet, customers.parquet, segments.json, k_selection.json, ledger.json,
                           snapshot.json, displays/*.parquet
      private/<id>/        quarantine.parquet          mode 0700

The rule of this module: a reader never sees half a bundle. A new one is written beside its place and renamed; a further
snapshot is complete before ``current`` names it.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zipfile import BadZipFile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from coterie.bundle.files import csv_text, storage_errors, write_table, write_text
from coterie.bundle.people import assignments_for_people, segments_for_people
from coterie.bundle.records import FittedModel, Snapshot
from coterie.bundle.restoring import (
    IMPUTED,
    columns_from,
    ledger_from,
    plan_from,
    restored,
    segment_from,
    trait_from,
)
from coterie.config import Config
from coterie.data.detection import Finding
from coterie.displays import load as load_display
from coterie.errors import BundleError, StorageError
from coterie.features.catalog import AGGREGATES
from coterie.model.rfm import RFMBaseline
from coterie.model.selection import KSelection
from coterie.tables import Aggregate, Feature

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coterie.tables import ScoringPlan

__all__ = ["FORMAT", "check_target", "load", "save"]

FORMAT = 1
"""Raised when a reader of an older version could not read what is written; every format stays readable."""

PRIVATE = 0o700
DAMAGE = (OSError, EOFError, ValueError, TypeError, LookupError, BadZipFile, pa.ArrowException)
"""What the readers of JSON, Parquet and npz raise at a file that is missing, cut short or not what it says."""


def check_target(directory: Path) -> None:
    """Refuse a place that a bundle may not be written to, before any work is done.

    Parameters
    ----------
    directory : Path
        Where the bundle is to go.

    Raises
    ------
    BundleError
        Where something stands there that is no bundle.
    StorageError
        Where the folder around it is missing.
    """
    if not directory.absolute().parent.is_dir():
        raise StorageError(
            "no such folder", str(directory.parent), "Make it first, or choose another place with --out."
        )
    is_bundle = (directory / "current").is_file() and all(
        (directory / part).is_dir() for part in ("models", "snapshots")
    )
    if directory.exists() and not is_bundle and not _is_empty(directory):
        raise BundleError(
            "this exists and is no bundle", str(directory), "Nothing was overwritten; choose another place with --out."
        )


def save(model: FittedModel, snapshot: Snapshot, *, directory: Path, report: str) -> Path:
    """Write a run as a bundle, or add it to one as the snapshot in force.

    Parameters
    ----------
    model : FittedModel
        What was learnt.
    snapshot : Snapshot
        The customers it was applied to.
    directory : Path
        The bundle.
    report : str
        The report page.

    Returns
    -------
    Path
        The bundle.

    Raises
    ------
    BundleError
        Where the directory is no bundle, or another run is writing to it.
    StorageError
        Where the disk refuses.
    """
    check_target(directory)
    aside = directory.with_name(f".{directory.name}.{uuid4().hex[:8]}")
    try:
        with storage_errors(directory):
            _write_parts(model, snapshot, root=aside)
            _write_latest(snapshot, aside, report=report)
            _put_in_place(aside, directory)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return directory


def load(directory: Path) -> tuple[FittedModel, Snapshot]:
    """Open the snapshot in force and the model that made it.

    Parameters
    ----------
    directory : Path
        The bundle.

    Returns
    -------
    model : FittedModel
    snapshot : Snapshot

    Raises
    ------
    BundleError
        Where there is no bundle, it is of a later format, or it is damaged.
    """
    if not (directory / "current").is_file():
        raise BundleError("no bundle is here", str(directory), "Name a directory that coterie run has written.")
    try:
        snapshot_id = (directory / "current").read_text(encoding="utf-8").strip()
        place = directory / "snapshots" / snapshot_id
        about = _read_json(place / "snapshot.json")
        return _load_model(directory / "models" / about["model_id"]), _load_snapshot(directory, place, about)
    except BundleError:
        raise
    except DAMAGE as error:
        raise BundleError(
            f"the bundle is damaged ({type(error).__name__})", str(directory), "Run again, or restore it from a copy."
        ) from None


def _write_parts(model: FittedModel, snapshot: Snapshot, *, root: Path) -> None:
    models, place = root / "models" / model.model_id, root / "snapshots" / snapshot.snapshot_id
    private = root / "private" / snapshot.snapshot_id
    for folder in (models, place / "displays", private):
        folder.mkdir(parents=True)
    (root / "private").chmod(PRIVATE)
    _write_model(model, models)
    write_table(snapshot.assignments, place / "assignments.parquet")
    write_table(snapshot.customers, place / "customers.parquet")
    write_table(snapshot.quarantine, private / "quarantine.parquet")
    for name, display in snapshot.displays.items():
        write_table(display.frame(), place / "displays" / f"{name}.parquet")
    _write_json(place / "segments.json", [asdict(segment) for segment in snapshot.segments])
    _write_json(place / "k_selection.json", snapshot.k_selection.to_dict())
    _write_json(place / "ledger.json", asdict(snapshot.ledger))
    about = {
        "model_id": model.model_id,
        "source": snapshot.source,
        "as_of": snapshot.as_of,
        "findings": [asdict(finding) for finding in snapshot.findings],
        "displays": sorted(snapshot.displays),
    }
    _write_json(place / "snapshot.json", about)


def _write_model(model: FittedModel, folder: Path) -> None:
    plan = model.plan
    described = {
        "format": FORMAT,
        "model_id": model.model_id,
        "kind": model.kind,
        "version": model.version,
        "columns": asdict(model.columns),
        "basis": model.basis,
        "features": [asdict(feature) for feature in model.features],
        "attributes": [asdict(trait) for trait in model.attributes],
        "aggregates": [asdict(aggregate) for aggregate in model.aggregates],
        "preparation": [dict(column) for column in plan.preparation] if plan else [],
        "grid": plan.grid if plan else None,
        "imputation": [dict(column) for column in plan.imputation.shape] if plan and plan.imputation else None,
        "outliers": asdict(plan.outliers) if plan and plan.outliers else None,
        "baseline": model.baseline.to_dict() if model.baseline else None,
        "segment_ids": model.segment_ids,
        "names": dict(model.names),
        "bounds": model.bounds,
        "config": model.config.model_dump(mode="json", exclude={"engine"}),
    }
    _write_json(folder / "bundle.json", described)
    with (folder / "arrays.npz").open("wb") as file:
        np.savez(file, **_arrays(plan, len(model.basis)))


def _arrays(plan: ScoringPlan | None, width: int) -> dict[str, Any]:
    """Name the arrays of a plan for ``arrays.npz``."""
    if plan is None:
        return {"centers": np.empty((0, width))}
    learnt = {f"imputation_{part}": getattr(plan.imputation, part) for part in IMPUTED} if plan.imputation else {}
    return {"centers": plan.centers, **learnt}


def _write_latest(snapshot: Snapshot, root: Path, *, report: str) -> None:
    write_text(root / "report.html", report)
    write_text(root / "segments.csv", csv_text(segments_for_people(snapshot.segments_table())))
    write_text(root / "assignments.csv", csv_text(assignments_for_people(snapshot.assignments)))
    write_text(root / "current", snapshot.snapshot_id + "\n")


def _put_in_place(aside: Path, directory: Path) -> None:
    if not _is_empty(directory):
        with _locked(directory):
            _merge(aside, directory)
        return
    if directory.exists():
        directory.rmdir()
    aside.rename(directory)


def _merge(aside: Path, directory: Path) -> None:
    for kind in ("models", "snapshots", "private"):
        (directory / kind).mkdir(mode=PRIVATE if kind == "private" else 0o777, exist_ok=True)
        for part in sorted((aside / kind).iterdir()):
            _replace_folder(directory / kind / part.name, part)
    for name in ("report.html", "segments.csv", "assignments.csv", "current"):
        (aside / name).replace(directory / name)


def _replace_folder(old: Path, new: Path) -> None:
    """Put a new folder in the place of a damaged one; one that holds the same stays, as readers may have it open."""
    if old.exists():
        if _content(old) == _content(new):
            return
        spare = new.with_name(f"{new.name}.old")
        old.rename(spare)
        try:
            new.rename(old)
        except OSError:
            spare.rename(old)
            raise
        return
    new.rename(old)


def _content(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    lock = directory / "lock"
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        raise BundleError(
            "another run is writing to this bundle", str(lock), "Wait for it; if none is running, delete that file."
        ) from None
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _load_model(folder: Path) -> FittedModel:
    described = _read_json(folder / "bundle.json")
    if described["format"] > FORMAT:
        raise BundleError(
            f"format {described['format']} is newer than this version reads", str(folder), "Update coterie."
        )
    with (folder / "arrays.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        plan = plan_from(described, arrays)
    return FittedModel(
        model_id=described["model_id"],
        kind=described["kind"],
        columns=columns_from(described["columns"]),
        attributes=tuple(trait_from(row) for row in described.get("attributes", ())),
        basis=tuple(described["basis"]),
        features=tuple(restored(Feature, row) for row in described["features"]),
        aggregates=tuple(restored(Aggregate, row) for row in described["aggregates"])
        if "aggregates" in described
        else AGGREGATES,
        plan=plan,
        baseline=RFMBaseline.from_dict(described["baseline"]) if described["baseline"] else None,
        segment_ids=tuple(described["segment_ids"]),
        names=described["names"],
        bounds=tuple((low, high) for low, high in described["bounds"]),
        config=Config.from_mapping(described["config"]),
        version=described["version"],
    )


def _load_snapshot(directory: Path, place: Path, about: dict[str, Any]) -> Snapshot:
    return Snapshot(
        snapshot_id=place.name,
        source=about["source"],
        as_of=about["as_of"],
        customers=pq.read_table(place / "customers.parquet"),
        assignments=pq.read_table(place / "assignments.parquet"),
        segments=tuple(segment_from(row) for row in _read_json(place / "segments.json")),
        k_selection=KSelection.from_dict(_read_json(place / "k_selection.json")),
        ledger=ledger_from(_read_json(place / "ledger.json")),
        findings=tuple(restored(Finding, row) for row in about["findings"]),
        quarantine=pq.read_table(directory / "private" / place.name / "quarantine.parquet"),
        displays={
            name: load_display(pq.read_table(place / "displays" / f"{name}.parquet")) for name in about["displays"]
        },
    )


def _write_json(path: Path, value: object) -> None:
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def _read_json(path: Path) -> Any:  # noqa: ANN401 JSON
    return json.loads(path.read_text(encoding="utf-8"))


def _is_empty(directory: Path) -> bool:
    return not directory.exists() or (directory.is_dir() and not any(directory.iterdir()))
