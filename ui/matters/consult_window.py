"""The round of opinions entered by keyboard: number of the dwelling, 1 to 4, Enter; tallies per building."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from models import vocab
from models.errors import LouyuanError
from ui.system.tab import button
from ui.widgets import style
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable, Tone

if TYPE_CHECKING:
    from services.matters.consulting import Household, Round, Tally
    from services.matters.progress import Progress
    from services.office import Context
    from services.saving import Saved
    from ui.session import Session

_COLUMNS = (
    PlainColumn("房号", 10),
    PlainColumn("住户", 12),
    PlainColumn("答复", 9),
    PlainColumn("意见内容", 0),
    PlainColumn("日期", 11),
)
ANSWERS = tuple(code for code, _ in vocab.CONSULT_ANSWER)
_KEYS = "　".join(f"{number} {label}" for number, (_, label) in enumerate(vocab.CONSULT_ANSWER, 1))
_TONES: dict[str, Tone] = {"for": "ok", "against": "error", "other": "warn", "absent": "muted", "": ""}
_WIDTH, _HEIGHT, _MARGIN = 900, 640, 24
_TOUCHED = frozenset({"consult_answer", "matter_step"})


class AnswerInput(QLineEdit):
    """Takes one of 1 to 4 and shows it in words; anything else is left out.

    Signals:
        chosen: Enter was pressed.
    """

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.code = ""
        self.setReadOnly(True)
        self.setPlaceholderText(_KEYS)
        self.setAccessibleName(f"答复：{_KEYS}")

    def put(self, code: str) -> None:
        """Show an answer; "" for none."""
        self.code = code
        self.setText(vocab.CONSULT_ANSWER.label(code) if code else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by number; Enter takes it."""
        typed = event.text()
        if typed in ("1", "2", "3", "4"):
            self.put(ANSWERS[int(typed) - 1])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.put("")
        else:
            super().keyPressEvent(event)


