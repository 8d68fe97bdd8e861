"""What is done with rows of the register: deleted, taken back with a reason, exported."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from services.shown import show
from ui import prompts
from ui.exporting import KINDS, ask_file
from ui.ledger.months import short

if TYPE_CHECKING:
    from models.db.uow import Committed
    from services.ledgers import RegisterRow
    from services.office import Context
    from services.records import Saved
    from ui.ledger.place import Place
    from ui.session import Session
    from ui.tasks import Ticket


def delete(session: "Session", owner: QWidget, rows: "Sequence[RegisterRow]") -> None:
    """Put entries into the recycle bin; those of closed months are refused.

    Args:
        session: writes and tells.
        owner: the register.
        rows: the entries.
    """
    closed = [row for row in rows if row.closed]
    if closed:
        session.notice(f"选中的有{len(closed)}笔已月结，不能删除；有错请冲正那一笔（Ctrl+R）。", "warn")
        return
    ids = [row.id for row in rows]

    def write(context: "Context") -> "Committed":
        from services import ledgers

        return ledgers.delete_entries(context, ids)

    def done(committed: "Committed") -> None:
        session.committed(committed.touched, f"已删除{len(ids)}笔收支", committed.tx_id)

    if ids:
        session.write(write, done, owner=owner)


def reverse(session: "Session", owner: QWidget, row: "RegisterRow") -> None:
    """Ask why, then take an entry back by a reversing one.

    Args:
        session: writes and tells.
        owner: the register.
        row: the entry.
    """
    if row.reverses is not None or row.reversed_by is not None:
        session.notice("这一笔是冲正，或已经冲正过，不能再冲正。", "warn")
        return
    reason = prompts.ask_text(owner.window(), "冲正", f"冲正{_named(row)}。原因：")
    if reason is None:
        return
    entry_id = row.id

    def write(context: "Context") -> "Saved":
        from services import ledgers

        return ledgers.reverse(context, entry_id, reason)

    def done(saved: "Saved") -> None:
        if saved.committed is not None:
            session.committed(saved.committed.touched, "已冲正", saved.committed.tx_id)

    session.write(write, done, owner=owner)


def export(session: "Session", owner: QWidget, place: "Place") -> None:
    """Ask for a file and write all lines of an account and month into it.

    Args:
        session: writes and tells.
        owner: the register.
        place: whose lines.
    """
    called = f"{place.name}收支账{short(place.month) if place.month else ''}.xlsx"
    path = ask_file(session, owner, "导出收支账", called, KINDS)
    if path is None:
        return
    account = place.account.id if place.account else None

    def work(context: "Context", ticket: "Ticket") -> int:
        from services.exporting.ledger import RegisterExport, export_register

        wanted = RegisterExport(place.courtyard, account, place.month)
        return export_register(context, wanted, path, progress=ticket.report)

    session.work(
        f"导出“{path.name}”",
        work,
        lambda count: session.notice(f"已导出{count:,}笔到“{path}”"),
        owner=owner,
    )


def menu_of(buttons: Sequence[QPushButton], parent: QWidget) -> QMenu:
    """Return a menu of what buttons do, as far as it can be done now.

    Args:
        buttons: in the order of the menu.
        parent: where it appears.
    """
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    for each in buttons:
        action = menu.addAction(each.icon(), each.text())
        action.setEnabled(each.isEnabled())
        action.triggered.connect(lambda _=False, pressed=each: pressed.click())
    return menu


def _named(row: "RegisterRow") -> str:
    side = "收入" if row.direction == "income" else "支出"
    return f"{row.on_date}的{row.kind_name}{side}{show(row.amount, 'money')}元"
