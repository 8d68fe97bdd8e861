"""姓名遮盖: how each kind of sheet shows each group of people, chosen in a small table, saved, and reset."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from models import vocab
from models.errors import LouyuanError
from services import masks
from ui import prompts
from ui.prompts import Button
from ui.session import Session
from ui.system.tab import SystemTab, button, heading, muted
from ui.widgets import style
from ui.widgets.chooser import Chooser
from ui.widgets.plain_table import PlainColumn, PlainRow, PlainTable

if TYPE_CHECKING:
    from models.db.uow import Committed
    from services.masks import MaskProfile, Place

_GROUPS = tuple(vocab.MASK_GROUP)
_PARTS = tuple(vocab.MASK_PART)


class _Box(Chooser):
    """A choice that the wheel does not change while somebody scrolls past."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what is around."""
        event.ignore()


class MasksTab(SystemTab):
    """The table of the chosen kind; what is chosen stays with its kind until it is saved or dropped."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._profiles: dict[str, MaskProfile] = {}
        self._chosen: dict[str, dict[Place, str]] = {}
        self._kind = ""
        self.kinds = PlainTable((PlainColumn("种类", 0), PlainColumn("状态", 5)), "公示种类")
        self.kinds.chosen.connect(self._choose)
        self.kinds.opened.connect(lambda _: self.boxes[masks.PLACES[0]].setFocus())
        self.boxes: dict[Place, Chooser] = {place: self._box(place) for place in masks.PLACES}
        self.examples = {group: QLabel() for group, _ in _GROUPS}
        self.why = muted("")
        self.why.setAccessibleName("依据")
        self.reset_button = button("恢复原样", "fa6s.rotate-left", self.reset_kind)
        self.drop_button = button("放弃修改", "fa6s.xmark", self.drop)
        self.save_button = button("保存", "fa6s.floppy-disk", self.save, primary=True, tip="保存（Ctrl+S）")
        QShortcut(
            QKeySequence("Ctrl+S"), self, self.save, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        self._lay_out()

    def _box(self, place: "Place") -> Chooser:
        group, part = vocab.MASK_GROUP.label(place[0]), vocab.MASK_PART.label(place[1])
        box = _Box()
        box.setAccessibleName(f"{group}的{part}")
        for mode in masks.choices(*place):
            box.addItem(vocab.MASK_MODE.label(mode), mode)
        box.activated.connect(lambda _: self._take(place, box.currentData()))
        box.installEventFilter(self)
        return box

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(style.px(10))
        grid.setVerticalSpacing(style.px(8))
        for column, (_, label) in enumerate(_PARTS, 1):
            grid.addWidget(heading(label), 0, column)
        for row, (group, label) in enumerate(_GROUPS, 1):
            grid.addWidget(QLabel(label), 2 * row - 1, 0)
            for column, (part, _) in enumerate(_PARTS, 1):
                grid.addWidget(self.boxes[(group, part)], 2 * row - 1, column)
            self.examples[group].setProperty("role", "small")
            grid.addWidget(self.examples[group], 2 * row, 1, 1, len(_PARTS))
        for column in range(1, len(_PARTS) + 1):
            grid.setColumnStretch(column, 1)
        right = QWidget()
        column_ = QVBoxLayout(right)
        column_.setContentsMargins(style.px(14), 0, 0, 0)
        column_.addLayout(grid)
        column_.addSpacing(style.px(6))
        column_.addWidget(self.why)
        column_.addStretch(1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.kinds)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([style.px(310), style.px(740)])
        self.bar(
            muted("每种公示怎样写出各类人；正文里写到的电话和证件号码按“其他居民”处理，“志愿者”的完整姓名要有本人同意的登记。"),
            self.reset_button, self.drop_button, self.save_button,
        ).setStretch(0, 1)  # fmt: skip
        self.card().addWidget(split)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say why a thing is shown as it is when its box gets the cursor."""
        if event.type() == QEvent.Type.FocusIn:
            self._explain(next((place for place, box in self.boxes.items() if box is watched), None))
        return super().eventFilter(watched, event)

    def refresh(self) -> None:
        """Read the profiles; what is chosen and not saved stays."""
        self.session.read(masks.profiles, self._show, owner=self, key=(id(self), "masks"))

    def search(self) -> None:
        """Put the cursor into the list of kinds."""
        self.kinds.setFocus()

    def _show(self, found: "tuple[MaskProfile, ...]") -> None:
        self._profiles = {each.kind: each for each in found}
        for kind in self._profiles:
            self._forget_same(kind)
        self._list_kinds()
        if not self._kind:
            self.kinds.select_keys({found[0].kind})
        self._show_kind()
        self.filled.emit()

    def _list_kinds(self) -> None:
        self.kinds.set_rows(
            [
                PlainRow(
                    kind, (each.name, self._state(kind)), tones=("", "warn" if self.is_changed(kind) else "")
                )
                for kind, each in self._profiles.items()
            ]
        )
        if self._kind:
            at = self.kinds.model().index(list(self._profiles).index(self._kind), 0)
            self.kinds.selectionModel().setCurrentIndex(at, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _state(self, kind: str) -> str:
        if self.is_changed(kind):
            return "未保存"
        return "本单位设置" if self._profiles[kind].is_own else "原样"

    def is_changed(self, kind: str = "") -> bool:
        """Return whether something chosen was not saved, of one kind or of any."""
        return any(self._chosen.get(each) for each in ([kind] if kind else self._profiles))

    def _choose(self) -> None:
        keys = self.kinds.selected_keys()
        if keys and keys[0] != self._kind:
            self._kind = keys[0]
            self._show_kind()

    def _modes(self) -> "Mapping[Place, str]":
        rules = self._profiles[self._kind].rules
        return {place: rule.mode for place, rule in rules.items()} | self._chosen.get(self._kind, {})

    def _show_kind(self) -> None:
        if not self._kind:
            return
        modes = self._modes()
        for place, box in self.boxes.items():
            box.setCurrentIndex(box.findData(modes[place]))
        for group, label in self.examples.items():
            shown = masks.example({part: modes[(group, part)] for part, _ in _PARTS})
            label.setText(f"例：{shown or '什么也不印'}")
        self._explain(next((place for place, box in self.boxes.items() if box.hasFocus()), None))
        self._enable()

    def _explain(self, place: "Place | None") -> None:
        profile = self._profiles.get(self._kind)
        if place is None or profile is None:
            self.why.setText("")
            return
        rule = profile.rules[place]
        group, part = vocab.MASK_GROUP.label(place[0]), vocab.MASK_PART.label(place[1])
        shipped = vocab.MASK_MODE.label(rule.shipped)
        self.why.setText(f"{group}的{part}原样是“{shipped}”：{rule.reason}（{rule.source}）。")

    def _take(self, place: "Place", mode: str) -> None:
        self._chosen.setdefault(self._kind, {})[place] = mode
        self._forget_same(self._kind)
        self._show_kind()
        self._list_kinds()

    def _forget_same(self, kind: str) -> None:
        kept = self._chosen.get(kind, {})
        for place in [at for at, mode in kept.items() if mode == self._profiles[kind].mode(*at)]:
            del kept[place]

    def _enable(self) -> None:
        changed = self.is_changed(self._kind)
        self.save_button.setEnabled(changed)
        self.drop_button.setEnabled(changed)
        self.reset_button.setEnabled(self._profiles[self._kind].is_own)

    def save(self) -> None:
        """Keep what was chosen for this kind."""
        kind = self._kind
        if not kind or not self.is_changed(kind):
            return
        chosen, name = dict(self._chosen[kind]), self._profiles[kind].name
        self.session.write(
            lambda context: masks.save(context, kind, chosen),
            lambda done: self._written(done, f"已保存“{name}”的姓名遮盖"),
            self._refused,
            owner=self,
        )

    def reset_kind(self) -> None:
        """Go back to what the program ships for this kind; it can be undone."""
        kind = self._kind
        if not kind:
            return
        name = self._profiles[kind].name
        self.drop()
        self.session.write(
            lambda context: masks.reset(context, kind),
            lambda done: self._written(done, f"“{name}”的姓名遮盖已恢复原样"),
            owner=self,
        )

    def _written(self, done: "Committed | None", said: str) -> None:
        if done is not None:
            self.session.committed(done.touched, said, done.tx_id)
        self.refresh()

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self.session.notice(error.message, "error")

    def drop(self) -> None:
        """Drop what was chosen for this kind and not saved."""
        self._chosen.pop(self._kind, None)
        self._show_kind()
        self._list_kinds()

    def may_leave(self) -> bool:
        """Ask what becomes of choices that were not saved; True when the page may go."""
        if not self.is_changed():
            return True
        names = "、".join(f"“{each.name}”" for kind, each in self._profiles.items() if self.is_changed(kind))
        buttons = (Button("drop", "不保存"), Button("stay", "继续编辑", "reject"))
        said = f"{names}的姓名遮盖改了，还没有保存。"
        answer = prompts.ask(self.window(), "还没有保存", said, buttons)
        if answer == "drop":
            self._chosen.clear()
            self._show_kind()
            self._list_kinds()
        return answer == "drop"
