"""The start page (工作台): how far the communities are covered, what to look at, what one does most."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from services import attention
from services.attention import Coverage, Overview
from ui.page import Page
from ui.widgets import icons, style

if TYPE_CHECKING:
    from ui.session import Session

_RECORD = Qt.ItemDataRole.UserRole
_ACTIONS = (
    ("导入摸排表", "fa6s.file-import", "import", None),
    ("新增楼院", "fa6s.plus", "courtyards", "new"),
    ("打印公示", "fa6s.print", "notices", None),
    ("备份与恢复", "fa6s.box-archive", "system", None),
)


def make(session: "Session", argument: str) -> Page:
    """Return the start page."""
    return StartPage(session)


class StartPage(Page):
    """Counts, coverage, what to look at."""

    title = "工作台"
    help_topic = "index"

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._waiting = True
        self.numbers = QHBoxLayout()
        self.coverage = QGridLayout()
        self.lines = QListWidget()
        self.lines.setAccessibleName("需要留意的事项")
        self.lines.setIconSize(QSize(style.px(16), style.px(16)))
        self.lines.itemActivated.connect(self._open)
        self.lines.itemClicked.connect(self._open)
        self.lines_title = QLabel("需要留意")
        self.lines_title.setProperty("role", "heading")
        self._lay_out()
        session.changed.connect(lambda _: self._read())

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(style.px(20), style.px(16), style.px(20), style.px(12))
        whole.setSpacing(style.px(14))
        actions = QHBoxLayout()
        for at, (label, icon, page, argument) in enumerate(_ACTIONS):
            button = QPushButton(icons.icon(icon, "on_accent" if at == 0 else "muted"), label)
            button.setProperty("primary", at == 0)
            button.clicked.connect(lambda _=False, p=page, a=argument: self._session.show_page(p, a))
            actions.addWidget(button)
        actions.addStretch(1)
        whole.addLayout(actions)
        self.numbers.setSpacing(style.px(12))
        whole.addLayout(self.numbers)
        below = QHBoxLayout()
        below.setSpacing(style.px(14))
        below.addWidget(self._coverage_card(), 5)
        below.addWidget(self._lines_card(), 6)
        whole.addLayout(below, 1)

    def _coverage_card(self) -> QFrame:
        card, column = _card()
        heading = QLabel("各社区覆盖情况")
        heading.setProperty("role", "heading")
        column.addWidget(heading)
        self.coverage.setHorizontalSpacing(style.px(12))
        self.coverage.setVerticalSpacing(style.px(10))
        self.coverage.setColumnStretch(2, 1)
        self.coverage.setColumnStretch(3, 1)
        self.coverage.setColumnStretch(4, 1)
        column.addLayout(self.coverage)
        column.addStretch(1)
        return card

    def _lines_card(self) -> QFrame:
        card, column = _card()
        column.addWidget(self.lines_title)
        column.addWidget(self.lines, 1)
        return card

    def arrive(self, argument: object = None) -> None:
        """Read what there is to show."""
        self._read()

    def _read(self) -> None:
        self._session.read(attention.overview, self._show, owner=self, key=(id(self), "overview"))

    def _show(self, found: Overview) -> None:
        _clear(self.numbers)
        for kind, label, count in found.counts:
            self.numbers.addWidget(self._number(kind, label, count))
        self._show_coverage(found.coverage)
        self.lines.clear()
        for line in found.attention:
            icon = "fa6s.triangle-exclamation" if line.level == "warn" else "fa6s.circle-info"
            item = QListWidgetItem(icons.icon(icon, line.level), line.text)
            item.setData(_RECORD, (line.kind, line.id))
            item.setToolTip(line.text)
            self.lines.addItem(item)
        more = f"（{found.attention_count}）" if found.attention_count else ""
        self.lines_title.setText(f"需要留意{more}")
        if not found.attention:
            self.lines.addItem(QListWidgetItem(icons.icon("fa6s.circle-check", "ok"), "没有需要留意的事项。"))
        if self._waiting:
            self._waiting = False
            self.painted.emit()

    def _number(self, kind: str, label: str, count: int) -> QPushButton:
        button = QPushButton(f"{label}　{count}")
        button.setAccessibleName(f"{label}{count}，打开列表")
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setMinimumHeight(style.px(44))
        button.clicked.connect(lambda: self._session.show_page(kind))
        return button

    def _show_coverage(self, rows: tuple[Coverage, ...]) -> None:
        _clear(self.coverage)
        if not rows:
            hint = QLabel("还没有楼院。可以从“导入摸排表”开始，也可以逐个新增。")
            hint.setProperty("role", "muted")
            hint.setWordWrap(True)
            self.coverage.addWidget(hint, 0, 0, 1, 5)
            return
        for column, heading in enumerate(("社区", "楼院", "党组织", "自治组织", "服务队")):
            label = QLabel(heading)
            label.setProperty("role", "small")
            self.coverage.addWidget(label, 0, column)
        for at, row in enumerate(rows, 1):
            self.coverage.addWidget(QLabel(row.community), at, 0)
            self.coverage.addWidget(QLabel(str(row.courtyards)), at, 1)
            for column, part in enumerate((row.party, row.committee, row.team), 2):
                self.coverage.addWidget(Bar(part, row.courtyards), at, column)

    def _open(self, item: QListWidgetItem) -> None:
        target = item.data(_RECORD)
        if target is not None:
            self._session.show_record(*target)


class Bar(QWidget):
    """A part of a whole as a bar with the figures behind it."""

    def __init__(self, part: int, whole: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part, self._whole = part, whole
        self.setAccessibleName(f"{whole}个中有{part}个")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the room a bar needs."""
        return QSize(style.px(110), style.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar and the figures."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        text = f"{self._part}/{self._whole}"
        room = painter.fontMetrics().horizontalAdvance("000/000") + style.px(6)
        high = style.px(8)
        ground = QRectF(0, (self.height() - high) / 2, max(self.width() - room, 10), high)
        painter.setBrush(QColor(style.colour("line")))
        painter.drawRoundedRect(ground, high / 2, high / 2)
        if self._whole and self._part:
            filled = QRectF(ground)
            filled.setWidth(ground.width() * self._part / self._whole)
            painter.setBrush(QColor(style.colour("accent")))
            painter.drawRoundedRect(filled, high / 2, high / 2)
        painter.setPen(QColor(style.colour("muted")))
        place = QRectF(self.width() - room + style.px(6), 0, room, self.height())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()


def _card() -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setProperty("role", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(style.px(16), style.px(12), style.px(16), style.px(12))
    column.setSpacing(style.px(10))
    return card, column


def _clear(layout: QHBoxLayout | QGridLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.deleteLater()
