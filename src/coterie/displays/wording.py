"""Numbers and names as people read them, the same in every picture, page and table.

In: numbers in the house's units, and text from the user's data. Out: short text. The one rule: thousands are separated,
shares are whole percent with one decimal below ten, and text from data is made harmless before it is shown.
"""

from __future__ import annotations

import unicodedata

from coterie.tables import MONEY_SCALE

__all__ = ["clip", "count", "decimal", "money", "quantity", "share"]

_MINUS = "\N{MINUS SIGN}"
_TIMES = "\N{MULTIPLICATION SIGN}"
_SPACE = "\N{NO-BREAK SPACE}"
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_BIDI_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_NONCHARACTERS = "\ufffe\uffff"

_WHOLE_PERCENT_FROM = 9.95
_WHOLE_MONEY_FROM = 100
_WHOLE_NUMBERS_FROM = 9.95


def count(n: int) -> str:
    """Write a whole number.

    Parameters
    ----------
    n : int

    Returns
    -------
    str
        With separated thousands.

    Examples
    --------
    >>> count(541909)
    '541,909'
    """
    return _signed(f"{n:,}")


def decimal(value: float, digits: int = 2) -> str:
    """Write a number with a fixed count of decimals.

    Parameters
    ----------
    value : float
    digits : int

    Returns
    -------
    str
        With separated thousands; zero has no sign.

    Examples
    --------
    >>> decimal(0.4375)
    '0.44'
    """
    text = f"{value:,.{digits}f}"
    return _signed(text.lstrip("-") if float(text.replace(",", "")) == 0 else text)


def share(value: float) -> str:
    r"""Write a share as percent: whole, or with one decimal below ten percent.

    Parameters
    ----------
    value : float
        0 to 1.

    Returns
    -------
    str

    Examples
    --------
    >>> share(0.2614), share(0.0734), share(0.0001)
    ('26\xa0%', '7.3\xa0%', '< 0.1\xa0%')
    """
    percent = 100 * value
    if 0 < percent < 0.05:  # noqa: PLR2004 - what one decimal would round to zero
        return f"< 0.1{_SPACE}%"
    digits = 0 if abs(percent) >= _WHOLE_PERCENT_FROM or percent == 0 else 1
    return f"{decimal(percent, digits)}{_SPACE}%"


def money(amount_e4: int, currency: str = "") -> str:
    r"""Write an amount: whole from 100 upwards, with two decimals below.

    Parameters
    ----------
    amount_e4 : int
        In 1/10,000 of the currency.
    currency : str
        Its sign or code; empty where the source does not say.

    Returns
    -------
    str

    Examples
    --------
    >>> money(89_114_079_000, "£"), ascii(money(-123_400)), money(9_990_000, "EUR")
    ('£8,911,408', "'\\u221212.34'", 'EUR\xa0999')
    """
    amount = amount_e4 / MONEY_SCALE
    digits = 0 if abs(amount) >= _WHOLE_MONEY_FROM or amount == 0 else 2
    gap = _SPACE if currency[-1:].isalpha() else ""
    sign = _MINUS if amount < 0 else ""
    return f"{sign}{clip(currency, 8)}{gap}{decimal(abs(amount), digits)}"


def quantity(value: float, unit: str, *, currency: str = "") -> str:
    r"""Write a feature's value in its unit.

    Parameters
    ----------
    value : float
    unit : str
        ``money`` (in the currency), ``share`` (0 to 1), ``ratio`` (times), ``index`` (a small number without a unit),
        or a plural noun, which follows the number; empty for a bare number.
    currency : str

    Returns
    -------
    str

    Examples
    --------
    >>> quantity(17, "days"), quantity(1, "orders"), quantity(0.25, "share"), quantity(1204, "money", currency="£")
    ('17\xa0days', '1\xa0order', '25\xa0%', '£1,204')
    """
    if unit == "share":
        return share(value)
    if unit == "money":
        return money(round(value * MONEY_SCALE), currency)
    if unit == "ratio":
        return f"{decimal(value, 1)}{_SPACE}{_TIMES}"
    if unit == "index":
        return decimal(value, 2)
    whole = abs(value) >= _WHOLE_NUMBERS_FROM or float(value).is_integer()
    noun = clip(unit.removesuffix("s") if value == 1 else unit, 20)
    return f"{decimal(value, 0 if whole else 1)}{_SPACE}{noun}".rstrip()


def clip(text: str, limit: int = 80) -> str:
    r"""Make text from data fit for one line: no control characters, no direction overrides, visibly cut where too long.

    Parameters
    ----------
    text : str
    limit : int
        Most characters, the ellipsis included.

    Returns
    -------
    str

    Examples
    --------
    >>> clip("two\nlines"), clip("abcdefgh", 5)
    ('two lines', 'abcd…')
    """
    line = " ".join("".join(map(_harmless, text[: 4 * limit + 1])).split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}{_ELLIPSIS}"


def _harmless(character: str) -> str:
    """One character as XML, HTML and a line of text can carry it."""
    category = unicodedata.category(character)
    if category == "Cs" or character in _NONCHARACTERS:
        return _REPLACEMENT
    if category == "Cc":
        return " "
    return "" if character in _BIDI_OVERRIDES else character


def _signed(text: str) -> str:
    """Write a minus as wide as a plus."""
    return text.replace("-", _MINUS)
