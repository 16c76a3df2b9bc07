"""One frozen tree that describes a run: read from TOML, written to TOML, and able to describe itself.

Comes in: a mapping, a TOML file, or keyword options. Goes out: a :class:`Config` whose every field has a help sentence.
The rule of this module: a setting is stated once, here; the command line, the reference page and the commented file are
made from it.
"""

from __future__ import annotations

import tomllib
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from coterie.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "AppendSettings",
    "Config",
    "DataSettings",
    "EngineSettings",
    "EvidenceSettings",
    "FeatureSettings",
    "JoinSettings",
    "ModelSettings",
    "OwnFeatureSettings",
    "PreparationSettings",
    "Setting",
    "TableSettings",
    "read_config",
]


_OF_CUSTOMERS = ("targets", "leave_out", "kinds")
"""Settings of ``data`` for columns of a customer table; they are read when those are."""
_OF_THE_FILE = ("source", "table", "separator", "encoding", "header", "skip_lines", "joins", "appends")
"""Settings of ``data`` that say where the rows are; the others say what they mean."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TableSettings(_Frozen):
    """One table beside the main one: where it is and how it is written."""

    source: str | None = Field(None, description="The file, from the settings file's folder. Default: the main source.")
    table: str | None = Field(None, description="Sheet of a workbook, or table of a database.")
    separator: str | None = Field(None, description="What separates fields of a text: one character, tab or blank.")
    encoding: str | None = Field(None, description="How a text is encoded, by Python's names.")
    header: bool | None = Field(None, description="Whether the first row names the columns.")
    skip_lines: int | None = Field(None, ge=0, description="Lines above the header that are no rows.")


class JoinSettings(TableSettings):
    """A table to look up in: every key stands in it once."""

    on: str | tuple[str, ...] | dict[str, str] = Field(
        description="The key: a column of both tables, several, or {main = 'other'} where the names differ."
    )
    columns: tuple[str, ...] | dict[str, str] | None = Field(
        None, description="Columns to bring over, or {their = 'new name'}. Default: all whose names are new."
    )


class AppendSettings(TableSettings):
    """A table whose rows are added below those of the main one."""

    columns: dict[str, str] = Field({}, description="{their = 'ours'} for columns with another name.")
    returns: bool = Field(
        default=False, description="Whether its rows are returns: amounts and quantities count negative."
    )


class DataSettings(_Frozen):
    """Which column is what; whatever is left out is recognised by name and content."""

    customer: str | None = Field(None, description="Column with the customer's id.")
    time: str | None = Field(None, description="Column with the day or time of the order.")
    order: str | None = Field(None, description="Column with the order's id. Without one: customer and day.")
    amount: str | None = Field(None, description="Column with the money of the line.")
    quantity: str | None = Field(None, description="Column with the number of pieces.")
    price: str | None = Field(None, description="Column with the price of one piece.")
    product: str | None = Field(None, description="Column with the product's id.")
    time_style: Literal["iso", "ymd", "dmy", "mdy", "epoch_s", "epoch_ms"] | None = Field(
        None, description="How times are written: iso, ymd, dmy (day first), mdy (month first), epoch_s or epoch_ms."
    )
    decimal: Literal[".", ","] | None = Field(None, description="The decimal mark.")
    description: str | None = Field(None, description="Column with the product in words; fees are known by it.")
    status: str | None = Field(None, description="Column that says what became of the order.")
    rate: str | None = Field(None, description="Column with the exchange rate; money is multiplied by it.")
    discount_rate: str | None = Field(
        None, description="Column with the share of the price taken off, 0 to 1 or in percent (10%)."
    )
    money_unit: float | None = Field(
        None, gt=0, description="What one unit of the money columns is worth, as 0.01 where they are in cents."
    )
    missing: tuple[str, ...] | None = Field(None, description="Spellings of a missing value, beside blank.")
    cancel_prefix: str | None = Field(None, description="An order id that starts so is a cancellation; none for none.")
    cancel_words: tuple[str, ...] | None = Field(
        None, description="Values of the status that say an order was undone. Default: a list in eight languages."
    )
    fee_words: tuple[str, ...] | None = Field(
        None, description="Products or descriptions that are fees, not products. Default: a list in eight languages."
    )
    as_of: date | None = Field(
        None,
        description="The day the run looks back from; later rows are left out. Default: the day after the last order.",
    )
    about: str | None = Field(None, description="A sentence on where the data come from, shown in the report.")
    source: str | None = Field(None, description="The file or pattern to read, from the settings file's folder.")
    table: str | None = Field(None, description="Sheet of a workbook, or table of a database.")
    separator: str | None = Field(None, description="What separates fields of a text: one character, tab or blank.")
    encoding: str | None = Field(None, description="How a text is encoded, by Python's names, as utf-8 or cp1252.")
    header: bool | None = Field(None, description="Whether the first row names the columns.")
    skip_lines: int | None = Field(None, ge=0, description="Lines above the header that are no rows.")
    joins: tuple[JoinSettings, ...] = Field((), description="Tables to look up in, each with its key.")
    appends: tuple[AppendSettings, ...] = Field((), description="Tables whose rows are added below the main one's.")
    targets: tuple[str, ...] = Field(
        (), description="Of a table with one row a customer: columns with an outcome, which make no segments."
    )
    leave_out: tuple[str, ...] = Field((), description="Of a table with one row a customer: columns to ignore.")
    kinds: tuple[str, ...] = Field(
        (),
        description="Of a table with one row a customer: what columns hold, as Region=category; number, ordered, yes/no, "
        "category, date, id or text.",
    )

    @field_validator("missing", "cancel_words", "fee_words", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value

    @field_validator(*_OF_CUSTOMERS, mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value

    @field_validator("as_of", mode="before")
    @classmethod
    def _a_day(cls, value: object) -> object:
        try:
            return date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            message = "no day; write it as 2011-12-10"
            raise ValueError(message) from None

    def overrides(self) -> dict[str, str]:
        """Return what the user has set of columns, as role and column."""
        chosen = self.model_dump(exclude={"as_of", "about", *_OF_THE_FILE, *_OF_CUSTOMERS}, exclude_none=True)
        return {role: ",".join(set_) if isinstance(set_, tuple) else str(set_) for role, set_ in chosen.items()}


class OwnFeatureSettings(_Frozen):
    """A feature of the user's own: a formula over aggregates and features."""

    formula: str = Field(description="As in monetary_total / n_items.")
    unit: str = Field(description="Of its value: money, days, orders, share, ratio ...")
    meaning: str | None = Field(None, description="One sentence for the report. Default: the formula.")
    label: str | None = Field(None, description="A few words for axes and tables. Default: the name.")
    scale: Literal["log", "linear"] = Field("linear", description="How it is prepared: log where ratios count.")
    direction: Literal[1, -1, 0] = Field(0, description="Whether more is better (1), worse (-1) or neither (0).")


