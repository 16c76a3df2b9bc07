"""The settings file that `coterie init` writes: it says why, reads back, and gives the same run."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coterie import pipeline, segment
from coterie.bundle import csv_text
from coterie.config import Config, read_config
from coterie.data.findings import Detection, Finding
from coterie.data.synthetic import make_shop
from coterie.errors import StorageError
from coterie.tables import ColumnMap
from coterie.ui.settings_file import seen_from_file, settings_text, write_settings
from tests.odd_files.corpus import FILES

if TYPE_CHECKING:
    from coterie.data.synthetic import Shop

QUICK = {"evidence": {"n_repeats": 2}, "model": {"k": 2, "k_max": 2}}
SOURCES = (
    "plain.csv", "no-header.csv", "days-two-columns.csv", "money-german.csv", "days-epoch-ms.csv", "titles.csv",
    "nobody-question.csv", "all-amounts-blank.csv", "ids-float.csv", "orders.parquet", "orders.xlsx", "odd-names.csv",
    "customers.csv", "customers-gaps.csv", "customers-no-id.csv", "days-ambiguous-said.csv", "header-again.csv",
)  # fmt: skip


def _written(config: Config, source: object, folder: Path) -> Path:
    """Write the settings file of a source."""
    path = folder / "settings.toml"
    write_settings(settings_text(config, pipeline.look(source, config)), path, overwrite=True)
    return path


def _options(words: tuple[str, ...]) -> dict[str, str]:
    return {
        name.removeprefix("--").replace("-", "_"): value for name, value in zip(words[::2], words[1::2], strict=True)
    }


@pytest.mark.parametrize("name", SOURCES)
def test_a_run_from_the_file_is_the_run_without_it(name: str, tmp_path: Path) -> None:
    """The same bytes for every customer, and the same model id: it tells what was recognised, not by whom."""
    source = FILES[name].write(tmp_path)
    config = Config.from_mapping(QUICK).with_options(_options(FILES[name].options))
    plain = segment(source, config=config)
    again = segment(source, config=read_config(_written(config, source, tmp_path)))
    assert again.model.model_id == plain.model.model_id
    assert csv_text(again.assignments) == csv_text(plain.assignments)


def test_a_shop_with_cancellations_and_dirt_is_read_the_same(tmp_path: Path) -> None:
    """Quarantine and ledger too."""
    lines = make_shop(120, n_segments=2, dirt=0.02, random_state=3).lines
    config = Config.from_mapping(QUICK)
    plain, again = segment(lines, config=config), segment(lines, config=read_config(_written(config, lines, tmp_path)))
    assert (again.model.model_id, again.ledger) == (plain.model.model_id, plain.ledger)
    assert again.quarantine.equals(plain.quarantine)


def test_a_setting_that_changes_the_result_changes_the_model_id(shop: Shop) -> None:
    """Which is how one tells runs apart."""
    config = Config.from_mapping(QUICK)
    ids = {
        segment(shop.lines, config=config, **options).model.model_id  # type: ignore[arg-type]  # options of any kind
        for options in ({}, {"scaling": "robust"}, {"basis": "recency_days, n_orders"}, {"amount": "unit_price"})
    }
    assert len(ids) == 4


def test_every_decision_stands_there_with_its_reason() -> None:
    """The reason is a comment above the setting; what asks for a look says so."""
    columns = ColumnMap("who", "when", unit_price="each", quantity="pieces", cancel_prefix="C", discounts=("off",))
    findings = (
        Finding("customer", "who", "its name says so."),
        Finding("unit_price", "each", "a price beside pieces", sure=False),
        Finding("cancellation", "order", "orders that start with C are cancellations"),
    )
    text = settings_text(Config.from_mapping({"model": {"k": 4}}), Detection(columns, findings))
    lines = text.splitlines()
    assert lines[lines.index('customer = "who"') - 1] == "# Recognised: its name says so."
    assert lines[lines.index('price = "each"') - 1] == "# Recognised (please check): a price beside pieces."
    assert lines[lines.index('cancel_prefix = "C"') - 1].endswith("with C are cancellations.")
    values = tomllib.loads(text)
    assert (values["data"]["product"], values["data"]["quantity"]) == ("none", "pieces")
    assert values["model"]["k"] == 4


def test_words_of_the_source_cannot_break_the_file(tmp_path: Path) -> None:
    """A column may be called anything."""
    odd = 'a"\\\n[model]\nk = 3 # \x1b\N{RIGHT-TO-LEFT OVERRIDE}'
    text = settings_text(Config(), Detection(ColumnMap(odd, "when"), (Finding("customer", odd, f"it is {odd}"),)))
    (tmp_path / "run.toml").write_text(text, encoding="utf-8", newline="\n")
    assert read_config(tmp_path / "run.toml").data.customer == odd
    assert read_config(tmp_path / "run.toml").model.k is None
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("source", "named"),
    [
        (["orders.csv"], "../orders.csv"),
        (["settings/orders.csv"], "orders.csv"),
        (["data/2011-*.csv"], "../data/2011-*.csv"),
        (["-"], None),
        (["a.csv", "b.csv"], None),
        ([str(Path("/data/orders.csv"))], "/data/orders.csv"),
    ],
)
def test_a_source_is_named_from_the_files_own_folder(source: list[str], named: str | None) -> None:
    """With slashes that every system reads; what is several, or passes once, stays on the command line."""
    assert seen_from_file(Config(), source, target=Path("settings/run.toml")).data.source == named


def test_tables_beside_the_main_one_are_named_from_there_too() -> None:
    """Or a run from the file would look for them elsewhere."""
    config = Config.from_mapping({"data": {"joins": [{"source": "data/goods.csv", "on": "product"}]}})
    moved = seen_from_file(config, ["data/orders.csv"], target=Path("settings/run.toml"))
    assert moved.data.joins[0].source == str(Path("../data/goods.csv"))


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    """Somebody may have worked on it."""
    path = tmp_path / "run.toml"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(StorageError) as caught:
        write_settings("new", path, overwrite=False)
    assert (caught.value.what, caught.value.where) == ("there is such a file already", str(path))
    assert caught.value.remedy == "Name another with --out, or use --force."
    assert path.read_text(encoding="utf-8") == "mine"
    write_settings("new", path, overwrite=True)
    assert path.read_text(encoding="utf-8") == "new"
