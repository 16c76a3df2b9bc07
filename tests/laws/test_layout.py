"""The shape of the house: budgets of files and functions, names, the rooms in order, tests that mirror the source."""

import ast
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "src" / "coterie"
TESTS = PROJECT / "tests"

MOST_LINES, MOST_CODE_LINES, MOST_BODY_LINES = 450, 300, 40
MOST_NESTING, MOST_PARAMETERS, MOST_POSITIONAL = 3, 6, 2

FLOW = ("data", "engines", "features", "model", "profile", "strategy", "tracking", "ui")
FLOORS_AS_FOLDERS = {"bundle", "config", "displays", "pipeline", "stream", "tables"}
"""A file that nears its budget becomes a folder of the same name; it stays a floor and is no room."""
ATTIC = {"base", "common", "core", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}

WIDE_CLASSES = {"BaseEstimator", "Display", "Protocol"}
"""Estimators take their settings, and displays their data, in the constructor, as scikit-learn does."""
WIDE_FILES = {
    "model/kernel.py": "one native function takes its place, and that has no keywords",
    "ui/cli.py": "an option of a command is a parameter of its function",
    "ui/library.py": "the public driver has one parameter for each setting",
}
WIDE_FUNCTIONS = {
    "choose_k": "the driver of its room, one parameter for each setting",
    "cluster": "the settings of the estimator, passed on",
}
NATURAL_TRIPLES = {
    "map_batches": "the protocol of engines fixes it",
    "rfm_scores": "recency, frequency, monetary is their order in the field",
    "segment_name": "r, f, m is how the field writes a score",
}
LATE_IMPORTS = {
    "__init__.py": "the library's face opens what is asked for",
    "__main__.py": "the command's face opens last",
    "data/sources/workbooks.py": "the reader of workbooks is an optional package",
    "displays/style.py": "a plot's style is opened with the plot",
    "engines/__init__.py": "an engine is an optional package",
    "ui/cli.py": "a command opens its driver, so that --help is fast",
}

NESTING_NODES = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith, ast.Try, ast.Match)


def _depth(node, level=0):
    """Deepest nesting below a node; `elif` is no deeper than its `if`, inner functions count for themselves."""
    deepest = level
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, ast.FunctionDef | ast.ClassDef):
                continue
            is_elif = field == "orelse" and isinstance(node, ast.If) and isinstance(child, ast.If) and len(value) == 1
            step = 1 if isinstance(child, NESTING_NODES) and not is_elif else 0
            deepest = max(deepest, _depth(child, level + step))
    return deepest


def _is_wide(source, function):
    wide_place = source.name in WIDE_FILES or function.node.name in WIDE_FUNCTIONS
    bases = {ast.unparse(base).split(".")[-1].split("[")[0] for base in getattr(function.owner, "bases", [])}
    return wide_place or bool(bases & WIDE_CLASSES)


def _late_imports(source):
    for function in source.functions:
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function.node)):
            yield function


def test_files_keep_their_length(sources):
    """A file is one thought: at most 300 lines of code, 450 in all."""
    lengths = {s.name: (len(s.text.splitlines()), len(s.code_lines)) for s in sources}
    assert {n: length for n, length in lengths.items() if length > (MOST_LINES,) or length[1] > MOST_CODE_LINES} == {}


def test_functions_keep_their_length(sources):
    """A function's body is at most 40 lines of code."""
    lengths = {f.where: s.body_length(f.node) for s in sources for f in s.functions}
    assert {where: length for where, length in lengths.items() if length > MOST_BODY_LINES} == {}


def test_functions_nest_at_most_three_deep(sources):
    """Nobody has to hold more than three conditions in mind."""
    depths = {f.where: _depth(f.node) for s in sources for f in s.functions}
    assert {where: depth for where, depth in depths.items() if depth > MOST_NESTING} == {}


def test_functions_take_few_parameters(sources):
    """At most six; what travels together is a record that waits for its name."""
    narrow = [f for s in sources for f in s.functions if not _is_wide(s, f)]
    assert {f.where: f.parameters for f in narrow if len(f.parameters) > MOST_PARAMETERS} == {}


def test_public_parameters_after_the_second_go_by_keyword(sources):
    """From another file, a call with three bare values cannot be read."""
    public = [f for s in sources for f in s.functions if not _is_wide(s, f) and not f.node.name.startswith("_")]
    named = [f for f in public if f.node.name not in NATURAL_TRIPLES]
    assert {f.where: f.positional for f in named if len(f.positional) > MOST_POSITIONAL} == {}


def test_nothing_is_called_like_an_attic(sources):
    """A module whose name says nothing attracts everything."""
    words = {s.name: {Path(part).stem.strip("_") for part in Path(s.name).parts} for s in sources}
    assert {name: found & ATTIC for name, found in words.items() if found & ATTIC} == {}


def test_imports_stand_at_the_top(sources):
    """A late import opens an optional package or a command's driver, and nothing else."""
    late = [(s, f) for s in sources if s.name not in LATE_IMPORTS for f in _late_imports(s)]
    in_plots = {f.where for s, f in late if s.name.startswith("displays") and f.node.name == "plot"}
    assert [f.where for _, f in late if f.where not in in_plots] == []


def test_the_listing_is_the_flow():
    """Folders in alphabetical order are the rooms in the order in which data moves through them."""
    folders = sorted(p.name for p in PACKAGE.iterdir() if p.is_dir() and not p.name.startswith("__"))
    rooms = [name for name in folders if name not in FLOORS_AS_FOLDERS]
    assert rooms == [name for name in FLOW if name in rooms]


def test_every_module_says_what_it_is_for(sources):
    """A module's docstring names what comes in, what goes out and its one rule."""
    assert [s.name for s in sources if not ast.get_docstring(s.tree)] == []


def test_every_module_lists_its_public_names(sources):
    """What is not in `__all__` is private."""
    with_code = [s for s in sources if s.functions or any(isinstance(n, ast.ClassDef) for n in s.tree.body)]
    assert [s.name for s in with_code if "__all__" not in s.text] == []


def test_the_library_never_prints(library_sources):
    """Results are returned, progress goes through the callback, the rest to the log."""
    calls = [(s.name, n) for s in library_sources for n in ast.walk(s.tree) if isinstance(n, ast.Call)]
    assert [f"{name}:{n.lineno}" for name, n in calls if isinstance(n.func, ast.Name) and n.func.id == "print"] == []


def test_every_source_file_has_its_test(sources):
    """`tests/` mirrors the package: one test file for each file with code."""
    with_code = [Path(s.name) for s in sources if s.functions and Path(s.name).stem not in {"__init__", "__main__"}]
    expected = [path.parent / f"test_{path.stem}.py" for path in with_code]
    assert [path.as_posix() for path in expected if not (TESTS / path).is_file()] == []


def test_every_test_file_has_its_source(sources):
    """A test whose file is gone would be found by nobody."""
    rooms = {Path(s.name).parent for s in sources} - {Path()}
    files = [path.relative_to(TESTS) for room in rooms for path in sorted((TESTS / room).glob("test_*.py"))]
    stems = {Path(s.name).with_suffix("") for s in sources}
    assert [f.as_posix() for f in files if f.parent / f.stem.removeprefix("test_") not in stems] == []
