"""A database of every released schema is opened, brought up to date and read in full."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from models.db import connecting
from models.db.schema_version import SCHEMA_REVISION
from services import blobs, records
from services.context import open_context
from services.lists import ListQuery, count
from services.search import search
from services.subjects import ALL
from tests.data.make_golden import GOLDEN, shown
from tests.helpers import log_oracle
from tests.helpers.office import fresh_database, value
from tests.integration.core.test_migrations import schema

pytestmark = pytest.mark.local_file("files that older programs left")

FILES = sorted(path for path in GOLDEN.glob("revision-*.db") if not path.name.endswith(".files.db"))


def copied(golden: Path, folder: Path) -> Path:
    for path in (golden, blobs.store_path(golden)):
        shutil.copyfile(path, folder / path.name)
    return folder / golden.name


def test_there_is_a_golden_database_of_every_revision() -> None:
    assert [path.name for path in FILES] == [f"revision-{number + 1}.db" for number in range(SCHEMA_REVISION)]
    for number, path in enumerate(FILES):
        connection = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
        assert connection.execute("PRAGMA user_version").fetchone()[0] == number + 1
        connection.close()


@pytest.mark.parametrize("golden", FILES, ids=lambda path: path.stem)
def test_a_database_in_use_is_read_in_full(golden: Path, tmp_path: Path) -> None:
    path = copied(golden, tmp_path)
    before = golden.read_bytes()
    context = open_context(path, "王芳")
    told = json.loads(golden.with_suffix(".json").read_text(encoding="utf-8"))
    now = json.loads(json.dumps(shown(context)))
    # a later program may show more, never less or something else
    for kind, listed in told["lists"].items():
        assert len(now["lists"][kind]) == len(listed)
        for old, new in zip(listed, now["lists"][kind], strict=True):
            assert old.items() <= new.items()
    assert [told[name] for name in ("recycle_bin", "users")] == [
        now[name] for name in ("recycle_bin", "users")
    ]
    for name, lines in told["history"].items():
        # files hung on a record were not told in the history of revision 1
        assert [line for line in now["history"][name] if "附件" not in line[1] or line in lines] == lines
    assert sum(map(len, told["lists"].values())) > 80
    log_oracle.check(context)
    for described in ALL:
        known = told["lists"].get(described.kind, [])  # a kind that came with a later revision is empty
        assert count(context, ListQuery(described.kind)) == len(known)
        for record in known:
            assert records.read(context, described.kind, bytes.fromhex(record["id"])).name is not None
    for text in ("𠅤", "zd", "5678", "建设"):
        assert search(context, text), text
    photo = value(context, "SELECT sha256 FROM attachment")
    assert blobs.get(path, photo) == bytes(range(256))
    saved = records.save(context, "communities", None, {"name": "新社区"})
    assert saved.committed is not None
    log_oracle.check(context)
    context.close()
    assert golden.read_bytes() == before, "a test never writes to the golden database itself"


def test_the_newest_golden_database_has_the_tables_of_the_program(tmp_path: Path) -> None:
    """Tables that changed need a new revision with a migration and a golden database of its own."""
    newest = copied(FILES[-1], tmp_path)
    assert connecting.examine(newest) == SCHEMA_REVISION
    assert schema(newest) == schema(fresh_database(tmp_path / "fresh.db"))


def test_golden_files_hold_no_real_people() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in GOLDEN.glob("*.json"))
    numbers = set(re.findall(r"\b1[3-9]\d{9}\b", text))
    assert numbers == {"13812345678"}
