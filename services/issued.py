"""The register of sheets that left the program with a check code, and the check of a code against it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from models.rules.dates import from_record
from services.documents.check_codes import grouped, read
from services.office import Context

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork
    from services.notices import Sheet

Outcome = Literal["same", "different", "unknown"]
_KINDS = (
    ("notice", "notices"),
    ("resolution", "resolutions"),
    ("meeting", "meetings"),
    ("month_close", "month-closes"),
    ("appraisal", "appraisals"),
)
"""Tables a sheet with a code is made of, and the kinds of their subjects."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the register says of a code.

    Attributes:
        outcome: whether the sheet is as registered.
        text: the same in a sentence.
        kind: subject of the record the sheet was made of, and
        record_id: the record; both None where there is none to open.
    """

    outcome: Outcome
    text: str
    kind: str | None = None
    record_id: bytes | None = None


def register(work: "UnitOfWork", sheet: "Sheet") -> None:
    """Enter a sheet that was printed or saved; the same sheet is entered once.

    Args:
        work: of the transaction that notes its leaving.
        sheet: with or without a check code; without one it is not entered.
    """
    if not sheet.code:
        return
    record = sheet.target.record
    known = work.reader.value(
        "SELECT id FROM issued_sheet WHERE digest = ? AND record_id = ? AND deleted_at IS NULL",
        (sheet.code, record),
    )
    if known is None:
        values = {
            "unit_id": _unit_of(work, record),
            "kind": sheet.target.kind,
            "courtyard_id": sheet.target.courtyard,
            "record_id": record,
            "place": sheet.courtyard,
            "title": sheet.title,
            "issued_on": sheet.issued_on,
            "digest": sheet.code,
            "pages": sheet.pdf.pages,
        }
        work.insert("issued_sheet", values)


def _unit_of(work: "UnitOfWork", record: bytes | None) -> bytes | None:
    """Return the community of the record a sheet was made of."""
    for table, _ in _KINDS:
        found: bytes | None = work.reader.value(f"SELECT unit_id FROM {table} WHERE id = ?", (record,))
        if found is not None:
            return found
    return None


def check(context: Context, typed: str) -> Checked:
    """Compare a scanned or typed code with the register.

    Args:
        context: read on the reader's thread.
        typed: what a scanner typed, or the code beside the QR code.

    Raises:
        InvalidInput: it is no check code, or was mistyped.
    """
    scanned = read(typed)
    columns = "SELECT title, place, issued_on, record_id FROM issued_sheet WHERE deleted_at IS NULL AND "
    same = context.reader.one(f"{columns} digest = ? ORDER BY id DESC", (scanned.code,))
    if same is None:
        # an issued notice whose kind carries no QR code is registered by its number only
        same = context.reader.one(
            "SELECT i.title, coalesce(c.name, ''), i.issued_on, i.notice_id FROM notice_issue i "
            "LEFT JOIN courtyard c ON c.id = i.courtyard_id WHERE i.digest = ? AND i.deleted_at IS NULL "
            "ORDER BY i.id DESC LIMIT 1",
            (scanned.code,),
        )
    if same is not None and scanned.record in (None, same[3]):
        text = f"与登记一致：{_named(*same[:3])}。{_life(context, same[3], scanned.code)}"
        return Checked("same", text, *_record(context, same[3]))
    other = None
    if scanned.record is not None:
        other = context.reader.one(f"{columns} record_id = ? ORDER BY id DESC", (scanned.record,))
    if other is not None:
        text = f"内容不一致：登记的是{_named(*other[:3])}，这张纸上的文字和它不同。"
        return Checked("different", text, *_record(context, other[3]))
    text = f"登记里没有这张：校验码 {grouped(scanned.code)} 没有登记过。"
    return Checked("unknown", text)


def _life(context: Context, record_id: bytes, code: str) -> str:
    """Return what became of an issued notice, and whether this is its last version; "" for other sheets."""
    versions = context.reader.all(
        "SELECT number, digest FROM notice_issue WHERE notice_id = ? AND deleted_at IS NULL ORDER BY id",
        (record_id,),
    )
    if not versions:
        return ""
    at = max((place for place, row in enumerate(versions, 1) if row[1] == code), default=0)
    said = [f"编号{versions[0][0]}，第{at}版。"] if at else [f"编号{versions[0][0]}，签发前的样稿。"]
    if 0 < at < len(versions):
        said.append(f"张贴时已改期，现在是第{len(versions)}版。")
    reason, newer = context.reader.one(
        "SELECT CASE WHEN n.state = 'void' THEN coalesce(n.void_reason, '') END, "
        "(SELECT c.number FROM notice c WHERE c.corrects_id = n.id AND c.number IS NOT NULL "
        "AND c.state <> 'void' AND c.deleted_at IS NULL ORDER BY c.id DESC LIMIT 1) "
        "FROM notice n WHERE n.id = ?",
        (record_id,),
    ) or (None, None)
    said += [f"注意：已作废（{reason}）。"] if reason is not None else []
    said += [f"注意：已由{newer}更正。"] if newer else []
    return "".join(said)


def _named(title: str, place: str, issued_on: str | None) -> str:
    day = from_record(issued_on or None)
    parts = (f"《{title}》", place, day.chinese if day is not None else "")
    return " ".join(part for part in parts if part)


def _record(context: Context, record_id: bytes) -> tuple[str | None, bytes | None]:
    """Return subject and id of the record, where it is still there."""
    for table, kind in _KINDS:
        found = context.reader.value(
            f"SELECT id FROM {table} WHERE id = ? AND deleted_at IS NULL", (record_id,)
        )
        if found is not None:
            return kind, record_id
    return None, None
