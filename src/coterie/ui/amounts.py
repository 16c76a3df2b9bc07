"""A customer's values as people read them: classes by their words, yes and no, amounts in their unit.

Comes in: a value, its feature and, of a customer table, the trait behind it. Goes out: short text. The rule of this
module: the place of a class is never shown as a number.
"""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING

from coterie.displays.wording import clip, decimal, quantity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coterie.tables import Feature, Trait

__all__ = ["amount_words", "level_words", "trait_words", "traits_by_feature"]

_SIGNED_UNITS = {"money", "share", "ratio", "index"}
_MOST_DIGITS = 12


def traits_by_feature(features: Iterable[Feature], traits: Iterable[Trait]) -> dict[str, Trait]:
    """Find the trait behind each feature.

    Parameters
    ----------
    features : iterable of Feature
        Of a model.
    traits : iterable of Trait
        What the source says of a customer.

    Returns
    -------
    dict of str to Trait
        By the feature's name; features that are counted from orders have none.

    Examples
    --------
    >>> from coterie.tables import Feature, Trait
    >>> plan = Trait("plan", "Plan", "plan", "category", "basis", "classes", levels=("Basic",))
    >>> basic = Feature("plan=Basic", "share", "plan=Basic", "Whether.", 0, "basis", group="plan")
    >>> traits_by_feature([basic], [plan])["plan=Basic"].label
    'Plan'
    """
    known = {trait.name: trait for trait in traits}
    found = ((feature.name, known.get(feature.group or feature.name)) for feature in features)
    return {name: trait for name, trait in found if trait is not None}


def level_words(value: float, trait: Trait | None) -> str:
    """Name the class that stands at a place of an ordered trait.

    Parameters
    ----------
    value : float
        The place, from 1; between two, the nearer one.
    trait : Trait or None
        What the value is of.

    Returns
    -------
    str
        Empty where the trait has no order.

    Examples
    --------
    >>> from coterie.tables import Trait
    >>> level_words(2.2, Trait("age", "Age", "age", "ordered", "basis", "classes", levels=("18-24", "25-34", "35+")))
    '25-34'
    """
    if trait is None or trait.kind != "ordered":
        return ""
    return clip(trait.levels[min(max(round(value), 1), len(trait.levels)) - 1])


def trait_words(value: float, trait: Trait | None) -> str:
    """Write a value of a customer table: a class by its name, a small number with the digits that tell it from zero.

    Parameters
    ----------
    value : float
        In the trait's own unit.
    trait : Trait or None
        What the value is of.

    Returns
    -------
    str
        Empty where the value is written like any other.

    Examples
    --------
    >>> from coterie.tables import Trait
    >>> rate = Trait("rate", "Rate", "rate", "number", "basis", "a number")
    >>> trait_words(0.00312, rate), trait_words(2.0, rate), trait_words(4321.0, rate)
    ('0.0031', '', '')
    """
    if trait is None or trait.kind != "number" or not 0 < abs(value) < 1:
        return level_words(value, trait)
    return decimal(value, min(1 - floor(log10(abs(value))), _MOST_DIGITS))


def amount_words(value: float, feature: Feature, *, trait: Trait | None = None) -> str:
    """Write one customer's value beside its title, which says days, orders or items already.

    Parameters
    ----------
    value : float
        In the feature's own unit.
    feature : Feature
        What it is.
    trait : Trait, optional
        What of the customer table it comes from.

    Returns
    -------
    str

    Examples
    --------
    >>> from coterie.tables import Feature, Trait
    >>> senior = Feature("senior", "share", "senior", "Whether.", 0, "basis")
    >>> amount_words(1.0, senior, trait=Trait("senior", "Senior", "senior", "yes/no", "basis", "yes or no"))
    'yes'
    """
    if trait is not None and feature.unit == "share" and value in {0.0, 1.0}:
        return "yes" if value else "no"
    return trait_words(value, trait) or quantity(value, feature.unit if feature.unit in _SIGNED_UNITS else "")
