"""The strip above a committee: its term, and the way to the next election or to a recall."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models import vocab
from models.vocab import Vocabulary
from services.subjects import Field
from ui.elections.telling import told
from ui.notices.act_dialog import Step, Values
from ui.notices.steps import ask
from ui.widgets import icons, style

if TYPE_CHECKING:
    from services.elections import CommitteeTerm, Offer
    from services.office import Context
    from services.saving import Saved
    from ui.session import Session

_KINDS = Vocabulary("planned_kind", tuple(each for each in vocab.ELECTION_KIND.items if each[0] != "recall"))


def read(context: "Context", record_id: bytes) -> "CommitteeTerm | None":
    """Return the term of the committee; on the reader's thread."""
    from services import elections

    return elections.term(context, record_id)


def make(session: "Session", found: "CommitteeTerm") -> QWidget:
    """Return the strip."""
    return CommitteeStrip(session, found)


class CommitteeStrip(QFrame):
    """One line: who is in office until when, what the rules remark, and the buttons.

    Args:
        session: the office at work.
        found: the term of the committee.
        parent: the view of the record.
    """

    def __init__(self, session: "Session", found: "CommitteeTerm", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self.found = session, found
        self.setProperty("role", "strip")
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(style.px(12), style.px(8), style.px(12), style.px(8))
        row.setSpacing(style.px(8))
        words = QVBoxLayout()
        words.setSpacing(style.px(2))
        until = f"，本届任期至{found.ends_on}" if found.ends_on else ""
        self.detail = QLabel(f"在任{len(found.members)}人{until}")
        self.detail.setProperty("role", "muted")
        self.detail.setAccessibleName(self.detail.text())
        words.addWidget(self.detail)
        said = found.remark or (f"正在办理：{found.election}" if found.election_id is not None else "")
        self.remark = QLabel(said)
        self.remark.setProperty("role", "warn" if found.remark else "muted")
        self.remark.setAccessibleName(said)
        self.remark.setWordWrap(True)
        if not said:  # shown before it stands in the strip, it would be a window of its own
            self.remark.hide()
        words.addWidget(self.remark)
        row.addLayout(words, 1)
        self._add_buttons(row)

    def _add_buttons(self, row: QHBoxLayout) -> None:
        found, writes = self.found, self._session.may("elections.write")
        if found.election_id is not None:
            row.addWidget(self._button("open", "打开选举", "fa6s.check-to-slot", "Ctrl+Return", self.open_))
        elif writes:
            row.addWidget(self._button("plan", "换届选举…", "fa6s.check-to-slot", "Ctrl+Return", self.plan))
        if found.members and writes:
            keys = "Ctrl+Shift+Return"
            row.addWidget(self._button("recall", "罢免…", "fa6s.user-slash", keys, self.recall))

    def _button(self, key: str, text: str, icon: str, keys: str, act: Any) -> QPushButton:
        first = not self.buttons and bool(self.found.remark)
        button = QPushButton(icons.icon(icon, "on_accent" if first else "text"), text)
        button.setProperty("primary", first)
        button.setShortcut(QKeySequence(keys))
        button.setToolTip(f"{text}（{keys.replace('Return', '回车')}）")
        button.clicked.connect(lambda: act())
        self.buttons[key] = button
        return button

    def open_(self) -> None:
        """Open the election that is under way."""
        if self.found.election_id is not None:
            self._session.show_record("elections", self.found.election_id)

    def plan(self) -> None:
        """Ask for the plan of the next election, filled in from the term that ends."""

        def read(context: "Context") -> "Offer":
            from services import elections

            return elections.offer(context, self.found.committee_id)

        self._session.read(read, partial(_ask_plan, self._session, self.window()), owner=self)

    def recall(self) -> None:
        """Ask whom to recall, and why."""
        offered = tuple((member.hex(), words) for member, words in self.found.members)
        fields = (
            Field("member", "成员", "choice", required=True, vocabulary=Vocabulary("members", offered)),
            Field("reason", "罢免的理由", "longtext", required=True),
        )

        def command(context: "Context", values: Values, _: object) -> "Saved":
            from services import elections

            return elections.plan_recall(context, bytes.fromhex(values["member"]), values["reason"] or "")

        intro = "登记后在会议里表决；表决通过后在罢免里确认，任职到会议那天为止。"
        done = partial(_open_planned, self._session, "已登记罢免，请在会议里表决后确认")
        ask(self._session, self.window(), Step("罢免", "登记", (("罢免", fields),), command, done, {}, intro))


def _ask_plan(session: "Session", window: QWidget, offer: "Offer") -> None:
    fields = (
        Field("kind", "类型", "choice", required=True, vocabulary=_KINDS),
        Field("title", "选举名称", required=True),
        Field("seats", "应选人数", "count", required=True, suffix="人"),
        Field("term_years", "届期", "years", suffix="年"),
        Field("planned_on", "打算哪天投票", "date"),
        Field("competitive", "差额选举", "yes_no", help="不写时按规则；选“否”为等额选举，要写明原因。"),
        Field("reason", "等额选举的原因"),
        Field("late", "补录", "yes_no", help="以前已经选举过的，补录时选“是”。"),
    )

    def command(context: "Context", values: Values, _: object) -> "Saved":
        from services import elections

        return elections.plan(
            context,
            committee_id=offer.committee_id,
            kind=values["kind"],
            title=values["title"] or "",
            seats=values["seats"],
            term_years=values["term_years"],
            planned_on=values["planned_on"],
            competitive=values["competitive"],
            reason=values["reason"] or "",
            late=bool(values["late"]),
        )

    first: dict[str, tuple[object, str]] = {
        "kind": (offer.kind, vocab.ELECTION_KIND.label(offer.kind)),
        "title": (offer.title, offer.title),
    }
    for name, value in (("seats", offer.seats), ("term_years", offer.term_years)):
        if value is not None:
            first[name] = (value, str(value))
    done = partial(_open_planned, session, "已列入换届选举，请登记候选人")
    intro = f"{offer.committee}现任{offer.in_office}人。当选的人确认以后，原来一届到此结束；补选不结束。"
    ask(session, window, Step("换届选举", "列入", (("选举", fields),), command, done, first, intro))


def _open_planned(session: "Session", text: str, saved: "Saved") -> None:
    told(session, saved, text)
    session.show_record("elections", saved.id)
