"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet as pq
import pytest
import typer

from coterie.bundle import csv_text, save, write_table
from coterie.data.synthetic import make_shop
from coterie.ui import demo
from coterie.ui.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

    from coterie import Run

Answer = tuple[int, str, str]
QUICK = "[evidence]\nn_repeats = 3\n[model]\nk_max = 5\n"


@pytest.fixture
def coterie(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Answer]:
    """Run a command in an empty directory; answers exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*words: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["coterie", *map(str, words)])
        with pytest.raises(SystemExit) as stop:
            main()
        heard = capsys.readouterr()
        return int(stop.value.code or 0), heard.out, heard.err

    return run


@pytest.fixture(scope="module")
def export() -> str:
    """A small export with planted segments, as CSV."""
    return csv_text(make_shop(300, dirt=0.002, random_state=1).lines)


@pytest.fixture
def orders(tmp_path: Path, export: str) -> Path:
    """The export as a file, with settings for a quick run beside it."""
    (tmp_path / "quick.toml").write_text(QUICK, encoding="utf-8")
    path = tmp_path / "orders.csv"
    path.write_text(export, encoding="utf-8", newline="\n")
    return path


def test_run_needs_nothing_else(coterie: Callable[..., Answer], orders: Path, tmp_path: Path) -> None:
    """A file becomes a bundle of its name; segments on stdout, columns and the next command on stderr."""
    code, out, err = coterie("run", orders, "--config", "quick.toml")
    assert code == 0
    assert "Verdict: natural groups." in out
    assert f"Report: {Path('orders.coterie', 'report.html')}" in out
    assert "customer_id" in err
    assert "Next: coterie explain orders.coterie" in err
    assert sorted(path.name for path in (tmp_path / "orders.coterie").iterdir()) == [
        "assignments.csv", "current", "models", "private", "report.html", "segments.csv", "snapshots",
    ]  # fmt: skip


def test_run_speaks_json(coterie: Callable[..., Answer], orders: Path) -> None:
    """Programs get one object with a schema, and nothing else on stdout."""
    code, out, _ = coterie("run", orders, "--config", "quick.toml", "--json")
    document = json.loads(out)
    assert code == 0
    assert document["schema"] == "coterie.run/1"
    assert sum(segment["size"] for segment in document["segments"]) == 300
    rows = document["rows"]
    assert rows["in"] == rows["used"] + rows["quarantined"] + rows["set_aside"]


def test_init_writes_what_a_run_recognises(coterie: Callable[..., Answer], orders: Path, tmp_path: Path) -> None:
    """A commented file beside the source; a run from it alone gives the same segments, byte by byte."""
    code, out, err = coterie("init", orders.name, "--config", "quick.toml")
    assert (code, out) == (0, "Settings: orders.toml\n")
    assert "Next: coterie run --config orders.toml" in err
    assert "# Recognised: its name says so" in (tmp_path / "orders.toml").read_text(encoding="utf-8")
    assert coterie("run", "--config", "orders.toml", "--out", "again.coterie")[0] == 0
    assert coterie("run", orders, "--config", "quick.toml")[0] == 0
    again, plain = ((tmp_path / name / "assignments.csv").read_bytes() for name in ("again.coterie", "orders.coterie"))
    assert again == plain


def test_init_never_writes_over_a_file_unless_told(
    coterie: Callable[..., Answer], orders: Path, tmp_path: Path
) -> None:
    """It may hold somebody's work."""
    (tmp_path / "orders.toml").write_text("mine", encoding="utf-8")
    code, out, err = coterie("init", orders)
    assert (code, out) == (2, "")
    assert "use --force" in err
    assert (tmp_path / "orders.toml").read_text(encoding="utf-8") == "mine"
    assert coterie("init", orders, "--force")[0] == 0
    assert (tmp_path / "orders.toml").read_text(encoding="utf-8") != "mine"


def test_init_names_several_sources_in_the_next_command(
    coterie: Callable[..., Answer], orders: Path, tmp_path: Path
) -> None:
    """A settings file has one source; several stay on the command line."""
    (tmp_path / "more orders.csv").write_bytes(orders.read_bytes())
    code, _, err = coterie("init", "orders.csv", "more orders.csv", "--out", "both.toml")
    assert code == 0
    assert "Next: coterie run orders.csv 'more orders.csv' --config both.toml" in err


