"""Options and settings are one: the same names, the same help, the same effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest

from coterie.config import Config
from coterie.errors import ConfigError
from coterie.ui.cli import app, main
from coterie.ui.options import option_of

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = {setting.name: setting for setting in Config.settings()}
OPTIONS = {name: option for name, setting in SETTINGS.items() if (option := option_of(setting)) is not None}
FILE_ONLY = {"n_init", "max_iter", "source", "joins", "appends", "own"}
VALUES = {
    "as_of": "2024-05-06", "basis": "n_orders, tenure_days", "decimal": ",", "header": True, "impute": "knn", "k": 4,
    "k_min": 3, "k_max": 9, "kind": "customers", "outlier_action": "winsorize", "outliers": "iqr", "scaling": "robust",
    "seed": 7, "skip_lines": 2, "threads": 1, "time_style": "dmy", "winsorize": 0.01, "money_unit": "0.01",
    "categories": 3,
}  # fmt: skip


def _words(setting: str) -> list[str]:
    """What is typed to set it."""
    value = VALUES.get(setting, "word")
    dashed = f"--{setting.replace('_', '-')}"
    return [dashed] if value is True else [dashed, str(value)]


def test_every_setting_but_limits_effort_and_tables_has_an_option() -> None:
    """What is not on the command line is for the settings file."""
    wanted = {name for name, setting in SETTINGS.items() if setting.section != "evidence"} - FILE_ONLY
    assert OPTIONS.keys() == wanted


@pytest.mark.parametrize("name", sorted(OPTIONS))
def test_an_option_is_its_setting(name: str) -> None:
    """Spelt the same with dashes, and helped by the same sentence."""
    info = get_args(OPTIONS[name])[1]
    assert info.default.partition("/")[0] == f"--{name.replace('_', '-')}"
    assert info.help.startswith(SETTINGS[name].help)
    assert info.help.endswith(".")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("kind", "orders, customers"),
        ("scaling", "standard, minmax, robust"),
        ("outliers", "none, iqr, zscore"),
        ("outlier_action", "flag, winsorize, leave_out"),
        ("impute", "none, median, mean, iterative, knn"),
    ],
)
def test_an_option_of_few_values_names_them(name: str, values: str) -> None:
    """As they are to be typed, whatever the sentence says of them."""
    assert get_args(OPTIONS[name])[1].help == f"{SETTINGS[name].help} One of: {values}."


@pytest.mark.parametrize("name", ["time_style", "decimal", "customer", "basis", "k"])
def test_an_option_says_nothing_twice(name: str) -> None:
    """Values that the sentence explains, and values without number, are not listed."""
    assert "One of" not in get_args(OPTIONS[name])[1].help


@pytest.mark.parametrize("setting", sorted(OPTIONS))
def test_an_option_sets_its_setting(setting: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is typed after it arrives in the settings of the run, and changes nothing else."""
    seen: list[Config] = []
    monkeypatch.setattr("coterie.ui.cli._segment_and_save", lambda _, config, *__, **___: seen.append(config))
    app(["run", "x.csv", *_words(setting), "--out", str(tmp_path)], standalone_mode=False)
    assert seen == [Config().with_options({setting: VALUES.get(setting, "word")})]
    assert seen != [Config()]


def test_a_value_that_is_impossible_names_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting's own check speaks, the same on the command line as in the file."""
    monkeypatch.setattr("coterie.ui.cli._segment_and_save", lambda *_, **__: None)
    with pytest.raises(ConfigError) as caught:
        app(["run", "x.csv", "--scaling", "huge"], standalone_mode=False)
    assert caught.value.what.startswith("preparation.scaling = 'huge'")
    assert (caught.value.where, caught.value.remedy) == ("options", "Change this setting.")


@pytest.mark.parametrize("command", ["run", "choose-k", "init"])
def test_help_puts_options_under_headings(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever looks for a column's option does not read about threads."""
    monkeypatch.setattr("sys.argv", ["coterie", command, "--help"])
    with pytest.raises(SystemExit):
        main()
    lines = capsys.readouterr().out.splitlines()
    headings = [line for line in lines if line.endswith(":") and not line.startswith(" ")]
    assert headings == [
        "Arguments:",
        "Options:",
        "Which column is what, and how the source is written:",
        "Features:",
        "Preparation:",
        "Segments:",
        "Machine:",
    ]
