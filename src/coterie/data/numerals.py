"""How a text column writes numbers, for numbers that are to stand in it.

Comes in: counts over a whole column. Goes out: the writing, and SQL for a number written so. The rule of this module:
an id that is a number in one table and text in another is the same id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coterie.data.casts import id_sql
from coterie.tables import Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Writing", "text_sql", "writing_step"]

_WRITINGS = {
    "comma": ",[0-9]{1,2}[^0-9.,]*$",
    "point": "[.][0-9]{1,2}[^0-9.,]*$",
    "pointed": "^-?[0-9]+[.]0$",
    "whole": "^-?[0-9]+$",
}
"""How numbers in texts end; three digits behind a mark may be thousands, and say nothing."""


@dataclass(frozen=True)
class Writing:
    """How a text column writes numbers.

    Parameters
    ----------
    decimal : {'.', ','}
        The decimal mark.
    pointed : bool
        Whether whole numbers have ``.0`` behind them.

    Examples
    --------
    >>> Writing.of({"n_comma_0": 3, "n_point_0": 0, "n_pointed_0": 0, "n_whole_0": 9}, 0)
    Writing(decimal=',', pointed=False)
    """

    decimal: str = "."
    pointed: bool = False

    @classmethod
    def of(cls, facts: Mapping[str, int], place: int) -> Writing:
        """Decide it by counts over the whole column.

        Parameters
        ----------
        facts : mapping of str to int
            What :func:`writing_step` counted.
        place : int
            The column's place there.

        Returns
        -------
        Writing
        """
        if facts[f"n_comma_{place}"] > facts[f"n_point_{place}"]:
            return cls(",")
        return cls(".", facts[f"n_pointed_{place}"] > facts[f"n_whole_{place}"])


def writing_step(columns: Sequence[str]) -> Step:
    """Count how text columns write numbers.

    Parameters
    ----------
    columns : sequence of str
        Text columns of ``texts``.

    Returns
    -------
    Step
        One row: ``n_comma_0``, ``n_point_0``, ``n_pointed_0``, ``n_whole_0`` and so on.

    Examples
    --------
    >>> writing_step(["c2"]).inputs
    ('texts',)
    """
    counts = [
        f"count(case when regexp_extract(trim({column}), '{shape}', 0) <> '' then 1 end) as n_{name}_{place}"
        for place, column in enumerate(columns)
        for name, shape in _WRITINGS.items()
    ]
    return Step("writing", ("texts",), f"select {', '.join(counts)} from texts")


def text_sql(value: str, type_: str, *, writing: Writing) -> str:
    """Return a value as a text column would have it.

    Parameters
    ----------
    value : str
        An expression.
    type_ : {'text', 'integer', 'float', 'decimal', 'time'}
        Its type.
    writing : Writing
        How the text column writes numbers.

    Returns
    -------
    str
        An expression: text, the same for a number whatever its type.

    Examples
    --------
    >>> text_sql("c0", "integer", writing=Writing())
    'cast(c0 as string)'
    """
    if type_ not in {"integer", "float", "decimal"}:
        return f"cast({value} as string)"
    text = id_sql(f"({value})" if value.startswith("-") else value, type=type_)
    if writing.pointed:
        text = f"{text} || case when {value} = floor({value}) then '.0' else '' end"
    return f"replace({text}, '.', ',')" if writing.decimal == "," else text
