"""Text gets its meaning exactly: numbers to 1/10,000, ids to the letter; or none at all."""

from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.casts import e4_sql, id_sql, number_sql

LARGEST = 2**63 - 1
DECIMALS = st.decimals(min_value=-(10**16), max_value=10**16, allow_nan=False, places=6)


@pytest.fixture(scope="module")
def evaluate():
    """Evaluate an expression over a column ``x`` of some values."""
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")

    def run(expression, values, data_type="varchar"):
        rows = pa.table({"x": pa.array(values)}) if values else pa.table({"x": pa.nulls(0, pa.string())})
        connection.register("given", rows)
        sql = f"select {expression} as y from (select cast(x as {data_type}) as x from given)"
        return [row[0] for row in connection.execute(sql).fetchall()]

    return run


def _e4(number):
    scaled = int((number * 10_000).quantize(Decimal(1), ROUND_HALF_UP))
    return scaled if -LARGEST - 1 <= scaled <= LARGEST else None


@given(st.lists(DECIMALS, min_size=1, max_size=20), st.sampled_from([(".", ""), (".", ","), (",", ""), (",", ".")]))
def test_numbers_are_exact(evaluate, numbers, marks):
    """To 1/10,000, halves away from zero, with either mark, thousands marked or not; null beyond int64."""
    decimal, thousands = marks
    texts = [f"{number:,f}".translate({ord("."): decimal, ord(","): thousands}) for number in numbers]
    assert evaluate(e4_sql("x", decimal, type="text"), texts) == [_e4(number) for number in numbers]


@given(st.lists(st.integers(-(2**63), LARGEST), min_size=1, max_size=20))
def test_whole_numbers_are_exact(evaluate, numbers):
    """Null beyond int64."""
    assert evaluate(e4_sql("x", ".", type="integer"), numbers, "bigint") == [_e4(Decimal(number)) for number in numbers]


@given(st.lists(st.decimals(-1000, 1000, places=6), min_size=1, max_size=20))
def test_decimals_are_exact(evaluate, numbers):
    """Halves away from zero, as in text."""
    assert evaluate(e4_sql("x", ".", type="decimal"), numbers, "decimal(18, 6)") == [_e4(number) for number in numbers]


@given(st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=20))
def test_floats_are_read_to_the_nearest(evaluate, scaled):
    """Money written as a float is the money that was meant."""
    assert evaluate(e4_sql("x", ".", type="float"), [n / 10_000 for n in scaled], "double") == scaled


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "abc",
        "1_000",
        "nan",
        "inf",
        "1,2,3",
        "12,34",
        "1 2",
        "0x10",
        "1.2.3",
        "--1",
        "5%",
        "1,,000",
        "£",
        "5 XYZ",
        "-",
    ],
)
def test_what_is_no_number_is_null(evaluate, text):
    """Nothing is guessed, and no mark is dropped where it does not mark thousands."""
    assert evaluate(e4_sql("x", ".", type="text"), [text]) == [None]


@pytest.mark.parametrize(
    ("text", "decimal", "e4"),
    [
        ("1.234", ",", 12_340_000),
        ("1,234", ".", 12_340_000),
        ("1.234", ".", 12_340),
        ("1'234.50", ".", 12_345_000),
        ("1\u202f234,5", ",", 12_345_000),
        ("12.50", ",", None),
        ("12,50", ".", None),
        ("$1,234.50", ".", 12_345_000),
        ("-12,50 €", ",", -125_000),
        ("$(1,234.50)", ".", -12_345_000),
        (" 7 ", ".", 70_000),
        ("+.5", ".", 5_000),
        ("1e3", ".", 10_000_000),
        ("12.50-", ".", -125_000),
        ("(1,234.50)", ".", -12_345_000),
        ("($5)", ".", -50_000),
        ("1,23,456.50", ".", 1_234_565_000),
        ("1\u2019234.50", ".", 12_345_000),
        ("CHF 12.-", ".", 120_000),
        ("-CHF 12.-", ".", -120_000),
        ("-12.-", ".", -120_000),
        ("12,-", ",", 120_000),
        ("-12,-", ",", -120_000),
        ("\u221212,\u2013", ",", -120_000),
        ("(12,-)", ",", -120_000),
        ("EUR 12,50", ",", 125_000),
        ("12.50 USD", ".", 125_000),
        ("eur12,50", ",", 125_000),
        ("R$ 5", ".", 50_000),
        ("US$5", ".", 50_000),
        ("-$5.25", ".", -52_500),
        ("$-5.25", ".", -52_500),
        ("12,50 zł", ",", 125_000),
        ("99 kr", ",", 990_000),
        ("€ -1.234,5", ",", -12_345_000),
        ("\u22125", ".", -50_000),
    ],
)
def test_numbers_as_shops_write_them(evaluate, text, decimal, e4):
    """The mark decides; currency signs and blanks do not matter."""
    assert evaluate(e4_sql("x", decimal, type="text"), [text]) == [e4]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e300])
