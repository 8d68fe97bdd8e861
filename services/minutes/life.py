"""The way of a meeting's minutes up to the signature: drafted, checked by somebody else, signed, taken back.

What they say is read from the record of the meeting; the office may add a text of its own. What was changed
in the meeting after the check is noticed before they are signed and before they are final.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput
from models.rules.dates import from_record
from models.rules.text import check_storable, clean
from services import settings
from services.meetings.fixed import called
from services.minutes import states
from services.minutes.states import Row, latest, living_meeting, move, of
from services.notices.life.seen import digest_of
from services.office import Context
from services.rights import needs
from services.saving import Saved
from services.two_people import maker_of, reason_of, settle

if TYPE_CHECKING:
    from models.db.uow import Committed, UnitOfWork
    from services.attachments import NewFile

OWNER: Final = "minutes.checked"
"""Owner of the digests of checked minutes among the settings; each is named by its minutes."""
LONGEST_TEXT: Final = 8000
LONGEST_NAMES: Final = 100
_SILENT: Final = ("state", "frozen", "late", "prepared_by", "unit_id", "seq")
"""Groups of columns that say nothing on the sheet."""
_FORGOTTEN: Final = ("checked_by", "checked_on", "single_reason", "signed_on", "signed_by")
_CHANGED: Final = (
    "核对以后，会议的记录、纪要用语或姓名遮盖有改动，现在印出来和核对时不一样，已退回草稿。请重新核对。"
)


@needs("deliberation.write")
def draft(context: Context, meeting_id: bytes, text: str = "", *, late: bool | None = None) -> Saved:
    """Draw up the minutes of a meeting, on the writer's thread; a draft that is there already is used again.

    Args:
        context: who draws them up.
        meeting_id: the meeting.
        text: what the office adds in its own words.
        late: entered afterwards from paper (补录); None takes it from the meeting.

    Raises:
        InvalidInput: the meeting is still to come, nothing of it is recorded, or its minutes are under way
            or final.
        NotFound: it is gone.
    """
    with context.unit_of_work() as work:
        meeting = living_meeting(work, meeting_id)
        known = latest(work.reader, meeting_id)
        if known is not None and known["state"] == "draft":
            return Saved(known["id"], None)
        if known is not None:
            of(work, known["id"], ("draft",), "再起草")
        _refuse_empty(context, work, meeting)
        made = work.insert(
            "minutes",
            {
                "meeting_id": meeting_id,
                "unit_id": meeting["unit_id"],
                "seq": 1,
                "state": "draft",
                "text": own_text(text) or None,
                "prepared_by": context.user.name,
                "late": bool(meeting["late"]) if late is None else late,
            },
        )
        return Saved(made, work.commit())


def _refuse_empty(context: Context, work: "UnitOfWork", meeting: Row) -> None:
    held = from_record(meeting["held_on"])
    if held is not None and held.first_day > context.today():
        raise InvalidInput(f"“{meeting['title']}”{held.chinese}才开，还不能起草纪要。请开完会再办。")
    said = bool((meeting["record"] or "").strip()) or work.reader.value(
        "SELECT id FROM agenda_item WHERE meeting_id = ? AND deleted_at IS NULL UNION ALL "
        "SELECT id FROM resolution WHERE meeting_id = ? AND deleted_at IS NULL",
        (meeting["id"], meeting["id"]),
    )
    if not said:
        raise InvalidInput(
            f"“{meeting['title']}”还没有会议记录、议题或决议，纪要没有内容。请先登记会议情况，再起草纪要。"
        )


def own_text(typed: str) -> str:
    """Return a text of one's own as it is stored.

    Raises:
        InvalidInput: it is too long, or holds a control character.
    """
    lines = [line.rstrip() for line in typed.replace("\r\n", "\n").split("\n")]
    text = "\n".join(lines).strip()
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(f"补充内容太长，最多{LONGEST_TEXT}个字，现在{len(text)}个字。", "text")
    problem = check_storable(text)
    if problem:
        raise InvalidInput(problem, "text")
    return text


@needs("deliberation.write")
def write(context: Context, minutes_id: bytes, text: str) -> "Committed":
    """Change what the office adds to a draft in its own words, on the writer's thread; "" for nothing.

    Raises:
        InvalidInput: it is no draft any more, or the text cannot be stored.
    """
    with context.unit_of_work() as work:
        row, _ = of(work, minutes_id, ("draft",), "改补充内容")
        work.update("minutes", row["id"], {"text": own_text(text) or None})
        return work.commit()


@needs("minutes.check")
def check(
    context: Context,
    minutes_id: bytes,
    checked_by: str,
    single_reason: str = "",
    *,
    password: str | None = None,
) -> "Committed":
    """Note that a second person checked the minutes, on the writer's thread.

    Args:
        context: who is at the keyboard.
        minutes_id: the draft.
        checked_by: name of the one who checked it; made a user when new.
        single_reason: why whoever prepared it checks it as well (单人办理); "" for two people.
        password: of whoever checked it and is not at the keyboard, where the office is encrypted.

    Raises:
        InvalidInput: it is no draft, or one person alone without a reason.
        NotAllowed, WrongPassword, TooSoon: as for `two_people.settle`.
    """
    with context.unit_of_work() as work:
        row, meeting = of(work, minutes_id, ("draft",), "核对")
        made_by = maker_of(work.reader, "minutes", row["id"], _SILENT) or row["prepared_by"]
        made_by = made_by or context.user.name
        people = settle(
            context, work, "minutes", called(meeting), made_by, checked_by, single_reason, password
        )
        today = context.today()
        values = {
            "state": "checked",
            "prepared_by": people.maker,
            "checked_by": people.checker,
            "checked_on": today.isoformat(),
            "single_reason": people.reason,
        }
        action = "minutes_checked_alone" if people.is_alone else "minutes_checked"
        move(work, row, meeting, values, action, people.label)
        digest = digest_of(context, states.target(meeting), today)
        settings.put_in(work, row["id"].hex(), digest, owner=OWNER)
        return work.commit()


def has_changed(context: Context, row: Row, meeting: Row) -> bool:
    """Return whether checked minutes read otherwise than when they were checked.

    Args:
        context: read on the writer's thread, in the unit of work of the next step.
        row: the minutes.
        meeting: their meeting.
    """
    kept = settings.get(context.on_writer, row["id"].hex(), owner=OWNER)
    if kept is None:
        return False
    now = digest_of(context, states.target(meeting), date.fromisoformat(row["checked_on"]))
    return bool(kept != now)


@needs("deliberation.write")
def reopen(context: Context, minutes_id: bytes) -> "Committed":
    """Make checked or signed minutes a draft again, on the writer's thread.

    Raises:
        InvalidInput: they are a draft, or final.
    """
    with context.unit_of_work() as work:
        row, meeting = of(work, minutes_id, ("checked", "signed"), "退回草稿")
        reopen_in(work, row, meeting)
        return work.commit()


def reopen_in(work: "UnitOfWork", row: Row, meeting: Row, why: str = "") -> None:
    """Make them a draft again inside an open unit of work; `why` is noted in the audit."""
    values = dict.fromkeys(_FORGOTTEN) | {"state": "draft"}
    move(work, row, meeting, values, "minutes_reopened", why)


def refuse_changed(context: Context, work: "UnitOfWork", row: Row, meeting: Row, doing: str) -> None:
    """Make minutes a draft again where the meeting reads otherwise since the check, and say so.

    Raises:
        InvalidInput: it does; the step back is committed.
    """
    if not has_changed(context, row, meeting):
        return
    reopen_in(work, row, meeting, "核对后内容有变动")
    work.commit()
    raise InvalidInput(f"{called(meeting)}没有{doing}：{_CHANGED}")


@needs("deliberation.write")
def sign(
    context: Context, minutes_id: bytes, on: date, signed_by: str, scans: "Sequence[NewFile]" = ()
) -> "Committed":
    """Note that the printed minutes were signed, on the writer's thread, with the scan of the signed paper.

    Args:
        context: who is at the keyboard.
        minutes_id: the checked minutes.
        on: the day they were signed.
        signed_by: who signed, as written: 张三（主持人）、李四（记录人）.
        scans: scans or photos of the signed pages; they may also be hung on the minutes later.

    Raises:
        InvalidInput: not checked, changed since the check (they are a draft again then), a day that cannot
            be, nobody named, or a file that cannot be taken.
    """
    with context.unit_of_work() as work:
        row, meeting = of(work, minutes_id, ("checked",), "登记签字")
        refuse_changed(context, work, row, meeting, "签字")
        _check_day(context, meeting, on)
        values = {"state": "signed", "signed_on": on.isoformat(), "signed_by": _names(signed_by)}
        for ready in _ready(scans):
            _hang(context, work, row["id"], ready)
        move(work, row, meeting, values, "minutes_signed", values["signed_by"])
        return work.commit()


def _check_day(context: Context, meeting: Row, on: date) -> None:
    held = from_record(meeting["held_on"])
    if on > context.today():
        raise InvalidInput("签字日期在今天以后，请核对。", "on")
    if held is not None and on < held.first_day:
        raise InvalidInput(f"签字日期早于会议日期（{held.chinese}），请核对。", "on")


def _names(typed: str) -> str:
    names = clean(typed)
    if not names:
        raise InvalidInput("请写上签字的人，如：张三（主持人）、李四（记录人）。", "signed_by")
    if len(names) > LONGEST_NAMES:
        raise InvalidInput(f"签字的人太长，最多{LONGEST_NAMES}个字。", "signed_by")
    return names


def _ready(scans: "Sequence[NewFile]") -> list[Any]:
    from services.attachments import prepare

    return [prepare(each) for each in scans]


def _hang(context: Context, work: "UnitOfWork", minutes_id: bytes, ready: Any) -> None:
    from services import blobs

    digest = blobs.put(context.database.path, ready.data)
    blobs.hang(work, "minutes", minutes_id, ready.name, digest, len(ready.data), ready.media_type)


@needs("deliberation.write")
def correct(context: Context, minutes_id: bytes, reason: str) -> Saved:
    """Make the draft of a correction, on the writer's thread; one that is there already is used again.

    While it is a draft, the record of the meeting may be put right; the final minutes before stay as frozen.

    Args:
        context: who does it.
        minutes_id: the final minutes that are wrong.
        reason: why; printed on the correction.

    Raises:
        InvalidInput: they are not final, or there is no reason.
    """
    why = reason_of(reason, "更正")
    with context.unit_of_work() as work:
        row, meeting = of(work, minutes_id, ("final",), "更正")
        known = latest(work.reader, meeting["id"])
        if known is not None and known["state"] in states.OPEN:
            return Saved(known["id"], None)
        if known is not None and known["id"] != row["id"]:
            raise InvalidInput(f"{called(meeting)}已经更正为第{known['seq']}版，请更正第{known['seq']}版。")
        made = work.insert(
            "minutes",
            {
                "meeting_id": meeting["id"],
                "unit_id": meeting["unit_id"],
                "seq": row["seq"] + 1,
                "state": "draft",
                "text": row["text"],
                "prepared_by": context.user.name,
                "corrects_id": row["id"],
                "reason": why,
                "late": row["late"],
            },
        )
        work.note("minutes_corrected", "minutes", made, f"{called(meeting)}第{row['seq']}版：{why}")
        return Saved(made, work.commit())
