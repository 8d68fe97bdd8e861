"""One window per database: a second start asks the first one to come to the front."""

import getpass
import hashlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_ANSWER_MS = 2000
_RAISE = b"raise\n"


def server_name(path: Path) -> str:
    """Return the name under which the window of a database listens.

    Args:
        path: the database file.
    """
    key = f"{getpass.getuser()}\n{path.resolve()}".encode()
    return f"louyuan-{hashlib.sha256(key).hexdigest()[:24]}"


def raise_first(path: Path) -> bool:
    """Ask the window that has a database open to come to the front.

    Returns:
        whether one answered.
    """
    socket = QLocalSocket()
    socket.connectToServer(server_name(path))
    if not socket.waitForConnected(_ANSWER_MS):
        return False
    socket.write(_RAISE)
    answered = socket.waitForReadyRead(_ANSWER_MS)
    socket.disconnectFromServer()
    return answered


class Listener(QObject):
    """Listens for a second start.

    Args:
        path: the database file of this window.
        asked: called when a second start wants the window to come to the front.
        parent: ends the listening with it.
    """

    def __init__(self, path: Path, asked: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked = asked
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        name = server_name(path)
        if not self._server.listen(name):
            # we hold the file lock, so what stands there was left by a process that was killed
            QLocalServer.removeServer(name)
            self._server.listen(name)

    @property
    def listening(self) -> bool:
        """Whether a second start will be heard."""
        return self._server.isListening()

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _answer(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.write(b"here\n")
            socket.flush()
            self._asked()
