"""Ids are read the same, whether or not the whole column was found to be plain."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coterie.data.casts import id_sql
from coterie.data.plainness import oddities_step, with_plain
from coterie.engines import open_engine
from coterie.tables import ColumnMap, Source, Step

IDS = st.one_of(st.none(), st.sampled_from(["", "7", "00123", "+441234", " 7", "7\t", "nan", "Nana", "é", "?", "C1\n"]))


@pytest.fixture(scope="module")
def engine():
    with open_engine(threads=1) as opened:
        yield opened


def types_of(engine, values, columns):
    raw = engine.read(
        Source(("memory",), "arrow", data=pa.table({"who": pa.array(values, pa.string()), "when": values}))
    )
    names = dict(zip(raw.labels, raw.columns, strict=True))
    types = dict(zip(raw.columns, raw.types, strict=True))
    step = oddities_step(columns, names, types=types)
    return raw, with_plain(types, engine.table(engine.query(step, raw=raw)))


@given(values=st.lists(IDS, min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_a_plain_column_reads_as_a_text_does(engine, values):
    """Whatever is in it."""
    raw, types = types_of(engine, values, ColumnMap("who", "when", missing=("?",)))
    read = {kind: id_sql("c0", type=kind, missing=("?",)) for kind in ("text", types["c0"])}
    sql = f"select {read['text']} as careful, {read[types['c0']]} as quick from raw"
    found = engine.table(engine.query(Step("ids", ("raw",), sql), raw=raw))
    assert found["careful"] == found["quick"]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["a17", "00123", None], "plain"),
        (["a17", " 7"], "text"),
        (["a17", "nan"], "text"),
        (["a17", ""], "text"),
        (["a17", "?"], "text"),
    ],
)
def test_a_column_is_plain_where_no_id_is_odd(engine, values, kind):
    """A blank, a space or a spelling of nothing is enough; null is none."""
    _, types = types_of(engine, values, ColumnMap("who", "when", missing=("?",)))
    assert types["c0"] == kind


def test_only_text_columns_are_asked():
    """Numbers have nothing to trim."""
    names = {"who": "c0", "when": "c1", "order": "c2"}
    step = oddities_step(ColumnMap("who", "when", order="order"), names, types={"c0": "integer", "c2": "text"})
    assert (step.inputs, "c0" in step.sql, "as c2" in step.sql) == (("raw",), False, True)
