"""What a meeting votes on: motions and elections, how they are voted, and after which rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models import vocab
from models.errors import InvalidInput
from models.rules.tally import counts_area
from services.matter_rests import refuse_more
from services.meetings import guarding
from services.meetings.deciding import BY_ATTENDEE, election_rule, need_rule, rule_of
from services.meetings.fixed import refuse_fixed
from services.meetings.rows import meeting_of, named, resolution_of
from services.office import Context
from services.rights import needs
from services.saving import Saved

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork
    from models.rules.rulebook import Rule

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who stands in an election.

    Attributes:
        id: the line of votes; resident_id: the person; position: the number on the paper, from 1.
        name: the person; votes, elected, post: as counted, None and "" before.
    """

    id: bytes
    resident_id: bytes
    position: int
    name: str
    votes: int | None = None
    elected: bool | None = None
    post: str = ""


@dataclass(frozen=True, slots=True)
class Motion:
    """A resolution as it is voted on.

    Attributes:
        id, title, content: what is decided.
        election: people are elected; then `seats` and `candidates` tell how many and who stands.
        ballot_form: of vocab.BALLOT_FORM, "" where only figures are typed.
        state: of vocab.VOTE_STATE; outcome: of vocab.OUTCOME or "".
        votes_for, votes_against, votes_abstain, ballots_invalid: as counted, None before.
        matter_id: the matter it decides.
        rule_code, rule_title, article: the rule set, "" where none is known.
        by_area: the rule counts areas beside heads.
        counts: how often it was counted.
        round: of an election, None or 1 for the first.
    """

    id: bytes
    title: str
    content: str
    election: bool
    ballot_form: str
    state: str
    outcome: str
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstain: int | None = None
    ballots_invalid: int | None = None
    ballots_issued: int | None = None
    ballots_returned: int | None = None
    matter_id: bytes | None = None
    rule_code: str = ""
    rule_title: str = ""
    article: str = ""
    by_area: bool = False
    seats: int | None = None
    candidates: tuple[Candidate, ...] = ()
    counts: int = 0
    round: int | None = None

    @property
    def by_attendee(self) -> bool:
        """Whether each ballot names its line of the roll."""
        return self.ballot_form in BY_ATTENDEE

    @property
    def counted(self) -> bool:
        """Whether it was counted and is closed."""
        return self.state == guarding.COUNTED


_LISTED = (
    "SELECT t.id, t.title, t.content, t.kind, t.ballot_form, t.state, t.outcome, t.votes_for, "
    "t.votes_against, t.votes_abstain, t.ballots_invalid, t.ballots_issued, t.ballots_returned, "
    "t.matter_id, t.seats, t.round, t.meeting_id, (SELECT count(*) FROM vote_count v "
    "WHERE v.resolution_id = t.id AND v.deleted_at IS NULL) FROM resolution t "
    "LEFT JOIN agenda_item g ON g.id = t.agenda_item_id WHERE {condition} AND t.deleted_at IS NULL "
    "ORDER BY g.position NULLS FIRST, t.id"
)


def listed(context: Context, meeting_id: bytes) -> tuple[Motion, ...]:
    """Return what a meeting votes on, in the order of the agenda, on the reader's thread."""
    rows = context.reader.all(_LISTED.format(condition="t.meeting_id = ?"), (meeting_id,))
    return tuple(_motion(context, row) for row in rows)


def read(context: Context, resolution_id: bytes) -> Motion:
    """Return one resolution as it is voted on.

    Raises:
        NotFound: it is gone.
    """
    resolution_of(context.reader, resolution_id)
    return _motion(context, context.reader.all(_LISTED.format(condition="t.id = ?"), (resolution_id,))[0])


