"""What the window remembers for each user: widths, columns, sort orders, the zoom; kept in the settings."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from ui.tasks import Tasks

if TYPE_CHECKING:
    from services.office import Context

NAME = "window"
_WAIT_MS = 1500


class Remembered(QObject):
    """Small values by name, read from memory and written together a moment after the last change.

    Args:
        tasks: writes them.
        parent: the session.
    """

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._values: dict[str, Any] = {}
        self._dirty = False
        self._context: Context | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self.flush)

    def take(self, context: "Context", values: dict[str, Any]) -> None:
        """Begin with what was kept for the user of `context`."""
        self._context = context
        self._values = dict(values)

    def get(self, name: str, default: Any = None) -> Any:
        """Return what is remembered under a name."""
        return self._values.get(name, default)

    def put(self, name: str, value: Any) -> None:
        """Remember a value that JSON can hold."""
        if self._values.get(name) != value:
            self._values[name] = value
            self._dirty = True
            self._timer.start()

    def flush(self) -> None:
        """Write what has changed now instead of in a moment."""
        self._timer.stop()
        context, values = self._context, dict(self._values)
        if context is None or not self._dirty:
            return
        self._dirty = False

        def write(_: object) -> None:
            from services import settings

            settings.put(context, NAME, values, owner=settings.mine(context))

        self._tasks.submit("writer", write)


def kept(context: "Context") -> dict[str, Any]:
    """Return what was kept for the user of `context`; on the reader's thread."""
    from services import settings

    found = settings.get(context, NAME, owner=settings.mine(context))
    return found if isinstance(found, dict) else {}
