"""The account adds up, reads well and survives being written down."""

from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.ledger import Ledger, build_ledger, format_money
from coterie.data.rules import RULES, applicable_rules, known_facts, mask_of
from coterie.tables import ColumnMap

SHOP = ColumnMap("who", "when", order="o", product="p", quantity="q", unit_price="u", cancel_prefix="C")
CHECKED = applicable_rules(known_facts(SHOP))
MASK = {rule.name: rule.mask for rule in RULES}
LIMITS = "customer known, no cancellation, quantity and price above zero, duplicates included"


def counts_of(patterns, rules=CHECKED):
    """Build what the step counts: (flags, rows, money) per pattern, and a core."""
    parts = ["pattern"] * len(patterns) + ["core"]
    flags, n_rows, money = ([p[n] for p in patterns] for n in range(3))
    return pa.table(
        {
            "part": parts,
            "flags": pa.array([*flags, mask_of(rules)], pa.int64()),
            "n_rows": pa.array([*n_rows, 5], pa.int64()),
            "n_orders": pa.array([0] * len(patterns) + [3], pa.int64()),
            "n_customers": pa.array([0] * len(patterns) + [2], pa.int64()),
            "money_e4": pa.array([*money, 70_000], pa.int64()),
        }
    )


def pattern_lists():
    """Draw patterns: any marks of the rules that were checked, some rows, some money."""
    flags = st.lists(st.sampled_from(CHECKED), unique=True).map(lambda rules: mask_of(tuple(rules)))
    return st.lists(st.tuples(flags, st.integers(1, 10**6), st.integers(-(10**12), 10**12)), max_size=12)


@given(patterns=pattern_lists(), n_rejects=st.integers(0, 50))
def test_rows_and_money_add_up(patterns, n_rejects):
    """Read = used + quarantine + set aside, in the totals and down the waterfall."""
    ledger = build_ledger(counts_of(patterns), n_rejects)
    money = ledger.balance
    assert ledger.rows_in == sum(p[1] for p in patterns) + n_rejects
    assert ledger.rows_in == ledger.rows_used + ledger.rows_quarantined + ledger.rows_set_aside
    assert money.read_e4 == money.used_e4 + money.quarantined_e4 + money.set_aside_e4 == sum(p[2] for p in patterns)
    removed = [row for row in ledger.rows if row.effect != "kept, marked"]
    assert ledger.rows_in - sum(row.n_rows for row in removed) == ledger.rows_used
    assert money.read_e4 - sum(row.money_e4 for row in removed) == money.used_e4


@given(patterns=pattern_lists(), n_rejects=st.integers(0, 50))
def test_the_waterfall_falls_by_what_each_rule_takes(patterns, n_rejects):
    """Every rule leaves what the one before left, less its own; marks take nothing."""
    ledger = build_ledger(counts_of(patterns), n_rejects)
    left, money = ledger.rows_in, ledger.balance.read_e4
    for row in ledger.rows:
        takes = row.effect != "kept, marked"
        left, money = left - takes * row.n_rows, money - takes * row.money_e4
        assert (row.rows_left, row.money_left_e4) == (left, money)
        assert row.n_rows <= row.n_found


@given(patterns=pattern_lists(), n_rejects=st.integers(0, 50), known=st.booleans())
def test_a_table_gives_the_ledger_back(patterns, n_rejects, known):
    """What a bundle stores is the whole account, with and without money."""
    rules = CHECKED if known else applicable_rules(frozenset())
    ledger = build_ledger(counts_of(patterns, rules), n_rejects)
    assert Ledger.from_table(ledger.table()) == ledger


@given(patterns=pattern_lists(), data=st.data())
def test_the_order_of_patterns_changes_nothing(patterns, data):
    """An engine may return groups in any order."""
    shuffled = data.draw(st.permutations(patterns))
    assert build_ledger(counts_of(patterns), 0) == build_ledger(counts_of(shuffled), 0)


def test_the_first_rule_takes_the_row():
    """Without customer and without time: set aside, not in quarantine; both rules have found it."""
    both = MASK["no customer"] | MASK["unreadable time"] | MASK["return"]
    rows = {row.rule: row for row in build_ledger(counts_of([(both, 1, 5)]), 0).rows}
    assert [(rows[name].n_rows, rows[name].n_found) for name in ("no customer", "unreadable time", "return")] == [
        (1, 1),
        (0, 1),
        (0, 1),
    ]


