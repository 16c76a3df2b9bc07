"""What the terminal shows: tables that fit, progress on stderr, JSON for programs.

Comes in: finished results. Goes out: text. The rule of this module: it formats, it does not compute.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from io import TextIOWrapper
from time import monotonic
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from coterie.ui.remaining import Remaining, spoken
from coterie.ui.roster import roster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from coterie.data.detection import Finding
    from coterie.model.selection import KEvidence, KSelection
    from coterie.ui.library import Run

__all__ = ["Talk", "make_streams_safe", "printable"]

STAGE_WIDTH = 28
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
"""What holds some pictures and some scripts together, and does nothing else."""
_FIXED_BLANKS = str.maketrans(dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", " "))
_LONGEST_LINE = 2_000


def printable(line: str) -> str:
    r"""Return a line that no terminal obeys: control and escape characters from data are shown as a mark.

    Parameters
    ----------
    line : str
        What is to be said, with words from the user's file in it.

    Returns
    -------
    str
        Of the same length.

    Examples
    --------
    >>> ascii(printable("red \x1b[31m"))
    "'red \\ufffd[31m'"
    """
    return "".join(
        letter if letter.isprintable() or letter in _JOINERS else "\N{REPLACEMENT CHARACTER}"
        for letter in line.translate(_FIXED_BLANKS)
    )


def make_streams_safe() -> None:
    """Let no letter stop the output: what a program reads is UTF-8, and what a console cannot show is escaped."""
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, TextIOWrapper):
            continue
        if stream.isatty() or "PYTHONIOENCODING" in os.environ:
            stream.reconfigure(errors="backslashreplace")
        else:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


class Talk:
    """The two voices of a command: results on stdout, talk on stderr.

    Talk is silent where stderr is not a terminal, except for what a person must know to trust the result.
    """

    def __init__(self) -> None:
        self.out = Console(file=sys.stdout, highlight=False, soft_wrap=False)
        self.err = Console(file=sys.stderr, highlight=False)
        self._bar: Progress | None = None

    @contextmanager
    def progress(self) -> Iterator[Callable[[str, float], None]]:
        """Show the stages of a driver while it runs.

        Yields
        ------
        callable
            To be told the stage and the share done of it.
        """
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"),
        )
        with Progress(*columns, console=self.err, transient=True, disable=not self.err.is_terminal) as bar:
            self._bar = bar
            task = bar.add_task("starting", total=1.0, left="")
            clock = Remaining(started_s=monotonic())

            def tell(stage: str, share: float) -> None:
                done, left_s = clock.tell(stage, share, now_s=monotonic())
                left = spoken(left_s) if clock.is_settled(monotonic()) else ""
                bar.update(task, description=stage.ljust(STAGE_WIDTH), completed=done, left=left)

            yield tell

    def answerer(self, *, accept_guesses: bool) -> Callable[[Finding], str] | None:
        """Return who answers what is unsure: the guess, a person at a terminal, or nobody."""
        if accept_guesses:
            return self._take_guess
        return self.ask if sys.stdin.isatty() and self.err.is_terminal else None

    def ask(self, finding: Finding) -> str:
        """Put the question of an unsure finding, with its choices, until it is answered.

        Raises
        ------
        typer.Abort
            Where the answer is the end of the input.
        """
        if self._bar is not None:
            self._bar.stop()
        self.err.print(_line(finding.question))
        for number, choice in enumerate(finding.choices, start=1):
            self.err.print(_line(f"{number:>4}  {choice}"))
        while (answer := self._answer(finding)) is None:
            self.err.print(Text(f"Type a number from 1 to {len(finding.choices)}, or a name."))
        if self._bar is not None:
            self._bar.start()
        return answer

    def _answer(self, finding: Finding) -> str | None:
        """Return the choice that was typed; another name counts as well, another number does not."""
        self.err.print(Text("Number or name [1]: "), end="")
        typed = sys.stdin.readline()
        if not typed:
            raise typer.Abort
        word = typed.strip() or "1"
        if word.isdecimal():
            return dict(enumerate(finding.choices, start=1)).get(int(word), word if word in finding.choices else None)
        return word

    def _take_guess(self, finding: Finding) -> str:
        self.say(f"{finding.question} Taken: {finding.choices[0]}.")
        return finding.choices[0]

    def columns(self, findings: Sequence[Finding]) -> None:
        """Print which column was recognised as what, and why."""
        for line in roster(findings, width=self.err.width):
            self.err.print(_line(line))

    def show_run(self, run: Run, directory: Path, *, as_json: bool) -> None:
        """Print the segments of a run and where its files are."""
        if as_json:
            self._print_json(_run_document(run, directory))
            return
        about = run.model.config.data.about
        for sentence in (*([about] if about else []), *run.ledger.sentences()):
            self.out.print(_line(sentence))
        self._print_verdict(run.k_selection)
        self.out.print(_segments_table(run))
        self.out.print(_line(f"Report: {directory / 'report.html'}"), soft_wrap=True)
        self.err.print(_line(f"Next: coterie explain {directory} CUSTOMER"), soft_wrap=True)

    def show_selection(self, selection: KSelection, *, as_json: bool) -> None:
        """Print the verdict and the evidence for every K."""
        if as_json:
            self._print_json({"schema": "coterie.k_selection/1", **selection.to_dict()})
            return
        self._print_verdict(selection)
        self.out.print(_evidence_table(selection.evidence))
        self.out.print(Text(selection.disagreement))

    def show_lines(self, lines: Sequence[str], document: dict[str, Any], *, as_json: bool) -> None:
        """Print sentences, or the same as a document."""
        if as_json:
            self._print_json(document)
            return
        for line in lines:
            self.out.print(_line(line))

    def show_text(self, text: str) -> None:
        """Write text as it is for a program, harmlessly for a terminal."""
        sys.stdout.write("\n".join(map(printable, text.split("\n"))) if sys.stdout.isatty() else text)

    def say(self, sentence: str) -> None:
        """Print a sentence of talk."""
        self.err.print(_line(sentence))

    def say_written(self, n_customers: int, path: Path) -> None:
        """Print how many customers a file has."""
        self.err.print(_line(f"{n_customers:,} customers: {path}"), soft_wrap=True)

    def say_settings(self, source: str, path: Path) -> None:
        """Print where a settings file is, and the command that runs from it; it may name its source itself."""
        command = " ".join(part for part in ("coterie run", source, "--config", str(path)) if part)
        self.out.print(_line(f"Settings: {path}"), soft_wrap=True)
        self.err.print(_line(f"Next: {command}"), soft_wrap=True)

    def say_path(self, path: Path) -> None:
        """Print where a file was written."""
        self.out.print(_line(f"Report: {path}"), soft_wrap=True)

    def _print_verdict(self, selection: KSelection) -> None:
        self.out.print()
        self.out.print(Text(f"Verdict: {selection.verdict}.", style="bold"))
        for sentence in (*selection.reasons, *selection.notes):
            self.out.print(_line(sentence))
        self.out.print()

    def _print_json(self, document: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def _line(words: str) -> Text:
    """Return words that may come from the data as one harmless line; a name of thousands of letters is cut."""
    cut = words if len(words) <= _LONGEST_LINE else words[: _LONGEST_LINE - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return Text(printable(cut))


def _segments_table(run: Run) -> Table:
    segments = run.segments.to_pylist()
    with_money = any(row["money_share"] is not None for row in segments)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("segment", overflow="fold")
    for title in ("customers", "share", *(("spend", "of spend") if with_money else ()), "name is"):
        table.add_column(title, justify="right", no_wrap=True)
    for row in segments:
        money = (f"{row['money_e4'] / 10_000:,.0f}", f"{row['money_share']:.1%}") if with_money else ()
        table.add_row(_line(row["name"]), f"{row['size']:,}", f"{row['share']:.1%}", *money, row["strength"])
    return table


def _evidence_table(evidence: Sequence[KEvidence]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in (
        "K",
        "agreement",
        "worst segment",
        "smallest share",
        "valley",
        "silhouette",
        "Davies",
        "Calinski",
    ):
        table.add_column(title, justify="right", no_wrap=title == "agreement")
    for row in evidence:
        table.add_row(
            str(row.k),
            f"{row.agreement:.2f}±{row.agreement_sd:.2f}",
            f"{row.jaccard_min:.2f}",
            f"{row.smallest_share:.1%}",
            f"{row.depth:.2f}",
            f"{row.silhouette:.3f}",
            f"{row.davies_bouldin:.3f}",
            f"{row.calinski_harabasz:,.0f}",
        )
    return table


def _run_document(run: Run, directory: Path) -> dict[str, Any]:
    return {
        "schema": "coterie.run/1",
        "bundle": str(directory),
        "report": str(directory / "report.html"),
        "as_of": run.snapshot.as_of,
        "verdict": run.k_selection.verdict,
        "k": run.k_selection.k,
        "equally_good": list(run.k_selection.equally_good),
        "rows": {
            "in": run.ledger.rows_in,
            "used": run.ledger.rows_used,
            "quarantined": run.ledger.rows_quarantined,
            "set_aside": run.ledger.rows_set_aside,
        },
        "columns": [
            {"role": each.role, "column": each.column, "reason": each.reason, "sure": each.sure}
            for each in run.findings
        ],
        "segments": run.segments.to_pylist(),
    }
