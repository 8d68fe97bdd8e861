"""What each act asks, does and says: from the button to the line at the foot of the window."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.vocab import Vocabulary
from services.saving import FormErrors
from services.subjects import Field
from ui.notices.act_dialog import ActDialog, Step, Values

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from models.db.uow import Committed
    from services.office import Context
    from services.opinions import Standing
    from services.records import Choice
    from services.saving import Saved
    from ui.session import Session

_TOUCHED: Final = frozenset({"opinion", "dispute", "handling_step", "mediation", "matter"})
_DONE: Final = Vocabulary("answered", (("explained", "已作解释"), ("settled", "已解决")))
_ENDS: Final = Vocabulary("dispute_end", (("settled", "已化解"), ("referred", "转其他途径")))
_NEW: Final = "new"
_OTHERS: Final = 30
Do = Callable[["Session", "QWidget", "Standing"], None]


def told(session: "Session", committed: "Committed | None", text: str) -> None:
    """Tell the window what was done, so that lists, ladders and hints are read again."""
    touched = (committed.touched if committed is not None else frozenset()) | _TOUCHED
    session.committed(touched, text, committed.tx_id if committed is not None else None)


def ask(
    session: "Session",
    window: "QWidget",
    found: "Standing",
    title: str,
    fields: tuple[Field, ...],
    command: "Callable[[Context, Values], Any]",
    done: Callable[[Any], None],
    *,
    button: str = "",
    intro: str = "",
    values: Mapping[str, tuple[object, str]] | None = None,
) -> ActDialog:
    """Open the dialog of an act; the day is that of today unless it is given."""
    today = session.today().isoformat()
    first: dict[str, tuple[object, str]] = {"on": (today, session.today().strftime("%Y-%m-%d"))}
    step = Step(
        title,
        button or title,
        ((found.title, fields),),
        lambda context, typed, _: command(context, typed),
        done,
        first | dict(values or {}),
        intro,
    )
    dialog = ActDialog(session, step, window)
    dialog.start()
    return dialog


def _day(label: str, help_text: str = "") -> Field:
    return Field("on", label, "date", required=True, help=help_text)


def _levels(codes: "tuple[str, ...]") -> Vocabulary:
    return Vocabulary("levels", tuple((code, vocab.HANDLING_LEVEL.label(code)) for code in codes))


def answer(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask for the answer of the level that is at it."""
    fields = (
        Field("answer", "答复内容", "longtext", required=True, help="会告知反映人，办结后在公示里公布。"),
        Field("outcome", "结果", "choice", required=True, vocabulary=_DONE),
        _day("答复日期"),
        Field("by", "答复人", help="谁答复的，如：楼栋长李伟。"),
    )

    def command(context: "Context", typed: Values) -> "Committed":
        from services import opinions

        return opinions.answer(
            context,
            found.id,
            typed["answer"] or "",
            on=typed["on"] or "",
            by=typed["by"] or "",
            outcome=typed["outcome"] or "",
        )

    more = f"并入的{len(found.followers)}条意见得到同样的答复。" if found.followers else ""
    intro = f"{vocab.HANDLING_LEVEL.label(found.level)}的答复。{more}"
    first = {"outcome": ("explained", "已作解释"), "by": (session.context.user.name,) * 2}
    ask(
        session, window, found, "答复意见", fields, command,
        lambda made: told(session, made, f"已登记对“{found.title}”的答复"),
        button="登记答复", intro=intro, values=first,
    )  # fmt: skip


