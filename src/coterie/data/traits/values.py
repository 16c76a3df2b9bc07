"""The columns of a customer table as numbers: what features and names are made of.

Comes in: traits and the texts and numbers of their columns. Goes out: a column of numbers for each, and the features
that say what they mean. The rule of this module: it reads a table as the traits say, whichever table it is; a value
that no level stands for is counted and belongs to none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from coterie.data.casts import number_sql, time_us_sql
from coterie.data.rules import FIRST_TIME_US, LAST_TIME_US
from coterie.data.traits.counts import text_sql
from coterie.data.traits.levels import fold
from coterie.data.traits.meanings import names_birth_year
from coterie.tables import MICROSECONDS_PER_DAY, Feature

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from coterie.data.traits.counts import Field
    from coterie.tables import Trait

__all__ = [
    "MISSING",
    "is_read",
    "level_places",
    "reading_sql",
    "trait_columns",
    "trait_features",
    "unknown_levels",
    "with_scales",
]

MISSING = "_missing"
"""Behind a column's name: whether it has no value, where that may say something."""
_SAYS_SOMETHING = (0.02, 0.98)
_SKEW = 3.0
_QUANTILES = (0.05, 0.5, 0.95)
_OF_CLASSES = frozenset({"ordered", "yes/no", "category"})


def is_read(trait: Trait) -> bool:
    """Say whether a trait becomes a column of ``customers``.

    Parameters
    ----------
    trait : Trait
        Any.

    Returns
    -------
    bool
        Outcomes do, to be shown beside the segments; what is left out does not.

    Examples
    --------
    >>> from coterie.tables import Trait
    >>> is_read(Trait("churn", "Churn", "churn", "yes/no", "target", "an outcome"))
    True
    """
    return trait.role != "left out" and trait.kind not in {"id", "text", "constant"}


def reading_sql(trait: Trait, field: Field, *, decimal: str, missing: Sequence[str]) -> str:
    """Return the expression that reads a trait's column.

    Parameters
    ----------
    trait : Trait
        What it holds.
    field : Field
        The column.
    decimal : {'.', ','}
        The decimal mark.
    missing : sequence of str
        Spellings of a missing value; bound as ``:missing_0`` and so on.

    Returns
    -------
    str
        A double for a number, int64 microseconds for a day, text for classes; null where missing or unreadable, and
        where a day lies in no year that anybody lives or buys in, as the ``9999-12-31`` of contracts without an end.

    Examples
    --------
    >>> from coterie.data.traits.counts import Field
    >>> from coterie.tables import Trait
    >>> day = Trait("since", "Since", "days since", "date", "descriptor", "days", time_style="typed")
    >>> reading_sql(day, Field("Since", "c1", "time"), decimal=".", missing=()).endswith("timestamptz)) end")
    True
    """
    if trait.kind == "date":
        return _day_sql(trait, field, missing)
    text = text_sql(field, missing)
    if trait.kind in _OF_CLASSES:
        return text
    return f"case when {text} is not null then {number_sql(field.column, decimal, type=field.type)} end"


def _day_sql(trait: Trait, field: Field, missing: Sequence[str]) -> str:
    style = "typed" if field.type == "time" else trait.time_style
    time = time_us_sql(field.column, "iso" if style == "typed" and field.type == "text" else style)
    known = f"{text_sql(field, missing)} is not null and " if missing else ""
    return f"case when {known}{time} between {FIRST_TIME_US} and {LAST_TIME_US} then {time} end"


