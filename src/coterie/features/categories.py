"""Shares of the categories that sell most: features that only the data can name.

In: the lines of a source. Out: which categories they are, and for each an aggregate and a feature, in the words of the
catalogue. The one rule: categories are learnt once, by a run, and stored in the model with what counts them; whoever
assigns later counts the same ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.tables import CATEGORY, Aggregate, Feature, Step, category_words

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["category_features", "category_weights_step", "top_categories"]

_N_LINES = Aggregate("n_lines_bought", "sum", "lines", "is_bought", unit="lines")
_LEAST = 2
"""With a single category, everybody's share is the same."""

_NO_CATEGORIES = (
    *("-", "?", "(not set)", "n/a", "na", "no category", "none", "not assigned", "uncategorised", "uncategorized"),
    *("unassigned", "undefined", "unknown", "all other", "misc", "misc.", "miscellaneous", "other", "others"),
    *("altri", "altro", "andere", "anderes", "autre", "autres", "divers", "diverse", "diversos", "otros", "outros"),
    *("overig", "ovriga", "sonstige", "sonstiges", "varios", "övrigt"),
)
"""What stands for the rest, in small letters: to love it says nothing of anybody."""


def category_weights_step(n: int, *, has_money: bool, as_of_us: int | None = None) -> Step:
    """Return the query for the categories that sell most.

    Parameters
    ----------
    n : int
        How many are wanted.
    has_money : bool
        Whether amounts are known; else lines are counted.
    as_of_us : int, optional
        Only lines before this moment. Left out, ``:as_of_us`` stays open.

    Returns
    -------
    Step
        Reads ``lines``. Columns: category, weight (money before returns, or lines); the largest first, of equals the
        first by name; two rows at least, where there are two. What stands for all the rest, ``other`` or ``unknown``,
        is no category.

    Examples
    --------
    >>> from coterie.features.categories import category_weights_step
    >>> category_weights_step(8, has_money=True).inputs
    ('lines',)
    """
    sql = f"""\
select
  category,
  cast(sum({_weight(has_money=has_money)}) as bigint) as weight
from lines
where category is not null
  and lower(category) not in ({_listed(_NO_CATEGORIES)})
  and time_us < :as_of_us
group by category
order by weight desc nulls last, category
limit {max(n, _LEAST)}"""
    return Step("category_weights", ("lines",), sql, () if as_of_us is None else (("as_of_us", as_of_us),))


def top_categories(rows: Sequence[tuple[str, int | None]], n: int) -> tuple[str, ...]:
    """Return the categories whose shares are features.

    Parameters
    ----------
    rows : sequence of (str, int or None)
        What `category_weights_step` gave.
    n : int
        How many are wanted.

    Returns
    -------
    tuple of str
        None at all where only one category sells.

    Examples
    --------
    >>> from coterie.features.categories import top_categories
    >>> top_categories([("wine", 900), ("cheese", 100), ("gifts", 0)], 8)
    ('wine', 'cheese')
    >>> top_categories([("wine", 900), ("gifts", 0)], 8)
    ()
    """
    selling = [category for category, weight in rows if weight]
    return tuple(selling[:n]) if len(selling) >= _LEAST else ()


def category_features(
    categories: Sequence[str], *, has_money: bool
) -> tuple[tuple[Feature, ...], tuple[Aggregate, ...]]:
    """Define the shares of categories, and what counts them.

    Parameters
    ----------
    categories : sequence of str
        From `top_categories`.
    has_money : bool
        Whether amounts are known; else shares of lines are defined.

    Returns
    -------
    features : tuple of Feature
        One for each category, ``share:<category>``.
    aggregates : tuple of Aggregate
        What they are made of, beside the catalogue's.

    Examples
    --------
    >>> from coterie.features.categories import category_features
    >>> features, aggregates = category_features(["WINE"], has_money=True)
    >>> features[0].name, features[0].meaning
    ('share:WINE', 'Share of the money, before returns, that was spent on wine.')
    >>> aggregates[0].where
    ('category', 'WINE')
    """
    if not categories:
        return (), ()
    weight, unit = _weight(has_money=has_money), "e4" if has_money else "lines"
    counted = tuple(
        Aggregate(f"category_{place}_{unit}", "sum", "lines", weight, where=("category", category), unit=unit)
        for place, category in enumerate(categories, start=1)
    )
    features = tuple(_share(*pair, has_money=has_money) for pair in zip(categories, counted, strict=True))
    return features, counted if has_money else (_N_LINES, *counted)


def _listed(texts: Sequence[str]) -> str:
    """Return texts of ours as SQL lists them."""
    return ", ".join(f"'{text}'" for text in texts)


def _weight(*, has_money: bool) -> str:
    """Return the column of ``lines`` that says how much a line weighs."""
    return "gross_e4" if has_money else "is_bought"


def _share(category: str, aggregate: Aggregate, *, has_money: bool) -> Feature:
    """Define the share of one category."""
    whole = "gross_e4" if has_money else _N_LINES.name
    of_what = "money, before returns, that was spent on" if has_money else "order lines that were of"
    words = category_words(category)
    return Feature(
        f"{CATEGORY}{category}",
        "share",
        f"cast(coalesce({aggregate.name}, 0) as double) / nullif({whole}, 0)",
        f"Share of the {of_what} {words}.",
        0,
        "descriptor",
        needs=("category", "gross_e4") if has_money else ("category",),
        label=f"share of {'spend on' if has_money else 'lines of'} {words}",
    )
