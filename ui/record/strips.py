"""What a kind of record shows above its tabs beside its own fields: where it stands, what can be done now.

A module named here offers `read(context, record_id)`, asked on the reader together with the record, and
`make(session, found)`, which returns the widget; what it read as None has nothing to show. A kind may have
several, one below the other. The pane knows no kind by itself.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets import style

if TYPE_CHECKING:
    from services.office import Context
    from ui.session import Session

_MODULES: Final = {
    "residents": ("ui.privacy.person_strip",),
    "notices": ("ui.notices.strip",),
    "elections": ("ui.elections.strip",),
    "committees": ("ui.elections.committee_strip",),
    "charters": ("ui.charters.charter_strip",),
    "charter-versions": ("ui.charters.strip",),
    "meetings": ("ui.meetings.strip", "ui.minutes.strip"),
    "matters": ("ui.matters.strip",),
    "opinions": ("ui.opinions.strip",),
    "disputes": ("ui.opinions.dispute_strip",),
    "appraisals": ("ui.appraisals.strip",),
    "collecting-plans": ("ui.appraisals.collecting_strip",),
    "action-items": ("ui.duties.item_strip",),
}
"""Modules of the strips of a kind, from top to bottom."""


_UNDECIDED: Final = "ui.conflicts.strip"
"""Stands above every kind of record about which something has to be decided."""


@dataclass(frozen=True, slots=True)
class Strips:
    """The strips of a kind; their modules are imported when a record of the kind is first shown."""

    modules: tuple[str, ...]

    def read(self, context: "Context", record_id: bytes) -> tuple[Any, ...]:
        """Return what each strip shows, as a dataclass or None; on the reader's thread."""
        return tuple(import_module(module).read(context, record_id) for module in self.modules)

    def make(self, session: "Session", found: tuple[Any, ...]) -> QWidget | None:
        """Return the widget: the only strip itself, several in a column, None where none has something.

        Args:
            session: the office at work.
            found: what `read` returned.
        """
        made: list[QWidget] = [
            import_module(module).make(session, each)
            for module, each in zip(self.modules, found, strict=True)
            if each is not None
        ]
        if len(made) < 2:
            return made[0] if made else None
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(6))
        for strip in made:
            layout.addWidget(strip)
        return column


def strips_of(kind: str) -> Strips:
    """Return the strips of a kind of records; every kind has the one about what is not decided."""
    return Strips((_UNDECIDED, *_MODULES.get(kind, ())))
