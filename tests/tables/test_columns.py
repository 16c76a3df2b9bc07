"""Which column is what: a role is either there or None, and says so in the reader's words."""

from dataclasses import MISSING, fields

from coterie.tables import AttributeMap, ColumnMap, Trait


def test_every_role_but_customer_and_time_may_be_missing():
    """A table of orders needs who and when, and nothing else."""
    required = {field.name for field in fields(ColumnMap) if field.default is MISSING}
    assert required == {"customer", "time"}


def test_a_customer_table_may_lack_ids():
    """Then the row's number stands in for the id."""
    age = Trait("age", "Age", "age", "number", "basis", "a number")
    assert AttributeMap(None, (age,)).traits == (age,)
