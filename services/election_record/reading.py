"""Reads an election with everything that belongs to it, and lets the rules say what comes next."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

from models import vocab
from models.errors import NotFound
from models.rules.dates import from_record
from models.rules.election_count import Outcome, Polled, Round, check_round, outcome_of
from models.rules.elections import Candidate, ElectionFacts, Vetted, election_hints, file_by, gate
from models.rules.meetings import measure
from services.election_record.views import (
    CandidateLine,
    ElectionView,
    HandoverLine,
    MemberLine,
    RoundLine,
)
from services.office import Context

_COLUMNS: Final = (
    "courtyard_id", "committee_id", "unit_id", "title", "kind", "state", "seats", "term_years", "competitive",
    "reason", "planned_on", "announced_on", "meeting_id", "elected_on", "filed_on", "filed_with", "handed_on",
    "handed_from", "handed_to", "witness",
)  # fmt: skip
_TEXTS: Final = (
    "reason", "planned_on", "announced_on", "elected_on", "filed_on", "filed_with", "handed_on",
    "handed_from", "handed_to", "witness",
)  # fmt: skip
MAJORITY: Final = "election.majority"


def view(context: Context, election_id: bytes) -> ElectionView:
    """Return an election as it stands.

    Args:
        context: read on the reader's thread, or `context.on_writer` in an open unit of work.
        election_id: the election.

    Raises:
        NotFound: it is gone.
    """
    row = _row(context, election_id)
    candidates = _candidates(context, election_id)
    rounds = _rounds(context, election_id)
    handover = _handover(context, election_id)
    if row["state"] == "announced" and rounds:  # counted in the meeting
        row["state"] = "voted"
    facts = ElectionFacts(
        kind=row["kind"],
        body=row["body"],
        state=row["state"],
        seats=row["seats"],
        competitive=row["competitive"],
        reason=row["reason"],
        candidates=tuple(_judged(context, candidates, election_id)),
        announced_on=row["announced_on"] or None,
        elected_on=row["elected_on"] or None,
        filed_on=row["filed_on"] or None,
        rounds=tuple(each.poll for each in rounds),
        to_hand_over=len(handover),
        handed=sum(each.settled for each in handover),
    )
    lines = tuple(_with_outcome(line, said) for line, said in zip(candidates, facts.candidates, strict=True))
    last = file_by(row["elected_on"], context.rulebook)
    outcome = outcome_so_far(context, facts, rounds)
    notices = _notices(context, election_id)
    act, missing = _next(context, facts, outcome, notices)
    more = {name: row[name] for name in (*_TEXTS, "seats", "term_years", "competitive", "meeting_id")}
    return ElectionView(
        election_id,
        row["courtyard_id"],
        row["committee_id"],
        row["unit_id"],
        row["title"],
        row["kind"],
        row["state"],
        row["body"],
        row["courtyard"],
        row["committee"],
        **more,
        file_by=last.isoformat() if last is not None else "",
        candidates=lines,
        rounds=rounds,
        handover=handover,
        members=members(context, row["committee_id"]),
        outcome=outcome,
        missing=missing,
        next_act=act,
        prepared=_prepared(context, election_id, {each.resolution_id for each in rounds}),
        candidates_notice=notices.get("candidates"),
        result_notice=notices.get("election_result"),
        hints=election_hints(facts, context.rulebook, context.today()),
        facts=facts,
    )


def _row(context: Context, election_id: bytes) -> dict[str, Any]:
    found = context.reader.one(
        f"SELECT {', '.join('t.' + name for name in _COLUMNS)}, coalesce(m.kind, ''), coalesce(c.name, ''), "
        "coalesce(m.name, '') FROM election t LEFT JOIN committee m ON m.id = t.committee_id "
        "LEFT JOIN courtyard c ON c.id = t.courtyard_id WHERE t.id = ? AND t.deleted_at IS NULL",
        (election_id,),
    )
    if found is None:
        raise NotFound("这次选举的记录已经不在了，可能刚被删除。请刷新后再试。")
    row = dict(zip((*_COLUMNS, "body", "courtyard", "committee"), found, strict=True))
    row |= {name: row[name] or "" for name in _TEXTS}
    row["competitive"] = None if row["competitive"] is None else bool(row["competitive"])
    return row | {"state": row["state"] or "planned"}


def _candidates(context: Context, election_id: bytes) -> tuple[CandidateLine, ...]:
    rows = context.reader.all(
        "SELECT t.id, t.resident_id, t.position, r.name, r.sex, coalesce(r.birth, ''), r.membership, "
        "coalesce(t.nominated_by, ''), coalesce(t.background, ''), coalesce(t.introduction, ''), "
        "coalesce(t.withdrawn_on, ''), coalesce(t.withdrawn_reason, '') FROM candidacy t "
        "JOIN resident r ON r.id = t.resident_id WHERE t.election_id = ? AND t.deleted_at IS NULL "
        "ORDER BY t.position NULLS FIRST, t.id",
        (election_id,),
    )
    vettings = _vettings(context, election_id)
    lines = []
    for row in rows:
        last = vettings.get(bytes(row[1]), [("", "", "", "", "")])[-1]
        lines.append(
            CandidateLine(
                bytes(row[0]),
                bytes(row[1]),
                row[2],
                row[3],
                vocab.SEX.label(row[4]) if row[4] else "",
                row[5],
                vocab.MEMBERSHIP.label(row[6]) if row[6] else "",
                row[7],
                row[8],
                row[9],
                level=last[0],
                circumstance=last[2],
                vetted_by=last[3],
                vetted_on=last[4],
                withdrawn_on=row[10],
                withdrawn_reason=row[11],
            )
        )
    return tuple(lines)


def _vettings(context: Context, election_id: bytes) -> dict[bytes, list[tuple[str, str, str, str, str]]]:
    """Return level, outcome, circumstance, by whom and when, by person, in the order of record.

    One without a level was looked at jointly: so the office wrote it before levels were kept apart.
    """
    found: dict[bytes, list[tuple[str, str, str, str, str]]] = {}
    for person, *said in context.reader.all(
        "SELECT resident_id, coalesce(level, 'joint'), outcome, coalesce(circumstance, ''), "
        "coalesce(vetted_by, ''), coalesce(vetted_on, '') FROM candidate_vetting "
        "WHERE election_id = ? AND deleted_at IS NULL ORDER BY id",
        (election_id,),
    ):
        found.setdefault(bytes(person), []).append((said[0], said[1], said[2], said[3], said[4]))
    return found


def _judged(context: Context, lines: tuple[CandidateLine, ...], election_id: bytes) -> list[Candidate]:
    vettings = _vettings(context, election_id)
    return [
        Candidate(
            line.resident_id,
            line.name,
            tuple(Vetted(each[0], each[1]) for each in vettings.get(line.resident_id, [])),
            bool(line.withdrawn_on),
        )
        for line in lines
    ]


def _with_outcome(line: CandidateLine, said: Candidate) -> CandidateLine:
    return replace(line, outcome=said.outcome, missing_levels=said.missing_levels)


def _rounds(context: Context, election_id: bytes) -> tuple[RoundLine, ...]:
    rows = context.reader.all(
        "SELECT t.id, t.meeting_id, coalesce(t.round, 1), m.held_on, m.title, m.kind, t.seats, m.due_count, "
        "m.present_count, m.proxy_count, t.ballots_issued, t.ballots_returned, t.ballots_invalid "
        "FROM resolution t JOIN meeting m ON m.id = t.meeting_id WHERE t.election_id = ? "
        "AND t.kind = 'election' AND t.deleted_at IS NULL ORDER BY coalesce(t.round, 1), t.id",
        (election_id,),
    )
    found = []
    for row in rows:
        votes = context.reader.all(
            "SELECT v.resident_id, r.name, v.votes, v.post FROM candidate_vote v "
            "JOIN resident r ON r.id = v.resident_id LEFT JOIN candidacy c ON c.resident_id = v.resident_id "
            "AND c.election_id = ? AND c.deleted_at IS NULL WHERE v.resolution_id = ? "
            "AND v.deleted_at IS NULL ORDER BY c.position NULLS FIRST, v.id",
            (election_id, row[0]),
        )
        polled = tuple(Polled(bytes(each[0]), each[1], each[2]) for each in votes)
        poll = Round(
            row[6] or 0, polled, row[7], row[8], row[9], row[10], row[11], row[12], unit=measure(row[5])
        )
        if row[11] is None and all(each.votes is None for each in polled):
            continue  # the papers of this round are not counted yet
        posts = tuple((bytes(each[0]), each[3]) for each in votes if each[3])
        found.append(RoundLine(bytes(row[0]), bytes(row[1]), row[2], row[3], row[4], poll, posts))
    return tuple(found)


def _prepared(context: Context, election_id: bytes, counted: set[bytes]) -> bytes | None:
    """Return the round that is voted on in a meeting and not counted yet."""
    rows = context.reader.all(
        "SELECT id FROM resolution WHERE election_id = ? AND kind = 'election' AND deleted_at IS NULL "
        "ORDER BY id",
        (election_id,),
    )
    waiting = [bytes(row[0]) for row in rows if bytes(row[0]) not in counted]
    return waiting[-1] if waiting else None


def _handover(context: Context, election_id: bytes) -> tuple[HandoverLine, ...]:
    rows = context.reader.all(
        "SELECT id, position, title, coalesce(quantity, ''), coalesce(handed_on, ''), "
        "coalesce(missing_reason, ''), coalesce(note, '') FROM handover_item WHERE election_id = ? "
        "AND deleted_at IS NULL ORDER BY position NULLS FIRST, id",
        (election_id,),
    )
    return tuple(HandoverLine(bytes(row[0]), *row[1:]) for row in rows)


def members(context: Context, committee_id: bytes) -> tuple[MemberLine, ...]:
    """Return who is in office in a committee, by post."""
    rows = context.reader.all(
        "SELECT m.id, m.resident_id, r.name, m.post, coalesce(m.since, '') FROM committee_member m "
        "JOIN resident r ON r.id = m.resident_id WHERE m.committee_id = ? AND m.until IS NULL "
        "AND m.deleted_at IS NULL ORDER BY CASE m.post WHEN 'director' THEN 1 WHEN 'deputy_director' THEN 2 "
        "ELSE 3 END, m.id",
        (committee_id,),
    )
    return tuple(MemberLine(bytes(row[0]), bytes(row[1]), row[2], row[3], row[4]) for row in rows)


def _notices(context: Context, election_id: bytes) -> dict[str, bytes]:
    """Return the last notice of each kind that counts."""
    rows = context.reader.all(
        "SELECT kind, id FROM notice WHERE election_id = ? AND (state IS NULL OR state <> 'void') "
        "AND deleted_at IS NULL ORDER BY id",
        (election_id,),
    )
    return {row[0]: bytes(row[1]) for row in rows}


def outcome_so_far(context: Context, facts: ElectionFacts, rounds: tuple[RoundLine, ...]) -> Outcome:
    """Return what the rounds decided, as far as their figures fit."""
    if not facts.seats or not rounds or any(check_round(each.poll) for each in rounds):
        return Outcome(open_seats=facts.seats or 0)
    on = from_record(rounds[0].held_on)
    day = on.first_day if on is not None else context.today()
    rule = context.rulebook.find(MAJORITY, day)
    if rule is None:
        return Outcome(open_seats=facts.seats)
    return outcome_of(facts.seats, facts.rounds, rule)


def day_of_vote(context: Context, rounds: tuple[RoundLine, ...]) -> date:
    """Return the day of the last round, today where there is none."""
    on = from_record(rounds[-1].held_on) if rounds else None
    return on.first_day if on is not None else context.today()


def _next(
    context: Context, facts: ElectionFacts, outcome: Outcome, notices: dict[str, bytes]
) -> tuple[str, tuple[str, ...]]:
    """Return the next act and what is missing before it."""
    today, book = context.today(), context.rulebook
    if facts.kind == "recall":
        return ("", ()) if facts.state in ("recalled", "kept") else ("recall", ())
    if facts.state in ("failed", "recalled", "kept"):
        return "", ()
    if facts.state in ("elected", "filed"):
        return _after(facts, notices)
    if facts.announced_on is None:
        missing = gate(facts, "announce", book, today)
        waiting = not facts.candidates or any(each.outcome == "open" for each in facts.candidates)
        return ("vet" if waiting else "announce"), missing or (("还没有候选人。",) if waiting else ())
    if not facts.rounds:
        return "vote", gate(facts, "vote", book, max(today, _day(facts.announced_on) or today))
    if outcome.again and outcome.open_seats:
        names = "、".join(each.name for each in outcome.again)
        why = "得票相同" if outcome.tied else "没有过半数"
        return "vote", (
            f"还差{outcome.open_seats}人没有选出，{names}{why}，请再次投票，或写明原因后确认结果。",
        )
    return "confirm", gate(facts, "confirm", book, today)


def _day(text: str) -> date | None:
    known = from_record(text)
    return None if known is None else known.first_day


def _after(facts: ElectionFacts, notices: dict[str, bytes]) -> tuple[str, tuple[str, ...]]:
    if "election_result" not in notices:
        return "publish", ()
    if not facts.filed_on:
        return "file", ()
    left = facts.to_hand_over - facts.handed
    if left:
        return "hand_over", (f"移交清单还有{left}项没有办。",)
    return "", ()
