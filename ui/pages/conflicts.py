"""The page 待决事项: what two offices filled in differently, proposals, and what could not be written yet."""

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout

from services.conflicts import MOST, Case, HeldRow
from services.shown import is_masked
from ui import prompts
from ui.conflicts.bulk_dialog import BulkDialog
from ui.conflicts.panel import CasePanel
from ui.page import Page
from ui.widgets import icons, style
from ui.widgets.chooser import Chooser
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable, Tone

if TYPE_CHECKING:
    from services.conflicts import Bulk, Key
    from services.office import Context
    from services.saving import Saved
    from ui.session import Session

_NARROW: Final = 820
_LIST: Final = 150
_CASE: Final = 270
"""Least heights below each other: the page scrolls rather than show two lines of each."""
_GROUPS: Final = (("", "全部"), ("conflicts", "分歧"), ("proposals", "建议"), ("held", "还没写入"))
_COLUMNS: Final = (
    PlainColumn("情况", 7),
    PlainColumn("记录", 0),
    PlainColumn("项目", 6),
    PlainColumn("单位", 10),
)
_TONES: Final[dict[str, Tone]] = {"append_only": "error", "unique": "error", "unauthorised": "info"}
_SHORT: Final = {
    "hard": "填得不一样",
    "delete_edit": "删了又在用",
    "orphan": "上级已删除",
    "unique": "编号重复",
    "unauthorised": "建议",
    "append_only": "对不上",
}
_TABLES: Final = frozenset({"sync_conflict"})
_EMPTY: Final = "没有要决定的事。收发数据以后，两边填得不一样的会列在这里。"

Item = Case | HeldRow


def read(context: "Context") -> tuple[Item, ...]:
    """Return everything that waits for a person; on the reader's thread."""
    from services import conflicts

    return (*conflicts.listed(context), *conflicts.held(context))


def make(session: "Session", argument: str) -> Page:
    """Return the page."""
    return ConflictsPage(session)


