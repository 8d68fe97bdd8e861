"""The vetting of all candidates in one table: outcome, circumstance, and who looked (policy 2.2b)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QGridLayout, QLabel, QWidget

from models import vocab
from services.fields import check
from services.saving import FormErrors
from services.subjects import Field
from ui.elections.grid_dialog import GridDialog, headed, plain_button
from ui.elections.telling import told

if TYPE_CHECKING:
    from services.election_record import ElectionView
    from services.office import Context
    from services.saving import Saved
    from services.two_people import Checkers
    from ui.session import Session

_OUTCOMES = (("", "还没有结果"), *vocab.VETTING_OUTCOME.items)
_DAY = Field("vetted_on", "审查时间", "date")


class VettingDialog(GridDialog):
    """Who looked and when on top, then a line for each candidate.

    Args:
        session: the office at work.
        found: the election.
        circumstances: what usually makes somebody unsuitable, offered while typing.
        people: who may check that somebody is refused, where that is asked for.
        parent: the window.
    """

    def __init__(
        self,
        session: "Session",
        found: "ElectionView",
        circumstances: tuple[str, ...],
        people: "Checkers | None",
        parent: QWidget,
    ) -> None:
        intro = "社区和办事处都要审查，一起审查的选“联审”。不合格的写明不适宜的情形，放弃的不再参选。"
        super().__init__(session, "登记资格审查", "登记", intro, parent)
        self.found = found
        self._circumstances = circumstances
        last = next((each for each in found.candidates if each.vetted_by), None)
        top = QGridLayout()
        top.setHorizontalSpacing(style_gap())
        self.chooser("level", "层级", vocab.VETTING_LEVEL.items, "joint")
        self.line(
            "vetted_by", "审查单位", last.vetted_by if last else "", tip="如“安飞社区党委、明湖办事处联审”"
        )
        today = session.today().isoformat()
        self.line("vetted_on", "审查时间", last.vetted_on if last else today, width=12)
        for row, name in enumerate(("level", "vetted_by", "vetted_on")):
            self.put(top, (row, 0), name, self.fields[name].accessibleName())
        if people is not None:
            self._ask_second(top, people)
        top.setColumnStretch(1, 3)
        top.setColumnStretch(2, 2)
        self.body.addLayout(top)
        passing = plain_button("没有结果的都合格(&A)", "fa6s.check-double", self.pass_all)
        self.body.addLayout(headed(f"候选人{len(found.candidates)}人", passing))
        self.body.addLayout(self._lines())
        self.body.addStretch(1)

    def _ask_second(self, top: QGridLayout, people: "Checkers") -> None:
        """Ask who checks that somebody is refused."""
        names = (("", "有人不合格时选"), *((name, name) for name in people.names))
        self.chooser("checked_by", "核对人", names)
        self.put(top, (3, 0), "checked_by", "核对人")
        if people.alone:
            tip = "只有一个人办理时写，会标明“单人办理”；不用选核对人。"
            self.line("single_reason", "单人办理的原因", tip=tip)
            self.put(top, (4, 0), "single_reason", "单人办理的原因")

    def _lines(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(style_gap())
        for column, words in enumerate(("姓名", "审查结果", "不适宜的情形", "")):
            label = QLabel(words)
            label.setProperty("role", "muted")
            grid.addWidget(label, 0, column)
        for place, each in enumerate(self.found.candidates):
            grid.addWidget(QLabel(each.name), place + 1, 0)
            now = "" if each.outcome == "open" else each.outcome
            grid.addWidget(
                self.chooser(f"outcome:{place}", f"{each.name}的审查结果", _OUTCOMES, now), place + 1, 1
            )
            why = self.line(f"circumstance:{place}", f"{each.name}不适宜的情形", each.circumstance)
            completer = QCompleter(list(self._circumstances), why)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            why.setCompleter(completer)
            grid.addWidget(why, place + 1, 2)
            grid.addWidget(self.message(f"circumstance:{place}"), place + 1, 3)
            self.typed(f"outcome:{place}")
        grid.setColumnStretch(2, 2)
        grid.setColumnStretch(3, 2)
        return grid

    def pass_all(self) -> None:
        """Let everybody pass who has no result yet."""
        for place in range(len(self.found.candidates)):
            box = self.fields[f"outcome:{place}"]
            if not self.text(f"outcome:{place}"):
                box.setCurrentIndex(1)  # type: ignore[union-attr]

    def typed(self, name: str) -> None:
        """Ask for the circumstance only of whoever is unsuitable."""
        kind, _, place = name.partition(":")
        if kind == "outcome" and f"circumstance:{place}" in self.fields:
            self.fields[f"circumstance:{place}"].setEnabled(self.text(name) == "failed")
        if kind == "circumstance":
            self.say({name: ""})

    def first(self) -> QWidget | None:
        """Return the organ, else the first candidate without a result."""
        if not self.text("vetted_by"):
            return self.fields["vetted_by"]
        places = range(len(self.found.candidates))
        return next(
            (self.fields[f"outcome:{place}"] for place in places if not self.text(f"outcome:{place}")),
            self.fields["level"],
        )

    def command(self) -> "Callable[[Context], Saved]":
        """Return what records the lines that have a result."""
        from services import elections

        day = check(_DAY, self.text("vetted_on"), self.session.today())
        if day.level == "error":
            raise FormErrors({"vetted_on": day.message})
        lines, places = [], []
        for place, each in enumerate(self.found.candidates):
            outcome = self.text(f"outcome:{place}")
            if not outcome:
                continue
            places.append(place)
            lines.append(
                elections.Vetting(
                    each.resident_id,
                    outcome,
                    self.text("level"),
                    self.text(f"circumstance:{place}") if outcome == "failed" else "",
                    self.text("vetted_by"),
                    str(day.value or ""),
                )
            )
        if not lines:
            raise FormErrors({"": "还没有选审查结果。"})

        person = self.text("checked_by") if "checked_by" in self.fields else ""
        reason = self.text("single_reason") if "single_reason" in self.fields else ""
        password = self.password

        def work(context: "Context") -> "Saved":
            try:
                return elections.vet(
                    context,
                    self.found.id,
                    lines,
                    checked_by=person,
                    single_reason=reason,
                    password=password,
                )
            except FormErrors as error:
                raise FormErrors(_at(error, places)) from error

        return work

    def tell(self, result: Any) -> None:
        """Tell how many were looked at."""
        told(self.session, result, "已登记资格审查")


def _at(error: FormErrors, places: list[int]) -> dict[str, str]:
    """Return errors of the lines that were sent, at the places where they stand in the dialog."""
    found = {}
    for name, words in error.errors.items():
        kind, _, at = name.partition(":")
        kind = "circumstance" if kind == "outcome" else kind
        found[f"{kind}:{places[int(at)]}"] = words
    return found


def style_gap() -> int:
    """Return the gap between the columns of a table of fields, in pixels."""
    from ui.widgets import style

    return style.px(8)
