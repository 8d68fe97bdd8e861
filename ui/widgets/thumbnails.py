"""Small pictures of photos, made on the reader one after the other, so that lists can answer in between."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

from models.errors import LouyuanError

if TYPE_CHECKING:
    from services.office import Context
    from ui.session import Session


class Thumbnails(QObject):
    """Brings small pictures when they are first looked at.

    Args:
        session: reads through it.
        side: pixels of the square they fit into, and
        ratio: device pixels for each of them.
        parent: whose pictures they are; when it is gone, nothing is asked any more.

    Signals:
        arrived: a picture is here, or cannot be had; its digest.
    """

    arrived = Signal(object)

    def __init__(self, session: "Session", side: int, ratio: float, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._side = round(side * ratio)
        self._ratio = ratio
        self._pictures: dict[bytes, QPixmap] = {}
        self._waiting: list[bytes] = []
        self._asking = False
        self.missing: dict[bytes, str] = {}
        """What cannot be shown, with the sentence that says why."""

    def restyle(self, side: int) -> None:
        """Bring pictures of another size from now on."""
        self._side = round(side * self._ratio)
        self._pictures.clear()

    def picture(self, digest: bytes) -> QPixmap | None:
        """Return a small picture; None as long as it is on its way, or when it cannot be had."""
        if digest in self._pictures:
            return self._pictures[digest]
        if digest not in self.missing and digest not in self._waiting:
            self._waiting.append(digest)
            self._ask()
        return None

    def _ask(self) -> None:
        if self._asking or not self._waiting:
            return
        self._asking = True
        digest, side = self._waiting[-1], self._side  # what was looked at last is in sight

        def fetch(context: "Context") -> bytes:
            from services import attachments

            return attachments.thumbnail(context, digest, side)

        self._session.read(fetch, partial(self._take, digest), partial(self._fail, digest), owner=self)

    def _take(self, digest: bytes, data: bytes) -> None:
        picture = QPixmap()
        picture.loadFromData(data)
        picture.setDevicePixelRatio(self._ratio)
        self._pictures[digest] = picture
        self._answered(digest)

    def _fail(self, digest: bytes, error: BaseException) -> None:
        if not isinstance(error, LouyuanError):
            raise error
        self.missing[digest] = error.message
        self._answered(digest)

    def _answered(self, digest: bytes) -> None:
        self._asking = False
        self._waiting.remove(digest)
        self.arrived.emit(digest)
        self._ask()
