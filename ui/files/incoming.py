"""From what is chosen, dropped or pasted to files of a record: read on the worker, then told."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from ui import prompts

if TYPE_CHECKING:
    from services.attachments import Added, NewFile
    from services.office import Context
    from ui.session import Session
    from ui.tasks import Ticket

PASTED = "粘贴的图片"
_TOLD = 8
"""Refused files that are named one by one."""
Making = Callable[[], "list[NewFile]"]


def holds_files(data: QMimeData) -> bool:
    """Return whether files of this machine or a picture are being dragged or lie in the clipboard."""
    return bool(_paths(data)) or data.hasImage()


def _paths(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def incoming(data: QMimeData) -> Making | None:
    """Return how to make new files of what is dragged or lies in the clipboard; None when there is nothing.

    What is returned is called on a worker: there a picture is written as bytes.
    """
    paths = _paths(data)
    if paths:
        return lambda: from_paths(paths)
    image = data.imageData() if data.hasImage() else None
    if not isinstance(image, QImage) or image.isNull():
        return None
    return lambda: [_pasted(image)]


def from_paths(paths: list[Path]) -> "list[NewFile]":
    """Return new files that lie on the disk."""
    from services.attachments import NewFile

    return [NewFile(path.name, path) for path in paths]


def _pasted(image: QImage) -> "NewFile":
    from services.attachments import NewFile

    bytes_ = QByteArray()
    buffer = QBuffer(bytes_)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    buffer.close()
    return NewFile(PASTED, data=bytes(bytes_.data()))


def add(session: "Session", parent: QWidget, kind: str, record_id: bytes, make: Making) -> None:
    """Hang files on a record with progress and cancel, and tell what came of it.

    Args:
        session: the office at work; the answer comes also when the record is not shown any more.
        parent: the window.
        kind: kind of the record.
        record_id: the record.
        make: gives the files, on the worker.
    """

    def work(context: "Context", ticket: "Ticket") -> "Added":
        from services import attachments

        return attachments.add(context, kind, record_id, make(), ticket.report)

    def done(added: "Added") -> None:
        if added.committed is not None:
            text = f"已添加{len(added.ids)}个附件"
            if added.refused:
                text += f"，{len(added.refused)}个没有添加"
            session.committed(added.committed.touched, text, added.committed.tx_id)
        _tell_refused(session, parent, added)

    session.work("正在添加附件", work, done, owner=session)


def _tell_refused(session: "Session", parent: QWidget, added: "Added") -> None:
    refused = added.refused
    if not refused:
        return
    if len(refused) == 1 and added.committed is None:
        session.notice(refused[0], "error")
        return
    more = f"\n……还有{len(refused) - _TOLD}个" if len(refused) > _TOLD else ""
    prompts.tell(
        parent, f"{len(refused)}个文件没有添加。", "\n".join(refused[:_TOLD]) + more, title="添加附件"
    )
