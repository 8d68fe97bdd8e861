"""How many courtyards of each community have a Party organisation, a committee and a team: words and bars."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from services.coverage import Coverage
from ui.widgets import style

HEADINGS = ("社区", "党组织", "自治组织", "服务队")
_LINE = 26
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class CoverageTable(QWidget):
    """A small table with bars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: Sequence[Coverage] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("各社区组建情况")

    def show_lines(self, lines: Sequence[Coverage]) -> None:
        """Show other numbers."""
        self._lines = lines
        spoken = "；".join(
            f"{line.community}共{line.courtyards}个楼院，有党组织{line.party}个，"
            f"自治组织{line.committee}个，服务队{line.team}个"
            for line in lines
        )
        self.setAccessibleDescription(spoken or "还没有楼院")
        self.setToolTip(spoken.replace("；", "\n"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for all lines and the headings."""
        return QSize(style.px(300), style.px(_LINE) * (max(1, len(self._lines)) + 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw headings, names, numbers and bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = style.px(_LINE)
        width = self.width() // len(HEADINGS)
        painter.setPen(QColor(style.colour("muted")))
        painter.setFont(style.font("small"))
        for at, heading in enumerate(HEADINGS):
            painter.drawText(QRect(at * width, 0, width, line), _LEFT, heading)
        if not self._lines:
            painter.drawText(QRect(0, line, self.width(), line), _LEFT, "还没有楼院")
        painter.setFont(self.font())
        for number, each in enumerate(self._lines, 1):
            self._paint_line(painter, each, number * line, width)
        painter.end()

    def _paint_line(self, painter: QPainter, line: Coverage, top: int, width: int) -> None:
        height = style.px(_LINE)
        painter.setPen(QColor(style.colour("text")))
        metrics = painter.fontMetrics()
        name = metrics.elidedText(line.community, Qt.TextElideMode.ElideRight, width - style.px(6))
        painter.drawText(QRect(0, top, width, height), _LEFT, name)
        for at, part in enumerate((line.party, line.committee, line.team), 1):
            whole = part == line.courtyards
            words = QRect(at * width, top, style.px(44), height)
            painter.setPen(QColor(style.colour("text" if whole else "warn")))
            painter.drawText(words, _LEFT, f"{part}/{line.courtyards}")
            bar = QRect(words.right(), top + height // 2 - style.px(3), width - style.px(58), style.px(6))
            self._bar(painter, bar, part / line.courtyards if line.courtyards else 0.0)

    def _bar(self, painter: QPainter, rect: QRect, share: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        radius = rect.height() / 2
        painter.setBrush(QColor(style.colour("line")))
        painter.drawRoundedRect(rect, radius, radius)
        if share > 0:
            painter.setBrush(QColor(style.colour("accent")))
            filled = QRect(rect.x(), rect.y(), max(rect.height(), round(rect.width() * share)), rect.height())
            painter.drawRoundedRect(filled, radius, radius)
