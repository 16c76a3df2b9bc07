"""Put spoilt and random files through reading, recognition and cleaning: `make fuzz`, or by hand.

    python tests/fuzz.py --n 100000 --seed 0            a long search, on two processes
    python tests/fuzz.py --only 4711 --keep out         one input again, and its file kept

Input number i of a seed is the same on every machine. An input is either refused with an error that a sentence
explains, or read so that every row is accounted for; anything else, and whatever takes too long, is a finding.
"""

from __future__ import annotations

import argparse
import faulthandler
import multiprocessing
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from coterie.config import Config  # noqa: E402  a script finds its neighbours first
from coterie.errors import CoterieError, InputError  # noqa: E402  a script finds its neighbours first
from coterie.pipeline import drivers  # noqa: E402  a script finds its neighbours first
from tests.odd_files.corpus import FILES  # noqa: E402  a script finds its neighbours first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from coterie.engines.duckdb import DuckDBEngine

SECONDS_ALLOWED = 60
"""On the clock of the wall: a hang may use no processor."""
SECONDS_SLOW = 5
"""On the clock of the processor, so that a busy machine finds nothing."""
HEAD_BYTES = 6_000
INPUTS_OF_AN_ENGINE = 50
CONFIG = Config.from_mapping({"engine": {"threads": 1, "memory_limit": "1GB"}})
ROOT_OF_DATA = (PROJECT / "tests" / "data_files", PROJECT.parent / "shared" / "data")
ENDINGS = {".csv", ".tsv", ".txt", ".gz", ".xlsx", ".sqlite", ".parquet", ".jsonl"}

NAMES = (
    "customer_id", "CustomerID", "Kunde", "id", "date", "InvoiceDate", "Datum", "timestamp", "time", "amount", "Betrag",
    "price", "Quantity", "order", "InvoiceNo", "product", "category", "country", "discount", "coupon", "status", "age",
    "income", "gender", "churn", "", " ", "c0", "row_number", "1", "=1+1", "<b>", "select", "a\tb", "x" * 300, "name,",
)  # fmt: skip
WORDS = (
    "", " ", "?", "NA", "NULL", "nan", "-", "0", "-0", "1", "12", "-5", "12.50", "1,234.56", "1.234,56", "1'234.5",
    "(5)", "5-", "$5", "5 \N{EURO SIGN}", "1e5", "1e400", "inf", "9" * 40, "0x1F", "yes", "No", "true",
    "C536365", "00123",
    "+441234", "17850.0", "2023-01-05", "2023-13-45", "05.01.2023", "1/5/23", "20230105", "1672906507", "1672906507000",
    "44931", "5 Jan 2023", "2110-01-01", "0000-00-00", "24:00:00", "12:30 PM", "2023-01-05T08:15:07+02:00", "35-44",
    "50-74K", "=cmd|' /C calc'!A0", "<script>", "\N{GRINNING FACE}", "\N{RIGHT-TO-LEFT OVERRIDE}abc", "a\0b",
    "\x1b[31m", '"', '""', "'", "a\nb", "a\rb", ",", ";", "\\", "\N{NO-BREAK SPACE}", "\ufeff", "x" * 3_000,
    "\ud7ff", "\x85",
    "\u2028",
)  # fmt: skip
TOKENS = (
    b'"',
    b"'",
    b"\0",
    b"\n",
    b"\r",
    b",",
    b";",
    b"\t",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b'"\n"',
    b"\x1a",
    b"\\",
    b"=",
)


@dataclass(frozen=True)
class Verdict:
    """What became of one input."""

    number: int
    outcome: str
    seconds: float

    @property
    def is_finding(self) -> bool:
        """Whether somebody should look at it."""
        return self.outcome.startswith("fault") or self.seconds > SECONDS_SLOW


