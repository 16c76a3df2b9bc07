"""Formulas that a user writes, written anew as SQL.

In: a text such as ``monetary_total / n_items`` and the names that it may use. Out: one scalar expression. The one rule:
nothing that was typed reaches a query. The text is parsed as Python's grammar has it, and what its tree says is written
from a closed list of words; whatever else it holds is refused.

==================  =================================================================================================
may be written      means
==================  =================================================================================================
``+ - * /``         as on paper; a division by zero has no value
``< <= == != > >=`` 1 where it holds, 0 where not; so do ``and``, ``or``, ``not`` of these
``a if c else b``   a where c holds, else b
``ln abs floor``    of one value; ``ln`` of nothing or less has no value
``least greatest``  of several values, those that there are
``coalesce``        the first value that there is
==================  =================================================================================================

Everything is a double; what has no value makes what is made of it unknown, too.
"""

from __future__ import annotations

import ast
import difflib
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coterie.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["Term", "names_in", "write_formula"]

_LONGEST, _DEEPEST, _LONGEST_SQL = 1_000, 60, 20_000
_LARGEST, _SMALLEST = 1e15, 1e-15
_LARGEST_DOUBLE = "1.7976931348623157e308"
_PURE = frozenset({"share", "ratio", "index", ""})
"""Units of what is a mere number."""
_SHOWN = 40

_SIGNS: dict[type[ast.AST], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
_COMPARED: dict[type[ast.AST], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "=",
    ast.NotEq: "<>",
}
_OF_ONE = {"abs": "abs({})", "floor": "cast(floor({}) as double)", "ln": "ln(nullif(greatest({}, 0), 0))"}
"""``greatest`` passes over what is unknown: of that, and of 0 and less, the logarithm is unknown."""
_OF_SEVERAL = ("coalesce", "greatest", "least")
_ALLOWED = "Use + - * / and brackets, comparisons, and, or, not, if else, ln, abs, floor, least, greatest, coalesce."


@dataclass(frozen=True)
class Term:
    """What a name stands for.

    Parameters
    ----------
    sql : str
        A scalar expression of ours, a double.
    unit : str
        Of its value.

    Examples
    --------
    >>> Term("cast(n_items as double)", "items").unit
    'items'
    """

    sql: str
    unit: str


@dataclass(frozen=True)
class _Part:
    """A piece of a formula: its SQL, whether it is a condition, and its unit; None where it has none to compare."""

    sql: str
    is_condition: bool = False
    unit: str | None = None

    @property
    def number(self) -> str:
        """The piece as a number."""
        return f"cast({self.sql} as double)" if self.is_condition else self.sql


@dataclass(frozen=True)
class _Page:
    """What a formula is written on: its text, its names, and where it stands."""

    text: str
    terms: Mapping[str, Term]
    where: str

    def refuse(self, what: str, remedy: str = _ALLOWED) -> ConfigError:
        """Return the error of a fault."""
        return ConfigError(what, self.where, remedy)

    def shown(self, node: ast.AST) -> str:
        """Return the piece of the text that a node is, cut to what can be read."""
        piece = ast.get_source_segment(self.text, node) or type(node).__name__
        return repr(piece if len(piece) <= _SHOWN else f"{piece[:_SHOWN]}…")


def names_in(text: str, *, where: str) -> frozenset[str]:
    """Return the names that a formula uses.

    Parameters
    ----------
    text : str
        As the user wrote it.
    where : str
        The setting it stands in, for messages.

    Returns
    -------
    frozenset of str
        Functions left out.

    Raises
    ------
    ConfigError
        It is no formula.

    Examples
    --------
    >>> from coterie.features.formulas import names_in
    >>> sorted(names_in("ln(monetary_total) / n_items", where="features.own.x"))
    ['monetary_total', 'n_items']
    """
    tree = _parsed(text, where)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called)


