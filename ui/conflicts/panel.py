"""The case in front: what happened, both versions, and what can be done about it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from services.conflicts import Case, HeldRow
from ui.conflicts.versions import VersionCard, words
from ui.system.tab import button
from ui.widgets import style
from ui.widgets.scrolling import scrolling

if TYPE_CHECKING:
    from services.conflicts import Key

_ACTS: Final = {
    "write": ("另填…", "fa6s.pen", "两个都不对，填写另外的内容"),
    "adopt": ("采纳", "fa6s.check", "按建议修改，可以撤销"),
    "decline": ("不采纳…", "fa6s.xmark", "保持原样，记下原因"),
    "keep": ("保留", "fa6s.rotate-left", "这条记录继续使用，可以撤销"),
    "delete": ("也删除", "fa6s.trash-can", "放进回收站，可以撤销"),
    "ask": ("问对方…", "fa6s.comment-dots", "写一段话发给对方核对，并记下已询问"),
    "seen": ("已核对…", "fa6s.clipboard-check", "记下核对的结果，不再提示"),
}
_BASES: Final = {"unauthorised": "现在是", "orphan": "所属"}
_ORPHAN: Final = {"keep": ("恢复上级", "fa6s.rotate-left", "它所属的记录从回收站恢复，可以撤销")}


class CasePanel(QWidget):
    """The case or held row in front, read from top to bottom; buttons at its foot.

    Signals:
        taken: the version with this key is taken.
        acted: one of the other acts is wanted, by its name; "open" shows the record, "correct" books a held
            entry into the open month.
    """

    taken = Signal(object)
    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QPushButton] = {}
        self.cards: list[VersionCard] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.shown: Case | HeldRow | None = None
        self.show_item(None)

    def show_item(self, item: Case | HeldRow | None) -> None:
        """Show another case; None for nothing chosen."""
        self.shown = item
        self.buttons, self.cards = {}, []
        while self._layout.count():
            widget = self._layout.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        if item is None:
            self._layout.addWidget(scrolling(_column([words("在表里选一件事，这里说明情况。", "muted")])))
            return
        parts, acts = self._case(item) if isinstance(item, Case) else self._held(item)
        self._layout.addWidget(scrolling(_column(parts)), 1)
        self._layout.addWidget(self._foot(acts))

    def _case(self, case: Case) -> tuple[list[QWidget], list[tuple[str, tuple[str, str, str]]]]:
        parts: list[QWidget] = [words(case.name, "title"), words(f"{case.words} · {case.field}", "muted")]
        parts.append(words(case.advice))
        if case.base:
            label = _BASES.get(case.kind, "原来是")
            parts.append(words(f"{label}：{case.base}"))
        for number, version in enumerate(case.versions, 1):
            take = self._taking(version.key) if "take" in case.acts else None
            card = VersionCard(number, version, take)
            self.cards.append(card)
            parts.append(card)
        if case.note:
            parts.append(words(case.note, "muted"))
        acts: list[tuple[str, tuple[str, str, str]]] = [
            (act, (_ORPHAN if case.kind == "orphan" else {}).get(act, _ACTS[act]))
            for act in case.acts
            if act != "take"
        ]
        if case.record_kind:
            acts.append(("open", ("看记录", "fa6s.arrow-up-right-from-square", "打开这条记录")))
        return parts, acts

    def _taking(self, key: "Key") -> Callable[[], None]:
        return lambda: self.taken.emit(key)

    def _held(self, row: HeldRow) -> tuple[list[QWidget], list[tuple[str, tuple[str, str, str]]]]:
        told = " · ".join(each for each in (row.office, row.at_text) if each)
        parts: list[QWidget] = [
            words(f"{row.words} {row.name}".strip(), "title"),
            words(f"收到了，还没有写入　{told}", "muted"),
            words(row.sentence),
        ]
        acts = []
        if row.correctable:
            acts.append(("correct", ("补记到本月", "fa6s.book", "作为更正登记到还没有月结的本月，可以撤销")))
        if row.reason in ("asked", "constraint"):
            acts.append(("settle", ("已处理", "fa6s.clipboard-check", "已经另外处理，不再提示")))
        return parts, acts

    def _foot(self, acts: list[tuple[str, tuple[str, str, str]]]) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, style.px(6), 0, 0)
        row.setSpacing(style.px(8))
        for act, (label, icon, tip) in acts:
            made = button(label, icon, partial(self.acted.emit, act), tip=tip)
            self.buttons[act] = made
            row.addWidget(made)
        row.addStretch(1)
        return foot


def _column(parts: list[QWidget]) -> QWidget:
    inner = QWidget()
    inner.setProperty("role", "page")
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, style.px(8), 0)
    column.setSpacing(style.px(8))
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    return inner
