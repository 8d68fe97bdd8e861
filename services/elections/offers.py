"""What is offered while an act of an election is entered: meetings that may have voted, votes, motions."""

from dataclasses import dataclass

from services.office import Context

_MOST = 50
_RENEWAL = "committee.renewal"


@dataclass(frozen=True, slots=True)
class HeldMeeting:
    """A meeting that may have voted: its record, what it is called, day, kind and counts."""

    id: bytes
    label: str
    held_on: str
    kind: str
    due: int | None
    present: int | None
    proxies: int | None


@dataclass(frozen=True, slots=True)
class OfferedVote:
    """A resolution: its record, and its title with the day."""

    id: bytes
    label: str


def meetings(context: Context, courtyard_id: bytes) -> tuple[HeldMeeting, ...]:
    """Return the meetings of a courtyard, the newest first; on the reader's thread."""
    rows = context.reader.all(
        "SELECT id, title, held_on, kind, due_count, present_count, proxy_count FROM meeting "
        "WHERE courtyard_id = ? AND deleted_at IS NULL ORDER BY held_on DESC, id DESC LIMIT ?",
        (courtyard_id, _MOST),
    )
    return tuple(HeldMeeting(bytes(row[0]), f"{row[1]}（{row[2]}）", *row[2:]) for row in rows)


def votes(context: Context, courtyard_id: bytes, kind: str) -> tuple[OfferedVote, ...]:
    """Return the resolutions of a courtyard that belong to no election, the newest first.

    Args:
        context: read on the reader's thread.
        courtyard_id: the courtyard.
        kind: "motion" or "election" (vocab.RESOLUTION_KIND).
    """
    rows = context.reader.all(
        "SELECT t.id, t.title, m.held_on FROM resolution t JOIN meeting m ON m.id = t.meeting_id "
        "WHERE m.courtyard_id = ? AND t.kind = ? AND t.election_id IS NULL AND t.deleted_at IS NULL "
        "AND m.deleted_at IS NULL ORDER BY m.held_on DESC, t.id DESC LIMIT ?",
        (courtyard_id, kind, _MOST),
    )
    return tuple(OfferedVote(bytes(row[0]), f"{row[1]}（{row[2]}）") for row in rows)


@dataclass(frozen=True, slots=True)
class CommitteeTerm:
    """A committee for its strip: members in office, end of the term, an election under way, what to remark.

    Attributes:
        committee_id: the committee.
        name: its name.
        members: id and name with the post of each member in office.
        ends_on: day its term ends in words, "" where not known.
        remark: what the rules say about the end of its term, "" for nothing.
        election_id: the election that is not over yet, None for none.
        election: its title.
    """

    committee_id: bytes
    name: str
    members: tuple[tuple[bytes, str], ...]
    ends_on: str = ""
    remark: str = ""
    election_id: bytes | None = None
    election: str = ""


def term(context: Context, committee_id: bytes) -> CommitteeTerm | None:
    """Return a committee with its term and the election under way; on the reader's thread.

    Returns:
        None for one that is gone.
    """
    from models import vocab
    from models.rules.committees import term_end_of
    from services.election_record import members
    from services.hints import hints_for

    row = context.reader.one(
        "SELECT name, founded, term_years FROM committee WHERE id = ? AND deleted_at IS NULL", (committee_id,)
    )
    if row is None:
        return None
    found = context.reader.one(
        "SELECT id, title FROM election WHERE committee_id = ? AND deleted_at IS NULL AND (state IS NULL "
        "OR state IN ('planned', 'vetting', 'announced', 'voted')) ORDER BY id DESC LIMIT 1",
        (committee_id,),
    )
    end = term_end_of(row[1], row[2])
    said = [
        each.message for each in hints_for(context, "committee", committee_id) if each.rule_id == _RENEWAL
    ]
    post = vocab.COMMITTEE_POST.label
    return CommitteeTerm(
        committee_id,
        row[0],
        tuple((each.id, f"{each.name}（{post(each.post)}）") for each in members(context, committee_id)),
        end.chinese if end is not None else "",
        said[0] if said else "",
        bytes(found[0]) if found is not None else None,
        found[1] if found is not None else "",
    )
