"""What the user typed becomes files, each once and in order."""

import pytest

from coterie.data.sources.paths import find_files
from coterie.errors import SourceError


def test_a_pattern_finds_files_below(tmp_path, spool):
    """Also in folders of folders, in alphabetical order; folders are no files."""
    for name in ("b/2.csv", "a/1.csv", "a/x.csv/3.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("id\n1\n")
    found = find_files(str(tmp_path / "**" / "*.csv"), spool)
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["a/1.csv", "a/x.csv/3.csv", "b/2.csv"]


def test_a_file_whose_name_looks_like_a_pattern_is_itself(tmp_path, spool):
    """Brackets may stand in names."""
    path = tmp_path / "orders[1].csv"
    path.write_text("id\n1\n")
    assert find_files(path, spool) == [path]


def test_a_file_named_twice_is_refused(tmp_path, spool):
    """However it is named; its rows would count twice."""
    path = tmp_path / "orders.csv"
    path.write_text("id\n1\n")
    with pytest.raises(SourceError, match="the file is named twice"):
        find_files([path, str(tmp_path / "*.csv")], spool)


@pytest.mark.parametrize("source", [5, None, [], ["a.csv", 5], {"a": 1}])
def test_what_is_no_path_is_refused(source, spool):
    """By its kind, with what may be given."""
    with pytest.raises(SourceError) as caught:
        find_files(source, spool)
    assert caught.value.what.startswith("cannot read a builtins.")
    assert caught.value.remedy == "Give a path, several, or a table (collected, if lazy)."
