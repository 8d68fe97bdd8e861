"""Starting the window: show it first, open the office on a worker, then paint rows."""
import sys
from pathlib import Path
from collections.abc import Callable
from PySide6.QtWidgets import QApplication
from ui.appearance import system_is_dark
from ui.main_window import MainWindow
from ui.session import Session
from ui.widgets import style

def run(path: Path, user, *, on_milestone=None, page=None, quit_after=None):
    app = QApplication(sys.argv)
    app.setStyle("Fusion")
    style.apply(app, dark=system_is_dark(app))
    session = Session(path)
    window = MainWindow(app, session)
    window.resize(1366, 768)
    def painted():
        if on_milestone: on_milestone("window")
        if quit_after=="window": app.quit()
    window.when_painted(painted)
    window.show()
    code= app.exec()
    session.close()
    return code
