"""Names of codes: the R package's published segments, all 125 codes, and tables that are refused."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from coterie.errors import ConfigError
from coterie.model.rfm import R_PACKAGE_TABLE, SEGMENT_TABLE, CodeBox, SegmentTable, segment_name, segment_names

RFM_FILES = Path(__file__).resolve().parents[2] / "data_files" / "rfm"
ALL = (1, 5)


@pytest.fixture(scope="module")
def published():
    """The R package's scores and segments of its 995 customers."""
    return pd.read_csv(RFM_FILES / "expected_rfm_orders.csv")


def test_r_package_table_gives_every_published_segment(published):
    """995 of 995."""
    codes = published[["recency_score", "frequency_score", "monetary_score"]]
    assert segment_names(codes, table=R_PACKAGE_TABLE).tolist() == published["segment"].tolist()


def test_r_package_table_leaves_ten_codes_to_others():
    """Its gaps, which its example never meets."""
    scores = range(1, 6)
    names = [segment_name(r, f, m, table=R_PACKAGE_TABLE) for r in scores for f in scores for m in scores]
    assert names.count("Others") == 10


KNOWN = {
    (5, 5, 5): "Champions",
    (5, 4, 1): "Loyal",
    (3, 5, 5): "Loyal",
    (5, 1, 5): "Big spenders",
    (4, 3, 3): "Promising",
    (5, 1, 1): "Recent occasional",
    (3, 3, 3): "Needs attention",
    (1, 5, 5): "At-risk champions",
    (2, 5, 1): "At risk",
    (1, 1, 5): "At risk",
    (2, 3, 3): "Slipping",
    (1, 3, 3): "Lapsed",
    (1, 1, 1): "Lapsed",
}


@pytest.mark.parametrize("code", KNOWN, ids=str)
def test_code_has_the_name_a_marketer_expects(code):
    """One code of each box, and the corners."""
    assert segment_name(*code) == KNOWN[code]


def test_every_name_is_used():
    """No segment exists only on paper."""
    assert set(KNOWN.values()) == set(SEGMENT_TABLE.names)


@pytest.mark.parametrize("scores", [[[0, 1, 1]], [[1, 6, 1]], [[1, 1]], [1, 1, 1]], ids=str)
def test_what_is_no_code_is_refused(scores):
    """Three scores from 1 to 5."""
    with pytest.raises(ConfigError, match=r"three scores from 1 to 5 \(rfm segment names\)\. Score with"):
        segment_names(scores)


def test_a_table_with_gaps_is_refused():
    """Codes without a name are counted and shown."""
    with pytest.raises(ConfigError, match=r"25 codes have no name \(segment table, codes 111, 112, 113 \.\.\.\)"):
        SegmentTable((("Here", "Here."),), (CodeBox("Here", (2, 5), ALL, ALL),))


def test_a_name_without_meaning_is_refused():
    """Who reads a name may ask what it says."""
    with pytest.raises(ConfigError, match="names and meanings differ: There"):
        SegmentTable((("Here", "Here."),), (CodeBox("Here", (2, 5), ALL, ALL), CodeBox("There", (1, 1), ALL, ALL)))


def test_own_table_names_codes():
    """Your own words, with a rest."""
    table = SegmentTable((("Top", "Best."), ("Rest", "All others.")), (CodeBox("Top", (5, 5), ALL, ALL),), rest="Rest")
    assert (segment_name(5, 1, 1, table=table), segment_name(4, 5, 5, table=table)) == ("Top", "Rest")