def trait_columns(trait: Trait, column: pa.ChunkedArray, *, as_of_us: int | None) -> dict[str, pa.Array]:
    """Turn what was read of one trait into columns of ``customers``.

    Parameters
    ----------
    trait : Trait
        What it holds.
    column : pyarrow.ChunkedArray
        As :func:`reading_sql` reads it.
    as_of_us : int or None
        The moment from which days are counted; None where the table has no day.

    Returns
    -------
    dict of str to pyarrow.Array
        The number under the trait's name. Of a category, its level as text under the name, and a 0/1 column
        ``<name>=<level>`` for each level.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.tables import Trait
    >>> plan = Trait("plan", "Plan", "plan", "category", "basis", "classes", levels=("Basic", "Gold"))
    >>> columns = trait_columns(plan, pa.chunked_array([["gold", "Basic", "?", None]]), as_of_us=None)
    >>> columns["plan"].to_pylist(), columns["plan=Gold"].to_pylist()
    (['Gold', 'Basic', None, None], [1.0, 0.0, 0.0, None])
    """
    if trait.kind in _OF_CLASSES:
        return _class_columns(trait, column)
    if trait.kind == "date":
        return {trait.name: _days_before(column, as_of_us)}
    numbers = pc.cast(column, pa.float64()).combine_chunks()
    if names_birth_year(trait.label) and as_of_us is not None:
        year = float(np.datetime64(as_of_us, "us").astype("datetime64[Y]").astype(int) + 1970)
        numbers = pc.subtract(year, numbers)
    return {trait.name: numbers}


def _days_before(column: pa.ChunkedArray, as_of_us: int | None) -> pa.Array:
    passed = pc.subtract(as_of_us or 0, pc.cast(column, pa.int64())).combine_chunks()
    return pc.divide(pc.cast(passed, pa.float64()), float(MICROSECONDS_PER_DAY))


def _class_columns(trait: Trait, column: pa.ChunkedArray) -> dict[str, pa.Array]:
    places = level_places(trait, column)
    missing = np.asarray(pc.is_null(column).to_numpy(), dtype=bool)
    if trait.kind != "category":
        first = 0 if trait.kind == "yes/no" else 1
        numbers = (places + first).astype(np.float64)
        return {trait.name: pa.array(numbers, mask=places < 0)}
    words = pa.array(trait.levels, pa.string()).take(pa.array(places, mask=places < 0))
    zero_ones = {
        f"{trait.name}={level}": pa.array((places == place).astype(np.float64), mask=missing)
        for place, level in enumerate(trait.levels)
    }
    return {trait.name: words, **zero_ones}


def level_places(trait: Trait, column: pa.ChunkedArray) -> NDArray[np.int64]:
    """Return the place of each value's level.

    Parameters
    ----------
    trait : Trait
        With levels.
    column : pyarrow.ChunkedArray
        Texts.

    Returns
    -------
    ndarray of int64
        -1 where the value is missing or none of the levels.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.tables import Trait
    >>> size = Trait("size", "Size", "size", "ordered", "basis", "classes", levels=("S", "M"))
    >>> level_places(size, pa.chunked_array([["m", "S", "XXL", None]])).tolist()
    [1, 0, -1, -1]
    """
    coded = pc.dictionary_encode(pc.cast(column, pa.string()).combine_chunks())
    known = _known_places(trait)
    texts = coded.dictionary.to_pylist()
    table = np.array([*(known.get(text, known.get(fold(text), -1)) for text in texts), -1], dtype=np.int64)
    codes = coded.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False)
    found: NDArray[np.int64] = table[codes]
    return found


def _known_places(trait: Trait) -> dict[str, int]:
    places = {level: place for place, level in enumerate(trait.levels)}
    spelt = {text: places[level] for text, level in trait.spellings if level in places}
    return {**{fold(level): place for level, place in places.items()}, **spelt, **places}


def unknown_levels(trait: Trait, column: pa.ChunkedArray) -> int:
    """Count the values that are there and are none of a trait's levels.

    Parameters
    ----------
    trait : Trait
        Any; only of classes something can be unknown.
    column : pyarrow.ChunkedArray
        As :func:`reading_sql` reads it.

    Returns
    -------
    int

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.tables import Trait
    >>> size = Trait("size", "Size", "size", "ordered", "basis", "classes", levels=("S", "M"))
    >>> unknown_levels(size, pa.chunked_array([["m", "S", "XXL", None]]))
    1
    """
    if trait.kind not in _OF_CLASSES:
        return 0
    return int((level_places(trait, column) < 0).sum()) - int(column.null_count)


