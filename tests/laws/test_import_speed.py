"""`import coterie` and `coterie --help` open nothing heavy; no clock decides, only what was opened."""

import json
import subprocess
import sys

import pytest

HEAVY = {"duckdb", "jinja2", "matplotlib", "numpy", "pandas", "polars", "pyarrow", "scipy", "sklearn"}
LIST_MODULES = "import json, sys; print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
HELP = """
import contextlib, io, sys
from coterie.__main__ import main
sys.argv = ["coterie", "--help"]
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main()
"""


def _opened_by(code):
    """Names of top-level packages in a fresh interpreter after the code."""
    run = subprocess.run([sys.executable, "-c", f"{code}\n{LIST_MODULES}"], capture_output=True, text=True, check=True)
    return set(json.loads(run.stdout))


@pytest.mark.parametrize("code", ["import coterie", HELP], ids=["import", "help"])
def test_nothing_heavy_is_opened(code):
    """Arrays, engines and plots wait until they are asked for."""
    assert _opened_by(code) & HEAVY == set()


def test_the_face_is_listed_without_opening_it():
    """`dir(coterie)` knows every public name and opens none."""
    assert _opened_by("import coterie; assert set(coterie.__all__) <= set(dir(coterie))") & HEAVY == set()
