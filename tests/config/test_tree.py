"""The settings tree: read, written, described."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.config import Config, read_config
from coterie.errors import ConfigError
from coterie.model.selection import SelectionLimits

if TYPE_CHECKING:
    from pathlib import Path


@given(
    k=st.none() | st.integers(1, 40),
    why=st.none() | st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20),
    basis=st.none() | st.just(("recency_days", "n_orders")),
    winsorize=st.none() | st.floats(0, 0.49),
)
def test_settings_survive_the_file(tmp_path_factory: pytest.TempPathFactory, k, why, basis, winsorize) -> None:
    """What is written as TOML is read back as the same settings."""
    config = Config.from_mapping(
        {"model": {"k": k, "why": why}, "features": {"basis": basis}, "preparation": {"winsorize": winsorize}}
    )
    path = tmp_path_factory.mktemp("config") / "run.toml"
    path.write_text(config.to_toml(), encoding="utf-8")
    assert read_config(path) == config


def test_tables_beside_the_main_one_survive_the_file(tmp_path: Path) -> None:
    """Keys and columns by name, by list and by pairs."""
    joins = [
        {"source": "orders.csv", "on": "order_id", "columns": ["customer", "day"], "encoding": "cp1252"},
        {"table": "Rates", "on": {"currency": "code", "day": "date"}, "columns": {"value": "rate"}, "header": True},
        {"table": "Shops", "on": ["shop", "country"], "skip_lines": 2},
    ]
    appends = [{"source": "returns.xlsx", "columns": {"back": "day"}, "returns": True}]
    config = Config.from_mapping({"data": {"source": "lines.csv", "joins": joins, "appends": appends}})
    (tmp_path / "run.toml").write_text(config.to_toml(), encoding="utf-8")
    assert read_config(tmp_path / "run.toml") == config.seen_from(tmp_path)
    assert read_config(tmp_path / "run.toml").without_folders() == config
    assert config.data.joins[0].columns == ("customer", "day")
    assert config.data.overrides() == {}


@given(
    own=st.dictionaries(
        st.from_regex("[a-z][a-z0-9_]{0,9}", fullmatch=True),
        st.fixed_dictionaries(
            {"formula": st.text("ab+/ \"'#[]\n", min_size=1), "unit": st.text("money'\" ", min_size=1)},
            optional={"meaning": st.text('ab.é"'), "scale": st.just("log"), "direction": st.sampled_from([1, -1, 0])},
        ),
        max_size=3,
    )
)
def test_own_features_survive_the_file(tmp_path_factory: pytest.TempPathFactory, own) -> None:
    """Each in a table of its own, behind the other settings of the section."""
    config = Config.from_mapping({"features": {"own": own, "categories": 3}, "model": {"k": 4}})
    path = tmp_path_factory.mktemp("config") / "run.toml"
    path.write_text(config.to_toml(), encoding="utf-8")
    assert read_config(path) == config


def test_an_own_feature_needs_its_unit() -> None:
    """The missing key is named."""
    with pytest.raises(ConfigError, match=r"features\.own\.price\.unit is missing \(options\)\. Add"):
        Config.from_mapping({"features": {"own": {"price": {"formula": "n_items"}}}})


def test_files_are_named_from_the_settings_file(tmp_path: Path) -> None:
    """Whole paths and standard input are what they are."""
    elsewhere = tmp_path / "elsewhere" / "orders.csv"
    joins = [{"source": "shops.csv", "on": "shop"}, {"source": str(elsewhere), "on": "order"}, {"on": "more"}]
    (tmp_path / "run.toml").write_text(
        Config.from_mapping({"data": {"source": "-", "joins": joins}}).to_toml(), encoding="utf-8"
    )
    data = read_config(tmp_path / "run.toml").data
    assert data.source == "-"
    assert [join.source for join in data.joins] == [str(tmp_path / "shops.csv"), str(elsewhere), None]


def test_a_byte_order_mark_and_line_ends_of_windows_do_no_harm(tmp_path: Path) -> None:
    """The file may have been through an editor there."""
    (tmp_path / "run.toml").write_bytes(b"\xef\xbb\xbf[model]\r\nk = 4\r\n")
    assert read_config(tmp_path / "run.toml").model.k == 4


def test_every_setting_has_help() -> None:
    """A setting without a sentence would be a hole in the reference."""
    assert [s.name for s in Config.settings() if not s.help.endswith(".")] == []


def test_unknown_setting_names_the_near_one() -> None:
    """A slip of the pen is answered with the right word."""
    with pytest.raises(ConfigError, match=r"unknown setting model\.kmax .*Did you mean k_max"):
        Config.from_mapping({"model": {"kmax": 3}})


def test_impossible_value_is_named() -> None:
    """The message carries key, value and reason."""
    with pytest.raises(ConfigError, match=r"model\.k = 0: input should be greater"):
        Config.from_mapping({"model": {"k": 0}})


def test_missing_file_says_so(tmp_path: Path) -> None:
    """A path that is not there is the user's error."""
    with pytest.raises(ConfigError, match="cannot be read"):
        read_config(tmp_path / "none.toml")


def test_broken_toml_says_where(tmp_path: Path) -> None:
    """The line of the fault is in the message."""
    path = tmp_path / "broken.toml"
    path.write_text("[model\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="line 1"):
        read_config(path)


def test_replaced_settings_leave_the_rest() -> None:
    """A command line option changes its own setting only."""
    config = Config.from_mapping({"model": {"k": 4, "seed": 7}}).with_settings(model={"k": 5})
    assert (config.model.k, config.model.seed) == (5, 7)


def test_setting_names_are_unique() -> None:
    """Options are addressed by name alone, so a name may stand in one section only."""
    names = [setting.name for setting in Config.settings()]
    assert len(names) == len(set(names))


def test_unknown_option_names_the_near_one() -> None:
    """Keyword options answer like the file does."""
    with pytest.raises(ConfigError, match="Did you mean seed"):
        Config().with_options({"sead": 3})


def test_limits_are_stated_the_same_twice() -> None:
    """The settings open no heavy module, so they repeat the defaults of the evidence; here the two are compared."""
    settings = Config().evidence.model_dump()
    defaults = asdict(SelectionLimits())
    assert settings == {name: defaults[name] for name in settings}


@pytest.mark.parametrize("text", ["2011", "10.12.2011", "2011-13-01", "yesterday"])
def test_a_day_is_written_one_way(text: str) -> None:
    """A day that could be read in two ways is refused with the way to write it."""
    with pytest.raises(ConfigError, match=r"no day; write it as 2011-12-10"):
        Config().with_options({"as_of": text})
