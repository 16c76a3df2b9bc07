"""What passes between rooms and engines: values that cannot be changed on the way."""

from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest

from coterie import tables
from coterie.tables import Source, Step

RECORDS = [kind for kind in vars(tables).values() if is_dataclass(kind) and isinstance(kind, type)]


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_records_are_frozen(kind):
    """What passes between rooms cannot be changed on the way."""
    record = object.__new__(kind)
    with pytest.raises(FrozenInstanceError):
        setattr(record, fields(kind)[0].name, None)


def test_a_source_in_memory_is_compared_and_shown_without_its_rows():
    """A customer's rows never reach a message by way of a repr."""
    source = Source(("memory",), "arrow", data=["a customer's row"])
    assert "a customer's row" not in repr(source)
    assert source == Source(("memory",), "arrow")


def test_a_step_is_equal_to_one_with_the_same_text_and_values():
    """Steps are values: an engine may reuse the result of an equal one."""
    assert Step("orders", ("lines",), "select 1 as one") == Step("orders", ("lines",), "select 1 as one")
