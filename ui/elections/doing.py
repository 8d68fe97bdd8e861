"""What does each act of an election: the dialog it needs, or the work itself."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.vocab import Vocabulary
from services.shown import show
from services.subjects import Field
from ui import second_person
from ui.elections.telling import told
from ui.notices.act_dialog import Step, Values
from ui.notices.steps import ask, whole_day

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from services.election_record import ElectionView
    from services.office import Context
    from services.saving import Saved
    from services.two_people import Checkers
    from ui.session import Session

_FORMS: Final = Vocabulary(
    "election_form", tuple((code, vocab.BALLOT_FORM.label(code)) for code in ("secret", "open", "dwelling"))
)
Doing = Callable[["Session", "QWidget", "ElectionView"], None]


Pairs = tuple[tuple[str, str], ...]


def _read_votes(
    session: "Session",
    window: "QWidget",
    found: "ElectionView",
    kind: str,
    then: Callable[["Session", "QWidget", "ElectionView", Pairs], None],
) -> None:
    """Read the resolutions of a kind that may belong to an election, then ask which one."""

    def read(context: "Context") -> Pairs:
        from services import elections

        return tuple(
            (each.id.hex(), each.label) for each in elections.votes(context, found.courtyard_id, kind)
        )

    session.read(read, partial(then, session, window, found), owner=window)


# candidates


def add(session: "Session", window: "QWidget", found: "ElectionView") -> None:
    """Ask who is put forward; several at once."""
    fields = (
        Field("names", "姓名", required=True, help="几个人一起登记用顿号隔开；没有登记的会新增为居民。"),
        Field("nominated_by", "推荐人（单位）", help="身份和简介登记以后在“候选人”里填写。"),
    )

    def command(context: "Context", values: Values, _: object) -> "Saved":
        from services import elections

        names, by = str(values["names"]), values["nominated_by"] or ""
        return elections.add_candidates(context, found.id, names, nominated_by=by)

    intro = f"“{found.title}”现有候选人{len(found.candidates)}人。"
    done = partial(told, session, text="已增加候选人")
    ask(session, window, Step("增加候选人", "增加", (("候选人", fields),), command, done, {}, intro))


def vet(session: "Session", window: "QWidget", found: "ElectionView") -> None:
    """Open the table of all candidates."""

    def read(context: "Context") -> "Checkers | None":
        from services.two_people import checkers

        people = checkers(context, "vetting", context.user.name)
        return people if people.managed else None

    def start(people: "Checkers | None") -> None:
        from services.election_record import shipped
        from ui.elections.vetting_dialog import VettingDialog

        VettingDialog(session, found, tuple(shipped()["circumstances"]), people, window).start()

    session.read(read, start, owner=window)


def withdraw(session: "Session", window: "QWidget", found: "ElectionView") -> None:
    """Ask who withdraws, when and why."""
    offered = tuple((each.id.hex(), each.name) for each in found.candidates if not each.withdrawn_on)
    today = session.today().isoformat()
    fields = (
        Field("candidacy", "候选人", "choice", required=True, vocabulary=Vocabulary("candidates", offered)),
        Field("on", "放弃时间", "date", required=True),
        Field("reason", "放弃的原因"),
    )

    def command(context: "Context", values: Values, _: object) -> "Saved":
        from services import elections

        day = whole_day(values["on"], "放弃时间")
        return elections.withdraw(context, bytes.fromhex(values["candidacy"]), day, values["reason"] or "")

    first = {"on": (today, today)}
    done = partial(told, session, text="已登记放弃")
    ask(session, window, Step("登记放弃", "登记", (("放弃", fields),), command, done, first))


def announce(session: "Session", window: "QWidget", found: "ElectionView") -> None:
    """Ask for the day, then announce and open the draft of the notice."""
    today = session.today().isoformat()
    fields = (
        Field("on", "公示日期", "date", required=True),
        Field("notice", "起草候选人公示", "yes_no", help="补录以前的选举可以不起草。"),
    )

    def command(context: "Context", values: Values, _: object) -> "Saved":
        from services import elections

        return elections.announce(
            context, found.id, whole_day(values["on"], "公示日期"), notice=values["notice"]
        )

    said = f"合格的候选人{len(found.standing)}人，应选{found.seats or '＿'}人。公示和选票上按姓名拼音排列。"
    first = {"on": (today, today), "notice": (True, "是")}
    done = partial(told, session, text="已公示候选人；候选人公示在“公示”里核对、签发")
    ask(session, window, Step("公示候选人", "公示", (("公示", fields),), command, done, first, said))


# votes and result


def vote(session: "Session", window: "QWidget", found: "ElectionView", number: int | None = None) -> None:
    """Open the round that is due."""
    from ui.elections.round_dialog import RoundDialog, read

    session.read(
        lambda context: read(context, found, number),
        lambda asked: RoundDialog(session, asked, window).start(),
        owner=window,
    )


def again(session: "Session", window: "QWidget", found: "ElectionView") -> None:
    """Open the last round once more."""
    vote(session, window, found, len(found.rounds))


def ballots(session: "Session", window: "QWidget", found: "ElectionView") -> None:
    """Ask in which meeting the papers are cast and counted, then open it."""

    def read(context: "Context") -> Pairs:
        from services import elections

        return tuple((each.id.hex(), each.label) for each in elections.meetings(context, found.courtyard_id))

    session.read(read, partial(_ask_meeting, session, window, found), owner=window)


def _ask_meeting(session: "Session", window: "QWidget", found: "ElectionView", offered: Pairs) -> None:
    if not offered:
        session.notice("这个楼院还没有登记会议。请先在“会议”里新增投票的会议。", "warn")
        return
    form = Field("form", "投票方式", "choice", required=True, vocabulary=_FORMS)
    fields = (Field("meeting", "会议", "choice", required=True, vocabulary=Vocabulary("held", offered)), form)

    def command(context: "Context", values: Values, _: object) -> "Saved":
        from services import elections

        return elections.open_round(context, found.id, bytes.fromhex(values["meeting"]), values["form"])

    done = partial(told, session, text="已列入会议，请在会议里录选票、计票，再回来确认结果")
    first = {"meeting": offered[0], "form": _FORMS.items[0]}
    intro = "候选人按公示的顺序印在选票上。计票以后，票数自动用作这一轮的结果。"
    ask(session, window, Step("在会议上投票", "列入", (("会议", fields),), command, done, first, intro))


def link(session: "Session", window: "QWidget", found: "ElectionView") -> None:
    """Ask which vote that a meeting counted is this election's."""
    _read_votes(session, window, found, "election", _ask_vote)


