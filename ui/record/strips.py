"""What a kind of record shows above its tabs beside its own fields: where it stands, what can be done now.

A module named here offers `read(context, record_id)`, asked on the reader together with the record, and
`make(session, found)`, which returns the widget. The pane knows no kind by itself.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from types import ModuleType

    from PySide6.QtWidgets import QWidget

    from services.office import Context
    from ui.session import Session

_MODULES: Final = {
    "notices": "ui.notices.strip",
    "opinions": "ui.opinions.strip",
    "disputes": "ui.opinions.dispute_strip",
}
"""Module of the strip of a kind."""


@dataclass(frozen=True, slots=True)
class Strip:
    """The strip of a kind; its module is imported when a record of the kind is first shown."""

    module: str

    def read(self, context: "Context", record_id: bytes) -> Any:
        """Return what the strip shows, as a dataclass; on the reader's thread."""
        return self._load().read(context, record_id)

    def make(self, session: "Session", found: Any) -> "QWidget":
        """Return the widget.

        Args:
            session: the office at work.
            found: what `read` returned.
        """
        made: QWidget = self._load().make(session, found)
        return made

    def _load(self) -> "ModuleType":
        return import_module(self.module)


def strip_of(kind: str) -> Strip | None:
    """Return the strip of a kind of records, None for most."""
    module = _MODULES.get(kind)
    return Strip(module) if module is not None else None
