"""The first half of a notice's life: a draft is prepared, checked by somebody else, or taken back."""

from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput, NotFound
from models.rules.dates import from_record
from models.rules.text import clean
from services.charters.force import shown_version
from services.guards.notices import Row
from services.notices.life import seen
from services.notices.life.states import latest_issue, move, require
from services.office import Context
from services.rights import needs
from services.two_people import ALONE as ALONE
from services.two_people import maker_of, settle
from services.two_people import reason_of as reason_of

if TYPE_CHECKING:
    from models.db.reading import Reader
    from models.db.uow import Committed, UnitOfWork

_LINKS: Final[tuple[tuple[str, str], ...]] = (
    ("resolution", "resolution_id"),
    ("meeting", "meeting_id"),
    ("matter", "matter_id"),
    ("disclosure_request", "request_id"),
    ("election", "election_id"),
    ("appraisal", "appraisal_id"),
    ("charter_version", "charter_version_id"),
)
"""Tables of records a notice is made of, and the column that names one."""
_TITLED: Final = tuple(each for each in _LINKS if each[0] not in ("disclosure_request", "charter_version"))
_KEYS: Final = (
    "courtyard_id", "kind", "item_id", "for_month", "meeting_id", "resolution_id", "matter_id", "request_id",
    "election_id", "charter_version_id", "appraisal_id",
)  # fmt: skip
"""What says which obligation a draft is for."""
_NO_CONTENT: Final = ("state", "number", "period", "place", "note", "late", "prepared_by", "unit_id")
"""Groups of columns that say nothing on the sheet; whoever changes them has not written it."""


@needs("notices.write")
def prepare(
    context: Context,
    kind: str,
    courtyard: bytes,
    *,
    month: str | None = None,
    item: bytes | None = None,
    record: bytes | None = None,
    title: str | None = None,
    body: str | None = None,
) -> bytes:
    """Make a draft, on the writer's thread; a draft for the same obligation is used again.

    Args:
        context: who prepares it.
        kind: a code of vocab.NOTICE_KIND.
        courtyard: the courtyard.
        month: YYYY-MM the sheet is about.
        item: line of the catalogue it fulfils.
        record: the resolution, meeting, matter, request, election or round of rating it is made of.
        title: its title; by default made from kind, month and record.
        body: a text of its own.

    Returns:
        The id of the notice.

    Raises:
        InvalidInput: no such kind, no such month, or nothing to title it by.
        NotFound: the courtyard or the record is gone.
    """
    with context.unit_of_work() as work:
        before = work.change_count
        made = prepare_in(
            context, work, kind, courtyard, month=month, item=item, record=record, title=title, body=body
        )
        if work.change_count > before:
            work.commit()
    return made


def prepare_in(
    context: Context,
    work: "UnitOfWork",
    kind: str,
    courtyard: bytes,
    *,
    month: str | None = None,
    item: bytes | None = None,
    record: bytes | None = None,
    title: str | None = None,
    body: str | None = None,
) -> bytes:
    """Make a draft inside an open unit of work; see `prepare`."""
    if kind not in vocab.NOTICE_KIND:
        raise InvalidInput(f"没有“{kind}”这种公示。")
    known = from_record(month) if month is not None else None
    if month is not None and (known is None or known.month is None or known.day is not None):
        raise InvalidInput(f"月份“{month}”不对，请写成 2026-10。")
    yard = work.row("courtyard", courtyard)
    values: dict[str, Any] = dict.fromkeys(_KEYS)
    values |= {"courtyard_id": courtyard, "kind": kind, "item_id": item, "for_month": month}
    if record is None and kind == "charter" and body is None:
        record = shown_version(work.reader, courtyard, item, context.today())
    values |= _linked(work, record)
    values["title"] = (clean(title) if title else "") or _title(work, values, yard["name"], month)
    found = _same_draft(work, values, own_text=body is not None)
    if found is not None:
        if body is not None:
            work.update("notice", found, {"body": body})
        return found
    more = {"state": "draft", "body": body, "prepared_by": context.user.name}
    return work.insert("notice", {**values, **more, "unit_id": yard["unit_id"]})


