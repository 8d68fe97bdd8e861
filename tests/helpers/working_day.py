"""A day's work in an office, in processes whose home and temporary folders lie on a disk of the test.

The morning fills the office with planted people, imports, attaches, searches, exports, prints, exchanges and
goes through the pages of the window. The afternoon begins anew and ends with the power, in the middle of a
save. What a user takes out (sheets, lists) goes into another folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.helpers.keys import ADMIN, PASSWORD

ROOT = Path(__file__).resolve().parents[2]
CUT = 9
"""Exit code of a process that the power cut ended."""


def work(part: str, disk: Path, out: Path, *, keyed: bool) -> None:
    """Run a part of the day.

    Args:
        part: morning or afternoon.
        disk: everything the program keeps lies here.
        out: what a user takes out.
        keyed: whether the office is encrypted.
    """
    home, temporary = disk / "home", disk / "tmp"
    for folder in (home / "run", temporary, disk / "stick", out):
        folder.mkdir(parents=True, exist_ok=True)
    os.chmod(home / "run", 0o700)
    names = ("CONFIG", "DATA", "CACHE", "STATE")
    environment = {
        **os.environ,
        **{f"XDG_{name}_HOME": str(home / name.lower()) for name in names},
        "XDG_RUNTIME_DIR": str(home / "run"),
        "HOME": str(home),
        "LOUYUAN_HOME": str(home / "louyuan"),
        "LOUYUAN_PASSWORD": PASSWORD,
        "TMPDIR": str(temporary),
        "SQLITE_TMPDIR": str(temporary),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "tests.helpers.working_day", part, str(disk), str(out)]
    command.append("keyed" if keyed else "open")
    with (disk / "said.log").open("ab") as said:
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=said, stderr=said, check=False)
    expected = CUT if part == "afternoon" else 0
    assert done.returncode == expected, (disk / "said.log").read_text(encoding="utf-8")[-4000:]


def people_of(out: Path) -> list[dict[str, str]]:
    """Return who was planted: name, telephone, number."""
    told: list[dict[str, str]] = json.loads((out / "people.json").read_bytes())
    return told


def office_of(disk: Path) -> Path:
    """Return the database of the office."""
    return disk / "office" / "office.db"


# in the child


def _morning(disk: Path, out: Path, keyed: bool) -> None:
    from services.context import open_context
    from services.keys import creating
    from tests.helpers.planted import plant

    path = office_of(disk)
    if keyed:
        creating.create(path, ADMIN, PASSWORD)
    context = open_context(path, ADMIN)
    with _names_suffice():
        planted = plant(context)
    told = [{"name": each.name, "phone": each.phone, "number": each.number} for each in planted.people]
    (out / "people.json").write_text(json.dumps(told), encoding="utf-8")
    _files_and_drafts(context, planted.yard, out, told)
    if keyed:
        _exchanged(context, disk, out)
    context.close()
    _commands(path, disk, out, everything=keyed)
    if keyed:
        _window(path)


@contextmanager
def _names_suffice() -> Iterator[None]:
    """Let a name do for the second person, as in an open office: who may what is tested elsewhere."""
    from models.db.database import Database

    kept = Database.keyed
    Database.keyed = property(lambda _: False)  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Database.keyed = kept  # type: ignore[method-assign]


def _files_and_drafts(context: Any, yard: bytes, out: Path, told: list[dict[str, str]]) -> None:
    """Attach files that hold the people, keep drafts, undo, search, and write a crash report."""
    from PIL import Image

    from services import attachments, blobs, crash, drafts, history, records
    from services.attachments import NewFile
    from services.exporting.lists import ListExport, export_list
    from services.importing import apply, rehearse
    from services.lists import ListQuery
    from services.resources import resource_path
    from services.search import search

    text = "\n".join(f"{each['name']} {each['phone']} {each['number'][::-1]}" for each in told)
    (out / "名单.txt").write_text(text, encoding="utf-8")
    for way in ("utf-16-le", "gb18030"):
        blobs.attach(context, "courtyard", yard, f"名单-{way}.txt", text.encode(way), "text/plain")
    picture = Image.new("RGB", (1600, 1200), "navy")
    picture.save(out / "门口.jpg", comment=text[:60000].encode())
    chosen = [NewFile(path.name, path) for path in sorted(out.iterdir()) if path.suffix in (".txt", ".jpg")]
    added = attachments.add(context, "courtyards", yard, chosen)
    assert added.ids, added
    for attached in attachments.files(context, "courtyards", yard):
        if attached.shape == "photo":
            attachments.thumbnail(context, attached.digest, 200)
    drafts.save_draft(context, "residents", None, {"name": told[0]["name"], "note": text})
    saved = records.save(context, "units", None, {"name": told[1]["name"] * 3, "kind": "company"})
    assert saved.committed is not None
    history.undo(context, saved.committed.tx_id)
    for ending in ("xlsx", "csv"):
        export_list(context, ListExport(ListQuery("residents")), out / f"居民.{ending}")
    for each in told[:20]:
        search(context, each["name"])
        search(context, each["phone"])
    apply(context, rehearse(context, resource_path("sample/摸排台账-明湖办事处.xlsx")))
    try:
        raise ValueError(text)
    except ValueError as error:
        crash.report(error)


def _exchanged(context: Any, disk: Path, out: Path) -> None:
    """Join a hub, which lies elsewhere, and write a package onto the stick."""
    from services.context import open_context
    from services.sync import accepting, enrolling, exporting, importing, marks, requesting, setting_up

    own, stick = os.environ[marks.HOME], disk / "stick"
    stick.mkdir(exist_ok=True)
    os.environ[marks.HOME] = str(out / "hub-home")
    hub = open_context(out / "hub" / "office.db", ADMIN)
    setting_up.setup(hub, "hub", "万达街道办事处")
    os.environ[marks.HOME] = own
    setting_up.setup(context, "workstation", "远大社区")
    requesting.request(context, stick)
    os.environ[marks.HOME] = str(out / "hub-home")
    enrolling.enrol(hub, stick, stick)
    hub.close()
    os.environ[marks.HOME] = own
    accepting.accept(context, stick)
    assert exporting.export(context, stick)
    importing.import_folder(context, stick)


def _commands(path: Path, disk: Path, out: Path, *, everything: bool) -> None:
    """What a user takes out, and backups."""
    from main import main

    commands = (
        ["list", "residents"],
        ["search", "欧阳"],
        ["notices", "overview", "--out", str(out / "sheets")],
        ["notices", "overview", "--combined", str(out / "all.pdf")],
        ["notice", "free", "--courtyard", "郑纺机西院", "--docx", "--out", str(out / "notice.docx")],
        ["export-register", str(out / "register.xlsx")],
        ["backup", str(disk / "stick" / "office.lybak")],
        ["check"],
        ["no-such-command"],
    )
    for words in commands if everything else [each for each in commands if each[0] == "backup"]:
        sys.stdout = (out / "said.txt").open("a", encoding="utf-8")
        try:
            code = main(["--data", str(path), "--user", ADMIN, *words])
        except SystemExit as ended:
            code = int(ended.code or 0)
        finally:
            sys.stdout.close()
            sys.stdout = sys.__stdout__
        sys.stderr.write(f"{words[0]} {code}\n")


def _window(path: Path) -> None:
    """Open the office in the window, look at every page, leave something unsaved, take the daily backup."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QLineEdit

    from services import backup_plan
    from services.backup_plan import BackupPlan
    from ui.main_window import MainWindow
    from ui.session import Session

    app = QApplication(["louyuan"])
    session = Session(path)
    window = MainWindow(app, session, "start")
    window.window().show()
    session.open(ADMIN, PASSWORD)

    def quiet() -> None:
        for _ in range(400):
            QTest.qWait(25)
            if session.is_open and session.tasks.pending == 0:
                return

    quiet()
    for key in window.page_keys:
        window.go(key)
        quiet()
    window.go("residents", "new")
    quiet()
    if window.page is not None:
        for line in window.page.findChildren(QLineEdit)[:1]:
            line.setText(people_of(Path(sys.argv[3]))[0]["name"])
    window.keep_drafts()
    quiet()
    backup_plan.take_daily(session.context.on_writer, BackupPlan(True, None))
    window.hide()
    session.close()


def _afternoon(disk: Path, out: Path) -> None:
    """Work on after a restart, until the power goes in the middle of a save."""
    from models.ids import new_id
    from services.context import open_context

    context = open_context(office_of(disk), ADMIN)
    told = people_of(out)
    with context.unit_of_work() as saved:
        saved.insert_many("resident", ("id", "name"), [(new_id(), each["name"]) for each in told])
        saved.commit()
    with context.unit_of_work() as work:
        work.connection.exec_driver_sql("PRAGMA cache_size = 20")  # so that not only memory holds it
        rows = [(new_id(), each["name"], each["phone"], "长" * 200 + each["number"]) for each in told]
        work.insert_many("resident", ("id", "name", "phone", "note"), rows)
        os._exit(CUT)


def main() -> None:
    """Do a part of the day."""
    from services.keys import keyfile

    keyfile.DEFAULT_COST = keyfile.Cost(64, 1, 1)
    part, disk, out, kind = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
    if part == "morning":
        _morning(disk, out, kind == "keyed")
    else:
        _afternoon(disk, out)


if __name__ == "__main__":
    main()
