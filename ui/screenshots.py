"""Pictures of every page, for the documentation and for looking at the window without a screen.

Nothing is waited for by the clock: a picture is taken once both workers have answered everything and drawing
the page asked for nothing more.
"""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import EnvironmentFault

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from services.notices.batch import Place
    from services.office import Context
    from services.records import Choice
    from ui.main_window import MainWindow
    from ui.session import Session

Step = Callable[["MainWindow"], object]
_MOST_DRAWINGS = 12
"""A page that still looks different after so many drawings is taken as it is."""
_PANEL = "panel"
_UNREADABLE = {"household_count": "三百多户吧", "built_year": "很久以前"}
"""What is typed into the form of a courtyard to show how mistakes are told."""
_IN_PARTS = ("system", "preview", "meeting-room")
LEDGER_TABS = ("close", "chart", "charges")
"""Tabs of the accounts beside the first one."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file name without ending, and what is done in the window before it."""

    name: str
    steps: tuple[Step, ...]


def screenshots(
    data: Path, user: str | None, out: Path, size: tuple[int, int] = (1366, 768), scale: int = 1
) -> int:
    """Write one PNG for each page and print their paths.

    Args:
        data: the database.
        user: who works; None for whoever worked last.
        out: folder for the pictures; made when missing.
        size: width and height of the window in pixels at scale 1.
        scale: pixels of the picture per pixel of the window; 2 is a screen at 200 %.

    Returns:
        0.

    Raises:
        LouyuanError: the database cannot be opened, or the folder cannot be written to.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = str(scale)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(f"文件夹“{out}”建立不了。请换一个位置或检查权限。") from error
    from PySide6.QtWidgets import QApplication, QWidget

    from ui import background
    from ui.main_window import MainWindow
    from ui.session import Session
    from ui.widgets import style

    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(["louyuan"])
    app.setStyle("Fusion")
    app.setCursorFlashTime(0)
    style.apply(app, dark=style.is_dark_palette(app))
    session = Session(data)
    # without a layout around it the window has exactly this size, and the platform is told no least size
    room = QWidget()
    room.resize(*size)
    window = MainWindow(app, session, "start")
    window.setParent(room)
    window.setGeometry(0, 0, *size)
    with background.at_rest():
        try:
            _Camera(session, window, out).run(user)
        finally:
            room.hide()
            session.close()
            room.deleteLater()
    return 0


class _Camera:
    """Goes from page to page."""

    def __init__(self, session: "Session", window: "MainWindow", out: Path) -> None:
        from PySide6.QtCore import QEventLoop

        self._session = session
        self._window = window
        self._out = out
        self._loop: QEventLoop = QEventLoop()
        self._shots: Iterator[Shot] = iter(())
        self._error: BaseException | None = None

    def run(self, user: str | None) -> None:
        """Open the office, take every picture, and come back."""
        hook, sys.excepthook = sys.excepthook, lambda _, error, __: self._fail(error)
        try:
            self._session.opened.connect(self._begin)
            self._session.failed.connect(self._fail)
            self._session.sign_in_wanted.connect(self._fail)
            self._window.window().show()
            self._session.open(user, os.environ.get("LOUYUAN_PASSWORD") if user else None)
            self._loop.exec()
        finally:
            sys.excepthook = hook
            self._session.opened.disconnect(self._begin)
            self._session.failed.disconnect(self._fail)
            self._session.sign_in_wanted.disconnect(self._fail)
        if self._error is not None:
            raise self._error

    def _fail(self, error: BaseException) -> None:
        self._error = self._error or error
        self._loop.quit()

    def _begin(self) -> None:
        self._session.read(_first_courtyard, self._plan)

    def _plan(self, courtyard: bytes | None) -> None:
        self._shots = iter(shots(self._window.page_keys, courtyard))
        self._next()

    def _next(self) -> None:
        shot = next(self._shots, None)
        if shot is None or self._error is not None:
            self._loop.quit()
        else:
            self._do(shot, iter(shot.steps))

    def _do(self, shot: Shot, steps: Iterator[Step]) -> None:
        step = next(steps, None)
        if step is None:
            self._take(shot)
            return
        step(self._window)
        self._when_quiet(lambda: self._do(shot, steps))

    def _take(self, shot: Shot, before: "QImage | None" = None, left: int = _MOST_DRAWINGS) -> None:
        """Draw the window until it looks the same twice: drawing a list makes it ask for its rows."""
        picture = self._window.grab().toImage()
        if picture != before and left:
            self._when_quiet(lambda: self._take(shot, picture, left - 1))
            return
        path = self._out / f"{shot.name}.png"
        if not picture.save(str(path)):
            raise EnvironmentFault(f"图片“{path}”没有写成。请检查空间和权限。")
        sys.stdout.write(f"{path}\n")
        self._next()

    def _when_quiet(self, then: Callable[[], None]) -> None:
        """Go on once both workers have answered everything, also what the answers asked for in turn."""
        from PySide6.QtCore import QTimer

        tasks = self._session.tasks

        def answered(_: object) -> None:
            if tasks.pending:
                self._when_quiet(then)
            else:
                QTimer.singleShot(0, then)  # with a receiver PySide would lose what `then` raises

        def read(_: object) -> None:
            tasks.submit("writer", _nothing, answered)

        tasks.submit("reader", _nothing, read)


def _nothing(_: object) -> None:
    """Stand at the end of a worker's row."""


