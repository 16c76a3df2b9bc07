"""What the terminal shows: results on stdout, talk on stderr, everything in a narrow window, no markup from data."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer
from rich.console import Console

from coterie import Run, segment
from coterie.data.findings import Finding
from coterie.ui.console import Talk, make_streams_safe, printable

if TYPE_CHECKING:
    from coterie.data.synthetic import Shop

BUNDLE = Path("shop.coterie")
RUNS = ["shop_run", "cloud_run", "single_run"]


def _shown(capsys: pytest.CaptureFixture[str], call: object) -> tuple[str, str]:
    assert callable(call)
    call()
    heard = capsys.readouterr()
    return heard.out, heard.err


@pytest.fixture(autouse=True)
def window(monkeypatch: pytest.MonkeyPatch) -> None:
    """A window of 80 columns, whatever the tests run in."""
    monkeypatch.setenv("COLUMNS", "80")


# A run


@pytest.mark.parametrize("which", RUNS)
def test_a_run_is_shown_with_its_account_and_verdict(
    which: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    """What became of the rows, the verdict, a row for each segment, where the report is; on stderr what comes next."""
    run: Run = request.getfixturevalue(which)
    out, err = _shown(capsys, lambda: Talk().show_run(run, BUNDLE, as_json=False))
    assert f"Verdict: {run.k_selection.verdict}." in out
    assert "Report: shop.coterie/report.html" in out
    assert err == "Next: coterie explain shop.coterie CUSTOMER\n"
    words = out.split()
    assert [name for name in run.segments["name"].to_pylist() if not set(name.split()) <= set(words)] == []
    assert [share for share in run.segments["share"].to_pylist() if f"{share:.1%}" not in words] == []


def test_what_the_data_are_stands_first(shop_run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the user has said it."""
    about = replace(shop_run.model, config=shop_run.model.config.with_options({"about": "A made-up shop."}))
    out, _ = _shown(capsys, lambda: Talk().show_run(Run(about, shop_run.snapshot), BUNDLE, as_json=False))
    assert out.startswith("A made-up shop.\n")


