"""Names, numbers and pictures are made of the customers who have a segment, and of nothing else."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from coterie import segment
from coterie.data.synthetic import make_shop
from coterie.displays import SegmentMapDisplay, SilhouetteDisplay
from coterie.model.assignment import Assignment
from coterie.pipeline.fitting import fit_segments
from coterie.pipeline.meaning import assignments_table, name_and_describe, picture
from coterie.tables import ASSIGNMENTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from coterie import Config, Run
    from coterie.pipeline.fitting import Fit
    from coterie.pipeline.intake import Intake

ALWAYS = {"criteria", "elbow", "ledger", "sizes"}
OF_SEGMENTS = {"map", "silhouette"}
ALL = {*ALWAYS, *OF_SEGMENTS, "profile"}


def silent(stage: str, share: float) -> None:
    """Tell nobody."""


@pytest.fixture(scope="module")
def run_without_money(visits: pa.Table, small: Config) -> Run:
    """The small shop by recency and frequency alone."""
    return segment(visits, config=small, k=3)


# Segments


@pytest.mark.parametrize("which", ["shop_run", "cloud_run", "single_run", "run_without_money", "run_with_returns_only"])
def test_sizes_are_those_of_the_assignments(which: str, request: pytest.FixtureRequest) -> None:
    """Every customer with a segment counts once; shares are of these customers."""
    run: Run = request.getfixturevalue(which)
    counted = Counter(run.assignments["segment_id"].drop_null().to_pylist())
    rows = run.segments.to_pylist()
    assert {row["segment_id"]: row["size"] for row in rows} == counted
    assert sum(row["share"] for row in rows) == pytest.approx(1.0)
    assert len({row["name"] for row in rows}) == len(rows)
    names = dict(zip(run.assignments["segment_id"].to_pylist(), run.assignments["segment"].to_pylist(), strict=True))
    assert {row["segment_id"]: row["name"] for row in rows}.items() <= names.items()


@pytest.mark.parametrize("which", ["shop_run", "cloud_run", "run_with_returns_only"])
def test_the_segment_with_the_most_money_stands_first(which: str, request: pytest.FixtureRequest) -> None:
    """And money of all segments is that of their members, to the cent."""
    run: Run = request.getfixturevalue(which)
    money = run.segments["money_e4"].to_pylist()
    placed = pc.is_valid(run.assignments["segment_id"])
    assert money == sorted(money, reverse=True)
    assert sum(money) == pc.sum(run.customers["net_e4"].filter(placed)).as_py()
    assert sum(run.segments["money_share"].to_pylist()) == pytest.approx(1.0)


def test_without_money_the_segment_with_the_most_orders_stands_first(run_without_money: Run) -> None:
    """And nothing is said of money."""
    orders = dict(
        zip(*run_without_money.customers.select(["customer_id", "n_orders"]).to_pydict().values(), strict=True)
    )
    totals: Counter[str] = Counter()
    for row in run_without_money.assignments.to_pylist():
        totals[row["segment_id"]] += orders[row["customer_id"]]
    shown = run_without_money.segments["segment_id"].to_pylist()
    assert [totals[id_] for id_ in shown] == sorted(totals.values(), reverse=True)
    assert run_without_money.segments["money_e4"].null_count == 3


def test_quantile_groups_are_named_by_their_definition(cloud_run: Run) -> None:
    """The name is certain, for it says how the group was cut."""
    baseline, segments = cloud_run.model.baseline, cloud_run.snapshot.segments
    assert baseline is not None
    definitions = dict(zip(baseline.names, baseline.definitions, strict=True))
    assert sorted(segment.name.name for segment in segments) == sorted(baseline.names)
    for found in segments:
        assert found.name.proof == (f"Cut by definition: {definitions[found.name.name]}.",)
        assert (found.name.strength, found.name.claims) == ("clear", ())
        assert found.name.sentence.startswith(found.name.name)


def test_a_customer_without_a_segment_changes_no_name_and_no_number(shop_run: Run, run_with_returns_only: Run) -> None:
    """Segments, names, typical values: all as without that customer."""
    assert run_with_returns_only.snapshot.segments == shop_run.snapshot.segments


def test_meaning_is_the_same_each_time(intake: Intake, fit: Fit, shop_run: Run) -> None:
    """Nothing is left to chance."""
    assert name_and_describe(intake, fit) == shop_run.snapshot.segments


# Assignments


@pytest.mark.parametrize("which", ["shop_run", "cloud_run", "single_run", "run_with_returns_only"])
def test_assignments_are_as_described(which: str, request: pytest.FixtureRequest) -> None:
    """Columns of ``ASSIGNMENTS``; a row for every customer; a segment or a reason, never both."""
    run: Run = request.getfixturevalue(which)
    table = run.assignments
    kinds = {"text": pa.string(), "float64": pa.float64()}
    assert table.schema == pa.schema([(column.name, kinds[column.type]) for column in ASSIGNMENTS.columns])
    assert table["customer_id"].equals(run.customers["customer_id"])
    assert pc.all(pc.xor(pc.is_valid(table["segment_id"]), pc.is_valid(table["reason"]))).as_py()
    assert set(table["as_of"].to_pylist()) == {run.snapshot.as_of}
    assert set(table["model_id"].to_pylist()) == {run.model.model_id}


def test_returns_only_is_a_reason(run_with_returns_only: Run) -> None:
    """Such a customer is kept, and it is said why it has no segment."""
    row = run_with_returns_only.assignments.to_pylist()[-1]
    assert (row["customer_id"], row["segment_id"], row["segment"]) == ("999999", None, None)
    assert row["reason"] == "no purchase in the period seen"
    assert (row["next_segment_id"], row["distance"], row["margin"]) == (None, None, None)


def _placed(customers: pa.Table, index: list[int], reasons: dict[str, str]) -> pa.Table:
    n = len(index)
    nowhere = Assignment(np.array(index), np.full(n, -1), np.full(n, np.nan), np.full(n, np.nan))
    return assignments_table(
        customers, nowhere, reasons=reasons, segments=[("s1", "Loyal")], as_of_us=None, model_id="m1"
    )


def test_the_first_missing_value_is_the_reason() -> None:
    """In the order of the basis; null, not-a-number and infinity are all no value."""
    customers = pa.table(
        {
            "customer_id": ["a", "b", "c", "d"],
            "mean_gap_days": [None, 1.0, float("inf"), 1.0],
            "recency_days": pa.chunked_array([[None, float("nan")], [1.0, 1.0]]),
        }
    )
    table = _placed(customers, [-1, -1, -1, 0], {"mean_gap_days": "no gap", "recency_days": "no purchase"})
    assert table["reason"].to_pylist() == [
        "no gap",
        "no purchase",
        "an infinite value",
        None,
    ]
    assert table["segment"].to_pylist() == [None, None, None, "Loyal"]
    assert table["as_of"].null_count == 4


# Pictures


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        ("shop_run", ALL),
        ("run_with_returns_only", ALL),
        ("run_without_money", ALL),
        ("cloud_run", ALL - OF_SEGMENTS),
        ("single_run", ALWAYS),
    ],
)
def test_what_there_is_has_its_picture(which: str, expected: set[str], request: pytest.FixtureRequest) -> None:
    """Quantile groups have no map; one segment has nothing to be compared with."""
    assert set(request.getfixturevalue(which).displays) == expected


def test_a_segment_for_every_customer_has_no_map(read: Callable[..., Intake], small: Config) -> None:
    """A silhouette needs at least one segment of two."""
    taken = read(make_shop(12, n_segments=1).lines)
    found = fit_segments(taken, small.with_options({"k": 12}), progress=silent)
    segments = name_and_describe(taken, found)
    assert len(segments) == 12
    assert set(picture(taken, found, segments=segments)) == ALL - OF_SEGMENTS


def test_pictures_show_the_segments_in_their_order(shop_run: Run) -> None:
    """The same names and sizes everywhere, the largest spender first."""
    names = shop_run.segments["name"].to_pylist()
    sizes = shop_run.segments["size"].to_pylist()
    space, bars = shop_run.displays["map"], shop_run.displays["silhouette"]
    assert isinstance(space, SegmentMapDisplay)
    assert isinstance(bars, SilhouetteDisplay)
    assert list(space.names) == names
    assert np.bincount(space.segment_index).tolist() == sizes
    assert shop_run.displays["sizes"].frame()["segment"].to_pylist() == names
    assert shop_run.displays["profile"].frame()["segment"].unique().to_pylist() == names
    assert list(bars.names) == names


def test_pictures_of_money_need_money(shop_run: Run, run_without_money: Run) -> None:
    """Shares of spend and money in the ledger are drawn only where they are known."""
    assert "money_share" in shop_run.displays["sizes"].frame().column_names
    assert "money_share" not in run_without_money.displays["sizes"].frame().column_names
    assert shop_run.displays["ledger"].frame()["money_left_e4"].null_count == 0
    assert run_without_money.ledger.balance is None


def test_the_map_forgets_customers_without_a_segment(run_with_returns_only: Run) -> None:
    """Nobody is drawn who is nowhere."""
    space = run_with_returns_only.displays["map"]
    assert isinstance(space, SegmentMapDisplay)
    assert space.n_customers == run_with_returns_only.customers.num_rows - 1


# Where customers without orders cannot be told apart


def test_customers_that_cannot_be_told_apart_are_one_segment(small: Config) -> None:
    """Called what they are, with the reason and what can be done."""
    rng = np.random.default_rng(3)
    mist = pa.table({name: [f"{value:.3f}" for value in rng.normal(size=90)] for name in "abcdefgh"})
    run = segment(mist, config=small.with_options({"k_max": 8, "customer": "none"}))
    assert run.k_selection.verdict == "not reproducible"
    assert run.segments["name"].to_pylist() == ["All customers"]
    assert run.segments["sentence"].to_pylist()[0].startswith("All customers: 90 customers")
    assert "--k" in run.k_selection.reasons[-1]
    assert "RFM" not in run.report()
    assert run.assign(mist)["segment_id"].equals(run.assignments["segment_id"])