@pytest.mark.parametrize("command", ["run", "choose-k", "init"])
def test_a_source_must_be_named_somewhere(coterie: Callable[..., Answer], command: str) -> None:
    """On the command line or in the settings."""
    code, out, err = coterie(command)
    assert (code, out) == (2, "")
    assert err.startswith("coterie: no source (the command line). Name a file")


def test_choose_k_writes_nothing(coterie: Callable[..., Answer], orders: Path, tmp_path: Path) -> None:
    """It shows every K with its evidence, and leaves no file."""
    before = sorted(tmp_path.iterdir())
    code, out, _ = coterie("choose-k", orders, "--config", "quick.toml")
    assert code == 0
    assert "would choose" in out
    assert sorted(tmp_path.iterdir()) == before


def test_assign_gives_the_run_s_own_segments(coterie: Callable[..., Answer], orders: Path, tmp_path: Path) -> None:
    """The same orders, scored by the bundle, land where the run put them."""
    coterie("run", orders, "--config", "quick.toml")
    code, out, err = coterie("assign", "orders.coterie", orders)
    assert code == 0
    assert "rows were used" in err
    assert out == (tmp_path / "orders.coterie" / "assignments.csv").read_text(encoding="utf-8")


def test_assign_takes_customers_too(coterie: Callable[..., Answer], orders: Path, tmp_path: Path) -> None:
    """A table of customers with the basis features as columns needs no orders."""
    coterie("run", orders, "--config", "quick.toml")
    rows = "007,3,20,5000\n008,,1,20\n,1,1,1\n"
    (tmp_path / "new.csv").write_text(f"customer_id,recency_days,n_orders,monetary_total\n{rows}", encoding="utf-8")
    code, out, err = coterie("assign", "orders.coterie", "new.csv")
    assert err == "Rows left out because they have no customer's id: 1.\n"
    rows = [line.split(",") for line in out.splitlines()[1:]]
    assert code == 0
    assert [row[0] for row in rows] == ["007", "008"]
    assert rows[0][2] != ""
    assert rows[1][1] == ""


def test_assignments_go_to_a_file_where_one_is_named(
    coterie: Callable[..., Answer], shop_run: Run, tmp_path: Path
) -> None:
    """Parquet keeps the types; how many there are is said on stderr."""
    save(shop_run.model, shop_run.snapshot, directory=tmp_path / "shop.coterie", report="")
    write_table(shop_run.customers, tmp_path / "customers.parquet")
    words = ("assign", "shop.coterie", "customers.parquet", "--as-of", shop_run.snapshot.as_of)
    assert coterie(*words, "--out", "new.parquet") == (0, "", "300 customers: new.parquet\n")
    assert pq.read_table(tmp_path / "new.parquet").equals(shop_run.assignments)


def test_report_needs_no_raw_data(coterie: Callable[..., Answer], orders: Path, tmp_path: Path) -> None:
    """The bundle alone gives the same page again."""
    coterie("run", orders, "--config", "quick.toml")
    orders.unlink()
    code, _, _ = coterie("report", "orders.coterie", "--out", "again.html")
    assert code == 0
    assert (tmp_path / "again.html").read_bytes() == (tmp_path / "orders.coterie" / "report.html").read_bytes()


def test_explain_says_why_and_what_would_move(coterie: Callable[..., Answer], orders: Path) -> None:
    """One customer: segment, margin, what decides, what would move it."""
    coterie("run", orders, "--config", "quick.toml")
    customer = orders.read_text(encoding="utf-8").splitlines()[1].split(",")[2]
    code, out, _ = coterie("explain", "orders.coterie", customer)
    assert code == 0
    assert "is in the segment" in out
    assert "What decides" in out
    document = json.loads(coterie("explain", "orders.coterie", customer, "--json")[1])
    assert document["schema"] == "coterie.explanation/1"
    assert sum(abs(pull["share"]) for pull in document["pulls"]) == pytest.approx(1.0)


def test_explain_of_a_stranger_is_the_user_s_error(coterie: Callable[..., Answer], orders: Path) -> None:
    """An id that is not there is echoed, and no other id is offered."""
    coterie("run", orders, "--config", "quick.toml")
    code, out, err = coterie("explain", "orders.coterie", "nobody")
    assert (code, out) == (2, "")
    assert err.startswith("coterie: no customer 'nobody'")