def test_only_rules_that_were_checked_are_shown():
    """A rule that a source does not allow has found nothing, and does not pretend to have looked."""
    rules = applicable_rules(known_facts(ColumnMap("who", "when")))
    ledger = build_ledger(counts_of([(0, 5, 0)], rules), 0)
    assert [row.rule for row in ledger.rows] == [rule.name for rule in rules]


def test_without_amounts_no_money_is_told():
    """Unknown is not zero."""
    rules = applicable_rules(known_facts(ColumnMap("who", "when")))
    ledger = build_ledger(counts_of([(0, 5, 0)], rules), 0)
    assert (ledger.balance, ledger.core.money_e4, ledger.rows[0].money_e4) == (None, None, None)
    assert ledger.sentences() == (
        "5 of 5 rows were used.",
        "The classical core (customer known) holds 5 rows, 3 orders and 2 customers.",
    )


def test_sentences_tell_what_happened():
    """Plain words with numbers: what was used, each rule that found something, the core."""
    patterns = [
        (0, 1_500, 70_000),
        (MASK["no customer"], 1, 25_000),
        (MASK["cancellation"], 2, -12_345),
        (MASK["zero amount"], 1, 0),
    ]
    meaning = {rule.name: rule.meaning for rule in RULES}
    assert build_ledger(counts_of(patterns), 2).sentences() == (
        "1,503 of 1,506 rows were used with 5.77 of 8.27.",
        f"2 rows went to the quarantine (unreadable row): {meaning['unreadable row']}",
        f"1 row with 2.50 was set aside (no customer): {meaning['no customer']}",
        f"2 rows with -1.23 were kept (cancellation): {meaning['cancellation']}",
        f"1 row was kept (zero amount): {meaning['zero amount']}",
        f"The classical core ({LIMITS}) holds 5 rows, 3 orders and 2 customers with 7.00.",
    )


def test_much_that_is_unread_is_told_first():
    """From one row in twenty on; money is then of what could be read, since nobody knows the rest."""
    told = build_ledger(counts_of([(0, 532, 123_650_400)]), 536).sentences()
    assert told[:2] == (
        "536 of 1,068 rows (50 %) could not be used; all that follows rests on the others.",
        "532 of 1,068 rows were used with 12,365.04 of what could be read.",
    )


@pytest.mark.parametrize(("n_rejects", "is_told"), [(0, False), (4, False), (5, True)])
def test_little_that_is_unread_is_no_warning(n_rejects, is_told):
    """It stands among the rules."""
    ledger = build_ledger(counts_of([(0, 100 - n_rejects, 0)]), n_rejects)
    assert bool(ledger.warning) == is_told
    assert ledger.sentences()[is_told].startswith(f"{100 - n_rejects} of 100 rows were used")


def test_a_ledger_of_nothing_warns_of_nothing():
    """There is no share of no rows."""
    assert not build_ledger(counts_of([]), 0).warning


@pytest.mark.parametrize(
    ("money_e4", "text"),
    [
        (0, "0.00"),
        (49, "0.00"),
        (50, "0.01"),
        (-49, "0.00"),
        (-50, "-0.01"),
        (9_999, "1.00"),
        (10_000, "1.00"),
        (-12_345_678, "-1,234.57"),
        (89_114_079_040, "8,911,407.90"),
        (None, "-"),
    ],
)
def test_money_is_written_for_people(money_e4, text):
    """Two decimals, thousands apart, half a cent away from zero."""
    assert format_money(money_e4) == text


def test_tables_of_different_ledgers_differ():
    """No field is lost on the way into the table."""
    ledger = build_ledger(counts_of([(0, 5, 1), (MASK["no customer"], 2, 3)]), 1)
    others = [
        replace(ledger, rows=ledger.rows[:-1]),
        replace(ledger, rows_in=99),
        replace(ledger, rows_used=99),
        replace(ledger, rows_quarantined=99),
        replace(ledger, rows_set_aside=99),
        replace(ledger, core=replace(ledger.core, orders=99)),
        replace(ledger, balance=replace(ledger.balance, set_aside_e4=99)),
    ]
    assert all(not other.table().equals(ledger.table()) for other in others)
