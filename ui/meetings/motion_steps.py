"""What is asked to put a motion or an election to the vote, or to change how it is voted."""

from typing import TYPE_CHECKING, Any

from models import vocab
from models.vocab import Vocabulary
from services.saving import FormErrors
from services.subjects import Field
from ui.meetings.marking import told
from ui.notices.act_dialog import ActDialog, Step, Values

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from services.meetings.agenda_lines import AgendaLine
    from services.meetings.motions import Motion
    from services.office import Context
    from ui.session import Session

Rules = tuple[tuple[str, str], ...]
_ELECTING = Vocabulary(
    "electing", tuple(each for each in vocab.BALLOT_FORM if each[0] in ("secret", "open", "dwelling"))
)


def _fields(rules: Rules) -> tuple[Field, ...]:
    return (
        Field("title", "表决事项", required=True, help="如：院内停车位划线与收费。"),
        Field("content", "内容", "longtext", help="决议的全文，公示时照此张贴。"),
        Field("ballot_form", "表决方式", "choice", required=True, vocabulary=vocab.BALLOT_FORM),
        Field(
            "rule_code",
            "表决规则",
            "choice",
            vocabulary=Vocabulary("rules", rules),
            help="不选时按会议类型和日期适用的规则。",
        ),
    )


def add(session: "Session", window: "QWidget", meeting_id: bytes) -> None:
    """Ask what is put to the vote, and how; the first item of the agenda without a vote is proposed."""

    def read(context: "Context") -> "tuple[Rules, tuple[AgendaLine, ...]]":
        from services.meetings import agenda_lines
        from services.meetings.rule_words import rules_told

        return rules_told(context, meeting_id), agenda_lines.listed(context, meeting_id)

    session.read(read, lambda found: _ask_new(session, window, meeting_id, *found), owner=window)


def _rules(meeting_id: bytes) -> Any:
    def read(context: "Context") -> Rules:
        from services.meetings.rule_words import rules_told

        return rules_told(context, meeting_id)

    return read


def _ask_new(
    session: "Session", window: "QWidget", meeting_id: bytes, rules: Rules, agenda: "tuple[AgendaLine, ...]"
) -> None:
    by_key = {line.id.hex(): line for line in agenda}
    items = Field(
        "agenda",
        "议题",
        "choice",
        vocabulary=Vocabulary("agenda", tuple((key, line.title) for key, line in by_key.items())),
        help="哪个议题的决议；来自协商事项的议题，决议也连着那件事项。",
    )

    def command(context: "Context", values: Values, _: object) -> Any:
        from services.meetings import motions

        item = by_key.get(values.get("agenda") or "")
        return motions.add(
            context,
            meeting_id,
            values["title"],
            values["content"] or "",
            values["ballot_form"],
            rule_code=values["rule_code"] or None,
            agenda_item_id=item.id if item is not None else None,
            matter_id=item.matter_id if item is not None else None,
        )

    first: dict[str, tuple[object, str]] = {"ballot_form": ("hands", "举手表决")}
    waiting = next((line for line in agenda if not line.votes), None)
    if waiting is not None:
        first |= {"agenda": (waiting.id.hex(), waiting.title), "title": (waiting.title, waiting.title)}
    fields = _fields(rules)
    step = Step(
        "加表决事项",
        "加上",
        (("表决事项", (fields[0], items, *fields[1:]) if agenda else fields),),
        command,
        lambda done: told(session, done, "已加上表决事项"),
        first,
    )
    ActDialog(session, step, window).start()


def change(session: "Session", window: "QWidget", meeting_id: bytes, motion: "Motion") -> None:
    """Ask what is voted on, how, and after which rule, for a motion that is there."""

    def ask(rules: Rules) -> None:
        _ask_change(session, window, motion, rules)

    session.read(_rules(meeting_id), ask, owner=window)


def _ask_change(session: "Session", window: "QWidget", motion: "Motion", rules: Rules) -> None:
    def command(context: "Context", values: Values, _: object) -> Any:
        from services.meetings import motions

        return motions.change(
            context,
            motion.id,
            title=values["title"],
            content=values["content"] or "",
            ballot_form=values["ballot_form"],
            rule_code=values.get("rule_code") or "" if not motion.election else None,
        )

    form = motion.ballot_form
    first = {
        "title": (motion.title, motion.title),
        "content": (motion.content, motion.content),
        "ballot_form": (form or None, vocab.BALLOT_FORM.label(form) if form else ""),
        "rule_code": (motion.rule_code or None, dict(rules).get(motion.rule_code, "")),
    }
    fields = _fields(rules)[:3] if motion.election else _fields(rules)
    step = Step(
        "修改表决事项",
        "改好了",
        (("表决事项", fields),),
        command,
        lambda done: told(session, done, "已修改表决事项"),
        first,
    )
    ActDialog(session, step, window).start()


def add_election(session: "Session", window: "QWidget", meeting_id: bytes) -> None:
    """Ask who is elected among whom."""
    fields = (
        Field("title", "选举事项", required=True, help="如：选举自管会成员。"),
        Field("seats", "应选人数", "count", required=True, suffix="人", help="每张票最多选这么多人。"),
        Field(
            "names", "候选人", "longtext", required=True, help="每行一人，按选票上的次序；须是登记过的居民。"
        ),
        Field("ballot_form", "表决方式", "choice", required=True, vocabulary=_ELECTING),
    )

    def command(context: "Context", values: Values, _: object) -> Any:
        from services.meetings import motions

        people = [_resident(context, name) for name in _names(values["names"])]
        return motions.add_election(
            context, meeting_id, values["title"], values["seats"], people, values["ballot_form"]
        )

    step = Step(
        "加选举",
        "加上",
        (("选举", fields),),
        command,
        lambda done: told(session, done, "已加上选举"),
        {"ballot_form": ("secret", "无记名投票")},
    )
    ActDialog(session, step, window).start()


def _names(text: str) -> list[str]:
    return [name for name in text.replace("、", "\n").replace("，", "\n").split() if name]


def _resident(context: "Context", name: str) -> bytes:
    """Return the resident of a name.

    Raises:
        FormErrors: nobody of that name is registered, or several are.
    """
    from services import records

    found = [each for each in records.choices(context, "residents", name, 50) if each.label == name]
    if len(found) == 1:
        return found[0].id
    if found:
        raise FormErrors({"names": f"“{name}”有{len(found)}个同名的居民，请在“选举”的候选人里选定。"})
    raise FormErrors({"names": f"“{name}”还没有登记为居民，请先在“居民”里登记。"})
