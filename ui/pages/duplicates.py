"""The page 疑似重复: the same person or place entered twice, compared side by side and merged."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from ui import prompts
from ui.duplicates.comparing import ComparePanel
from ui.page import Page
from ui.widgets import icons, style
from ui.widgets.chooser import Chooser
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from services.duplicates import Comparison, Merged, Pair
    from services.office import Context
    from ui.session import Session
    from ui.tasks import Ticket

_NARROW: Final = 820
_COLUMNS: Final = (
    PlainColumn("种类", 5),
    PlainColumn("名称", 0),
    PlainColumn("先录的属于", 9),
    PlainColumn("后录的属于", 9),
    PlainColumn("相同的地方", 9),
)
_SETTINGS: Final = frozenset({"setting"})
_ASKED: Final = (
    prompts.Button("no", "取消", "reject"),
    prompts.Button("yes", "合并", "accept"),
)


def read(context: "Context") -> "tuple[Pair, ...]":
    """Return possible doubles; on the reader's thread."""
    from services import duplicates

    return duplicates.found(context)


def make(session: "Session", argument: str) -> Page:
    """Return the page."""
    return DuplicatesPage(session)


class DuplicatesPage(Page):
    """The pairs at the left, the one in front side by side at the right."""

    title = "疑似重复"
    help_topic = "duplicates"

    def __init__(self, session: "Session") -> None:
        super().__init__()
        from services import duplicates

        self._session = session
        self._found: tuple[Pair, ...] = ()
        self._stale = True
        self._swapped = False
        self.kinds = Chooser()
        self.kinds.setAccessibleName("哪一种记录")
        self.kinds.addItem("全部", "")
        for kind, title in duplicates.kind_titles():
            self.kinds.addItem(title, kind)
        self.search = QLineEdit()
        self.search.setPlaceholderText("筛选")
        self.search.setAccessibleName("筛选")
        self.search.setClearButtonEnabled(True)
        self.table = PlainTable(_COLUMNS, "疑似重复", empty="没有发现重复的记录。", many=True)
        self.search.textChanged.connect(self.table.filter)
        self.all_button = QPushButton(icons.icon("fa6s.code-merge", "muted"), "全部合并…")
        self.all_button.setToolTip("选中的各对（没有选中几对时是表里全部）一次合并；不一样的留下来单独看")
        self.all_button.clicked.connect(self._merge_many)
        self.panel = ComparePanel()
        self._lay_out()
        self.kinds.currentIndexChanged.connect(lambda _: self._show_rows())
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(lambda _: self.panel.table.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self.panel.merge_wanted.connect(self._merge)
        self.panel.swap_wanted.connect(self._swap)
        self.panel.apart_wanted.connect(self._part)
        self.panel.open_wanted.connect(self._open)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, button in (
            ("Ctrl+Return", self.panel.merge_button),
            ("Ctrl+R", self.panel.swap_button),
        ):
            QShortcut(QKeySequence(keys), self, button.click, context=here)
        session.changed.connect(lambda _: self._refresh())

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(style.px(8))
        bar.addWidget(self.kinds)
        bar.addWidget(self.search, 1)
        bar.addWidget(self.all_button)
        cards = []
        for parts in ((bar, self.table), (self.panel,)):
            card = QFrame()
            card.setProperty("role", "card")
            column = QVBoxLayout(card)
            column.setContentsMargins(style.px(14), style.px(10), style.px(14), style.px(10))
            column.setSpacing(style.px(6))
            for part in parts:
                if isinstance(part, QHBoxLayout):
                    column.addLayout(part)
                else:
                    column.addWidget(part, 1)
            cards.append(card)
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._cards.setContentsMargins(*[style.px(12)] * 4)
        self._cards.setSpacing(style.px(10))
        for card in cards:
            self._cards.addWidget(card, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the comparison below the list where the window is narrow."""
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        narrow = self.width() < style.px(_NARROW)
        self._cards.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)

    # what the window asks

    def arrive(self, argument: object = None) -> None:
        """Read again what has changed meanwhile.

        Args:
            argument: a kind of records to be looked through.
        """
        if isinstance(argument, str):
            self.kinds.setCurrentIndex(max(0, self.kinds.findData(argument)))
        if self._stale:
            self._refresh()

    def take_focus(self) -> None:
        """Put the focus on the list."""
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def seek(self) -> None:
        """Put the cursor into the line that filters."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # reading and showing

    def _refresh(self) -> None:
        self._stale = not self.isVisible()
        if self.isVisible():
            self._session.read(read, self._show, owner=self, key="duplicates")

    def _show(self, found: "tuple[Pair, ...]") -> None:
        self._found = found
        self._show_rows()
        self.painted.emit()

    def _show_rows(self) -> None:
        kind = self.kinds.currentData()
        before = self.table.selectionModel().currentIndex().row()
        listed = [each for each in self._found if kind in ("", each.kind)]
        self.table.set_rows([_row(each) for each in listed])
        if self.table.rows and not self.table.selected_rows():
            self.table.selectRow(min(max(before, 0), len(self.table.rows) - 1))
        self.heading_changed.emit(self.title, f"{len(listed)}对" if listed else "")
        self.all_button.setEnabled(bool(listed))
        self._choose()

    def _choose(self) -> None:
        self._swapped = False
        number = len(self.table.selected_keys())
        self.all_button.setText(f"合并选中的{number}对…" if number > 1 else "全部合并…")
        self._compare()

    @property
    def pair(self) -> "Pair | None":
        """The pair in front."""
        return next(iter(self.table.selected_keys()), None)

    def _compare(self) -> None:
        from services import duplicates

        pair = self.pair
        if pair is None:
            self.panel.show_pair(None)
            return
        keep, drop = pair.first.id, pair.second.id
        if self._swapped:
            keep, drop = drop, keep

        def show(comparison: "Comparison") -> None:
            if self.pair == pair:
                self.panel.show_pair(comparison, pair.why)

        self._session.read(
            lambda context: duplicates.compare(context, pair.kind, keep, drop),
            show,
            lambda _: self.panel.show_pair(None),
            owner=self,
            key="compared duplicates",
        )

    # doing

    def _swap(self) -> None:
        self._swapped = not self._swapped
        self._compare()

    def _merge(self) -> None:
        from services import duplicates

        shown = self.panel.comparison
        if shown is None:
            return
        chosen = dict(self.panel.chosen)

        def done(merged: "Merged") -> None:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self._tell(merged, f"已合并“{shown.names[0]}”")

        self._session.write(
            lambda context: duplicates.merge(context, shown.kind, shown.keep, shown.drop, chosen),
            done,
            self._session.report,
            owner=self,
        )

    def _tell(self, merged: "Merged", text: str) -> None:
        from ui.session import EVERYTHING

        self._session.committed(EVERYTHING, text, merged.tx_id)

    def _merge_many(self) -> None:
        from services import duplicates

        selected = self.table.selected_keys()
        pairs = selected if len(selected) > 1 else [row.key for row in self.table.rows]
        question = f"把{len(pairs)}对各合成一条吗？"
        detail = "先录的一条保留，缺的内容从另一条补上；两条说法不一样的不合并，留下来单独看。可以一步撤销。"
        if not pairs or prompts.ask(self, "全部合并", question, _ASKED, detail) != "yes":
            return

        def done(merged: "Merged") -> None:
            left = f"，{len(merged.left)}对不一样的留着" if merged.left else ""
            if merged.tx_id is None:
                self._session.notice(f"没有能直接合并的{left}", "warn")
                return
            self._tell(merged, f"已合并{merged.merged}对{left}")

        def work(context: "Context", ticket: "Ticket") -> "Merged":
            return duplicates.merge_all(context, pairs, ticket.report)

        self._session.work("合并重复记录", work, done, self._session.report, owner=self)

    def _part(self) -> None:
        from services import duplicates

        ids = [(each.first.id, each.second.id) for each in self.table.selected_keys()]
        self._session.write(
            lambda context: duplicates.not_double(context, ids),
            lambda _: self._session.committed(_SETTINGS, f"已记下不是重复（{len(ids)}对），不再提示"),
            self._session.report,
            owner=self,
        )

    def _open(self, record_id: bytes) -> None:
        if self.panel.comparison is not None:
            self._session.show_record(self.panel.comparison.kind, record_id)


def _row(pair: "Pair") -> PlainRow:
    cells = (pair.one, pair.first.name, pair.first.where, pair.second.where, pair.why)
    return PlainRow(pair, cells, "warn" if pair.sure else "")
