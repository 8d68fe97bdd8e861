"""Nothing leaves the program without an entry in the audit: papers, files, lists on the clipboard."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import main
from services import audit_log, departures
from services.office import Context
from tests.helpers.office import NewOffice, courtyard

ROOT = Path(__file__).resolve().parents[3]
WRITES = {
    "write_bytes",
    "replacing",
    "write_tables",
    "write_csv",
    "write_book",
    "PrintRun",
    "openUrl",
}
"""Calls by which something comes to lie outside the database."""
CLIPBOARD = {"setText", "setMimeData"}
NOTES = {
    "note",
    "_note",
    "note_issued",
    "note_archived",
    "note_paper",
    "note_copied",
    "note_list",
    "audited",
    "put_in_force",
}
ELSEWHERE = {
    "services/files.py": "the door itself",
    "services/excel/writing.py": "the writer of workbooks, whose callers are asked",
    "services/backup/container.py": "a backup; services.backup_plan and the command note it",
    "services/backup/restoring.py": "the key file beside a restored database",
    "services/keys/delays.py": "the note of wrong passwords beside the database",
    "services/keys/places.py": "the key file beside the database",
    "services/recovering.py:_take_from_backup": "the key file beside the database",
    "services/sync/archive.py": "packages kept sealed beside the database; what is sent, exporting notes",
    "services/documents/fonts/outlines.py": "a cache of glyphs",
    "services/sheet_commands.py": "sets a text file that is no record of the office, without opening one",
    "ui/demo.py": "the sample community",
    "ui/crash.py": "a report without anybody's data",
    "ui/entry/screen.py:save_sheet": "services.recovering.make_sheet notes it",
    "ui/charters/compare.py": "two versions of a charter, which hang on the board",
    "ui/pages/conflicts.py": "a question to another office, noted as asked",
    "ui/widgets/state_matrix.py": "numbers and marks, nobody's data",
    "ui/widgets/figure_grid.py": "figures",
    "ui/widgets/plain_table.py": "findings, backups, users, log: what is on the screen of whoever works",
    "ui/meetings/roll_table.py": "the roll of one meeting on the screen",
    "ui/ledger/register.py": "entries of one account on the screen",
}
"""What writes without a note of its own, and why."""


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Yield the outermost functions and methods."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from (each for each in node.body if isinstance(each, ast.FunctionDef))


def _called(node: ast.AST) -> set[str]:
    names = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            target = each.func
            name = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
            if name in CLIPBOARD and "clipboard" not in ast.unparse(target):
                continue  # a label
            names.add(name)
            # work handed to a worker by its name is called as well
            names |= {arg.id for arg in each.args if isinstance(arg, ast.Name)}
    return names


def unnoted(text: str, path: str) -> list[str]:
    """Return the functions of a module that write and do not reach a note, here or where they are called."""
    calls = {each.name: _called(each) for each in _functions(ast.parse(text))}
    callers: dict[str, set[str]] = defaultdict(set)
    for name, called in calls.items():
        for each in called:
            callers[each].add(name)

    def noted(name: str, seen: frozenset[str] = frozenset()) -> bool:
        if calls[name] & NOTES or any(each in calls and calls[each] & NOTES for each in calls[name]):
            return True
        above = callers[name] - seen - {name}
        return bool(above) and all(noted(each, seen | {name}) for each in above)

    found = []
    for name, called in calls.items():
        if called & (WRITES | CLIPBOARD) and not noted(name) and f"{path}:{name}" not in ELSEWHERE:
            found.append(f"{path}:{name}")
    return found


def test_every_way_out_is_noted() -> None:
    found = []
    for path in sorted([*(ROOT / "services").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]):
        name = str(path.relative_to(ROOT))
        if name not in ELSEWHERE:
            found += unnoted(path.read_text(encoding="utf-8"), name)
    assert found == []


def test_a_way_out_without_a_note_would_be_seen() -> None:
    silent = "def save(context, out):\n    write_bytes(out, b'')\n"
    told = "def save(context, out):\n    _put(out)\n    note_paper(context, 'x', 'y')\n"
    told += "def _put(out):\n    write_bytes(out, b'')\n"
    assert unnoted(silent, "x.py") == ["x.py:save"]
    assert unnoted(told, "x.py") == []
    assert unnoted(told.replace("note_paper", "nothing"), "x.py") == ["x.py:_put"]


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_what_is_excused_is_still_there(name: str) -> None:
    path, _, function = name.partition(":")
    text = (ROOT / path).read_text(encoding="utf-8")
    calls = [_called(each) for each in _functions(ast.parse(text)) if function in ("", each.name)]
    assert any(called & (WRITES | CLIPBOARD) for called in calls)


def test_papers_and_copies_are_told_in_words(office: Context) -> None:
    departures.note_paper(office, "paper_printed", "2026年公开情况统计表", "2页，1份，打印机“HP”")
    departures.note_copied(office, "residents", 12)
    copied, printed, *_ = audit_log.recent(office)
    assert (printed.action, printed.label, printed.detail) == (
        "打印单据",
        "2026年公开情况统计表",
        "2页，1份，打印机“HP”",
    )
    assert (copied.action, copied.subject, copied.label) == ("复制名单", "居民", "居民，12行")


@pytest.mark.local_file("commands work on the local file")
def test_a_list_on_the_terminal_is_told(
    office: Context, new_office: NewOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    courtyard(office)
    path = office.database.path
    new_office.close(office)
    assert main.main(["--data", str(path), "--user", "王芳", "list", "courtyards", "--json"]) == 0
    assert capsys.readouterr().out
    line = audit_log.recent(new_office())[0]
    assert (line.action, line.label) == ("在命令行列出", "楼院，1行")
