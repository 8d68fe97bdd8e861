"""An encrypted office is copied while somebody writes: the copy is one moment of it, and nobody waits."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.db import keyring
from models.db.connecting import connect
from services.backup import page_copy
from services.context import open_context
from tests.helpers.keys import ADMIN, PASSWORD
from tests.helpers.office import resident


def told(path: Path) -> list[str]:
    connection = connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
        return [row[0] for row in connection.execute("SELECT name FROM resident ORDER BY name")]
    finally:
        connection.close()


def test_writing_goes_on_while_the_file_stands_still(keyed: Path, tmp_path: Path) -> None:
    context = open_context(keyed, ADMIN, password=PASSWORD)
    raw = keyring.key_of(keyed)
    assert raw is not None
    resident(context, "之前的人")
    copy, written = tmp_path / "copy.db", 0

    def meanwhile(done: int, whole: int) -> None:
        nonlocal written
        if written < 3:
            written += 1
            resident(context, f"当中的人{written}")
            other = connect(keyed)
            other.execute(
                "PRAGMA wal_checkpoint(TRUNCATE)" if written == 3 else "PRAGMA wal_checkpoint(PASSIVE)"
            )
            other.close()

    patched = pytest.MonkeyPatch()
    patched.setattr(page_copy, "BLOCK", 65536)
    with patched.context():
        assert page_copy.copied(keyed, copy, meanwhile)
    patched.undo()
    assert written == 3
    with keyring.held({copy: raw}):
        assert told(copy) == ["之前的人", "欧阳秘密"]
    context.close()


def test_a_reader_in_the_way_leaves_it_to_the_backup_of_sqlite(keyed: Path, tmp_path: Path) -> None:
    context = open_context(keyed, ADMIN, password=PASSWORD)
    resident(context, "第一位")
    old = connect(keyed, read_only=True)
    old.execute("BEGIN")
    old.execute("SELECT count(*) FROM resident").fetchone()
    resident(context, "第二位")
    assert not page_copy.copied(keyed, tmp_path / "copy.db", lambda done, whole: None)
    old.close()
    context.close()
