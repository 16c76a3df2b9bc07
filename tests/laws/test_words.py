"""Words that the repository does not hold: places on one machine, hosts, open ends, checks that are switched off."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
NO_TEXT = {".gz", ".npz", ".parquet", ".png", ".sqlite"}

# Written in pieces, so that this file obeys its own law.
MACHINE_PATHS = ["/" + "home/", "/" + "root/", "/" + "work/", "/" + "Users/", "/opt/" + "wheels", "C:" + "\\Users"]
HOSTS = ["py" + "pi.org", "python" + "hosted.org", "crates" + ".io", "npm" + "js", "deb.debian" + ".org"]
REASONLESS = re.compile(r"#\s*(?:noqa(?!: [A-Z]+\d+(?:, [A-Z]+\d+)* +\S)|type: ignore(?!\[[\w, -]+\] +\S))")
OPEN_END = re.compile(r"#.*\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b(?!.*#\d+)")


def _tracked():
    """Files under version control; in an unpacked archive, every file of the project's folders."""
    if shutil.which("git") and (PROJECT / ".git").exists():
        listing = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True)  # noqa: S607  git is found on the path
        return [PROJECT / line for line in listing.stdout.splitlines()]
    return [p for folder in ("src", "tests", "docs") for p in (PROJECT / folder).rglob("*") if p.is_file()]


@pytest.fixture(scope="module")
def texts():
    """Every text file of the repository but the data."""
    files = [f for f in _tracked() if f.suffix not in NO_TEXT and "data_files" not in f.parts and f.is_file()]
    return {f.relative_to(PROJECT).as_posix(): f.read_text(encoding="utf-8") for f in files}


def _lines_with(texts, pattern):
    return [
        f"{name}:{number} {line.strip()[:80]}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if re.search(pattern, line)
    ]


@pytest.mark.parametrize("word", MACHINE_PATHS)
def test_no_place_on_one_machine(texts, word):
    """A path of somebody's machine means nothing on another."""
    assert _lines_with(texts, re.escape(word)) == []


@pytest.mark.parametrize("word", HOSTS)
def test_no_registry_is_named_by_its_host(texts, word):
    """Packages have names; where they come from is the user's setting."""
    assert _lines_with(texts, re.escape(word)) == []


def test_every_exception_from_a_check_has_its_reason(texts):
    """`noqa` and `type: ignore` name the rule and say why."""
    python = {name: text for name, text in texts.items() if name.endswith(".py")}
    assert _lines_with(python, REASONLESS) == []


def test_no_open_end_without_a_number(texts):
    """What is still to do stands where it is seen, not in a comment."""
    python = {name: text for name, text in texts.items() if name.endswith(".py")}
    assert _lines_with(python, OPEN_END) == []
