"""Meetings with their resolutions, elections and action items, for the rules (policy 2.6c)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from models.rules.meetings import ActionFacts, MeetingFacts, action_hints, meeting_hints
from models.rules.resolutions import CandidateFacts, ResolutionFacts, candidate_hints, resolution_hints
from services.hints.base import Hints, Judge, Row, counted, grouped, link, links, single, stored_rows
from services.office import Context
from services.rules import Asked, special

if TYPE_CHECKING:
    from models.rules.rulebook import Rule

_KINDS = "SELECT courtyard_id, kind FROM committee WHERE courtyard_id IN ({ids}) AND deleted_at IS NULL"
_PRESENT = (
    "SELECT meeting_id, present_count, leave_count, CASE WHEN resident_id IS NULL THEN 0 ELSE 1 END "
    "FROM attendance WHERE meeting_id IN ({ids}) AND capacity = 'member' AND deleted_at IS NULL"
)
_PROPOSED = (
    "SELECT s.meeting_id, m.template FROM matter_step s JOIN matter m ON m.id = s.matter_id "
    "WHERE s.meeting_id IN ({ids}) AND s.step = 'propose' AND s.deleted_at IS NULL AND m.deleted_at IS NULL "
    "ORDER BY s.id"
)
_CODES = "SELECT id, rule_code FROM matter WHERE id IN ({ids}) AND deleted_at IS NULL"
_TEMPLATES = "SELECT id, template FROM matter WHERE id IN ({ids}) AND deleted_at IS NULL"


def _only_owners(context: Context, courtyards: set[bytes]) -> set[bytes]:
    """Return the courtyards whose committee is an owners' committee and nothing else."""
    return {
        yard for yard, kinds in grouped(context, _KINDS, courtyards).items() if set(kinds) == {("owners",)}
    }


def _rules(context: Context, pairs: Sequence[tuple[Row, Row]], owners: set[bytes]) -> list["Rule | None"]:
    """Return the rule chosen for votes or adopted by their courtyards, None where kind and day decide.

    Args:
        context: read on the reader's thread.
        pairs: each vote (or the meeting itself) with its meeting.
        owners: courtyards whose committee is an owners' committee.
    """
    matters = {id for pair in pairs for row in pair if (id := link(row, "matter_id")) is not None}
    codes = single(context, _CODES, matters)
    return special(
        context,
        [
            Asked(
                link(meeting, "courtyard_id"),
                meeting.get("kind"),
                meeting.get("held_on"),
                link(meeting, "courtyard_id") in owners,
                (
                    vote.get("rule_code") if vote is not meeting else None,
                    *(codes.get(link(row, "matter_id") or b"", (None,))[0] for row in (vote, meeting)),
                    meeting.get("rule_code"),
                ),
            )
            for vote, meeting in pairs
        ],
    )


def _attending(lines: list[tuple[Any, ...]]) -> tuple[int | None, int | None]:
    """Return how many attended and how many were on leave; a line that names one person counts one."""
    came = [
        count if count is not None else 1
        for count, leave, named in lines
        if count is not None or (named and not leave)
    ]
    left = [leave for _, leave, _ in lines if leave is not None]
    return (sum(came) if came else None), (sum(left) if left else None)


def _meetings(context: Context, rows: Sequence[Row]) -> list[Hints]:
    ids = links(rows, "id")
    owners = _only_owners(context, links(rows, "courtyard_id"))
    present = grouped(context, _PRESENT, ids)
    proposed = single(context, _PROPOSED, ids)
    templates = single(context, _TEMPLATES, links(rows, "matter_id"))
    agenda, resolutions = (
        counted(context, table, "meeting_id", ids) for table in ("agenda_item", "resolution")
    )
    rules = _rules(context, [(row, row) for row in rows], owners)
    judged = []
    for row, rule in zip(rows, rules, strict=True):
        record_id = link(row, "id") or b""
        attending, on_leave = _attending(present.get(record_id, []))
        proposes = proposed.get(record_id, (None,))[0]
        if proposes is None and row["kind"] == "party":
            proposes = templates.get(link(row, "matter_id") or b"", (None,))[0]
        facts = MeetingFacts(
            kind=row["kind"],
            held_on=row["held_on"],
            due=row["due_count"],
            present=row["present_count"],
            proxies=row["proxy_count"],
            has_minutes=bool(row["record"]) or record_id in agenda or record_id in resolutions,
            has_recorder=bool(row["recorder_id"]),
            attending=attending,
            on_leave=on_leave,
            of_owners_committee=link(row, "courtyard_id") in owners,
            proposes=proposes,
            rule=rule,
        )
        judged.append(meeting_hints(facts, context.rulebook, context.today()))
    return judged


