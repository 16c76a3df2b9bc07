"""One frozen tree that describes a run: read from TOML, written to TOML, and able to describe itself.

Comes in: a mapping, a TOML file, or keyword options. Goes out: a :class:`Config` whose every field has a help sentence.
The rule of this module: a setting is stated once, in its section; the command line, the reference page and the
commented file are made from it. What a file says of other files is meant from its own folder.
"""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit
from pydantic import BaseModel, ValidationError

from coterie.config.data import DataSettings
from coterie.config.frozen import Frozen
from coterie.config.sections import (
    EngineSettings,
    EvidenceSettings,
    FeatureSettings,
    ModelSettings,
    PreparationSettings,
)
from coterie.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from coterie.config.tables import TableSettings

__all__ = ["Config", "Setting", "read_config"]

_STANDARD_INPUT = "-"


class Setting(Frozen):
    """One setting, described: its place in the file, its default and its help sentence."""

    section: str
    name: str
    default: Any  # any TOML value
    help: str


class Config(Frozen):
    """All settings of a run.

    Examples
    --------
    >>> from coterie.config import Config
    >>> Config.from_mapping({"model": {"k": 4}}).model.k
    4
    >>> print(Config().to_toml().splitlines()[0])
    # Which column is what; whatever is left out is recognised by name and content.
    """

    data: DataSettings = DataSettings()
    features: FeatureSettings = FeatureSettings()
    preparation: PreparationSettings = PreparationSettings()
    model: ModelSettings = ModelSettings()
    evidence: EvidenceSettings = EvidenceSettings()
    engine: EngineSettings = EngineSettings()

    @classmethod
    def from_mapping(cls, values: Mapping[str, object], *, where: str = "options") -> Config:
        """Build from nested mappings, as TOML gives them.

        Parameters
        ----------
        values : Mapping
            Sections with their settings.
        where : str
            The file or place the values come from, for messages.

        Returns
        -------
        Config
            The checked settings.

        Raises
        ------
        ConfigError
            Where a setting is unknown or out of its range.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise _config_error(error, where) from None

    def with_settings(self, **sections: Mapping[str, object]) -> Config:
        """Return a copy in which the given settings of the given sections are replaced.

        Parameters
        ----------
        **sections : Mapping
            A mapping of settings for each section to change.

        Returns
        -------
        Config
            The new settings.
        """
        values = self.model_dump()
        for section, settings in sections.items():
            values[section] = {**values.get(section, {}), **settings}
        return Config.from_mapping(values)

    def with_options(self, options: Mapping[str, object]) -> Config:
        """Return a copy in which settings are replaced by name, whatever their section.

        Parameters
        ----------
        options : Mapping
            Settings by name, as keyword options and the command line give them.

        Returns
        -------
        Config
            The new settings.

        Raises
        ------
        ConfigError
            Where a name is unknown or a value impossible.

        Examples
        --------
        >>> Config().with_options({"k": 4, "basis": "recency_days, n_orders"}).features.basis
        ('recency_days', 'n_orders')
        """
        home = {setting.name: setting.section for setting in self.settings()}
        sections: dict[str, dict[str, object]] = {}
        for name, value in options.items():
            if name not in home:
                raise _unknown(name, "options")
            sections.setdefault(home[name], {})[name] = value
        return self.with_settings(**sections)

    def seen_from(self, folder: Path) -> Config:
        """Return a copy in which files that are named from a folder are named from where the program runs.

        Parameters
        ----------
        folder : Path
            Where the settings file lies.

        Returns
        -------
        Config
            The new settings; standard input and whole paths stay what they are.

        Examples
        --------
        >>> Config().with_options({"source": "orders.csv"}).seen_from(Path("shop")).data.source == str(
        ...     Path("shop", "orders.csv")
        ... )
        True
        """
        return self._with_files(lambda name: name if name == _STANDARD_INPUT else str(folder / name))

    def without_folders(self) -> Config:
        """Return a copy in which files go by their bare names: what may be shipped, and is the same everywhere.

        Returns
        -------
        Config
            The new settings.

        Examples
        --------
        >>> Config().with_options({"source": "shop/orders.csv"}).without_folders().data.source
        'orders.csv'
        """
        return self._with_files(lambda name: Path(name).name or name)

    def _with_files(self, renamed: Callable[[str], str]) -> Config:
        def moved(part: TableSettings) -> dict[str, object]:
            return {**part.model_dump(), "source": renamed(part.source) if part.source else None}

        data = self.data
        return self.with_settings(
            data={
                "source": renamed(data.source) if data.source else None,
                "joins": [moved(join) for join in data.joins],
                "appends": [moved(part) for part in data.appends],
            }
        )

    def to_toml(self) -> str:
        """Return the settings as a commented TOML file; what is not set stands there as a comment.

        Returns
        -------
        str
            The text; :func:`read_config` reads it back as the same settings.
        """
        document = tomlkit.document()
        for name in type(self).model_fields:
            section = getattr(self, name)
            document.add(tomlkit.comment(str(type(section).__doc__).strip()))
            document.add(name, _toml_section(section))
        return tomlkit.dumps(document)

    @classmethod
    def settings(cls) -> Iterator[Setting]:
        """Yield every setting with its section, default and help sentence."""
        for section, field in cls.model_fields.items():
            kind = type(field.default)
            for name, setting in kind.model_fields.items():
                yield Setting(section=section, name=name, default=setting.default, help=setting.description or "")


def read_config(path: str | Path) -> Config:
    """Read settings from a TOML file.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    Config
        The checked settings.

    Raises
    ------
    ConfigError
        Where the file is missing, is no TOML, or holds an unknown or impossible setting.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "run.toml"
    ...     _ = file.write_text("model.k = 4")
    ...     read_config(file).model.k
    4
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")  # some editors of Windows write a byte order mark
    except (OSError, UnicodeDecodeError):
        raise ConfigError("the settings file cannot be read", str(path), "Check the path.") from None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the settings file is no TOML: {error}", str(path), "Mend that line.") from None
    return Config.from_mapping(values, where=str(path)).seen_from(Path(path).parent)