def write_formula(text: str, terms: Mapping[str, Term], *, where: str) -> str:
    """Return a formula as SQL.

    Parameters
    ----------
    text : str
        As the user wrote it.
    terms : mapping of str to Term
        The names it may use.
    where : str
        The setting it stands in, for messages.

    Returns
    -------
    str
        One ANSI scalar expression, a double; null where it has no finite value.

    Raises
    ------
    ConfigError
        It is no formula, uses a name that is not there, adds or compares different units, or wants to do more than a
        formula may.

    Examples
    --------
    >>> from coterie.features.formulas import Term, write_formula
    >>> terms = {"spend": Term("spend", "money"), "n_items": Term("cast(n_items as double)", "items")}
    >>> print(write_formula("spend / n_items", terms, where="features.own.x")[:58])
    case when abs((spend / nullif(cast(n_items as double), 0))
    """
    page = _Page(_on_one_line(text), terms, where)
    number = _write(_parsed(text, where).body, page, 0).number
    sql = f"case when abs({number}) <= {_LARGEST_DOUBLE} then {number} end"
    if len(sql) > _LONGEST_SQL:
        raise page.refuse("the formula is too long, with the features it builds on", "Build on fewer features.")
    return sql


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _parsed(text: str, where: str) -> ast.Expression:
    """Return the tree of a formula."""
    if len(text) > _LONGEST:
        raise ConfigError(f"the formula has {len(text):,} characters", where, f"Use {_LONGEST:,} at most.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python warns of texts that are refused anyway
            return ast.parse(_on_one_line(text), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        raise ConfigError(f"{shown!r} is no formula", where, "Write it as in monetary_total / n_items.") from None


def _write(node: ast.AST, page: _Page, depth: int) -> _Part:
    """Write a node and all below it."""
    if depth > _DEEPEST:
        raise page.refuse("the formula is nested too deeply", "Split it into two features.")
    writers: dict[type[ast.AST], Callable[[Any, _Page, int], _Part]] = {  # each takes its own kind of node
        ast.Constant: _constant,
        ast.Name: _name,
        ast.BinOp: _arithmetic,
        ast.UnaryOp: _signed,
        ast.BoolOp: _joined,
        ast.Compare: _compared,
        ast.IfExp: _chosen,
        ast.Call: _called,
    }
    writer = writers.get(type(node))
    if writer is None:
        raise page.refuse(f"{page.shown(node)} may not stand in a formula")
    return writer(node, page, depth + 1)


def _constant(node: ast.Constant, page: _Page, _depth: int) -> _Part:
    """Write a number, with an exponent: so every engine takes it as a double."""
    value = node.value
    if not isinstance(value, int | float) or isinstance(value, bool) or not _is_moderate(value):
        raise page.refuse(f"{page.shown(node)} is no number for a formula", "Use 0, or a number from 1e-15 to 1e15.")
    written = repr(float(value))
    return _Part(written if "e" in written else f"{written}e0")


def _is_moderate(value: float) -> bool:
    """Say whether a number can be reckoned with, without reaching the ends of doubles."""
    return value == 0 or _SMALLEST <= value <= _LARGEST


def _name(node: ast.Name, page: _Page, _depth: int) -> _Part:
    """Write what a name stands for."""
    if node.id not in page.terms:
        near = difflib.get_close_matches(node.id, [*page.terms, *_OF_ONE, *_OF_SEVERAL], n=3)
        remedy = f"Did you mean {' or '.join(near)}?" if near else "See the features and aggregates of the reference."
        raise page.refuse(f"the formula uses an unknown name {page.shown(node)}", remedy)
    term = page.terms[node.id]
    return _Part(term.sql, unit=None if term.unit in _PURE else term.unit)


def _arithmetic(node: ast.BinOp, page: _Page, depth: int) -> _Part:
    """Write a sum, a difference, a product or a quotient."""
    left, right = _write(node.left, page, depth), _write(node.right, page, depth)
    if isinstance(node.op, ast.Div):
        return _Part(f"({left.number} / nullif({right.number}, 0))", unit=left.unit if right.unit is None else None)
    if type(node.op) not in _SIGNS:
        raise page.refuse(f"{page.shown(node)} may not stand in a formula")
    sql = f"({left.number} {_SIGNS[type(node.op)]} {right.number})"
    if isinstance(node.op, ast.Mult):
        return _Part(sql, unit=(left.unit or right.unit) if None in (left.unit, right.unit) else None)
    return _Part(sql, unit=_common_unit([left, right], page, node))


def _signed(node: ast.UnaryOp, page: _Page, depth: int) -> _Part:
    """Write a number with a sign, or the contrary of a condition."""
    if isinstance(node.op, ast.Not):
        return _Part(f"(not {_condition(node.operand, page, depth)})", is_condition=True)
    if not isinstance(node.op, ast.USub | ast.UAdd):
        raise page.refuse(f"{page.shown(node)} may not stand in a formula")
    part = _write(node.operand, page, depth)
    return _Part(f"(-{part.number})" if isinstance(node.op, ast.USub) else part.number, unit=part.unit)


def _joined(node: ast.BoolOp, page: _Page, depth: int) -> _Part:
    """Write conditions joined by and, or by or."""
    word = " and " if isinstance(node.op, ast.And) else " or "
    return _Part(f"({word.join(_condition(value, page, depth) for value in node.values)})", is_condition=True)


def _compared(node: ast.Compare, page: _Page, depth: int) -> _Part:
    """Write a comparison; one of several members is one of each neighbours."""
    parts = [_write(value, page, depth) for value in (node.left, *node.comparators)]
    _common_unit(parts, page, node)
    signs = [_COMPARED.get(type(operator)) for operator in node.ops]
    if None in signs:
        raise page.refuse(f"{page.shown(node)} may not stand in a formula")
    pairs = zip(parts, signs, parts[1:], strict=False)
    sql = " and ".join(f"{left.number} {sign} {right.number}" for left, sign, right in pairs)
    if len(sql) > _LONGEST_SQL:
        raise page.refuse("the formula is too long, with the features it builds on", "Build on fewer features.")
    return _Part(f"({sql})", is_condition=True)


def _chosen(node: ast.IfExp, page: _Page, depth: int) -> _Part:
    """Write a choice; where the condition is unknown, it does not hold."""
    test = _condition(node.test, page, depth)
    parts = [_write(value, page, depth) for value in (node.body, node.orelse)]
    sql = f"case when {test} then {parts[0].number} else {parts[1].number} end"
    return _Part(sql, unit=_common_unit(parts, page, node))


def _called(node: ast.Call, page: _Page, depth: int) -> _Part:
    """Write a function of the list."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name not in {*_OF_ONE, *_OF_SEVERAL} or node.keywords:
        raise page.refuse(f"{page.shown(node)} may not stand in a formula")
    if (len(node.args) != 1) if name in _OF_ONE else (len(node.args) < len("ab")):
        wanted = "one value" if name in _OF_ONE else "two values or more"
        raise page.refuse(f"{name} takes {wanted}, not {len(node.args)}", "Separate values by commas.")
    parts = [_write(value, page, depth) for value in node.args]
    unit = _common_unit(parts, page, node)
    if name in _OF_SEVERAL:
        return _Part(f"{name}({', '.join(part.number for part in parts)})", unit=unit)
    return _Part(_OF_ONE[name].format(parts[0].number), unit=None if name == "ln" else unit)


def _condition(node: ast.AST, page: _Page, depth: int) -> str:
    """Write what must be a condition."""
    part = _write(node, page, depth)
    if not part.is_condition:
        raise page.refuse(f"{page.shown(node)} is no condition", "Compare it, as in n_orders > 1.")
    return part.sql


def _common_unit(parts: Sequence[_Part], page: _Page, node: ast.AST) -> str | None:
    """Return the unit of values that are added or compared; mere numbers go with any."""
    units = sorted({part.unit for part in parts if part.unit is not None})
    if len(units) > 1:
        raise page.refuse(
            f"{page.shown(node)} puts {' and '.join(units)} together", "Add and compare values of one unit only."
        )
    return units[0] if units else None
