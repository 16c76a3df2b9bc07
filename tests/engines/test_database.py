"""The database is opened with the house's settings, or refused with what to do."""

import duckdb
import pytest

from coterie.engines.database import count_progress, open_database
from coterie.errors import ConfigError


def test_the_database_gets_its_share_and_its_threads(tmp_path):
    """Less than half of the limit; time is UTC."""
    with open_database(tmp_path, "1GB", threads=1) as database:
        sql = "select current_setting('memory_limit'), current_setting('threads'), current_setting('TimeZone')"
        assert database.sql(sql).fetchall() == [("400.5 MiB", 1, "UTC")]


@pytest.mark.parametrize("limit", ["much", "0GB"])
def test_a_limit_that_is_none_is_refused_and_leaves_nothing(tmp_path, limit):
    """The three parts of the error."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with pytest.raises(ConfigError) as caught:
        open_database(scratch, limit, threads=None)
    assert (caught.value.what, caught.value.remedy) == (
        "the engine cannot be opened so",
        "Write a limit as 2GB or 512MB.",
    )
    assert not scratch.exists()


def test_progress_is_counted_without_a_bar(capfd):
    """Nothing is printed."""
    cursor = duckdb.connect()
    count_progress(cursor)
    cursor.execute("select sum(x) from range(20000000) as t(x)").fetchall()
    assert capfd.readouterr().out == ""
