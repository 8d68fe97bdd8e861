"""The strip above a version of a charter: whether it is in force, and what can be done with it."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.charters import acts
from ui.charters.bar import Act, Bar

if TYPE_CHECKING:
    from services.charters.versions import Version
    from services.office import Context
    from ui.session import Session

_DECIDING = ("procedure", "charter")


def read(context: "Context", record_id: bytes) -> "tuple[Version, ...]":
    """Return the version and all others of its charter, itself in front; on the reader's thread."""
    from services.charters.versions import version_of

    return version_of(context, record_id)


def make(session: "Session", found: "tuple[Version, ...]") -> QWidget:
    """Return the strip."""
    return VersionStrip(session, found)


class VersionStrip(Bar):
    """Where a version stands, with its buttons.

    Args:
        session: the office at work.
        found: the version in front of all others of its charter.
    """

    def __init__(self, session: "Session", found: "tuple[Version, ...]") -> None:
        version = found[0]
        self.version = version
        super().__init__(told(version), detail(version), _acts(session, found, self))


def _acts(session: "Session", found: "tuple[Version, ...]", owner: QWidget) -> list[Act]:
    version = found[0]
    listed = sorted(found, key=lambda each: (each.number or 0, each.id))
    made = []
    if version.adopted and version.state != "over" and session.may("notices.write"):
        made.append(
            Act(
                "写公示",
                "fa6s.bullhorn",
                "起草张贴这一版的公示",
                lambda: acts.announce(session, version.id, owner),
            )
        )
    if len(found) > 1:
        made.append(
            Act(
                "比较…",
                "fa6s.code-compare",
                "和别的版本比较，看改了哪些",
                lambda: acts.compare(session, listed, version.id, owner),
            )
        )
    if all(each.adopted for each in found) and session.may("deliberation.write"):
        made.append(
            Act(
                "起草新版本",
                "fa6s.file-circle-plus",
                "照最后一版起草新的一版",
                lambda: acts.begin(session, version.charter, owner),
            )
        )
    if version.adopted and version.kind in _DECIDING and session.may("office.rules"):
        made.append(
            Act(
                "表决规则…",
                "fa6s.scale-balanced",
                "登记这一版规定的表决规则，计票时使用",
                lambda: acts.rules(session, version, owner),
            )
        )
    return made


def told(version: "Version") -> str:
    """Return where a version stands, in a line."""
    if not version.adopted:
        return f"{version.name}：写好正文、经会议通过以后，按“编辑”填写通过时间。"
    return f"{version.name}：{version.told}。"


def detail(version: "Version") -> str:
    """Return what else has to be known about a version."""
    if not version.adopted:
        return "草稿可以随时修改。"
    hung = f"已有{version.notices}张公示。" if version.notices else "还没有出公示。"
    return f"正文已定，不能再改；要改请起草新版本。{hung}"