def _toml_section(section: BaseModel) -> tomlkit.items.Table:
    table = tomlkit.table()
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if _is_tables(value):
            continue
        table.add(tomlkit.comment(field.description or ""))
        if value is None or (value in ((), {}) and value == field.default):
            table.add(tomlkit.comment(f"{name} ="))
        else:
            table.add(name, list(value) if isinstance(value, tuple) else value)
    for name in type(section).model_fields:  # tables within a section stand at its end
        value = getattr(section, name)
        if isinstance(value, dict) and value:
            table.add(name, {key: part.model_dump(exclude_none=True) for key, part in value.items()})
        elif _is_tables(value):
            table.add(name, [part.model_dump(exclude_none=True) for part in value])
    return table


def _is_tables(value: object) -> bool:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    return any(isinstance(part, BaseModel) for part in parts)


def _config_error(error: ValidationError, where: str) -> ConfigError:
    first = error.errors()[0]
    place = [str(part) for part in first["loc"]]
    key = ".".join(place)
    if first["type"] == "extra_forbidden":
        return _unknown(key, where)
    if first["type"] == "missing":
        return ConfigError(f"{key} is missing", where, "Add this setting.")
    reason = first["msg"].lower().removeprefix("value error, ")
    return ConfigError(f"{key} = {first['input']!r}: {reason}", where, "Change this setting.")


def _unknown(key: str, where: str) -> ConfigError:
    known = [setting.name for setting in Config.settings()] + list(Config.model_fields)
    near = get_close_matches(key.rpartition(".")[2], known, n=2)
    hint = f"Did you mean {' or '.join(near)}?" if near else "See the reference of settings."
    return ConfigError(f"unknown setting {key}", where, hint)
