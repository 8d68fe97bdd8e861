"""Faults of the machine in the middle of a save: nothing half, nothing lost that was acknowledged."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from models.db import chain
from models.db.uow import UnitOfWork
from models.errors import EnvironmentFault
from models.ids import new_id
from services.office import Context
from tests.helpers.changes import edit, insert_courtyard, totals, write
from tests.helpers.office import NewOffice, rows, value

pytestmark = pytest.mark.local_file("what a crash or a full disk does to the file")

ROOT = Path(__file__).resolve().parents[3]


def test_another_writer_is_a_named_fault(office: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    from models.db.connecting import connect

    other = connect(office.database.path)
    other.execute("BEGIN IMMEDIATE")
    office.database.writing_connection().execute("PRAGMA busy_timeout=0")
    with pytest.raises(EnvironmentFault, match="被其他程序占用"), office.unit_of_work():
        pass
    other.execute("ROLLBACK")
    other.close()
    insert_courtyard(office)


@pytest.mark.parametrize("where", ["insert", "insert_many", "update", "commit"])
def test_d04_a_full_disk_is_a_named_fault_and_loses_nothing(where: str, office: Context) -> None:
    row_id = insert_courtyard(office)
    connection = office.database.writing_connection()
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={pages}")
    before = totals(office)
    long = "长" * 30_000
    with pytest.raises(EnvironmentFault, match="磁盘空间不足"):
        write(office, lambda work: fill(work, where, row_id, long))
    assert totals(office) == before
    connection.execute("PRAGMA max_page_count=1000000")
    edit(office, row_id, note=long)
    assert value(office, "SELECT note FROM courtyard") == long


def fill(work: UnitOfWork, where: str, row_id: bytes, long: str) -> None:
    if where == "insert":
        work.insert("courtyard", {"name": "二", "note": long})
    elif where == "insert_many":
        work.insert_many("courtyard", ("id", "name", "note"), [(new_id(), "二", long)])
    elif where == "update":
        work.update("courtyard", row_id, {"note": long})
    else:
        for number in range(400):
            work.note("print", label=long[:300] + str(number))


CRASH = """
import os, signal, sys
from pathlib import Path
from services.context import open_context
context = open_context(Path(sys.argv[1]), "王芳")
with context.unit_of_work() as work:
    row_id = work.insert("courtyard", {"name": "建设路1号院"})
    work.update("courtyard", row_id, {"code": "A1"})
    if sys.argv[2] == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    work.commit()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_rows_log_audit_and_index_are_one_transaction(moment: str, new_office: NewOffice) -> None:
    office = new_office()
    before = totals(office)
    path = office.database.path
    new_office.close(office)
    done = subprocess.run([sys.executable, "-c", CRASH, str(path), moment], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    added = {
        name: count - before[name] for name, count in totals(new_office()).items() if count != before[name]
    }
    expected = {"courtyard": 1, "sync_change": 2, "sync_head": 1, "audit_entry": 2, "search_doc": 1}
    if moment == "before":
        assert added == {}
    else:
        assert added.pop("search_key") > 0
        assert added == expected


KILLED_WRITERS = """
import os, signal, sys
from pathlib import Path
from services import records
from services.context import open_context

def save_for_ever(out):
    context = open_context(Path(sys.argv[1]), "王芳")
    while True:
        saved = records.save(context, "units", None, {"name": "甲单位", "kind": "company"})
        os.write(out, saved.id)

# load everything once, here: the children only save
context = open_context(Path(sys.argv[1]), "王芳")
saved = records.save(context, "units", None, {"name": "乙单位", "kind": "company"})
context.close()
sys.stdout.write(saved.id.hex() + "\\n")
sys.stdout.flush()
for number in range(int(sys.argv[2])):
    back, out = os.pipe()
    child = os.fork()
    if child == 0:
        save_for_ever(out)
    os.close(out)
    told = b"".join(os.read(back, 16) for _ in range(1 + number % 4))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(back, 16):
        told += more
    os.close(back)
    sys.stdout.write(told.hex() + "\\n")
"""


def test_d01_killed_while_saving_loses_no_acknowledged_save(new_office: NewOffice) -> None:
    path = new_office().database.path
    new_office.close_all()
    rounds = 20
    command = [sys.executable, "-c", KILLED_WRITERS, str(path), str(rounds)]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    acknowledged = {bytes.fromhex(line[at : at + 32]) for line in told for at in range(0, len(line), 32)}
    office = new_office()
    stored = {row[0] for row in rows(office, "SELECT id FROM unit WHERE deleted_at IS NULL")}
    assert len(told) == 1 + rounds
    assert len(acknowledged) >= rounds
    assert acknowledged <= stored
    logged = {row[0] for row in rows(office, "SELECT row_id FROM sync_change WHERE tbl = 'unit'")}
    assert logged == stored
    assert value(office, "PRAGMA integrity_check") == "ok"
    with office.unit_of_work() as work:
        assert chain.first_broken(work.connection, office.database.replica_id) is None
