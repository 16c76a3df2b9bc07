"""Columns and facts go into one table and come back."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.displays.frames import kind, pack, unpack
from coterie.errors import BundleError

FACTS = st.dictionaries(
    st.text(max_size=5).filter(lambda name: name != "display"),
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.lists(st.floats(allow_nan=False)),
)


@given(FACTS)
def test_facts_come_back_to_the_last_bit(facts):
    """JSON keeps what a display needs."""
    table = pack("ElbowDisplay", {"k": [2]}, facts=facts)
    assert unpack(table, "ElbowDisplay") == {"display": "ElbowDisplay", **facts}


def test_kind_names_the_display():
    """A table says whose frame it is."""
    assert kind(pack("ElbowDisplay", {"k": [2]}, facts={})) == "ElbowDisplay"


def test_kind_of_any_other_table_is_empty():
    """Other tables are nobody's frame."""
    assert kind(pa.table({"k": [2]}, metadata={"other": "x"})) == ""


def test_the_wrong_display_is_refused_in_three_parts():
    """What, where, and what to do."""
    with pytest.raises(BundleError) as refusal:
        unpack(pack("ElbowDisplay", {"k": [2]}, facts={}), "LedgerDisplay")
    assert (refusal.value.what, refusal.value.where) == (
        "this table is not the frame of a LedgerDisplay",
        "it says: ElbowDisplay",
    )
    assert refusal.value.remedy.startswith("Give it to displays.load")
