"""Process start to the main window on screen and to painted rows, against an empty PySide6 window."""

import subprocess
import sys
import time

from bench.common import ROOT, compiled_once, database_with, interleaved, report

RESIDENTS = 100_000
_EMPTY = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        print("window", flush=True)
        QTimer.singleShot(0, app.quit)
app = QApplication(sys.argv)
window = Window()
window.resize(1366, 768)
window.show()
sys.exit(app.exec())
"""
_OURS = """
import sys
from pathlib import Path
def milestone(name):
    print(name, flush=True)
from ui.app import run
sys.exit(run(Path(sys.argv[1]), None, on_milestone=milestone, page="courtyards", quit_after=sys.argv[2]))
"""


def _until(name: str, code: str, *arguments: str) -> float:
    """Return the seconds from starting a process until it says a word."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=compiled_once(),
    )
    said = 0.0
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == name:
            said = time.perf_counter() - start
            break
    process.stdout.read()
    process.wait(60)
    if not said:
        raise SystemExit(f"the process never said {name}")
    return said


def main() -> None:
    """Measure and print."""
    data = str(database_with(ROOT / "build" / "bench" / f"residents-{RESIDENTS}" / "office.db", RESIDENTS))
    empty, window, rows = interleaved(
        [
            lambda: _until("window", _EMPTY),
            lambda: _until("window", _OURS, data, "window"),
            lambda: _until("rows", _OURS, data, "rows"),
        ],
        runs=7,
    )
    report("start to window / empty PySide6 window", window / empty, 1.3)
    report("start to painted rows / empty PySide6 window", rows / empty, 3.0)


if __name__ == "__main__":
    main()
