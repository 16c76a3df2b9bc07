"""Write the reference pages from the code: `make docs`. A test compares them with what this would write."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from typer.models import ArgumentInfo, ParameterInfo

import coterie
from coterie import errors, tables
from coterie.config import Config
from coterie.data.rules import RULES
from coterie.features.catalog import AGGREGATES, FEATURES, TOTALS
from coterie.ui.cli import app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

FOLDER = Path(__file__).resolve().parent / "reference"
VALUES = {bool: "", int: "INTEGER", float: "NUMBER"}
NOTE = "*Written from the code by `make docs`.*"


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    names = list(head)
    yield f"| {' | '.join(names)} |"
    yield f"|{'---|' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in row)} |"


def code(value: object) -> str:
    """Return a value as code, or nothing for nothing."""
    return "" if value in (None, "") else f"`{value}`"


def first_line(documented: object) -> str:
    """Return the sentence with which an object's docstring begins."""
    return (inspect.getdoc(documented) or "").partition("\n")[0]


def cli() -> Iterator[str]:
    """Every command, argument and option."""
    yield "# Command line"
    yield "Results go to standard output, talk and progress to standard error."
    yield from table(
        ("exit code", "means"),
        [
            (0, "done"),
            (1, "a check failed"),
            (2, "you can mend it: one line says what is wrong, where, and what to do"),
            (3, "the fault is ours or the machine's"),
            (130, "interrupted; nothing was written"),
        ],
    )
    yield "## coterie"
    yield from _options(app.registered_callback.callback if app.registered_callback else None)
    for name, function in sorted(commands().items()):
        yield f"## coterie {name}"
        yield first_line(function)
        yield f"```\n{' '.join(['coterie', name, *_arguments(function), '[OPTIONS]'])}\n```"
        yield from _options(function)


def commands() -> dict[str, Callable[..., object]]:
    """Return every command by its name."""
    known = [(command.name, command.callback) for command in app.registered_commands]
    return {name or function.__name__: function for name, function in known if function}


def parameters(function: Callable[..., object] | None) -> list[tuple[str, ParameterInfo]]:
    """Return what a command takes: how it is written, and what typer knows of it."""
    hints = get_type_hints(function, include_extras=True) if function else {}
    infos = [(name, hint, info) for name, hint in hints.items() for info in getattr(hint, "__metadata__", ())]
    return [(_spelling(name, hint, info), info) for name, hint, info in infos]


def _spelling(name: str, hint: Any, info: ParameterInfo) -> str:  # noqa: ANN401  any annotated type
    if isinstance(info, ArgumentInfo):
        return str(info.metavar or name.upper())
    # Inside an annotation, typer keeps the first spelling where a default would stand.
    spellings = [str(text) for text in (info.default, *(info.param_decls or ())) if str(text).startswith("-")]
    kinds = {hint.__origin__, *get_args(hint.__origin__)}
    value = info.metavar or next((word for kind, word in VALUES.items() if kind in kinds), "TEXT")
    return " ".join([", ".join(spellings), value]).strip()


def _arguments(function: Callable[..., object]) -> list[str]:
    return [spelling for spelling, info in parameters(function) if isinstance(info, ArgumentInfo)]


def _options(function: Callable[..., object] | None) -> Iterator[str]:
    rows = [(code(spelling), info.help or "") for spelling, info in parameters(function)]
    yield from table(("argument or option", "meaning"), rows)


def settings() -> Iterator[str]:
    """Every key of a configuration file."""
    yield "# Settings"
    yield "A run is described by one file, `coterie run orders.csv --config run.toml`, or by options of the same names."
    every = list(Config.settings())
    for section in dict.fromkeys(setting.section for setting in every):
        yield f"## [{section}]"
        yield str(type(getattr(Config(), section)).__doc__)
        rows = [(code(s.name), code(s.default), s.help) for s in every if s.section == section]
        yield from table(("key", "default", "meaning"), rows)