def _first_courtyard(context: "Context") -> bytes | None:
    """Return whose sheets are previewed: the courtyard with most notices and meetings, else the first one."""
    from services import records

    busiest: bytes | None = context.reader.value(
        "SELECT c.id FROM courtyard c WHERE c.deleted_at IS NULL AND EXISTS (SELECT 1 FROM resolution s "
        "JOIN meeting m ON m.id = s.meeting_id WHERE m.courtyard_id = c.id AND s.deleted_at IS NULL) "
        "ORDER BY (SELECT count(*) FROM notice n WHERE n.courtyard_id = c.id AND n.deleted_at IS NULL) DESC, "
        "c.id LIMIT 1"
    )
    if busiest is not None:
        return busiest
    found = records.choices(context, "courtyards", "", 1)
    return found[0].id if found else None


def shots(page_keys: tuple[str, ...], courtyard: bytes | None) -> list[Shot]:
    """Return the pictures to take: every page, then what pages show on demand.

    Args:
        page_keys: keys of the pages there are.
        courtyard: whose sheets are previewed; None in an empty office.
    """
    planned = [Shot(key, (_going(key), _count)) for key in page_keys if key not in _IN_PARTS]
    if "walk-list" in page_keys:
        planned.append(Shot("walk-list-hanging", (_going("walk-list"), _turn_walk)))
    if "meeting-room" in page_keys:
        planned += [Shot(f"meeting-{tab}", (_into_meeting(tab),)) for tab in ("roll", "motions", "station")]
    if "system" in page_keys:
        tabs = (
            "users",
            "backups",
            "bin",
            "templates",
            "catalogue",
            "calendar",
            "masks",
            "kinds",
            "rules",
            "programmes",
            "preferences",
            "log",
            "check",
        )
        steps = {
            "templates": (_going("system", "templates"), _preview_wording),
            "log": (_going("system", "log"), _choose_entry),
            "check": (_going("system", "check"), _check_a_sheet),
        }
        planned += [Shot(f"system-{tab}", steps.get(tab, (_going("system", tab),))) for tab in tabs]
    if "preview" in page_keys:
        from services.notices import SHEETS, Target

        kinds = tuple(SHEETS) if courtyard is not None else ()
        planned += [Shot(f"preview-{kind}", (_going("preview", Target(kind, courtyard)),)) for kind in kinds]
        planned += [] if kinds else [Shot("preview", (_going("preview"),))]
    if "ledger" in page_keys:
        planned += [
            Shot(f"ledger-{name}", (_going("ledger"), _in_ledger(at)))
            for at, name in enumerate(LEDGER_TABS, 1)
        ]
    if "statistics" in page_keys:
        planned.append(Shot("statistics-chart", (_going("statistics", "chart"),)))
    if "import" in page_keys:
        from services.resources import resource_path
        from ui.practice import SAMPLE

        planned.append(Shot("import-rehearsal", (_going("import", resource_path(SAMPLE)),)))
    if "courtyards" in page_keys:
        if courtyard is not None:
            planned.append(Shot("batch", (_going("courtyards"), _count, _open_batch)))
        # at the end: a form with something typed may not be left without a question
        planned.append(Shot("courtyards-edit", (_close_panel, _going("courtyards"), _edit, _mistype)))
    return planned


