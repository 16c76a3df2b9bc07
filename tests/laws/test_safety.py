"""Calls the product never makes: code out of data, a shell, pickles, the clock, a global seed, a swallowed error."""

import ast

BANNED_IMPORTS = {"cloudpickle", "dill", "marshal", "pickle", "shelve"}
BANNED_CALLS = {
    "eval": "data are not code",
    "exec": "data are not code",
    "joblib.load": "a pickle in disguise",
    "np.random.seed": "seeds are local",
    "numpy.random.seed": "seeds are local",
    "os.popen": "a shell",
    "os.system": "a shell",
    "random.seed": "seeds are local",
    "yaml.load": "builds any object; safe_load does not",
    "yaml.unsafe_load": "builds any object",
}
CLOCK_CALLS = {"datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time", "datetime.datetime.now"}
WRITERS_OF_THE_DAY = ("ui/", "bundle")
"""A bundle is stamped with the time it was written; nothing that is computed depends on it."""
BROAD = {"BaseException", "Exception"}
NETWORK = {"ftplib", "http", "httpx", "requests", "smtplib", "socket", "urllib"}


def _calls(source):
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            yield f"{source.name}:{node.lineno}", ast.unparse(node.func), node.keywords


def _imported(source):
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]


def _is_true(value):
    return isinstance(value, ast.Constant) and value.value is True


def _broad_handlers(source):
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler):
            caught = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} if node.type else BROAD
            if caught & BROAD:
                yield f"{source.name}:{node.lineno}"


def test_nothing_that_runs_data_as_code_is_imported(sources):
    """A bundle that came by mail must be safe to open."""
    assert [(s.name, name) for s in sources for name in _imported(s) if name in BANNED_IMPORTS] == []


def test_no_banned_call(sources):
    """Each banned call has a harmless other way."""
    calls = [(where, name) for s in sources for where, name, _ in _calls(s)]
    assert [(where, name) for where, name in calls if name in BANNED_CALLS] == []


def test_no_shell_and_no_pickled_arrays(sources):
    """Neither `shell=True` nor `allow_pickle=True` is passed to anything."""
    options = [(where, k) for s in sources for where, _, keywords in _calls(s) for k in keywords]
    assert [where for where, k in options if k.arg in {"shell", "allow_pickle"} and _is_true(k.value)] == []


def test_nothing_asks_the_clock_below_the_faces(sources):
    """`as_of` is explicit: a result does not depend on the day it is computed."""
    below = [s for s in sources if not s.name.startswith(WRITERS_OF_THE_DAY)]
    assert [(where, name) for s in below for where, name, _ in _calls(s) if name in CLOCK_CALLS] == []


def test_nothing_opens_the_network(sources):
    """What the product knows stays on the machine."""
    below = [s for s in sources if s.name not in {"ui/api.py", "ui/web.py"}]
    assert [(s.name, name) for s in below for name in _imported(s) if name in NETWORK] == []


def test_no_error_is_swallowed(library_sources):
    """Below the faces an `except` names what it expects."""
    assert [where for s in library_sources for where in _broad_handlers(s)] == []
