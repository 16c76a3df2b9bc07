"""Every odd file is read right, or refused in one line that says what to do; nothing is left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.odd_files.corpus import FILES
from tests.odd_files.records import LINES, PLAIN_HABITS, Read, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.odd_files.conftest import Outcome
    from tests.odd_files.records import OddFile

    Put = Callable[[OddFile], Outcome]

NAMES = sorted(FILES)
READ = [name for name in NAMES if isinstance(FILES[name].expected, Read)]
REFUSED = [name for name in NAMES if isinstance(FILES[name].expected, Refused)]
SECRETS = {line.customer for line in LINES} | {line.order for line in LINES}
BESIDE = {"goods.csv", "quick.toml"}


def test_the_corpus_is_large() -> None:
    """Sixty were asked for; each has a name of its own and a sentence."""
    assert len(FILES) >= 60
    assert [file.name for file in FILES.values() if not file.about] == []


@pytest.mark.parametrize("name", READ)
def test_an_odd_file_is_read_right(name: str, put_through: Put) -> None:
    """Every row is used, set aside or quarantined as it should be; customers and money come out as they were."""
    expected = FILES[name].expected
    assert isinstance(expected, Read)
    outcome = put_through(FILES[name])
    assert outcome.code == 0, outcome.last_line
    rows = outcome.rows
    assert rows["in"] == rows["used"] + rows["quarantined"] + rows["set_aside"]
    assert (rows["used"], rows["quarantined"], rows["set_aside"]) == (
        expected.used, expected.quarantined, expected.set_aside,
    )  # fmt: skip
    assert (outcome.run.customers.num_rows, outcome.money) == (expected.customers, expected.money)
    assert not FILES[name].like_plain or outcome.habits == PLAIN_HABITS
    assert outcome.left - BESIDE == {FILES[name].name, "odd.coterie"}
    assert [word for word in SECRETS if word in outcome.err] == []


@pytest.mark.parametrize("name", REFUSED)
def test_an_odd_file_is_refused_in_one_line(name: str, put_through: Put) -> None:
    """Exit 2; what is wrong, where, and what to do; never a traceback, never a value of the data."""
    expected = FILES[name].expected
    assert isinstance(expected, Refused)
    outcome = put_through(FILES[name])
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1), outcome.err
    assert outcome.last_line.startswith("coterie: ")
    assert [word for word in expected.says if word.casefold() not in outcome.last_line.casefold()] == []
    assert [word for word in SECRETS if word in outcome.err] == []
    assert outcome.left - BESIDE <= {FILES[name].name}
