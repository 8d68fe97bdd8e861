"""What the strips of charters do: a new version begun, two compared, rules entered, a notice drafted."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from services.charters.versions import Version
    from services.office import Context
    from services.saving import Saved
    from ui.session import Session


def begin(session: "Session", charter: bytes, owner: "QWidget") -> None:
    """Begin a new version as a copy of the last one, and show it."""

    def write(context: "Context") -> "Saved":
        from services.charters import versions

        return versions.begin(context, charter)

    def written(saved: "Saved") -> None:
        if saved.committed is not None:
            session.committed(saved.committed.touched, "已起草新的一版", saved.committed.tx_id)
        session.show_record("charter-versions", saved.id)

    session.write(write, written, session.report, owner=owner)


def announce(session: "Session", version: bytes, owner: "QWidget") -> None:
    """Draft the notice that shows a version, and show it."""

    def write(context: "Context") -> bytes:
        from services.notices.life.charters import announce as drafted

        return drafted(context, version)

    def written(notice: bytes) -> None:
        session.committed(frozenset({"notice"}), "已起草公示")
        session.show_record("notices", notice)

    session.write(write, written, session.report, owner=owner)


def compare(session: "Session", versions: "Sequence[Version]", new: bytes, owner: "QWidget") -> None:
    """Show what differs between a version and the one before it."""
    from ui.charters.compare import CompareDialog

    CompareDialog(session, versions, new, owner.window()).open()


def rules(session: "Session", version: "Version", owner: "QWidget") -> None:
    """Show the decision rules that a version sets."""
    from ui.charters.rules_dialog import RulesDialog

    RulesDialog(session, version, owner.window()).open()
