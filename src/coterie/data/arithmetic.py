"""Arithmetic with money in SQL: exact, rounded half away from zero, bounded.

Comes in: names of whole numbers in 1/10,000 (``_e4``) and of factors with eight decimals. Goes out: one scalar
expression, null where the result is beyond all measure. The rule of this module: no floating point touches an amount;
each multiplication rounds once, to 1/10,000.

The expressions name the values ``:most_e4``, ``:most_e8``, ``:scale`` and ``:half``, which :data:`VALUES` holds.
"""

from __future__ import annotations

from decimal import Decimal

from coterie.tables import MONEY_SCALE

__all__ = ["MOST_E4", "VALUES", "bounded_sql", "factor_sql", "product_sql", "share_sql", "times_sql", "unit_sql"]

MOST_E4 = 900_000_000_000_000
"""90 billion, the largest amount, price or quantity of one line: products and rounding stay exact below it."""

VALUES: dict[str, object] = {
    "most_e4": MOST_E4,
    "most_e8": MOST_E4 * MONEY_SCALE,
    "scale": MONEY_SCALE,
    "half": MONEY_SCALE // 2,
}
"""What the expressions of this module name."""

_WHOLE = "decimal(18, 0)"
_FACTOR = "decimal(19, 8)"
"""Rates of weak currencies need eight decimals; with 18 digits of money a product still has room in 38."""


def bounded_sql(number: str) -> str:
    """Return a number of a line, null where it is beyond all measure.

    Parameters
    ----------
    number : str
        An expression: int64.

    Returns
    -------
    str

    Examples
    --------
    >>> bounded_sql("quantity")
    'case when quantity between -:most_e4 and :most_e4 then quantity end'
    """
    return f"case when {number} between -:most_e4 and :most_e4 then {number} end"


def product_sql(left: str, right: str) -> str:
    """Return the product of two numbers in 1/10,000.

    Parameters
    ----------
    left, right : str
        Expressions: int64.

    Returns
    -------
    str

    Examples
    --------
    >>> product_sql("quantity", "unit_price_e4").startswith("case when abs(cast(quantity as double)")
    True
    """
    half_up = f"({left} * {right} + case when {left} * {right} < 0 then -:half else :half end)"
    rounded = f"cast(({half_up} - mod({half_up}, :scale)) / :scale as bigint)"
    return f"case when abs(cast({left} as double) * {right}) <= :most_e8 then {rounded} end"


def factor_sql(column: str, decimal: str) -> str:
    """Read a column as a factor, such as an exchange rate; null where it is no number above zero.

    Parameters
    ----------
    column : str
        The column as SQL names it.
    decimal : {'.', ','}
        The decimal mark.

    Returns
    -------
    str
        An expression: decimal with eight places.

    Examples
    --------
    >>> factor_sql("c3", ".")
    "nullif(greatest(try_cast(translate(trim(cast(c3 as string)), '_', '?') as decimal(19, 8)), 0), 0)"
    """
    return f"nullif(greatest({_decimal(f'trim(cast({column} as string))', decimal)}, 0), 0)"


def share_sql(column: str, decimal: str) -> str:
    """Read a column as a share of 1, also written as percent (``10%``); null where it is none.

    Parameters
    ----------
    column : str
        The column as SQL names it.
    decimal : {'.', ','}
        The decimal mark.

    Returns
    -------
    str
        An expression: decimal with eight places, 0 to 1.

    Examples
    --------
    >>> share_sql("c3", ".").endswith("end")
    True
    """
    text = f"trim(cast({column} as string))"
    plain = _decimal(text, decimal)
    percent = _decimal(f"trim(replace({text}, '%', ''))", decimal)
    hundredth = f"cast({percent} * 0.01 as {_FACTOR})"
    value = f"case when {text} like '%!%' escape '!' then {hundredth} else {plain} end"
    return f"case when {value} between 0 and 1 then {value} end"


def times_sql(amount: str, factor: str) -> str:
    """Return an amount times a factor.

    Parameters
    ----------
    amount : str
        An expression: int64 within the bounds.
    factor : str
        An expression: decimal with eight places.

    Returns
    -------
    str

    Examples
    --------
    >>> times_sql("given_e4", "rate")
    'try_cast(round(cast(given_e4 as decimal(18, 0)) * rate, 0) as bigint)'
    """
    return f"try_cast(round(cast({amount} as {_WHOLE}) * {factor}, 0) as bigint)"


def unit_sql(amount: str, unit: str) -> str:
    """Return an amount that is counted in some unit of the currency.

    Parameters
    ----------
    amount : str
        An expression: int64, in 1/10,000 of the unit.
    unit : str
        What one is worth, as a decimal number: ``0.01`` for cents.

    Returns
    -------
    str

    Examples
    --------
    >>> unit_sql("given_e4", "1")
    'given_e4'
    """
    if Decimal(unit) == 1:
        return amount
    return times_sql(bounded_sql(amount), f"cast('{Decimal(unit):f}' as {_FACTOR})")


def _decimal(text: str, decimal: str) -> str:
    plain = f"translate({text}, ',._', '.??')" if decimal == "," else f"translate({text}, '_', '?')"
    return f"try_cast({plain} as {_FACTOR})"
