"""Public objects explain themselves in numpydoc: parameters as they are, what comes back, an example that runs."""

import importlib
import inspect
import re
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "coterie"
SECTION = re.compile(r"^(?P<title>[A-Z][A-Za-z ]+)\n-{3,}$", re.MULTILINE)
ENTRY = re.compile(r"^(?P<names>\*{0,2}\w+(?:, \*{0,2}\w+)*)(?: : .+)?$", re.MULTILINE)
COMMANDS = ("coterie.__main__", "coterie.ui.cli")
"""A command's options carry their own help, from which its reference page is made."""
ABOVE_THE_ROOMS = ("coterie.bundle.", "coterie.pipeline.", "coterie.ui.")
LIBRARY_FACE = "coterie.ui.library."


class Documented(NamedTuple):
    """A public object and the name it goes by."""

    name: str
    object: object

    @property
    def text(self):
        return inspect.getdoc(self.object) or ""

    @property
    def sections(self):
        """Sections by their title."""
        found = list(SECTION.finditer(self.text))
        ends = [match.start() for match in found[1:]] + [len(self.text)]
        return {m["title"]: self.text[m.end() : end].strip("\n") for m, end in zip(found, ends, strict=False)}

    @property
    def named_parameters(self):
        """Parameters as the docstring names them, attributes that an estimator learns left out."""
        entries = ENTRY.finditer(self.sections.get("Parameters", ""))
        return [name.strip().lstrip("*") for entry in entries for name in entry["names"].split(",")]

    @property
    def true_parameters(self):
        """Parameters as Python sees them."""
        parameters = inspect.signature(self.object).parameters
        return [name for name in parameters if name not in {"self", "cls"}]


def _modules():
    names = [path.relative_to(PACKAGE.parent).with_suffix("").parts for path in sorted(PACKAGE.rglob("*.py"))]
    return [".".join(parts).removesuffix(".__init__") for parts in names]


def _public_objects():
    """Every function and class that a module defines and lists."""
    for module in map(importlib.import_module, _modules()):
        for name in getattr(module, "__all__", ()):
            found = vars(module).get(name)
            if (inspect.isfunction(found) or inspect.isclass(found)) and found.__module__ == module.__name__:
                yield Documented(f"{module.__name__}.{name}", found)


def _public_methods():
    for owner in OBJECTS:
        for name, found in vars(owner.object).items() if inspect.isclass(owner.object) else ():
            function = found.__func__ if isinstance(found, classmethod | staticmethod) else found
            if inspect.isfunction(function) and not name.startswith("_"):
                yield Documented(f"{owner.name}.{name}", function)


OBJECTS = [found for found in _public_objects() if not found.name.startswith(COMMANDS)]
FUNCTIONS = [found for found in OBJECTS if inspect.isfunction(found.object)]
CLASSES = [found for found in OBJECTS if inspect.isclass(found.object)]
METHODS = list(_public_methods())


def _is_made_by_callers(documented):
    """Say whether a class has a signature of its own: no protocol, no enumeration, no bare heir."""
    kind = documented.object
    is_named = getattr(kind, "_is_protocol", False) or issubclass(kind, Enum)
    return not is_named and (is_dataclass(kind) or "__init__" in vars(kind))


def _needs_example(documented):
    """Leave out protocols, heirs, records (their maker shows them) and what takes a finished run (the library does)."""
    kind = documented.object
    is_inner = documented.name.startswith(ABOVE_THE_ROOMS) and not documented.name.startswith(LIBRARY_FACE)
    is_estimator_or_display = inspect.isclass(kind) and _is_made_by_callers(documented) and not is_dataclass(kind)
    return not is_inner and (inspect.isfunction(kind) or is_estimator_or_display)


def _ids(documented):
    return documented.name


@pytest.mark.parametrize("documented", [*OBJECTS, *METHODS], ids=_ids)
def test_says_in_one_line_what_it_does(documented):
    """The first line is a sentence that ends with a full stop."""
    assert documented.text.partition("\n")[0].endswith(".")


@pytest.mark.parametrize("documented", FUNCTIONS, ids=_ids)
def test_function_explains_its_parameters(documented):
    """The docstring names exactly the parameters of the signature, in their order."""
    assert documented.named_parameters == documented.true_parameters


@pytest.mark.parametrize("documented", [c for c in CLASSES if _is_made_by_callers(c)], ids=_ids)
def test_class_explains_its_parameters(documented):
    """The docstring names exactly the parameters of the constructor, in their order."""
    assert documented.named_parameters == documented.true_parameters


@pytest.mark.parametrize("documented", [m for m in METHODS if "Parameters" in m.sections], ids=_ids)
def test_method_explains_its_parameters(documented):
    """Where a method lists parameters, they are those of its signature."""
    assert documented.named_parameters == documented.true_parameters


@pytest.mark.parametrize("documented", FUNCTIONS, ids=_ids)
def test_function_says_what_comes_back(documented):
    """A function that returns something says what, or what it yields."""
    returns = inspect.signature(documented.object).return_annotation not in {None, "None"}
    assert bool({"Returns", "Yields"} & documented.sections.keys()) == returns


@pytest.mark.parametrize("documented", [d for d in OBJECTS if _needs_example(d)], ids=_ids)
def test_shows_an_example(documented):
    """Whoever reads can try."""
    assert ">>> " in documented.sections.get("Examples", "")
