"""Every name the exchange uses, as its source says, stands in docs/sync-format.md, and no other."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from services.sync import exporting, handing_back, headers, limits, loads, parts
from tests.unit.sync.test_format_document import DOCUMENT

ROOT = DOCUMENT.parents[1]
MODULES = sorted((ROOT / "services" / "sync").glob("*.py"))


def section(title: str) -> str:
    """Return a section of the document, from its heading to the next one."""
    (found,) = re.findall(rf"(?ms)^##+ {title}$(.*?)(?=^##|\Z)", DOCUMENT.read_text(encoding="utf-8"))
    return str(found)


def first_column(title: str) -> set[str]:
    """Return the names in the first cells of the tables of a section."""
    cells = (line.split(" | ")[0] for line in section(title).splitlines() if line.startswith("| "))
    return {name for cell in cells for name in re.findall("`([^`]+)`", cell)}


def parsed(path: Path) -> tuple[ast.Module, ModuleType]:
    """Return the source of a module of ours, and the module."""
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return ast.parse(path.read_text(encoding="utf-8")), importlib.import_module(name)


def value(node: ast.expr | None, module: ModuleType) -> Any:
    """Return what a constant, or the name of one, stands for in a module; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return getattr(module, node.id, None)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return getattr(getattr(module, node.value.id, None), node.attr, None)
    return None


def keys(node: ast.AST, module: ModuleType) -> set[str]:
    """Return the names in every object written out below a node."""
    found = {value(key, module) for each in ast.walk(node) if isinstance(each, ast.Dict) for key in each.keys}
    return {each for each in found if isinstance(each, str)}


def function(path: Path, name: str) -> tuple[ast.FunctionDef, ModuleType]:
    """Return one function of a module."""
    tree, module = parsed(path)
    (found,) = (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) and each.name == name)
    return found, module


def names_of_function(module: str, name: str) -> set[str]:
    """Return the names in the objects a function writes out."""
    return keys(*function(ROOT / f"{module.replace('.', '/')}.py", name))


def is_note(node: ast.expr) -> bool:
    """Tell whether an expression is the note of a header."""
    return (isinstance(node, ast.Name) and node.id == "note") or (
        isinstance(node, ast.Attribute) and node.attr == "note"
    )


def noted(tree: ast.Module, module: ModuleType) -> Iterator[str]:
    """Yield the names a module puts into a note or asks of one."""
    for node in ast.walk(tree):
        handed = isinstance(node, ast.keyword) and node.arg == "note"
        kept = isinstance(node, ast.Assign) and any(is_note(each) for each in node.targets)
        made = isinstance(node, ast.FunctionDef) and node.name in ("_note", "offered")
        if handed or kept or made:
            yield from keys(node, module)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            asked = value(node.args[0], module)
            if is_note(node.func.value) and isinstance(asked, str):
                yield asked


def test_every_name_of_a_note() -> None:
    found = {name for path in MODULES for name in noted(*parsed(path))}
    assert found >= {"cert", "forked", "heads", "returned", "root", "sign"}
    assert found == first_column("The note")


def test_every_name_of_a_header_and_of_an_acknowledgement() -> None:
    assert first_column("Header") == headers._NAMES
    told = section("What goes up") + section("What goes down") + section("Header")
    used = names_of_function("services.sync.exporting", "_have")
    for name in ("_up", "_down"):
        used |= names_of_function("services.sync.loads", name)
    assert used >= {"seqs", "epoch", "n", "pkg", "snapshot", "from", "to"}
    assert {name for name in used if f'"{name}"' not in told} == set()


def test_every_name_of_manifest_decisions_and_receipt() -> None:
    frames = section("Frames")
    packing = "services.sync.packing"
    used = names_of_function(packing, "manifest_frame") | names_of_function(packing, "dispositions_frame")
    assert used >= {"vectors", "authors", "people", "want", "voids", "row_out", "purges", "receipts"}
    assert {name for name in used if f"`{name}`" not in frames} == set()
    receipt = names_of_function("services.sync.hub_side", "receipt")
    assert receipt >= {"pkg", "held", "refused"}
    assert {name for name in receipt if f"`{name}`" not in section("What goes down")} == set()


def test_every_kind_of_entry_of_the_outbox() -> None:
    tree, module = parsed(ROOT / "services/sync/outbox.py")
    tuples = (each for each in ast.walk(tree) if isinstance(each, ast.Tuple) and len(each.elts) == 4)
    found = {value(each.elts[0], module) for each in tuples}
    kinds = {each for each in found if isinstance(each, str)}
    assert kinds == first_column("What goes down")


def returned(node: ast.AST, module: ModuleType) -> set[Any]:
    """Return the constants a function returns, alone, of two, or first of several."""
    found: set[Any] = set()
    for each in (part.value for part in ast.walk(node) if isinstance(part, ast.Return)):
        if isinstance(each, ast.IfExp):
            found |= {value(each.body, module), value(each.orelse, module)}
        else:
            found.add(value(each.elts[0] if isinstance(each, ast.Tuple) else each, module))
    return found - {None}


def test_every_reason_to_refuse() -> None:
    path = ROOT / "services/sync/rights.py"
    found = {
        each
        for name in ("_reason", "_reason_of_row", "_reason_of_unit")
        for each in returned(*function(path, name))
    }
    assert len(found) > 3
    assert found == first_column("Rights")
    assert f"`{handing_back.LOST}`" in section("Copies and restores")


def test_every_reason_to_hold() -> None:
    path = ROOT / "models/db/screening.py"
    found = {each for name in ("_screen", "_columns") for each in returned(*function(path, name))}
    tree, module = parsed(ROOT / "models/db/settling.py")
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "_wait":
            found.add(value(node.args[1], module))
    assert len(found) > 5
    assert found == first_column("Merging")


def test_the_limits_that_are_told() -> None:
    up, files, digest = section("What goes up"), section("Files"), section("Digest")
    assert f"{loads.CHANGES_AT_ONCE:,} changes" in up
    assert f"{parts.LISTED:,} hashes" in files
    assert f"{parts.PART >> 20} MiB" in files
    assert f"{parts.BUDGET >> 20} MiB" in files
    assert {f"{table}.{column}" for table, column, _ in parts.HOLDERS} == set(
        re.findall(r"`([a-z_]+\.[a-z_0-9]+)`", files)
    )
    assert f"{exporting.CHEAP:,} changes" in digest
    assert f"must have: {exporting.READER} |" in section("Header")
    assert f"at most {limits.FORMER} |" in section("Header")