def _count(window: "MainWindow") -> None:
    """Have the numbers of records counted now, not in a moment."""
    window.furnish()
    if window.furniture is not None:
        window.furniture.count()


def _going(key: str, argument: object = None) -> Step:
    return lambda window: window.go(key, argument)


def _into_meeting(tab: str) -> Step:
    """Return the step into the meeting entered last, at one of its tabs."""

    def step(window: "MainWindow") -> None:
        def show(found: "tuple[Choice, ...]") -> None:
            window.go("meeting-room", (found[0].id, tab) if found else None)

        window.session.read(_meetings, show)

    return step


def _meetings(context: "Context") -> "tuple[Choice, ...]":
    from services import records

    return records.choices(context, "meetings", "", 1)


def _in_ledger(tab: int) -> Step:
    """Return the step to a tab of the accounts, counted from 0, in the latest month with entries."""

    def step(window: "MainWindow") -> None:
        from ui.pages.ledger import LedgerPage

        if isinstance(window.page, LedgerPage):
            window.page.tabs.setCurrentIndex(tab)

    return step


def _turn_walk(window: "MainWindow") -> None:
    """Show what hangs on every board."""
    from ui.pages.walk_list import WalkPage

    page = window.page
    if isinstance(page, WalkPage):
        page.tabs.setCurrentIndex(1)


def _preview_wording(window: "MainWindow") -> None:
    """Show a sheet beside its wording."""
    from ui.system.templates_tab import TemplatesTab

    tab = window.findChild(TemplatesTab)
    if isinstance(tab, TemplatesTab):
        tab.show_preview()


def _choose_entry(window: "MainWindow") -> None:
    """Show what an entry of the audit changed."""
    from ui.system.log_tab import LogTab

    tab = window.findChild(LogTab)
    if isinstance(tab, LogTab) and tab.table.rows:
        changed = [at for at, row in enumerate(tab.table.rows) if row.cells[3] == "修改"]
        tab.table.selectRow(changed[0] if changed else 0)


def _check_a_sheet(window: "MainWindow") -> None:
    """Ask the register about the sheet entered last, or about one that was never entered."""
    from ui.system.check_tab import CheckTab

    tab = window.findChild(CheckTab)
    if not isinstance(tab, CheckTab):
        return

    def ask(code: str) -> None:
        tab.code.setText(code)
        tab.check()

    tab.session.read(_code_of_a_sheet, ask)


def _code_of_a_sheet(context: "Context") -> str:
    from services.documents.check_codes import code_of, grouped
    from services.documents.model import Document

    entered = context.reader.value(
        "SELECT digest FROM issued_sheet WHERE deleted_at IS NULL ORDER BY id DESC LIMIT 1"
    )
    return grouped(entered or code_of(Document("没有登记的公示", ())))


def _open_batch(window: "MainWindow") -> None:
    """Show the panel for many courtyards over their list, inside the window so that it is in the picture."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QFrame, QVBoxLayout

    from services.notices.batch import places
    from ui.batch_dialog import BatchDialog

    def show(every: "tuple[Place, ...]") -> None:
        frame = QFrame(window)
        frame.setObjectName(_PANEL)
        frame.setProperty("role", "card")
        panel = BatchDialog(window.session, every, every[:3], window)
        panel.setWindowFlags(Qt.WindowType.Widget)
        QVBoxLayout(frame).addWidget(panel)
        frame.adjustSize()
        frame.move((window.width() - frame.width()) // 2, (window.height() - frame.height()) // 2)
        frame.show()

    window.session.read(places, show)


def _close_panel(window: "MainWindow") -> None:
    from PySide6.QtWidgets import QFrame

    frame = window.findChild(QFrame, _PANEL)
    if isinstance(frame, QFrame):
        frame.hide()
        frame.deleteLater()


def _edit(window: "MainWindow") -> None:
    from ui.pages.records import RecordsPage

    page = window.page
    if isinstance(page, RecordsPage):
        page.edit()


def _mistype(window: "MainWindow") -> None:
    """Type what cannot be taken and try to save."""
    from PySide6.QtWidgets import QLineEdit

    from ui.widgets.form import RecordForm

    form = window.findChild(RecordForm)
    if not isinstance(form, RecordForm):
        return
    for name, text in _UNREADABLE.items():
        line = form.inputs[name].inner
        if isinstance(line, QLineEdit):
            line.setText(text)
    form.save()
