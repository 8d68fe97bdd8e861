"""Registering an opinion or a dispute: it begins at the building, with the day by which that one answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.rules.text import clean, clean_lines
from services.opinions import steps
from services.opinions.cases import check_day, living
from services.rights import needs
from services.saving import FormErrors, Saved

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork
    from services.office import Context

TITLE_LENGTH: Final = 24
"""Characters of a title that is made of the text."""
_LONGEST_TITLE, _LONGEST_TEXT = 200, 20_000


@dataclass(frozen=True, slots=True)
class OpinionDraft:
    """What is known of an opinion when it comes in.

    Attributes:
        courtyard: where it is about.
        content: what was said; the title is made of its beginning where none is given.
        received_on: ISO day.
        channel: of vocab.OPINION_CHANNEL.
        title: in a few words.
        category: of vocab.OPINION_CATEGORY, None for unknown.
        urgency: of vocab.URGENCY.
        building, dwelling: where exactly.
        resident: who raised it, where registered; else
        raised_by: the name, and
        contact: how to reach them.
        anonymous: whether they want no name kept; without resident and name it is so by itself.
        source: where it was taken from: the chat, the list.
        late: entered after the fact (补录); None when its last day has passed already.
    """

    courtyard: bytes
    content: str
    received_on: str
    channel: str = "visit"
    title: str = ""
    category: str | None = None
    urgency: str | None = "plain"
    building: bytes | None = None
    dwelling: bytes | None = None
    resident: bytes | None = None
    raised_by: str = ""
    contact: str = ""
    anonymous: bool = False
    source: str = ""
    late: bool | None = None
    note: str = ""


def short_title(text: str) -> str:
    """Return the beginning of a text as a title: its first sentence, not too long."""
    line = clean(text.strip().split("\n")[0])
    for mark in "。！？!?；;":
        line = line.partition(mark)[0] or line
    return line if len(line) <= TITLE_LENGTH else f"{line[: TITLE_LENGTH - 1]}…"


@needs("opinions.write")
def register(context: "Context", draft: OpinionDraft) -> Saved:
    """Register an opinion with its first level, in one step that can be undone; on the writer's thread.

    Raises:
        FormErrors: something is missing or wrong, beside its field.
    """
    with context.unit_of_work() as work:
        made = register_in(context, work, draft)
        return Saved(made, work.commit())


def register_in(context: "Context", work: "UnitOfWork", draft: OpinionDraft) -> bytes:
    """Register an opinion in an open unit of work; see `register`."""
    values = _checked(context, work, draft)
    made = work.insert("opinion", values)
    begin_in(context, work, "opinion", made)
    return made


def _checked(context: "Context", work: "UnitOfWork", draft: OpinionDraft) -> dict[str, Any]:
    content, name = clean_lines(draft.content), clean(draft.raised_by)
    title = clean(draft.title) or short_title(content)
    errors = {} if title else {"content": "请写反映的内容。"}
    if len(title) > _LONGEST_TITLE or len(content) > _LONGEST_TEXT:
        errors["content"] = f"内容太长，最多{_LONGEST_TEXT}个字，标题最多{_LONGEST_TITLE}个字。"
    errors |= _codes(draft)
    errors |= _places(work, draft)
    if errors:
        raise FormErrors(errors)
    check_day("received_on", "收到", draft.received_on, None, context.today())
    return {
        "courtyard_id": draft.courtyard,
        "unit_id": work.row("courtyard", draft.courtyard)["unit_id"],
        "building_id": draft.building,
        "dwelling_id": draft.dwelling,
        "title": title,
        "content": content or None,
        "received_on": draft.received_on,
        "channel": draft.channel,
        "category": draft.category,
        "urgency": draft.urgency or "plain",
        "anonymous": draft.anonymous or not (draft.resident or name),
        "resident_id": None if draft.anonymous else draft.resident,
        "raised_by": None if draft.anonymous else name or None,
        "contact": None if draft.anonymous else clean(draft.contact) or None,
        "source": clean(draft.source) or None,
        "late": draft.late,
        "note": clean_lines(draft.note) or None,
    }


def _codes(draft: OpinionDraft) -> dict[str, str]:
    known: Mapping[str, tuple[str | None, vocab.Vocabulary, str]] = {
        "channel": (draft.channel, vocab.OPINION_CHANNEL, "来源渠道"),
        "category": (draft.category, vocab.OPINION_CATEGORY, "类别"),
        "urgency": (draft.urgency, vocab.URGENCY, "缓急"),
    }
    return {
        name: f"没有“{code}”这种{what}，请从列表中选择。"
        for name, (code, words, what) in known.items()
        if code and code not in words
    }


def _places(work: "UnitOfWork", draft: OpinionDraft) -> dict[str, str]:
    yard = work.stored("courtyard", draft.courtyard)
    if yard is None or yard["deleted_at"] is not None:
        return {"courtyard_id": "所选的楼院已经不在了，请重新选择。"}
    if draft.building is not None:
        building = work.stored("building", draft.building)
        if building is None or building["deleted_at"] is not None:
            return {"building_id": "所选的楼栋已经不在了，请重新选择。"}
        if building["courtyard_id"] != draft.courtyard:
            return {"building_id": "所选的楼栋不在这个楼院里，请重新选择。"}
    return {}


def begin_in(context: "Context", work: "UnitOfWork", kind: str, record_id: bytes, level: str = "") -> None:
    """Give a new opinion or dispute its first level; one of the past whose last day is over is marked 补录.

    Args:
        context: whose rules and calendar.
        work: the open unit of work, in which it was made.
        kind: "opinion" or "dispute".
        record_id: what was made.
        level: where it begins, the building by default.
    """
    row = living(work, kind, record_id)
    values = steps.begun(context, kind, row, level or steps.FIRST)
    if row["late"] is None and values["due_on"] and values["due_on"] < context.today().isoformat():
        values["late"] = True
    if kind == "opinion" and not row["anonymous"] and not (row["resident_id"] or row["raised_by"]):
        values["anonymous"] = True
    work.update(kind, record_id, values)
    steps.add(context, work, kind, row, values["level"], row["received_on"])


def edited_in(context: "Context", work: "UnitOfWork", kind: str, record_id: bytes) -> None:
    """Let days follow after a form changed an opinion or a dispute, in its unit of work."""
    steps.redate(context, work, kind, living(work, kind, record_id))
