"""Importing has no effects: nothing is printed, no filter, option or handler of the process is touched."""

import subprocess
import sys

import pytest

EVERY_MODULE = """
import importlib, pkgutil, coterie
for module in pkgutil.walk_packages(coterie.__path__, "coterie."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""
UNTOUCHED = """
import logging, random, warnings
import duckdb, jinja2, numpy, pyarrow, pydantic, rich, scipy, sklearn, typer  # their own effects are not ours
import matplotlib, sklearn.cluster, sklearn.decomposition, scipy.stats, pyarrow.parquet

def state():
    filters, handlers = list(warnings.filters), list(logging.root.handlers)
    seeds = random.getstate(), str(numpy.random.get_state())
    return filters, handlers, *seeds, numpy.get_printoptions(), dict(matplotlib.rcParams)

before = state()
{imports}
assert logging.getLogger("coterie").handlers == []
for old, new in zip(before, state(), strict=True):
    assert old == new, (old, new)
"""


def _run(code, *options):
    return subprocess.run([sys.executable, *options, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("code", ["import coterie", EVERY_MODULE], ids=["face", "every module"])
def test_importing_says_nothing(code):
    """Not a word on either stream, warnings counted as errors."""
    run = _run(code, "-W", "error")
    assert (run.stdout, run.stderr, run.returncode) == ("", "", 0)


def test_importing_changes_nothing():
    """Filters, handlers, seeds and options are what they were."""
    run = _run(UNTOUCHED.format(imports=EVERY_MODULE))
    assert (run.stderr, run.returncode) == ("", 0)
