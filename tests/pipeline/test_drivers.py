"""The four drivers: what a run says, scoring repeats; what comes later changes nothing that was before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from coterie import pipeline
from coterie.bundle import csv_text
from coterie.errors import ColumnError, DataError, SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from coterie import Config, Run
    from coterie.bundle import FittedModel, Snapshot
    from coterie.data.synthetic import Shop

RUNS = ["shop_run", "cloud_run", "single_run"]


def _lines(which: str, request: pytest.FixtureRequest) -> pa.Table:
    return request.getfixturevalue("cloud" if which == "cloud_run" else "shop").lines


def _scored(run: Run, source: object, **options: object) -> pa.Table:
    return pipeline.assign(run.model, source, config=run.model.config.with_options(options))


@pytest.fixture(scope="module")
def tiny_settings(small: Config) -> Config:
    """For runs of which only the outside counts."""
    return small.with_options({"k": 2, "k_max": 2})


# Assigning again


@pytest.mark.parametrize("which", RUNS)
def test_the_run_s_own_orders_land_where_the_run_put_them(which: str, request: pytest.FixtureRequest) -> None:
    """Segment, next segment, distance, margin, day and model: every cell is the same."""
    run: Run = request.getfixturevalue(which)
    assert _scored(run, _lines(which, request)).equals(run.assignments)


@pytest.mark.parametrize("which", RUNS)
def test_customers_with_their_features_land_there_too(which: str, request: pytest.FixtureRequest) -> None:
    """No orders are needed where the basis features are known."""
    run: Run = request.getfixturevalue(which)
    customers = run.customers.select(["customer_id", *run.model.basis])
    assert _scored(run, customers, as_of=run.snapshot.as_of).equals(run.assignments)
    assert _scored(run, run.customers, as_of=run.snapshot.as_of).equals(run.assignments)


def test_customers_as_text_land_there_too(shop_run: Run, tmp_path: Path) -> None:
    """A CSV file of features, in another order of columns and rows; without a day, the day is unknown."""
    customers = shop_run.customers.select([*shop_run.model.basis[::-1], "customer_id"]).take(list(range(299, -1, -1)))
    (tmp_path / "customers.csv").write_text(csv_text(customers))
    scored = _scored(shop_run, tmp_path / "customers.csv")
    assert scored.drop_columns(["as_of"]).equals(shop_run.assignments.drop_columns(["as_of"]))
    assert scored["as_of"].null_count == scored.num_rows


@pytest.mark.parametrize("threads", [1, 2])
def test_one_customer_alone_lands_where_it_is_among_all(shop_run: Run, shop: Shop, threads: int) -> None:
    """A customer's segment does not depend on who else is there."""
    some = ["000007", "000123"]
    lines = shop.lines.filter(pc.is_in(shop.lines["customer_id"], pa.array(some)))
    expected = shop_run.assignments.filter(pc.is_in(shop_run.assignments["customer_id"], pa.array(some)))
    assert _scored(shop_run, lines, as_of="2025-01-01", threads=threads).equals(expected.combine_chunks())


def test_orders_without_a_column_of_the_run_are_refused(shop_run: Run, shop: Shop) -> None:
    """What, where, and the columns that are there."""
    with pytest.raises(ColumnError) as caught:
        _scored(shop_run, shop.lines.drop_columns(["unit_price"]))
    assert caught.value.what == "the columns are not those that were expected: no column 'unit_price'"
    assert "quantity" in caught.value.where
    assert caught.value.remedy


# Looking back


def _before(lines: pa.Table, day: str) -> pa.Table:
    return lines.filter(pc.less(lines["ordered_at"], day))


@pytest.fixture(scope="module", params=["2024-06-01", "2024-11-15"])
def two_looks(request: pytest.FixtureRequest, shop: Shop, small: Config) -> list[tuple[FittedModel, Snapshot]]:
    """A run that looks back from a past day, and a run on what was known on that day."""
    settings = small.with_options({"as_of": request.param, "k": 3})
    return [pipeline.segment(lines, settings) for lines in (shop.lines, _before(shop.lines, request.param))]


