"""The start page: what wants attention, how far each community is, what was done last, where to begin."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from services import attention, audit_log
from services.attention import Remark, Urgency
from services.audit_log import AuditLine
from services.subjects import subject
from ui.page import Page
from ui.widgets import icons, style
from ui.widgets.coverage import CoverageTable
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable, Tone

if TYPE_CHECKING:
    from services.office import Context
    from ui.session import Session

_RECENT, _SHOWN = 60, 14
_NARROW, _LEAST = 700, 240
"""Width of the page below which its cards stand below each other, and the height of their tables then."""
_WEEKDAYS = "一二三四五六日"
_TONES: dict[Urgency, Tone] = {"late": "error", "warn": "warn", "plain": ""}


@dataclass(frozen=True, slots=True)
class Overview:
    """What the start page shows: what waits with the coverage, and what was last done."""

    attention: attention.Overview
    recent: tuple[AuditLine, ...]


def overview(context: "Context") -> Overview:
    """Return what the start page shows; on the reader's thread."""
    return Overview(attention.overview(context), _recent(context))


def _recent(context: "Context") -> tuple[AuditLine, ...]:
    """Return what was last done, each record once."""
    seen: dict[object, AuditLine] = {}
    for line in audit_log.recent(context, limit=_RECENT):
        if line.label:
            seen.setdefault(line.record_id or line.seq, line)
    return tuple(seen.values())[:_SHOWN]


_FIRST_STEPS: tuple[tuple[str, str, str, str | None, str], ...] = (
    ("导入摸排表", "fa6s.file-import", "import", None, "records.import"),
    ("新增楼院", "fa6s.plus", "courtyards", "new", "records.write"),
    ("打印公示", "fa6s.print", "preview", None, "notices.print"),
)


def make(session: "Session", argument: str) -> Page:
    """Return the start page."""
    return StartPage(session)


