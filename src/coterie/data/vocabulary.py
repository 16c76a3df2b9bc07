"""What shops call their columns, in eight languages: how well a name fits each role.

Comes in: a column's name. Goes out: the parts it is made of, and points per role. The rule of this module: a name is a
thing (customer, order, product) with a word for its kind (id, day, money, number), and a word that says it is another
thing (birth, shipping, tax) outweighs both. Words are written without accents.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from coterie.data.words import (
    AMOUNT,
    BOOKKEEPING,
    CATEGORY,
    CLOCK,
    COUNT,
    COUNTRY,
    COUPON,
    CUSTOMER,
    DESCRIPTION,
    DISCOUNT,
    EXCHANGE,
    HANDLING,
    ID,
    LISTS,
    NAME,
    NO_DISCOUNT,
    NO_MONEY,
    NO_TIME,
    ORDER,
    PERCENT,
    PERSON,
    PRICE,
    PRODUCT,
    RATE,
    STATUS,
    SUM,
    TIME,
    TRAIT,
    UNIT,
    VISIT,
)

__all__ = ["ROLES", "is_visit", "list_named", "name_points", "words_of"]

ROLES = (
    "customer",
    "time",
    "clock",
    "order",
    "amount",
    "quantity",
    "unit_price",
    "rate",
    "product",
    "description",
    "category",
    "country",
    "status",
    "discounts",
    "discount_rate",
    "coupons",
)


_KNOWN = frozenset().union(
    CUSTOMER, PERSON, ORDER, VISIT, PRODUCT, ID, TIME, AMOUNT, SUM, COUNT, PRICE, UNIT, CATEGORY, DISCOUNT
) | {"status", "land", "prozent"}
_PRODUCT_CODES = frozenset({"sku", "upc", "ean", "gtin", "asin", "isbn"})
_PLAIN_CATEGORIES = frozenset(
    {"category", "department", "kategorie", "categorie", "categoria", "kategoria", "warengruppe", "abteilung"}
)
_LINES = frozenset({"line", "lines", "lineitem", "position", "pos", "row", "detail", "details"})
"""What stands beside the order in the name of a line's id."""
_BARE_NUMBERS = frozenset({"number", "nummer", "nr", "numero", "numer", "no"})
_COUNTING = frozenset({"num", "no", "number"})
"""Before a thing they count it: ``num_purchases``."""
_DESCRIBING = DESCRIPTION - {"text", "name", "names", "label", "nombre", "nome", "nazwa", "naam"}
_LINKS = frozenset({"", "s", "n", "en", "es"})
"""What German and Dutch put between the words of a compound."""


@cache
def words_of(label: str) -> tuple[str, ...]:
    """Return the words a column's name is made of.

    Parameters
    ----------
    label : str
        The name.

    Returns
    -------
    tuple of str
        Lower case, without accents; compounds of known words are taken apart.

    Examples
    --------
    >>> words_of("CustomerID"), words_of("Bestelldatum"), words_of("número_pedido")
    (('customer', 'id'), ('bestell', 'datum'), ('numero', 'pedido'))
    """
    plain = unicodedata.normalize("NFKD", label.replace("ł", "l").replace("Ł", "L").replace("ß", "ss"))
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", plain)
    words = re.findall(r"[a-z]+|[0-9]+", parted.lower())
    return tuple(part for word in words for part in _compound(word))


@cache
def name_points(label: str) -> dict[str, float]:
    """Return how well a name fits each role.

    Parameters
    ----------
    label : str
        The column's name.

    Returns
    -------
    dict of str to float
        Points of the roles it fits: 3 says it plainly, 1 is a hint.

    Examples
    --------
    >>> name_points("CustomerID"), name_points("order_date"), name_points("shipped_date")
    ({'customer': 3.0}, {'time': 3.0}, {'time': 0.5})
    """
    words = words_of(label)
    has = set(words)
    points = {
        "customer": _customer_points(has),
        "time": _time_points(has),
        "order": _order_points(words, has),
        "amount": _amount_points(has),
        "quantity": _quantity_points(words, has),
        "unit_price": _price_points(has),
        "product": _product_points(has),
        "category": _category_points(has),
        "discounts": _discount_points(has),
        "description": _description_points(has),
        "clock": _clock_points(has),
        "country": _country_points(has),
        "status": _status_points(has),
        "rate": 3.0 if has & RATE and has & EXCHANGE and not has & DISCOUNT else 0.0,
        "discount_rate": 0.0 if not has & DISCOUNT else 3.0 if has & PERCENT else 1.0,
        "coupons": 2.0 if _speaks_of_coupons(has) and not has & (PRODUCT | TIME) else 0.0,
    }
    return {role: value for role, value in points.items() if value}


def is_visit(label: str) -> bool:
    """Say whether a name speaks of visits, and not of orders.

    Parameters
    ----------
    label : str
        The column's name.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_visit("session_id"), is_visit("order_id")
    (True, False)
    """
    words = set(words_of(label))
    return bool(words & VISIT) and not words & ORDER


def list_named(label: str) -> str | None:
    """Return what a table is a list of, if this column with ids is the one it is kept by.

    Parameters
    ----------
    label : str
        The column's name.

    Returns
    -------
    str or None
        A word such as ``products``; None where the name speaks of customers, or is no id.

    Examples
    --------
    >>> list_named("product_id"), list_named("employee_id"), list_named("customer_id"), list_named("Fresh")
    ('products', 'employees', None, None)
    """
    words = words_of(label)
    has = set(words)
    is_id = bool(words) and (words[-1] in ID | _PRODUCT_CODES or words[0] in ID - _COUNTING)
    if not is_id or has & (CUSTOMER | PERSON):
        return None
    named = [plural for plural, subject in LISTS.items() if has & subject]
    return named[0] if named else "orders" if has & ORDER else None


