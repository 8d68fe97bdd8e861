"""Where a notice stands in its life, as the window shows it: state, number, boards, objections."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models.rules.dates import days_inclusive
from services.notices.life.checking import maker
from services.notices.life.periods import day_of
from services.notices.life.states import latest_issue, state_of
from services.office import Context
from services.records import row_of
from services.subjects import subject

if TYPE_CHECKING:
    from models.db.reading import Reader

LATE_STATE: Final = "late"
"""Stands instead of a state for what hung before it was entered (补录)."""


@dataclass(frozen=True, slots=True)
class Hung:
    """A posting that hangs.

    Attributes:
        posting_id: the record.
        board: name of the board.
        from_day: ISO day it was hung.
        until_day: ISO day it hangs last, "" for no end.
        days: days it hung so far, both ends counted.
    """

    posting_id: bytes
    board: str
    from_day: str
    until_day: str
    days: int


@dataclass(frozen=True, slots=True)
class OpenObjection:
    """An objection without a reply: what was said, by when it is answered ("" where nobody said)."""

    id: bytes
    content: str
    due_on: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A notice in its life.

    Attributes:
        notice_id, courtyard_id: the records.
        title: of the notice.
        state: a code of vocab.NOTICE_STATE, or LATE_STATE.
        number: "" before the issue.
        version: frozen versions so far, 0 before the issue.
        maker: who prepared it.
        checker: who checked it, "" before.
        single_reason: why one person did both (单人办理), "" for two.
        void_reason: why it is void.
        until_day: ISO last day of its period, "" for none.
        hanging: where it hangs.
        objections: those without a reply.
        corrects: number of the notice it corrects.
        corrected_by: number of the issued notice that corrects it.
        can_archive: whether it was taken down and may be archived.
    """

    notice_id: bytes
    courtyard_id: bytes
    title: str
    state: str
    number: str = ""
    version: int = 0
    maker: str = ""
    checker: str = ""
    single_reason: str = ""
    void_reason: str = ""
    until_day: str = ""
    hanging: tuple[Hung, ...] = ()
    objections: tuple[OpenObjection, ...] = ()
    corrects: str = ""
    corrected_by: str = ""
    can_archive: bool = False

    @property
    def called(self) -> str:
        """Number and title, as it is called in a sentence."""
        return f"{self.number}《{self.title}》"


def standing(context: Context, notice_id: bytes) -> Standing:
    """Return where a notice stands; on the reader's thread.

    Raises:
        NotFound: it is gone.
    """
    row = row_of(context, subject("notices"), notice_id)
    more = dict(zip(_MORE, context.reader.one(_MORE_SQL, (notice_id,)) or ("",) * len(_MORE), strict=True))
    state = state_of(more)
    late = bool(more["late"]) or (more["state"] is None and bool(row["posted_from"]))
    issue = latest_issue(context.reader, notice_id)
    return Standing(
        notice_id,
        row["courtyard_id"],
        row["title"],
        LATE_STATE if late else state,
        number=more["number"] or "",
        version=issue["version"] if issue is not None else 0,
        maker=more["prepared_by"] or maker(context.reader, notice_id) or context.user.name,
        checker=more["checked_by"] or "",
        single_reason=more["single_reason"] or "",
        void_reason=more["void_reason"] or "",
        until_day=row["posted_until"] or "",
        hanging=_hanging(context, notice_id),
        objections=_objections(context, notice_id),
        corrects=_number_of(context.reader, more["corrects_id"]),
        corrected_by=more["corrected_by"] or "",
        can_archive=state == "taken_down",
    )


_MORE: Final = (
    "state", "late", "number", "prepared_by", "checked_by", "single_reason", "void_reason", "corrects_id",
    "corrected_by",
)  # fmt: skip
_MORE_SQL: Final = (
    "SELECT state, late, number, prepared_by, checked_by, single_reason, void_reason, corrects_id, "
    "(SELECT c.number FROM notice c WHERE c.corrects_id = n.id AND c.number IS NOT NULL "
    "AND c.state <> 'void' AND c.deleted_at IS NULL ORDER BY c.id DESC LIMIT 1) FROM notice n WHERE n.id = ?"
)


def _number_of(reader: "Reader", notice_id: bytes | None) -> str:
    """Return the number of a notice, "" for none."""
    if notice_id is None:
        return ""
    return reader.value("SELECT number FROM notice WHERE id = ?", (notice_id,)) or ""


def _hanging(context: Context, notice_id: bytes) -> tuple[Hung, ...]:
    today = context.today()
    rows = context.reader.all(
        "SELECT p.id, b.name, p.from_day, coalesce(p.until_day, '') FROM posting p "
        "JOIN board b ON b.id = p.board_id WHERE p.notice_id = ? AND p.taken_down_on IS NULL "
        "AND p.deleted_at IS NULL ORDER BY p.from_day, p.id",
        (notice_id,),
    )
    return tuple(
        Hung(bytes(row[0]), row[1], row[2], row[3], max(0, days_inclusive(day_of(row[2]) or today, today)))
        for row in rows
    )


def _objections(context: Context, notice_id: bytes) -> tuple[OpenObjection, ...]:
    today = context.today().isoformat()
    rows = context.reader.all(
        "SELECT id, content, coalesce(due_on, '') FROM objection WHERE notice_id = ? "
        "AND replied_on IS NULL AND reply IS NULL AND deleted_at IS NULL "
        "ORDER BY coalesce(due_on, '9'), id",
        (notice_id,),
    )
    return tuple(OpenObjection(bytes(row[0]), row[1], row[2], "" < row[2] < today) for row in rows)
