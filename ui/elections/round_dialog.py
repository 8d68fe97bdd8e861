"""A round of voting is entered: the meeting, ballots, votes of each; what cannot be is said at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from models import vocab
from services.fields import check
from services.saving import FormErrors
from services.subjects import Field
from ui.elections.grid_dialog import GridDialog, heading
from ui.elections.telling import told
from ui.elections.vetting_dialog import style_gap

if TYPE_CHECKING:
    from services.election_record import ElectionView
    from services.elections import Figures, HeldMeeting, NewMeeting, NextRound
    from services.office import Context
    from services.saving import Saved
    from ui.session import Session

_BALLOTS = (
    ("issued", "发出选票", "不多于实到（含委托）"),
    ("returned", "收回选票", "不多于发出的"),
    ("invalid", "无效票", ""),
    ("valid", "有效票", "照报告单填写，和收回、无效票核对；可以不填"),
    ("total", "得票合计", "照报告单填写，和各人得票相加核对；可以不填"),
)
_CAME = (("due", "应到"), ("present", "实到（含委托）"), ("proxies", "其中委托"))
_KINDS = ("households", "residents", "owners", "representatives", "other")
_NEW = "new"


@dataclass(frozen=True, slots=True)
class RoundAsked:
    """What the dialog needs: the election, the round, and the meetings of the courtyard, newest first."""

    found: "ElectionView"
    due: "NextRound"
    meetings: "tuple[HeldMeeting, ...]"


def read(context: "Context", found: "ElectionView", number: int | None) -> RoundAsked:
    """Return what the dialog needs; on the reader's thread."""
    from services import elections

    return RoundAsked(
        found, elections.next_round(context, found, number), elections.meetings(context, found.courtyard_id)
    )


