"""A bug in the program: one calm dialog with a report that holds no personal data, then an orderly end."""

import sys
from collections.abc import Callable
from types import TracebackType

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]


class CrashDialog(QDialog):
    """Says what happened and what was kept, shows the report, closes the program.

    Args:
        report: the text that may be sent to whoever looks after the program.
        parent: the window, if there is one.
    """

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("程序出错")
        self.resize(620, 420)
        heading = QLabel("程序遇到了没有料到的错误，需要关闭。")
        heading.setProperty("role", "heading")
        calm = QLabel(
            "已经保存的内容都在，没有受影响；正在填写的内容已存为草稿，下次打开时会放回。"
            "请重新打开程序。再次出错时，请把下面的报告交给维护人员：报告只有出错的位置，没有任何人的信息。"
        )
        calm.setWordWrap(True)
        self.report = QPlainTextEdit(report)
        self.report.setReadOnly(True)
        self.report.setAccessibleName("错误报告")
        self.copy_button = QPushButton("复制报告")
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
        self.close_button = QPushButton("关闭程序")
        self.close_button.setProperty("primary", True)
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        for widget in (heading, calm, self.report):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self.close_button.setFocus()


class CrashGuard:
    """Stands at `sys.excepthook`: errors in slots, in virtual methods and anywhere else end up here.

    Args:
        app: ended after the dialog.
        save: called first, to keep drafts; its own failure is part of the report.
    """

    def __init__(self, app: QApplication, save: Callable[[], None]) -> None:
        self._app = app
        self._save = save
        self._before: Hook = sys.excepthook
        self.crashed = False

    def install(self) -> None:
        """Take over from the hook that stands there."""
        self._before = sys.excepthook
        sys.excepthook = self.handle

    def remove(self) -> None:
        """Give the place back."""
        sys.excepthook = self._before

    def handle(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Show the dialog once and end the program; further errors meanwhile are only counted."""
        if issubclass(kind, KeyboardInterrupt):
            self._app.exit(2)
            return
        if self.crashed:
            return
        self.crashed = True
        from services.crash import text_of

        report = text_of(error.with_traceback(trace))
        try:
            self._save()
        except Exception as second:  # noqa: BLE001 - the first error must be shown whatever comes after
            report += "\n另外，保存草稿时：\n" + text_of(second)
        self.show(report)
        self._app.exit(EXIT_CODE)

    def show(self, report: str) -> None:
        """Show the dialog until it is closed."""
        dialog = CrashDialog(report, self._app.activeWindow())
        dialog.exec()
        dialog.deleteLater()


EXIT_CODE = 70
"""Exit code of a mistake in the program itself (EX_SOFTWARE)."""
