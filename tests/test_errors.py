"""The error tree: as its docstring draws it, each error with three parts and the exit code that the branch promises."""

import re

import pytest

from coterie import errors

ERRORS = [getattr(errors, name) for name in errors.__all__ if name != "CoterieWarning"]
DRAWN = re.compile(
    r"^    (?P<branch>[│├└─ ]*)(?P<name>\w+Error)(?:\s+(?P<builtin>[A-Z]\w+Error))?(?:\s+exit (?P<exit>\d))?"
)


def _drawn():
    return [match for match in map(DRAWN.match, errors.__doc__.splitlines()) if match]


def _drawn_parents():
    """The parent of every drawn error: the last one that stands further left."""
    seen, parents = [], {}
    for match in _drawn():
        depth = len(match["branch"])
        seen = [(name, d) for name, d in seen if d < depth]
        parents[match["name"]] = seen[-1][0] if seen else None
        seen.append((match["name"], depth))
    return parents


@pytest.mark.parametrize("kind", ERRORS)
def test_error_has_what_where_and_remedy(kind):
    """The three parts can be read one by one."""
    error = kind("9 is not a number of segments", "--k", "Give a number from 2 to 8.")
    assert (error.what, error.where, error.remedy) == (
        "9 is not a number of segments",
        "--k",
        "Give a number from 2 to 8.",
    )


@pytest.mark.parametrize("kind", ERRORS)
def test_error_reads_as_one_line(kind):
    """The three parts make one line, in the order in which a reader asks."""
    assert str(kind("no such file", "orders.csv", "Check the path.")) == "no such file (orders.csv). Check the path."


@pytest.mark.parametrize("kind", ERRORS)
@pytest.mark.parametrize("parts", [(), ("what",), ("what", "where")], ids=len)
def test_error_demands_all_three_parts(kind, parts):
    """An error that does not say what to do cannot be raised."""
    with pytest.raises(TypeError):
        kind(*parts)


def test_tree_is_drawn_as_it_is():
    """Every error stands in the drawing, below its true parent."""
    parents = {kind.__name__: kind.__bases__[0].__name__ for kind in ERRORS}
    assert {name: parent or "Exception" for name, parent in _drawn_parents().items()} == parents


@pytest.mark.parametrize("drawn", [d for d in _drawn() if d["builtin"]], ids=lambda d: d["name"])
def test_error_is_the_builtin_kind_that_callers_expect(drawn):
    """`except ValueError` catches what a user's data cause."""
    assert drawn["builtin"] in {base.__name__ for base in getattr(errors, drawn["name"]).__mro__}


@pytest.mark.parametrize("drawn", [d for d in _drawn() if d["exit"]], ids=lambda d: d["name"])
def test_exit_code_is_drawn_as_it_is(drawn):
    """The drawing promises the exit code of the command line."""
    assert getattr(errors, drawn["name"]).exit_code == int(drawn["exit"])


@pytest.mark.parametrize("kind", [kind for kind in ERRORS if issubclass(kind, errors.InputError)])
def test_everything_that_the_user_can_mend_exits_with_two(kind):
    """2 is the user's error, on whatever branch below InputError."""
    assert kind.exit_code == 2


def test_warning_is_no_error():
    """A result that stands but deserves care warns; it does not stop."""
    assert issubclass(errors.CoterieWarning, UserWarning)
    assert not issubclass(errors.CoterieWarning, errors.CoterieError)
