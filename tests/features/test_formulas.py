"""Formulas of users: computed as Python computes them, and nothing that was typed reaches a query."""

from __future__ import annotations

import math
import re
from operator import itemgetter

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.errors import ConfigError
from coterie.features.formulas import Term, names_in, write_formula
from coterie.tables import Step

NAMES = ("n_orders", "spend", "days")
TERMS = {name: Term(name, "") for name in NAMES}
UNITS = {
    "spend": Term("spend", "money"),
    "paid": Term("paid", "money"),
    "days": Term("days", "days"),
    "part": Term("part", "share"),
}
WHERE = "features.own.mine"
OWN_WORDS = {
    "abs",
    "and",
    "as",
    "case",
    "cast",
    "coalesce",
    "double",
    "else",
    "end",
    "floor",
    "greatest",
    "least",
    "ln",
}
OWN_WORDS |= {"not", "nullif", "or", "then", "when"}


def known(function):
    """What is made of something unknown is unknown."""
    return lambda *values: None if None in values else function(*values)


def there(function):
    """What is unknown is passed over; nothing but unknowns is unknown."""
    return lambda *values: function([value for value in values if value is not None], default=None)


def both(left, right):
    """Three-valued and: one that fails decides."""
    return 0.0 if 0.0 in (left, right) else None if None in (left, right) else 1.0


def either(left, right):
    """Three-valued or: one that holds decides."""
    return 1.0 if 1.0 in (left, right) else None if None in (left, right) else 0.0


ARITHMETIC = {
    "({} + {})": known(lambda a, b: a + b),
    "({} - {})": known(lambda a, b: a - b),
    "({} * {})": known(lambda a, b: a * b),
    "({} / {})": known(lambda a, b: a / b if b else None),
    "least({}, {})": there(min),
    "greatest({}, {})": there(max),
    "coalesce({}, {})": there(lambda values, default: values[0] if values else default),
}
OF_ONE = {
    "(-{})": known(lambda a: -a),
    "abs({})": known(abs),
    "floor({})": known(lambda a: float(math.floor(a))),
    "ln({})": known(lambda a: math.log(a) if a > 0 else None),
}
COMPARED = {
    "({} < {})": known(lambda a, b: float(a < b)),
    "({} <= {})": known(lambda a, b: float(a <= b)),
    "({} > {})": known(lambda a, b: float(a > b)),
    "({} >= {})": known(lambda a, b: float(a >= b)),
    "({} == {})": known(lambda a, b: float(a == b)),
    "({} != {})": known(lambda a, b: float(a != b)),
}


def applied(functions, *parts):
    """Draw what one of the functions makes of parts: its text, and what it computes of a row."""

    def put_together(function, drawn):
        text = function[0].format(*(part[0] for part in drawn))
        return text, lambda row: function[1](*(part[1](row) for part in drawn))

    return st.builds(put_together, st.sampled_from(list(functions.items())), st.tuples(*parts))


def longer(parts):
    """Draw what is made of shorter formulas."""
    compared = applied(COMPARED, parts, parts) | applied({"({} < {} <= {})": chained}, parts, parts, parts)
    condition = (
        compared
        | applied({"({} and {})": both, "({} or {})": either}, compared, compared)
        | applied({"(not {})": known(lambda a: 1.0 - a)}, compared)
    )
    choice = {"({1} if {0} else {2})": lambda test, a, b: a if test else b}
    return (
        applied(ARITHMETIC, parts, parts)
        | applied(OF_ONE, parts)
        | applied(choice, condition, parts, parts)
        | condition
    )


def chained(a, b, c):
    """Two comparisons with one middle."""
    return both(COMPARED["({} < {})"](a, b), COMPARED["({} <= {})"](b, c))


LEAVES = st.sampled_from([(name, itemgetter(name)) for name in NAMES]) | st.sampled_from(
    [(text, lambda _, number=float(text): number) for text in ("0", "1", "7", "0.5", "2.25", "1e3", "0.1")]
)
FORMULAS = st.recursive(LEAVES, longer, max_leaves=10)
VALUE = st.none() | st.integers(-5, 50).map(float) | st.floats(-100, 100)
ROWS = st.fixed_dictionaries(dict.fromkeys(NAMES, VALUE))
PIECES = ["n_orders", "spend", "'", '"', ";", "--", "/*", "(", ")", "select", ",", "**", "[", "1", ":", "\\", "lambda"]
PIECES += ["_", ".", "$a", "\0", "\n", "if", "else", "not", "@", "=", "<", "+", "-", "/"]


