"""Whatever bytes come in: every row is accounted for, or one error says in words why not."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coterie.pipeline import drivers
from tests.fuzz import CONFIG, input_of, judge, random_table, seeds, spoilt, taken_in

N_SPOILT, N_TABLES = 120, 60
KNOWN = seeds()


@pytest.fixture(scope="module")
def engine():
    """One engine for all inputs: to open one takes longer than most of them."""
    with drivers._engine(CONFIG) as opened:
        yield opened


@pytest.mark.parametrize("start", range(0, N_SPOILT, 20))
def test_spoilt_files_are_accounted_for_or_refused(start, engine):
    """A slice of what `make fuzz` tries."""
    verdicts = [judge(number, input_of(number, 0, KNOWN), engine=engine) for number in range(start, start + 20)]
    assert [verdict for verdict in verdicts if verdict.outcome.startswith("fault")] == []


@settings(max_examples=N_TABLES)
@given(st.randoms(use_true_random=False))
def test_random_tables_are_accounted_for_or_refused(tmp_path_factory, engine, chance):
    """Columns, words and marks of every kind, side by side."""
    path = tmp_path_factory.mktemp("fuzz") / "table.csv"
    path.write_bytes(random_table(chance))
    assert not taken_in(path, engine).startswith("fault")


def test_an_input_is_the_same_on_every_machine():
    """Or nobody could look at a finding again."""
    assert input_of(7, 0, KNOWN) == input_of(7, 0, KNOWN)
    first, second = (spoilt(b"abc" * 50, random.Random("a")) for _ in range(2))  # noqa: S311  no secret
    assert first == second
    assert input_of(7, 0, KNOWN) != input_of(7, 1, KNOWN)


def test_what_is_not_accounted_for_is_a_finding(engine, tmp_path, monkeypatch):
    """The search can find something: a row lost, an error without words, and what takes too long."""
    (tmp_path / "plain.csv").write_bytes(dict(KNOWN)["plain.csv"])
    taken = drivers._intake

    def lossy(*arguments, **options):
        intake = taken(*arguments, **options)
        object.__setattr__(intake, "quarantine", intake.customers)
        return intake

    monkeypatch.setattr(drivers, "_intake", lossy)
    assert taken_in(tmp_path / "plain.csv", engine).startswith("fault rows")
    for error in (KeyError("x"), TimeoutError("x")):
        monkeypatch.setattr(drivers, "_intake", lambda *_, error=error, **__: (_ for _ in ()).throw(error))
        assert taken_in(tmp_path / "plain.csv", engine).startswith(f"fault {type(error).__name__}")