class ConsultWindow(QDialog):
    """The households of a matter, building by building.

    Args:
        session: the office at work.
        found: the matter.
        parent: the window.

    Signals:
        filled: the list has arrived.
    """

    filled = Signal()

    def __init__(self, session: "Session", found: "Progress", parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._matter_id, self._courtyard_id = session, found.matter_id, found.courtyard_id
        self._round: Round | None = None
        self._chosen: Household | None = None
        self.setWindowTitle(f"登记征求意见：{found.title}")
        self.building = QComboBox()
        self.building.setAccessibleName("楼栋")
        self.tally = QLabel()
        self.tally.setWordWrap(True)
        self.table = PlainTable(_COLUMNS, "住户", empty="还没有住户名单。按“列出住户”从房屋登记生成。")
        self.room, self.answer, self.content = QLineEdit(), AnswerInput(), QLineEdit()
        self.room.setPlaceholderText("如 301、1-301，回车")
        self.room.setAccessibleName("房号")
        self.content.setPlaceholderText("说了什么，可以不写")
        self.content.setAccessibleName("意见内容")
        self.who = QLabel()
        self.who.setProperty("role", "muted")
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.list_button = button(
            "列出住户", "fa6s.list-check", self.draw_up, tip="从房屋登记列出还没有在名单上的住户"
        )
        self.print_button = button("打印征求意见表", "fa6s.print", partial(self._print, "consult_form"))
        self.sum_button = button("打印汇总表", "fa6s.print", partial(self._print, "consult_summary"))
        self._lay_out(parent)
        session.changed.connect(self._changed)
        self.building.currentIndexChanged.connect(lambda _: self._show_building())
        self.table.opened.connect(self._choose_key)
        self.room.returnPressed.connect(self._find)
        self.answer.chosen.connect(self.save)
        self.content.returnPressed.connect(self.save)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self, self.undo)

    def _lay_out(self, window: QWidget) -> None:
        top = QHBoxLayout()
        label = QLabel("楼栋(&B)")
        label.setBuddy(self.building)
        self.building.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.building.setMinimumWidth(style.px(140))
        for widget in (label, self.building):
            top.addWidget(widget)
        top.addWidget(self.tally, 1)
        entry = QGridLayout()
        for at, (text, field, share) in enumerate(
            (("房号(&N)", self.room, 2), ("答复(&A)", self.answer, 4), ("内容(&C)", self.content, 4))
        ):
            name = QLabel(text)
            name.setBuddy(field)
            entry.addWidget(name, 0, at)
            entry.addWidget(field, 1, at)
            entry.setColumnStretch(at, share)
        entry.addWidget(self.who, 2, 0, 1, 3)
        row = QHBoxLayout()
        for each in (self.list_button, self.print_button, self.sum_button):
            each.setAutoDefault(False)
            row.addWidget(each)
        row.addStretch(1)
        leave = button("关闭　Esc", "fa6s.xmark", self.reject)
        leave.setAutoDefault(False)
        row.addWidget(leave)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[style.px(16)] * 4)
        layout.setSpacing(style.px(8))
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addLayout(entry)
        layout.addWidget(self.said)
        layout.addLayout(row)
        room = window.window().size()
        width, height = style.px(_WIDTH), style.px(_HEIGHT)
        self.resize(min(width, room.width() - _MARGIN), min(height, room.height() - _MARGIN))

    def start(self) -> None:
        """Show it with the cursor where the first number is typed."""
        self.finished.connect(self.deleteLater)
        self.open()
        self.room.setFocus()
        self.refresh()

    # reading

    def refresh(self) -> None:
        """Read the list."""
        matter_id = self._matter_id

        def read(context: "Context") -> "Round":
            from services.matters import consulting

            return consulting.read(context, matter_id)

        self._session.read(read, self._show, self._refused, owner=self, key=(id(self), "round"))

    def _show(self, found: "Round") -> None:
        before = self.building.currentData()
        self._round = found
        self.building.blockSignals(True)
        self.building.clear()
        for each in found.tallies:
            left = each.listed - each.asked
            self.building.addItem(
                f"{each.building}（{'都问过了' if not left else f'还有{left}户'}）", each.building_id
            )
        at = self.building.findData(before)
        self.building.setCurrentIndex(max(0, at))
        self.building.blockSignals(False)
        self._show_building()
        open_ = not found.is_over
        for field in (self.room, self.answer, self.content, self.list_button):
            field.setEnabled(open_)
        if found.is_over:
            self._say("征求意见已经完成，不能再登记。请先重新打开这一步。", "warn")
        self.filled.emit()

    def _show_building(self) -> None:
        if self._round is None:
            return
        mine = self._households()
        self.table.set_rows([_row(each) for each in mine])
        shown = self.building.currentData()
        own = next((each for each in self._round.tallies if each.building_id == shown), None)
        parts = [f"{own.building}：{tally_told(own)}"] if own is not None else []
        parts += [f"合计：{tally_told(self._round.total)}"] if len(self._round.tallies) > 1 else []
        self.tally.setText("　".join(parts))

    def _households(self) -> "tuple[Household, ...]":
        if self._round is None:
            return ()
        return self._round.of_building(self.building.currentData())

    def _changed(self, touched: object) -> None:
        if isinstance(touched, frozenset) and "consult_answer" in touched:
            self.refresh()

    # entering

    def _choose_key(self, key: bytes) -> None:
        found = next((each for each in self._households() if each.id == key), None)
        if found is not None:
            self._choose(found)

    def _find(self) -> None:
        """Find the household of the number that was typed."""
        from services.matters import consulting

        found = consulting.named(self._households(), self.room.text())
        if not found:
            where = self.building.currentText().partition("（")[0]
            self._say(f"{where}没有“{self.room.text().strip()}”这一户，请核对房号或换一个楼栋。", "error")
            self.room.selectAll()
        elif len(found) > 1:
            names = "、".join(each.dwelling for each in found)
            self._say(f"“{self.room.text().strip()}”有{len(found)}户：{names}，请写完整。", "warn")
        else:
            self._choose(found[0])

    def _choose(self, household: "Household") -> None:
        self._chosen = household
        self.table.clearSelection()
        self.table.select_keys({household.id})
        self.room.setText(household.dwelling)
        self.answer.put(household.answer)
        self.content.setText(household.content)
        self.who.setText(f"{household.building}{household.dwelling}　{household.name}".strip())
        self._say(
            f"{_KEYS}，回车登记；退格取消答复。" if not household.answer else "已经登记过，再按一次就改过来。"
        )
        self.answer.setFocus()

    def save(self) -> None:
        """Note the answer, then wait for the next number."""
        household = self._chosen
        if household is None:
            self._say("请先写房号，按回车。", "warn")
            self.room.setFocus()
            return
        if not self.answer.code and not household.answer:
            self._say(f"请按 {_KEYS}。", "warn")
            self.answer.setFocus()
            return
        code, content = self.answer.code or None, self.content.text()

        def write(context: "Context") -> "Saved":
            from services.matters import consulting

            return consulting.answer(context, household.id, code, content)

        self._session.write(write, partial(self._saved, household, code), self._refused, owner=self)

    def _saved(self, household: "Household", code: str | None, saved: "Saved") -> None:
        words = vocab.CONSULT_ANSWER.label(code) if code else "取消了答复"
        said = f"{household.building}{household.dwelling} {words}"
        if saved.committed is not None:
            self._session.committed(saved.committed.touched, f"已登记 {said}", saved.committed.tx_id)
        self._say(f"✓ {said}", "ok")
        self._chosen = None
        self.room.clear()
        self.answer.put("")
        self.content.clear()
        self.who.clear()
        self.room.setFocus()

    def undo(self) -> None:
        """Take back what was entered last, as in the window behind."""
        self._session.undo()

    def draw_up(self) -> None:
        """List the households of the courtyard that are not on the list yet."""
        matter_id = self._matter_id

        def write(context: "Context") -> "tuple[int, Saved]":
            from services.matters import consulting

            return consulting.draw_up(context, matter_id)

        self._session.write(write, self._drawn_up, self._refused, owner=self)

    def _drawn_up(self, result: "tuple[int, Saved]") -> None:
        count, saved = result
        if saved.committed is not None:
            self._session.committed(_TOUCHED, f"已列出{count}户", saved.committed.tx_id)
        self._say(f"已列出{count}户。" if count else "住户都已经在名单上。", "ok")
        self.room.setFocus()

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self._say(error.message, "error")

    def _say(self, text: str, role: str = "muted") -> None:
        self.said.setText(text)
        self.said.setProperty("role", role)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.said.setAccessibleName(text)

    def _print(self, kind: str) -> None:
        from services.notices import Target

        target, session = Target(kind, self._courtyard_id, self._matter_id), self._session
        self.accept()
        session.show_page("preview", target)


def _row(each: "Household") -> PlainRow:
    label = vocab.CONSULT_ANSWER.label(each.answer) if each.answer else "未问"
    cells = (each.dwelling, each.name, label, each.content, each.answered_on)
    tone = _TONES[each.answer]
    return PlainRow(each.id, cells, "", ("", "", tone, "", ""))


def tally_told(each: "Tally") -> str:
    """Return a tally in words."""
    counts = f"{each.listed}户，入户{each.asked}户，收回{each.answered}份"
    said = f"赞成{each.in_favour}，不同意{each.against}，另有意见{each.other}，无人应答{each.absent}"
    return f"{counts}（{said}）"
