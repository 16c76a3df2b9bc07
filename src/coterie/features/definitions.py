"""Features that a user defines in the settings, made as sound as those of the catalogue.

In: a name, a formula and a unit each. Out: features, whose formulas are SQL over the catalogue's aggregates. The one
rule: what a definition needs and whether it merges is found out, never asked; a fault is told by the setting's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from coterie.errors import ConfigError
from coterie.features.catalog import AGGREGATES, FEATURES, TOTALS
from coterie.features.formulas import Term, names_in, write_formula
from coterie.features.references import is_mergeable, optional_columns, words
from coterie.tables import Feature

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Definition", "own_features"]

_NAME = re.compile("[a-z][a-z0-9_]{0,59}")
_OF_CATEGORIES = re.compile("category_[0-9]+_(e4|lines)|n_lines_bought")
"""What a run may count beside the catalogue."""
_LONGEST_WORDS, _MOST = 200, 100
_BY_NAME = {aggregate.name: aggregate for aggregate in AGGREGATES}
_TERMS: dict[str, Term] = {
    **{name: Term(f"cast({name} as double)", aggregate.unit) for name, aggregate in _BY_NAME.items()},
    **{name: Term(f"cast({name} as double)", "e4") for name in TOTALS},
    **{feature.name: Term(f"({feature.formula})", feature.unit) for feature in FEATURES},
}
"""What formulas may use: the aggregates, the totals and the features of the catalogue."""


@dataclass(frozen=True)
class Definition:
    """A feature as a user defines it.

    Parameters
    ----------
    name : str
        Small letters, digits and ``_``; none of the catalogue's.
    formula : str
        What `formulas` understands, over aggregates, totals, features and other definitions.
    unit : str
        Of its value.
    meaning, label : str
        A sentence and a few words for people; made of formula and name where left out.
    scale : {'log', 'linear'}
        How it is prepared before clustering.
    direction : {1, -1, 0}
        Whether more is better, worse, or neither.

    Examples
    --------
    >>> Definition("basket_price", "monetary_total / n_items", "money").scale
    'linear'
    """

    name: str
    formula: str
    unit: str
    meaning: str = ""
    label: str = ""
    scale: Literal["log", "linear"] = "linear"
    direction: Literal[1, -1, 0] = 0


def own_features(definitions: Sequence[Definition]) -> tuple[Feature, ...]:
    """Make features of definitions.

    Parameters
    ----------
    definitions : sequence of Definition
        They may build on one another, in any order.

    Returns
    -------
    tuple of Feature
        In the order of the definitions; they explain, unless the user puts them into the basis.

    Raises
    ------
    ConfigError
        There are more than a hundred; a name is taken or no plain name; a unit is missing; a formula is refused;
        definitions go round in a circle.

    Examples
    --------
    >>> from coterie.features.definitions import Definition, own_features
    >>> price, = own_features([Definition("basket_price", "monetary_total / n_items", "money")])
    >>> price.needs, price.batch_only, price.title
    (('gross_e4', 'returned_e4'), False, 'basket price')
    """
    if len(definitions) > _MOST:
        raise ConfigError(f"{len(definitions)} own features", "features.own", f"Define {_MOST} at most.")
    by_name = {definition.name: definition for definition in definitions}
    for definition in definitions:
        _check_words(definition)
    terms: dict[str, Term] = dict(_TERMS)
    for definition in definitions:
        _resolve(definition, by_name, terms, path=())
    return tuple(_feature(definition, terms[definition.name].sql) for definition in definitions)


def _check_words(definition: Definition) -> None:
    """Raise unless the name is free and plain, and the words for people are there and readable."""
    where = f"features.own.{definition.name[:60]}"
    if not _NAME.fullmatch(definition.name):
        raise ConfigError("this is no name for a feature", where, "Use small letters, digits and _, a letter first.")
    if definition.name in {*_TERMS, "customer_id"} or _OF_CATEGORIES.fullmatch(definition.name):
        raise ConfigError("the name is taken", where, "Choose another name.")
    if not definition.unit.strip():
        raise ConfigError("the unit is missing", where, "Name it: money, share, ratio, index, days or another word.")
    if max(len(text) for text in (definition.unit, definition.meaning, definition.label)) > _LONGEST_WORDS:
        raise ConfigError("unit, meaning or label is too long", where, f"Use {_LONGEST_WORDS} characters at most.")


def _resolve(
    definition: Definition, by_name: Mapping[str, Definition], terms: dict[str, Term], *, path: tuple[str, ...]
) -> None:
    """Write a definition's formula into the terms, after those that it builds on."""
    if definition.name in terms:
        return
    where = f"features.own.{definition.name}"
    if definition.name in path:
        circle = " → ".join((*path[path.index(definition.name) :], definition.name))
        raise ConfigError(f"features build on one another in a circle: {circle}", where, "Break the circle.")
    for name in sorted(names_in(definition.formula, where=where) & set(by_name)):
        _resolve(by_name[name], by_name, terms, path=(*path, definition.name))
    terms[definition.name] = Term(f"({write_formula(definition.formula, terms, where=where)})", definition.unit.strip())


def _feature(definition: Definition, sql: str) -> Feature:
    """Return a definition as a feature."""
    direct = words(sql)
    behind = (words(TOTALS[total]) for total in direct & set(TOTALS))
    used = [_BY_NAME[name] for name in direct.union(*behind) if name in _BY_NAME]
    return Feature(
        definition.name,
        definition.unit.strip(),
        sql,
        definition.meaning.strip() or f"Own feature: {' '.join(definition.formula.split())}.",
        definition.direction,
        "descriptor",
        definition.scale,
        needs=tuple(sorted(set().union(*(optional_columns(aggregate) for aggregate in used)))),
        batch_only=not all(is_mergeable(aggregate) for aggregate in used),
        label=definition.label.strip(),
    )
