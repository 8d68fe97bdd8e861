"""Recording a round of an election: figures as typed from the report, or of a vote counted already."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
from models.ids import RecordId
from models.rules.dates import from_record
from models.rules.election_count import Fault, Polled, Round, check_round
from models.rules.elections import eligible, gate
from models.rules.meetings import measure
from services.election_record.reading import view
from services.elections.candidates import open_row
from services.meetings.fixed import refuse_fixed
from services.office import Context
from services.rights import needs
from services.saving import FormErrors, Saved

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork
    from services.election_record.views import ElectionView


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """The meeting that voted, where it is not on record yet; counts include proxies, `kind` MEETING_KIND."""

    held_on: str
    due: int | None
    present: int | None
    proxies: int | None = None
    kind: str = "households"
    title: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the report of the count says.

    Attributes:
        issued, returned, invalid: ballots.
        votes: by resident.
        valid: valid ballots as the report says; checked against the others.
        total: all votes together as the report says; checked against their sum.
    """

    issued: int | None
    returned: int | None
    invalid: int | None
    votes: Mapping[bytes, int | None]
    valid: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class NextRound:
    """The round to be entered: its number, the seats open in it, who stands, and what was entered before."""

    number: int
    seats: int
    candidates: tuple[Polled, ...]
    resolution_id: bytes | None = None


def next_round(context: Context, found: "ElectionView", number: int | None = None) -> NextRound:
    """Return the round to be entered next, or an earlier one that is entered again.

    Args:
        context: for the rules.
        found: the election.
        number: of the round, counted from 1; None for the one that is due, else the last one.

    Raises:
        InvalidInput: there is no such round to be entered.
    """
    due = len(found.rounds) + 1 if not found.rounds or found.outcome.again else len(found.rounds)
    wanted = due if number is None else number
    if not 1 <= wanted <= len(found.rounds) + 1 or (wanted > due):
        raise InvalidInput(f"第{wanted}轮不用投票：前一轮已经选足，或还没有登记。")
    before = found.rounds[: wanted - 1]
    polls = tuple(each.poll for each in before)
    allowed = eligible(found.facts, polls, context.rulebook, context.today())
    known = found.rounds[wanted - 1] if wanted <= len(found.rounds) else None
    votes = {each.key: each.votes for each in known.poll.candidates} if known is not None else {}
    order = [each.resident_id for each in found.candidates]
    listed = sorted(allowed, key=lambda key: order.index(key) if key in order else len(order))
    seats = (found.seats or 0) - _taken(context, found, polls)
    candidates = tuple(Polled(key, allowed[key], votes.get(key)) for key in listed)
    if known is not None:
        return NextRound(wanted, seats, candidates, known.resolution_id)
    return NextRound(wanted, seats, candidates, found.prepared)


def _taken(context: Context, found: "ElectionView", polls: tuple[Round, ...]) -> int:
    from models.rules.election_count import outcome_of
    from services.election_record.reading import MAJORITY

    if not polls:
        return 0
    rule = context.rulebook.at(MAJORITY, context.today())
    return len(outcome_of(found.seats or 0, polls, rule).elected)


@needs("elections.write")
def record_round(
    context: Context,
    election_id: bytes,
    figures: Figures,
    *,
    meeting_id: bytes | None = None,
    meeting: NewMeeting | None = None,
    number: int | None = None,
) -> Saved:
    """Record what a round of voting gave, on the writer's thread; a round entered again is corrected.

    Args:
        context: who records it.
        election_id: the election.
        figures: what the report says.
        meeting_id: the meeting that voted, None to make `meeting`.
        meeting: the meeting to be made; ignored beside `meeting_id`.
        number: which round, counted from 1; None for the one that is due.

    Returns:
        The resolution that carries the round.

    Raises:
        FormErrors: a figure that cannot be right, by its field: "issued", "total", "votes:0" for the first of
            `next_round(…).candidates` (`models.rules.election_count.check_round`).
        InvalidInput: the candidates were not announced, the result is confirmed, no such meeting, or the
            minutes of a meeting whose figures would change are final.
    """
    with context.unit_of_work() as work:
        row = open_row(work, election_id, "登记投票")
        seen = view(context.on_writer, election_id)
        held = _meeting(work, row, meeting_id, meeting)
        refuse_fixed(work, held["id"])
        on = from_record(held["held_on"])
        missing = gate(seen.facts, "vote", context.rulebook, on.first_day if on else context.today())
        if missing:
            raise InvalidInput(missing[0])
        due = next_round(context, seen, number)
        poll = _poll(due, figures, held)
        faults = (*_not_standing(due, figures), *check_round(poll))
        if faults:
            raise FormErrors(_by_field(faults))
        _refuse_counted(work, due, poll)
        made = _store(work, row, due, poll, held["id"])
        _drop_later(work, seen, due.number)
        work.update("election", election_id, {"state": "voted", "meeting_id": held["id"]})
        return Saved(made, work.commit())