class FeatureSettings(_Frozen):
    """Which features there are, and which of them enter the clustering."""

    basis: tuple[str, ...] | None = Field(
        None,
        description="Features that enter K-means. Default: recency_days, n_orders, monetary_total, as far as known.",
    )
    categories: int = Field(
        8, ge=0, le=100, description="How many of the categories that sell most have their share as a feature."
    )
    own: dict[str, OwnFeatureSettings] = Field({}, description="Features of your own, each by its name.")

    @field_validator("basis", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value


class PreparationSettings(_Frozen):
    """How features are prepared before the clustering."""

    scaling: Literal["standard", "minmax", "robust"] = Field(
        "standard", description="Scale by standard deviation, by range, or by quartiles."
    )
    winsorize: float | None = Field(
        None, ge=0.0, lt=0.5, description="Clip this share of the smallest and of the largest values of a feature."
    )


class ModelSettings(_Frozen):
    """How many segments, and how they are found."""

    k: int | None = Field(None, ge=1, description="Number of segments; left out, the evidence decides.")
    why: str | None = Field(None, description="Why this number was chosen; shown in the report.")
    k_min: int = Field(2, ge=2, description="Smallest number of segments that is tried.")
    k_max: int = Field(12, ge=2, description="Largest number of segments that is tried.")
    n_init: int = Field(10, ge=1, description="Starts of the final clustering; the best one is kept.")
    max_iter: int = Field(300, ge=1, description="Passes over the data of one start, at most.")
    seed: int = Field(0, ge=0, description="Seed of everything random.")


class EvidenceSettings(_Frozen):
    """What the evidence must reach before a number of segments counts."""

    valley_depth: float = Field(0.3, gt=0, description="Least fall of the log density between two natural groups.")
    agreement: float = Field(0.75, ge=0, le=1, description="Least agreement (ARI) of split halves.")
    jaccard: float = Field(0.6, ge=0, le=1, description="Least Jaccard index of the segment found again worst.")
    prediction_strength: float = Field(0.75, ge=0, le=1, description="Least prediction strength of natural groups.")
    smallest_share: float = Field(0.05, ge=0, le=1, description="Least share of customers in a segment of useful cuts.")
    cuts_min: int = Field(3, ge=2, description="Smallest number of useful cuts.")
    cuts_max: int = Field(8, ge=2, description="Largest number of useful cuts.")
    n_evidence: int = Field(20_000, ge=100, description="Most customers on whom evidence is measured.")
    n_repeats: int = Field(20, ge=2, description="Pairs of halves for each number of segments.")


class EngineSettings(_Frozen):
    """What the machine may spend; changes no result."""

    memory_limit: str | None = Field(None, description="Memory the engine may use, as in 2GB; then it spills to disk.")
    threads: int | None = Field(None, ge=1, description="Threads to use. Default: all.")


class Setting(_Frozen):
    """One setting, described: its place in the file, its default and its help sentence."""

    section: str
    name: str
    default: Any  # any TOML value
    help: str


class Config(_Frozen):
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
    return Config.from_mapping(values, where=str(path))


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
    reason = first["msg"].lower().removeprefix("value error, ")
    return ConfigError(f"{key} = {first['input']!r}: {reason}", where, "Change this setting.")


def _unknown(key: str, where: str) -> ConfigError:
    known = [setting.name for setting in Config.settings()] + list(Config.model_fields)
    near = get_close_matches(key.rpartition(".")[2], known, n=2)
    hint = f"Did you mean {' or '.join(near)}?" if near else "See the reference of settings."
    return ConfigError(f"unknown setting {key}", where, hint)
