"""A question is asked only where another answer would change the result."""

import pyarrow as pa
import pytest

from coterie.data.doubts import contested, guessed, hinted, repeating_ids
from coterie.data.sheet import Sheet

SHEET = Sheet(
    pa.table(
        {
            "customer_id": list("aabb"),
            "client_id": list("ccdd"),
            "member_id": list("efef"),
            "order_date": ["2011-01-31", "2011-02-01", "2011-02-02", "2011-02-03"],
            "order_time": ["2011-01-31 08:00", "2011-02-01 08:00", "2011-02-02 08:00", "2011-02-03 08:00"],
            "client_name": list("aabb"),
            "nick": list("xyxy"),
        }
    )
)


@pytest.mark.parametrize(
    ("role", "labels", "choices"),
    [
        ("customer", ["customer_id", "client_id"], ()),
        ("customer", ["customer_id", "client_id", "member_id"], ("customer_id", "member_id")),
        ("time", ["order_date", "order_time"], ()),
        ("order", ["customer_id", "member_id"], ()),
    ],
)
def test_columns_that_say_the_same_are_not_asked_about(role, labels, choices):
    """Nor is a role on which little hangs; but the other name is told."""
    pick = contested(SHEET, role, labels=labels)
    assert (pick.label, pick.sure, pick.choices) == (labels[0], False, choices)
    assert pick.reason == f"its name says so, but so does that of {labels[1]}"


def test_a_guess_without_rival_is_not_asked_about():
    """There is no other answer."""
    assert guessed("customer", "its values repeat", labels=["nick"]).question == ""
    assert guessed("customer", "its values repeat", labels=["nick", "x"]).choices == ("nick", "x")


def test_a_hint_at_the_customer_is_asked_about():
    """Where other columns with ids may be meant."""
    assert hinted(SHEET, "customer", look=SHEET.look("client_name")).choices == ("client_name", "nick")


def test_a_bare_id_is_the_customers_without_a_question():
    """Where no other name speaks of one."""
    sheet = Sheet(pa.table({"id": list("aabb"), "nick": list("xyxy")}))
    assert hinted(sheet, "customer", look=sheet.look("id")).question == ""


def test_ids_that_repeat_and_speak_of_nothing_else():
    """They may be the customer's."""
    assert [look.label for look in repeating_ids(SHEET)] == ["nick"]
