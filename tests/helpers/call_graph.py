"""Who calls whom in the services, read from their source: what a function reaches past which rights.

A function reaches what it names, directly or through names it imports. What asks for a right is a wall:
nobody gets behind it without that right.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASKING = ("needs", "needs_by", "asks")
"""Decorators of `services.rights`."""
OUT = frozenset({"services.files.write_bytes", "services.files.replacing"})
"""Writing a file: data leave the program."""


@dataclass
class Graph:
    """The functions of the services by module and name.

    Attributes:
        functions: each with its source.
        calls: what each names.
        commits: those that end a unit of work.
        asking: those that ask for a right.
    """

    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    calls: dict[str, set[str]] = field(default_factory=dict)
    commits: set[str] = field(default_factory=set)
    asking: set[str] = field(default_factory=set)

    def unasked(self) -> dict[str, str]:
        """Return the functions that commit or write a file unasked, with what they reach it by."""
        acts = self.commits | {name for name, called in self.calls.items() if called & OUT}
        found = {name: name for name in acts - self.asking}
        while True:
            more = {
                name: next(iter(sorted(called & found.keys())))
                for name, called in self.calls.items()
                if name not in found and name not in self.asking and called & found.keys()
            }
            if not more:
                return found
            found |= more

    def commands_within(self, name: str) -> set[str]:
        """Return the asking functions a function reaches, not those behind them."""
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            for each in self.calls.get(waiting.pop(), set()) - seen:
                seen.add(each)
                if each not in self.asking:
                    waiting.append(each)
        return seen & self.asking


@lru_cache(maxsize=1)
def services() -> Graph:
    """Return the call graph of the services as they stand."""
    return graph({_module(path): path.read_text() for path in sorted((ROOT / "services").rglob("*.py"))})


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def graph(sources: dict[str, str]) -> Graph:
    """Return the call graph of modules given as text."""
    trees = {module: ast.parse(text) for module, text in sources.items()}
    made, names = Graph(), _Names({module: _imports(tree) for module, tree in trees.items()})
    for module, tree in trees.items():
        for name, function in _functions(module, tree):
            made.functions[name] = function
            names.add(name, module)
    for name, function in made.functions.items():
        made.calls[name] = names.called(name, function) - {name}
        if any(isinstance(each, ast.Attribute) and each.attr == "commit" for each in ast.walk(function)):
            made.commits.add(name)
        if any(ast.unparse(each).partition("(")[0] in ASKING for each in function.decorator_list):
            made.asking.add(name)
    return made


def _functions(module: str, tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        inside: Sequence[ast.AST] = node.body if isinstance(node, ast.ClassDef) else [node]
        above = f"{module}.{node.name}" if isinstance(node, ast.ClassDef) else module
        for each in inside:
            if isinstance(each, ast.FunctionDef):
                yield f"{above}.{each.name}", each


class _Names:
    """What a name stands for in each module."""

    def __init__(self, imported: dict[str, dict[str, str]]) -> None:
        self._imported = imported
        self._module: dict[str, str] = {}
        self._inside: dict[str, set[str]] = {}

    def add(self, name: str, module: str) -> None:
        self._module[name] = module
        self._inside.setdefault(name.rpartition(".")[0], set()).add(name)

    def called(self, name: str, function: ast.FunctionDef) -> set[str]:
        module = self._module[name]
        names, found = self._imported[module], set[str]()
        for each in ast.walk(function):
            if isinstance(each, ast.Name):
                found |= self._meant(names.get(each.id, f"{module}.{each.id}"))
            elif isinstance(each, ast.Attribute):
                head, _, rest = ast.unparse(each).partition(".")
                found |= self._meant(f"{names[head]}.{rest}") if head in names else set()
        return found

    def _meant(self, name: str, depth: int = 0) -> set[str]:
        if name in self._module:
            return {name}
        module, _, last = name.rpartition(".")
        if depth < 5 and last in self._imported.get(module, {}):
            return self._meant(self._imported[module][last], depth + 1)
        # a class stands for all it can do; a module by itself for nothing
        return set() if name in self._imported else self._inside.get(name, set())


def _imports(tree: ast.Module) -> dict[str, str]:
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
