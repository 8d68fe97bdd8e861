"""Versions of a charter: read with their time in force, begun as a copy of the last one."""

from dataclasses import dataclass
from datetime import date

from models.errors import InvalidInput, NotFound
from models.rules.dates import from_record
from services.charters.force import InForce, in_force
from services.office import Context
from services.rights import needs
from services.saving import Saved

STATES = {"draft": "草稿", "coming": "未到施行日", "in_force": "施行中", "over": "已不再施行"}


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a charter.

    Attributes:
        id, charter: the version and its charter.
        title, kind: of the charter (vocab.CHARTER_KIND).
        courtyard: id of its courtyard.
        number: of the version.
        text: its text.
        state: a key of `STATES`.
        adopted_on, first, last: ISO days, "" where none is known.
        adopted_by: who adopted it, in words: what was written, else the meeting.
        notices: how many notices print it.
    """

    id: bytes
    charter: bytes
    title: str
    kind: str
    courtyard: bytes
    number: int | None
    text: str
    state: str
    adopted_on: str
    adopted_by: str
    first: str
    last: str
    notices: int

    @property
    def name(self) -> str:
        """Number and state as they stand in a list."""
        number = f"第{self.number}版" if self.number is not None else "未编号的一版"
        return f"{number}（{STATES[self.state]}）"

    @property
    def told(self) -> str:
        """How it was adopted, and from when to when it is in force, in words; "" for a draft."""
        adopted, first, last = (_day(each) for each in (self.adopted_on, self.first, self.last))
        until = f"，至{last}止" if last else ""
        return f"{adopted}{self.adopted_by}通过，{first}起施行{until}" if adopted else ""

    @property
    def adopted(self) -> bool:
        """Whether it was adopted: its text stays as it is."""
        return self.state != "draft"


def _day(text: str) -> str:
    known = from_record(text or None)
    return "" if known is None else known.chinese


def versions(context: Context, charter_id: bytes) -> tuple[Version, ...]:
    """Return the versions of a charter, the newest first.

    Args:
        context: any connection.
        charter_id: the charter.
    """
    rows = context.reader.all(
        "SELECT v.id, v.number, v.text, v.adopted_on, v.adopted_by, m.title, c.title, c.kind, "
        "c.courtyard_id, (SELECT count(*) FROM notice n WHERE n.charter_version_id = v.id "
        "AND n.deleted_at IS NULL) FROM charter_version v JOIN charter c ON c.id = v.charter_id "
        "LEFT JOIN meeting m ON m.id = v.meeting_id "
        "WHERE v.charter_id = ? AND v.deleted_at IS NULL ORDER BY v.number DESC NULLS LAST, v.id DESC",
        (charter_id,),
    )
    times = {each.id: each for each in in_force(context.reader, " AND c.id = ?", (charter_id,))}
    today = context.today()
    found = []
    for row in rows:
        time = times.get(bytes(row[0]))
        found.append(
            Version(
                bytes(row[0]),
                charter_id,
                row[6],
                row[7],
                bytes(row[8]),
                row[1],
                row[2] or "",
                _state(time, today),
                row[3] or "",
                row[4] or row[5] or "",
                "" if time is None else time.first.isoformat(),
                "" if time is None or time.last is None else time.last.isoformat(),
                row[9],
            )
        )
    return tuple(found)


def _state(time: InForce | None, today: date) -> str:
    if time is None:
        return "draft"
    if time.holds(today):
        return "in_force"
    return "coming" if today < time.first else "over"


def version_of(context: Context, version_id: bytes) -> tuple[Version, ...]:
    """Return a version with all others of its charter, itself in front.

    Raises:
        NotFound: it is gone.
    """
    charter = context.reader.value(
        "SELECT charter_id FROM charter_version WHERE id = ? AND deleted_at IS NULL", (version_id,)
    )
    if charter is None:
        raise NotFound("这一版已经不在了，可能刚被删除。请刷新后再看。")
    found = versions(context, bytes(charter))
    return tuple(sorted(found, key=lambda each: each.id != version_id))


@needs("deliberation.write")
def begin(context: Context, charter_id: bytes) -> Saved:
    """Begin a new version as a copy of the last one; on the writer's thread.

    Raises:
        NotFound: the charter is gone.
        InvalidInput: the last version is a draft still.
    """
    with context.unit_of_work() as work:
        charter = work.stored("charter", charter_id)
        if charter is None or charter["deleted_at"] is not None:
            raise NotFound("这份章程公约已经不在了，可能刚被删除。请刷新后再看。")
        last = work.reader.all(
            "SELECT number, text, adopted_on FROM charter_version WHERE charter_id = ? "
            "AND deleted_at IS NULL ORDER BY number DESC NULLS LAST, id DESC LIMIT 1",
            (charter_id,),
        )
        number, text, adopted = last[0] if last else (0, None, "")
        if adopted is None:
            raise InvalidInput(f"第{number or 1}版还是草稿，请直接修改它，通过以后再起草新的一版。")
        made = work.insert(
            "charter_version",
            {
                "unit_id": charter["unit_id"],
                "charter_id": charter_id,
                "number": (number or 0) + 1,
                "text": text,
            },
        )
        return Saved(made, work.commit())