def _refuse_counted(work: "UnitOfWork", due: NextRound, poll: Round) -> None:
    """Refuse votes that differ from those a meeting counted paper by paper."""
    row = work.row("resolution", due.resolution_id) if due.resolution_id is not None else {}
    if row.get("state") != "counted":
        return
    if any(each.votes != one.votes for each, one in zip(due.candidates, poll.candidates, strict=True)):
        raise InvalidInput("这一轮在会议里逐张计过票，得票不能手工改。要改请在会议里重新计票。")


@needs("elections.write")
def open_round(context: Context, election_id: bytes, meeting_id: bytes, ballot_form: str = "secret") -> Saved:
    """Put the round that is due to the vote of a meeting, where papers are counted, on the writer's thread.

    Args:
        context: who does it.
        election_id: the election.
        meeting_id: the meeting.
        ballot_form: secret, open or dwelling (vocab.BALLOT_FORM).

    Returns:
        The resolution; candidates stand on its paper in the order of the notice.

    Raises:
        InvalidInput: the candidates were not announced, no round is due, a round waits already, or what
            `services.meetings.motions.add_election` refuses.
    """
    from services.meetings import motions

    inside = context.on_writer
    seen = view(inside, election_id)
    held = inside.reader.value("SELECT held_on FROM meeting WHERE id = ?", (meeting_id,))
    on = from_record(held)
    missing = gate(seen.facts, "vote", context.rulebook, on.first_day if on else context.today())
    if missing:
        raise InvalidInput(missing[0])
    if seen.prepared is not None:
        raise InvalidInput("这一轮已经列入会议，还没有计票。请先在会议里投票、计票。")
    due = next_round(inside, seen)
    if due.resolution_id is not None:
        raise InvalidInput("这次选举不用再投票。")
    title = f"{seen.committee}成员选举" + (f"（第{due.number}轮）" if due.number > 1 else "")
    people = [each.key for each in due.candidates]
    return motions.add_election(
        context,
        meeting_id,
        title,
        due.seats,
        people,
        ballot_form,
        election_id=election_id,
        round=due.number,
    )


def checked(due: NextRound, figures: Figures, held: NewMeeting) -> tuple[Fault, ...]:
    """Return what cannot be right about figures as they are typed; pure, for every key stroke.

    Missing figures are not told while somebody types.

    Args:
        due: the round that is entered.
        figures: what stands in the fields.
        held: the meeting with its counts.
    """
    whole = {"kind": held.kind, "due_count": held.due, "present_count": held.present}
    faults = check_round(_poll(due, figures, {**whole, "proxy_count": held.proxies}))
    return tuple(each for each in faults if not each.message.startswith("还没有"))


def _meeting(
    work: "UnitOfWork", row: dict[str, Any], meeting_id: bytes | None, made: NewMeeting | None
) -> dict[str, Any]:
    if meeting_id is not None:
        held = work.row("meeting", meeting_id)
        if held["courtyard_id"] not in (row["courtyard_id"], None):
            raise InvalidInput(f"“{held['title']}”是别的楼院的会议，不能用来登记这次选举。")
        return held
    if made is None:
        raise InvalidInput("请选投票的会议，或写明会议的日期和到会情况。")
    known = from_record(made.held_on)
    if known is None or known.day is None:
        raise FormErrors({"held_on": "会议日期要写到哪一天，如 2026-11-26。"})
    committee = work.row("committee", row["committee_id"])["name"]
    values = {
        "unit_id": row["unit_id"],
        "courtyard_id": row["courtyard_id"],
        "kind": made.kind,
        "title": made.title.strip() or f"{committee}选举会议",
        "held_on": made.held_on,
        "place": made.place.strip() or None,
        "due_count": made.due,
        "present_count": made.present,
        "proxy_count": made.proxies,
        "late": row["late"],
    }
    return {**values, "id": work.insert("meeting", values)}


def _poll(due: NextRound, figures: Figures, held: Mapping[str, Any]) -> Round:
    return Round(
        due.seats,
        tuple(replace(each, votes=figures.votes.get(each.key)) for each in due.candidates),
        held["due_count"],
        held["present_count"],
        held["proxy_count"],
        figures.issued,
        figures.returned,
        figures.invalid,
        figures.valid,
        figures.total,
        measure(held["kind"]),
    )


def _not_standing(due: NextRound, figures: Figures) -> tuple[Fault, ...]:
    allowed = {each.key for each in due.candidates}
    if set(figures.votes) <= allowed:
        return ()
    return (Fault("candidates", f"有人不是第{due.number}轮的候选人，不能登记得票。请刷新后再试。"),)


