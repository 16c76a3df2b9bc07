"""What an estimator's parameters may be, as data that ``fit`` checks and a reader can list.

A rule says in words what it demands. Estimators keep a mapping from parameter to rule; scikit-learn's own machinery
for this is private to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sklearn.base import BaseEstimator

__all__ = ["ARRAY", "NOTHING", "SEED", "Rule", "check_parameters", "one_of", "real", "whole"]


@dataclass(frozen=True)
class Rule:
    """A demand on a value.

    Parameters
    ----------
    words : str
        What is demanded, to follow "must be".
    holds : callable
        Whether a value meets it.

    Examples
    --------
    >>> from coterie.model.parameters import NOTHING, whole
    >>> rule = whole(1) | NOTHING
    >>> rule.words, rule.holds(None), rule.holds(0)
    ('a whole number from 1 or None', True, False)
    """

    words: str
    holds: Callable[[object], bool]

    def __or__(self, other: Rule) -> Rule:
        """Return the rule that either one may meet."""
        return Rule(f"{self.words} or {other.words}", lambda value: self.holds(value) or other.holds(value))


def whole(low: int) -> Rule:
    """Demand a whole number from a least one on.

    Parameters
    ----------
    low : int

    Returns
    -------
    Rule

    Examples
    --------
    >>> from coterie.model.parameters import whole
    >>> whole(1).holds(3), whole(1).holds(True)
    (True, False)
    """
    return Rule(f"a whole number from {low}", lambda value: _is(value, Integral) and value >= low)  # type: ignore[operator]  # compared only once known to be a number


def real(low: float, high: float = np.inf, *, above: bool = False) -> Rule:
    """Demand a number within limits.

    Parameters
    ----------
    low, high : float
    above : bool
        Whether the lower limit itself is too low.

    Returns
    -------
    Rule

    Examples
    --------
    >>> from coterie.model.parameters import real
    >>> real(0, 1).words, real(0, above=True).words, real(0).holds(float("nan"))
    ('a number from 0 to 1', 'a number above 0', False)
    """
    words = f"a number {'above' if above else 'from'} {low:g}" + (f" to {high:g}" if high < np.inf else "")
    return Rule(words, lambda value: _is(value, Real) and (low < value if above else low <= value) and value <= high)  # type: ignore[operator]  # compared only once known to be a number


def one_of(*names: str) -> Rule:
    """Demand one of some words.

    Parameters
    ----------
    *names : str

    Returns
    -------
    Rule

    Examples
    --------
    >>> from coterie.model.parameters import one_of
    >>> one_of("auto").words
    "'auto'"
    """
    return Rule(" or ".join(map(repr, names)), lambda value: isinstance(value, str) and value in names)


ARRAY = Rule("an array", lambda value: not isinstance(value, str) and hasattr(value, "__len__"))
NOTHING = Rule("None", lambda value: value is None)
SEED = whole(0) | Rule("a RandomState", lambda value: isinstance(value, np.random.RandomState)) | NOTHING


def check_parameters(estimator: BaseEstimator, rules: Mapping[str, Rule]) -> None:
    """Raise where a parameter breaks its rule.

    Parameters
    ----------
    estimator : estimator
    rules : mapping of str to Rule

    Raises
    ------
    ValueError
        A parameter is not what its rule demands.

    Examples
    --------
    >>> from sklearn.cluster import KMeans
    >>> from coterie.model.parameters import check_parameters, whole
    >>> check_parameters(KMeans(0), {"n_clusters": whole(1)})
    Traceback (most recent call last):
    ...
    ValueError: n_clusters=0 of KMeans must be a whole number from 1
    """
    for name, rule in rules.items():
        value = getattr(estimator, name)
        if not rule.holds(value):
            raise ValueError(f"{name}={value!r} of {type(estimator).__name__} must be {rule.words}")


def _is(value: object, kind: type) -> bool:
    """Whether a value is a number of this kind; True and False are no numbers."""
    return isinstance(value, kind) and not isinstance(value, bool)
