"""The command line: each command parses, calls one driver or opens one bundle, and shows.

Results go to stdout, talk and progress to stderr. Exit codes: 0 done, 1 a check failed, 2 the user's error, 3 ours or
the environment's, 130 interrupted. Drivers are imported inside the commands, so that ``--help`` opens nothing heavy.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coterie import __version__
from coterie.errors import CoterieError
from coterie.ui import options as opt
from coterie.ui.console import Talk, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coterie.config import Config

__all__ = ["app", "main"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

INTERRUPTED = 130

Sources = Annotated[
    list[str], typer.Argument(metavar="SOURCE...", help="Files or patterns: CSV, TSV, Parquet; - is stdin.")
]
Bundle = Annotated[Path, typer.Argument(metavar="BUNDLE", help="The directory that a run has written.")]


def _version(wanted: bool) -> None:  # noqa: FBT001 typer calls it so
    if wanted:
        typer.echo(f"coterie {__version__}")
        raise typer.Exit


@app.callback(help="Customer segments that can be trusted, explained and acted on.")
def _everywhere(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Take the options that stand before every command."""


@app.command()
def demo(out: opt.Out = None, as_json: opt.AsJson = False) -> None:
    """Segment the households of a grocery chain: real shopping patterns, 1.47 million lines."""
    from coterie.ui.demo import demo_config, demo_source

    _segment_and_save(demo_source(), demo_config(), out or Path("completejourney.coterie"), as_json=as_json)


@app.command()
def run(
    sources: Sources,
    out: opt.Out = None,
    config: opt.ConfigFile = None,
    customer: opt.Customer = None,
    time: opt.Time = None,
    order: opt.Order = None,
    amount: opt.Amount = None,
    quantity: opt.Quantity = None,
    price: opt.Price = None,
    product: opt.Product = None,
    time_style: opt.TimeStyle = None,
    decimal: opt.Decimal = None,
    as_of: opt.AsOf = None,
    about: opt.About = None,
    basis: opt.Basis = None,
    scaling: opt.Scaling = None,
    winsorize: opt.Winsorize = None,
    k: opt.K = None,
    why: opt.Why = None,
    k_min: opt.KMin = None,
    k_max: opt.KMax = None,
    seed: opt.Seed = None,
    memory_limit: opt.MemoryLimit = None,
    threads: opt.Threads = None,
    as_json: opt.AsJson = False,
) -> None:
    """Turn an order export into named segments and a report."""
    given = locals()
    _segment_and_save(sources, _settings(config, given), out or _default_bundle(sources), as_json=as_json)


@app.command("choose-k")
def choose_k(
    sources: Sources,
    config: opt.ConfigFile = None,
    customer: opt.Customer = None,
    time: opt.Time = None,
    order: opt.Order = None,
    amount: opt.Amount = None,
    quantity: opt.Quantity = None,
    price: opt.Price = None,
    time_style: opt.TimeStyle = None,
    decimal: opt.Decimal = None,
    as_of: opt.AsOf = None,
    basis: opt.Basis = None,
    scaling: opt.Scaling = None,
    winsorize: opt.Winsorize = None,
    k_min: opt.KMin = None,
    k_max: opt.KMax = None,
    seed: opt.Seed = None,
    memory_limit: opt.MemoryLimit = None,
    threads: opt.Threads = None,
    as_json: opt.AsJson = False,
) -> None:
    """Weigh the evidence for every number of segments, without writing anything."""
    given = locals()
    from coterie import pipeline

    talk = Talk()
    with talk.progress() as progress:
        intake, selection = pipeline.choose(sources, _settings(config, given), progress=progress)
    talk.columns(intake.findings)
    talk.show_selection(selection, as_json=as_json)


@app.command()
def assign(
    bundle: Bundle,
    sources: Sources,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="CSV or Parquet to write. Default: stdout.")
    ] = None,
    as_of: opt.AsOf = None,
    memory_limit: opt.MemoryLimit = None,
    threads: opt.Threads = None,
) -> None:
    """Give new customers, or customers with new orders, their segments by a bundle."""
    given = {"as_of": as_of, "memory_limit": memory_limit, "threads": threads}
    from coterie.bundle import csv_text, write_table
    from coterie.ui.library import load

    talk = Talk()
    with talk.progress() as progress:
        assigned = load(bundle).assign(sources, progress=progress, account=talk.say, **_given(given))
    if out is None:
        sys.stdout.write(csv_text(assigned))
        return
    write_table(assigned, out)
    talk.say_written(assigned.num_rows, out)


@app.command()
def report(
    bundle: Bundle,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The page to write. Default: in the bundle.")
    ] = None,
) -> None:
    """Write the report of a bundle again; no raw data are needed."""
    from coterie.ui.library import load

    path = out or bundle / "report.html"
    load(bundle).report(path)
    Talk().say_path(path)


@app.command()
def explain(
    bundle: Bundle,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="The customer's id.")],
    as_json: opt.AsJson = False,
) -> None:
    """Say why a customer is in its segment, and what would move it."""
    from coterie.ui.library import load
    from coterie.ui.story import story_document, story_sentences

    story = load(bundle).explain(customer)
    Talk().show_lines(story_sentences(story), story_document(story), as_json=as_json)


def _segment_and_save(source: object, config: Config, directory: Path, *, as_json: bool) -> None:
    from coterie.bundle import check_target
    from coterie.ui.library import segment

    check_target(directory)
    talk = Talk()
    with talk.progress() as progress:
        finished = segment(source, config=config, progress=progress)
        progress("writing", 0.0)
        finished.save(directory)
    talk.columns(finished.findings)
    talk.show_run(finished, directory, as_json=as_json)


def _settings(file: Path | None, given: dict[str, Any]) -> Config:
    from coterie.config import Config, read_config

    options = {name: value for name, value in given.items() if name not in {"sources", "config", "out", "as_json"}}
    return (read_config(file) if file else Config()).with_options(_given(options))


def _given(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _default_bundle(sources: Sequence[str]) -> Path:
    name = Path(sources[0]).name if sources[0] != "-" else "stdin"
    stem = name.split(".")[0].replace("*", "") or "orders"
    return Path(f"{stem}.coterie")


def main() -> None:
    """Run the command line and leave with its exit code.

    Every error becomes one line on stderr; ``--debug`` shows the traceback as well.
    """
    arguments = sys.argv[1:]
    try:
        code = app(arguments, standalone_mode=False) or 0
    except KeyboardInterrupt:
        code = INTERRUPTED
    except Exception as error:  # noqa: BLE001 the face is where every error ends
        code = _tell(error, debug="--debug" in arguments)
    if code == INTERRUPTED:
        _stop("interrupted; nothing was written", code)
    sys.exit(code)


def _tell(error: Exception, *, debug: bool) -> int:
    if debug:
        traceback.print_exception(error)
    if isinstance(error, CoterieError):
        return _stop(str(error), error.exit_code)
    if hasattr(error, "format_message"):
        return _stop(f"{error.format_message()} See coterie --help.", 2)
    if type(error).__name__ == "Abort":
        return INTERRUPTED
    return _stop(f"a fault of coterie ({type(error).__name__}). Run again with --debug and report what it prints.", 3)


def _stop(sentence: str, code: int) -> int:
    sys.stderr.write(f"coterie: {printable(sentence)}\n")
    return code
