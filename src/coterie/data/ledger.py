"""The account of every row and its money: what was read, what was removed and why, what is left.

Comes in: rows and money per pattern of flags, as the step ``ledger_counts`` counts them. Goes out: a :class:`Ledger`.
The law of this module: rows read = rows used + in quarantine + set aside, and their money likewise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from coterie.data.rules import EFFECTS, RULES
from coterie.tables import MONEY_SCALE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coterie.data.rules import Effect, Rule

__all__ = ["Balance", "Ledger", "LedgerRow", "Subtotal", "build_ledger", "format_money"]

_E4_PER_CENT = MONEY_SCALE // 100
_MUCH = 0.05
"""From this share of rows on, what could not be read comes before what was."""
_SCHEMA = pa.schema(
    [
        ("part", pa.string()),
        ("rule", pa.string()),
        ("meaning", pa.string()),
        ("effect", pa.string()),
        ("n_rows", pa.int64()),
        ("money_e4", pa.int64()),
        ("rows_left", pa.int64()),
        ("money_left_e4", pa.int64()),
        ("n_found", pa.int64()),
        ("n_orders", pa.int64()),
        ("n_customers", pa.int64()),
    ]
)


@dataclass(frozen=True)
class LedgerRow:
    """One rule of the waterfall: what it took or marked, and what was left after it.

    Parameters
    ----------
    rule, meaning : str
        Its name, and what it found and did in plain words.
    effect : {'quarantine', 'set aside', 'kept, marked'}
    n_rows : int
        Rows that this rule was the first to remove; for a mark, rows that count and carry it.
    money_e4 : int or None
        Their money, in 1/10,000; None where no amount is known at all.
    rows_left, money_left_e4 : int, int or None
        What was left after it.
    n_found : int
        Rows to which the rule applies, whatever an earlier rule did with them.

    Examples
    --------
    >>> row = LedgerRow("zero amount", "Nothing was paid.", "kept, marked", 40, 0, 401_604, 82_785_194_240, 2_515)
    >>> row.n_found - row.n_rows  # an earlier rule removed these
    2475
    """

    rule: str
    meaning: str
    effect: Effect
    n_rows: int
    money_e4: int | None
    rows_left: int
    money_left_e4: int | None
    n_found: int


@dataclass(frozen=True)
class Subtotal:
    """The classical core: customer known, not a cancellation, quantity and price above zero; duplicates included.

    Parameters
    ----------
    rows, orders, customers : int
    money_e4 : int or None
        In 1/10,000; None where no amount is known at all.

    Examples
    --------
    >>> format_money(Subtotal(rows=397_884, orders=18_532, customers=4_338, money_e4=89_114_079_040).money_e4)
    '8,911,407.90'
    """

    rows: int
    orders: int
    customers: int
    money_e4: int | None


@dataclass(frozen=True)
class Balance:
    """Where the money went.

    Parameters
    ----------
    read_e4, used_e4, quarantined_e4, set_aside_e4 : int
        In 1/10,000; the first is the sum of the others. Money that cannot be read counts zero.

    Examples
    --------
    >>> money = Balance(read_e4=70, used_e4=40, quarantined_e4=10, set_aside_e4=20)
    >>> money.read_e4 == money.used_e4 + money.quarantined_e4 + money.set_aside_e4
    True
    """

    read_e4: int
    used_e4: int
    quarantined_e4: int
    set_aside_e4: int


@dataclass(frozen=True)
class Ledger:
    """The account of a run.

    Parameters
    ----------
    rows : tuple of LedgerRow
        Every rule that was checked, in order.
    rows_in, rows_used, rows_quarantined, rows_set_aside : int
        The first is the sum of the others.
    core : Subtotal or None
        The classical core, for comparison with other people's numbers; None for a table of customers.
    balance : Balance or None
        None where no amount is known at all.

    Examples
    --------
    >>> core = Subtotal(rows=9, orders=4, customers=3, money_e4=None)
    >>> ledger = Ledger((), rows_in=9, rows_used=9, rows_quarantined=0, rows_set_aside=0, core=core, balance=None)
    >>> print(*ledger.sentences(), sep=chr(10))
    9 of 9 rows were used.
    The classical core (customer known) holds 9 rows, 4 orders and 3 customers.
    >>> Ledger.from_table(ledger.table()) == ledger
    True
    """

    rows: tuple[LedgerRow, ...]
    rows_in: int
    rows_used: int
    rows_quarantined: int
    rows_set_aside: int
    core: Subtotal | None
    balance: Balance | None

    def table(self) -> pa.Table:
        """Return the account as a table, from which :meth:`from_table` makes the same ledger.

        Returns
        -------
        pyarrow.Table
            One row for all that was read, each rule, each fate, and the core, told apart by ``part``.
        """
        money = self.balance or Balance(0, 0, 0, 0)
        totals = {
            "read": (self.rows_in, money.read_e4),
            "used": (self.rows_used, money.used_e4),
            "quarantine": (self.rows_quarantined, money.quarantined_e4),
            "set aside": (self.rows_set_aside, money.set_aside_e4),
        }
        known = self.balance is not None
        parts = [{"part": part, "n_rows": n, "money_e4": e4 if known else None} for part, (n, e4) in totals.items()]
        rules = [{"part": "rule"} | vars(row) for row in self.rows]
        return pa.Table.from_pylist([*parts[:1], *rules, *parts[1:], *self._core_rows()], schema=_SCHEMA)

    def _core_rows(self) -> list[dict[str, object]]:
        core = self.core
        if core is None:
            return []
        counted = {"n_rows": core.rows, "n_orders": core.orders, "n_customers": core.customers}
        return [{"part": "core", "money_e4": core.money_e4, **counted}]

    @classmethod
    def from_table(cls, table: pa.Table) -> Ledger:
        """Return the ledger that a table tells of.

        Parameters
        ----------
        table : pyarrow.Table
            As :meth:`table` returns it.

        Returns
        -------
        Ledger
        """
        records = table.to_pylist()
        parts = {record["part"]: record for record in records}
        fields = LedgerRow.__dataclass_fields__
        rows = tuple(LedgerRow(**{f: r[f] for f in fields}) for r in records if r["part"] == "rule")
        read, used, quarantined, aside = (parts[part] for part in ("read", "used", "quarantine", "set aside"))
        known = read["money_e4"] is not None
        core = parts.get("core")
        return cls(
            rows,
            rows_in=read["n_rows"],
            rows_used=used["n_rows"],
            rows_quarantined=quarantined["n_rows"],
            rows_set_aside=aside["n_rows"],
            core=Subtotal(core["n_rows"], core["n_orders"], core["n_customers"], core["money_e4"]) if core else None,
            balance=Balance(*(p["money_e4"] for p in (read, used, quarantined, aside))) if known else None,
        )

    def sentences(self) -> tuple[str, ...]:
        """Tell the account in plain words.

        Returns
        -------
        tuple of str
            Where much could not be read, that first; then what was used, what each rule removed, what it marked, and
            the classical core where there is one.
        """
        balance, warning, whole = self.balance, self.warning, "of what could be read"
        money = ""
        if balance is not None:
            money = (
                f" with {format_money(balance.used_e4)} {whole if warning else f'of {format_money(balance.read_e4)}'}"
            )
        first = f"{self.rows_used:,} of {_rows(self.rows_in)} were used{money}."
        told = (_sentence(row) for row in self.rows if row.n_rows)
        return (*([warning] if warning else []), first, *told, *self._core_sentence())

    @property
    def warning(self) -> str:
        """What to know first where much could not be read; else nothing."""
        n, n_all = self.rows_quarantined, self.rows_in
        if not n_all or n < _MUCH * n_all:
            return ""
        share = f"{100 * n / n_all:.0f} %"
        return f"{n:,} of {_rows(n_all)} ({share}) could not be used; all that follows rests on the others."

    def _core_sentence(self) -> tuple[str, ...]:
        core = self.core
        if core is None:
            return ()
        limits = "customer known"
        if self.balance is not None:
            limits += ", no cancellation, quantity and price above zero, duplicates included"
        return (
            (
                f"The classical core ({limits}) holds {_rows(core.rows)}, {core.orders:,} orders and "
                f"{core.customers:,} customers{_money_phrase(core.money_e4)}."
            ),
        )


def format_money(money_e4: int | None) -> str:
    """Write an amount for people.

    Parameters
    ----------
    money_e4 : int or None
        In 1/10,000 of the currency.

    Returns
    -------
    str
        Rounded to two decimals, half away from zero; a dash where it is not known.

    Examples
    --------
    >>> format_money(89_114_079_040), format_money(-12_350), format_money(None)
    ('8,911,407.90', '-1.24', '-')
    """
    if money_e4 is None:
        return "-"
    cents = (abs(money_e4) + _E4_PER_CENT // 2) // _E4_PER_CENT
    sign = "-" if money_e4 < 0 < cents else ""
    return f"{sign}{cents // 100:,}.{cents % 100:02d}"


def build_ledger(counts: pa.Table, n_rejects: int) -> Ledger:
    """Draw up the account from counts.

    Parameters
    ----------
    counts : pyarrow.Table
        What the step ``ledger_counts`` counted: a row per pattern of flags, and one of the classical core.
    n_rejects : int
        Rows that the reader could not split.

    Returns
    -------
    Ledger

    Examples
    --------
    >>> import pyarrow as pa
    >>> counts = pa.table({
    ...     "part": ["pattern", "pattern", "core"], "flags": [0, 2, 0b10000000001111], "n_rows": [9, 1, 9],
    ...     "n_orders": [0, 0, 4], "n_customers": [0, 0, 3], "money_e4": [500_000, 20_000, 500_000]})
    >>> build_ledger(counts, n_rejects=2).sentences()[1]
    '9 of 12 rows were used with 50.00 of what could be read.'
    """
    records = counts.to_pylist()
    core = next(record for record in records if record["part"] == "core")
    rules = tuple(rule for rule in RULES if core["flags"] & rule.mask)
    has_money = any("money" in rule.needs for rule in rules)
    patterns = [_Pattern(r["flags"], r["n_rows"], r["money_e4"]) for r in records if r["part"] == "pattern"]
    patterns += [_Pattern(RULES[0].mask, n_rejects, 0)] if n_rejects else []
    fates = {effect: [p for p in patterns if p.fate(rules) == effect] for effect in EFFECTS}
    balance = Balance(_money(patterns), *(_money(fates[e]) for e in ("kept, marked", "quarantine", "set aside")))
    return Ledger(
        _waterfall(rules, patterns, has_money=has_money),
        rows_in=_count(patterns),
        rows_used=_count(fates["kept, marked"]),
        rows_quarantined=_count(fates["quarantine"]),
        rows_set_aside=_count(fates["set aside"]),
        core=Subtotal(core["n_rows"], core["n_orders"], core["n_customers"], core["money_e4"] if has_money else None),
        balance=balance if has_money else None,
    )


@dataclass(frozen=True)
class _Pattern:
    """All rows that carry the same marks."""

    flags: int
    n_rows: int
    money_e4: int

    def has(self, rule: Rule) -> bool:
        return bool(self.flags & rule.mask)

    def fate(self, rules: tuple[Rule, ...]) -> Effect:
        """Return the effect of the first rule that removes them."""
        removing = (rule.effect for rule in rules if rule.removes and self.has(rule))
        return next(removing, "kept, marked")


def _count(patterns: Iterable[_Pattern]) -> int:
    return sum(pattern.n_rows for pattern in patterns)


def _money(patterns: Iterable[_Pattern]) -> int:
    return sum(pattern.money_e4 for pattern in patterns)


def _waterfall(rules: tuple[Rule, ...], patterns: list[_Pattern], *, has_money: bool) -> tuple[LedgerRow, ...]:
    """Take away, rule by rule, what each is the first to remove; marks then see only what counts."""
    left, rows = patterns, []
    for rule in rules:
        found = [pattern for pattern in left if pattern.has(rule)]
        left = [pattern for pattern in left if not pattern.has(rule)] if rule.removes else left
        rows.append(
            LedgerRow(
                rule.name,
                rule.meaning,
                rule.effect,
                n_rows=_count(found),
                money_e4=_money(found) if has_money else None,
                rows_left=_count(left),
                money_left_e4=_money(left) if has_money else None,
                n_found=_count(pattern for pattern in patterns if pattern.has(rule)),
            )
        )
    return tuple(rows)


def _rows(n_rows: int) -> str:
    return f"{n_rows:,} row" if n_rows == 1 else f"{n_rows:,} rows"


def _money_phrase(money_e4: int | None) -> str:
    return "" if money_e4 is None else f" with {format_money(money_e4)}"


def _sentence(row: LedgerRow) -> str:
    was = "was" if row.n_rows == 1 else "were"
    fate = {"quarantine": "went to the quarantine", "set aside": f"{was} set aside", "kept, marked": f"{was} kept"}
    money = _money_phrase(row.money_e4) if row.money_e4 else ""
    return f"{_rows(row.n_rows)}{money} {fate[row.effect]} ({row.rule}): {row.meaning}"
