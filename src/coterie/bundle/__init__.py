"""A fitted run on disk: versioned, inspectable, no pickle."""

from __future__ import annotations

from coterie.bundle.files import csv_text, write_table, write_text
from coterie.bundle.people import assignments_for_people
from coterie.bundle.records import FittedModel, Segment, Snapshot
from coterie.bundle.storage import check_target, load, save

__all__ = [
    "FittedModel",
    "Segment",
    "Snapshot",
    "assignments_for_people",
    "check_target",
    "csv_text",
    "load",
    "save",
    "write_table",
    "write_text",
]
