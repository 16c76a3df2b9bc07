"""Each engine and toolkit is opened in one room or file; the rest of the house does not know it."""

import ast

import pytest

FENCES = {
    "confluent_kafka": ("data/topics.py",),
    "duckdb": ("engines/", "stream.py"),
    "jinja2": ("ui/report",),
    "matplotlib": ("displays",),
    "pyspark": ("engines/", "stream.py"),
    "python_calamine": ("data/sources/workbooks.py",),
    "rich": ("ui/",),
    "typer": ("ui/",),
}
NOWHERE = ("pandas", "polars", "lifetimes", "yellowbrick", "pycaret", "kmodes")
"""Inside, tables are Arrow and numpy; what users bring comes in through the Arrow interface. The last four are dead."""


def _imports(source):
    """Top-level packages that a file imports, wherever the import stands."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("package", FENCES)
def test_package_is_opened_behind_its_fence_only(sources, package):
    """Files that import the package lie where the fence allows."""
    importers = [source.name for source in sources if package in _imports(source)]
    assert [name for name in importers if not name.startswith(FENCES[package])] == []


@pytest.mark.parametrize("package", NOWHERE)
def test_package_is_opened_nowhere(sources, package):
    """The product does without it."""
    assert [source.name for source in sources if package in _imports(source)] == []