def _ask_vote(session: "Session", window: "QWidget", found: "ElectionView", offered: Pairs) -> None:
    if not offered:
        session.notice("这个楼院的会议里还没有计好的选举。请用“登记投票”填写票数。", "warn")
        return
    fields = (
        Field("resolution", "选举", "choice", required=True, vocabulary=Vocabulary("votes", offered)),
        Field("issued", "发出选票", "count", suffix="张", help="会议里没有记发出多少张的，在这里填。"),
    )

    def command(context: "Context", values: Values, _: object) -> "Saved":
        from services import elections

        return elections.link_round(context, found.id, bytes.fromhex(values["resolution"]), values["issued"])

    done = partial(told, session, text="已取用会议里的票数")
    first = {"resolution": offered[0]}
    ask(session, window, Step("用会议计票", "取用", (("选举", fields),), command, done, first))


def confirm(session: "Session", window: "QWidget", found: "ElectionView") -> None:
    """Open the result, to be confirmed."""
    from ui.elections.confirm_dialog import ConfirmDialog

    ConfirmDialog(session, found, window).start()


def fail(session: "Session", window: "QWidget", found: "ElectionView") -> None:
    """Ask why nobody was elected."""
    fields = (Field("reason", "原因", "longtext", required=True),)

    def command(context: "Context", values: Values, _: object) -> "Saved":
        from services import elections

        return elections.fail(context, found.id, values["reason"] or "")

    what = "罢免没有通过" if found.kind == "recall" else "没有选出"
    done = partial(told, session, text=f"已登记{what}")
    ask(session, window, Step(what, "登记", ((what, fields),), command, done, {}))


# afterwards