_MEETING = ("kind", "held_on", "due_count", "present_count", "courtyard_id", "rule_code", "matter_id")
_RESOLUTION = (
    "kind",
    "meeting_id",
    "votes_for",
    "votes_against",
    "votes_abstain",
    "outcome",
    "seats",
    "ballots_issued",
    "ballots_returned",
    "ballots_invalid",
    "rule_code",
    "matter_id",
    "state",
)
_CANDIDATES = (
    "SELECT v.resolution_id, r.name, v.votes, v.elected FROM candidate_vote v "
    "JOIN resident r ON r.id = v.resident_id WHERE v.resolution_id IN ({ids}) AND v.deleted_at IS NULL "
    "ORDER BY v.id"
)


def _facts(context: Context, rows: Sequence[Row]) -> list[ResolutionFacts]:
    found = stored_rows(context, "meeting", _MEETING, links(rows, "meeting_id"))
    meetings = {row["id"]: row for row in found}
    owners = _only_owners(context, links(found, "courtyard_id"))
    candidates = grouped(context, _CANDIDATES, links(rows, "id"))
    pairs: list[tuple[Row, Row]] = [(row, meetings.get(link(row, "meeting_id") or b"", {})) for row in rows]
    rules = _rules(context, pairs, owners)
    facts = []
    for (row, meeting), rule in zip(pairs, rules, strict=True):
        facts.append(
            ResolutionFacts(
                kind=row["kind"],
                meeting_kind=meeting.get("kind"),
                held_on=meeting.get("held_on"),
                due=meeting.get("due_count"),
                present=meeting.get("present_count"),
                of_owners_committee=meeting.get("courtyard_id") in owners,
                votes_for=row["votes_for"],
                votes_against=row["votes_against"],
                votes_abstain=row["votes_abstain"],
                outcome=row["outcome"],
                seats=row["seats"],
                issued=row["ballots_issued"],
                returned=row["ballots_returned"],
                invalid=row["ballots_invalid"],
                candidates=tuple(
                    CandidateFacts(name, votes, None if elected is None else bool(elected))
                    for name, votes, elected in candidates.get(link(row, "id") or b"", ())
                ),
                rule=rule,
                counted=row.get("state") == "counted",
            )
        )
    return facts


def _resolutions(context: Context, rows: Sequence[Row]) -> list[Hints]:
    return [resolution_hints(facts, context.rulebook, context.today()) for facts in _facts(context, rows)]


def _candidate_votes(context: Context, rows: Sequence[Row]) -> list[Hints]:
    found = stored_rows(context, "resolution", _RESOLUTION, links(rows, "resolution_id"))
    elections = dict(zip((each["id"] for each in found), _facts(context, found), strict=True))
    return [
        candidate_hints(
            CandidateFacts("", row["votes"], None if row["elected"] is None else bool(row["elected"])),
            elections.get(link(row, "resolution_id") or b"", ResolutionFacts()),
            context.rulebook,
            context.today(),
        )
        for row in rows
    ]


def _action_items(context: Context, rows: Sequence[Row]) -> list[Hints]:
    held = single(context, "SELECT id, held_on FROM meeting WHERE id IN ({ids})", links(rows, "meeting_id"))
    return [
        action_hints(
            ActionFacts(row["due_on"], row["done_on"], held.get(link(row, "meeting_id") or b"", (None,))[0]),
            context.rulebook,
            context.today(),
        )
        for row in rows
    ]


JUDGES = {
    "meeting": Judge((*_MEETING, "proxy_count", "record", "recorder_id"), _meetings),
    "resolution": Judge(_RESOLUTION, _resolutions),
    "candidate_vote": Judge(("resolution_id", "votes", "elected"), _candidate_votes),
    "action_item": Judge(("due_on", "done_on", "meeting_id"), _action_items),
}