def _compound(word: str) -> tuple[str, ...]:
    """Take a compound apart, if known words make up all of it."""
    if word in _KNOWN or len(word) < len("xxxxx"):
        return (word,)
    for cut in range(len(word) - 2, 2, -1):
        head, tail = word[:cut], word[cut:]
        for link in _LINKS:
            stem = head.removesuffix(link) if link else head
            if stem in _KNOWN and head.endswith(link) and (rest := _compound(tail)) and set(rest) <= _KNOWN:
                return (stem, *rest)
    return (word,)


def _customer_points(has: set[str]) -> float:
    if "id" in has and has <= ID:
        return 1.0
    subject = 2.0 if has & CUSTOMER else 1.7 if has & PERSON else 0.0
    if not subject or has & (TIME | AMOUNT | SUM | COUNT | DISCOUNT | NO_MONEY):
        return 0.0
    if has & (TRAIT - {"email"}):
        return 0.5
    return subject + bool(has & ID)


def _time_points(has: set[str]) -> float:
    if not has & TIME or has & ID:
        return 0.0
    if has & NO_TIME or (has & CUSTOMER and not has & ORDER):
        return 0.5
    if has & BOOKKEEPING or has <= CLOCK - {"time", "zeit", "tijdstip"}:
        return 1.0
    return 3.0 if has & (ORDER | VISIT) else 2.0


def _order_points(words: tuple[str, ...], has: set[str]) -> float:
    if words == ("id",):
        return 0.6
    if has <= _BARE_NUMBERS:
        return 0.4
    subject = 2.0 if has & ORDER else 1.2 if has & VISIT else 0.0
    others = TIME | AMOUNT | SUM | COUNT | PRICE | DISCOUNT | NO_MONEY | CUSTOMER | PRODUCT | NO_TIME | TRAIT
    if not subject or has & others:
        return 0.0
    return 0.5 if has & _LINES else subject + bool(has & ID)


def _amount_points(has: set[str]) -> float:
    if has & (NO_MONEY | DISCOUNT | ID | TIME | COUNT | COUPON | STATUS | {"method", "type"}):
        return 0.0
    if has & PRICE and has & UNIT:
        return 0.0
    if has & AMOUNT:
        return 3.0
    return 2.0 if has & SUM - PRICE else 1.0 if has & PRICE else 0.0


def _quantity_points(words: tuple[str, ...], has: set[str]) -> float:
    counts_things = words[:2] in {("number", "of"), ("no", "of"), ("nr", "of")} or words[:1] in {("n",), ("num",)}
    if has & (PRICE | AMOUNT | NO_MONEY | DISCOUNT | TIME) or (has & ID and not counts_things):
        return 0.0
    if not has & COUNT:
        return 2.0 if counts_things else 0.0
    return 3.0 if has <= COUNT | PRODUCT | ORDER | UNIT | {"of", "line", "total", "sold"} else 1.0


def _price_points(has: set[str]) -> float:
    if not has & PRICE or has & (NO_MONEY | DISCOUNT | {"total", "gesamt", "totaal", "totale"}):
        return 0.0
    return 3.0 if has & (UNIT | {"unitprice", "einzelpreis", "stuckpreis", "stuksprijs"}) else 2.0


def _product_points(has: set[str]) -> float:
    if has & (AMOUNT | SUM | COUNT | PRICE | DISCOUNT | TIME | CATEGORY | COUPON):
        return 0.0
    if not has & PRODUCT:
        return 1.0 if has & {"description", "bezeichnung", "designation"} else 0.0
    return 3.0 if has & ID or has & {"sku", "upc", "ean", "asin", "isbn"} else 1.5 if has & NAME else 2.0


def _category_points(has: set[str]) -> float:
    if has & (CUSTOMER | PERSON | ORDER | NO_MONEY):
        return 0.0
    if has & _PLAIN_CATEGORIES or has in ({"genre"}, {"genre", "name"}):
        return 2.5 if has & ID else 3.0
    return 2.0 if has & CATEGORY and has & PRODUCT else 0.0


def _speaks_of_coupons(has: set[str]) -> bool:
    return bool(has & COUPON) or {"promo", "code"} <= has


def _discount_points(has: set[str]) -> float:
    if has & NO_DISCOUNT:
        return 0.0
    return 2.0 if has & DISCOUNT or (has & COUPON and has & (AMOUNT | SUM)) else 0.0


def _description_points(has: set[str]) -> float:
    if has & (AMOUNT | COUNT | DISCOUNT | TIME | CATEGORY | CUSTOMER | PERSON):
        return 0.0
    if has & PRODUCT:
        return 1.5 if has & NAME else 0.0
    return 2.0 if has & _DESCRIBING and has <= _DESCRIBING | ORDER | {"line"} else 0.0


def _clock_points(has: set[str]) -> float:
    if not has & CLOCK or not has <= CLOCK | TIME | ORDER | VISIT | {"of"}:
        return 0.0
    return 1.5 if has <= CLOCK else 1.0


def _country_points(has: set[str]) -> float:
    of_the_order = {"billing", "bill", "invoice"}
    others = CUSTOMER | ORDER | NAME | ID | {"shipping", "ship", "delivery", "iso", "of"} | of_the_order
    if not has & COUNTRY or not has <= COUNTRY | others:
        return 0.0
    return 3.0 if has <= COUNTRY | NAME | ID else 2.5 if has & of_the_order else 2.0


def _status_points(has: set[str]) -> float:
    plain = {"status", "statut"}
    if not has & STATUS or not has <= STATUS | ORDER | VISIT | HANDLING | {"line"}:
        return 0.0
    if has & ORDER or has <= plain:
        return 3.0
    return 2.0 if has & plain else 0.0