def test_floats_that_are_no_amount_are_null(evaluate, value):
    """Not finite, or beyond int64."""
    assert evaluate(e4_sql("x", ".", type="float"), [value], "double") == [None]


@pytest.mark.parametrize("n_digits", [15, 19, 28, 29, 31, 33, 35, 38, 40, 400])
@pytest.mark.parametrize("ending", ["", ".5", ",000", "e9"])
def test_numbers_of_any_length_stop_nothing(evaluate, n_digits, ending):
    """A number beyond int64 is no amount, however long its text is."""
    assert evaluate(e4_sql("x", "."), ["9" * n_digits + ending]) == [None] or n_digits < 19


@pytest.mark.parametrize("data_type", ["hugeint", "decimal(38, 0)", "decimal(38, 10)"])
def test_typed_numbers_of_any_size_stop_nothing(evaluate, data_type):
    """What a typed column can hold and an amount cannot is no amount."""
    assert evaluate(e4_sql("x", ".", type="decimal"), ["9" * 28], data_type) == [None]


def test_a_time_is_no_number(evaluate):
    """Whatever the engine thinks."""
    assert evaluate(e4_sql("x", ".", type="time"), ["2011-01-31"], "date") == [None]


@pytest.mark.parametrize(
    ("text", "plain", "whole"),
    [
        ("00123", "00123", "00123"),
        (" 17850.0 ", "17850.0", "17850"),
        ("A.0", "A.0", "A"),
        ("", None, None),
        ("  ", None, None),
        ("nan", None, None),
        ("NULL", None, None),
        ("<NA>", None, None),
        ("Nan", "Nan", "Nan"),
    ],
)
def test_ids_are_kept_to_the_letter(evaluate, text, plain, whole):
    """Trimmed; the ``.0`` goes only where the whole column has it; missing marks of programs are nobody."""
    assert evaluate(id_sql("x"), [text]) == [plain]
    assert evaluate(id_sql("x", whole_float_ids=True), [text]) == [whole]


@pytest.mark.parametrize(
    ("data_type", "type", "value", "expected"),
    [
        ("bigint", "integer", 17850, "17850"),
        ("double", "float", 17850.0, "17850"),
        ("double", "float", 1.5, "1.5"),
        ("double", "float", float("nan"), None),
        ("decimal(10, 2)", "decimal", Decimal("5.00"), "5"),
        ("decimal(10, 2)", "decimal", Decimal("5.25"), "5.25"),
        ("date", "time", "2011-01-31", "2011-01-31"),
    ],
)
def test_typed_ids_are_written_plainly(evaluate, data_type, type, value, expected):  # noqa: A002  as in the function
    """Whole numbers without decimals, whatever their type."""
    assert evaluate(id_sql("x", type=type), [value], data_type) == [expected]


def test_what_stands_around_an_id_is_no_part_of_it(evaluate):
    """A tab or a line end after an id makes no other customer."""
    assert evaluate(id_sql("x"), ["\t7\r\n", " 7 ", "7\u00a0", "\t \t", "a b"]) == ["7", "7", "7", None, "a b"]


def test_a_single_precision_price_is_read_as_it_is_shown(evaluate):
    """5000.01 in 32 bits is 5000.01, not what multiplying in 32 bits would make of it."""
    assert evaluate(e4_sql("x", ".", type="float"), ["5000.01", "100000.05"], "float") == [50_000_100, 1_000_000_500]


@pytest.mark.parametrize(("missing", "expected"), [((), ["?", "n'a", "7"]), (("?", "n'a"), [None, None, "7"])])
def test_a_source_may_have_its_own_marks_of_what_is_missing(evaluate, missing, expected):
    """They are nobody's id, whatever letters they are made of."""
    assert evaluate(id_sql("x", missing=missing), ["?", "n'a", " 7 "]) == expected


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("1,234.5", ".", 1234.5),
        ("1.234,5", ",", 1234.5),
        ("0.066666667", ".", 0.066666667),
        ("€ 12", ".", 12.0),
        ("45%", ".", 45.0),
        ("-1e3", ".", -1000.0),
        ("inf", ".", None),
        ("nan", ".", None),
        ("1_000", ".", None),
        ("lots", ".", None),
        ("", ".", None),
    ],
)
def test_plain_numbers_keep_all_their_digits(text: str, decimal: str, number: float | None) -> None:
    """Thousands, currency and percent signs are dropped; what is not finite is no number."""
    found = duckdb.sql(f"select {number_sql('v', decimal)} as x from (select '{text}' as v) as t").fetchall()
    assert found == [(number,)]


def test_typed_numbers_are_taken_as_they_are() -> None:
    """A time is none."""
    assert duckdb.sql(f"select {number_sql('v', '.', type='decimal')} from (select 1.5 as v) as t").fetchall() == [
        (1.5,)
    ]
    assert number_sql("v", ".", type="time") == "cast(null as double)"
