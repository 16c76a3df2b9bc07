"""What `pyproject.toml` declares is what the product imports; its oldest versions are written down for a test."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.version import Version

PROJECT = Path(__file__).resolve().parents[2]
DECLARED = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PRODUCT_EXTRAS = ("demo", "excel", "pandas", "polars")
IMPORTED_AS = {"markupsafe": "jinja2", "sklearn": "scikit_learn"}  # markupsafe is a part of jinja2
REQUIREMENT = re.compile(r"(?P<name>[\w-]+)(?P<bound>.*)")


def _names(requirements):
    return {REQUIREMENT.match(line)["name"].lower().replace("-", "_") for line in requirements}


@pytest.fixture
def imported(sources):
    """Third-party packages that the product imports, wherever the import stands."""
    nodes = [node for source in sources for node in ast.walk(source.tree)]
    plain = {alias.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    froms = {node.module.split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {IMPORTED_AS.get(name, name) for name in plain | froms} - {"coterie", "__future__"} - sys.stdlib_module_names


def test_every_imported_package_is_declared(imported):
    """What a fresh machine does not install, the product must not import."""
    extras = [line for extra in PRODUCT_EXTRAS for line in DECLARED["optional-dependencies"][extra]]
    assert imported - _names([*DECLARED["dependencies"], *extras]) == set()


def test_every_declared_package_is_imported(imported):
    """Nobody installs what nothing uses."""
    assert _names(DECLARED["dependencies"]) - imported == set()


def test_the_oldest_versions_are_the_lower_bounds():
    """`make test-oldest` tests what `pyproject.toml` promises."""
    lines = (PROJECT / "tests" / "oldest.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line.split("==") for line in lines if "==" in line]
    bounds = [line.split(">=") for line in DECLARED["dependencies"]]
    assert {n: Version(v) for n, v in pinned} == {n: Version(v) for n, v in bounds}
