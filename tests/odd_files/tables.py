"""Odd tables: one row a customer, and orders that need another table beside them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.odd_files.records import ALL_READ, GOODS, HEADER, OddFile, Read, Refused, cells, csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_TRAITS = ("CustomerID", "Plan", "Income", "SpendingScore", "Visits", "Churn")


def _customers(*, gaps: bool = False, with_id: bool = True) -> bytes:
    rows = []
    for n in range(120):
        group = n % 3
        income = "" if gaps and n % 10 == 0 else str(20_000 * (group + 1) + 137 * (n * 7 % 50))
        score = "?" if gaps and n % 15 == 7 else str(30 * group + n * 11 % 9)
        rows.append(
            [
                f"{n + 1:05d}",
                ("basic", "plus", "gold")[n * 5 % 7 % 3],
                income,
                score,
                str(group * 4 + n % 3),
                ("No", "Yes")[n % 2],
            ]
        )
    return csv([row if with_id else row[1:] for row in rows], header=_TRAITS if with_id else _TRAITS[1:])


_EACH = Read(used=120, customers=120, money=None)

CUSTOMERS = (
    OddFile("customers.csv", "one row a customer, and no time", _customers(), _EACH, like_plain=False),
    OddFile("customers-gaps.csv", "the same with missing values", _customers(gaps=True), _EACH, like_plain=False),
    OddFile(
        "customers-no-id.csv", "one row a customer without an id", _customers(with_id=False), _EACH, like_plain=False
    ),
    OddFile(
        "customers-few.csv",
        "three customers",
        csv([["1", "2", "3"], ["2", "3", "4"], ["3", "4", "5"]], header=("CustomerID", "Income", "Score")),
        Refused(("customers",)),
        like_plain=False,
    ),
)


def _priced(prices: list[list[str]]) -> Callable[[Path], None]:
    """Write orders without their amount, and the prices of the goods beside them."""

    def make(path: Path) -> None:
        (path.parent / "goods.csv").write_bytes(csv(prices, header=("product", "unit_price")))
        path.write_bytes(csv([[*row[:4], "2"] for row in cells()], header=(*HEADER[:4], "quantity")))

    return make


_PRICES = [[name, f"{n + 1}.50"] for n, name in enumerate(GOODS)]
_SUM = sum((2 * Decimal(f"{GOODS.index(row[3]) + 1}.50") for row in cells()), Decimal(0))
_JOIN = '[data]\njoins = [{ source = "goods.csv", on = "product" }]\n'


def _joined(name: str, about: str, prices: list[list[str]], expected: Read | Refused) -> OddFile:
    return OddFile(name, about, _priced(prices), expected, settings=_JOIN, like_plain=False)


JOINS = (
    _joined("joined.csv", "prices in another file", _PRICES, replace(ALL_READ, money=_SUM)),
    _joined(
        "joined-twice.csv",
        "a product that is there twice among the prices",
        [*_PRICES, ["Tray", "9.99"]],
        Refused(("goods.csv", "product")),
    ),
)

FILES = (*CUSTOMERS, *JOINS)