def _motion(context: Context, row: tuple[Any, ...]) -> Motion:
    election, meeting_id = row[3] == "election", row[16]
    rule = election_rule(context, meeting_id) if election else rule_of(context, meeting_id, bytes(row[0]))
    return Motion(
        id=bytes(row[0]),
        title=row[1],
        content=row[2] or "",
        election=election,
        ballot_form=row[4] or "",
        state=row[5] or "prepared",
        outcome=row[6] or "",
        votes_for=row[7],
        votes_against=row[8],
        votes_abstain=row[9],
        ballots_invalid=row[10],
        ballots_issued=row[11],
        ballots_returned=row[12],
        matter_id=row[13],
        rule_code=rule.code if rule else "",
        rule_title=rule.title if rule else "",
        article=rule.source if rule else "",
        by_area=rule is not None and counts_area(rule),
        seats=row[14],
        candidates=candidates(context, bytes(row[0])) if election else (),
        counts=int(row[17]),
        round=row[15],
    )


def candidates(context: Context, resolution_id: bytes) -> tuple[Candidate, ...]:
    """Return who stands in an election, in the order of the paper."""
    rows = context.reader.all(
        "SELECT v.id, v.resident_id, r.name, v.votes, v.elected, v.post FROM candidate_vote v "
        "JOIN resident r ON r.id = v.resident_id WHERE v.resolution_id = ? AND v.deleted_at IS NULL "
        "ORDER BY v.id",
        (resolution_id,),
    )
    return tuple(
        Candidate(
            bytes(row[0]), bytes(row[1]), number, row[2], row[3],
            None if row[4] is None else bool(row[4]), row[5] or "",
        )
        for number, row in enumerate(rows, 1)
    )  # fmt: skip


@needs("deliberation.write")
def add(
    context: Context,
    meeting_id: bytes,
    title: str,
    content: str,
    ballot_form: str,
    *,
    matter_id: bytes | None = None,
    rule_code: str | None = None,
    agenda_item_id: bytes | None = None,
) -> Saved:
    """Add a motion to be voted on, on the writer's thread.

    Args:
        context: who does it.
        meeting_id: the meeting.
        title, content: what is to be decided, as it will be posted.
        ballot_form: a code of vocab.BALLOT_FORM.
        matter_id: the matter it decides.
        rule_code: a rule set of its own; None leaves it to matter, meeting, kind and day.
        agenda_item_id: the item of the agenda it belongs to.

    Raises:
        InvalidInput: no title, no such form or rule, or a form that hides areas where the rule counts them.
        NotFound: the meeting is gone.
    """
    values = {
        "kind": "motion",
        "title": named(title, "决议事项", LONGEST_TITLE),
        "content": content.strip() or None,
        "matter_id": matter_id,
        "rule_code": rule_code or None,
        "agenda_item_id": agenda_item_id,
    }
    return _insert(context, meeting_id, ballot_form, values, ())


@needs("deliberation.write")
def add_election(
    context: Context,
    meeting_id: bytes,
    title: str,
    seats: int,
    residents: Sequence[bytes],
    ballot_form: str = "secret",
    *,
    election_id: bytes | None = None,
    round: int | None = None,
    agenda_item_id: bytes | None = None,
) -> Saved:
    """Add a round of an election, on the writer's thread; candidates stand on the paper in this order.

    Args:
        context: who does it.
        meeting_id: the meeting.
        title: what is elected.
        seats: how many are to be elected, which is how many a paper may mark.
        residents: who stands.
        ballot_form: secret, open or dwelling.
        election_id, round: the election it is a round of.
        agenda_item_id: the item of the agenda it belongs to.

    Raises:
        InvalidInput: no title, seat or candidate, somebody twice, or a form without papers.
        NotFound: the meeting is gone.
    """
    if seats < 1:
        raise InvalidInput("应选人数至少1人，请改正。", "seats")
    if not residents:
        raise InvalidInput("还没有候选人，请先加上候选人。")
    if len(set(residents)) < len(residents):
        raise InvalidInput("有的候选人写了两遍，请去掉一个。")
    if ballot_form in ("hands", "entrance"):
        raise InvalidInput("选举要用选票，请选无记名投票、记名投票或逐户投票。", "ballot_form")
    values = {
        "kind": "election",
        "title": named(title, "选举事项", LONGEST_TITLE),
        "seats": seats,
        "election_id": election_id,
        "round": round,
        "agenda_item_id": agenda_item_id,
    }
    return _insert(context, meeting_id, ballot_form, values, residents)