def test_a_look_back_is_a_run_on_the_earlier_rows(two_looks: list[tuple[FittedModel, Snapshot]]) -> None:
    """Evidence, segments, names, numbers, assignments: nothing shows that later rows were there."""
    (model, whole), (_, cut) = two_looks
    assert cut.customers.equals(whole.customers)
    assert cut.assignments.drop_columns(["model_id"]).equals(whole.assignments.drop_columns(["model_id"]))
    assert cut.segments == whole.segments
    assert cut.k_selection == whole.k_selection
    assert cut.as_of == whole.as_of == str(model.config.data.as_of)


def test_a_look_back_makes_the_same_model(two_looks: list[tuple[FittedModel, Snapshot]]) -> None:
    """Its id differs only where the earlier rows are too few to tell how the file is written."""
    (model, whole), (same, cut) = two_looks
    as_written = (same.columns, same.model_id, cut.snapshot_id) == (model.columns, model.model_id, whole.snapshot_id)
    assert as_written is (same.columns == model.columns)
    assert (same.segment_ids, same.names, same.bounds) == (model.segment_ids, model.names, model.bounds)


# Segmenting


def test_customers_without_an_order_are_kept_with_a_reason(run_with_returns_only: Run, shop_run: Run) -> None:
    """And everybody else stands where they stood; nobody is told to move to where only they are."""
    *others, last = run_with_returns_only.assignments.to_pylist()
    assert (last["customer_id"], last["segment_id"]) == ("999999", None)
    assert last["reason"]
    assert others == shop_run.assignments.to_pylist()
    assert run_with_returns_only.model.bounds == shop_run.model.bounds


def test_what_the_machine_may_spend_is_not_in_the_ids(thrifty_run: Run, shop_run: Run) -> None:
    """Threads and memory change neither the model nor the snapshot."""
    assert thrifty_run.model.model_id == shop_run.model.model_id
    assert thrifty_run.snapshot.snapshot_id == shop_run.snapshot.snapshot_id
    assert thrifty_run.assignments.equals(shop_run.assignments)


@pytest.mark.parametrize("options", [{"why": "two teams"}, {"seed": 1}, {"scaling": "robust"}], ids=str)
def test_settings_are_in_the_id_of_the_model(shop: Shop, tiny_settings: Config, options: dict[str, object]) -> None:
    """A model that was made otherwise has another id, even where its segments are the same."""
    lines = shop.lines.slice(0, 1000)
    ids = {pipeline.segment(lines, tiny_settings.with_options(each))[0].model_id for each in ({}, options)}
    assert len(ids) == 2
    assert all(len(id_) == 9 and id_.startswith("m") for id_ in ids)


def test_the_model_knows_the_range_that_was_seen(shop_run: Run) -> None:
    """Just beyond the smallest and the largest value of each basis feature, in two digits: nobody's own."""
    for name, (low, high) in zip(shop_run.model.basis, shop_run.model.bounds, strict=True):
        extremes = pc.min_max(shop_run.customers[name]).as_py()
        assert low <= extremes["min"] <= extremes["max"] <= high
        assert (float(f"{low:.1e}"), float(f"{high:.1e}")) == pytest.approx((low, high), rel=1e-12)
        assert high <= 1.1 * extremes["max"]


def test_several_files_are_counted(shop: Shop, tiny_settings: Config, tmp_path: Path) -> None:
    """The first by name, the rest by number; and no file counts twice."""
    half = shop.lines.num_rows // 2
    for name, lines in (("a.csv", shop.lines.slice(0, half)), ("b.csv", shop.lines.slice(half))):
        (tmp_path / name).write_text(csv_text(lines))
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    assert pipeline.segment(paths, tiny_settings)[1].source == "a.csv and 1 more"
    with pytest.raises(SourceError, match="the file is named twice"):
        pipeline.segment([*paths, str(tmp_path / "*.csv")], tiny_settings)


