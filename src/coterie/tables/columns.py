"""Which column of a user's table is what: a table of orders, or a table of customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["AttributeMap", "ColumnMap", "Trait", "TraitKind", "TraitRole"]


@dataclass(frozen=True)
class ColumnMap:
    """Which column of the user's table is what, and how its text is to be read: a table of orders.

    Parameters
    ----------
    customer, time : str
        The user's own names of the two columns that every source has.
    clock : str or None
        The time of day, where ``time`` holds the day only.
    order, product : str or None
        The user's own names of the others; None where the source has none.
    description : str or None
        The product's name in words; fees and adjustments are known by it.
    category : str or None
        The product's category.
    country : str or None
        Where the order goes or comes from.
    status : str or None
        What became of the order, in words: cancelled, returned, paid.
    quantity, unit_price, amount : str or None
        Pieces, the price of one, the money of the row.
    rate : str or None
        What turns the money of the row into the currency of the report, by multiplication.
    discounts : tuple of str
        Columns with money taken off.
    discount_rate : str or None
        The share of the price taken off, 0 to 1, where ``amount`` is unknown.
    coupons : tuple of str
        Columns that are neither blank nor zero where a coupon was used.
    attributes : tuple of str
        Columns that describe the customer, not the order.
    time_style : str
        How times are written; one of ``casts.TIME_STYLES``.
    decimal : {'.', ','}
        The decimal mark.
    money_unit : str
        What one unit of the money columns is, as a decimal number: ``0.01`` where amounts are in cents.
    whole_float_ids : bool
        Ids are integers written as floats (``17850.0``): the ``.0`` is cut.
    missing : tuple of str
        Spellings of a missing value that this source uses, beside blank and those that programs write.
    cancel_prefix : str or None
        An order id that starts so is a cancellation.
    cancel_words : tuple of str
        Values of ``status``, in small letters, that say an order was cancelled or sent back.
    fee_words : tuple of str
        Products and descriptions, in small letters, that are fees or adjustments, not products.
    spellings : tuple of (str, str) pairs
        Spellings of a category, and the spelling that is taken instead.

    Examples
    --------
    >>> ColumnMap("CustomerID", "InvoiceDate", order="InvoiceNo", cancel_prefix="C").amount is None
    True
    """

    customer: str
    time: str
    clock: str | None = None
    order: str | None = None
    product: str | None = None
    description: str | None = None
    category: str | None = None
    country: str | None = None
    status: str | None = None
    quantity: str | None = None
    unit_price: str | None = None
    amount: str | None = None
    rate: str | None = None
    discounts: tuple[str, ...] = ()
    discount_rate: str | None = None
    coupons: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    time_style: str = "iso"
    decimal: str = "."
    money_unit: str = "1"
    whole_float_ids: bool = False
    missing: tuple[str, ...] = ()
    cancel_prefix: str | None = None
    cancel_words: tuple[str, ...] = ()
    fee_words: tuple[str, ...] = ()
    spellings: tuple[tuple[str, str], ...] = ()


TraitKind = Literal["number", "ordered", "yes/no", "category", "date", "id", "text", "constant"]
TraitRole = Literal["basis", "descriptor", "target", "left out"]


@dataclass(frozen=True)
class Trait:
    """One column that says something of a customer: what it is, and whether it may make segments.

    Parameters
    ----------
    name : str
        Its column in ``customers``: small letters, digits and ``_``.
    label : str
        The user's own name of it.
    words : str
        Plain words for names and tables, in small letters: ``annual income``.
    kind : {'number', 'ordered', 'yes/no', 'category', 'date', 'id', 'text', 'constant'}
        What its values are.
    role : {'basis', 'descriptor', 'target', 'left out'}
        Whether it makes segments, explains them, is what one would foretell, or says nothing.
    reason : str
        Why, in a plain sentence.
    levels : tuple of str
        Of ordered classes from low to high; of a category the kept ones, the most frequent first; of yes/no the word
        for no, then the word for yes.
    spellings : tuple of (str, str) pairs
        Other spellings of a level, and the level they stand for.
    is_log : bool
        Of a number: whether ratios count rather than differences.
    time_style : str
        Of days: how they are written; empty for all else.

    Examples
    --------
    >>> Trait("age", "Age", "age", "number", "descriptor", "a trait of the person").levels
    ()
    """

    name: str
    label: str
    words: str
    kind: TraitKind
    role: TraitRole
    reason: str
    levels: tuple[str, ...] = ()
    spellings: tuple[tuple[str, str], ...] = ()
    is_log: bool = False
    time_style: str = ""


@dataclass(frozen=True)
class AttributeMap:
    """Which column of the user's table is what: a table with one row a customer.

    Parameters
    ----------
    customer : str or None
        The user's own name of the column; None where the row's number stands in for it.
    traits : tuple of Trait
        All other columns, in the table's order.
    decimal : {'.', ','}
        The decimal mark.
    whole_float_ids : bool
        Ids are integers written as floats.
    missing : tuple of str
        Spellings of a missing value that this source uses, beside blank and those that programs write.

    Examples
    --------
    >>> AttributeMap("CustomerID", ()).traits
    ()
    """

    customer: str | None
    traits: tuple[Trait, ...]
    decimal: str = "."
    whole_float_ids: bool = False
    missing: tuple[str, ...] = ()
