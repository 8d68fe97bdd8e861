"""Where the minutes of a meeting stand, as the window shows it."""

from dataclasses import dataclass

from services.meetings.fixed import is_fixed
from services.minutes.states import rows_of
from services.office import Context


@dataclass(frozen=True, slots=True)
class Version:
    """A final version: the minutes, its number, the ISO day it was made final, pages and check code."""

    minutes_id: bytes
    seq: int
    final_on: str
    pages: int
    digest: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The minutes of a meeting.

    Attributes:
        meeting_id, courtyard_id: the records.
        title: of the meeting.
        held_on: ISO date of the meeting.
        minutes_id: the last minutes, None before the first draft.
        state: of vocab.MINUTES_STATE, "" before the first draft.
        seq: its version, counted from 1.
        text: what the office added in its own words.
        maker, checker: who prepared and who checked them.
        single_reason: why one person did both (单人办理), "" for two.
        signed_by, signed_on: who signed, and the ISO day.
        scans: files hung on them.
        reason: why they correct the version before, "" for the first.
        late: entered afterwards (补录).
        finals: the final versions, the latest first.
        fixed: whether the record of the meeting may not be changed now.
        signers: chair and recorder, as they would sign.
    """

    meeting_id: bytes
    courtyard_id: bytes | None
    title: str
    held_on: str
    minutes_id: bytes | None = None
    state: str = ""
    seq: int = 1
    text: str = ""
    maker: str = ""
    checker: str = ""
    single_reason: str = ""
    signed_by: str = ""
    signed_on: str = ""
    scans: int = 0
    reason: str = ""
    late: bool = False
    finals: tuple[Version, ...] = ()
    fixed: bool = False
    signers: str = ""


def standing(context: Context, meeting_id: bytes) -> Standing | None:
    """Return where the minutes of a meeting stand, None for a meeting to come; on the reader's thread."""
    found = context.reader.one(
        "SELECT t.courtyard_id, t.title, t.held_on, a.name, b.name FROM meeting t "
        "LEFT JOIN resident a ON a.id = t.chair_id LEFT JOIN resident b ON b.id = t.recorder_id "
        "WHERE t.id = ?",
        (meeting_id,),
    )
    rows = rows_of(context.reader, meeting_id)
    if found is None or (not rows and found[2] > context.today().isoformat()):
        return None
    courtyard, title, held_on = found[:3]
    names = ((found[3], "主持人"), (found[4], "记录人"))
    signers = "、".join(f"{name}（{post}）" for name, post in names if name)
    finals = tuple(
        Version(row["id"], row["seq"], row["final_on"], row["pages"], row["digest"])
        for row in reversed(rows)
        if row["state"] == "final"
    )
    if not rows:
        return Standing(meeting_id, courtyard, title, held_on, signers=signers)
    row = rows[-1]
    scans = context.reader.value(
        "SELECT count(*) FROM attachment WHERE row_id = ? AND tbl = 'minutes' AND deleted_at IS NULL",
        (row["id"],),
    )
    return Standing(
        meeting_id,
        courtyard,
        title,
        held_on,
        minutes_id=row["id"],
        state=row["state"],
        seq=row["seq"],
        text=row["text"] or "",
        maker=row["prepared_by"] or "",
        checker=row["checked_by"] or "",
        single_reason=row["single_reason"] or "",
        signed_by=row["signed_by"] or "",
        signed_on=row["signed_on"] or "",
        scans=scans,
        reason=row["reason"] or "",
        late=bool(row["late"]),
        finals=finals,
        fixed=is_fixed(context.reader, meeting_id),
        signers=signers,
    )