def _by_field(faults: tuple[Fault, ...]) -> dict[str, str]:
    errors: dict[str, str] = {}
    for each in faults:
        errors.setdefault(each.field, each.message)
    return errors


def _store(work: "UnitOfWork", row: dict[str, Any], due: NextRound, poll: Round, meeting_id: bytes) -> bytes:
    """Write the resolution of a round and the votes of each candidate."""
    values = {
        "meeting_id": meeting_id,
        "seats": due.seats,
        "ballots_issued": poll.issued,
        "ballots_returned": poll.returned,
        "ballots_invalid": poll.invalid,
    }
    if due.resolution_id is None:
        committee = work.row("committee", row["committee_id"])["name"]
        title = f"{committee}成员选举" + (f"（第{due.number}轮）" if due.number > 1 else "")
        fixed = {"kind": "election", "title": title, "election_id": row["id"], "round": due.number}
        resolution = work.insert("resolution", {**values, **fixed, "unit_id": row["unit_id"]})
    else:
        resolution = RecordId(due.resolution_id)
        refuse_fixed(work, work.row("resolution", resolution)["meeting_id"])
        work.update("resolution", resolution, values)
    known = {
        bytes(each[1]): bytes(each[0])
        for each in work.reader.all(
            "SELECT id, resident_id FROM candidate_vote WHERE resolution_id = ? AND deleted_at IS NULL "
            "ORDER BY id",
            (resolution,),
        )
    }
    for each in poll.candidates:
        if each.key in known:
            work.update("candidate_vote", known.pop(each.key), {"votes": each.votes})
            continue
        voted = {"resolution_id": resolution, "resident_id": each.key, "votes": each.votes}
        work.insert("candidate_vote", {**voted, "unit_id": row["unit_id"]})
    for gone in known.values():
        work.delete("candidate_vote", gone)
    return resolution


def _drop_later(work: "UnitOfWork", seen: "ElectionView", number: int) -> None:
    """Take away rounds behind one that was entered again: who stands in them may be somebody else now."""
    from models.db.cascade import delete_with_owned

    for each in seen.rounds[number:]:
        refuse_fixed(work, each.meeting_id)
        delete_with_owned(work, "resolution", each.resolution_id)


@needs("elections.write")
def link_round(
    context: Context, election_id: bytes, resolution_id: bytes, issued: int | None = None
) -> Saved:
    """Take a vote that a meeting counted already as the next round, on the writer's thread.

    Args:
        context: who does it.
        election_id: the election.
        resolution_id: a resolution of kind election with its ballots and its candidates' votes.
        issued: ballots handed out, where the count did not record them.

    Raises:
        FormErrors: a figure that cannot be right, as for `record_round`.
        InvalidInput: it is no election, or one of another election, or the minutes are final and say
            another number of seats or ballots.
    """
    with context.unit_of_work() as work:
        row = open_row(work, election_id, "登记投票")
        counted = work.row("resolution", resolution_id)
        if counted["kind"] != "election":
            raise InvalidInput(f"“{counted['title']}”不是选举，不能作为选举的投票。")
        if counted["election_id"] not in (None, election_id):
            raise InvalidInput(f"“{counted['title']}”已经是另一次选举的投票了。")
        seen = view(context.on_writer, election_id)
        held = _meeting(work, row, counted["meeting_id"], None)
        on = from_record(held["held_on"])
        missing = gate(seen.facts, "vote", context.rulebook, on.first_day if on else context.today())
        if missing:
            raise InvalidInput(missing[0])
        others = tuple(each for each in seen.rounds if each.resolution_id != resolution_id)
        due = next_round(context, replace(seen, rounds=others))
        votes = work.reader.all(
            "SELECT resident_id, votes FROM candidate_vote WHERE resolution_id = ? AND deleted_at IS NULL",
            (resolution_id,),
        )
        given = counted["ballots_issued"] if counted["ballots_issued"] is not None else issued
        figures = Figures(
            given,
            counted["ballots_returned"],
            counted["ballots_invalid"],
            {bytes(person): count for person, count in votes},
        )
        poll = _poll(due, figures, held)
        faults = (*_not_standing(due, figures), *check_round(poll))
        if faults:
            raise FormErrors(_by_field(faults))
        if (counted["seats"], counted["ballots_issued"]) != (due.seats, given):
            refuse_fixed(work, held["id"])
        values = {"election_id": election_id, "round": due.number}
        work.update("resolution", resolution_id, {**values, "seats": due.seats, "ballots_issued": given})
        work.update("election", election_id, {"state": "voted", "meeting_id": held["id"]})
        return Saved(resolution_id, work.commit())