def test_without_money_there_is_no_column_of_money(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    """And with it there are two."""
    run = segment(shop.lines.select(["customer_id", "ordered_at"]), k=2, k_max=2, n_repeats=2)
    out, _ = _shown(capsys, lambda: Talk().show_run(run, BUNDLE, as_json=False))
    assert "customers" in out
    assert "spend" not in out.partition("segment ")[2]


@pytest.mark.parametrize("width", [40, 60, 80])
def test_a_narrow_window_cuts_no_number(
    shop_run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    """Names are folded, numbers stay whole, and lines keep to the window, but for paths that are to be copied."""
    monkeypatch.setenv("COLUMNS", str(width))
    out, _ = _shown(capsys, lambda: Talk().show_run(shop_run, BUNDLE, as_json=False))
    lines = [line for line in out.splitlines() if not line.startswith("Report: ")]
    assert [line for line in lines if len(line) > width] == []
    assert [size for size in shop_run.segments["size"].to_pylist() if str(size) not in out.split()] == []


def test_a_long_path_stays_in_one_line(shop_run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """So that it can be copied."""
    deep = Path("a" * 120) / "b"
    out, err = _shown(capsys, lambda: Talk().show_run(shop_run, deep, as_json=False))
    assert f"Report: {deep}/report.html\n" in out
    assert err == f"Next: coterie explain {deep} CUSTOMER\n"


def test_names_are_no_markup(shop_run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Square brackets in a name, a column or a path are shown as they are."""
    first, *others = shop_run.snapshot.segments
    marked = replace(first, name=replace(first.name, name="[red]x"))
    snapshot = replace(shop_run.snapshot, segments=(marked, *others))
    talk = Talk()
    out, _ = _shown(capsys, lambda: talk.show_run(Run(shop_run.model, snapshot), Path("[b]"), as_json=False))
    _, err = _shown(capsys, lambda: talk.columns([Finding("time", "[i]day", "[u]its name")]))
    assert "[red]x" in out
    assert "Report: [b]/report.html" in out
    assert "[i]day: [u]its name" in err


@pytest.mark.parametrize("which", RUNS)
def test_a_run_for_programs_is_one_document(
    which: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    """A schema, the account that adds up, the segments as in the table; nothing on stderr."""
    run: Run = request.getfixturevalue(which)
    out, err = _shown(capsys, lambda: Talk().show_run(run, BUNDLE, as_json=True))
    document = json.loads(out)
    rows = document["rows"]
    assert (document["schema"], err) == ("coterie.run/1", "")
    assert rows["in"] == rows["used"] + rows["quarantined"] + rows["set_aside"]
    assert document["segments"] == run.segments.to_pylist()
    assert [each["reason"] for each in document["columns"]] == [each.reason for each in run.findings]
    assert (document["verdict"], document["k"]) == (run.k_selection.verdict, run.k_selection.k)
    assert (document["bundle"], document["report"]) == ("shop.coterie", "shop.coterie/report.html")


# The evidence


@pytest.mark.parametrize("which", RUNS)
def test_evidence_is_shown_for_every_k(
    which: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row for each number, with what the criteria would choose one by one."""
    selection = request.getfixturevalue(which).k_selection
    out, err = _shown(capsys, lambda: Talk().show_selection(selection, as_json=False))
    table = [line.split() for line in out.splitlines() if "±" in line]
    assert [cells[0] for cells in table] == [str(row.k) for row in selection.evidence]
    assert [cells[2] for cells in table] == [f"{row.jaccard_min:.2f}" for row in selection.evidence]
    assert " ".join(selection.disagreement.split()) in " ".join(out.split())
    assert all(" ".join(sentence.split()) in " ".join(out.split()) for sentence in selection.reasons)
    assert err == ""


@pytest.mark.parametrize("which", RUNS)
def test_evidence_for_programs_reads_back(
    which: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    """The document is the selection, to the last bit."""
    selection = request.getfixturevalue(which).k_selection
    document: dict[str, Any] = json.loads(_shown(capsys, lambda: Talk().show_selection(selection, as_json=True))[0])
    assert document.pop("schema") == "coterie.k_selection/1"
    assert type(selection).from_dict(document) == selection


# Talk


def test_columns_that_are_not_sure_ask_to_be_checked(capsys: pytest.CaptureFixture[str]) -> None:
    """On stderr; a role without a column has a dash."""
    findings = [Finding("time", "day", "its name says so", sure=False), Finding("amount", None, "there is none")]
    out, err = _shown(capsys, lambda: Talk().columns(findings))
    assert out == ""
    assert err.splitlines() == ["      time  day (please check): its name says so", "    amount  -: there is none"]


def test_columns_of_a_table_of_customers_share_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Thirty columns are told in two lines of the window."""
    findings = [Finding("basis", f"c{n}", "a number that tells customers apart") for n in range(30)]
    err = _shown(capsys, lambda: Talk().columns(findings))[1]
    assert err == "makes segments  30 columns: c0, c1, c2, c3, c4, c5 and 24 more\n"


def test_sentences_or_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    """The same result for people and for programs."""
    talk = Talk()
    assert _shown(capsys, lambda: talk.show_lines(["one", "[b]two"], {}, as_json=False))[0] == "one\n[b]two\n"
    assert _shown(capsys, lambda: talk.show_lines([], {"a": "ü"}, as_json=True))[0] == '{\n  "a": "ü"\n}\n'


def test_what_was_written_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """A result's place on stdout; the note on an extra file on stderr."""
    assert _shown(capsys, lambda: Talk().say_path(Path("x.html"))) == ("Report: x.html\n", "")
    assert _shown(capsys, lambda: Talk().say_written(1234, Path("x.csv"))) == ("", "1,234 customers: x.csv\n")


def test_progress_is_silent_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    """Logs stay clean."""
    with Talk().progress() as tell:
        tell("reading", 0.5)
    assert capsys.readouterr() == ("", "")


def test_progress_is_shown_on_a_terminal() -> None:
    """The stage and its bar, on stderr only; gone when it is done."""
    talk = Talk()
    screen = io.StringIO()
    talk.err = Console(file=screen, force_terminal=True, width=80)
    with talk.progress() as tell:
        tell("reading", 0.5)
        tell("weighing", 1.0)
    assert "weighing" in screen.getvalue()
    assert screen.getvalue().endswith("\x1b[2K")


# Questions

DOUBT = Finding(
    "amount",
    "net",
    "two columns hold money",
    question="Which column is the money of the line?",
    choices=("net", "gross"),
)


def _typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("\n", "net"), ("1\n", "net"), ("2\n", "gross"), ("gross\n", "gross"), ("paid\n", "paid"), ("3\n0\n2\n", "gross")],
)
def test_a_question_is_answered_by_number_or_name(
    typed: str, answer: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing typed means the guess; a number that is not offered is asked again; another name counts."""
    _typed(monkeypatch, typed)
    assert Talk().ask(DOUBT) == answer
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Which column is the money of the line?\n   1  net\n   2  gross\nNumber or name [1]: ")
    assert err.count("Type a number from 1 to 2, or a name.") == typed.count("\n") - 1


def test_the_end_of_the_input_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends the command, as an interrupt does."""
    _typed(monkeypatch, "")
    with pytest.raises(typer.Abort):
        Talk().ask(DOUBT)


def test_a_question_stops_the_bar_while_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing moves over the line in which somebody types, and the bar goes on afterwards."""
    _typed(monkeypatch, "2\n")
    talk = Talk()
    talk.err = Console(file=io.StringIO(), force_terminal=True)
    with talk.progress() as progress:
        progress("reading", 0.5)
        assert talk.ask(DOUBT) == "gross"
        progress("reading", 1.0)


def test_without_a_terminal_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script gets the error that names the options."""
    _typed(monkeypatch, "")
    assert Talk().answerer(accept_guesses=False) is None


def test_at_a_terminal_the_person_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both what is typed and what is said must be there."""
    _typed(monkeypatch, "")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    talk = Talk()
    assert talk.answerer(accept_guesses=False) is None
    talk.err = Console(file=io.StringIO(), force_terminal=True)
    assert talk.answerer(accept_guesses=False) == talk.ask


def test_guesses_are_taken_where_they_are_accepted(capsys: pytest.CaptureFixture[str]) -> None:
    """The first choice is the likeliest, and what was taken is said."""
    answer = Talk().answerer(accept_guesses=True)
    assert answer is not None
    assert answer(DOUBT) == "net"
    assert capsys.readouterr().err == "Which column is the money of the line? Taken: net.\n"


# Words from the data

ODD = "a\x1b[31m\x00\N{RIGHT-TO-LEFT OVERRIDE}b"
HARMLESS = "a\ufffd[31m\ufffd\ufffdb"


def test_what_holds_pictures_together_is_printed() -> None:
    """Some pictures and scripts need their joiners; they steer nothing."""
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}"
    assert printable(family) == family
    assert printable(ODD) == HARMLESS


def test_blanks_that_hold_a_number_to_its_unit_are_blanks() -> None:
    """They are no control characters, though Python does not call them printable."""
    assert printable("66\N{NO-BREAK SPACE}% of 1\N{NARROW NO-BREAK SPACE}000") == "66 % of 1 000"


def test_no_word_of_the_data_steers_the_terminal(shop_run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Names of segments, sentences on the data and questions are shown, not obeyed."""
    segments = (replace(shop_run.snapshot.segments[0], name=replace(shop_run.snapshot.segments[0].name, name=ODD)),)
    about = replace(shop_run.model, config=shop_run.model.config.with_options({"about": ODD}))
    run = Run(about, replace(shop_run.snapshot, segments=segments))
    out, _ = _shown(capsys, lambda: Talk().show_run(run, BUNDLE, as_json=False))
    assert out.startswith(HARMLESS)
    assert out.count(HARMLESS) == 2
    assert "\x1b" not in out


def test_a_line_of_thousands_of_letters_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    """The full text is in the data."""
    Talk().say("x" * 10_000)
    assert len(capsys.readouterr().err.replace("\n", "")) == 2_000


def test_csv_is_written_as_it_is_for_programs_and_harmlessly_for_terminals(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An id with an escape sequence reaches the next program whole."""
    Talk().show_text(f"id\n{ODD}\n")
    assert capsys.readouterr().out == f"id\n{ODD}\n"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    Talk().show_text(f"id\n{ODD}\n")
    assert capsys.readouterr().out == f"id\n{HARMLESS}\n"


# Consoles of other systems


@pytest.mark.parametrize(
    ("setting", "written"),
    [(None, "\N{GREATER-THAN OR EQUAL TO} \N{GRINNING FACE}\n".encode()), ("cp1252", b"\\u2265 \\U0001f600\n")],
)
def test_no_letter_stops_the_output(setting: str | None, written: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs read UTF-8 with plain line ends; where the user has set an encoding, the rest is escaped."""
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    if setting:
        monkeypatch.setenv("PYTHONIOENCODING", setting)
    behind = io.BytesIO()
    stream = io.TextIOWrapper(behind, encoding="cp1252", newline="\n" if setting else "\r\n")
    monkeypatch.setattr(sys, "stdout", stream)
    make_streams_safe()
    sys.stdout.write("\N{GREATER-THAN OR EQUAL TO} \N{GRINNING FACE}\n")
    sys.stdout.flush()
    assert behind.getvalue() == written


def test_streams_that_are_no_texts_of_bytes_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook or a test has put others in their place."""
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    make_streams_safe()
    assert isinstance(sys.stdout, io.StringIO)
