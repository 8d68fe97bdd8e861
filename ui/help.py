"""The help: one page of text for every page of the window, offline, opened with F1."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from services.resources import resource_path
from ui.widgets import style

FALLBACK = "index"


def help_text(topic: str) -> str:
    """Return the Markdown of a help page; the first page where there is none for the topic."""
    path = resource_path(f"help/{topic}.md")
    if not path.is_file():
        path = resource_path(f"help/{FALLBACK}.md")
    return path.read_text(encoding="utf-8")


class HelpWindow(QDialog):
    """Shows help pages; a link leads to another one, Alt+Left back.

    Args:
        parent: the window.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("帮助")
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setAccessibleName("帮助内容")
        self.text.anchorClicked.connect(self._follow)
        self._way: list[str] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        QShortcut(QKeySequence("Alt+Left"), self, self.go_back)
        QShortcut(QKeySequence("Backspace"), self, self.go_back)

    def show_topic(self, topic: str) -> None:
        """Show a page.

        Args:
            topic: name of the file below `resources/help`, without its ending.
        """
        self._way.append(topic)
        document = self.text.document()
        document.setDefaultStyleSheet(
            f"a {{ color: {style.colour('accent')} }} h1 {{ font-size: {style.px(20)}px }} "
            f"h2 {{ font-size: {style.px(15)}px }}"
        )
        document.setDocumentMargin(style.px(20))
        self.text.setMarkdown(help_text(topic))
        self.resize(style.px(640), style.px(560))
        self.show()
        self.raise_()
        self.text.setFocus()

    def go_back(self) -> None:
        """Show the page before this one."""
        if len(self._way) > 1:
            self._way.pop()
            self.show_topic(self._way.pop())

    def _follow(self, url: QUrl) -> None:
        self.show_topic(url.toString().removesuffix(".md"))
