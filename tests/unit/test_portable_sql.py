"""SQL outside models/db runs on SQLite and on PostgreSQL: words only one of them knows are found.

The rules are listed in docs/architecture.md ("One SQL for two databases"). What a test runs on both is
checked better there; this finds it where no test comes along.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ("services/backup/", "services/blobs.py")
"""These open SQLite files themselves: backups and the store of attachments."""
STATEMENT = re.compile(r"\b(SELECT|FROM|WHERE|ORDER BY|JOIN|CASE WHEN|count\()", re.ASCII)
MISTAKES = {
    "a function only SQLite has": r"\b(ifnull|instr|group_concat|strftime|julianday|printf|total|char|iif)\(",
    "a function only PostgreSQL has": r"\b(strpos|to_char|greatest|least)\(",
    "a word only SQLite knows": r"\b(PRAGMA|GLOB|MATCH|REGEXP|INSERT OR|REPLACE INTO|rowid|COLLATE)\b",
    "a word only PostgreSQL knows": r"::|\b(ILIKE|RETURNING|DISTINCT ON)\b",
    "LIKE minds the case of letters on PostgreSQL: lower() both sides": r"(?<!\))\s+LIKE (?!lower\()",
    "a number where PostgreSQL wants a condition": r"\b(WHERE|AND|OR|NOT) [01]\b(?! =)",
    "double quotes, which are text for SQLite alone": r'= "\w*"',
}


def statements(source: str) -> Iterator[tuple[int, str]]:
    """Return the line and text of every string that looks like SQL, inserted parts of it as `x`."""
    tree = ast.parse(source)
    inner = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if not isinstance(node, ast.JoinedStr | ast.Constant):
            continue
        text = ""
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
        elif isinstance(node.value, str) and node not in inner:
            text = node.value
        if STATEMENT.search(text) and not any("\u4e00" <= each <= "\u9fff" for each in text[:1]):
            yield node.lineno, text


def mistakes(source: str) -> list[str]:
    """Return a line for every word that one of the databases does not know."""
    return [
        f"line {line}: {what}: {text[:100]}"
        for line, text in statements(source)
        for what, pattern in MISTAKES.items()
        if re.search(pattern, text)
    ]


def test_no_statement_of_the_services_is_for_one_database_only() -> None:
    found = []
    for path in sorted((ROOT / "services").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(LOCAL):
            found += [f"{name}, {each}" for each in mistakes(path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT ifnull(name, '') FROM unit",
        "SELECT id FROM unit WHERE name LIKE ?",
        "SELECT id FROM search_fts WHERE search_fts MATCH ?",
        "SELECT id FROM unit WHERE 1",
        "SELECT rowid FROM unit",
        "SELECT amount::bigint FROM unit",
        'SELECT id FROM unit WHERE kind = "office"',
    ],
)
def test_what_one_database_does_not_know_is_found(sql: str) -> None:
    assert mistakes(f"query = {sql!r}\n")
    assert mistakes(f"query = f{sql + ' ORDER BY {key}'!r}\n")


def test_what_both_know_is_left_alone() -> None:
    sql = "SELECT coalesce(name, '') FROM unit WHERE lower(name) LIKE lower(?) ESCAPE '!' AND 1 = 1"
    assert mistakes(f"query = {sql!r}\n") == []