def test_the_demo_says_where_its_data_come_from(
    coterie: Callable[..., Answer], orders: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is a run like any other, on data that come with a package."""
    quick = demo.demo_config().with_options({"k": 2, "k_max": 2, "n_repeats": 2})
    monkeypatch.setattr(demo, "demo_source", lambda: orders)
    monkeypatch.setattr(demo, "demo_config", lambda: quick)
    code, out, _ = coterie("demo")
    assert code == 0
    assert out.startswith("84.51° Complete Journey")
    assert (tmp_path / "completejourney.coterie" / "current").is_file()


@pytest.mark.parametrize(
    ("source", "bundle"),
    [
        ("shop/2011.csv.gz", "2011.coterie"),
        ("-", "stdin.coterie"),
        ("*.csv", "orders.coterie"),
        ("a-*.csv", "a-.coterie"),
    ],
)
def test_a_bundle_is_named_after_its_source(
    coterie: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch, source: str, bundle: str
) -> None:
    """Without its folder, endings and stars."""
    seen: list[Path] = []
    monkeypatch.setattr("coterie.ui.cli._segment_and_save", lambda *words, **_: seen.append(words[2]))
    assert coterie("run", source)[0] == 0
    assert seen == [Path(bundle)]


def _refuse_by(error: BaseException) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise error

    return refuse


def test_a_fault_of_ours_is_one_line_without_data(
    coterie: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kind of the fault and what to do; the text of the fault, which may hold a row, only with --debug."""
    monkeypatch.setattr("coterie.ui.library.load", _refuse_by(RuntimeError("customer 17850")))
    sentence = "coterie: a fault of coterie (RuntimeError). Run again with --debug and report what it prints."
    assert coterie("report", "x.coterie") == (3, "", sentence + "\n")
    code, out, err = coterie("--debug", "report", "x.coterie")
    assert (code, out) == (3, "")
    assert "Traceback" in err
    assert err.splitlines()[-2:] == ["RuntimeError: customer 17850", sentence]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), typer.Abort()], ids=["interrupt", "abort"])