class RoundDialog(GridDialog):
    """Meeting and ballots on top, then a line for each candidate.

    Args:
        session: the office at work.
        asked: what it needs.
        parent: the window.
    """

    def __init__(self, session: "Session", asked: RoundAsked, parent: QWidget) -> None:
        self.asked = asked
        due = asked.due
        title = "登记投票" if due.number == 1 else f"登记第{due.number}轮投票"
        intro = f"本轮应选{due.seats}人，候选{len(due.candidates)}人，每票最多选{due.seats}人。"
        super().__init__(session, title, "登记", intro, parent)
        known = next((each for each in asked.found.rounds if each.number == due.number), None)
        self._meeting_fields(known.meeting_id if known is not None else None)
        self._ballot_fields(known.poll if known is not None else None)
        self._votes()
        self.sum = QLabel()
        self.sum.setProperty("role", "muted")
        self.body.addWidget(self.sum)
        self.body.addStretch(1)
        self._take_meeting()
        self._look()

    def _meeting_fields(self, now: bytes | None) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(style_gap())
        offered = tuple((each.id.hex(), each.label) for each in self.asked.meetings)
        now = now or self.asked.found.meeting_id
        chosen = (
            now.hex() if now is not None and any(now == each.id for each in self.asked.meetings) else _NEW
        )
        self.chooser("meeting", "投票的会议", ((_NEW, "新登记一次会议"), *offered), chosen)
        kinds = tuple((code, vocab.MEETING_KIND.label(code)) for code in _KINDS if code in vocab.MEETING_KIND)
        self.chooser("kind", "会议类型", kinds, "households")
        self.line("held_on", "会议日期", self.asked.found.planned_on, width=12)
        for name, label in _CAME:
            self.line(name, label, width=6)
        for row, name in enumerate(("meeting", "kind", "held_on", *(name for name, _ in _CAME))):
            self.put(grid, (row, 0), name, self.fields[name].accessibleName())
        grid.setColumnStretch(2, 1)
        self.body.addWidget(heading("会议"))
        self.body.addLayout(grid)

    def _ballot_fields(self, poll: Any) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(style_gap())
        for row, (name, label, tip) in enumerate(_BALLOTS):
            now = (
                getattr(poll, name, None)
                if poll is not None and name in ("issued", "returned", "invalid")
                else None
            )
            self.line(name, label, "" if now is None else str(now), width=6, tip=tip)
            self.put(grid, (row, 0), name, label)
        grid.setColumnStretch(2, 1)
        self.body.addWidget(heading("选票"))
        self.body.addLayout(grid)

    def _votes(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(style_gap())
        for place, each in enumerate(self.asked.due.candidates):
            self.line(
                f"votes:{place}", f"{each.name}得票", "" if each.votes is None else str(each.votes), width=6
            )
            self.put(grid, (place, 0), f"votes:{place}", each.name)
        grid.setColumnStretch(2, 1)
        self.body.addWidget(heading("各人得票"))
        self.body.addLayout(grid)

    # meeting

    def _chosen(self) -> "HeldMeeting | None":
        wanted = self.text("meeting")
        return next((each for each in self.asked.meetings if each.id.hex() == wanted), None)

    def _take_meeting(self) -> None:
        """Show the counts of the meeting that was chosen; those of a new one are typed."""
        held = self._chosen()
        for name in ("kind", "held_on", "due", "present", "proxies"):
            self.fields[name].setEnabled(held is None)
        if held is None:
            return
        texts = {"held_on": held.held_on, "due": held.due, "present": held.present, "proxies": held.proxies}
        for name, value in texts.items():
            field: Any = self.fields[name]
            field.setText("" if value is None else str(value))
        box: Any = self.fields["kind"]
        box.setCurrentIndex(max(0, box.findData(held.kind)))

    # looking while somebody types

    def typed(self, name: str) -> None:
        """Say at once which figure cannot be right."""
        if not hasattr(self, "sum"):
            return
        if name == "meeting":
            self._take_meeting()
        self._look()

    def _look(self) -> None:
        from services import elections

        try:
            figures, held = self._figures(), self._held()
        except FormErrors as error:
            self.say({**dict.fromkeys(self.said, ""), **error.errors})
            return
        faults = elections.checked(self.asked.due, figures, held)
        said = dict.fromkeys(self.said, "")
        for fault in faults:
            where = fault.field if fault.field in said else "total"
            said[where] = said[where] or fault.message
        self.say(said)
        votes = sum(each or 0 for each in figures.votes.values())
        valid = (figures.returned or 0) - (figures.invalid or 0) if figures.returned is not None else None
        most = (
            f"，{valid}张有效票每张最多选{self.asked.due.seats}人，最多{valid * self.asked.due.seats}票"
            if valid
            else ""
        )
        self.sum.setText(f"各人得票相加{votes}票{most}。")

    def _figures(self) -> "Figures":
        from services.elections import Figures

        count = {name: self.number(name) for name, _, _ in _BALLOTS}
        votes = {
            each.key: self.number(f"votes:{place}") for place, each in enumerate(self.asked.due.candidates)
        }
        return Figures(
            count["issued"], count["returned"], count["invalid"], votes, count["valid"], count["total"]
        )

    def _held(self) -> "NewMeeting":
        from services.elections import NewMeeting

        day = check(Field("held_on", "会议日期", "date"), self.text("held_on"), self.session.today())
        return NewMeeting(
            str(day.value or ""),
            self.number("due"),
            self.number("present"),
            self.number("proxies"),
            self.text("kind"),
        )

    def command(self) -> "Callable[[Context], Saved]":
        """Return what records the round."""
        from services import elections

        figures, held, chosen = self._figures(), self._held(), self._chosen()
        if chosen is None and not held.held_on:
            raise FormErrors({"held_on": "请填写会议日期，如 2026-11-26。"})
        election, number = self.asked.found.id, self.asked.due.number

        def work(context: "Context") -> "Saved":
            return elections.record_round(
                context,
                election,
                figures,
                meeting_id=chosen.id if chosen is not None else None,
                meeting=held,
                number=number,
            )

        return work

    def tell(self, result: Any) -> None:
        """Tell what was recorded."""
        told(self.session, result, f"已登记第{self.asked.due.number}轮投票")