def publish(session: "Session", window: "QWidget", found: "ElectionView") -> None:
    """Prepare the notice of the result and open it."""

    def work(context: "Context") -> "Saved":
        from services import elections

        return elections.publish(context, found.id)

    def done(saved: "Saved") -> None:
        told(session, saved, "已起草选举结果公告，请核对、签发")
        session.show_record("notices", saved.id)

    session.write(work, done, owner=session)


def file(session: "Session", window: "QWidget", found: "ElectionView") -> None:
    """Ask when and with whom it was filed."""
    today = session.today().isoformat()
    fields = (
        Field("on", "备案日期", "date", required=True),
        Field("filed_with", "备案单位", required=True, help="如“明湖办事处”。"),
    )

    def command(context: "Context", values: Values, _: object) -> "Saved":
        from services import elections

        return elections.file(
            context, found.id, whole_day(values["on"], "备案日期"), values["filed_with"] or ""
        )

    first = {"on": (today, today)}
    intro = f"备案期限是{show(found.file_by, 'date')}。" if found.file_by else ""
    done = partial(told, session, text="已登记备案")
    ask(session, window, Step("备案", "登记备案", (("备案", fields),), command, done, first, intro))


def hand_over(session: "Session", window: "QWidget", found: "ElectionView") -> None:
    """Open the handover list, to be ticked off."""
    from ui.elections.handover_dialog import HandoverDialog

    HandoverDialog(session, found, window).start()


def list_things(session: "Session", window: "QWidget", found: "ElectionView") -> None:
    """Put the usual things on the list."""

    def work(context: "Context") -> "Saved":
        from services import elections

        return elections.list_things(context, found.id)

    session.write(work, partial(told, session, text="已列出移交清单，可在“移交清单”里增减"), owner=session)


def recall(session: "Session", window: "QWidget", found: "ElectionView") -> None:
    """Ask which motion decided it, and who checked that."""

    def read(context: "Context") -> "Checkers":
        from services.two_people import checkers

        return checkers(context, "recall", context.user.name)

    def then(people: "Checkers") -> None:
        _read_votes(session, window, found, "motion", partial(_ask_motion, people=people))

    session.read(read, then, owner=window)


def _ask_motion(
    session: "Session", window: "QWidget", found: "ElectionView", offered: Pairs, *, people: "Checkers"
) -> None:
    if not offered:
        session.notice("这个楼院的会议里还没有表决。请先在会议里登记罢免的表决票数。", "warn")
        return
    fields = (Field("motion", "表决", "choice", required=True, vocabulary=Vocabulary("motions", offered)),)
    sections: list[tuple[str, tuple[Field, ...]]] = [("表决", fields)]
    if people.managed:
        sections.append(("由谁核对", second_person.fields(people)))

    def command(context: "Context", values: Values, _: object) -> "Saved":
        from services import elections

        person, reason = second_person.chosen(values) if people.managed else ("", "")
        return elections.confirm_recall(
            context,
            found.id,
            bytes.fromhex(values["motion"]),
            checked_by=person,
            single_reason=reason,
            password=values.get("password"),
        )

    done: Callable[[Any], None] = partial(told, session, text="已罢免，任职到会议那天为止")
    first = {"motion": offered[0]}
    ask(session, window, Step("确认罢免", "确认罢免", sections, command, done, first, found.reason))


def sheets(session: "Session", window: "QWidget", found: "ElectionView") -> None:
    """Show the sheet that belongs to the present stage in the preview, where the others are chosen."""
    from services.notices import Target

    kind = {"voted": "election_report", "elected": "election_filing", "filed": "handover"}.get(found.state)
    session.show_page("preview", Target(kind or "candidates", found.courtyard_id, found.id))


DOING: Final[dict[str, Doing]] = {
    "add": add,
    "vet": vet,
    "withdraw": withdraw,
    "announce": announce,
    "vote": vote,
    "again": again,
    "ballots": ballots,
    "link": link,
    "confirm": confirm,
    "fail": fail,
    "publish": publish,
    "file": file,
    "hand_over": hand_over,
    "list": list_things,
    "recall": recall,
    "sheets": sheets,
}
"""What does each act of `ui.elections.acts`."""