def _linked(work: "UnitOfWork", record: bytes | None) -> dict[str, bytes]:
    """Return the column that names a record, with its id."""
    if record is None:
        return {}
    for table, column in _LINKS:
        if work.is_living(table, record):
            return {column: record}
    raise NotFound("要公示的记录已经不在了，可能刚被删除。请刷新后再试。")


def _title(work: "UnitOfWork", values: dict[str, Any], courtyard: str, month: str | None) -> str:
    label = vocab.NOTICE_KIND.label(values["kind"])
    for table, column in _TITLED:
        if values[column] is not None:
            title = work.row(table, values[column])["title"]
            return f"{'' if title.startswith(courtyard) else courtyard}{title}{label}"
    known = from_record(month)
    return (
        f"{courtyard}{label}" if known is None else f"{courtyard}{known.chinese}{label.removeprefix('月度')}"
    )


def _same_draft(work: "UnitOfWork", values: dict[str, Any], *, own_text: bool) -> bytes | None:
    """Return the living draft for the same obligation; of texts of one's own the title says which it is."""
    keys = [*_KEYS, *(["title"] if own_text else [])]
    conditions = [f"{key} IS NULL" if values[key] is None else f"{key} = ?" for key in keys]
    found = work.reader.value(
        f"SELECT id FROM notice WHERE {' AND '.join(conditions)} AND state = 'draft' "
        "AND corrects_id IS NULL AND deleted_at IS NULL ORDER BY id DESC LIMIT 1",
        tuple(values[key] for key in keys if values[key] is not None),
    )
    return None if found is None else bytes(found)


@needs("notices.check")
def check(
    context: Context,
    notice_id: bytes,
    checked_by: str,
    single_reason: str = "",
    *,
    password: str | None = None,
) -> "Committed":
    """Note that a second person checked a draft, on the writer's thread (notices.md, Life of a notice).

    Args:
        context: who is at the keyboard.
        notice_id: the draft.
        checked_by: name of the one who checked it; made a user when new.
        single_reason: why whoever prepared it checks it as well (单人办理); "" for two people.
        password: of whoever checked it and is not at the keyboard, where the office is encrypted.

    Raises:
        InvalidInput: it is no draft, or one person alone without a reason.
        NotAllowed, WrongPassword, TooSoon: as for `two_people.settle`.
        NotFound: it is gone.
    """
    with context.unit_of_work() as work:
        check_in(context, work, notice_id, checked_by, single_reason, password)
        return work.commit()


def check_in(
    context: Context,
    work: "UnitOfWork",
    notice_id: bytes,
    checked_by: str,
    single_reason: str = "",
    password: str | None = None,
) -> None:
    """Note the check inside an open unit of work; see `check`."""
    row = work.row("notice", notice_id)
    require(row, ("draft",), "核对")
    made_by = maker(work.reader, notice_id) or row["prepared_by"] or context.user.name
    what = f"《{row['title']}》"
    people = settle(context, work, "notice", what, made_by, checked_by, single_reason, password)
    values = {
        "state": "checked",
        "prepared_by": made_by,
        "checked_by": people.checker,
        "checked_on": context.today().isoformat(),
        "single_reason": people.reason,
    }
    move(work, row, values, "notice_checked_alone" if people.is_alone else "notice_checked", people.label)
    seen.remember(context, work, row)


def maker(reader: "Reader", notice_id: bytes) -> str | None:
    """Return who wrote what a notice says, from the change log: made it, or changed its content last."""
    return maker_of(reader, "notice", notice_id, _NO_CONTENT)


@needs("notices.write")
def reopen(context: Context, notice_id: bytes) -> "Committed":
    """Make a checked notice a draft again, on the writer's thread, so that it can be edited.

    Raises:
        InvalidInput: it is not checked, or issued already.
    """
    with context.unit_of_work() as work:
        row = work.row("notice", notice_id)
        require(row, ("checked",), "退回草稿")
        if latest_issue(work.reader, notice_id) is not None:
            raise InvalidInput(f"《{row['title']}》已经编号签发，不能退回草稿。")
        reopen_in(work, row)
        return work.commit()


def reopen_in(work: "UnitOfWork", row: Row, why: str = "") -> None:
    """Make a checked notice a draft again inside an open unit of work; `why` is noted in the audit."""
    values = dict.fromkeys(("checked_by", "checked_on", "single_reason")) | {"state": "draft"}
    move(work, row, values, "notice_reopened", why)
