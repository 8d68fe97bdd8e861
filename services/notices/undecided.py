"""The mark on a sheet that may show a value two offices filled in differently, as long as nobody decided."""

from dataclasses import replace
from typing import TYPE_CHECKING

from services.notices.making import Sheet
from services.office import Context
from services.undecided import MARK

if TYPE_CHECKING:
    from services.documents.fonts.library import FontLibrary

_MOST_NAMED = 6
_MOST = 200


def fields_in_question(context: Context, sheet: Sheet) -> tuple[str, ...]:
    """Return what is not decided about the courtyard and the record a sheet is made of, by labels.

    No name of a person is told: the sheet hangs on a board.
    """
    rows = context.reader.all(
        "SELECT tbl, row_id, grp FROM sync_conflict WHERE resolved_at IS NULL AND kind = 'hard' "
        "ORDER BY id LIMIT ?",
        (_MOST,),
    )
    if not rows:
        return ()
    from services.conflicts.versions import label_of_group

    meant = {sheet.target.courtyard, sheet.target.record} - {None}
    labels = [
        label_of_group(table, group)
        for table, row_id, group in rows
        if _concerns(context, table, row_id, meant)
    ]
    return tuple(dict.fromkeys(labels))


def _concerns(context: Context, table: str, row_id: bytes, meant: set[bytes | None]) -> bool:
    """Return whether a row is one of these records or belongs to one of them."""
    from models.tables.base import Base

    if bytes(row_id) in meant:
        return True
    links = [key.parent.name for key in Base.metadata.tables[table].foreign_keys]
    if not links:
        return False
    found = context.reader.one(f"SELECT {', '.join(links)} FROM {table} WHERE id = ?", (row_id,))
    return found is not None and any(each is not None and bytes(each) in meant for each in found)


def marked(context: Context, sheet: Sheet, fonts: "FontLibrary | None" = None) -> Sheet:
    """Return a sheet with one line at its end when something it may show is not decided yet.

    Args:
        context: read on the reader's thread.
        sheet: set anew, not a frozen one: what was issued stays as it was.
        fonts: the fonts it is set in.
    """
    labels = fields_in_question(context, sheet)
    if not labels:
        return sheet
    from services.documents.model import Note
    from services.documents.pdf import render
    from services.notices.making import font_library

    more = "等" if len(labels) > _MOST_NAMED else ""
    told = f"{'、'.join(labels[:_MOST_NAMED])}{more}"
    note = Note(f"※ 还在核对的内容：{told}。")
    document = replace(sheet.document, blocks=(*sheet.document.blocks, note))
    remark = f"{MARK} {told}两边填得不一样，还没有决定，打印的是先显示的一个。请到“待决事项”决定后再打印。"
    return replace(
        sheet,
        document=document,
        pdf=render(document, fonts or font_library(context)),
        remark="".join(each for each in (sheet.remark, remark) if each),
    )