def with_scales(traits: Sequence[Trait], customers: Mapping[str, NDArray[np.float64]]) -> tuple[Trait, ...]:
    """Decide of every number whether ratios count rather than differences.

    Parameters
    ----------
    traits : sequence of Trait
        What was recognised.
    customers : mapping of str to ndarray
        Values by the traits' names.

    Returns
    -------
    tuple of Trait
        A number that is hardly ever negative and reaches much farther above its middle than below is one of ratios.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.tables import Trait
    >>> traits = [Trait(name, name, name, "number", "basis", "a number") for name in ("spend", "score")]
    >>> values = {"spend": np.geomspace(1, 1000, 50), "score": np.arange(50.0)}
    >>> [trait.is_log for trait in with_scales(traits, values)]
    [True, False]
    """
    return tuple(
        replace(trait, is_log=_is_skewed(customers[trait.name]))
        if trait.kind == "number" and trait.name in customers and not names_birth_year(trait.label)
        else trait
        for trait in traits
    )


def _is_skewed(values: NDArray[np.float64]) -> bool:
    known = np.sort(values[~np.isnan(values)])
    if not len(known):
        return False
    low, middle, high = np.quantile(known, _QUANTILES)
    return bool(low >= 0 and high - middle > _SKEW * (middle - low))


def trait_features(
    traits: Sequence[Trait], *, missing_shares: Mapping[str, float] | None = None
) -> tuple[Feature, ...]:
    """Say what the columns of ``customers`` mean that traits became.

    Parameters
    ----------
    traits : sequence of Trait
        What was recognised.
    missing_shares : mapping of str to float, optional
        By the traits' names: the share of customers without a value. Where it may say something, that is a feature.

    Returns
    -------
    tuple of Feature
        In the traits' order; outcomes only describe.

    Examples
    --------
    >>> from coterie.tables import Trait
    >>> plan = Trait("plan", "Plan", "plan", "category", "basis", "classes", levels=("Basic", "Gold"))
    >>> [(feature.name, feature.title, feature.group) for feature in trait_features([plan])]
    [('plan=Basic', 'plan: Basic', 'plan'), ('plan=Gold', 'plan: Gold', 'plan')]
    """
    shares, taken = missing_shares or {}, {trait.name for trait in traits}
    low, high = _SAYS_SOMETHING
    found: list[Feature] = []
    for trait in traits:
        if not is_read(trait):
            continue
        found += _features_of(trait)
        if low <= shares.get(trait.name, 0.0) <= high and f"{trait.name}{MISSING}" not in taken:
            found.append(
                Feature(
                    f"{trait.name}{MISSING}",
                    "share",
                    f"{trait.name}{MISSING}",
                    f"Whether {trait.label} has no value.",
                    0,
                    "descriptor",
                    label=f"{trait.words} missing",
                )
            )
    return tuple(found)


def _features_of(trait: Trait) -> list[Feature]:
    role: Literal["basis", "descriptor"] = "basis" if trait.role == "basis" else "descriptor"
    if trait.kind == "category":
        return [
            Feature(
                name := f"{trait.name}={level}",
                "share",
                name,
                f"Whether {trait.label} is {level}.",
                0,
                role,
                label=f"{trait.words}: {level}",
                group=trait.name,
            )
            for level in trait.levels
        ]
    units = {"yes/no": "share", "date": "days"}
    meanings = {
        "ordered": f"Place of {trait.label} among its {len(trait.levels)} classes, from low to high.",
        "yes/no": f"Whether {trait.label} is {trait.levels[-1] if trait.levels else 'yes'}.",
        "date": f"Days from {trait.label} to the newest day of the table.",
    }
    return [
        Feature(
            trait.name,
            units.get(trait.kind, ""),
            trait.name,
            meanings.get(trait.kind, f"{trait.label}, as it stands in the table."),
            0,
            role,
            scale="log" if trait.is_log else "linear",
            label=trait.words,
        )
    ]
