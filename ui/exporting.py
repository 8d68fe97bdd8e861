"""Exporting a list or the register from the window: what, into which file; a worker does the writing."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths

from services.shown import HIDDEN
from ui import prompts
from ui.prompts import Button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from services.exporting.lists import ListExport
    from services.exporting.register import Exported
    from services.lists import ListQuery
    from services.office import Context
    from services.subjects import Subject
    from ui.session import Session
    from ui.tasks import Ticket
    from ui.widgets.record_table import RecordTable

KINDS = "Excel 表格 (*.xlsx);;CSV 文本 (*.csv)"
BOOK = "Excel 表格 (*.xlsx)"
_FOLDER = "export folder"


def export_list(session: "Session", table: "RecordTable", subject: "Subject") -> None:
    """Ask for a file and write what a table shows: the whole list, or the rows selected where several are.

    Args:
        session: reads and writes on its workers.
        table: the list as it stands.
        subject: what is listed.
    """
    rows = table.rows.rowCount()
    if table.rows.query is None or not rows:
        session.notice("列表里没有内容，没有可以导出的。", "warn")
        return
    columns = tuple(table.rows.columns[at].name for at in table.shown_columns())
    query = replace(table.rows.query, columns=columns)
    ranges = table.selected_ranges()
    if not 1 < table.selected_count() < rows:
        _ask(session, table, subject, query, b"")
        return

    def fetch(context: "Context") -> bytes:
        from services import lists

        ids = lists.ids(context, query)
        return b"".join(ids[16 * first : 16 * (last + 1)] for first, last in ranges)

    session.read(
        fetch, lambda ids: _ask(session, table, subject, query, ids), owner=table, key=(id(table), "export")
    )


def _ask(
    session: "Session", table: "RecordTable", subject: "Subject", query: "ListQuery", ids: bytes
) -> None:
    from services.exporting.lists import ListExport

    hidden = any(subject.column(name).kind in HIDDEN for name in query.columns)
    whole = ask_numbers(session, table) if hidden else False
    if whole is None:
        return
    path = ask_file(session, table, "导出选中的行" if ids else "导出列表", f"{subject.title}.xlsx", KINDS)
    if path is not None:
        _write(session, ListExport(query, ids, whole), path)


def _write(session: "Session", wanted: "ListExport", path: Path) -> None:
    def work(context: "Context", ticket: "Ticket") -> int:
        from services.exporting.lists import export_list as write

        return write(context, wanted, path, progress=ticket.report)

    session.work(
        f"导出“{path.name}”",
        work,
        lambda count: session.notice(f"已导出{count:,}行到“{path}”"),
        owner=session,
    )


def export_register(session: "Session", parent: "QWidget", community: bytes | None) -> None:
    """Ask for a file and write the register into it, in the shape of the survey workbook.

    Args:
        session: reads and writes on its workers.
        parent: the page.
        community: id of the only community that is written, None for all.
    """

    def propose(context: "Context") -> str:
        from services.exporting.register import register_name

        return register_name(context, community)

    def ask(name: str) -> None:
        whole = ask_numbers(session, parent)
        if whole is None:
            return
        path = ask_file(session, parent, "导出台账", name, BOOK)
        if path is not None:
            _write_register(session, path, community, whole)

    session.read(propose, ask, owner=parent, key=(id(parent), "export register"))


def _write_register(session: "Session", path: Path, community: bytes | None, whole: bool) -> None:
    def work(context: "Context", ticket: "Ticket") -> "Exported":
        from services.exporting.register import export_register as write

        return write(context, path, community=community, whole=whole, progress=ticket.report)

    def done(found: "Exported") -> None:
        session.notice(f"已导出{found.courtyards}个楼院，共{found.rows:,}行，到“{path}”")

    session.work(f"导出“{path.name}”", work, done, owner=session)


def ask_numbers(session: "Session", parent: "QWidget") -> bool | None:
    """Ask whoever may see them whether telephones and document numbers are written whole.

    Args:
        session: knows who works.
        parent: the window it belongs to.

    Returns:
        True for whole numbers, False for masked ones, None when the question was left.
    """
    if not session.context.may("personal.see"):
        return False
    answer = prompts.ask(
        parent.window(),
        "电话和证件号码",
        "导出的文件里，电话和证件号码怎样写？写完整的会记入操作日志，文件请妥善保管。",
        (
            Button("masked", "遮盖（138****1234）", "accept"),
            Button("whole", "完整号码"),
            Button("stay", "取消", "reject"),
        ),
    )
    return None if answer == "stay" else answer == "whole"


def ask_file(session: "Session", parent: "QWidget", title: str, name: str, kinds: str) -> Path | None:
    """Ask where an export goes, beginning in the folder of the last one.

    Args:
        session: remembers the folder.
        parent: the window it belongs to.
        title: what it is for.
        name: the name that is proposed.
        kinds: as Qt writes filters.

    Returns:
        The file, or None when the dialog was left.
    """
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = session.remembered.get(_FOLDER, "") or documents
    path = prompts.save_file(parent, title, Path(str(folder)) / name, kinds)
    if path is not None:
        session.remembered.put(_FOLDER, str(path.parent))
    return path
