"""Recency, frequency, monetary value: scores, the names of their codes, and groups to fall back on.

The segmentation every marketer knows. All of it follows from cut points that are plain numbers: equal customers always
get equal scores, and a customer who came later is scored by the same cuts.
"""

from coterie.model.rfm.baseline import RFMBaseline, rfm_baseline
from coterie.model.rfm.scores import RFMScorer, RFMScores, apply_cuts, learn_cuts, rfm_scores
from coterie.model.rfm.segments import (
    R_PACKAGE_TABLE,
    SEGMENT_TABLE,
    CodeBox,
    SegmentTable,
    segment_name,
    segment_names,
)

__all__ = [
    "R_PACKAGE_TABLE",
    "SEGMENT_TABLE",
    "CodeBox",
    "RFMBaseline",
    "RFMScorer",
    "RFMScores",
    "SegmentTable",
    "apply_cuts",
    "learn_cuts",
    "rfm_baseline",
    "rfm_scores",
    "segment_name",
    "segment_names",
]
