"""Pictures of every page, for the documentation and for looking at the window without a screen."""

import os
from collections.abc import Callable
from pathlib import Path

from models.errors import LouyuanError

_DEADLINE_MS = 20_000
_SETTLE_MS = 400
_STEP_MS = 50


def screenshots(
    data: Path, user: str | None, out: Path, size: tuple[int, int] = (1366, 768), scale: int = 1
) -> int:
    """Write one PNG for each page and print their paths.

    Args:
        data: the database.
        user: who works; None for whoever worked last.
        out: folder for the pictures; made when missing.
        size: width and height of the window in pixels at scale 1.
        scale: pixels of the picture per pixel of the window.

    Returns:
        0.

    Raises:
        LouyuanError: the database cannot be opened, or the folder cannot be written to.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = str(scale)
    from models.errors import EnvironmentFault

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(f"文件夹“{out}”建立不了。请换一个位置或检查权限。") from error
    return _Camera(data, user, out, size).run()


class _Camera:
    """Goes from page to page; waits until nothing is being read, then takes the picture."""

    def __init__(self, data: Path, user: str | None, out: Path, size: tuple[int, int]) -> None:
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        from ui.appearance import system_is_dark
        from ui.main_window import MainWindow
        from ui.session import Session
        from ui.widgets import style

        existing = QApplication.instance()
        self._app = existing if isinstance(existing, QApplication) else QApplication(["louyuan"])
        self._app.setStyle("Fusion")
        style.apply(self._app, dark=system_is_dark(self._app))
        self._session = Session(data)
        self._window = MainWindow(self._app, self._session, "start")
        self._window.resize(*size)
        self._user = user
        self._out = out
        self._left: list[str] = []
        self._waited = self._calm = 0
        self._error: BaseException | None = None
        self._then: Callable[[], None] = self._next
        self._timer = QTimer()
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self._look)

    def run(self) -> int:
        self._session.opened.connect(self._begin)
        self._session.failed.connect(self._fail)
        self._window.show()
        self._session.open(self._user)
        self._app.exec()
        self._timer.stop()
        self._window.hide()
        self._session.close()
        self._window.deleteLater()
        if self._error is not None:
            raise self._error
        return 0

    def _begin(self) -> None:
        self._left = list(self._window.page_keys)
        self._next()

    def _fail(self, error: BaseException) -> None:
        self._error = error
        self._app.quit()

    def _next(self) -> None:
        if not self._left:
            self._app.quit()
            return
        self._window.go(self._left[0])
        self._waited = self._calm = 0
        self._timer.start()

    def _look(self) -> None:
        """Take the picture once nothing has been under way for a moment."""
        self._waited += _STEP_MS
        self._calm = 0 if self._session.tasks.pending else self._calm + _STEP_MS
        if self._calm < _SETTLE_MS and self._waited < _DEADLINE_MS:
            return
        self._timer.stop()
        key = self._left.pop(0)
        path = self._out / f"{key}.png"
        if not self._window.grab().save(str(path)):
            self._fail(_unwritable(path))
            return
        print(path)  # noqa: T201 - the paths are what the command answers
        self._next()


def _unwritable(path: Path) -> LouyuanError:
    from models.errors import EnvironmentFault

    return EnvironmentFault(f"图片“{path}”没有写成。请检查空间和权限。")
