"""What is installed is what is tested: the wheel holds every file of the package and works on its own."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "src"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """Folder with the unpacked wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("coterie-*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def test_wheel_holds_every_file_of_the_package(unpacked):
    """Templates and the mark that types are shipped go along."""
    files = {p.relative_to(SOURCE) for p in SOURCE.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    wheel = {p.relative_to(unpacked) for p in unpacked.rglob("*") if p.is_file()}
    assert files - wheel == set()
    assert Path("coterie/py.typed") in wheel


def test_wheel_runs_on_its_own(unpacked, cdnow_sample, tmp_path):
    """From the wheel alone, a run on the sample writes a bundle with a report."""
    code = f"import sys; sys.path.insert(0, {str(unpacked)!r}); from coterie.__main__ import main; main()"
    columns = ["--customer", "column1", "--amount", "column5"]
    out = ["--out", str(tmp_path / "sample.coterie")]
    command = [sys.executable, "-c", code, "run", str(cdnow_sample), *columns, *out]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (run.returncode, (tmp_path / "sample.coterie" / "report.html").is_file()) == (0, True), run.stderr
