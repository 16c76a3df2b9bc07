"""What is public is listed, sorted, and truly there; what is not listed is not public."""

import ast
import importlib

import pytest

import coterie


def _module(source):
    parts = source.path.relative_to(source.path.parents[len(source.name.split("/"))]).with_suffix("").parts
    return importlib.import_module(".".join(parts).removesuffix(".__init__"))


def _is_command(node):
    """Say whether the decorator gives a function to the command line, its only caller."""
    return any(ast.unparse(decorator).startswith("app.command(") for decorator in node.decorator_list)


def _public_definitions(source):
    definitions = (n for n in source.tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef))
    return {n.name for n in definitions if not n.name.startswith("_") and not _is_command(n)}


def _libraries(sources):
    return [source for source in sources if source.name not in {"__init__.py", "__main__.py"}]


def test_the_face_is_sorted_and_without_repeats():
    """`coterie.__all__` reads like an index."""
    assert list(coterie.__all__) == sorted(set(coterie.__all__))


@pytest.mark.parametrize("name", getattr(coterie, "__all__", ()))
def test_every_name_of_the_face_can_be_fetched(name):
    """A listed name opens; it is not a promise."""
    assert getattr(coterie, name) is not None


def test_the_face_shows_what_it_lists():
    """`dir(coterie)` helps whoever types a tab."""
    assert set(coterie.__all__) <= set(dir(coterie))


def test_an_unknown_name_is_refused_as_python_does():
    """Tools that probe for names get an AttributeError that names the package."""
    with pytest.raises(AttributeError, match="coterie"):
        coterie.no_such_name  # noqa: B018  fetching is the test


def test_every_listed_name_exists(sources):
    """`__all__` of every module names what the module holds."""
    modules = [_module(source) for source in _libraries(sources)]
    missing = {m.__name__: [n for n in getattr(m, "__all__", ()) if not hasattr(m, n)] for m in modules}
    assert {name: names for name, names in missing.items() if names} == {}


def test_every_public_definition_is_listed(sources):
    """A function or class without an underscore stands in `__all__`."""
    unlisted = {s.name: _public_definitions(s) - set(getattr(_module(s), "__all__", ())) for s in _libraries(sources)}
    assert {name: names for name, names in unlisted.items() if names} == {}
