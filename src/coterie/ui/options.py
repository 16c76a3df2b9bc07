"""Command line options, made from the settings: one help sentence, stated once in ``config``.

Comes in: the sections of :class:`~coterie.config.Config`. Goes out: an option for every setting that a word or a number
can state, under the heading of its section. The rule of this module: a setting that is new in ``config`` is an option
of the commands without being named again; tables, and limits of the evidence, stay in the settings file.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin, get_type_hints

import typer
from typer.core import TyperCommand

from coterie.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable

    from coterie.config import Setting

__all__ = ["AcceptGuesses", "AsJson", "ConfigFile", "GroupedHelp", "Out", "option_of", "takes_settings"]

_HEADINGS = {
    "data": "Which column is what, and how the source is written",
    "features": "Features",
    "preparation": "Preparation",
    "model": "Segments",
    "engine": "Machine",
}
_FILE_ONLY = {"n_init", "max_iter", "source"}
"""The effort of fitting is no question of a single run; the source is the command's argument."""
_METAVARS = {"as_of": "DAY", "memory_limit": "SIZE", "winsorize": "SHARE"}
_METAVARS_OF_KINDS = {tuple: "NAMES", int: "INTEGER", float: "NUMBER"}
_NAMES_ITS_VALUES = {"time_style", "decimal"}
"""Settings whose sentence holds every value already."""
_SCALARS = (bool, int, float)

ConfigFile = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings in a TOML file.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="The bundle to write. Default: SOURCE.coterie.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
AcceptGuesses = Annotated[
    bool, typer.Option("--accept-guesses", help="Take the likeliest answer to every question instead of asking.")
]


class GroupedHelp(TyperCommand):
    """A command whose help puts options under the headings of their sections."""

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401  typer carries its own click, without types
        """Write the arguments, then the options, one heading after the other."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            heading = "Arguments" if parameter.param_type_name == "argument" else "Options"
            if record is not None:
                groups.setdefault(getattr(parameter, "rich_help_panel", None) or heading, []).append(record)
        for heading, records in groups.items():
            with formatter.section(heading):
                formatter.write_dl(records)


def takes_settings(*names: str, without: tuple[str, ...] = ()) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that gives a command an option for every setting; they arrive as keywords.

    Parameters
    ----------
    *names : str
        The settings; every one that can be an option, where none is named.
    without : tuple of str
        Settings that would change nothing of what the command does.

    Returns
    -------
    callable
        Adds the options to the signature that typer reads.
    """
    options = {setting.name: option for setting in Config.settings() if (option := option_of(setting)) is not None}
    added = {name: options[name] for name in names or options if name not in without}

    def widen(function: Callable[..., None]) -> Callable[..., None]:
        hints = get_type_hints(function, include_extras=True)
        own = [p for p in inspect.signature(function).parameters.values() if p.kind is not p.VAR_KEYWORD]
        kept = [parameter.replace(annotation=hints[parameter.name]) for parameter in own]
        more = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=option)
            for name, option in added.items()
        ]
        function.__signature__ = inspect.Signature([*kept, *more])  # type: ignore[attr-defined]  # functions may carry one
        function.__annotations__ = {parameter.name: hints[parameter.name] for parameter in own} | added
        return function

    return widen


def option_of(setting: Setting) -> Any:  # noqa: ANN401  an annotation has no type of its own
    """Return the annotation that makes a setting an option, or None where it belongs in the settings file.

    Parameters
    ----------
    setting : Setting
        The setting.

    Returns
    -------
    annotation or None

    Examples
    --------
    >>> settings = {setting.name: setting for setting in Config.settings()}
    >>> option_of(settings["k"]).__metadata__[0].help
    'Number of segments; left out, the evidence decides.'
    >>> option_of(settings["valley_depth"]) is None
    True
    """
    kind = _kind_of(setting)
    if setting.section not in _HEADINGS or setting.name in _FILE_ONLY or kind is None:
        return None
    dashed = setting.name.replace("_", "-")
    text = "COLUMN" if setting.help.startswith("Column") else "TEXT"
    several = " Separate by commas." if kind is tuple else ""
    info = typer.Option(
        f"--{dashed}/--no-{dashed}" if kind is bool else f"--{dashed}",
        help=setting.help + several + _values_of(setting),
        metavar=_METAVARS.get(setting.name, None if kind is bool else _METAVARS_OF_KINDS.get(kind, text)),
        rich_help_panel=_HEADINGS[setting.section],
    )
    return Annotated[(kind if kind in _SCALARS else str) | None, info]


def _values_of(setting: Setting) -> str:
    """Name the values of a setting that has few; nothing where its sentence does."""
    annotation = type(Config.model_fields[setting.section].default).model_fields[setting.name].annotation
    literals = [kind for kind in (annotation, *get_args(annotation)) if get_origin(kind) is Literal]
    if not literals or setting.name in _NAMES_ITS_VALUES:
        return ""
    return f" One of: {', '.join(map(str, get_args(literals[0])))}."


def _kind_of(setting: Setting) -> type | None:
    """Return bool, int, float, str or tuple; None for what a word on the command line cannot state."""
    section = type(Config.model_fields[setting.section].default)
    annotation = section.model_fields[setting.name].annotation
    kinds = [kind for kind in (get_args(annotation) or (annotation,)) if kind is not type(None)]
    if get_origin(annotation) is tuple or any(get_origin(kind) is tuple for kind in kinds):
        inner = kinds if get_origin(annotation) is tuple else get_args(kinds[0])
        return tuple if set(inner) <= {str, ...} else None
    if any(get_origin(kind) is dict or kind is dict for kind in (annotation, *kinds)):
        return None
    return next((kind for kind in _SCALARS if kind in kinds), str)
