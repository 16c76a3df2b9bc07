"""How one speaks of a customer who has more of something, or of whom something holds.

In: a gauge and a direction. Out: the words of a name. The one rule: a word says no more than its number, so "young"
needs a median age of 30 at most, and a bare "retail" four members in five.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from coterie.profile.traits.gauges import is_plain_answer

if TYPE_CHECKING:
    from coterie.profile.traits.gauges import Gauge

__all__ = ["Degree", "amount_word", "family_of", "level_words", "statement_word"]

Degree = Literal["plain", "comparative", "very"]
Family = Literal["age", "birth", "tenure", "date", "count", "other"]

_YOUNG, _SENIOR = 30, 65
_NEARLY_ALL, _HALF = 0.8, 0.5
_SHORT_LEVEL, _LONGEST_LEVEL = 3, 30
_NOTHING = frozenset({"none", "nothing", "no"})
_PROPER = frozenset(
    {
        "country",
        "city",
        "town",
        "region",
        "state",
        "province",
        "county",
        "land",
        "place",
        "month",
        "weekday",
        "language",
    }
    | {"nationality", "currency", "brand", "model", "manufacturer", "store", "shop", "branch", "stadt", "pays", "ville"}
)
"""Columns whose levels are names."""
_NEEDS_ITS_COLUMN = frozenset({"other", "others", "unknown", "multiple", "single", "basic", "low", "medium", "high"})
_OF_PEOPLE = frozenset({"age", "customer", "client", "member", "person", "group", "class", "band", "in", "years"})
_NUMBER_OF = re.compile(r"^(?:number|count|no\.?|num) of |^num ")
_COUNT_LABEL = re.compile(r"^(?:[Nn]um|NUM|[Nn]br|NBR|[Cc]ount|COUNT|[Nn]umber|NUMBER)(?=[A-Z_ ])")
_COUNTED = frozenset({"transactions"})
_COUNT_NOUNS = frozenset(
    {"orders", "visits", "purchases", "sessions", "clicks", "tickets", "deals", "calls", "logins", "returns"}
    | {"complaints", "bookings", "trips", "stays", "items", "messages", "emails", "mails", "contacts", "views"}
)
"""What one counts; where the numbers are not whole, money is meant."""
_PERIOD = re.compile(r" (?:per|last|this|in|a) .*$")
_MEASURE = re.compile(r"(?<=\w) (?:share|frequency|rate|ratio)$")
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMERIC = re.compile(r"^[\d\s.,+<>=-]+$")


class _Pair(NamedTuple):
    """What is said of more, and of less; `{}` stands for the trait."""

    more: str
    less: str


_PHRASES: dict[Family, dict[Degree, _Pair]] = {
    "age": {
        "plain": _Pair("older", "younger"),
        "comparative": _Pair("older", "younger"),
        "very": _Pair("much older", "much younger"),
    },
    "tenure": {
        "plain": _Pair("long-standing", "newer"),
        "comparative": _Pair("longer-standing", "newer"),
        "very": _Pair("very long-standing", "much newer"),
    },
    "date": {
        "plain": _Pair("earlier {}", "later {}"),
        "comparative": _Pair("earlier {}", "later {}"),
        "very": _Pair("much earlier {}", "much later {}"),
    },
    "count": {
        "plain": _Pair("many {}", "few {}"),
        "comparative": _Pair("more {}", "fewer {}"),
        "very": _Pair("very many {}", "very few {}"),
    },
    "other": {
        "plain": _Pair("high {}", "low {}"),
        "comparative": _Pair("higher {}", "lower {}"),
        "very": _Pair("very high {}", "very low {}"),
    },
}


def family_of(gauge: Gauge) -> Family:
    """Say what kind of thing a trait is, so that people's words for it can be used.

    Parameters
    ----------
    gauge : Gauge

    Returns
    -------
    {'age', 'birth', 'tenure', 'date', 'count', 'other'}

    Examples
    --------
    >>> from coterie.profile.traits.gauges import gather
    >>> from coterie.tables import Trait
    >>> born = Trait("year_birth", "Year_Birth", "year of birth", "number", "descriptor", "")
    >>> family_of(gather({"year_birth": [1970.0, 1980.0]}, [0, 1], traits=[born]).gauges[0])
    'birth'
    """
    tokens = set(re.split(r"\W+", gauge.trait.words.casefold()))
    if tokens & {"birth", "born", "birthday"}:
        return "age" if gauge.trait.kind == "date" else "birth"
    if "age" in tokens and tokens <= _OF_PEOPLE and gauge.trait.kind in ("number", "ordered"):
        return "age"
    if gauge.trait.kind == "date":
        return "date"
    if "tenure" in tokens:
        return "tenure"
    is_count = _NUMBER_OF.match(gauge.trait.words) or _COUNT_LABEL.match(gauge.trait.label)
    return "count" if is_count or tokens & _COUNTED or _counts_things(gauge) else "other"


def _counts_things(gauge: Gauge) -> bool:
    """Whether a trait is a whole number of things, as its last word says."""
    *_, noun = _PERIOD.sub("", gauge.trait.words.casefold()).split(" ")
    values = gauge.ranked.values
    return noun in _COUNT_NOUNS and gauge.trait.kind == "number" and bool((values == values.round()).all())


def amount_word(gauge: Gauge, sign: int, *, degree: Degree = "plain", typical: float | None = None) -> str:
    """Say that a segment has more or less of an amount.

    Parameters
    ----------
    gauge : Gauge
    sign : {1, -1}
    degree : {'plain', 'comparative', 'very'}
    typical : float, optional
        The segment's median: decides between "younger" and "young".

    Returns
    -------
    str

    Examples
    --------
    >>> from coterie.profile.traits.gauges import gather
    >>> from coterie.tables import Trait
    >>> age = Trait("age", "Age", "age", "number", "descriptor", "")
    >>> gauge = gather({"age": [30.0, 40.0]}, [0, 1], traits=[age]).gauges[0]
    >>> amount_word(gauge, -1, typical=38.0), amount_word(gauge, -1, typical=24.0)
    ('younger', 'young')
    """
    family = family_of(gauge)
    if family == "birth":
        family, sign = "age", -sign
    elif family == "age" and degree == "plain" and gauge.trait.kind == "number" and typical is not None:
        if sign < 0 and typical <= _YOUNG:
            return "young"
        if sign > 0 and typical >= _SENIOR:
            return "senior"
    pair = _PHRASES[family][degree]
    return (pair.more if sign > 0 else pair.less).format(_bare(gauge))


def statement_word(gauge: Gauge, sign: int, *, share: float | None = None) -> str:
    """Say that a statement holds for more or for fewer members than elsewhere.

    Parameters
    ----------
    gauge : Gauge
    sign : {1, -1}
    share : float, optional
        Of the members it holds for; without it the word compares.

    Returns
    -------
    str

    Notes
    -----
    From 80 % the thing itself ("retail", "no partner"), from 50 % "mostly", below that "more often".

    Examples
    --------
    >>> from coterie.profile.traits.gauges import gather
    >>> from coterie.tables import Trait
    >>> partner = Trait("partner", "Partner", "partner", "yes/no", "basis", "", ("No", "Yes"))
    >>> gauge = gather({"partner": [0.0, 1.0]}, [0, 1], traits=[partner]).gauges[0]
    >>> [statement_word(gauge, 1, share=share) for share in (0.9, 0.6, 0.3)], statement_word(gauge, -1, share=0.1)
    (['partner', 'mostly partner', 'more often partner'], 'no partner')
    """
    words = level_words(gauge)
    negation = "not" if gauge.kind == "level" and words != _bare(gauge) else "no"
    if share is None:
        return f"{'more' if sign > 0 else 'less'} often {words}"
    if sign > 0:
        return words if share >= _NEARLY_ALL else f"mostly {words}" if share >= _HALF else f"more often {words}"
    return f"{negation} {words}" if share <= round(1 - _NEARLY_ALL, 9) else f"less often {words}"


def level_words(gauge: Gauge) -> str:
    """Say what holds, where a statement does: the trait, or its level in plain words.

    Parameters
    ----------
    gauge : Gauge

    Returns
    -------
    str
        A level that says little by itself ("other", "3", "DSL") is told with its trait.

    Examples
    --------
    >>> from coterie.profile.traits.gauges import gather
    >>> from coterie.tables import Trait
    >>> region = Trait("region", "Region", "region", "category", "basis", "", ("3", "Porto", "Other"))
    >>> columns = {f"region={level}": [0.0, 1.0] for level in region.levels}
    >>> [level_words(gauge) for gauge in gather(columns, [0, 1], traits=[region]).gauges]
    ['region 3', 'Porto', 'other region']
    """
    words = _bare(gauge)
    level = _spoken(gauge.level, is_proper=bool(_PROPER & set(words.split())))
    if gauge.kind != "level":
        return _MEASURE.sub("", words) if gauge.kind == "any" else words
    if level.casefold() in _NOTHING:
        return f"no {words}"
    if is_plain_answer(level) and not _NUMERIC.match(level):
        return words
    if level.casefold() in _NEEDS_ITS_COLUMN:
        return f"{level.casefold()} {words}"
    if _NUMERIC.match(level) or len(level) <= _SHORT_LEVEL:
        return f"{words} {level}"
    return level


def _bare(gauge: Gauge) -> str:
    """Return the trait's words without "number of"."""
    return _NUMBER_OF.sub("", gauge.trait.words)


def _spoken(level: str, *, is_proper: bool) -> str:
    """Write a level in small letters, but for names and abbreviations, and not longer than people read."""
    spoken = " ".join(level.replace("_", " ").split())
    if not is_proper:
        spoken = _LETTERS.sub(lambda word: word[0].lower() if word[0][1:].islower() else word[0], spoken)
    return spoken if len(spoken) <= _LONGEST_LEVEL else spoken[: _LONGEST_LEVEL - 1].rstrip() + "…"
