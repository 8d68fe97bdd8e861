"""Whole telephones and document numbers: handed out on request only, and the audit notes who asked."""

from models.errors import NotFound
from models.rules.rights import seeing
from services.office import Context
from services.records import name_of, row_of
from services.rights import demand, needs
from services.shown import HIDDEN, whole
from services.subjects import subject

__all__ = ["note_listed", "reveal"]


@needs("personal.see")
def reveal(context: Context, kind: str, record_id: bytes, field: str) -> str:
    """Return one hidden field of a record unmasked, on the writer's thread; the audit notes it.

    Args:
        context: who asks.
        kind: kind of the subject.
        record_id: the record.
        field: name of the field; of a kind in `services.shown.HIDDEN`.

    Returns:
        The number as people write it, "" where none is stored; nothing is noted then.

    Raises:
        NotAllowed: the role does not see whole numbers; the audit notes that too.
        NotFound: the record is gone, or has no such hidden field.
    """
    described = subject(kind)
    demand(context, seeing(described.table))
    try:
        wanted = described.field(field)
    except KeyError:
        wanted = None
    if wanted is None or wanted.kind not in HIDDEN:
        raise NotFound("这里没有需要显示的完整号码。请刷新后再试。")
    with context.unit_of_work() as work:
        text = whole(row_of(context.on_writer, described, record_id)[field], wanted.kind)
        if text:
            name = name_of(context.on_writer, kind, record_id)
            work.note("field_shown", described.table, record_id, label=f"{name}：{wanted.label}")
            work.commit()
    return text


@needs("personal.see")
def note_listed(context: Context, kind: str) -> None:
    """Note that somebody lists a kind of records with whole numbers, before they are handed out.

    Raises:
        NotAllowed: the role does not see whole numbers.
    """
    described = subject(kind)
    with context.unit_of_work() as work:
        work.note("field_shown", described.table, label=f"{described.title}列表：全部完整号码")
        work.commit()
