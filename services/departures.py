"""What leaves the program beside the sheets of notices, told to the audit: other papers, copied lists.

Sheets of notices are told by `services.notices.note_issued`, exports by `services.exporting.lists.audited`.
"""

from services.office import Context
from services.rights import needs
from services.subjects import BY_KIND


@needs("notices.print")
def note_paper(
    context: Context,
    action: str,
    title: str,
    how: str = "",
    *,
    table: str | None = None,
    row_id: bytes | None = None,
) -> None:
    """Note that a paper was printed or saved, on the writer's thread.

    Args:
        context: who did it.
        action: "paper_printed" or "paper_saved".
        title: what it is: 2026年公开情况统计表.
        how: pages, copies and printer, or the name of the file.
        table: of the record it is about, where it is about one.
        row_id: the record.
    """
    with context.unit_of_work() as work:
        work.note(action, table, row_id, title, detail=how)
        work.commit()


@needs("records.see")
def note_copied(context: Context, kind: str, count: int) -> None:
    """Note that rows of a list were copied to the clipboard, on the writer's thread.

    Args:
        context: who did it.
        kind: kind of the subject that is listed.
        count: number of rows.
    """
    described = BY_KIND[kind]
    note_list(context, "copied", described.title, count, table=described.table)


@needs("records.see")
def note_list(context: Context, action: str, title: str, count: int, *, table: str | None = None) -> None:
    """Note that a list left the program by other ways than a file, on the writer's thread.

    Args:
        context: who did it.
        action: "copied" to the clipboard or "listed" on a terminal.
        title: what is listed.
        count: number of rows.
        table: whose rows they are.
    """
    with context.unit_of_work() as work:
        work.note(action, table, None, f"{title}，{count}行")
        work.commit()
