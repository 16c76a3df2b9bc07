"""The product's source as the laws read it: every file parsed once, with its functions and lines of code."""

from __future__ import annotations

import ast
import io
import tokenize
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "src" / "coterie"
QUIET_TOKENS = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class FunctionSite:
    """A function, where it stands, and the class it belongs to."""

    where: str
    node: FunctionNode
    owner: ast.ClassDef | None

    @property
    def is_method(self) -> bool:
        """Say whether the first parameter is the object or class itself."""
        static = any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in self.node.decorator_list)
        return self.owner is not None and not static

    @property
    def positional(self) -> list[str]:
        """Names of the parameters that may be given by place."""
        names = [argument.arg for argument in (*self.node.args.posonlyargs, *self.node.args.args)]
        return names[1:] if self.is_method else names

    @property
    def parameters(self) -> list[str]:
        """Names of all parameters but the object itself."""
        return self.positional + [argument.arg for argument in self.node.args.kwonlyargs]


@dataclass(frozen=True)
class SourceFile:
    """One file of the product."""

    path: Path

    @property
    def name(self) -> str:
        """The path below the package, with slashes: ``model/lloyd.py``."""
        return self.path.relative_to(PACKAGE).as_posix()

    @cached_property
    def text(self) -> str:
        """The whole text."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed text."""
        return ast.parse(self.text)

    @cached_property
    def code_lines(self) -> frozenset[int]:
        """Numbers of the lines that hold code: no docstring, comment or blank line."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        spans = (range(t.start[0], t.end[0] + 1) for t in tokens if t.type not in QUIET_TOKENS)
        return frozenset(line for span in spans for line in span) - self._docstring_lines

    @cached_property
    def _docstring_lines(self) -> frozenset[int]:
        texts = (
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        )
        return frozenset(line for node in texts for line in range(node.lineno, (node.end_lineno or 0) + 1))

    @cached_property
    def functions(self) -> tuple[FunctionSite, ...]:
        """Every function of the file, methods and inner ones too."""
        return tuple(self._functions_in(self.tree, None))

    def _functions_in(self, parent: ast.AST, owner: ast.ClassDef | None) -> list[FunctionSite]:
        found = []
        for node in ast.iter_child_nodes(parent):
            if isinstance(node, FunctionNode):
                found.append(FunctionSite(f"{self.name}:{node.lineno} {node.name}", node, owner))
            inner = node if isinstance(node, ast.ClassDef) else None if isinstance(node, FunctionNode) else owner
            found += self._functions_in(node, inner)
        return found

    def body_length(self, node: FunctionNode) -> int:
        """Count the lines of code in a function's body."""
        return len(self.code_lines & set(range(node.body[0].lineno, (node.end_lineno or 0) + 1)))


@pytest.fixture(scope="session")
def sources() -> tuple[SourceFile, ...]:
    """Every Python file of the product."""
    return tuple(SourceFile(path) for path in sorted(PACKAGE.rglob("*.py")))


@pytest.fixture(scope="session")
def library_sources(sources: tuple[SourceFile, ...]) -> tuple[SourceFile, ...]:
    """Every Python file below the faces."""
    return tuple(source for source in sources if not source.name.startswith("ui/") and source.name != "__main__.py")
