"""The cleaning rules as data: what each looks for, what becomes of the row, and why.

Comes in: which columns a source has. Goes out: the rules that can be checked on it, in their fixed order. The rule of
this module: a row is removed by the first rule that removes it and by no other, so rows and money add up; rules that
only mark come after those that remove.

A condition is SQL over the casted columns that :mod:`coterie.data.cleaning` makes: ``customer_id``, ``order_ref`` (the
order id as given), ``time_us``, ``product_id``, ``quantity``, ``unit_price_e4``, ``rate``, ``discount_share``,
``amount_e4``, ``discount_e4``, ``lacking`` (see ``LACKS``), ``is_cancelled`` (a counter-entry), ``is_undone`` (the
order itself, which its status takes back), ``is_fee`` and ``is_repeated``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from coterie.tables import ColumnMap

__all__ = [
    "EFFECTS",
    "FIRST_TIME_US",
    "LACKS",
    "LAST_TIME_US",
    "RULES",
    "Effect",
    "Rule",
    "applicable_rules",
    "known_facts",
    "mask_of",
]

Effect = Literal["quarantine", "set aside", "kept, marked"]
EFFECTS: tuple[Effect, ...] = ("quarantine", "set aside", "kept, marked")

FIRST_TIME_US = -2_208_902_400_000_000
"""1900-01-02: spreadsheets and databases write 1900-01-01 or earlier where they mean nothing."""
LAST_TIME_US = 4_102_444_800_000_000
"""2100-01-01: one date like 9999-12-31 would move ``as_of`` and everybody's recency."""

LACKS = {"time": 1, "quantity": 2, "unit_price": 4, "amount": 8, "rate": 16}
"""What ``lacking`` adds up: fields that are blank, or hold what the source writes for a missing value."""


def _lacks(role: str) -> str:
    return f"(lacking & {LACKS[role]}) <> 0"


def _unreadable(value: str, role: str) -> str:
    return f"{value} is null and (lacking & {LACKS[role]}) = 0"


@dataclass(frozen=True)
class Rule:
    """One thing that may be wrong with a raw row, or worth a mark.

    Parameters
    ----------
    name : str
        A few words, as the ledger shows them.
    bit : int
        Its bit in ``flags``; also its place in the order.
    condition : str
        SQL over the casted columns; empty where the reader itself finds such rows.
    effect : {'quarantine', 'set aside', 'kept, marked'}
        Unusable and kept with its raw text; usable but not counted; counted.
    meaning : str
        One or two plain sentences: what was found, and what was done.
    needs : tuple of str
        Facts (see :func:`known_facts`) without which it cannot be checked.
    unless : tuple of str
        Facts that make it needless.
    in_core : bool
        Whether such a row still belongs to the classical core.

    Examples
    --------
    >>> RULES[1].name, RULES[1].effect, RULES[1].mask
    ('no customer', 'set aside', 2)
    """

    name: str
    bit: int
    condition: str
    effect: Effect
    meaning: str
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    in_core: bool = False

    @property
    def mask(self) -> int:
        """The flags of a row that carries only this rule's mark."""
        return 1 << self.bit

    @property
    def removes(self) -> bool:
        """Whether a row is not counted."""
        return self.effect != "kept, marked"


