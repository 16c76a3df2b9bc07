"""Docs are tested: reference pages are what the code says, and what pages mention exists."""

import importlib.util
import re
from pathlib import Path

import pytest

from coterie import errors
from coterie.config import Config
from coterie.data.rules import RULES
from coterie.features.catalog import FEATURES

PROJECT = Path(__file__).resolve().parents[2]
DOCS = PROJECT / "docs"
PAGES = [PROJECT / name for name in ("ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "README.md")]
PAGES += sorted(DOCS.rglob("*.md"))
LINK = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")
COMMAND = re.compile(r"^coterie ([a-z-]+)|`coterie ([a-z-]+)", re.MULTILINE)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
OTHER_PROGRAMS = {"--cov", "--editable"}


def _reference():
    spec = importlib.util.spec_from_file_location("reference", DOCS / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


REFERENCE = _reference()


def _page(name):
    return (DOCS / "reference" / name).read_text(encoding="utf-8")


def _options():
    spellings = [s for f in REFERENCE.commands().values() for s, _ in REFERENCE.parameters(f) if s[0] == "-"]
    return {option for spelling in spellings for option in OPTION.findall(spelling)}


@pytest.mark.parametrize("page", sorted(REFERENCE.PAGES))
def test_reference_page_is_what_the_code_says(page):
    """`make docs` would change nothing."""
    assert _page(page) == REFERENCE.render(page)


def test_no_page_of_the_reference_is_left_over():
    """Every page there is written from the code."""
    assert {path.name for path in (DOCS / "reference").iterdir()} == set(REFERENCE.PAGES)


@pytest.mark.parametrize("command", sorted(REFERENCE.commands()))
def test_command_is_documented(command):
    """A command has its heading."""
    assert f"## coterie {command}\n" in _page("cli.md")


def test_every_option_is_documented():
    """An option stands in a table with its help sentence."""
    rows = re.findall(r"^\| `(-[^`]+)`", _page("cli.md"), re.MULTILINE)
    assert sorted(_options() - {option for row in rows for option in OPTION.findall(row)}) == []


def test_every_option_has_a_help_sentence():
    """No option has to be guessed."""
    infos = [(spelling, info) for f in REFERENCE.commands().values() for spelling, info in REFERENCE.parameters(f)]
    assert [spelling for spelling, info in infos if not (info.help or "").rstrip().endswith(".")] == []


@pytest.mark.parametrize("setting", list(Config.settings()), ids=lambda s: f"{s.section}.{s.name}")
def test_setting_is_documented(setting):
    """A key of the configuration file stands in the table of its section."""
    section = _page("settings.md").partition(f"## [{setting.section}]")[2].partition("\n## ")[0]
    assert f"| `{setting.name}` |" in section


@pytest.mark.parametrize("feature", FEATURES, ids=lambda f: f.name)
def test_feature_is_documented(feature):
    """A feature has its unit, meaning and formula on the page."""
    page = _page("features.md")
    assert f"| `{feature.name}` | {feature.unit} | {feature.meaning} |" in page
    assert f"| `{feature.name}` | `{feature.formula}` |" in page


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_cleaning_rule_is_documented(rule):
    """A rule has its effect and meaning on the page."""
    assert f"| {rule.name} | {rule.effect} | {rule.meaning} |" in _page("cleaning-rules.md")


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_cleaning_rule_is_explained(rule):
    """And stands where people read what happens to their rows."""
    assert rule.name in (DOCS / "cleaning.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", errors.__all__)
def test_error_is_documented(name):
    """An error has its exit code and meaning on the page."""
    assert f"| `{name}` |" in _page("errors.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(PROJECT).as_posix())
def test_links_lead_somewhere(page):
    """A relative link ends at a file of the repository."""
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(PROJECT).as_posix())
def test_commands_that_a_page_shows_exist(page):
    """Nobody copies a command from a page and is told that there is none."""
    shown = {first or second for first, second in COMMAND.findall(page.read_text(encoding="utf-8"))}
    assert shown - REFERENCE.commands().keys() == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(PROJECT).as_posix())
def test_options_that_a_page_shows_exist(page):
    """Nor an option."""
    shown = set(OPTION.findall(page.read_text(encoding="utf-8")))
    assert shown - _options() - {"--help", "--version", "--debug"} - OTHER_PROGRAMS == set()


def test_every_file_of_a_bundle_is_explained(sample_run, tmp_path):
    """Whoever opens the folder finds each file on the page."""
    page = (DOCS / "bundle.md").read_text(encoding="utf-8")
    files = [path for path in sample_run.save(tmp_path / "sample.coterie").rglob("*") if path.is_file()]
    assert [f.name for f in files if f.name not in page and f"{f.parent.name}/*{f.suffix}" not in page] == []


def test_files_that_the_architecture_names_exist():
    """A map that shows a room which is not there is worse than none."""
    named = re.findall(r"`([a-z_]+/[a-z_]+\.py)`", (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    assert [name for name in named if not (PROJECT / "src" / "coterie" / name).is_file()] == []


def test_the_changelog_keeps_changed_segments_apart():
    """Whoever updates sees first whether customers may move."""
    assert "### Changed segments" in (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
