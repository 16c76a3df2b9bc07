"""The words of a finding."""

import pytest

from coterie.data.findings import option_of


@pytest.mark.parametrize(
    ("role", "option"), [("customer", "--customer"), ("unit_price", "--price"), ("time_style", "--time-style")]
)
def test_an_option_is_spelt_as_on_the_command_line(role, option):
    """With dashes; a unit price is a price."""
    assert option_of(role) == option
