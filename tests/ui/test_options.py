"""Options and settings are one: the same names, the same help, the same effect."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

import pytest

from coterie.config import Config
from coterie.errors import ConfigError
from coterie.ui import options
from coterie.ui.cli import app

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = {setting.name: setting for setting in Config.settings()}
OF_A_COMMAND = {"AsJson", "ConfigFile", "Out"}
FILE_ONLY = {"n_init", "max_iter"}
VALUES = {
    "as_of": "2024-05-06", "basis": "n_orders, tenure_days", "decimal": ",", "k": 4, "k_min": 3, "k_max": 9, "seed": 7,
    "scaling": "robust", "threads": 1, "time_style": "dmy", "winsorize": 0.01,
}  # fmt: skip


def _of_settings() -> dict[str, str]:
    """Option and setting by the name of the annotation."""
    names = [name for name in options.__all__ if name not in OF_A_COMMAND]
    return {
        name: re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().replace("kmin", "k_min").replace("kmax", "k_max")
        for name in names
    }


def _declared(name: str) -> tuple[str, str]:
    info = get_args(getattr(options, name))[1]
    return info.default, info.help


def test_every_setting_but_limits_and_effort_has_an_option() -> None:
    """What is not on the command line is for the settings file: the limits of the evidence, the effort of fitting."""
    wanted = {name for name, setting in SETTINGS.items() if setting.section != "evidence"} - FILE_ONLY
    assert set(_of_settings().values()) == wanted


@pytest.mark.parametrize("name", sorted(_of_settings()))
def test_an_option_is_its_setting(name: str) -> None:
    """Spelt the same with dashes, and helped by the same sentence."""
    setting = _of_settings()[name]
    spelling, sentence = _declared(name)
    assert spelling == f"--{setting.replace('_', '-')}"
    assert sentence.startswith(SETTINGS[setting].help)
    assert sentence.endswith(".")


@pytest.mark.parametrize("setting", sorted(_of_settings().values()))
def test_an_option_sets_its_setting(setting: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is typed after it arrives in the settings of the run, and changes nothing else."""
    seen: list[Config] = []
    monkeypatch.setattr("coterie.ui.cli._segment_and_save", lambda _, config, *__, **___: seen.append(config))
    value = VALUES.get(setting, "word")
    app(["run", "x.csv", f"--{setting.replace('_', '-')}", str(value), "--out", str(tmp_path)], standalone_mode=False)
    assert seen == [Config().with_options({setting: value})]
    assert seen != [Config()]


def test_a_value_that_is_impossible_names_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting's own check speaks, the same on the command line as in the file."""
    monkeypatch.setattr("coterie.ui.cli._segment_and_save", lambda *_, **__: None)
    with pytest.raises(ConfigError) as caught:
        app(["run", "x.csv", "--scaling", "huge"], standalone_mode=False)
    assert caught.value.what.startswith("preparation.scaling = 'huge'")
    assert (caught.value.where, caught.value.remedy) == ("options", "Change this setting.")
