"""Rows that cannot all stand: what they say decides, never their place."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.traits.counts import Field
from coterie.data.traits.repeats import account, fates_of, repeats_step
from coterie.engines.duckdb import DuckDBEngine
from coterie.tables import Source

ROWS = st.lists(
    st.tuples(st.sampled_from(["a", "b", None]), st.sampled_from(["x", "y"]), st.sampled_from([1, 2, None])), max_size=8
)


def _table(rows: list[tuple[str | None, str, int | None]]) -> pa.Table:
    return pa.table(
        {
            "row_number": pa.array(range(1, len(rows) + 1), pa.int64()),
            "customer_id": pa.array([row[0] for row in rows], pa.string()),
            "text": pa.array([f"{row[0]}|{row[1]}|{row[2]}" for row in rows], pa.string()),
            "time_us": pa.array([row[2] for row in rows], pa.int64()),
        }
    )


@given(ROWS)
def test_each_customer_keeps_one_row_at_most(rows: list[tuple[str | None, str, int | None]]) -> None:
    """And nobody without an id keeps any."""
    fates = fates_of(_table(rows))
    kept = [row[0] for number, row in enumerate(rows, start=1) if number not in fates]
    assert None not in kept
    assert len(kept) == len(set(kept))


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(rows: list[tuple[str | None, str, int | None]], random) -> None:  # type: ignore[no-untyped-def]  a random
    """What is kept, and how often each rule applies, is the same in any order."""
    shuffled = random.sample(rows, len(rows))
    kept = [
        sorted(str(row) for number, row in enumerate(some, start=1) if number not in fates_of(_table(some)))
        for some in (rows, shuffled)
    ]
    assert kept[0] == kept[1]
    assert sorted(f.rule for f in fates_of(_table(rows)).values()) == sorted(
        f.rule for f in fates_of(_table(shuffled)).values()
    )


def test_known_fates() -> None:
    """Equal rows, a newer one, contradictions, and no id."""
    rows = [("a", "x", 1), ("a", "x", 1), ("b", "x", 1), ("b", "y", 2), ("c", "x", 1), ("c", "y", 1), (None, "x", 1)]
    assert {number: fate.rule for number, fate in fates_of(_table(rows)).items()} == {
        2: "repeated row",
        3: "older row",
        5: "contradicting rows",
        6: "contradicting rows",
        7: "no customer",
    }


def test_the_account_adds_up() -> None:
    """Rows in are rows used, in quarantine and set aside."""
    fates = fates_of(_table([("a", "x", 1), ("a", "x", 1), ("c", "x", 1), ("c", "y", 1), (None, "x", 1)]))
    ledger = account(5, 2, fates=fates)
    assert (ledger.rows_in, ledger.rows_used, ledger.rows_quarantined, ledger.rows_set_aside) == (7, 1, 5, 1)
    assert ledger.rows_in == ledger.rows_used + ledger.rows_quarantined + ledger.rows_set_aside
    assert [row.rows_left for row in ledger.rows] == [5, 4, 3, 3, 1]
    assert (ledger.core, ledger.balance) == (None, None)
    assert type(ledger).from_table(ledger.table()) == ledger
    assert ledger.sentences()[:2] == (ledger.warning, "1 of 7 rows were used.")


def test_only_rows_in_question_are_found() -> None:
    """By the id as the house reads it: trimmed, never re-typed."""
    table = pa.table({"id": ["1", " 2 ", "2", "", "3"], "day": [None, "2024-01-01", "2024-01-02", None, None]})
    step = repeats_step(
        Field("id", "c0"), ["c0", "c1"], whole_float_ids=False, day="epoch_us(try_cast(c1 as timestamptz))"
    )
    with DuckDBEngine(threads=2) as engine:
        found = engine.table(engine.query(step, raw=engine.read(Source(("memory",), "arrow", data=table))))
    assert found["row_number"].to_pylist() == [2, 3, 4]
    assert {number: fate.rule for number, fate in fates_of(found).items()} == {2: "older row", 4: "no customer"}


def _fates(table: pa.Table, **settings: object) -> dict[int, str]:
    step = repeats_step(Field("id", "c0"), ["c0", "c1", "c2"], whole_float_ids=False, day=None, **settings)  # type: ignore[arg-type]  one of them
    with DuckDBEngine(threads=2) as engine:
        found = engine.table(engine.query(step, raw=engine.read(Source(("memory",), "arrow", data=table))))
    return {number: fate.rule for number, fate in fates_of(found).items()}


def test_rows_are_equal_where_their_fields_are() -> None:
    """Not where their joined texts are."""
    table = pa.table({"id": ["a", "a", "b", "b"], "x": ["p | q", "p", "", None], "y": ["r", "q | r", "s", "s"]})
    assert _fates(table) == {1: "contradicting rows", 2: "contradicting rows", 4: "repeated row"}


def test_a_mark_for_a_missing_value_is_nobody() -> None:
    """However often it stands."""
    table = pa.table({"id": ["?", "?", "a"], "x": ["1", "1", "1"], "y": ["2", "2", "2"]})
    assert _fates(table, missing=("?",)) == {1: "no customer", 2: "no customer"}