class StartPage(Page):
    """What waits at the left, coverage and the last changes at the right."""

    title = "工作台"
    help_topic = "start"

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._found = attention.Overview((), ())
        self._duties: tuple[Remark, ...] = ()
        self._exchange: tuple[Remark, ...] = ()
        self._deliberation: tuple[Remark, ...] = ()
        self._privacy: tuple[Remark, ...] = ()
        self._remarks: tuple[Remark, ...] = ()
        self._stale = True
        self.kinds = QTabBar()
        self.kinds.setExpanding(False)
        self.kinds.setAccessibleName("只看一类")
        self.kinds.currentChanged.connect(lambda _: self._show_remarks())
        self.kinds.setUsesScrollButtons(True)
        self.remarks = PlainTable(
            (PlainColumn("记录", 15), PlainColumn("情况", 0), PlainColumn("依据", 9)),
            "需要处理的事",
            empty="没有需要处理的事。",
        )
        self.remarks.opened.connect(self._open_remark)
        self.coverage = CoverageTable()
        self.details = QPushButton(icons.icon("fa6s.table-cells", "accent"), "逐个楼院查看")
        self.details.setProperty("flat", True)
        self.details.clicked.connect(lambda: session.show_page("coverage"))
        self.recent = PlainTable(
            (PlainColumn("操作", 5), PlainColumn("内容", 0), PlainColumn("时间", 10)),
            "最近的改动",
            empty="还没有改动。",
        )
        self.recent.opened.connect(self._open)
        self._buttons = self._make_buttons()
        self._lay_out()
        session.changed.connect(self._changed)

    def _lay_out(self) -> None:
        left = _card("需要处理的事", self.kinds, self.remarks)
        right = QVBoxLayout()
        right.setSpacing(style.px(10))
        right.addWidget(_card("各社区组建情况", self.coverage, beside=self.details))
        right.addWidget(_card("最近的改动", self.recent), 1)
        self._cards = cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        cards.setSpacing(style.px(10))
        cards.addWidget(left, 5)
        cards.addLayout(right, 3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(style.px(12), style.px(12), style.px(12), style.px(12))
        whole.addLayout(cards, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards below each other where the window is narrow."""
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        narrow = self.width() < style.px(_NARROW)
        self._cards.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        least = style.px(_LEAST) if narrow else 0
        for table in (self.remarks, self.recent):
            table.setMinimumHeight(least)

    def _make_buttons(self) -> tuple[QPushButton, ...]:
        made = []
        for label, icon, page, argument, right in _FIRST_STEPS:
            if not self._session.may(right):
                continue
            button = QPushButton(icons.icon(icon, "accent"), label)
            button.clicked.connect(
                lambda _=False, page=page, argument=argument: self._session.show_page(page, argument)
            )
            made.append(button)
        return tuple(made)

    def buttons(self) -> tuple[QPushButton, ...]:
        """What one does most."""
        return self._buttons

    def arrive(self, argument: object = None) -> None:
        """Show the day and read again what has changed meanwhile."""
        day = self._session.today()
        detail = f"{day.year}年{day.month}月{day.day}日　星期{_WEEKDAYS[day.weekday()]}"
        self.heading_changed.emit(self.title, detail)
        if self._stale:
            self._refresh()

    def take_focus(self) -> None:
        """Put the focus on what waits."""
        self.remarks.setFocus()

    def seek(self) -> None:
        """There is nothing to search but what waits."""
        self.take_focus()

    def _changed(self, _: object) -> None:
        self._refresh()

    def _refresh(self) -> None:
        self._stale = not self.isVisible()
        if self.isVisible():
            self._session.read(overview, self._show, owner=self, key="overview")

    def _show(self, found: Overview) -> None:
        self._found = found.attention
        self._show_waiting()
        self.coverage.show_lines(found.attention.coverage)
        self.recent.set_rows(
            [PlainRow(line, (line.action, line.label, _short(line.at_text))) for line in found.recent]
        )
        self.painted.emit()
        # after the first sight: reckoning what is owed takes longer than all the rest
        self._session.read(attention.exchange, self._take_exchange, owner=self, key="late exchange")
        self._session.read(attention.deliberation, self._take_deliberation, owner=self, key="deliberation")
        self._session.read(attention.privacy, self._take_privacy, owner=self, key="privacy")
        self._session.read(attention.duties, self._take_duties, owner=self, key="duties")

    def _take_exchange(self, found: tuple[Remark, ...]) -> None:
        self._exchange = found
        if found:
            self._show_waiting()

    def _take_deliberation(self, found: tuple[Remark, ...]) -> None:
        self._deliberation = found
        self._show_waiting()

    def _take_privacy(self, found: tuple[Remark, ...]) -> None:
        self._privacy = found
        if found:
            self._show_waiting()

    def _take_duties(self, found: tuple[Remark, ...]) -> None:
        self._duties = found
        self._show_waiting()

    def _show_waiting(self) -> None:
        """Show what waits, with what courtyards owe."""
        whole = self._found.with_duties((*self._exchange, *self._deliberation, *self._duties, *self._privacy))
        self._remarks = whole.remarks
        self._show_kinds(whole.groups)
        self._show_remarks()

    def _open_remark(self, remark: Remark) -> None:
        if remark.kind in (attention.DECISIONS, attention.EXCHANGE):
            self._session.show_page(remark.kind)
        elif remark.kind == attention.PRIVACY:
            self._session.show_page(remark.kind, "requests" if any(remark.id) else "review")
        elif remark.kind in (attention.DUTIES, attention.DELIBERATION):
            self._session.show_page(remark.kind, ("courtyard", remark.name))
        else:
            self._session.show_record(remark.kind, remark.id)

    def _open(self, line: AuditLine) -> None:
        if line.kind is not None and line.record_id is not None:
            self._session.show_record(line.kind, line.record_id)

    def _show_kinds(self, groups: Mapping[str, int]) -> None:
        chosen = self.kinds.tabData(self.kinds.currentIndex()) if self.kinds.count() else ""
        self.kinds.blockSignals(True)
        while self.kinds.count():
            self.kinds.removeTab(0)
        for kind, count in (("", len(self._remarks)), *groups.items()):
            at = self.kinds.addTab(f"{_group(kind)} {count}")
            self.kinds.setTabData(at, kind)
            if kind == chosen:
                self.kinds.setCurrentIndex(at)
        self.kinds.blockSignals(False)

    def _show_remarks(self) -> None:
        kind = self.kinds.tabData(self.kinds.currentIndex()) or ""
        self.remarks.set_rows(
            [
                PlainRow(each, (each.name, each.message, each.source), _TONES[each.urgency])
                for each in self._remarks
                if kind in ("", each.group)
            ]
        )


def _group(kind: str) -> str:
    """Return what a group of remarks is called."""
    if kind == attention.DECISIONS:
        return "待决事项"
    if kind == attention.EXCHANGE:
        return "数据同步"
    if kind == attention.DUTIES:
        return "公开任务"
    if kind == attention.DELIBERATION:
        return "议事任务"
    if kind == attention.PRIVACY:
        return "个人信息"
    return subject(kind).title if kind else "全部"


def _short(at_text: str) -> str:
    """Return a moment without its year."""
    return at_text.partition("年")[2] or at_text


def _card(title: str, *contents: QWidget, beside: QWidget | None = None) -> QFrame:
    card = QFrame()
    card.setProperty("role", "card")
    heading = QLabel(title)
    heading.setProperty("role", "heading")
    head = QHBoxLayout()
    head.addWidget(heading, 1)
    if beside is not None:
        head.addWidget(beside)
    layout = QVBoxLayout(card)
    layout.setContentsMargins(style.px(14), style.px(10), style.px(14), style.px(10))
    layout.setSpacing(style.px(6))
    layout.addLayout(head)
    for widget in contents:
        layout.addWidget(widget)
    return card
