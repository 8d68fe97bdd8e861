"""Issuing: the number is given, and text, data, masks, fonts and the PDF are frozen in one transaction.

Everything happens inside the writer's transaction, the number first: what cannot be set (a missing glyph, no
text) rolls back and wastes none. The PDF lies in the blob store before its row is written; bytes without a
row do no harm.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
from models.rules.dates import from_record
from services import blobs
from services.documents.forms import PLAIN, Form
from services.guards.notices import Row
from services.issued import register
from services.masking import masker
from services.notices.building import Stamp, wording_of
from services.notices.gathering import facts_of, gather
from services.notices.life import frozen, numbering, seen
from services.notices.life.checking import reopen_in
from services.notices.life.periods import day_of, last_day, least_days, moved
from services.notices.life.reprinting import photos, short_number, stamp_of, wordings_of
from services.notices.life.states import latest_issue, move, require
from services.notices.making import Sheet, font_library, set_sheet
from services.notices.targets import Target, sheet_kind
from services.office import Context
from services.rights import needs
from services.templates import wordings as office_wordings

if TYPE_CHECKING:
    from models.db.uow import Committed, UnitOfWork
    from services.documents.fonts.library import FontLibrary


@dataclass(frozen=True, slots=True)
class Issued:
    """A notice that was issued: number, check code, pages, version, and the transaction."""

    notice_id: bytes
    number: str
    digest: str
    pages: int
    version: int
    committed: "Committed | None" = None


@needs("notices.issue")
def issue(
    context: Context,
    notice_id: bytes,
    issued_by: str | None = None,
    *,
    form: Form = PLAIN,
    fonts: "FontLibrary | None" = None,
) -> Issued:
    """Give a checked notice its number and freeze it, on the writer's thread.

    Args:
        context: who is at the keyboard.
        notice_id: the notice.
        issued_by: name of who issues it where it is not the one at the keyboard; noted in the audit.
        form: paper, orientation, large print of the sheet.
        fonts: the fonts where they were found already.

    Raises:
        InvalidInput: it is not checked, belongs to no community, or makes no sheet; or it reads otherwise
            than when it was checked, and is a draft again.
        NotFound: it is gone, or what it is made of.
        MissingGlyph: a character no font has; nothing is issued and no number is used.
        EnvironmentFault: no Chinese font, or the disk is full.
    """
    with context.unit_of_work() as work:
        row = work.row("notice", notice_id)
        require(row, ("checked",), "签发")
        if not seen.changed(context, row):
            done = issue_in(context, work, notice_id, issued_by, form=form, fonts=fonts)
            return replace(done, committed=work.commit())
        reopen_in(work, row, "核对后内容有变动")
        work.commit()
    raise InvalidInput(
        f"《{row['title']}》核对以后，它所依据的记录、公示用语或姓名遮盖有改动，现在印出来和核对时不一样，"
        "没有签发，已退回草稿。请重新核对后再签发。"
    )


def issue_in(
    context: Context,
    work: "UnitOfWork",
    notice_id: bytes,
    issued_by: str | None = None,
    *,
    form: Form = PLAIN,
    fonts: "FontLibrary | None" = None,
) -> Issued:
    """Issue a notice inside an open unit of work; see `issue`."""
    inside = context.on_writer
    row = work.row("notice", notice_id)
    require(row, ("checked",), "签发")
    _refuse_second(work, row)
    today = context.today()
    letter = numbering.series(inside)
    number = numbering.next_number(work.reader, _community(work, row), today.year, letter)
    _date(work, inside, row, today)
    row, target = work.row("notice", notice_id), _target(row)
    masks = masker(inside, sheet_kind(inside, target))
    facts = gather(inside, target, masks)
    _refuse_open_month(row, facts)
    stamp = replace(stamp_of(inside, target), number=number.text, short=short_number(number), version=1)
    wordings = office_wordings(inside)
    sheet = set_sheet(inside, target, facts, fonts or font_library(context), wordings, form, stamp, masks)
    wording = frozen.wording_told(wording_of(facts, wordings))
    people = {name: row[name] for name in ("prepared_by", "checked_by", "single_reason")}
    unit = _community(work, row)
    keys = {"unit_id": unit, "year": number.year, "series": number.series, "seq": number.seq}
    keys["issued_on"] = row["issued_on"]
    made = _Frozen(sheet, frozen.plain(masks.swept(facts)), wording, form, stamp)
    _freeze(work, inside, row, made, {**people, **keys, "masks_json": sheet.masks.to_json()})
    values = {"number": number.text, "state": "issued", "title": sheet.document.title}
    move(work, row, values, "notice_issued", f"{issued_by or context.user.name}签发")
    return Issued(notice_id, number.text, _digest(sheet), sheet.pdf.pages, 1)


def _refuse_second(work: "UnitOfWork", row: Row) -> None:
    """Refuse the same sheet of the same month under a second number while the first waits or hangs."""
    if row["for_month"] is None or row["corrects_id"] is not None or (row["body"] or "").strip():
        return
    number = work.reader.value(
        "SELECT number FROM notice WHERE courtyard_id = ? AND kind = ? AND for_month = ? AND id <> ? "
        "AND state IN ('issued', 'posted') AND deleted_at IS NULL ORDER BY id DESC LIMIT 1",
        (row["courtyard_id"], row["kind"], row["for_month"], row["id"]),
    )
    if number is not None:
        raise InvalidInput(
            f"《{row['title']}》已经签发为{number}，没有再编一个号。要改内容请出更正公示，没有张贴的可以先作废。"
        )


def _refuse_open_month(row: Row, facts: object) -> None:
    """Refuse accounts that are not closed: a numbered sheet shows figures that stand (notices.md, Kinds)."""
    if getattr(facts, "closed", True) is None:
        month = from_record(row["for_month"])
        words = month.chinese if month is not None else "这个月"
        raise InvalidInput(f"《{row['title']}》：{words}还没有月结，不能签发。请先办理月结。")


@dataclass(frozen=True, slots=True)
class _Frozen:
    sheet: Sheet
    facts: Any
    wording: Mapping[str, Any]
    form: Form
    stamp: Stamp


def _target(row: Row) -> Target:
    return Target("notice", row["courtyard_id"], row["id"])


def _community(work: "UnitOfWork", row: Row) -> bytes:
    """Return the community in whose series a notice is numbered."""
    yard = work.row("courtyard", row["courtyard_id"])
    if yard["unit_id"] is None:
        raise InvalidInput(f"“{yard['name']}”还没有登记所属社区，不能编号签发。请先在楼院里写上社区。")
    return bytes(yard["unit_id"])


def _date(work: "UnitOfWork", inside: Context, row: Row, today: date) -> None:
    """Give a notice the date under it, and the period that is planned, where nothing is written yet."""
    values: dict[str, Any] = {} if row["issued_on"] else {"issued_on": today.isoformat()}
    facts = facts_of(inside, _target(row))
    if wording_of(facts, office_wordings(inside)).carries("period"):
        first = day_of(row["posted_from"]) or (None if row["posted_from"] else today)
        if first is not None:
            values["posted_from"] = first.isoformat()
            until = last_day(first, least_days(inside, row, first))
            values["posted_until"] = row["posted_until"] or until.isoformat()
    work.update("notice", row["id"], values)


def _digest(sheet: Sheet) -> str:
    from services.documents.check_codes import code_of

    return sheet.code or code_of(sheet.document)


def _freeze(work: "UnitOfWork", inside: Context, row: Row, made: _Frozen, values: Mapping[str, Any]) -> None:
    """Store the PDF and the row that freezes it, and enter the sheet in the register of check codes."""
    from services.documents.as_text import text_of

    sheet = made.sheet
    stamp = {"corrects": made.stamp.corrects, "corrected": made.stamp.corrected}
    data = {"facts": made.facts, "wording": made.wording, "stamp": stamp}
    first, until = day_of(row["posted_from"]), day_of(row["posted_until"])
    least = least_days(inside, row, first) if first is not None else None
    digest = blobs.put(inside.database.path, sheet.pdf.data)
    work.insert(
        "notice_issue",
        {
            "notice_id": row["id"],
            "courtyard_id": row["courtyard_id"],
            "kind": row["kind"],
            "number": made.stamp.number,
            "title": sheet.document.title,
            "text": text_of(sheet.document),
            "data_json": frozen.canonical(data),
            "fonts_json": frozen.canonical(frozen.fonts_told(sheet.pdf.fonts)),
            "form_json": frozen.form_told(made.form),
            "pdf_sha256": digest,
            "pdf_size": len(sheet.pdf.data),
            "pages": sheet.pdf.pages,
            "digest": _digest(sheet),
            "from_day": first.isoformat() if first is not None else None,
            "until_day": until.isoformat() if until is not None else None,
            "least_days": least,
            **values,
        },
    )
    register(work, sheet)


@needs("notices.issue")
def redate(context: Context, notice_id: bytes, first: date, fonts: "FontLibrary | None" = None) -> Issued:
    """Let the period of an issued notice begin on another day, on the writer's thread; see `redated`."""
    with context.unit_of_work() as work:
        row = work.row("notice", notice_id)
        require(row, ("issued", "posted"), "改期")
        done = redated(context, work, row, first, fonts)
        committed = work.commit() if done is not None else None
    if done is None:
        known = latest_issue(context.reader, notice_id)
        assert known is not None
        return Issued(notice_id, known["number"], known["digest"], known["pages"], known["version"])
    return replace(done, committed=committed)