def test_a_typed_model_reads_text_and_the_reverse(shop: Shop, tiny_settings: Config) -> None:
    """A model fitted on real timestamps assigns a text export, whatever its date style, and the other way round."""
    moments = pc.cast(
        pc.strptime(shop.lines["ordered_at"], "%Y-%m-%d %H:%M:%S", "us", error_is_null=True), pa.timestamp("us")
    )
    place = shop.lines.column_names.index("ordered_at")
    typed = shop.lines.set_column(place, "ordered_at", moments)
    written = shop.lines.set_column(place, "ordered_at", pc.strftime(moments, "%d/%m/%Y %H:%M:%S"))
    expected = pipeline.segment(typed, tiny_settings)[1].assignments["segment"]
    for learnt, given in ((typed, written), (written, typed)):
        model, _ = pipeline.segment(learnt, tiny_settings)
        assert pipeline.assign(model, given, config=tiny_settings)["segment"].equals(expected)


def test_models_of_other_content_have_other_ids(shop: Shop, tiny_settings: Config) -> None:
    """Twice the prices give the same names and other cuts, and so another model."""
    place = shop.lines.column_names.index("unit_price")
    prices = [
        re.sub(r"^\d+(\.\d+)?$", lambda price: str(2 * float(price[0])), text)
        for text in shop.lines["unit_price"].to_pylist()
    ]
    doubled = shop.lines.set_column(place, "unit_price", pa.array(prices))
    ids = [pipeline.segment(lines, tiny_settings)[0].model_id for lines in (shop.lines, doubled)]
    assert ids[0] != ids[1]


def test_the_snapshot_is_named_by_its_day(shop_run: Run) -> None:
    """So that a listing shows them in order."""
    assert shop_run.snapshot.snapshot_id.startswith("2025-01-01-")
    assert shop_run.snapshot.as_of == "2025-01-01"


@pytest.mark.parametrize(
    ("as_given", "expected"),
    [(str, "orders.csv"), (lambda path: path, "orders.csv"), (lambda path: [path], "orders.csv")],
    ids=["text", "path", "one of a list"],
)
def test_the_source_is_named_for_people(
    shop: Shop, tiny_settings: Config, tmp_path: Path, as_given: object, expected: str
) -> None:
    """The file's name without its folder."""
    assert callable(as_given)
    (tmp_path / "orders.csv").write_text(csv_text(shop.lines.slice(0, 500)))
    snapshot = pipeline.segment(as_given(tmp_path / "orders.csv"), tiny_settings)[1]
    assert snapshot.source == expected


def test_a_table_in_memory_has_no_name(shop_run: Run) -> None:
    """It is called what it is."""
    assert shop_run.snapshot.source == "a table in memory"


def test_progress_follows_the_rooms(shop: Shop, tiny_settings: Config) -> None:
    """Every stage is told, in order, with a share between 0 and 1."""
    told: list[tuple[str, float]] = []
    pipeline.segment(shop.lines.slice(0, 500), tiny_settings, progress=lambda *stage: told.append(stage))
    stages = list(dict.fromkeys(stage for stage, _ in told))
    assert stages[:4] == ["reading", "recognising", "cleaning", "features"]
    assert stages[-3:] == ["clustering", "naming", "pictures"]
    assert all(0 <= share <= 1 for _, share in told)


# Choosing and explaining


def test_choosing_gives_the_evidence_of_the_run(shop: Shop, shop_run: Run, quick: Config) -> None:
    """The same selection as a run would make, and the columns that were recognised."""
    intake, selection = pipeline.choose(shop.lines, quick)
    assert selection == shop_run.k_selection
    assert intake.findings == shop_run.findings


def test_explaining_tells_the_story(shop_run: Run) -> None:
    """The driver looks the customer up in the snapshot."""
    story = pipeline.explain(shop_run.model, shop_run.snapshot, customer="000001")
    assert story.assigned == shop_run.assignments.slice(0, 1).to_pylist()[0]


def test_no_usable_row_is_the_user_s_error(small: Config) -> None:
    """The account says where the rows went."""
    lines = pa.table({"customer_id": ["", ""], "date": ["2024-01-01", "2024-01-02"], "amount": ["1", "2"]})
    with pytest.raises(DataError) as caught:
        pipeline.segment(lines, small.with_options({"customer": "customer_id"}))
    assert caught.value.what == "no usable order is left"
    assert caught.value.where.startswith("2 rows: ")
