"""Settings of the data: where the rows are, which column is what, and how it is written.

Comes in: a section of the settings file. Goes out: checked settings. The rule of this module: whatever is left out is
recognised.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, field_validator

from coterie.config.frozen import Frozen
from coterie.config.tables import AppendSettings, JoinSettings

__all__ = ["DataSettings"]

_OF_CUSTOMERS = ("targets", "leave_out", "kinds")
"""Settings of ``data`` for columns of a customer table; they are read when those are."""
_OF_THE_FILE = ("source", "table", "separator", "encoding", "header", "skip_lines", "joins", "appends")
"""Settings of ``data`` that say where the rows are; the others say what they mean."""


class DataSettings(Frozen):
    """Which column is what; whatever is left out is recognised by name and content."""

    kind: Literal["orders", "customers"] | None = Field(
        None, description="What a row is: something of an order, or a customer."
    )
    customer: str | None = Field(None, description="Column with the customer's id.")
    time: str | None = Field(None, description="Column with the day or time of the order.")
    clock: str | None = Field(None, description="Column with the time of day, where another holds the day.")
    order: str | None = Field(None, description="Column with the order's id. Without one: customer and day.")
    amount: str | None = Field(None, description="Column with the money of the line.")
    quantity: str | None = Field(None, description="Column with the number of pieces.")
    price: str | None = Field(None, description="Column with the price of one piece.")
    product: str | None = Field(None, description="Column with the product's id.")
    time_style: Literal["iso", "ymd", "dmy", "mdy", "epoch_s", "epoch_ms", "epoch_us", "excel", "ctime"] | None = Field(
        None,
        description="How times are written: iso, ymd, dmy (day first), mdy (month first), epoch_s, epoch_ms, epoch_us, "
        "excel (serial days) or ctime (the year last).",
    )
    decimal: Literal[".", ","] | None = Field(None, description="The decimal mark.")
    description: str | None = Field(None, description="Column with the product in words; fees are known by it.")
    category: str | None = Field(None, description="Column with the product's category.")
    country: str | None = Field(None, description="Column with the country that the order goes to or comes from.")
    status: str | None = Field(None, description="Column that says what became of the order.")
    rate: str | None = Field(None, description="Column with the exchange rate; money is multiplied by it.")
    discount_rate: str | None = Field(
        None, description="Column with the share of the price taken off, 0 to 1 or in percent (10%)."
    )
    discounts: tuple[str, ...] | None = Field(None, description="Columns with money taken off; none for none.")
    coupons: tuple[str, ...] | None = Field(
        None, description="Columns that are blank or zero unless a coupon was used; none for none."
    )
    attributes: tuple[str, ...] | None = Field(
        None, description="Columns of a table of orders that describe the customer; none for none."
    )
    money_unit: float | None = Field(
        None, gt=0, description="What one unit of the money columns is worth, as 0.01 where they are in cents."
    )
    missing: tuple[str, ...] | None = Field(None, description="Spellings of a missing value, beside blank.")
    cancel_prefix: str | None = Field(None, description="An order id that starts so is a cancellation; none for none.")
    cancel_words: tuple[str, ...] | None = Field(
        None, description="Values of the status that say an order was undone. Default: a list in eight languages."
    )
    fee_words: tuple[str, ...] | None = Field(
        None, description="Products or descriptions that are fees, not products. Default: a list in eight languages."
    )
    as_of: date | None = Field(
        None,
        description="The day the run looks back from; later rows are left out. Default: the day after the last order.",
    )
    about: str | None = Field(None, description="A sentence on where the data come from, shown in the report.")
    source: str | None = Field(None, description="The file or pattern to read, from the settings file's folder.")
    table: str | None = Field(None, description="Sheet of a workbook, or table of a database.")
    separator: str | None = Field(None, description="What separates fields of a text: one character, tab or blank.")
    encoding: str | None = Field(None, description="How a text is encoded, by Python's names, as utf-8 or cp1252.")
    header: bool | None = Field(None, description="Whether the first row names the columns.")
    skip_lines: int | None = Field(None, ge=0, description="Lines above the header that are no rows.")
    joins: tuple[JoinSettings, ...] = Field((), description="Tables to look up in, each with its key.")
    appends: tuple[AppendSettings, ...] = Field((), description="Tables whose rows are added below the main one's.")
    targets: tuple[str, ...] = Field(
        (), description="Of a table with one row a customer: columns with an outcome, which make no segments."
    )
    leave_out: tuple[str, ...] = Field((), description="Of a table with one row a customer: columns to ignore.")
    kinds: tuple[str, ...] = Field(
        (),
        description="Of a table with one row a customer: what columns hold, as Region=category; number, ordered, "
        "yes/no, category, date, id or text.",
    )

    @field_validator("discounts", "coupons", "attributes", "missing", "cancel_words", "fee_words", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value

    @field_validator(*_OF_CUSTOMERS, mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value

    @field_validator("as_of", mode="before")
    @classmethod
    def _a_day(cls, value: object) -> object:
        try:
            return date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            message = "no day; write it as 2011-12-10"
            raise ValueError(message) from None

    def overrides(self) -> dict[str, str]:
        """Return what the user has set of columns, as role and column."""
        chosen = self.model_dump(exclude={"as_of", "about", *_OF_THE_FILE, *_OF_CUSTOMERS}, exclude_none=True)
        return {role: ",".join(set_) if isinstance(set_, tuple) else str(set_) for role, set_ in chosen.items()}
