"""What stands for a missing value is found by its spelling, counted in every row, and told."""

import pyarrow as pa
import pytest

from coterie.data.missing import absent_sql, find_marks, marked, tell_missing
from coterie.data.sheet import Sheet
from coterie.engines.duckdb import DuckDBEngine
from coterie.tables import Source, Step


@pytest.mark.parametrize(
    ("value", "anywhere", "where_exact"),
    [
        ("?", True, True),
        (" N/A ", True, True),
        ("#N/A", True, True),
        ("-", True, True),
        (".", True, True),
        ("Unknown", False, True),
        ("none", False, True),
        ("unbekannt", False, True),
        ("nobody", False, False),
        ("", False, False),
        ("null", False, False),
    ],
)
def test_a_word_may_be_a_level_but_a_sign_may_not(value, anywhere, where_exact):
    """Blanks and what programs write are missing everywhere already."""
    sheet = Sheet(pa.table({"x": ["a", value]}))
    assert (bool(find_marks(sheet, ())), bool(find_marks(sheet, {"x"}))) == (anywhere, where_exact)


def test_typed_columns_have_no_marks():
    """Their missing values are missing."""
    assert find_marks(Sheet(pa.table({"x": [1, None]})), {"x"}) == {}


def test_marks_of_ids_are_counted_over_the_whole_column():
    """By their spelling, whatever stands around them."""
    with DuckDBEngine(threads=1) as engine:
        rows = pa.table({"who": ["a", "?", " ? ", "Unknown", "unknown", "unknown person", None]})
        raw = engine.read(Source(("memory",), "arrow", data=rows))
        counted = engine.table(engine.query(Step("absent", ("raw",), absent_sql("c0")), raw=raw)).to_pylist()
    assert sorted((row["spelling"], row["n"]) for row in counted) == [("?", 2), ("Unknown", 1), ("unknown", 1)]


def test_columns_and_marks_keep_their_order():
    """In which they are counted."""
    assert marked({"b": ("?",), "a": ("-", ".")}) == (("b", "?"), ("a", "-"), ("a", "."))


def test_the_places_of_a_mark_are_told():
    """Three by name, the others by number; the most frequent first; what no row holds is not."""
    counted = [(label, "?", n) for label, n in (("a", 1), ("b", 30), ("c", 20), ("d", 2), ("e", 3), ("f", 0))]
    spellings, findings = tell_missing([*counted, ("a", "-", 7), ("a", "none", 0)])
    assert spellings == ("?", "-")
    assert [finding.reason for finding in findings] == [
        "? stands for a missing value in 30 rows of b, 20 of c, 3 of e and in 2 more columns",
        "- stands for a missing value in 7 rows of a",
    ]
