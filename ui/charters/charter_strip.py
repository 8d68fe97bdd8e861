"""The strip above a charter: which version is in force, and what can be done."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.charters import acts
from ui.charters.bar import Act, Bar

if TYPE_CHECKING:
    from services.charters.versions import Version
    from services.office import Context
    from ui.session import Session


@dataclass(frozen=True, slots=True)
class Found:
    """A charter and its versions, the newest first."""

    charter: bytes
    versions: "tuple[Version, ...]"


def read(context: "Context", record_id: bytes) -> Found:
    """Return the charter with its versions; on the reader's thread."""
    from services.charters.versions import versions

    return Found(record_id, versions(context, record_id))


def make(session: "Session", found: Found) -> QWidget:
    """Return the strip."""
    return CharterStrip(session, found)


class CharterStrip(Bar):
    """The version in force, with the buttons.

    Args:
        session: the office at work.
        found: the charter with its versions.
    """

    def __init__(self, session: "Session", found: Found) -> None:
        super().__init__(told(found.versions), "", _acts(session, found.charter, found.versions, self))


def _acts(session: "Session", charter: bytes, versions: "tuple[Version, ...]", owner: QWidget) -> list[Act]:
    made = []
    if not session.may("deliberation.write"):
        return []
    if all(each.adopted for each in versions):
        made.append(
            Act(
                "起草新版本" if versions else "写第1版",
                "fa6s.file-circle-plus",
                "照最后一版起草新的一版" if versions else "起草第1版",
                lambda: acts.begin(session, charter, owner),
            )
        )
    else:
        draft = next(each for each in versions if not each.adopted)
        made.append(
            Act(
                "看草稿",
                "fa6s.file-pen",
                "打开还没有通过的那一版",
                lambda: session.show_record("charter-versions", draft.id),
            )
        )
    if len(versions) > 1:
        listed = tuple(reversed(versions))
        made.append(
            Act(
                "比较版本…",
                "fa6s.code-compare",
                "看各版改了哪些",
                lambda: acts.compare(session, listed, versions[0].id, owner),
            )
        )
    return made


def told(versions: "tuple[Version, ...]") -> str:
    """Return which version is in force, in a line."""
    if not versions:
        return "还没有正文，请起草第1版。"
    for each in versions:
        if each.state == "in_force":
            return f"现行第{each.number or 1}版：{each.told}。"
    coming = next((each for each in versions if each.state == "coming"), None)
    if coming is not None:
        return f"还没有施行中的版本。第{coming.number or 1}版：{coming.told}。"
    return "现在没有施行中的版本。"
