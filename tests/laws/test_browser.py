"""The report in a real browser: as wide as a phone, silent, without a network, and on paper."""

import re
import shutil
import subprocess

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PHONE_WIDTH = 375
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--enable-logging=stderr"]
NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND"
PHONE = """<!doctype html><title>phone</title>
<iframe id="page" src="{page}" style="width:{width}px;height:800px;border:0"></iframe>
<script>document.getElementById("page").onload = function () {{
  document.body.dataset.width = this.contentDocument.documentElement.scrollWidth;
  document.body.dataset.characters = this.contentDocument.body.innerText.length;
}};</script>
"""


@pytest.fixture(scope="module")
def browser():
    """Command of a browser that runs without a screen."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("no chromium on this machine; `make system-deps` installs it")
    return found


@pytest.fixture(scope="module")
def report_page(sample_run, tmp_path_factory):
    """Path of the report of a run on real customers."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    sample_run.report(path)
    return path


@pytest.fixture(scope="module")
def seen(browser, report_page, tmp_path_factory):
    """The page as a phone lays it out: what the browser measured, and what it complained about."""
    frame = tmp_path_factory.mktemp("phone") / "phone.html"
    frame.write_text(PHONE.format(page=report_page.as_uri(), width=PHONE_WIDTH), encoding="utf-8")
    command = [browser, *FLAGS, NO_NETWORK, "--virtual-time-budget=5000", "--dump-dom", frame.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)


def _measured(seen, what):
    return int(re.search(rf'data-{what}="(\d+)"', seen.stdout).group(1))


def test_report_fits_a_phone(seen):
    """Nothing has to be moved sideways to be read."""
    assert _measured(seen, "width") <= PHONE_WIDTH


def test_report_shows_its_text(seen):
    """The page is not blank."""
    assert _measured(seen, "characters") > 1000


def test_browser_has_nothing_to_complain_about(seen):
    """No script fails and nothing is asked of the network, where it would not be found."""
    assert [line for line in seen.stderr.splitlines() if "CONSOLE" in line] == []


def test_report_prints(browser, report_page, tmp_path):
    """On paper, too, it has pages."""
    paper = tmp_path / "report.pdf"
    command = [browser, *FLAGS, NO_NETWORK, f"--print-to-pdf={paper}", report_page.as_uri()]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    assert len(re.findall(rb"/Type /Page\s", paper.read_bytes())) >= 2
