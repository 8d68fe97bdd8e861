"""A database on a stick, a network drive or in a cloud folder: the offer to move it to this machine."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui import prompts
from ui.prompts import Button
from ui.session import Session
from ui.tasks import Ticket

TITLE = "数据文件不在本机硬盘上"
MOVED = "数据已移到本机"


def offered(error: BaseException, session: Session, window: QWidget) -> bool:
    """Offer to move the office when its place was the reason why it did not open.

    Args:
        error: why it did not open.
        session: opens the office at its new place.
        window: what the question belongs to.

    Returns:
        Whether it is being moved; False when the error is another one, or the user does not want to.
    """
    from services.places import WrongPlace

    if not isinstance(error, WrongPlace):
        return False
    buttons = (Button("leave", "退出", "reject"), Button("move", "移到本机硬盘", "accept"))
    if prompts.ask(window, TITLE, error.message, buttons) != "move":
        return False
    target = _target(session.path, window)
    if target is None:
        return False
    source = session.path

    def work(_: Ticket) -> str:
        from services.moving import move

        return move(source, target)

    def moved(sentence: str) -> None:
        prompts.tell(window, sentence, title=MOVED)
        session.settle_at(target)

    session.tasks.submit("writer", work, moved, session.failed.emit, owner=session, title="移动数据")
    return True


def _target(source: Path, window: QWidget) -> Path | None:
    """Return the usual place of this machine, or another one when there is an office already."""
    from platformdirs import user_data_path

    usual = user_data_path("louyuan", appauthor=False) / "office.db"
    if not usual.exists():
        return usual
    folder = prompts.choose_folder(window, "移到本机的哪个文件夹", usual.parent)
    return None if folder is None else folder / source.name