def escalate(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask why and to which level it is handed up."""
    above = tuple(rung.level for rung in found.rungs if rung.at == "ahead")
    fields = (
        Field("to", "上报到", "choice", required=True, vocabulary=_levels(above)),
        Field("organ", "承办单位", help="那一级由谁办，如：办事处城管办。"),
        Field("reason", "上报原因", "longtext", required=True, help="为什么这一级解决不了。"),
        _day("上报日期"),
    )

    def command(context: "Context", typed: Values) -> "Committed":
        from services import opinions

        return opinions.escalate(
            context,
            found.kind,
            found.id,
            typed["reason"] or "",
            on=typed["on"] or "",
            to=typed["to"],
            organ=typed["organ"] or "",
            handler=context.user.name,
        )

    label = vocab.HANDLING_LEVEL.label
    ask(
        session, window, found, "上报", fields, command,
        lambda made: told(session, made, f"已上报“{found.title}”"),
        intro=f"现在在{label(found.level)}。上报后从那一天起重新计算期限。",
        values={"to": (above[0], label(above[0]))},
    )  # fmt: skip


def tell(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask when and how it was told, and whether whoever raised it is satisfied."""
    fields = [
        _day("告知日期", "联系不上的，写最后一次联系的日期。"),
        Field("how", "怎样告知", required=True, help="电话、上门、微信等。"),
        Field("satisfied", "是否满意", "choice", vocabulary=vocab.SATISFIED, help="联系不上的照实选。"),
    ]
    if found.followers:
        fields.append(
            Field("merged", "一起告知并入的", "yes_no", help="并入的意见也按这个日期、这个方式登记告知。")
        )

    def command(context: "Context", typed: Values) -> "Committed":
        from services import opinions

        return opinions.tell(
            context,
            found.id,
            on=typed["on"] or "",
            how=typed["how"] or "",
            satisfied=typed["satisfied"],
            merged=bool(typed.get("merged")),
        )

    ask(
        session, window, found, "告知反映人", tuple(fields), command,
        lambda made: told(session, made, f"已登记告知“{found.title}”的反映人"),
        button="登记告知", values={"merged": (True, "是")} if found.followers else {},
    )  # fmt: skip


def close(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask for the day it was closed."""

    def command(context: "Context", typed: Values) -> "Committed":
        from services import opinions

        return opinions.close(context, found.id, on=typed["on"] or "")

    ask(
        session, window, found, "办结意见", (_day("办结日期"),), command,
        lambda made: told(session, made, f"“{found.title}”已办结"),
        button="办结", intro="办结后内容不再改动，可以在公示里公布结果；要继续办理时可以重新办理。",
    )  # fmt: skip


def reopen(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask why and at which level it is taken up again."""
    fields = (
        Field("reason", "重新办理的原因", "longtext", required=True, help="如：反映人不满意，问题又出现。"),
        Field("level", "从哪一级办起", "choice", required=True, vocabulary=vocab.HANDLING_LEVEL),
        _day("重新办理日期"),
    )

    def command(context: "Context", typed: Values) -> "Committed":
        from services import opinions

        return opinions.reopen(
            context, found.kind, found.id, typed["reason"] or "", on=typed["on"] or "", level=typed["level"]
        )

    ask(
        session, window, found, "重新办理", fields, command,
        lambda made: told(session, made, f"“{found.title}”重新办理"),
        intro="以前的答复留在办理经过里，从那一天起重新计算期限。",
        values={"level": (found.level, vocab.HANDLING_LEVEL.label(found.level))},
    )  # fmt: skip


def group(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Offer the opinions it may be merged into, those alike first."""

    def read(context: "Context") -> "tuple[tuple[str, str], ...]":
        from services import opinions, records

        row = records.read(context, "opinions", found.id)
        text = f"{found.title} {row.shown('content').value or ''}"
        alike = opinions.alike(context, found.courtyard, text, row.shown("category").value, found.id)
        offered = {each.id.hex(): f"{each.title}（相近：{'、'.join(each.words)}）" for each in alike}
        for each in opinions.heads(context, found.courtyard, found.id, _OTHERS):
            offered.setdefault(each.id.hex(), each.title)
        return tuple(offered.items())

    session.read(read, partial(_ask_head, session, window, found), owner=window)


def _ask_head(
    session: "Session", window: "QWidget", found: "Standing", offered: "tuple[tuple[str, str], ...]"
) -> None:
    if not offered:
        session.notice("这个楼院没有别的正在办理的意见可以并入。", "warn")
        return
    fields = (
        Field("head", "并入哪一条", "choice", required=True, vocabulary=Vocabulary("heads", offered)),
        _day("并入日期"),
    )

    def command(context: "Context", typed: Values) -> "Committed":
        from services import opinions

        if not typed["head"]:
            raise FormErrors({"head": "请选并入哪一条意见。"})
        return opinions.group(context, bytes.fromhex(typed["head"]), [found.id], on=typed["on"] or "")

    ask(
        session, window, found, "并入", fields, command,
        lambda made: told(session, made, f"“{found.title}”已并入，随那一条一起办理"),
        intro="说的是一件事的意见并到一条，一起办理、一起答复；反映人都在。",
        values={"head": offered[0]},
    )  # fmt: skip


def ungroup(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Take it out again."""

    def work(context: "Context") -> "Committed":
        from services import opinions

        return opinions.ungroup(context, found.id, on=context.today().isoformat())

    session.write(work, lambda made: told(session, made, f"“{found.title}”已拆出来，单独办理"), owner=session)


def to_matter(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Offer a new matter, or one of the courtyard that is under way."""

    def read(context: "Context") -> "tuple[Choice, ...]":
        from services import records

        return records.choices(context, "matters", "", _OTHERS, ("courtyard_id", found.courtyard))

    session.read(read, partial(_ask_matter, session, window, found), owner=window)


def _ask_matter(
    session: "Session", window: "QWidget", found: "Standing", known: "tuple[Choice, ...]"
) -> None:
    offered = ((_NEW, "新的协商事项"), *((each.id.hex(), each.label) for each in known))
    fields = (
        Field("matter_id", "协商事项", "choice", required=True, vocabulary=Vocabulary("matters", offered)),
        Field("title", "新事项的名称", help="选“新的协商事项”时用；不写时用意见的标题。"),
    )

    def command(context: "Context", typed: Values) -> "Saved":
        from services import opinions

        chosen = typed["matter_id"]
        matter = None if chosen in (None, _NEW) else bytes.fromhex(chosen)
        return opinions.to_matter(context, found.id, matter, title=typed["title"] or "")

    def done(made: "Saved") -> None:
        told(session, made.committed, f"“{found.title}”已转为协商事项")

    intro = "要大家商量决定的，转为协商事项走议事程序。意见留在这里，等有了结果再答复。"
    first = {"matter_id": offered[0], "title": (found.title, found.title)}
    ask(
        session,
        window,
        found,
        "转为协商事项",
        fields,
        command,
        done,
        button="转为协商事项",
        intro=intro,
        values=first,
    )


def to_dispute(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask for the other side, then open the quarrel."""
    fields = (
        Field("other", "对方当事人", help="还不清楚的可以不写，以后在纠纷里补上。"),
        Field("category", "纠纷类别", "choice", vocabulary=vocab.DISPUTE_CATEGORY),
    )

    def command(context: "Context", typed: Values) -> "Saved":
        from services import opinions

        return opinions.to_dispute(context, found.id, other=typed["other"] or "", category=typed["category"])

    def done(made: "Saved") -> None:
        told(session, made.committed, f"“{found.title}”已转为纠纷")
        session.show_record("disputes", made.id)

    intro = "反映人作为甲方。意见留在这里，调解有了结果再答复。"
    ask(session, window, found, "转为纠纷", fields, command, done, button="转为纠纷", intro=intro)


def mediate(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask how a mediation went."""
    fields = (
        _day("调解日期"),
        Field("place", "地点"),
        Field("mediators", "调解人", required=True, help="几个人的用顿号隔开。"),
        Field("recorder", "记录人"),
        Field("record", "调解经过", "longtext", required=True),
        Field("outcome", "结果", "choice", required=True, vocabulary=vocab.MEDIATION_OUTCOME),
        Field("agreement", "协议内容", "longtext", help="达成协议的写，一条一行，协议书按这里的内容排印。"),
        Field("fulfil_by", "履行期限", "date"),
    )

    def command(context: "Context", typed: Values) -> "Saved":
        from services.opinions import disputes

        words = {
            name: typed[name] or ""
            for name in ("on", "outcome", "place", "mediators", "recorder", "agreement")
        }
        return disputes.mediate(
            context, found.id, typed["record"] or "", fulfil_by=typed["fulfil_by"], **words
        )

    ask(
        session, window, found, "登记调解", fields, command,
        lambda made: told(session, made.committed, f"已登记“{found.title}”的调解"),
        values={"mediators": (session.context.user.name,) * 2},
    )  # fmt: skip


def settle(session: "Session", window: "QWidget", found: "Standing") -> None:
    """Ask how a quarrel ended."""
    fields = (
        Field("how", "结果", "choice", required=True, vocabulary=_ENDS),
        Field(
            "result", "化解情况", "longtext", required=True, help="协议履行了没有；转其他途径的写转到哪里。"
        ),
        _day("办结日期"),
    )

    def command(context: "Context", typed: Values) -> "Committed":
        from services.opinions import disputes

        return disputes.settle(
            context, found.id, typed["result"] or "", on=typed["on"] or "", how=typed["how"] or ""
        )

    ask(
        session, window, found, "办结纠纷", fields, command,
        lambda made: told(session, made, f"“{found.title}”已办结"),
        button="办结", values={"how": ("settled", "已化解")},
    )  # fmt: skip


DOING: Final[Mapping[str, Do]] = {
    "answer": answer,
    "escalate": escalate,
    "tell": tell,
    "close": close,
    "reopen": reopen,
    "group": group,
    "ungroup": ungroup,
    "to_matter": to_matter,
    "to_dispute": to_dispute,
    "mediate": mediate,
    "settle": settle,
}
"""What does each act of `ui.opinions.acts`."""
