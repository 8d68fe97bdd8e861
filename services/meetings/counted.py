"""Votes as they were counted: read from what was frozen, and checked against its digest."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from models.errors import NotFound
from models.rules.picking import ElectionTally, election_from_json
from models.rules.tally import Tally, tally_from_json
from services.meetings.tallying import Origin
from services.office import Context


@dataclass(frozen=True, slots=True)
class Counted:
    """A vote as it was counted; see `models.tables.voting.VoteCount`.

    Attributes:
        tally: of a motion; election: of an election; one of the two.
        origins: papers by where they came from.
        motion: title and content as they were voted on.
        sound: the frozen text is what was frozen (by its digest).
    """

    id: bytes
    resolution_id: bytes
    seq: int
    rule: dict[str, Any]
    tally: Tally | None
    election: ElectionTally | None
    origins: tuple[Origin, ...]
    due: int
    present: int
    passed: bool
    counted_on: str
    counted_by: str
    checked_by: str
    single_reason: str
    reason: str
    late: bool
    digest: str
    sound: bool
    motion: dict[str, str]


def digest_of(rule_json: str, tally_json: str, detail: bytes | None) -> str:
    """Return the hash by which a later change of a count would be seen."""
    told = hashlib.sha256()
    for part in (rule_json.encode(), tally_json.encode(), detail or b""):
        told.update(hashlib.sha256(part).digest())
    return told.hexdigest()


_COUNTS = (
    "SELECT id, resolution_id, seq, rule_json, tally_json, heads_due, heads_present, passed, counted_on, "
    "counted_by, checked_by, single_reason, reason, late, digest, detail FROM vote_count "
    "WHERE {condition} AND deleted_at IS NULL ORDER BY seq DESC, id DESC"
)


def counts(context: Context, resolution_id: bytes) -> tuple[Counted, ...]:
    """Return every count of a vote, the newest first, on the reader's thread."""
    rows = context.reader.all(_COUNTS.format(condition="resolution_id = ?"), (resolution_id,))
    return tuple(_counted(row) for row in rows)


def count_named(context: Context, count_id: bytes) -> Counted:
    """Return one count.

    Raises:
        NotFound: there is none of that id.
    """
    rows = context.reader.all(_COUNTS.format(condition="id = ?"), (count_id,))
    if not rows:
        raise NotFound("这次计票的记录已经不在了。请刷新后再试。")
    return _counted(rows[0])


def _counted(row: tuple[Any, ...]) -> Counted:
    told = json.loads(row[4])
    election = election_from_json(told) if told.get("election") else None
    return Counted(
        id=bytes(row[0]),
        resolution_id=bytes(row[1]),
        seq=int(row[2]),
        rule=json.loads(row[3]),
        tally=None if election is not None else tally_from_json(told),
        election=election,
        origins=tuple(Origin(*each) for each in told["origins"]),
        due=int(row[5]),
        present=int(row[6]),
        passed=bool(row[7]),
        counted_on=row[8],
        counted_by=row[9],
        checked_by=row[10] or "",
        single_reason=row[11] or "",
        reason=row[12] or "",
        late=bool(row[13]),
        digest=row[14],
        motion=told["motion"],
        sound=row[14] == digest_of(row[3], row[4], None if row[15] is None else bytes(row[15])),
    )