def spoilt(content: bytes, chance: random.Random) -> bytes:
    """Return bytes with a few places flipped, cut, doubled, exchanged or filled in."""
    spoiled = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(spoiled) + 1)
        length = chance.choice((1, 1, 2, 8, 60, 400))
        piece = bytes(spoiled[start : start + length])
        kind = chance.randrange(6)
        if kind == 0 and piece:
            spoiled[start] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del spoiled[start : start + length]
        elif kind == 2:
            spoiled[start:start] = chance.choice(TOKENS) * chance.choice((1, 1, 3))
        elif kind == 3:
            spoiled[start:start] = piece
        elif kind == 4:
            spoiled[start : start + length] = chance.randbytes(length)
        else:
            del spoiled[max(start, 1) :]
    return bytes(spoiled)


def random_table(chance: random.Random) -> bytes:
    """Return a text of random columns: some are alike all the way down, as real ones are, some are anything."""
    columns = [_random_column(chance) for _ in range(chance.randint(1, 7))]
    separator = chance.choice((",", ",", ";", "\t", "|"))
    n_rows = chance.choice((0, 1, 2, 9, 40, 120))
    rows = [[name for name, _ in columns]] if chance.random() < 0.9 else []
    rows += [[draw(row) for _, draw in columns] for row in range(n_rows)]
    quoted = chance.random() < 0.5
    lines = [separator.join(_cell(cell, separator, quoted=quoted) for cell in row) for row in rows]
    text = chance.choice(("\n", "\n", "\r\n", "\r")).join(lines)
    encoding = chance.choice(("utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "latin-1"))
    return text.encode(encoding, "replace")


def _cell(cell: str, separator: str, *, quoted: bool) -> str:
    if quoted and any(mark in cell for mark in (separator, '"', "\n", "\r")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _random_column(chance: random.Random) -> tuple[str, Callable[[int], str]]:
    dirt = chance.choice((0.0, 0.0, 0.05, 0.5))
    few = chance.sample(WORDS, k=chance.randint(1, 6))
    year, step, style = chance.randint(1960, 2040), chance.randint(1, 99), chance.choice(("-", "/", "."))
    draws: tuple[Callable[[int], str], ...] = (
        lambda row: f"K{row * step % 37}",
        lambda row: f"{year}{style}{1 + row * step % 12:02d}{style}{1 + row % 28:02d}",
        lambda row: f"{1 + row % 28:02d}{style}{1 + row * step % 12:02d}{style}{year} {row % 24:02d}:{row % 60:02d}",
        lambda row: f"{row * step % 991 - 40}.{row % 100:02d}",
        lambda row: f"{row * step:,}".replace(",", style),
        lambda row: str(1_600_000_000 + row * 86_400 * step),
        lambda row: str(row % (step + 1)),
        lambda row: few[row * step % len(few)],
    )
    usual = chance.choice(draws)
    return chance.choice(NAMES), lambda row: chance.choice(WORDS) if chance.random() < dirt else usual(row)


def seeds() -> tuple[tuple[str, bytes], ...]:
    """Return the names and first bytes of files that are there to be spoilt."""
    made = [(name, file.content) for name, file in sorted(FILES.items()) if isinstance(file.content, bytes)]
    paths = [path for root in ROOT_OF_DATA for path in sorted(root.rglob("*")) if path.suffix in ENDINGS]
    whole = {".gz", ".xlsx", ".parquet", ".sqlite"}
    limits = {path: 300_000 if path.suffix in whole else HEAD_BYTES for path in paths}
    return (*made, *((path.name, path.read_bytes()[: limits[path]]) for path in paths if path.is_file()))


def input_of(number: int, seed: int, known: tuple[tuple[str, bytes], ...]) -> tuple[str, bytes]:
    """Return the name and content of one input."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311  no secret
    if number % 3 == 0:
        return "table.csv", random_table(chance)
    name, content = chance.choice(known)
    return name, spoilt(content, chance)


def taken_in(path: Path, engine: DuckDBEngine | None = None) -> str:
    """Read a file as a run would; answer what came of it, and never raise.

    The answer begins with ``read``, ``refused`` or ``fault``.
    """
    try:
        with _limit(SECONDS_ALLOWED), nullcontext(engine) if engine else drivers._engine(CONFIG) as used:
            intake = drivers._intake(used, str(path), config=CONFIG, progress=lambda *_: None)
    except CoterieError as error:
        is_theirs = error.exit_code == InputError.exit_code
        return f"refused {type(error).__name__}" if is_theirs else f"fault {type(error).__name__}: {error.what}"
    except Exception as error:  # noqa: BLE001  whatever it is, it is a finding
        return f"fault {type(error).__name__}: {error}"
    ledger = intake.ledger
    accounted = ledger.rows_used + ledger.rows_set_aside + ledger.rows_quarantined
    if (ledger.rows_in, ledger.rows_quarantined) != (accounted, intake.quarantine.num_rows):
        return f"fault rows: {ledger.rows_in} in, {accounted} accounted, {intake.quarantine.num_rows} in the quarantine"
    return "read"


@contextmanager
def _limit(seconds: int) -> Iterator[None]:
    def stop(_: int, __: FrameType | None) -> None:
        raise TimeoutError(f"not done after {seconds} s")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def judge(
    number: int, content: tuple[str, bytes], *, keep: Path | None = None, engine: DuckDBEngine | None = None
) -> Verdict:
    """Take one input in, and say what became of it; the file of a finding is kept where a folder is named."""
    name, data = content
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        begun = time.process_time()
        outcome = taken_in(path, engine)
        verdict = Verdict(number, outcome, time.process_time() - begun)
    if keep is not None and verdict.is_finding:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{number}-{name}").write_bytes(data)
    return verdict


def _work(span: tuple[range, int, Path | None]) -> list[Verdict]:
    """Judge a span of inputs on one engine, because to open one takes longer than most inputs."""
    numbers, seed, keep = span
    faulthandler.dump_traceback_later(60 * SECONDS_ALLOWED, exit=True)
    known = seeds()
    with drivers._engine(CONFIG) as engine:
        found = [judge(number, input_of(number, seed, known), keep=keep, engine=engine) for number in numbers]
    faulthandler.cancel_dump_traceback_later()
    return found


def main() -> int:
    """Search; print what was found, and how to see it again."""
    parser = argparse.ArgumentParser(description="Put spoilt and random files through reading and cleaning.")
    parser.add_argument("--n", type=int, default=1_000, help="How many inputs.")
    parser.add_argument("--first", type=int, default=0, help="Number of the first.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--only", type=int, help="One input, in this process.")
    parser.add_argument("--keep", type=Path, help="Folder for the files that are findings.")
    chosen = parser.parse_args()
    if chosen.only is not None:
        content = input_of(chosen.only, chosen.seed, seeds())
        sys.stdout.write(f"{content[0]}: {judge(chosen.only, content, keep=chosen.keep)}\n")
        return 0
    until = chosen.first + chosen.n
    starts = range(chosen.first, until, INPUTS_OF_AN_ENGINE)
    spans = [(range(at, min(at + INPUTS_OF_AN_ENGINE, until)), chosen.seed, chosen.keep) for at in starts]
    counts, findings = Counter[str](), 0
    with multiprocessing.get_context("spawn").Pool(chosen.processes) as pool:
        for verdicts in pool.imap_unordered(_work, spans):
            counts.update(" ".join(verdict.outcome.split()[:2]).rstrip(":") for verdict in verdicts)
            for verdict in verdicts:
                if verdict.is_finding:
                    findings += 1
                    sys.stdout.write(f"{verdict.number}: {verdict.outcome[:300]} ({verdict.seconds:.1f} s)\n")
            sys.stdout.flush()
    total = sum(counts.values())
    sys.stdout.write(f"{total:,} inputs, {findings:,} findings: {dict(counts.most_common())}\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