class ConflictsPage(Page):
    """The list at the left, the case in front at the right; below each other where it is narrow."""

    title = "待决事项"
    help_topic = "conflicts"

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        self._found: tuple[Item, ...] = ()
        self._stale = True
        self._wanted: bytes | None = None
        self.groups = Chooser()
        self.groups.setAccessibleName("哪一类")
        for key, label in _GROUPS:
            self.groups.addItem(label, key)
        self.search = QLineEdit()
        self.search.setPlaceholderText("筛选")
        self.search.setAccessibleName("筛选")
        self.search.setClearButtonEnabled(True)
        self.table = PlainTable(_COLUMNS, "待决事项", empty=_EMPTY)
        self.search.textChanged.connect(self.table.filter)
        self.panel = CasePanel()
        self.all_button = QPushButton(icons.icon("fa6s.check-double", "muted"), "全部决定…")
        self.all_button.setToolTip(
            "两边不一样的，全部采用某个单位填写的，先看清单再确认；一个社区的建议，一次采纳或不采纳"
        )
        self.offices = QMenu(self.all_button)
        self.all_button.setMenu(self.offices)
        self._lay_out()
        self.groups.currentIndexChanged.connect(lambda _: self._show_rows())
        self.table.chosen.connect(self._show_case)
        self.table.opened.connect(lambda _: self._into_panel())
        self.panel.taken.connect(self._take)
        self.panel.acted.connect(self._act)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for number in range(1, 10):
            QShortcut(QKeySequence(f"Ctrl+{number}"), self, partial(self._take_nth, number), context=here)
        session.changed.connect(lambda _: self._refresh())

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(style.px(8))
        bar.addWidget(self.groups)
        bar.addWidget(self.search, 1)
        bar.addWidget(self.all_button)
        left = QFrame()
        left.setProperty("role", "card")
        column = QVBoxLayout(left)
        column.setContentsMargins(style.px(14), style.px(10), style.px(14), style.px(10))
        column.setSpacing(style.px(6))
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        right = QFrame()
        right.setProperty("role", "card")
        beside = QVBoxLayout(right)
        beside.setContentsMargins(style.px(14), style.px(10), style.px(14), style.px(10))
        beside.addWidget(self.panel)
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._cards.setContentsMargins(*[style.px(12)] * 4)
        self._cards.setSpacing(style.px(10))
        self._cards.addWidget(left, 5)
        self._cards.addWidget(right, 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the case below the list where the window is narrow."""
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        narrow = self.width() < style.px(_NARROW)
        for part, least in ((self.table, _LIST), (self.panel, _CASE)):
            part.setMinimumHeight(style.px(least) if narrow else 0)
        self._cards.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)

    # what the window asks

    def arrive(self, argument: object = None) -> None:
        """Read again what has changed meanwhile.

        Args:
            argument: the id of a case to be shown, or a group: conflicts, proposals, held.
        """
        if isinstance(argument, bytes):
            self._wanted = argument
            self.groups.setCurrentIndex(0)
            self._stale = True
        elif isinstance(argument, str):
            self.groups.setCurrentIndex(max(0, self.groups.findData(argument)))
        if self._stale:
            self._refresh()

    def take_focus(self) -> None:
        """Put the focus on the list."""
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.table.rows and not self.table.selected_rows():
            self.table.selectRow(0)

    def seek(self) -> None:
        """Put the cursor into the line that filters."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # reading and showing

    def _refresh(self) -> None:
        self._stale = not self.isVisible()
        if self.isVisible():
            self._session.read(read, self._show, owner=self, key="conflicts")

    def _show(self, found: tuple[Item, ...]) -> None:
        self._found = found
        self._show_rows()
        self._show_offices()
        self.painted.emit()

    def _show_rows(self) -> None:
        group = self.groups.currentData()
        listed = [each for each in self._found if group in ("", _group(each))]
        before = self.table.selectionModel().currentIndex().row()
        self.table.set_rows([_row(each) for each in listed])
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.table.clearSelection()
            at = next((n for n, row in enumerate(self.table.rows) if row.key == wanted), 0)
            self.table.selectRow(at)
        elif self.table.rows and not self.table.selected_rows():
            self.table.selectRow(min(max(before, 0), len(self.table.rows) - 1))
        counted = {key: sum(_group(each) == key for each in self._found) for key, _ in _GROUPS[1:]}
        told = [f"{label}{counted[key]}" for key, label in _GROUPS[1:] if counted[key]]
        if sum(isinstance(each, Case) for each in self._found) >= MOST:
            told.append(f"先列出{MOST}处，决定以后再列其余的")
        self.heading_changed.emit(self.title, "，".join(told))
        self._show_case()

    def _show_offices(self) -> None:
        from services import conflicts

        self.offices.clear()
        cases = [each for each in self._found if isinstance(each, Case)]
        named = conflicts.offices(cases)
        for unit, (name, number) in named.items():
            action = self.offices.addAction(f"{name}的（{number}处）…")
            action.triggered.connect(lambda _=False, unit=unit: self._preview(unit))
        proposed = conflicts.proposers(cases)
        if named and proposed:
            self.offices.addSeparator()
        for unit, name in proposed.items():
            for adopt, text in ((True, f"采纳{name}的全部建议…"), (False, f"不采纳{name}的全部建议…")):
                action = self.offices.addAction(text)
                action.triggered.connect(partial(self._settle_all, unit, name, adopt))
        self.all_button.setEnabled(bool(named or proposed))

    def meant(self) -> Item | None:
        """Return what is selected."""
        keys = self.table.selected_keys()
        return next((each for each in self._found if keys and _key(each) == keys[0]), None)

    def _show_case(self) -> None:
        meant = self.meant()
        if meant != self.panel.shown:
            self.panel.show_item(meant)

    def _into_panel(self) -> None:
        first = next((card.take_button for card in self.panel.cards if card.take_button), None)
        target = first or next(iter(self.panel.buttons.values()), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # doing

    def _take_nth(self, number: int) -> None:
        """Take the version with this number, where there is one to be taken."""
        cards = self.panel.cards
        button = cards[number - 1].take_button if number <= len(cards) else None
        if button is not None:
            button.click()

    def _take(self, key: "Key") -> None:
        from services import conflicts

        case = self.meant()
        if isinstance(case, Case):
            self._write(lambda context: conflicts.take(context, case.id, key), f"已决定“{case.name}”")

    def _write(self, command: Any, text: str) -> None:
        """Have something decided; the line at the foot offers to undo it."""

        def done(saved: "Saved | None") -> None:
            self._back()
            committed = saved.committed if saved is not None else None
            touched = (committed.touched if committed is not None else frozenset()) | _TABLES
            self._session.committed(touched, text, committed.tx_id if committed is not None else None)

        self._session.write(command, done, self._session.report, owner=self)

    def _back(self) -> None:
        """Let the keys go on in the list: the buttons of the case are gone."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _act(self, act: str) -> None:
        meant = self.meant()
        if isinstance(meant, HeldRow):
            self._act_held(act, meant)
        elif meant is not None:
            self._act_case(act, meant)

    def _act_held(self, act: str, row: HeldRow) -> None:
        from services import conflicts

        if act == "correct":
            self._write(lambda context: conflicts.book_correction(context, row.key), f"已补记“{row.name}”")
        else:
            self._write(lambda context: conflicts.note_seen(context, row.key), f"已处理“{row.name}”")

    def _act_case(self, act: str, case: Case) -> None:
        from services import conflicts

        plain = {"keep": conflicts.keep, "delete": conflicts.put_away, "adopt": conflicts.adopt}
        if act in plain:
            command = plain[act]
            self._write(lambda context: command(context, case.id), f"已决定“{case.name}”")
        elif act == "open":
            self._session.show_record(case.record_kind, case.record_id)
        elif act == "ask":
            self._ask(case)
        elif act == "write":
            offered = "" if is_masked(case.versions[0].text) else case.versions[0].text
            typed = prompts.ask_text(self, "另填", f"{case.name}的{case.field}：", offered)
            if typed is not None:
                self._write(lambda context: conflicts.write(context, case.id, typed), f"已决定“{case.name}”")
        else:
            self._ask_why(act, case)

    def _ask_why(self, act: str, case: Case) -> None:
        from services import conflicts

        title, label = (
            ("不采纳", "不采纳的原因（可以不填）：") if act == "decline" else ("已核对", "核对的结果：")
        )
        note = prompts.ask_text(self, title, label)
        if note is None:
            return
        command = conflicts.decline if act == "decline" else conflicts.seen
        self._write(lambda context: command(context, case.id, note), f"已记下“{case.name}”")

    def _ask(self, case: Case) -> None:
        from services import conflicts

        others = [each.office for each in case.versions if not each.provisional and each.office]
        office = others[0] if others else "对方单位"

        def copied(text: str) -> None:
            from PySide6.QtGui import QGuiApplication

            QGuiApplication.clipboard().setText(text)
            self._session.committed(_TABLES, f"已复制一段话，可以粘贴发给{office}；已记下询问")

        self._session.write(
            lambda context: conflicts.ask(context, case.id, office),
            copied,
            self._session.report,
            owner=self,
        )

    def _settle_all(self, unit: bytes, office: str, adopt: bool, _: bool = False) -> None:
        """Ask once, then adopt or decline all that an office proposed; it can be undone."""
        from services import conflicts

        reason = ""
        if adopt:
            asked = f"采纳“{office}”的全部建议？"
            told = "它们会写进登记，以后可以撤销。没有把握的，请逐条看过再决定。"
            answers = prompts.Button("adopt", "全部采纳", "accept"), prompts.Button("no", "取消", "reject")
            if prompts.ask(self, "全部采纳", asked, answers, told) != "adopt":
                return
        else:
            typed = prompts.ask_text(self, "全部不采纳", f"不采纳“{office}”的全部建议，原因（可以不填）：")
            if typed is None:
                return
            reason = typed

        def done(made: "tuple[int, Saved]") -> None:
            number, saved = made
            self._back()
            committed = saved.committed
            touched = (committed.touched if committed is not None else frozenset()) | _TABLES
            text = f"已{'采纳' if adopt else '决定不采纳'}{office}的{number}条建议"
            self._session.committed(touched, text, committed.tx_id if committed is not None else None)

        self._session.write(
            lambda context: conflicts.settle_all(context, unit, adopt=adopt, reason=reason),
            done,
            self._session.report,
            owner=self,
        )

    def _preview(self, unit: bytes) -> None:
        from services import conflicts

        self._session.write(  # as it will be, on the thread of the commands
            lambda context: conflicts.take_all_of(context, unit, preview=True),
            self._confirm,
            self._session.report,
            owner=self,
        )

    def _confirm(self, bulk: "Bulk") -> None:
        dialog = BulkDialog(bulk, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.accepted.connect(lambda: self._take_all(bulk))
        dialog.open()

    def _take_all(self, bulk: "Bulk") -> None:
        from services import conflicts

        def done(made: "Bulk") -> None:
            self._back()
            text = f"已全部采用{made.office}的，{len(made.lines)}处"
            self._session.committed(_TABLES, text, made.tx_id)

        self._session.write(
            lambda context: conflicts.take_all_of(context, bulk.unit_id, preview=False),
            done,
            self._session.report,
            owner=self,
        )


def _key(item: Item) -> object:
    return item.id if isinstance(item, Case) else item.key


def _group(item: Item) -> str:
    if isinstance(item, HeldRow):
        return "held"
    return "proposals" if item.kind == "unauthorised" else "conflicts"


def _row(item: Item) -> PlainRow:
    if isinstance(item, HeldRow):
        name = f"{item.words} {item.name}".strip()
        return PlainRow(item.key, ("还没写入", name, "", item.office), "muted")
    offices = dict.fromkeys(each.office for each in item.versions if each.office and not each.provisional)
    asked = "（已询问）" if item.note.endswith(tuple(offices)) and item.note else ""
    cells = (_SHORT[item.kind], item.name + asked, item.field, "、".join(offices))
    return PlainRow(item.id, cells, _TONES.get(item.kind, "warn"))
