"""Under REQUIRE=all a skipped test is a failure; the one excuse is a folder that lies outside the project."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"
FILES = {
    "by_call": "import pytest\ndef test_it():\n    pytest.skip('no browser')\n",
    "by_mark": "import pytest\n@pytest.mark.skipif(True, reason='no browser')\ndef test_it(): ...\n",
    "expected": "import pytest\n@pytest.mark.xfail(reason='known')\ndef test_it():\n    assert False\n",
    "outside": "def test_it(shared_data): ...\n",
    "whole_file": "import pytest\npytest.importorskip('no_such_package')\ndef test_it(): ...\n",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project with one file for each kind of skip, and no folder of data beside it."""
    tests = tmp_path_factory.mktemp("alone") / "project" / "tests"
    tests.mkdir(parents=True)
    shutil.copy(CONFTEST, tests)
    for name, text in FILES.items():
        (tests / f"test_{name}.py").write_text(text, encoding="utf-8")
    return tests


def _outcomes(project, require):
    """What became of each file, in a run with this REQUIRE."""
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "--continue-on-collection-errors", str(project)]
    run = subprocess.run(command, env={**os.environ, "REQUIRE": require}, capture_output=True, text=True, check=False)
    lines = [line.split() for line in run.stdout.splitlines() if "test_" in line and line.split()[0].isupper()]
    return {name: line[0] for name in FILES for line in lines if f"test_{name}.py" in " ".join(line)}


def test_a_skip_fails_where_nothing_may_be_skipped(project):
    """What the machine lacks must be installed; data outside the project may be absent."""
    assert _outcomes(project, "all") == {
        "by_call": "FAILED",
        "by_mark": "ERROR",
        "expected": "XFAIL",
        "outside": "SKIPPED",
        "whole_file": "ERROR",
    }


def test_a_skip_is_a_skip_elsewhere(project):
    """A machine without a browser can still run the rest."""
    assert _outcomes(project, "") == {
        "by_call": "SKIPPED",
        "by_mark": "SKIPPED",
        "expected": "XFAIL",
        "outside": "SKIPPED",
        "whole_file": "SKIPPED",
    }
