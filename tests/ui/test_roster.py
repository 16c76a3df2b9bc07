"""What was recognised is told in few lines: columns of the same use share one, findings on orders do not."""

from __future__ import annotations

import pytest

from coterie.data.findings import Finding
from coterie.ui.roster import roster

APART = "a number that tells customers apart"
PERSON = "a trait of the person, which describes segments but makes none"
NAMES = [f"amount_{n}" for n in range(25)]


def _gap(column: str, n: int) -> Finding:
    have = "customer has" if n == 1 else "customers have"
    return Finding(
        "missing", column, f"{n:,} {have} no value, of 8,950; the middle value of the others takes its place"
    )


WIDE_TABLE = [
    Finding("kind", None, "each row is one customer"),
    Finding("customer", "id", "its name says so"),
    *(Finding("basis", name, APART) for name in NAMES),
    *(Finding("descriptor", name, f"classes; {PERSON}") for name in ("Gender", "Town")),
    Finding("descriptor", "Age", f"numbers; {PERSON}"),
    *(Finding("left out", name, f"constant: {n}") for n, name in enumerate(("Z", "Q"))),
    *(_gap(name, n) for n, name in enumerate(NAMES[:21], start=1)),
    _gap("minimum", 1313),
]


def test_a_table_of_many_columns_takes_few_lines() -> None:
    """Fifty findings, at most a dozen lines of the window; names first, then how many more."""
    shown = roster(WIDE_TABLE, width=80)
    assert len(shown) <= 12
    assert [line for line in shown if len(line) > 80] == []
    told = [" ".join(line.split()) for line in roster(WIDE_TABLE, width=400)]
    assert told[2] == f"makes segments 25 columns: {', '.join(NAMES[:6])} and 19 more"
    assert told[3] == f"describes Gender, Town, Age: {PERSON}"
    assert told[4] == "left out Z, Q: constant: 0"
    assert told[5] == "gaps filled 22 columns, most in minimum (1,313 of 8,950)"


def test_one_column_is_told_as_shortly() -> None:
    """The use is said once."""
    found = [Finding("basis", "a", APART), Finding("target", "y", f"yes or no; {PERSON}"), _gap("a", 1)]
    assert roster(found, width=120)[1:] == (f"        target  y: {PERSON}", "   gaps filled  a (1 of 8,950)")


def test_a_use_with_many_reasons_is_told_without_them() -> None:
    """The report has them all."""
    reasons = ("constant", "an id", "text")
    found = [Finding("basis", "a", APART), *(Finding("left out", reason[:3], reason) for reason in reasons)]
    assert roster(found, width=80)[1] == "      left out  con, an , tex"


def test_what_is_to_be_checked_is_said_beside_the_columns() -> None:
    """With the column where most is wrong; columns that are sure stand apart."""
    found = [
        Finding("basis", "a", APART),
        *(Finding("unreadable", name, f"{n} values are no numbers", sure=False) for name, n in (("b", 2), ("c", 9))),
        Finding("target", "x" * 50, "as set"),
        Finding("target", "y", "as set"),
    ]
    assert roster(found, width=90)[1:] == (
        "    unreadable  2 columns (please check), most in c: 9 values are no numbers",
        f"        target  {'x' * 39}\N{HORIZONTAL ELLIPSIS}, y: as set",
    )


def test_spellings_have_no_count_to_compare() -> None:
    """The first column stands for the others."""
    found = [Finding("basis", "a", APART), *(Finding("spelling", name, f"read {name}") for name in "bc")]
    assert roster(found, width=80)[1] == "      spelling  2 columns, first of them b: read b"


@pytest.mark.parametrize(("role", "word"), [("time", "time"), ("descriptor", "describes")])
def test_findings_on_orders_keep_their_lines(role: str, word: str) -> None:
    """One for each, in plain words, whatever is in a name."""
    found = [Finding(role, name, "its name says so", sure=False) for name in ("a", "b\n")]
    told = tuple(f"{word:>10}  {name} (please check): its name says so" for name in ("a", "b\n"))
    assert roster(found, width=20) == told