def test_an_interrupt_has_its_own_code(
    coterie: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """However it arrives."""
    monkeypatch.setattr("coterie.ui.library.load", _refuse_by(error))
    assert coterie("report", "x.coterie") == (130, "", "coterie: interrupted; nothing was written\n")


BAD_FILES = {
    "empty file": (b"", "empty"),
    "header only": (b"customer_id,date,amount\n", "no row"),
    "binary file": (bytes(range(256)) * 64, "bin.csv"),
    "a column named twice": (b"customer_id,date,date\n1,2024-01-01,2024-01-02\n", "twice"),
    "one customer": (
        b"customer_id,date,amount\n" + b"".join(b"1,2024-01-%02d,5\n" % day for day in range(1, 20)), "customer",
    ),
    "all customers equal": (
        b"customer_id,date,amount\n" + b"".join(b"%d,2024-01-01,5\n" % id_ for id_ in range(50)), "equal",
    ),
    "no time at all": (b"customer_id,amount\n" + b"".join(b"%d,5\n" % (id_ % 9) for id_ in range(50)), "--time"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD_FILES)
def test_bad_input_is_one_line_and_exit_2(coterie: Callable[..., Answer], tmp_path: Path, kind: str) -> None:
    """What cannot be used is said in one line, and nothing is written."""
    content, expected = BAD_FILES[kind]
    (tmp_path / "bin.csv").write_bytes(content)
    code, out, err = coterie("run", "bin.csv")
    last = err.splitlines()[-1]
    assert (code, out) == (2, "")
    assert last.startswith("coterie: ")
    assert expected in last
    assert [path.name for path in tmp_path.iterdir()] == ["bin.csv"]


def test_a_missing_file_offers_the_near_one(coterie: Callable[..., Answer], tmp_path: Path) -> None:
    """A slip of the pen is answered with the right name."""
    (tmp_path / "orders.csv").write_text("x", encoding="utf-8")
    code, _, err = coterie("run", "order.csv")
    assert code == 2
    assert "orders.csv" in err


def test_a_directory_is_no_source(coterie: Callable[..., Answer], tmp_path: Path) -> None:
    """A directory is refused with a way on."""
    (tmp_path / "folder").mkdir()
    code, _, err = coterie("run", "folder")
    assert code == 2
    assert "directory" in err


def test_a_directory_that_is_no_bundle_is_never_overwritten(
    coterie: Callable[..., Answer], orders: Path, tmp_path: Path
) -> None:
    """Somebody's files stay as they are, and it is said before any work is done."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("precious", encoding="utf-8")
    code, out, err = coterie("run", orders, "--out", "mine")
    assert (code, out) == (2, "")
    assert "is no bundle" in err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_no_numeric_column_still_gives_frequency_and_recency(coterie: Callable[..., Answer], tmp_path: Path) -> None:
    """Customer and day are enough, and it is said that money is unknown."""
    random = np.random.default_rng(0)
    rows = [
        f"c{random.integers(300)},2024-{random.integers(1, 13):02d}-{random.integers(1, 29):02d}" for _ in range(2000)
    ]
    (tmp_path / "visits.csv").write_text("member,day\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "quick.toml").write_text(QUICK, encoding="utf-8")
    code, out, _ = coterie("run", "visits.csv", "--config", "quick.toml", "--k", "3")
    assert code == 0
    assert "of spend" not in out


def test_unreadable_rows_in_the_middle_do_not_stop_the_run(coterie: Callable[..., Answer], orders: Path) -> None:
    """Broken rows go to the quarantine, and the account still adds up."""
    lines = orders.read_bytes().splitlines(keepends=True)
    broken = [b"too,few\n", b"\xff\xfe,not,text,at,all,here\n", b"o1,not a day,c1,p1,1,5.0\n"]
    orders.write_bytes(b"".join([*lines[:50], *broken, *lines[50:]]))
    code, out, _ = coterie("run", orders, "--config", "quick.toml", "--json")
    rows = json.loads(out)["rows"]
    assert code == 0
    assert rows["quarantined"] >= 3
    assert rows["in"] == len(lines) - 1 + 3
    assert rows["in"] == rows["used"] + rows["quarantined"] + rows["set_aside"]


def test_unknown_options_and_commands_are_the_user_s_error(coterie: Callable[..., Answer]) -> None:
    """One line, and where to look."""
    assert coterie("runn")[0] == 2
    assert coterie("run")[0] == 2
    assert coterie("run", "x.csv", "--kk", "3")[0] == 2


def test_version_is_printed(coterie: Callable[..., Answer]) -> None:
    """The one line that every report of a fault starts with."""
    assert coterie("--version")[:2] == (0, "coterie 0.1.0\n")


def test_a_full_disk_leaves_nothing_behind(
    coterie: Callable[..., Answer], orders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a bundle is no bundle."""

    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    code, out, err = coterie("run", orders, "--config", "quick.toml")
    assert (code, out) == (2, "")
    assert "no space left on device" in err.splitlines()[-1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["orders.csv", "quick.toml"]


@pytest.mark.usefixtures("heeded_interrupts")
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_with_130_and_nothing_written(orders: Path, tmp_path: Path) -> None:
    """An interrupted run says so in one line."""
    process = subprocess.Popen(
        [sys.executable, "-m", "coterie", "run", str(orders)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    _wait_until_busy(process.pid)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err.splitlines()[-1] == "coterie: interrupted; nothing was written"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["orders.csv", "quick.toml"]


def _wait_until_busy(pid: int) -> None:
    """Wait until the process has mapped scikit-learn, so that the run is under way."""
    maps = Path(f"/proc/{pid}/maps")
    deadline = time.monotonic() + 60
    while maps.exists() and "sklearn" not in maps.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.0)


def test_a_header_cannot_steer_the_terminal(coterie: Callable[..., Answer], tmp_path: Path) -> None:
    """Escape sequences of a column's name are shown, not obeyed, in the guess and in an error."""
    rows = "".join(f"c{row % 40},2024-01-{1 + row % 28:02d},{row}\n" for row in range(200))
    (tmp_path / "odd.csv").write_text(f"customer,\x1b[31mdate,amount\n{rows}", encoding="utf-8")
    for words in (("run", "odd.csv", "--k", "2", "--k-max", "2"), ("run", "odd.csv", "--amount", "nope")):
        assert "\x1b" not in coterie(*words)[2]