def _insert(
    context: Context, meeting_id: bytes, ballot_form: str, values: dict[str, Any], residents: Sequence[bytes]
) -> Saved:
    if ballot_form not in vocab.BALLOT_FORM:
        raise InvalidInput(f"没有“{ballot_form}”这种表决方式。", "ballot_form")
    with context.unit_of_work() as work:
        meeting = meeting_of(work.reader, meeting_id)
        refuse_fixed(work, meeting_id)
        if values["kind"] == "motion":
            refuse_more(work.reader, meeting_id, values["matter_id"], values["agenda_item_id"])
        shared = {"unit_id": meeting["unit_id"], "meeting_id": meeting_id}
        made = work.insert(
            "resolution", {**shared, **values, "ballot_form": ballot_form, "state": "prepared"}
        )
        if values["kind"] == "motion":
            check_form(need_rule(context.on_writer, meeting_id, made), ballot_form)
        elif meeting["kind"] == "owners" and (rule := rule_of(context.on_writer, meeting_id, made)):
            check_form(rule, ballot_form)
        for resident in residents:
            line = {"unit_id": meeting["unit_id"], "resolution_id": made, "resident_id": resident}
            work.insert("candidate_vote", line)
        return Saved(made, work.commit())


def check_form(rule: "Rule", ballot_form: str) -> None:
    """Refuse a form of ballots from which no area can be counted where the rule counts areas.

    Raises:
        InvalidInput: with the forms that fit.
    """
    if counts_area(rule) and ballot_form not in BY_ATTENDEE:
        label = vocab.BALLOT_FORM.label(ballot_form)
        raise InvalidInput(
            f"{rule.source}要同时按人数和专有部分面积计票，{label}算不出面积。请改用逐户投票或记名投票。",
            "ballot_form",
        )


@needs("deliberation.write")
def change(
    context: Context,
    resolution_id: bytes,
    *,
    title: str | None = None,
    content: str | None = None,
    ballot_form: str | None = None,
    rule_code: str | None = None,
) -> Saved:
    """Change what is voted on or how, on the writer's thread, before it was counted; None stays.

    An empty `rule_code` leaves the rule to matter, meeting, kind and day again. The form of the ballots stays
    as soon as there are any.

    Raises:
        InvalidInput: it was counted, there are ballots of another form, or a value that cannot be taken.
        NotFound: it is gone.
    """
    values: dict[str, Any] = {}
    if title is not None:
        values["title"] = named(title, "决议事项", LONGEST_TITLE)
    if content is not None:
        values["content"] = content.strip() or None
    if rule_code is not None:
        values["rule_code"] = rule_code or None
    if ballot_form is not None:
        if ballot_form not in vocab.BALLOT_FORM:
            raise InvalidInput(f"没有“{ballot_form}”这种表决方式。", "ballot_form")
        values["ballot_form"] = ballot_form
    with context.unit_of_work() as work:
        row = resolution_of(work.reader, resolution_id)
        refuse_fixed(work, row["meeting_id"])
        guarding.refuse_counted(row)
        if ballot_form not in (None, row["ballot_form"]):
            _refuse_with_ballots(work, row)
        if not work.update("resolution", resolution_id, values):
            return Saved(resolution_id, None)
        form = values.get("ballot_form") or row["ballot_form"]
        if row["kind"] == "motion" and (form or rule_code):
            rule = need_rule(context.on_writer, row["meeting_id"], resolution_id)
            check_form(rule, form or BY_ATTENDEE[0])
        return Saved(resolution_id, work.commit())


def _refuse_with_ballots(work: "UnitOfWork", row: dict[str, Any]) -> None:
    found = work.reader.value(
        "SELECT id FROM ballot WHERE resolution_id = ? AND deleted_at IS NULL ORDER BY id LIMIT 1",
        (row["id"],),
    )
    if found is not None:
        raise InvalidInput(f"“{row['title']}”已经录入选票，不能换表决方式。请先撤回已录的票。")