def features() -> Iterator[str]:
    """Every feature, and the aggregates it is made of."""
    yield "# Features"
    yield (
        "One number per customer. A *basis* feature enters the clustering unless `features.basis` says otherwise, a "
        "*descriptor* explains. A source has those whose columns it has. Beside these there is `share:<category>` for "
        "the categories that sell most, and what you [define](../features.md) yourself."
    )
    yield from table(
        ("feature", "unit", "meaning", "role", "more is", "prepared", "needs"),
        [
            (code(f.name), f.unit, f.meaning, f.role, _direction(f.direction), f.scale, " ".join(map(code, f.needs)))
            for f in FEATURES
        ],
    )
    yield "## Formulas"
    yield "Over the aggregates below; `:as_of_us` is the moment from which the run looks back."
    yield from table(("feature", "formula"), [(code(f.name), code(f.formula)) for f in FEATURES])
    yield "## Aggregates"
    yield "Whole numbers per customer. All merge in any order, but counts of distinct values and those of `order_days`."
    yield from table(("aggregate", "made by"), [(code(a.name), _aggregate(a)) for a in AGGREGATES])
    yield from table(("total", "formula"), [(code(name), code(formula)) for name, formula in TOTALS.items()])


def _direction(direction: int) -> str:
    return {1: "better", -1: "worse", 0: "neither"}[direction]


def _aggregate(aggregate: tables.Aggregate) -> str:
    where = f" where {aggregate.where[0]} = {aggregate.where[1]}" if aggregate.where else ""
    column = f" of {aggregate.column}" if aggregate.column else ""
    bucket = f", the newest {aggregate.newest} buckets of {aggregate.bucket_days} days" if aggregate.bucket_days else ""
    bucket += f" after the newest {aggregate.skipped}" if aggregate.skipped else ""
    return f"{aggregate.kind}{column} in {aggregate.table}{where}{bucket}"


def cleaning_rules() -> Iterator[str]:
    """Every cleaning rule, in the order in which they are asked."""
    yield "# Cleaning rules"
    yield "In their order: a row is removed by the first rule that removes it, so rows and money add up."
    yield from table(("rule", "the row is", "meaning"), [(r.name, r.effect, r.meaning) for r in RULES])


def shared_tables() -> Iterator[str]:
    """Every table that rooms and bundles share."""
    yield "# Tables"
    yield "`_e4` is money in 1/10,000 of the currency, `_us` microseconds since 1970, UTC. Both are whole numbers."
    for spec in (tables.LINES, tables.ORDERS, tables.ORDER_DAYS, tables.ASSIGNMENTS, tables.SEGMENTS):
        yield f"## {spec.name}"
        yield f"A row is {spec.grain}."
        rows = [(code(c.name), c.type, c.unit, "yes" if c.optional else "", c.meaning) for c in spec.columns]
        yield from table(("column", "type", "unit", "may be missing", "meaning"), rows)


def error_tree() -> Iterator[str]:
    """Every error with its exit code."""
    yield "# Errors"
    yield "An error says what is wrong, where, and what to do. It never shows a customer's row, name or id."
    kinds = [getattr(errors, name) for name in errors.__all__]
    rows = [(code(k.__name__), getattr(k, "exit_code", ""), first_line(k)) for k in kinds]
    yield from table(("error", "exit code", "meaning"), rows)


def python() -> Iterator[str]:
    """Every public name."""
    yield "# Python"
    yield "The public names of `coterie`. `help(coterie.segment)` shows a name's parameters, formulas and an example."
    rows = [(code(f"coterie.{name}"), first_line(getattr(coterie, name))) for name in coterie.__all__]
    yield from table(("name", "meaning"), rows)


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "cleaning-rules.md": cleaning_rules,
    "cli.md": cli,
    "errors.md": error_tree,
    "features.md": features,
    "python.md": python,
    "settings.md": settings,
    "tables.md": shared_tables,
}


def render(page: str) -> str:
    """Return a page: blocks with a blank line between them, tables kept together."""
    title, *lines = PAGES[page]()
    text = f"{title}\n\n{NOTE}\n"
    in_table = False
    for line in lines:
        is_row = line.startswith("|")
        text += f"{line}\n" if is_row and in_table else f"\n{line}\n"
        in_table = is_row
    return text


def main() -> None:
    """Write every page."""
    FOLDER.mkdir(exist_ok=True)
    for page in PAGES:
        (FOLDER / page).write_text(render(page), encoding="utf-8")
    sys.stdout.write(f"{len(PAGES)} pages in {FOLDER}\n")


if __name__ == "__main__":
    main()
