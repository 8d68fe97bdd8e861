"""At the start: data that were moved, copied or restored ask to go on under a new number."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui import prompts
from ui.prompts import Button

if TYPE_CHECKING:
    from services.office import Context
    from ui.session import Session

_ADVICE = {
    "moved": "原来的电脑不再用了，就换新编号继续。原来的电脑还在用的，请不要在两台上同时录入。",
    "copied": "两份都在录入的话，不换编号会把两边的改动混在一起。换了新编号，两边录入的都会留着。",
    "restored": "备份以后录入的内容不在这份数据里；已经送到街道的，换新编号后下次收发会跟着回来。",
}


def look(session: "Session", window: QWidget) -> None:
    """Ask about an office whose data are not where they were; nothing is asked of others."""

    def query(context: "Context") -> str:
        from services.sync import joining

        return joining.doubt(context)

    session.read(query, lambda code: _ask(session, window, code) if code else None, owner=window, key="doubt")


def _ask(session: "Session", window: QWidget, code: str) -> None:
    from services.sync.joining import DOUBTS

    buttons = (Button("later", "先只查看", "reject"), Button("renew", "换新编号，继续用", "accept"))
    detail = f"{_ADVICE[code]}\n\n已有的记录一条也不会少。不换的话可以查看和录入，但不能收发数据。"
    if prompts.ask(window, "数据同步", f"{DOUBTS[code]}要换一个新的站点编号吗？", buttons, detail) != "renew":
        session.notice("还没有换新编号，暂时不能收发数据", "warn")
        return

    def command(context: "Context") -> None:
        from services.sync import joining

        joining.renew(context)

    def renewed(_: object) -> None:
        session.changed.emit(frozenset({"sync_replica"}))
        session.notice("已换新编号，可以继续收发数据")

    session.write(command, renewed, session.report, owner=window)
