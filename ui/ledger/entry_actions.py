"""What is done with rows of the register: deleted, taken back with a reason, exported."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from services.shown import show
from ui import prompts
from ui.exporting import KINDS, ask_file
from ui.ledger.months import short
from ui.prompts import Button

if TYPE_CHECKING:
    from models.db.uow import Committed
    from services.ledgers import RegisterRow
    from services.office import Context
    from services.records import Saved
    from ui.ledger.line import EntryLine
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


def offer_to_reverse(session: "Session", owner: QWidget, row: "RegisterRow") -> bool:
    """Say that an entry of a closed month stays as it is, and offer to take it back.

    Args:
        session: writes and tells.
        owner: the register.
        row: the entry.

    Returns:
        whether its record shall be shown instead.
    """
    buttons = (
        Button("reverse", "冲正…", "accept"),
        Button("show", "看凭证和明细"),
        Button("leave", "取消", "reject"),
    )
    text = f"{_named(row)}已经月结，不能修改。"
    detail = "记错了可以冲正：写明原因，在没有月结的月份记一笔相反的账，再把对的重新记一笔。"
    answer = prompts.ask(owner.window(), "已月结", text, buttons, detail)
    if answer == "reverse":
        reverse(session, owner, row)
    return answer == "show"


def remarks_on(session: "Session", owner: QWidget, line: "EntryLine") -> None:
    """Ask the rules about a line while it is typed, and let it show what they say.

    Args:
        session: reads.
        owner: the register.
        line: the line.
    """
    from services.ledgers.typed import looked_at

    ground = line.ground
    draft = looked_at(line.values, ground) if ground is not None else None
    if draft is None:
        return
    values, entry_id = line.values, line.entry_id
    amount_known = bool(values["income"].strip() or values["expense"].strip())

    def read(context: "Context") -> dict[str, str]:
        from services import ledgers

        told: dict[str, str] = {}
        for hint in ledgers.remarks(context, draft, entry_id):
            cell = draft.direction if hint.field == "amount" else hint.field
            if cell is not None and (hint.field != "amount" or amount_known):
                told.setdefault(cell, hint.message)
        return told

    def show_remarks(told: dict[str, str]) -> None:
        if line.values == values and line.entry_id == entry_id:
            line.remark(told)

    session.read(read, show_remarks, owner=owner, key=(id(owner), "remarks"))


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
