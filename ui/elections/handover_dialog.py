"""What the old committee hands over is ticked off, thing by thing, with a witness."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from services.fields import check
from services.saving import FormErrors
from services.subjects import Field
from ui.elections.grid_dialog import GridDialog, headed, plain_button
from ui.elections.telling import told
from ui.elections.vetting_dialog import style_gap

if TYPE_CHECKING:
    from services.election_record import ElectionView
    from services.office import Context
    from services.saving import Saved
    from ui.session import Session

_NAMES = (("handed_from", "移交人"), ("handed_to", "接收人"), ("witness", "监交人"))
_DAY = Field("on", "移交日期", "date")


class HandoverDialog(GridDialog):
    """Names and day on top, then a line for each thing that is not settled yet.

    Args:
        session: the office at work.
        found: the election.
        parent: the window.
    """

    def __init__(self, session: "Session", found: "ElectionView", parent: QWidget) -> None:
        self.things = tuple(each for each in found.handover if not each.settled)
        intro = f"移交清单共{len(found.handover)}项，还有{len(self.things)}项没有办。"
        intro += "空格勾选已经移交的；没有移交的写明原因。"
        super().__init__(session, "移交", "登记移交", intro, parent)
        self.found = found
        top = QGridLayout()
        top.setHorizontalSpacing(style_gap())
        for name, label in _NAMES:
            self.line(name, label, getattr(found, name), width=12)
        self.line("on", "移交日期", session.today().isoformat(), width=12)
        for row, name in enumerate((*(name for name, _ in _NAMES), "on")):
            self.put(top, (row, 0), name, self.fields[name].accessibleName())
        top.setColumnStretch(2, 1)
        self.body.addLayout(top)
        everything = plain_button("全部已经移交(&A)", "fa6s.check-double", self.tick_all)
        self.body.addLayout(headed("移交清单", everything))
        self.body.addLayout(self._lines())
        self.body.addStretch(1)

    def _lines(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(style_gap())
        for place, each in enumerate(self.things):
            words = f"{each.title}　{each.quantity}".strip("　")
            grid.addWidget(self.tick(f"handed:{place}", f"{each.title}已经移交", words, on=False), place, 0)
            why = self.line(f"missing_reason:{place}", f"{each.title}没有移交的原因")
            why.setPlaceholderText("没有移交的原因")
            grid.addWidget(why, place, 1)
            grid.addWidget(self.message(f"missing_reason:{place}"), place, 2)
        grid.addWidget(QLabel(), len(self.things), 0)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        return grid

    def _ticked(self, place: int) -> bool:
        box: Any = self.fields[f"handed:{place}"]
        return bool(box.isChecked())

    def tick_all(self) -> None:
        """Tick everything that has no reason written beside it."""
        for place in range(len(self.things)):
            box: Any = self.fields[f"handed:{place}"]
            box.setChecked(not self.text(f"missing_reason:{place}"))

    def command(self) -> "Callable[[Context], Saved]":
        """Return what records the handover."""
        from datetime import date

        from services import elections

        day = check(_DAY, self.text("on"), self.session.today())
        if day.level == "error" or not day.value or len(str(day.value)) != 10:
            raise FormErrors({"on": day.message or "移交日期要写到哪一天，如 2026-11-26。"})
        settled, places = [], []
        for place, each in enumerate(self.things):
            why = self.text(f"missing_reason:{place}")
            if self._ticked(place) or why:
                settled.append(elections.Settled(each.id, self._ticked(place), why))
                places.append(place)
        if not settled:
            raise FormErrors({"": "还没有勾选移交的东西，也没有写没有移交的原因。"})
        names = {name: self.text(name) for name, _ in _NAMES}
        election, on = self.found.id, date.fromisoformat(str(day.value))

        def work(context: "Context") -> "Saved":
            try:
                return elections.hand_over(context, election, tuple(settled), on=on, **names)
            except FormErrors as error:
                raise FormErrors(_at(error, places)) from error

        return work

    def tell(self, result: Any) -> None:
        """Tell what was recorded."""
        told(self.session, result, "已登记移交")


def _at(error: FormErrors, places: list[int]) -> dict[str, str]:
    found = {}
    for name, words in error.errors.items():
        kind, _, at = name.partition(":")
        found[f"{kind}:{places[int(at)]}" if at else name] = words
    return found
