"""The library's face: a source goes in, a run comes out; whatever is wrong is said in three parts."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

import coterie
from coterie.bundle import csv_text
from coterie.errors import BundleError, ColumnError, ConfigError, CoterieError, DataError, SourceError
from coterie.ui.page import content_of

if TYPE_CHECKING:
    from pathlib import Path

    from coterie.data.synthetic import Shop

TINY = {"k": 2, "k_max": 2, "n_repeats": 2}
RUNS = ["shop_run", "cloud_run", "single_run"]


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _text(page: str) -> str:
    reader = _Text()
    reader.feed(page)
    return " ".join(" ".join(reader.words).split())


# Segmenting


@pytest.fixture(scope="module")
def tiny_run(shop: Shop) -> coterie.Run:
    """A run on the first lines of the shop."""
    return coterie.segment(shop.lines.slice(0, 600), **TINY)


@pytest.mark.parametrize("kind", ["pandas", "polars", "csv", "parquet"])
def test_any_table_is_a_source(shop: Shop, tiny_run: coterie.Run, tmp_path: Path, kind: str) -> None:
    """The same lines in whatever they come give the same assignments."""
    lines = shop.lines.slice(0, 600)
    coterie.bundle.write_table(lines, tmp_path / "x.csv")
    coterie.bundle.write_table(lines, tmp_path / "x.parquet")
    sources = {
        "pandas": lines.to_pandas,
        "polars": lambda: pytest.importorskip("polars").from_arrow(lines),
        "csv": lambda: tmp_path / "x.csv",
        "parquet": lambda: str(tmp_path / "x.parquet"),
    }
    assert coterie.segment(sources[kind](), **TINY).assignments.equals(tiny_run.assignments)


def test_settings_come_from_a_file_a_config_or_options(shop: Shop, tiny_run: coterie.Run, tmp_path: Path) -> None:
    """Three ways to say the same; an option goes before the others."""
    lines, config = shop.lines.slice(0, 600), coterie.Config().with_options(TINY)
    (tmp_path / "run.toml").write_text(config.to_toml(), encoding="utf-8")
    by_file = coterie.segment(lines, config=str(tmp_path / "run.toml"))
    assert by_file.model.model_id == tiny_run.model.model_id
    assert coterie.segment(lines, config=tmp_path / "run.toml", k=1).segments.num_rows == 1


def test_a_run_shows_what_it_holds(shop_run: coterie.Run) -> None:
    """Every table and record is one attribute away."""
    snapshot = shop_run.snapshot
    assert shop_run.segments.equals(snapshot.segments_table())
    assert shop_run.assignments is snapshot.assignments
    assert shop_run.customers is snapshot.customers
    assert shop_run.quarantine is snapshot.quarantine
    assert shop_run.k_selection is snapshot.k_selection
    assert (shop_run.ledger, shop_run.findings) == (snapshot.ledger, snapshot.findings)
    assert shop_run.displays is snapshot.displays


def test_a_run_introduces_itself(shop_run: coterie.Run) -> None:
    """Verdict, day, and a line for each segment."""
    lines = repr(shop_run).splitlines()
    assert lines[0] == "Run: natural groups, as of 2025-01-01"
    assert len(lines) == 1 + shop_run.segments.num_rows
    assert lines[1].startswith(f"  {shop_run.segments['name'][0]}: 90 (30.0%)")


def test_a_notebook_shows_a_table(shop_run: coterie.Run) -> None:
    """The same and the sentences, as HTML in which nothing is left open."""
    page = shop_run._repr_html_()
    row = shop_run.segments.to_pylist()[0]
    assert page.count("<tr>") == page.count("</tr>") == 1 + shop_run.segments.num_rows
    assert row["sentence"] in _text(page)
    assert "natural groups" in _text(page)


# The report


@pytest.mark.parametrize("which", RUNS)
def test_the_report_is_the_same_from_the_bundle(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """The page of the bundle, of the run and of the bundle opened again are one, to the last byte."""
    run: coterie.Run = request.getfixturevalue(which)
    directory = run.save(tmp_path / "x.coterie")
    stored = (directory / "report.html").read_bytes()
    again = coterie.load(directory).report(tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == stored == again.encode("utf-8")
    text = _text(again)
    assert run.model.model_id in text
    assert [name for name in run.segments["name"].to_pylist() if name not in text] == []


def test_what_the_machine_may_spend_is_not_in_the_bundle(
    shop_run: coterie.Run, thrifty_run: coterie.Run, tmp_path: Path
) -> None:
    """One thread or all, much memory or little: every file of the tree is the same, and what the page says too."""
    trees = []
    for place, run in enumerate((shop_run, thrifty_run)):
        about = content_of(run.model, run.snapshot).reproduction
        root = coterie.bundle.save(run.model, run.snapshot, directory=tmp_path / str(place), report=repr(about))
        trees.append({path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()})
    assert trees[0] == trees[1]


# Assigning and explaining


def test_a_loaded_run_assigns_as_the_run(shop: Shop, shop_run: coterie.Run, tmp_path: Path) -> None:
    """The bundle is all that is needed; the day that the run looked back from does not stick."""
    bundle = coterie.bundle.save(shop_run.model, shop_run.snapshot, directory=tmp_path / "x", report="")
    loaded = coterie.load(str(bundle))
    assert loaded.assign(shop.lines, threads=1).equals(shop_run.assignments)
    assert set(loaded.assign(shop.lines, as_of="2024-12-01")["as_of"].to_pylist()) == {"2024-12-01"}


def test_the_day_of_the_run_does_not_stick(shop: Shop, shop_run: coterie.Run) -> None:
    """A run that looked back from a past day assigns later orders as of the day after the last one."""
    config = shop_run.model.config.with_options({"as_of": "2024-06-01"})
    past = coterie.Run(replace(shop_run.model, config=config), shop_run.snapshot)
    assert past.assign(shop.lines).equals(shop_run.assignments)


def test_assigning_tells_its_progress(shop: Shop, shop_run: coterie.Run) -> None:
    """As segmenting does."""
    told: list[str] = []
    shop_run.assign(shop.lines.slice(0, 100), progress=lambda stage, _: told.append(stage))
    assert list(dict.fromkeys(told)) == ["reading", "recognising", "cleaning", "features"]


def test_explaining_takes_an_id(shop_run: coterie.Run) -> None:
    """The story of one customer."""
    assert shop_run.explain("000001").assigned["customer_id"] == "000001"


# What the user can mend


def _say(call: object) -> CoterieError:
    assert callable(call)
    with pytest.raises(CoterieError) as caught:
        call()
    assert caught.value.exit_code == 2
    return caught.value


LINES = pa.table({"customer_id": ["a", "b"], "date": ["2024-01-01", "2024-01-02"], "amount": ["1", "2"]})
WRONG_OPTIONS = {
    "unknown": ({"kmax": 3}, ConfigError, "unknown setting kmax", "options", "Did you mean k_max"),
    "no day": ({"as_of": "soon"}, ConfigError, "data.as_of = 'soon'", "options", "Change"),
    "no such day": ({"as_of": "2024-13-01"}, ConfigError, "data.as_of = '2024-13-01'", "options", "Change"),
    "no such column": ({"customer": "custmer_id"}, ColumnError, "no column 'custmer_id'", "--customer", "customer_id"),
    "no segments": ({"k": 0}, ConfigError, "model.k = 0", "options", "Change"),
    "no threads": ({"threads": 0}, ConfigError, "engine.threads = 0", "options", "Change"),
    "no memory": ({"memory_limit": "lots"}, ConfigError, "the engine cannot be opened", "lots", "2GB"),
    "too early": ({"as_of": "1999-01-01"}, DataError, "no usable order is left", "2 rows", "as_of"),
    "too few": ({}, DataError, "2 customers", "the columns to cluster", "bring more customers"),
}


@pytest.mark.parametrize("kind", WRONG_OPTIONS)
def test_a_wrong_option_is_said_in_three_parts(kind: str) -> None:
    """What is wrong with its value, where it stands, and what to do."""
    options, error_kind, what, where, remedy = WRONG_OPTIONS[kind]
    error = _say(lambda: coterie.segment(LINES, **options))
    assert isinstance(error, error_kind)
    assert error.what.startswith(what)
    assert where in error.where
    assert remedy in error.remedy


def test_an_unknown_feature_is_said_with_the_known_ones(shop: Shop) -> None:
    """The setting, the name that was typed, and what this source knows."""
    error = _say(lambda: coterie.segment(shop.lines, basis="recency, n_orders"))
    assert isinstance(error, ColumnError)
    assert (error.what, error.where) == ("no feature 'recency'", "features.basis")
    assert error.remedy.startswith("Known for this source: ")
    assert "recency_days" in error.remedy


def test_options_of_a_run_are_none_of_assigning(shop: Shop, shop_run: coterie.Run) -> None:
    """Nothing that is given is silently left aside."""
    error = _say(lambda: shop_run.assign(shop.lines, k=3))
    assert str(error) == "no option k (assign). Use as_of, memory_limit, threads."


def test_wrong_places_are_said_in_three_parts(shop_run: coterie.Run, tmp_path: Path) -> None:
    """Where there is nothing to read."""
    errors = {
        SourceError: _say(lambda: coterie.segment(tmp_path / "orders.csv")),
        ConfigError: _say(lambda: coterie.segment(LINES, config=tmp_path / "run.toml")),
        BundleError: _say(lambda: coterie.load(tmp_path)),
        DataError: _say(lambda: shop_run.explain("nobody")),
    }
    assert [kind for kind, error in errors.items() if not isinstance(error, kind)] == []
    assert [kind for kind, error in errors.items() if not (error.what and error.where and error.remedy)] == []
    assert list(tmp_path.iterdir()) == []


def test_csv_of_the_assignments_opens_as_a_run_s_does(shop_run: coterie.Run) -> None:
    """The table is one call away from a file."""
    assert csv_text(shop_run.assignments).count("\n") == 301
