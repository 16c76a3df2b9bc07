"""The same customers get the same segments: a second time, in another order, under other ids, on other threads."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from coterie import segment
from coterie.bundle import csv_text
from coterie.config import Config
from coterie.data.synthetic import make_shop

QUICK = Config.from_mapping({"evidence": {"n_repeats": 4}, "model": {"k_max": 6}})


@pytest.fixture(scope="module")
def lines() -> pa.Table:
    """An export of 400 customers, with faulty rows of every kind, sold in overlapping segments."""
    return make_shop(400, separation=3.0, dirt=0.002, random_state=5).lines


@pytest.fixture(scope="module")
def expected(lines: pa.Table) -> str:
    """What a first run writes."""
    return _assignments(lines)


def _assignments(lines: pa.Table, **options: object) -> str:
    return csv_text(segment(lines, config=QUICK, **options).assignments)


def _shuffled(lines: pa.Table, seed: int) -> pa.Table:
    return lines.take(np.random.default_rng(seed).permutation(lines.num_rows))


def test_a_second_run_writes_the_same_bytes(lines: pa.Table, expected: str) -> None:
    """Nothing depends on the day or on what ran before."""
    assert _assignments(lines) == expected


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_rows_changes_nothing(lines: pa.Table, expected: str, seed: int) -> None:
    """Twenty shuffles, the same bytes."""
    assert _assignments(_shuffled(lines, seed)) == expected


@pytest.mark.parametrize("threads", [1, 2])
def test_threads_change_nothing(lines: pa.Table, expected: str, threads: int) -> None:
    """One thread or two, the same bytes."""
    assert _assignments(lines, threads=threads) == expected


def test_twelve_segments_do_not_depend_on_the_order_either(lines: pa.Table) -> None:
    """Many segments have many near ties; still the same bytes."""
    assert _assignments(_shuffled(lines, 1), k=12) == _assignments(lines, k=12)


@pytest.mark.parametrize("form", ["c{:06d}", "{}.0"])
def test_ids_influence_nothing(lines: pa.Table, expected: str, form: str) -> None:
    """Customers under other names, in another alphabetical order, get the same segments."""
    ids = [id_ for id_ in lines["customer_id"].unique().to_pylist() if id_]
    renamed = {id_: form.format((7919 * place) % 100_003) for place, id_ in enumerate(ids)}
    place = lines.column_names.index("customer_id")
    column = pa.array([renamed.get(id_, id_) for id_ in lines["customer_id"].to_pylist()], pa.string())
    others = segment(lines.set_column(place, "customer_id", column), config=QUICK).assignments
    back = {new.removesuffix(".0"): old for old, new in renamed.items()}
    restored = others.set_column(0, "customer_id", pa.array([back[id_] for id_ in others["customer_id"].to_pylist()]))
    assert csv_text(restored.sort_by("customer_id")) == expected


def test_columns_are_recognised_whatever_the_order_of_rows(lines: pa.Table) -> None:
    """An order id that only late rows carry is found, or missed, in any order of the rows."""
    many = pa.concat_tables([lines] * (1 + 12_000 // lines.num_rows))
    place = many.column_names.index("order_id")
    late = pa.array([None if row < 11_000 else f"o{row // 3}" for row in range(many.num_rows)], pa.string())
    shop = many.set_column(place, "order_id", late)
    found = [segment(rows, k=2, k_max=2, n_repeats=2).model.columns for rows in (shop, _shuffled(shop, 3))]
    assert found[0] == found[1]
