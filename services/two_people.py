"""Two people for what counts: whoever prepared it does not check it, or works alone and says why (单人办理).

Notices, minutes and counts of votes ask here (notices.md, Life of a notice).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models.errors import InvalidInput
from models.rules.text import clean, fold
from services.authors import AUTHOR_FROM

if TYPE_CHECKING:
    from models.db.reading import Reader

ALONE: Final = "单人办理"
LONGEST_REASON: Final = 200


@dataclass(frozen=True, slots=True)
class TwoPeople:
    """Who prepared something and who checked it; `reason` says why one person did both, None for two."""

    maker: str
    checker: str
    reason: str | None = None

    @property
    def is_alone(self) -> bool:
        """Whether one person did both."""
        return self.reason is not None

    @property
    def label(self) -> str:
        """The same as the audit log says it."""
        return f"{ALONE}：{self.reason}" if self.is_alone else f"{self.maker}准备，{self.checker}核对"


def settle(what: str, maker: str, checker: str, single_reason: str = "") -> TwoPeople:
    """Return who prepared and who checked.

    Args:
        what: what is checked, as it is called in a sentence.
        maker: name of whoever prepared it.
        checker: name of whoever checked it, a known user.
        single_reason: why one person does both; not kept where there are two.

    Raises:
        InvalidInput: one person without a reason, or with one that is too long.
    """
    reason = reason_of(single_reason, ALONE) if single_reason.strip() else ""
    alone = fold(maker) == fold(checker)
    if alone and not reason:
        raise InvalidInput(
            f"{what}是{maker}准备的，要由另一个人核对。只有一个人办理时，请写明单人办理的原因。"
        )
    return TwoPeople(maker, checker, reason if alone else None)


def maker_of(reader: "Reader", table: str, row_id: bytes, silent: Sequence[str]) -> str | None:
    """Return who wrote what a record says, from the change log: made it, or changed its content last.

    Somebody of another office is named with it, so that a namesake there is another person; on another
    machine of one's own office the same name is the same person. What the hub refused was not written.

    Args:
        reader: queries.
        table: its table.
        row_id: the record.
        silent: groups of columns that say nothing; whoever changes them has not written it.
    """
    marks = ", ".join("?" * len(silent))
    found: str | None = reader.value(
        "SELECT coalesce(u.name, e.name) || CASE WHEN p.is_self = 1 OR p.unit_id = o.unit_id "
        "OR coalesce(n.name, p.name) IS NULL THEN '' ELSE '（' || coalesce(n.name, p.name) || '）' END "
        "FROM sync_change s JOIN sync_change f ON f.tx_id = s.tx_id AND f.user_id IS NOT NULL "
        f"{AUTHOR_FROM} LEFT JOIN sync_replica o ON o.is_self = 1 "
        "LEFT JOIN sync_void v ON v.replica_id = s.replica_id AND v.seq = s.seq "
        "WHERE s.row_id = ? AND s.tbl = ? AND v.seq IS NULL AND coalesce(u.name, e.name) IS NOT NULL "
        f"AND s.grp NOT IN ({marks}) ORDER BY s.lamport DESC, s.replica_id DESC LIMIT 1",
        (row_id, table, *silent),
    )
    return found


def reason_of(text: str, what: str) -> str:
    """Return a reason without the spaces around it.

    Args:
        text: as typed.
        what: what it is the reason of, in words.

    Raises:
        InvalidInput: it is empty or too long.
    """
    cleaned = clean(text)
    if not cleaned:
        raise InvalidInput(f"请写明{what}的原因。")
    if len(cleaned) > LONGEST_REASON:
        raise InvalidInput(f"{what}的原因太长，最多{LONGEST_REASON}个字。")
    return cleaned
