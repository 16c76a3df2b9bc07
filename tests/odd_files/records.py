"""The small shop that every odd file tells of: the same order lines, written in a hundred ways.

What comes out of a file that is read right is known beforehand, because all of them hold the same lines. The numbers
are made from a line's place, so that the file is the same on every machine, on every day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

N_CUSTOMERS = 40
FIRST_DAY = datetime(2023, 1, 5, 8, 15, 7)  # noqa: DTZ001  a shop's own clock, taken as UTC
GOODS = ("Kettle", "Teapot", "Tray", "Jam jar", "Lantern", "Bowl", "Candle")


@dataclass(frozen=True)
class Line:
    """One order line of the shop."""

    order: str
    customer: str
    at: datetime
    product: str
    amount: Decimal


@dataclass(frozen=True)
class Read:
    """What must come out of a file that can be read: every row is accounted for."""

    used: int
    customers: int
    money: Decimal | None
    quarantined: int = 0
    set_aside: int = 0


@dataclass(frozen=True)
class Refused:
    """What the one line must say about a file that cannot be read."""

    says: tuple[str, ...]


@dataclass(frozen=True)
class OddFile:
    """A file, how it is made, and what must become of it."""

    name: str
    about: str
    content: bytes | Callable[[Path], None]
    expected: Read | Refused
    options: tuple[str, ...] = ()
    settings: str = ""
    like_plain: bool = True
    """Whether recency, orders and spend of every customer are those of the plain file."""

    def write(self, folder: Path) -> Path:
        """Write the file and return its path."""
        path = folder / self.name
        if callable(self.content):
            self.content(path)
        else:
            path.write_bytes(self.content)
        return path


def _made_lines() -> tuple[Line, ...]:
    lines = []
    for place in range(N_CUSTOMERS):
        regular = place % 4 == 0
        n_orders = 9 + place % 3 if regular else 1 + place % 2
        for number in range(n_orders):
            days = (37 * place + 41 * number) % 520
            at = FIRST_DAY + timedelta(days=days, minutes=17 * place + number)
            cents = 1_250 + 731 * place % 2_000 + (123_456 if regular and number % 3 == 0 else 0)
            sign = -1 if regular and number == n_orders - 1 else 1
            order = f"R{10_000 + 20 * place + number}"
            lines.append(
                Line(order, f"K{place:04d}", at, GOODS[(place + number) % len(GOODS)], sign * Decimal(cents) / 100)
            )
    return tuple(lines)


LINES = _made_lines()
HEADER = ("order_id", "customer_id", "order_date", "product", "amount")
ALL_READ = Read(used=len(LINES), customers=N_CUSTOMERS, money=sum((line.amount for line in LINES), Decimal(0)))


def _habits() -> list[tuple[int, int, float]]:
    until = max(line.at for line in LINES).date() + timedelta(days=1)
    found = []
    for customer in sorted({line.customer for line in LINES}):
        bought = [line for line in LINES if line.customer == customer and line.amount > 0]
        spent = sum((line.amount for line in LINES if line.customer == customer), Decimal(0))
        found.append(((until - max(line.at.date() for line in bought)).days, len(bought), float(spent)))
    return sorted(found)


PLAIN_HABITS = _habits()
"""Recency in days, orders and spend of every customer, worked out without the product."""


def cells(
    *,
    customer: Callable[[str], str] = str,
    day: Callable[[datetime], str] = lambda at: f"{at:%Y-%m-%d}",
    product: Callable[[str], str] = str,
    amount: Callable[[Decimal], str] = str,
) -> list[list[str]]:
    """Return the lines as rows of text, each column written as asked."""
    return [
        [line.order, customer(line.customer), day(line.at), product(line.product), amount(line.amount)]
        for line in LINES
    ]


def quoted(cell: str, separator: str) -> str:
    """Return a cell as a CSV writer would write it."""
    if any(mark in cell for mark in (separator, '"', "\n", "\r")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def text(
    rows: list[list[str]] | None = None,
    *,
    separator: str = ",",
    header: tuple[str, ...] = HEADER,
    end: str = "\n",
) -> str:
    """Return rows as delimited text."""
    table = [list(header), *(cells() if rows is None else rows)]
    return "".join(separator.join(quoted(cell, separator) for cell in row if row) + end for row in table if row)


def csv(rows: list[list[str]] | None = None, *, separator: str = ",", header: tuple[str, ...] = HEADER) -> bytes:
    """Return rows as the bytes of a UTF-8 file."""
    return text(rows, separator=separator, header=header).encode()
