"""First paint of a list over 1,000,000 rows against a static list of 50 rows, and the memory it takes."""

import subprocess
import sys

from bench.common import ROOT, database_with, interleaved, report

ROWS = 1_000_000
MEGABYTES = 200
_HEAD = """
import resource, sys, time
from pathlib import Path
from PySide6.QtCore import QAbstractTableModel, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QTableView, QVBoxLayout, QWidget
from ui.widgets import style
app = QApplication(sys.argv)
app.setStyle("Fusion")
style.apply(app, dark=False)
window = QWidget()
window.resize(1366, 768)
window.show()
class Painted(QObject):
    def __init__(self, view, ready):
        super().__init__()
        self.view, self.ready = view, ready
        view.viewport().installEventFilter(self)
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and self.ready():
            self.view.viewport().removeEventFilter(self)
            QTimer.singleShot(0, self.stop)
        return False
    def stop(self):
        taken = time.perf_counter() - start
        QTimer.singleShot(int(sys.argv[2]), lambda: finish(taken))
"""
_STATIC = """
class Rows(QAbstractTableModel):
    cells = [[f"第{row}行第{column}格" for column in range(8)] for row in range(50)]
    def rowCount(self, parent=None): return 50
    def columnCount(self, parent=None): return 8
    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return self.cells[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None
def finish(taken):
    print(taken, 0)
    app.quit()
def begin():
    global start, view, painted, model
    start = time.perf_counter()
    view = QTableView()
    model = Rows()
    view.setModel(model)
    painted = Painted(view, lambda: True)
    QVBoxLayout(window).addWidget(view)
QTimer.singleShot(300, begin)
sys.exit(app.exec())
"""
_OURS = """
from services.context import open_context
from ui.session import Session
from ui.widgets.list_view import RecordList
session = Session(Path(sys.argv[1]))
def finish(taken):
    print(taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, view.model.rowCount())
    app.quit()
def begin():
    global start, view, painted
    start = time.perf_counter()
    view = RecordList(session, "residents")
    painted = Painted(view.table, lambda: view.model.rowCount() > 0)
    QVBoxLayout(window).addWidget(view)
    view.reload()
session.opened.connect(lambda: QTimer.singleShot(300, begin))
session.open()
code = app.exec()
session.close()
sys.exit(code)
"""


def _paint(code: str, data: str, stay_ms: int = 0) -> list[float]:
    """Return what a fresh process prints: seconds to the first paint, megabytes resident, rows."""
    done = subprocess.run(
        [sys.executable, "-c", _HEAD + code, data, str(stay_ms)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return [float(part) for part in done.stdout.split()]


def main() -> None:
    """Measure and print."""
    data = str(database_with(ROOT / "build" / "bench" / f"residents-{ROWS}" / "office.db", ROWS))
    static, ours = interleaved([lambda: _paint(_STATIC, data)[0], lambda: _paint(_OURS, data)[0]], runs=7)
    report(f"first paint of a list over {ROWS} rows / static list of 50 rows", ours / static, 2.0)
    _, megabytes, rows = _paint(_OURS, data, stay_ms=6000)  # count and ids have arrived by then
    print(f"rows known to the list: {int(rows)}", flush=True)
    report("megabytes resident with the list open", megabytes, MEGABYTES)


if __name__ == "__main__":
    main()