RULES: tuple[Rule, ...] = (
    Rule(
        "unreadable row",
        0,
        "",
        "quarantine",
        "The row cannot be split into the header's fields, or holds bytes that are no text. Its money is unknown.",
    ),
    Rule(
        "no customer",
        1,
        "customer_id is null",
        "set aside",
        "The customer is blank (or says null, nan or none), so nobody can be given the order.",
    ),
    Rule("missing time", 2, _lacks("time"), "quarantine", "The time is blank or marked as missing."),
    Rule(
        "unreadable time",
        3,
        _unreadable("time_us", "time"),
        "quarantine",
        "The time is no date in the style of its column.",
    ),
    Rule(
        "impossible time",
        4,
        "time_us < :first_time_us or time_us >= :last_time_us or time_us = 0",
        "quarantine",
        "The time lies before 1900-01-02, after 2099 or on the very first moment of 1970: a placeholder, not an order.",
    ),
    Rule(
        "missing quantity",
        5,
        _lacks("quantity"),
        "quarantine",
        "The quantity, without which the amount is unknown, is blank or marked as missing.",
        needs=("quantity", "unit_price"),
        unless=("amount",),
    ),
    Rule(
        "unreadable quantity",
        6,
        _unreadable("quantity", "quantity"),
        "quarantine",
        "The quantity, without which the amount is unknown, is no number or beyond 90 billion.",
        needs=("quantity", "unit_price"),
        unless=("amount",),
    ),
    Rule(
        "missing price",
        7,
        _lacks("unit_price"),
        "quarantine",
        "The price, without which the amount is unknown, is blank or marked as missing.",
        needs=("unit_price",),
        unless=("amount",),
    ),
    Rule(
        "unreadable price",
        8,
        _unreadable("unit_price_e4", "unit_price"),
        "quarantine",
        "The price, without which the amount is unknown, is no number or beyond 90 billion.",
        needs=("unit_price",),
        unless=("amount",),
    ),
    Rule(
        "missing rate",
        9,
        _lacks("rate"),
        "quarantine",
        "The exchange rate is blank or marked as missing, so the money in the currency of the report is unknown.",
        needs=("rate", "money"),
    ),
    Rule(
        "unreadable rate",
        10,
        _unreadable("rate", "rate"),
        "quarantine",
        "The exchange rate is no number above zero, so the money in the currency of the report is unknown.",
        needs=("rate", "money"),
    ),
    Rule(
        "unreadable discount rate",
        11,
        "discount_share is null",
        "quarantine",
        "The discount rate is no share between 0 and 1, so the amount is unknown.",
        needs=("discount_rate", "unit_price"),
        unless=("amount",),
    ),
    Rule(
        "missing amount",
        12,
        _lacks("amount"),
        "quarantine",
        "The amount of the line is blank or marked as missing.",
        needs=("amount",),
    ),
    Rule(
        "unreadable amount",
        13,
        _unreadable("amount_e4", "amount"),
        "quarantine",
        "The amount of the line is no number or beyond 90 billion.",
        needs=("money",),
    ),
    Rule(
        "after as_of",
        14,
        "time_us >= :until_us",
        "set aside",
        "The row is of the as_of day or later, which this run is not to see.",
        needs=("until",),
    ),
    Rule(
        "implausible time",
        15,
        "time_us >= :latest_us",
        "quarantine",
        "The time lies more than a year after nearly all others and alone: a mistyped year, which would make everybody "
        "else look long gone.",
        needs=("latest",),
    ),
    Rule(
        "exact duplicate",
        16,
        "is_repeated and order_ref is not null and product_id is not null",
        "set aside",
        "Every field equals another row's, order, product and time included: one of them is kept.",
        needs=("order", "product"),
        in_core=True,
    ),
    Rule(
        "repeated row",
        17,
        "is_repeated and (order_ref is null or product_id is null)",
        "kept, marked",
        "Every field equals another row's, but without order and product a copy looks like a second purchase.",
        in_core=True,
    ),
    Rule(
        "cancellation",
        18,
        "is_cancelled",
        "kept, marked",
        "The order id or status says that an order was taken back: its money counts as returned and is no purchase.",
        needs=("cancel_mark",),
    ),
    Rule(
        "undone order",
        19,
        "is_undone",
        "kept, marked",
        "The status says that this order itself was cancelled or sent back: it is no purchase, and its money counts as "
        "spent and as returned, which together is nothing.",
        needs=("undone_mark",),
    ),
    Rule(
        "negative price",
        20,
        "not is_cancelled and unit_price_e4 < 0",
        "kept, marked",
        "An adjustment of the account: its money counts as returned and is no purchase.",
        needs=("unit_price",),
    ),
    Rule(
        "return",
        21,
        "not is_cancelled and coalesce(unit_price_e4, 0) >= 0 and (quantity < 0 or amount_e4 < 0)",
        "kept, marked",
        "A negative quantity or amount without a word of cancellation: its money counts as returned.",
        needs=("sign",),
    ),
    Rule(
        "fee or adjustment",
        22,
        "is_fee",
        "kept, marked",
        "The product or its description is a fee or an adjustment, such as postage: its money counts, but it is no "
        "product and no piece.",
        needs=("fee_mark",),
        in_core=True,
    ),
    Rule(
        "zero amount",
        23,
        "amount_e4 = 0",
        "kept, marked",
        "Nothing was paid. An order with nothing else is no purchase: it counts neither for frequency nor for recency.",
        needs=("money",),
    ),
    Rule(
        "zero quantity",
        24,
        "quantity = 0",
        "kept, marked",
        "The line counts its money, but no piece.",
        needs=("quantity",),
    ),
    Rule(
        "no quantity",
        25,
        "quantity is null",
        "kept, marked",
        "The quantity is blank or no number; the line counts as one piece.",
        needs=("quantity", "piece_optional"),
        in_core=True,
    ),
    Rule(
        "no order id",
        26,
        "order_ref is null",
        "kept, marked",
        "The order id is blank; the customer and the day stand in for it.",
        needs=("order",),
        in_core=True,
    ),
    Rule(
        "unreadable discount",
        27,
        "discount_e4 is null",
        "kept, marked",
        "A discount is no number; the line counts without a discount.",
        needs=("discounts",),
        in_core=True,
    ),
)