@pytest.fixture(scope="module")
def computed(run_step):
    """Compute a formula by a query, row by row."""

    def compute(formula, rows, terms=TERMS):
        sql = f"select {write_formula(formula, terms, where=WHERE)} as found from numbers"
        table = pa.table({name: pa.array([row[name] for row in rows], pa.float64()) for name in NAMES})
        return run_step(Step("found", ("numbers",), sql), numbers=table)["found"].to_pylist()

    return compute


# Laws


@given(formula=FORMULAS, row=ROWS)
def test_a_formula_is_computed_as_python_computes_it(computed, formula, row):
    """Any expression on any row, what is unknown included."""
    text, by_python = formula
    found, expected = computed(text, [row])[0], by_python(row)
    assert found == (None if expected is None else pytest.approx(expected, rel=1e-12, abs=1e-12))


def written(text):
    """Return what is written of a text, and how it was refused."""
    try:
        return write_formula(text, TERMS, where=WHERE), None
    except ConfigError as refused:
        return "", refused


@given(text=st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_no_text_reaches_a_query(text):
    """What is written holds nothing but our words, known names and numbers."""
    sql, _ = written(text)
    assert set(re.findall(r"(?<![\w.])[A-Za-z_]\w*", sql)) <= OWN_WORDS | set(NAMES)
    assert set(sql) <= set("abcdefghijklmnopqrstuvwxyz_0123456789 .,()+-*/<>=")
    assert not {"--", "/*", "*/"} & {sql[place : place + 2] for place in range(len(sql))}


@given(text=st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_what_is_no_formula_is_refused_in_one_line(text):
    """By the setting's name, with what to do; nothing else is ever raised."""
    sql, refused = written(text)
    assert bool(sql) != bool(refused)
    assert "\n" not in str(refused)
    assert refused is None or (refused.where, refused.remedy[-1] in ".?") == (WHERE, True)


# What is refused


@pytest.mark.parametrize(
    ("formula", "what"),
    [
        ("n_orders.real", "'n_orders.real' may not stand in a formula"),
        ("n_orders.__class__", "may not stand in a formula"),
        ("__import__('os')", "may not stand in a formula"),
        ("open(n_orders)", "may not stand in a formula"),
        ("(lambda: n_orders)()", "may not stand in a formula"),
        ("lambda: 1", "may not stand in a formula"),
        ("n_orders[0]", "may not stand in a formula"),
        ("[n_orders]", "may not stand in a formula"),
        ("{n_orders}", "may not stand in a formula"),
        ("f'{n_orders}'", "may not stand in a formula"),
        ("n_orders if spend", "is no formula"),
        ("n_orders ** 999999999", "may not stand in a formula"),
        ("n_orders // 2", "may not stand in a formula"),
        ("n_orders % 2", "may not stand in a formula"),
        ("~n_orders", "may not stand in a formula"),
        ("n_orders is spend", "may not stand in a formula"),
        ("n_orders in spend", "may not stand in a formula"),
        ("(x := n_orders)", "may not stand in a formula"),
        ("abs(x=n_orders)", "may not stand in a formula"),
        ("abs(*n_orders)", "may not stand in a formula"),
        ("'text'", "is no number for a formula"),
        ("True", "is no number for a formula"),
        ("None", "is no number for a formula"),
        ("1j", "is no number for a formula"),
        ("1e999", "is no number for a formula"),
        ("10000000000000000000", "is no number for a formula"),
        ("1e-300", "is no number for a formula"),
        ("n_order", "unknown name 'n_order'"),
        ("abs", "unknown name 'abs'"),
        ("ln()", "ln takes one value, not 0"),
        ("abs(1, 2)", "abs takes one value, not 2"),
        ("least(1)", "least takes two values or more, not 1"),
        ("not n_orders", "'n_orders' is no condition"),
        ("n_orders and spend > 1", "'n_orders' is no condition"),
        ("1 if n_orders else 2", "'n_orders' is no condition"),
        ("", "is no formula"),
        ("n_orders;", "is no formula"),
        ("n_orders = 1", "is no formula"),
        ("(" * 300 + "1" + ")" * 300, "is no formula"),
        ("-" * 200 + "1", "nested too deeply"),
        ("1+" * 200 + "1", "nested too deeply"),
        ("n_orders + " * 200 + "1", "the formula has 2,201 characters"),
        ("\0", "is no formula"),
        ("\ud800", "is no formula"),
    ],
)
def test_what_a_formula_may_not_do_is_refused(formula, what):
    """In one line that says what, where and what to write instead."""
    with pytest.raises(ConfigError) as caught:
        write_formula(formula, TERMS, where=WHERE)
    assert what in str(caught.value)
    assert (caught.value.where, "\n" in str(caught.value)) == (WHERE, False)
    assert caught.value.remedy.endswith((".", "?"))


def test_a_near_name_is_offered():
    """A slip of the pen is answered with the right word."""
    with pytest.raises(ConfigError, match=r"Did you mean n_orders\?"):
        write_formula("n_oders / 2", TERMS, where=WHERE)


def test_a_far_name_is_referred_to_the_reference():
    """There are too many to list."""
    with pytest.raises(ConfigError, match="See the features and aggregates"):
        write_formula("xyzzy", TERMS, where=WHERE)


def test_a_formula_that_grows_beyond_all_measure_is_refused():
    """What builds on long features is long."""
    long = {"n_orders": Term("(" + "n_orders + " * 1_000 + "1)", "")}
    for formula in ("n_orders * n_orders", "(n_orders < n_orders) < n_orders"):
        with pytest.raises(ConfigError, match="too long, with the features it builds on"):
            write_formula(formula, long, where=WHERE)


# Units


@pytest.mark.parametrize(
    "formula", ["spend + days", "spend - 2 * days", "spend < days", "least(spend, days)", "spend if part > 1 else days"]
)
def test_different_units_are_not_put_together(formula):
    """Money and days have no sum."""
    with pytest.raises(ConfigError, match=r"puts days and money together \(features.own.mine\)\. Add and compare"):
        write_formula(formula, UNITS, where=WHERE)


@pytest.mark.parametrize(
    "formula",
    [
        "spend + paid",
        "spend + 1",
        "part * spend + paid",
        "spend / days + days / spend",
        "spend / paid + part",
        "spend / 2 > paid * part",
        "abs(-spend) + floor(paid)",
        "ln(spend) + ln(days)",
        "coalesce(spend, 0)",
    ],
)
def test_what_has_one_unit_or_none_is_put_together(formula):
    """Numbers, shares and quotients go with anything."""
    assert write_formula(formula, UNITS, where=WHERE)


# Values


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("spend / n_orders", 2.5),
        ("spend / 0", None),
        ("ln(0)", None),
        ("ln(-n_orders)", None),
        ("(spend / 0) > 1", None),
        ("1 if spend / (n_orders - 4) > 1 else 0", 0.0),
        ("n_orders > 3", 1.0),
        ("n_orders > 4", 0.0),
        ("n_orders >= 4", 1.0),
        ("n_orders >= 5", 0.0),
        ("n_orders < 5", 1.0),
        ("n_orders < 4", 0.0),
        ("n_orders <= 4", 1.0),
        ("n_orders <= 3", 0.0),
        ("n_orders == 4", 1.0),
        ("n_orders == 5", 0.0),
        ("n_orders != 4", 0.0),
        ("not n_orders == 4", 0.0),
        ("(n_orders > 3) * 2 + 1", 3.0),
        ("1 < n_orders < 3", 0.0),
        ("days", None),
        ("coalesce(days, n_orders)", 4.0),
        ("days > 1 or n_orders > 1", 1.0),
        ("days > 1 and n_orders > 1", None),
        ("2 if days > 1 else 3", 3.0),
        ("+n_orders", 4.0),
        ("floor(-2.5)", -3.0),
        ("\n  n_orders   # a note\n", 4.0),
        (" * ".join(["1e15"] * 22), None),
    ],
)
def test_values_by_hand(computed, formula, expected):
    """Four orders, spend of 10, days unknown."""
    row = {"n_orders": 4.0, "spend": 10.0, "days": None}
    assert computed(formula, [row]) == [expected]


def test_names_of_a_formula_are_those_of_values():
    """Functions are none."""
    assert names_in("ln(spend) / n_orders if days > 1 else ln(2)", where=WHERE) == set(NAMES)
