"""Final minutes: facts, wording and the PDF are frozen in one transaction; a draft is given up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
from services import blobs
from services.documents.forms import PLAIN, Form
from services.masking import masker
from services.meetings.fixed import called
from services.minutes import states
from services.minutes.life import refuse_changed
from services.minutes.states import Row, latest, move, of
from services.notices.building import NO_STAMP, wording_of
from services.notices.gathering import gather
from services.notices.life import frozen
from services.notices.making import font_library, set_sheet
from services.office import Context
from services.rights import needs
from services.templates import wordings as office_wordings

if TYPE_CHECKING:
    from models.db.uow import Committed, UnitOfWork
    from services.documents.fonts.library import FontLibrary
    from services.notices.making import Sheet


@dataclass(frozen=True, slots=True)
class Final:
    """Minutes that were made final: pages, digest, and the transaction."""

    minutes_id: bytes
    digest: str
    pages: int
    committed: "Committed"


@needs("deliberation.write")
def finish(
    context: Context, minutes_id: bytes, *, form: Form = PLAIN, fonts: "FontLibrary | None" = None
) -> Final:
    """Make signed minutes final and freeze them, on the writer's thread.

    Args:
        context: who is at the keyboard.
        minutes_id: the signed minutes.
        form: paper, orientation, large print of the sheet.
        fonts: the fonts where they were found already.

    Raises:
        InvalidInput: not signed, without the scan of the signed paper, or changed since the check.
        MissingGlyph: a character no font has; nothing is frozen.
        EnvironmentFault: no Chinese font, or the disk is full.
    """
    with context.unit_of_work() as work:
        row, meeting = of(work, minutes_id, ("signed",), "定稿")
        refuse_changed(context, work, row, meeting, "定稿")
        _require_scan(work, row, meeting)
        inside = context.on_writer
        target = states.target(meeting)
        masks = masker(inside, target.kind)
        facts = gather(inside, target, masks)
        wordings = office_wordings(inside)
        sheet = set_sheet(
            inside, target, facts, fonts or font_library(context), wordings, form, NO_STAMP, masks
        )
        data = {
            "facts": frozen.plain(masks.swept(facts)),
            "wording": frozen.wording_told(wording_of(facts, wordings)),
            "form": frozen.form_told(form),
            "fonts": frozen.canonical(frozen.fonts_told(sheet.pdf.fonts)),
            "masks": sheet.masks.to_json(),
        }
        values = _frozen(inside, sheet, data)
        values |= {"state": "final", "final_on": context.today().isoformat(), "final_by": context.user.name}
        label = f"第{row['seq']}版，共{sheet.pdf.pages}页，校验码{values['digest']}"
        move(work, row, meeting, values, "minutes_final", label)
        return Final(row["id"], values["digest"], sheet.pdf.pages, work.commit())


def _frozen(inside: Context, sheet: "Sheet", data: Mapping[str, Any]) -> dict[str, Any]:
    from services.documents.check_codes import code_of

    return {
        "data_json": frozen.canonical(data),
        "pdf_sha256": blobs.put(inside.database.path, sheet.pdf.data),
        "pdf_size": len(sheet.pdf.data),
        "pages": sheet.pdf.pages,
        "digest": code_of(sheet.document),
    }


def _require_scan(work: "UnitOfWork", row: Row, meeting: Row) -> None:
    count = work.reader.value(
        "SELECT count(*) FROM attachment WHERE row_id = ? AND tbl = 'minutes' AND deleted_at IS NULL",
        (row["id"],),
    )
    if not count:
        raise InvalidInput(
            f"{called(meeting)}还没有签字页的扫描件或照片，没有定稿。请先把签字页加到这份纪要的附件里。"
        )


@needs("deliberation.write")
def withdraw(context: Context, minutes_id: bytes) -> "Committed":
    """Give up a draft, on the writer's thread; final minutes before it count again.

    Raises:
        InvalidInput: it is no draft; or the record of the meeting was changed while a correction was under
            way, so that it would no longer be what the final minutes say.
    """
    with context.unit_of_work() as work:
        row, meeting = of(work, minutes_id, ("draft",), "放弃")
        work.delete("minutes", row["id"])
        before = latest(work.reader, meeting["id"])
        if before is not None and _reads_otherwise(context, before, meeting):
            raise InvalidInput(
                f"会议记录已经改过，和定稿的第{before['seq']}版不一样，不能放弃更正。"
                "请把改动撤销以后再放弃，或者把更正办完。"
            )
        work.note("minutes_withdrawn", "minutes", row["id"], called(meeting))
        return work.commit()


def _reads_otherwise(context: Context, row: Row, meeting: Row) -> bool:
    """Return whether a meeting reads otherwise than its final minutes, apart from what was done since."""
    inside = context.on_writer
    target = states.target(meeting)
    masks = masker(inside, target.kind)
    now = frozen.plain(masks.swept(gather(inside, target, masks)))
    return bool(frozen.canonical(now) != frozen.canonical(frozen.load(row["data_json"])["facts"]))