def known_facts(columns: ColumnMap, until_us: int | None = None, *, latest_us: int | None = None) -> frozenset[str]:
    """Return what a source says about a row, in the words that rules use.

    Parameters
    ----------
    columns : ColumnMap
        The columns that were recognised.
    until_us : int, optional
        Where rows from some time on are not to be seen.
    latest_us : int, optional
        Where times from some moment on are implausible.

    Returns
    -------
    frozenset of str
        Roles of :class:`~coterie.tables.ColumnMap` that have a column, and ``money`` (an amount is known), ``sign`` (an
        amount or a quantity is), ``piece_optional`` (the money does not hang on the quantity), ``until``, ``latest``,
        and ``cancel_mark``, ``undone_mark``, ``fee_mark`` (a column may say so, and words for it are known).

    Examples
    --------
    >>> from coterie.tables import ColumnMap
    >>> sorted(known_facts(ColumnMap("who", "when", unit_price="price")))
    ['customer', 'money', 'piece_optional', 'sign', 'time', 'unit_price']
    """
    roles = ("customer", "time", "order", "product", "quantity", "unit_price", "amount", "rate")
    facts = {role for role in (*roles, "discounts", "discount_rate") if getattr(columns, role)}
    by_pieces = "amount" not in facts and {"quantity", "unit_price"} <= facts
    by_status = bool(columns.status and columns.cancel_words)
    derived = {
        "money": bool(facts & {"amount", "unit_price"}),
        "sign": bool(facts & {"amount", "unit_price", "quantity"}),
        "piece_optional": not by_pieces,
        "until": until_us is not None,
        "latest": latest_us is not None,
        "cancel_mark": by_status or bool(columns.order and columns.cancel_prefix),
        "undone_mark": by_status,
        "fee_mark": bool(columns.fee_words and (columns.product or columns.description)),
    }
    return frozenset(facts | {fact for fact, holds in derived.items() if holds})


def applicable_rules(facts: frozenset[str]) -> tuple[Rule, ...]:
    """Return the rules that can be checked, in their order.

    Parameters
    ----------
    facts : frozenset of str
        As :func:`known_facts` returns them.

    Returns
    -------
    tuple of Rule

    Examples
    --------
    >>> [rule.name for rule in applicable_rules(frozenset({"customer", "time", "money"}))]
    ['unreadable row', 'no customer', 'missing time', 'unreadable time', 'impossible time', 'unreadable amount', \
'repeated row', 'zero amount']
    """
    return tuple(rule for rule in RULES if facts.issuperset(rule.needs) and facts.isdisjoint(rule.unless))


def mask_of(rules: tuple[Rule, ...]) -> int:
    """Return the flags of a row that carries every mark of some rules.

    Parameters
    ----------
    rules : tuple of Rule

    Returns
    -------
    int

    Examples
    --------
    >>> mask_of(RULES[:3])
    7
    """
    return sum(rule.mask for rule in rules)
