"""Two versions of a charter compared: what was taken out is struck through, what came is underlined."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ui.system.tab import button
from ui.widgets import style
from ui.widgets.scrolling import size_within_window

if TYPE_CHECKING:
    from services.charters.differences import Piece
    from services.charters.versions import Version
    from services.office import Context
    from ui.session import Session

_MARKS = {"added": "【增】", "removed": "【删】", "same": ""}


class CompareDialog(QDialog):
    """The comparison.

    Args:
        session: compares on another thread.
        versions: in order of their numbers.
        new: the version shown as the new one; the one before it is the old one.
        parent: the window.
    """

    def __init__(
        self, session: "Session", versions: "Sequence[Version]", new: bytes, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self._session, self._versions = session, tuple(versions)
        self.setWindowTitle("比较版本")
        size_within_window(self, 760, 560)
        self._pieces: tuple[Piece, ...] = ()
        at = next(place for place, each in enumerate(self._versions) if each.id == new)
        self.old, self.new = QComboBox(), QComboBox()
        for box, chosen in ((self.old, max(at - 1, 0)), (self.new, max(at, 1))):
            box.addItems([each.name for each in self._versions])
            box.setCurrentIndex(chosen)
            box.currentIndexChanged.connect(lambda _: self.compare())
        self.told = QLabel()
        self.told.setProperty("role", "muted")
        self.text = QTextBrowser()
        self.text.setAccessibleName("两版的不同")
        self._lay_out()
        self.compare()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for label, box in (("旧版(&O)", self.old), ("新版(&N)", self.new)):
            name = QLabel(label)
            name.setBuddy(box)
            row.addWidget(name)
            row.addWidget(box)
        row.addStretch(1)
        row.addWidget(self.told)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button("复制", "fa6s.copy", self.copy, tip="复制比较的结果"))
        close = button("关闭", "fa6s.xmark", self.accept)
        close.setDefault(True)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        margin = style.px(16)
        column.setContentsMargins(margin, margin, margin, margin)
        column.addLayout(row)
        column.addWidget(self.text, 1)
        column.addLayout(foot)

    def compare(self) -> None:
        """Compare the chosen versions."""
        old, new = (self._versions[box.currentIndex()].text for box in (self.old, self.new))

        def read(_: "Context") -> "tuple[Piece, ...]":
            from services.charters.differences import differences

            return differences(old, new)

        self._session.read(read, self._show, owner=self, key=(id(self), "compare"))

    def _show(self, pieces: "tuple[Piece, ...]") -> None:
        from services.charters.differences import counted

        self._pieces = pieces
        added, removed = counted(pieces)
        self.told.setText(f"增加{added}句，删去{removed}句" if added or removed else "两版内容相同")
        self.text.setHtml(as_html(pieces))

    def copy(self) -> None:
        """Put the comparison on the clipboard, with 【增】 and 【删】 before what came and went."""
        QApplication.clipboard().setText(as_text(self._pieces))


def as_text(pieces: "Sequence[Piece]") -> str:
    """Return the comparison as plain text."""
    return "".join(f"{_MARKS[each.change]}{each.text}" if each.text.strip() else each.text for each in pieces)


def as_html(pieces: "Sequence[Piece]") -> str:
    """Return the comparison with colours; what was taken out is struck through, what came underlined."""
    body = "".join(_html(each) for each in pieces)
    return f'<div style="white-space: pre-wrap; line-height: 150%">{body}</div>'


def _html(piece: "Piece") -> str:
    text = escape(piece.text).replace("\n", "<br>")
    if piece.change == "same":
        return text
    name = "ok" if piece.change == "added" else "error"
    line = "underline" if piece.change == "added" else "line-through"
    return f'<span style="color: {style.colour(name)}; text-decoration: {line}">{text}</span>'