def redated(
    context: Context, work: "UnitOfWork", row: Row, first: date, fonts: "FontLibrary | None" = None
) -> Issued | None:
    """Freeze a further version of an issued notice whose printed period begins on another day.

    The period is set when the sheet is posted (rules.md, Disclosure). Facts, wording and number are those of
    the issue; the first version stays beside it.

    Args:
        context: who does it.
        work: an open unit of work.
        row: the notice.
        first: the day it is posted.
        fonts: the fonts where they were found already.

    Returns:
        What was frozen; None where no period is printed or it begins that day already.
    """
    known = latest_issue(work.reader, row["id"])
    if known is None or known["from_day"] is None or known["from_day"] == first.isoformat():
        return None
    data = frozen.load(known["data_json"])
    facts = frozen.facts_from(data["facts"], photos(context))
    wording = frozen.wording_from(data["wording"])
    if not wording.carries("period") or not hasattr(facts, "posting"):
        return None
    inside = context.on_writer
    until = _until(inside, row, known, first)
    posting = replace(facts.posting, from_day=first.isoformat(), until_day=until.isoformat())
    facts = replace(facts, posting=posting)
    stamp = Stamp(known["number"], short_number(known), known["version"] + 1, **data["stamp"])
    form = frozen.form_from(known["form_json"])
    sheet = set_sheet(
        inside, _target(row), facts, fonts or font_library(context), wordings_of(wording), form, stamp
    )
    made = _Frozen(sheet, frozen.plain(facts), data["wording"], form, stamp)
    # also the community that numbered it: the courtyard may belong to another one by now
    kept = (
        "unit_id", "year", "series", "seq", "issued_on", "prepared_by", "checked_by", "single_reason",
        "masks_json",
    )  # fmt: skip
    period = {"posted_from": first.isoformat(), "posted_until": until.isoformat()}
    _freeze(work, inside, {**row, **period}, made, {name: known[name] for name in kept})
    work.note("notice_redated", "notice", row["id"], f"{known['number']}《{row['title']}》：{_said(posting)}")
    return Issued(row["id"], known["number"], _digest(sheet), sheet.pdf.pages, stamp.version)


def _until(inside: Context, row: Row, known: Row, first: date) -> date:
    before, until = day_of(known["from_day"]), day_of(known["until_day"])
    least = least_days(inside, row, first)
    if before is None or until is None:
        return last_day(first, least)
    return moved(first, before, until, least)


def _said(posting: Any) -> str:
    from services.documents.sheets.posting import period

    return f"公示期改为{period(posting)}"
