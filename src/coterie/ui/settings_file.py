"""The settings file that `coterie init` writes: every setting, what was recognised, and why.

Comes in: the settings so far and what was recognised in a source. Goes out: TOML with comments, from which a run gives
the same customers the same segments. The rule of this module: whatever was decided stands there as a setting, and its
reason above it.
"""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from coterie.bundle import write_text
from coterie.config import DataSettings
from coterie.errors import StorageError
from coterie.tables import ColumnMap
from coterie.ui.console import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coterie.config import Config
    from coterie.data.findings import Finding
    from coterie.tables import AttributeMap

__all__ = ["Recognised", "seen_from_file", "settings_text", "write_settings"]

_STANDARD_INPUT = "-"
_NO_COLUMN = "none"
_SEVERAL = {"discounts", "coupons", "attributes"}
_SETTING_OF = {"unit_price": "price", "cancellation": "cancel_prefix"}
"""Roles whose setting has another name."""
_WRITING = {"time_style", "decimal", "missing", "cancel_prefix", "cancel_words", "fee_words"}
"""Settings of how values are written; the others name columns, and may name none."""
_NEVER_DECIDED = {"money_unit"}
"""Nothing tells cents from euros but a person."""
_TYPED = "typed"
"""Of times that are no text: there is nothing to set."""


class Recognised(Protocol):
    """What is known of a source once its columns are recognised: an intake, or a detection."""

    @property
    def kind(self) -> str:
        """What a row is: ``orders`` or ``customers``."""

    @property
    def columns(self) -> ColumnMap | AttributeMap:
        """Which column is what."""

    @property
    def findings(self) -> Sequence[Finding]:
        """Why."""


def settings_text(config: Config, found: Recognised) -> str:
    """Return the settings file of a source.

    Parameters
    ----------
    config : Config
        The settings that the user has made.
    found : Recognised
        What was recognised with them.

    Returns
    -------
    str
        TOML with comments; :func:`~coterie.config.read_config` reads it.

    Examples
    --------
    >>> from coterie.config import Config
    >>> from coterie.data.findings import Detection, Finding
    >>> found = Detection(ColumnMap("who", "when"), (Finding("customer", "who", "its name says so"),))
    >>> print(*settings_text(Config(), found).splitlines()[5:8], sep=" | ")
    # Column with the customer's id. | # Recognised: its name says so. | customer = "who"
    """
    decided = config.with_settings(data=_decisions(found))
    reasons = _reasons(found.findings)
    lines: list[str] = []
    section = ""
    for line in decided.to_toml().splitlines():
        section = line if line.startswith("[") else section
        key = line.partition(" =")[0]
        if section == "[data]":
            lines += reasons.get(key.removeprefix("# "), ()) if " =" in line else ()
        lines.append(line)
    return "\n".join(lines) + "\n"


def seen_from_file(config: Config, source: Sequence[str], *, target: Path) -> Config:
    """Return the settings as a file in another folder must say them: every file is named from there.

    Parameters
    ----------
    config : Config
        The settings, with files named from where the program runs.
    source : sequence of str
        What the user wants read.
    target : Path
        The settings file to be.

    Returns
    -------
    Config
        It names the source too, but for standard input and several, which stay on the command line.

    Examples
    --------
    >>> from coterie.config import Config
    >>> seen_from_file(Config(), ["data/orders.csv"], target=Path("settings/run.toml")).data.source
    '../data/orders.csv'
    """
    moved = config.seen_from(Path(_way_to(".", target.parent)))
    is_named = len(source) == 1 and source[0] != _STANDARD_INPUT
    return moved.with_settings(data={"source": _way_to(source[0], target.parent) if is_named else None})


def _way_to(name: str, folder: Path) -> str:
    """Return a path as it is named from a folder; whole paths stay what they are."""
    path = Path(name)
    if path.is_absolute():
        return path.as_posix()
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive of Windows
        return path.absolute().as_posix()


def write_settings(text: str, target: Path, *, overwrite: bool) -> None:
    """Write a settings file, but never over another without being told to.

    Parameters
    ----------
    text : str
        What to write.
    target : Path
        Where.
    overwrite : bool
        Whether a file that is there may go.

    Raises
    ------
    StorageError
        Where there is a file already, or none can be written.
    """
    if target.exists() and not overwrite:
        raise StorageError("there is such a file already", str(target), "Name another with --out, or use --force.")
    write_text(target, text)


def _decisions(found: Recognised) -> dict[str, Any]:
    """Return what was decided, by the names of the settings."""
    named = {
        _SETTING_OF.get(field.name, field.name): getattr(found.columns, field.name) for field in fields(found.columns)
    }
    settings: dict[str, Any] = {"kind": found.kind}
    for name in DataSettings.model_fields.keys() & named.keys() - _NEVER_DECIDED:
        value = named[name]
        if value and value != _TYPED:
            settings[name] = value
        elif isinstance(found.columns, ColumnMap) and name not in _WRITING:
            settings[name] = (_NO_COLUMN,) if name in _SEVERAL else _NO_COLUMN
    return settings


def _reasons(findings: Sequence[Finding]) -> Mapping[str, list[str]]:
    reasons: dict[str, list[str]] = {}
    for finding in findings:
        mark = "" if finding.sure else " (please check)"
        name = _SETTING_OF.get(finding.role, finding.role)
        reasons.setdefault(name, []).append(f"# Recognised{mark}: {printable(finding.reason).rstrip('.')}.")
    return reasons
