"""Odd ways to write the same values: money, days, missing values and ids."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.odd_files.records import ALL_READ, LINES, N_CUSTOMERS, OddFile, Read, Refused, cells, csv, text

if TYPE_CHECKING:
    from collections.abc import Callable

_GERMAN = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
_FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_MONTHS_DE, _MONTHS_FR = _GERMAN.split(), _FRENCH.split()
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  a spreadsheet's clock has no zone
_UNIX_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  compared with the shop's own clock
_SECOND = timedelta(seconds=1)
_TWO_HOURS = timedelta(hours=2)


def _swiss(amount: Decimal, *, thousands: str, point: str) -> str:
    return f"{amount:,.2f}".replace(",", "\0").replace(".", point).replace("\0", thousands)


def _money(name: str, about: str, written: Callable[[Decimal], str], *, separator: str = ",") -> OddFile:
    return OddFile(f"money-{name}.csv", about, csv(cells(amount=written), separator=separator), ALL_READ)


MONEY = (
    _money("comma", "a decimal comma", lambda a: str(a).replace(".", ","), separator=";"),
    _money("german", "1.234,56", lambda a: _swiss(a, thousands=".", point=","), separator=";"),
    _money("german-quoted", "1.234,56 between commas", lambda a: _swiss(a, thousands=".", point=",")),
    _money("english", "1,234.56 in quotes", lambda a: f"{a:,.2f}"),
    _money("swiss", "1'234.56", lambda a: _swiss(a, thousands="'", point=".")),
    _money(
        "swiss-typographic",
        "1\N{RIGHT SINGLE QUOTATION MARK}234.56",
        lambda a: _swiss(a, thousands="\N{RIGHT SINGLE QUOTATION MARK}", point="."),
    ),
    _money(
        "french",
        "1 234,56 with a no-break space",
        lambda a: _swiss(a, thousands="\N{NO-BREAK SPACE}", point=","),
        separator=";",
    ),
    _money(
        "french-narrow",
        "1 234,56 with a narrow space",
        lambda a: _swiss(a, thousands="\N{NARROW NO-BREAK SPACE}", point=","),
        separator=";",
    ),
    _money("french-blank", "1 234,56 with a plain blank", lambda a: _swiss(a, thousands=" ", point=","), separator=";"),
    _money(
        "euro-after",
        "1.234,56 \N{EURO SIGN}",
        lambda a: _swiss(a, thousands=".", point=",") + " \N{EURO SIGN}",
        separator=";",
    ),
    _money(
        "euro-before",
        "\N{EURO SIGN} 1.234,56",
        lambda a: "\N{EURO SIGN} " + _swiss(a, thousands=".", point=","),
        separator=";",
    ),
    _money("dollar", "$1,234.56 and -$5.00", lambda a: f"{'-' if a < 0 else ''}${abs(a):,.2f}"),
    _money("pound", "\N{POUND SIGN}12.50", lambda a: f"{'-' if a < 0 else ''}\N{POUND SIGN}{abs(a)}"),
    _money("code", "EUR 12.50", lambda a: f"EUR {a}"),
    _money("trailing-minus", "12.50- for money paid back", lambda a: f"{abs(a)}{'-' if a < 0 else ''}"),
    _money("brackets", "(12.50) for money paid back", lambda a: f"({abs(a)})" if a < 0 else str(a)),
    _money("brackets-dollar", "$(1,234.56) for money paid back", lambda a: f"${a:,.2f}" if a > 0 else f"$({-a:,.2f})"),
    _money("minus-sign", "a typographic minus", lambda a: str(a).replace("-", "\N{MINUS SIGN}")),
    _money("plus", "a plus before what is not negative", lambda a: f"{a:+}"),
    _money("float", "as programs write floating point", lambda a: repr(float(a))),
    _money("padded", "blanks around", lambda a: f"  {a} "),
)


def _days(name: str, about: str, written: Callable[[datetime], str]) -> OddFile:
    return OddFile(f"days-{name}.csv", about, csv(cells(day=written)), ALL_READ)


def _two_columns() -> bytes:
    rows = [
        [r[0], r[1], f"{line.at:%d.%m.%Y}", f"{line.at:%H:%M}", r[4]] for r, line in zip(cells(), LINES, strict=True)
    ]
    return csv(rows, header=("order_id", "customer_id", "date", "time", "amount"))


def _ambiguous() -> bytes:
    days = (f"{1 + n % 12:02d}/{1 + n * 5 % 12:02d}/2023" for n in range(len(LINES)))
    return csv([[*row[:2], day, *row[3:]] for row, day in zip(cells(), days, strict=True)])


def _one_day(day: str) -> bytes:
    return csv([*cells(), ["R1", "K0001", day, "Tray", "12.50"]])


DAYS = (
    _days("iso-t", "2023-01-05T08:15:07", lambda at: f"{at:%Y-%m-%dT%H:%M:%S}"),
    _days("iso-z", "2023-01-05T08:15:07Z", lambda at: f"{at:%Y-%m-%dT%H:%M:%S}Z"),
    _days("iso-zone", "with a zone, two hours ahead", lambda at: f"{at + _TWO_HOURS:%Y-%m-%d %H:%M:%S}+02:00"),
    _days("iso-fraction", "with thousandths of a second", lambda at: f"{at:%Y-%m-%d %H:%M:%S}.125"),
    _days("iso-slashes", "2023/01/05", lambda at: f"{at:%Y/%m/%d}"),
    _days("iso-dots", "2023.01.05", lambda at: f"{at:%Y.%m.%d}"),
    _days("ymd", "20230105", lambda at: f"{at:%Y%m%d}"),
    _days("ymd-time", "20230105081507", lambda at: f"{at:%Y%m%d%H%M%S}"),
    _days("dots", "05.01.2023", lambda at: f"{at:%d.%m.%Y}"),
    _days("dots-short", "5.1.23", lambda at: f"{at.day}.{at.month}.{at:%y}"),
    _days("day-first", "05/01/2023 08:15", lambda at: f"{at:%d/%m/%Y %H:%M}"),
    _days("month-first", "01/05/2023 08:15", lambda at: f"{at:%m/%d/%Y %H:%M}"),
    _days("month-first-short", "1/5/23", lambda at: f"{at.month}/{at.day}/{at:%y}"),
    _days("am-pm", "1/5/2023 8:15:07 AM", lambda at: f"{at.month}/{at.day}/{at.year} {at:%I:%M:%S %p}"),
    _days("named", "5 Jan 2023", lambda at: f"{at.day} {at:%b} {at.year}"),
    _days("named-dashes", "05-JAN-2023", lambda at: f"{at:%d-%b-%Y}".upper()),
    _days("named-long", "5 January 2023", lambda at: f"{at.day} {at:%B} {at.year}"),
    _days("named-american", "Jan 5, 2023", lambda at: f"{at:%b} {at.day}, {at.year}"),
    _days("weekday", "Thu, 05 Jan 2023 08:15:07 GMT", lambda at: f"{at:%a, %d %b %Y %H:%M:%S} GMT"),
    _days("german", "5. März 2023", lambda at: f"{at.day}. {_MONTHS_DE[at.month - 1]} {at.year}"),
    _days(
        "german-short", "05-Mrz-23", lambda at: f"{at:%d}-{_MONTHS_DE[at.month - 1][:3].replace('Mär', 'Mrz')}-{at:%y}"
    ),
    _days("french", "5 février 2023", lambda at: f"{at.day} {_MONTHS_FR[at.month - 1]} {at.year}"),
    _days("epoch-s", "seconds since 1970", lambda at: str((at - _UNIX_EPOCH) // _SECOND)),
    _days("epoch-ms", "milliseconds since 1970", lambda at: str((at - _UNIX_EPOCH) // _SECOND * 1000)),
    _days("excel", "days since 1900, as spreadsheets count", lambda at: str((at - _EXCEL_EPOCH).days)),
    _days("excel-time", "the same with the time of day", lambda at: f"{(at - _EXCEL_EPOCH) / timedelta(days=1):.6f}"),
    OddFile("days-two-columns.csv", "day and time of day in two columns", _two_columns(), ALL_READ),
    OddFile(
        "days-ambiguous.csv",
        "no number above 12: day or month first?",
        _ambiguous(),
        Refused(("dmy", "mdy", "--time-style")),
    ),
    OddFile(
        "days-ambiguous-said.csv",
        "the same, and the style is given",
        _ambiguous(),
        ALL_READ,
        ("--time-style", "dmy"),
        like_plain=False,
    ),
    OddFile("days-typo.csv", "one order of the year 2110", _one_day("2110-05-05"), replace(ALL_READ, quarantined=1)),
    OddFile(
        "days-late.csv",
        "one order nine years after all others",
        _one_day("2033-05-05"),
        replace(ALL_READ, quarantined=1),
    ),
    OddFile(
        "days-unset.csv", "0000-00-00 where there is no day", _one_day("0000-00-00"), replace(ALL_READ, quarantined=1)
    ),
    OddFile("days-no-such.csv", "the 31st of February", _one_day("2023-02-31"), replace(ALL_READ, quarantined=1)),
)


def _nobody(word: str) -> bytes:
    return csv([*cells(), *([f"R{n}", word, "2023-05-05", "Tray", f"{n}.50"] for n in range(9))])


def _no_amount(word: str) -> bytes:
    return csv([*cells(), *([f"R{n}", "K0001", f"2023-05-{n + 1:02d}", "Tray", word] for n in range(9))])


_NINE_ASIDE = replace(ALL_READ, set_aside=9)
_NINE_UNREAD = replace(ALL_READ, quarantined=9)

MISSING = (
    *(
        OddFile(f"nobody-{name}.csv", f"the customer is {word!r}", _nobody(word), _NINE_ASIDE)
        for name, word in {
            "blank": "",
            "space": "  ",
            "question": "?",
            "na": "NA",
            "unknown": "Unknown",
            "null": "NULL",
            "database": "\\N",
            "dash": "-",
            "none": "None",
            "nan": "NaN",
            "hash": "#N/A",
        }.items()
    ),
    *(
        OddFile(f"no-amount-{name}.csv", f"the amount is {word!r}", _no_amount(word), _NINE_UNREAD)
        for name, word in {"blank": "", "question": "?", "na": "n/a", "word": "twelve", "dash": "-"}.items()
    ),
    OddFile(
        "all-amounts-blank.csv",
        "no amount at all",
        csv(cells(amount=lambda _: "")),
        replace(ALL_READ, money=None),
        like_plain=False,
    ),
    OddFile(
        "all-amounts-words.csv",
        "amounts written out in words",
        csv(cells(amount=lambda _: "twelve")),
        replace(ALL_READ, money=None),
        like_plain=False,
    ),
)


def _ids(name: str, about: str, written: Callable[[int], str]) -> OddFile:
    return OddFile(f"ids-{name}.csv", about, csv(cells(customer=lambda one: written(int(one[1:])))), ALL_READ)


_WRITTEN_IDS: dict[str, tuple[str, Callable[[int], str]]] = {
    "zeros": ("00123", lambda n: f"{n:05d}"),
    "plus": ("+441234, telephone numbers", lambda n: f"+44{1_000 + n}"),
    "float": ("17850.0, whole numbers that a program made floating", lambda n: f"{17_850 + n}.0"),
    "exponent": ("1E05, which a spreadsheet would turn into a number", lambda n: f"{n}E05"),
    "wide": ("longer than any machine word", lambda n: f"9{n:040d}"),
    "long": ("ten thousand letters", lambda n: f"{n:04d}" + "x" * 9_996),
    "formula": ("spreadsheet formulas", lambda n: f"=cmd|' /C calc'!A{n}"),
    "at": ("formulas that begin otherwise", lambda n: f"@SUM(1+{n})"),
    "html": ("a script", lambda n: f"<script>alert({n})</script>"),
    "quotes": ("marks that end an attribute", lambda n: f"\"' onload=alert({n})>"),
    "hebrew": ("right-to-left letters", lambda n: f"לקוח {n}"),
    "override": ("marks that turn the direction of writing", lambda n: f"\N{RIGHT-TO-LEFT OVERRIDE}gpj.{n}"),
    "emoji": ("pictures", lambda n: f"\N{GRINNING FACE}\N{ZERO WIDTH JOINER}{n}"),
    "nul": ("a NUL byte", lambda n: f"K\0{n}"),
    "escape": ("an escape sequence of terminals", lambda n: f"\x1b[31mK{n}"),
    "commas": ("separators", lambda n: f"K,{n}"),
    "case": (
        "apart by case only",
        lambda n: "ab"[n % 2].upper() + str(n // 4) if n % 4 > 1 else "ab"[n % 2] + str(n // 4),
    ),
    "mail": ("addresses", lambda n: f"customer.{n}@example.org"),
    "dates": ("look like days", lambda n: f"2020-01-{1 + n % 28:02d}-{n}"),
    "true": ("words of programs", lambda n: ("true", "false", "inf", "Infinity")[n] if n < len("four") else f"c{n}"),
}

IDS = tuple(_ids(name, about, written) for name, (about, written) in _WRITTEN_IDS.items())


def _one_amount(amount: str) -> list[list[str]]:
    return [*cells(), ["R1", "K0001", "2023-05-05", "Tray", amount]]


_ODD_NAMES = (
    "=order_id",
    "<b>customer_id</b>",
    "order_date\N{GRINNING FACE}",
    "\N{RIGHT-TO-LEFT OVERRIDE}tra",
    "amount\x1b[31m",
)


EXTREMES = (
    OddFile("one-customer.csv", "one customer", csv(cells(customer=lambda _: "K0001")), Refused(("customer",))),
    OddFile(
        "two-customers.csv",
        "two customers",
        csv(cells(customer=lambda one: f"K{int(one[1:]) % 2}")),
        Refused(("customers",)),
    ),
    OddFile(
        "all-equal.csv",
        "every customer bought the same on the same day",
        text([[f"R{n}", f"K{n:04d}", "2023-05-05", "Tray", "5.00"] for n in range(N_CUSTOMERS)]).encode(),
        Refused(("equal",)),
    ),
    OddFile(
        "all-zero.csv",
        "every amount is zero",
        csv(cells(amount=lambda _: "0.00")),
        Refused(("no customer has a value", "zero")),
    ),
    OddFile(
        "huge.csv",
        "amounts of billions",
        csv(cells(amount=lambda a: f"{a * 1_000_000:.2f}")),
        Read(ALL_READ.used, N_CUSTOMERS, (ALL_READ.money or Decimal(0)) * 1_000_000),
        like_plain=False,
    ),
    OddFile("beyond.csv", "one amount beyond all bounds", csv(_one_amount("9" * 40)), replace(ALL_READ, quarantined=1)),
    OddFile("infinite.csv", "one amount is infinite", csv(_one_amount("inf")), replace(ALL_READ, quarantined=1)),
    OddFile(
        "long-field.csv",
        "a field of ten thousand letters",
        csv(cells(product=lambda one: one + "x" * 10_000)),
        ALL_READ,
    ),
    OddFile("nul.csv", "a NUL byte in a field", csv(cells(product=lambda one: f"{one}\0")), ALL_READ),
    OddFile(
        "odd-goods.csv",
        "formulas, scripts and pictures as goods",
        csv(cells(product=lambda one: f"=1+1<b>{one}</b>\N{GRINNING FACE}")),
        ALL_READ,
    ),
    OddFile("odd-names.csv", "columns named by formulas and scripts", csv(header=_ODD_NAMES), ALL_READ),
)

FILES = (*MONEY, *DAYS, *MISSING, *IDS, *EXTREMES)
