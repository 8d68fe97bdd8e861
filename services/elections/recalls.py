"""Recalling a member of a committee (罢免): a motion by the rule set, then the post ends."""

from typing import Any

from models.errors import InvalidInput
from models.rules.elections import recall_gate
from models.rules.resolutions import ResolutionFacts
from models.rules.text import clean
from services import two_people
from services.elections.candidates import open_row
from services.meetings.fixed import refuse_fixed
from services.office import Context
from services.rights import needs
from services.saving import Saved


@needs("elections.write")
def plan_recall(context: Context, member_id: bytes, reason: str, planned_on: str | None = None) -> Saved:
    """Begin the recall of a member in office, on the writer's thread.

    Args:
        context: who plans it.
        member_id: the member.
        reason: why.
        planned_on: ISO date of the vote.

    Raises:
        InvalidInput: no reason, or out of office already.
    """
    why = clean(reason)
    if not why:
        raise InvalidInput("罢免要写明理由。", "reason")
    with context.unit_of_work() as work:
        member = work.row("committee_member", member_id)
        name = work.row("resident", member["resident_id"])["name"]
        if member["until"] is not None:
            raise InvalidInput(f"{name}已经离任，不用罢免。")
        committee = work.row("committee", member["committee_id"])
        made = work.insert(
            "election",
            {
                "unit_id": committee["unit_id"],
                "courtyard_id": committee["courtyard_id"],
                "committee_id": committee["id"],
                "kind": "recall",
                "title": f"{committee['name']}罢免{name}",
                "planned_on": planned_on,
                "state": "planned",
                "reason": why,
            },
        )
        who = {"election_id": made, "resident_id": member["resident_id"], "position": 1}
        work.insert("candidacy", {**who, "unit_id": committee["unit_id"]})
        return Saved(made, work.commit())


@needs("elections.write")
def confirm_recall(
    context: Context,
    election_id: bytes,
    resolution_id: bytes,
    *,
    checked_by: str = "",
    single_reason: str = "",
    password: str | None = None,
) -> Saved:
    """End the post of whoever was recalled, on the writer's thread.

    Args:
        context: who confirms.
        election_id: a recall.
        resolution_id: the motion on it, with its votes.
        checked_by: who checked it; needed in a managed office.
        single_reason: why one person does both (单人办理).
        password: of whoever checked it and is not at the keyboard, where the office is encrypted.

    Raises:
        InvalidInput: it is no recall, the motion is not carried by the rules, the post ended meanwhile, or
            the minutes of the meeting are final without the outcome of the motion.
        NotAllowed, WrongPassword, TooSoon: as for `two_people.settle`.
    """
    with context.unit_of_work() as work:
        row = open_row(work, election_id, "再罢免")
        if row["kind"] != "recall":
            raise InvalidInput(f"“{row['title']}”不是罢免。")
        motion = work.row("resolution", resolution_id)
        meeting = work.row("meeting", motion["meeting_id"])
        if motion["kind"] != "motion" or meeting["courtyard_id"] not in (row["courtyard_id"], None):
            raise InvalidInput(f"“{motion['title']}”不是这个楼院的表决，不能用来罢免。")
        committee = work.row("committee", row["committee_id"])
        facts = _facts(motion, meeting, committee["kind"] == "owners")
        missing = recall_gate(
            row["reason"] or "", facts, context.rulebook, counted=_counted(context, motion["id"])
        )
        if missing:
            raise InvalidInput(missing[0])
        if motion["outcome"] == "rejected":
            raise InvalidInput(f"“{motion['title']}”登记的结果是未通过，请核对表决的结果。")
        person = work.reader.value(
            "SELECT resident_id FROM candidacy WHERE election_id = ? AND deleted_at IS NULL ORDER BY id "
            "LIMIT 1",
            (election_id,),
        )
        posts = work.reader.all(
            "SELECT id FROM committee_member WHERE committee_id = ? AND resident_id = ? AND until IS NULL "
            "AND deleted_at IS NULL",
            (row["committee_id"], person),
        )
        if not posts:
            raise InvalidInput("这个人已经不在任，不用罢免。")
        if motion["outcome"] != "passed":
            refuse_fixed(work, meeting["id"])
        people = two_people.settle_where_managed(
            context, work, "recall", f"“{row['title']}”", checked_by, single_reason, password
        )
        for (post,) in posts:
            work.update("committee_member", post, {"until": meeting["held_on"]})
        work.update("resolution", resolution_id, {"election_id": election_id, "outcome": "passed"})
        ended = {"state": "recalled", "elected_on": meeting["held_on"], "meeting_id": meeting["id"]}
        work.update("election", election_id, ended)
        work.note("election_confirmed", "election", election_id, row["title"])
        if people is not None:
            work.note("recall_checked", "election", election_id, people.label)
        return Saved(election_id, work.commit())


def _facts(motion: dict[str, Any], meeting: dict[str, Any], owners: bool) -> ResolutionFacts:
    return ResolutionFacts(
        kind="motion",
        meeting_kind=meeting["kind"],
        held_on=meeting["held_on"],
        due=meeting["due_count"],
        present=meeting["present_count"],
        of_owners_committee=owners,
        votes_for=motion["votes_for"],
        votes_against=motion["votes_against"],
        votes_abstain=motion["votes_abstain"],
        returned=motion["ballots_returned"],
        invalid=motion["ballots_invalid"],
    )


def _counted(context: Context, resolution_id: bytes) -> bool | None:
    """Return what the last count said, None where only votes were entered."""
    found = context.on_writer.reader.value(
        "SELECT passed FROM vote_count WHERE resolution_id = ? AND deleted_at IS NULL ORDER BY seq DESC, "
        "id DESC LIMIT 1",
        (resolution_id,),
    )
    return None if found is None else bool(found)
