"""What the user has set is taken to the letter, or refused with the near names."""

import pyarrow as pa
import pytest

from coterie.data.overrides import apply_overrides, columns_there
from coterie.data.sheet import Pick, Sheet
from coterie.errors import ColumnError, ConfigError

ORDERS = pa.table(
    {
        "Kunde": ["7", "7", "9"],
        "Datum": ["31.12.2010", "02.01.2011", "02.01.2011"],
        "Betrag": ["12,50", "3,00", "-3,00"],
        "Kommentar": ["a", None, "b"],
    }
)


def test_columns_and_settings_are_told_apart():
    """A price is the price of one piece; settings that traits read are left to them."""
    sheet = Sheet(ORDERS)
    settings = apply_overrides(sheet, {"price": "Betrag", "time_style": "dmy", "missing": "?, -", "targets": "x"})
    assert sheet.picks == {"unit_price": Pick("Betrag", "you have set it", is_set=True)}
    assert settings == {"time_style": "dmy", "missing": "?, -"}


@pytest.mark.parametrize(
    ("value", "labels"),
    [("Kunde, Betrag", ("Kunde", "Betrag")), ("Kunde", ("Kunde",)), ("none", ()), ("", ())],
)
def test_some_roles_take_several_columns(value, labels):
    """With commas between, or none."""
    sheet = Sheet(ORDERS)
    apply_overrides(sheet, dict.fromkeys(("discounts", "coupons", "attributes"), value))
    assert (sheet.discounts, sheet.coupons, sheet.attributes) == (labels, labels, labels)


def test_a_name_with_a_comma_is_one_column():
    """Where the table has it."""
    sheet = Sheet(pa.table({"a, b": ["1"]}))
    apply_overrides(sheet, {"discounts": "a, b"})
    assert sheet.discounts == ("a, b",)


def test_a_column_called_none_is_a_column():
    """The table's own names come first."""
    sheet = Sheet(pa.table({"none": ["1"]}))
    apply_overrides(sheet, {"amount": "none"})
    assert sheet.label("amount") == "none"


def test_of_many_columns_thirty_are_named():
    """And the others are counted."""
    assert columns_there([f"x{number}" for number in range(31)]).endswith("x29 and 1 more")


@pytest.mark.parametrize(
    ("overrides", "error", "parts"),
    [
        ({"customer": "kunden"}, ColumnError, ("no column 'kunden'", "--customer", "Did you mean Kunde?")),
        (
            {"price": "xyzxyz"},
            ColumnError,
            ("no column 'xyzxyz'", "--price", "There are: Kunde, Datum, Betrag, Kommentar."),
        ),
        (
            {"time_style": "auto"},
            ConfigError,
            (
                "time_style cannot be 'auto'",
                "--time-style",
                "Use one of: typed, iso, ymd, dmy, mdy, epoch_s, epoch_ms, epoch_us, excel, ctime",
            ),
        ),
        ({"kind": "x"}, ConfigError, ("kind cannot be 'x'", "--kind", "Use one of: orders, customers")),
        (
            {"money_unit": "cents"},
            ConfigError,
            ("money_unit cannot be 'cents'", "--money-unit", "Use a number above 0, such as 0.01 for cents."),
        ),
        ({"weight": "x"}, ConfigError, ("no role 'weight'", "the columns that are set", None)),
    ],
)
def test_an_impossible_setting_is_refused(overrides, error, parts):
    """With near names, or all there are."""
    with pytest.raises(error) as caught:
        apply_overrides(Sheet(ORDERS), overrides)
    told = (caught.value.what, caught.value.where, caught.value.remedy)
    assert told[:2] == parts[:2]
    assert parts[2] in {told[2], None}
