"""The command line: each command parses, calls one driver or opens one bundle, and shows.

Results go to stdout, talk and progress to stderr. Exit codes: 0 done, 1 a check failed, 2 the user's error, 3 ours or
the environment's, 130 interrupted. Drivers are imported inside the commands, so that ``--help`` opens nothing heavy.
"""

from __future__ import annotations

import shlex
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coterie import __version__
from coterie.errors import CoterieError, InputError
from coterie.ui import options as opt
from coterie.ui.console import Talk, make_streams_safe, printable
from coterie.ui.frugality import reserve_little

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
_NO_FILE_NAME = dict.fromkeys(map(ord, '*?[]<>:"|'))
"""What patterns are made of, and what Windows forbids."""

SOURCES_HELP = "Files or patterns: text, Excel, Parquet, JSON lines, SQLite; - is stdin."
Sources = Annotated[
    list[str] | None, typer.Argument(metavar="SOURCE...", help=SOURCES_HELP + " Default: data.source of the settings.")
]
NamedSources = Annotated[list[str], typer.Argument(metavar="SOURCE...", help=SOURCES_HELP)]
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


@app.command(cls=opt.GroupedHelp)
@opt.takes_settings()
def run(
    sources: Sources = None,
    out: opt.Out = None,
    config: opt.ConfigFile = None,
    accept_guesses: opt.AcceptGuesses = False,
    as_json: opt.AsJson = False,
    **given: object,
) -> None:
    """Turn an order export or a table of customers into named segments and a report."""
    settings = _settings(config, given)
    source = _source(sources, settings)
    target = out or _default_bundle(source)
    _segment_and_save(source, settings, target, as_json=as_json, accept_guesses=accept_guesses)


@app.command("choose-k", cls=opt.GroupedHelp)
@opt.takes_settings(without=("k", "why", "about"))
def choose_k(
    sources: Sources = None,
    config: opt.ConfigFile = None,
    accept_guesses: opt.AcceptGuesses = False,
    as_json: opt.AsJson = False,
    **given: object,
) -> None:
    """Weigh the evidence for every number of segments, without writing anything."""
    from coterie import pipeline

    talk, settings = Talk(), _settings(config, given)
    source = _source(sources, settings)
    with talk.progress() as progress:
        answer = talk.answerer(accept_guesses=accept_guesses)
        intake, selection = pipeline.choose(source, settings, progress=progress, ask=answer)
    talk.columns(intake.findings)
    talk.show_selection(selection, as_json=as_json)


@app.command(cls=opt.GroupedHelp)
@opt.takes_settings()
def init(
    sources: Sources = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The settings file to write. Default: SOURCE.toml.")
    ] = None,
    config: opt.ConfigFile = None,
    accept_guesses: opt.AcceptGuesses = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a settings file that is there already.")] = False,
    **given: object,
) -> None:
    """Write what is recognised in a source, and why, as a settings file to read, change and run from."""
    from coterie import pipeline
    from coterie.ui.settings_file import seen_from_file, settings_text, write_settings

    talk, settings = Talk(), _settings(config, given)
    source = _source(sources, settings)
    target = out or Path(_stem(source) + ".toml")
    with talk.progress() as progress:
        answer = talk.answerer(accept_guesses=accept_guesses)
        found = pipeline.look(source, settings, progress=progress, ask=answer)
    talk.columns(found.findings)
    named = seen_from_file(settings, source, target=target)
    write_settings(settings_text(named, found), target, overwrite=force)
    talk.say_settings("" if named.data.source else shlex.join(source), target)


@app.command(cls=opt.GroupedHelp)
@opt.takes_settings("as_of", "memory_limit", "threads")
def assign(
    bundle: Bundle,
    sources: NamedSources,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="CSV or Parquet to write. Default: stdout.")
    ] = None,
    **given: object,
) -> None:
    """Give new customers, or customers with new orders, their segments by a bundle."""
    from coterie.bundle import assignments_for_people, csv_text, write_table
    from coterie.ui.library import load

    talk = Talk()
    with talk.progress() as progress:
        assigned = load(bundle).assign(sources, progress=progress, account=talk.say, **_given(given))
    if out is None:
        talk.show_text(csv_text(assignments_for_people(assigned)))
        return
    write_table(assignments_for_people(assigned) if out.suffix == ".csv" else assigned, out)
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


def _segment_and_save(
    source: object, config: Config, directory: Path, *, as_json: bool, accept_guesses: bool = False
) -> None:
    from coterie.bundle import check_target
    from coterie.ui.library import segment

    check_target(directory)
    talk = Talk()
    with talk.progress() as progress:
        answer = talk.answerer(accept_guesses=accept_guesses)
        finished = segment(source, config=config, progress=progress, ask=answer)
        progress("writing", 0.0)
        finished.save(directory)
    talk.columns(finished.findings)
    talk.show_run(finished, directory, as_json=as_json)


def _settings(file: Path | None, given: dict[str, object]) -> Config:
    from coterie.config import Config, read_config

    return (read_config(file) if file else Config()).with_options(_given(given))


def _given(options: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in options.items() if value is not None}


def _source(named: list[str] | None, settings: Config) -> list[str]:
    if named:
        return named
    if settings.data.source:
        return [settings.data.source]
    remedy = "Name a file, or a settings file with data.source by --config. See coterie --help."
    raise InputError("no source", "the command line", remedy)


def _default_bundle(sources: Sequence[str]) -> Path:
    return Path(f"{_stem(sources)}.coterie")


def _stem(sources: Sequence[str]) -> str:
    name = Path(sources[0]).name if sources[0] != "-" else "stdin"
    return name.split(".")[0].translate(_NO_FILE_NAME) or "orders"


def main() -> None:
    """Run the command line and leave with its exit code.

    Every error becomes one line on stderr; ``--debug`` shows the traceback as well.
    """
    arguments = sys.argv[1:]
    make_streams_safe()
    reserve_little()
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
