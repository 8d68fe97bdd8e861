"""Counting a vote: shown while ballots come in, frozen with the rule that decided, again with a reason."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from models.errors import InvalidInput
from models.rules.picking import ElectionTally, election_as_json
from models.rules.tally import Tally, tally_as_json
from services import blobs, two_people
from services.election_rests import refuse_confirmed
from services.matter_rests import refuse_resting
from services.meetings import double_entry, guarding
from services.meetings.ballot_list import listed
from services.meetings.counted import Counted, count_named, counts, digest_of
from services.meetings.deciding import BY_ATTENDEE, election_rule, need_rule, rule_of
from services.meetings.figures import figures_of
from services.meetings.fixed import refuse_fixed
from services.meetings.rows import meeting_of, resolution_of
from services.meetings.tallying import Origin, election_tally, motion_tally, origins_of, who_came
from services.office import Context
from services.rights import needs
from services.saving import Saved
from services.two_people import reason_of

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork
    from models.rules.rulebook import Rule

__all__ = ["Counted", "count", "count_named", "counts", "live", "live_election", "reopen", "rule_told"]

TABLE: Final = "vote_count"
MOST_NAMED: Final = 3


def live(context: Context, resolution_id: bytes) -> Tally:
    """Return the tally of a motion as its ballots of the first entry stand, on the reader's thread.

    Raises:
        InvalidInput: a head voted in two ways, an area lacks, figures that cannot be, or nothing to count.
        NotFound: the resolution is gone.
    """
    return motion_tally(context, resolution_id)


def live_election(context: Context, resolution_id: bytes) -> ElectionTally:
    """Return the tally of an election as its papers stand; exceptions as for `live`."""
    return election_tally(context, resolution_id)


@needs("votes.count")
def count(
    context: Context,
    resolution_id: bytes,
    *,
    checked_by: str,
    single_reason: str = "",
    reason: str = "",
    password: str | None = None,
) -> Saved:
    """Count a vote and freeze it with its rule, on the writer's thread; the resolution gets its figures.

    Args:
        context: who counts.
        resolution_id: what was voted on.
        checked_by: name of the one who watched and checked: another person.
        single_reason: why one person does both (单人办理).
        reason: why it is counted again; needed as soon as there is a count.
        password: of the one who checked, where the office is encrypted.

    Returns:
        The count, and its transaction.

    Raises:
        InvalidInput: a recount without a reason, two entries that differ, one person alone without a reason,
            somebody not marked as present with a ballot cast on the spot, or what `live` refuses.
        NotAllowed, WrongPassword, TooSoon: as for `two_people.settle`.
        NotFound: the resolution is gone.
    """
    with context.unit_of_work() as work:
        resolution = resolution_of(work.reader, resolution_id)
        refuse_fixed(work, resolution["meeting_id"])
        seq = _next(work, resolution_id)
        if seq > 1 and not reason.strip():
            raise InvalidInput(f"“{resolution['title']}”已经计过票，重新计票要写明原因。")
        why = reason_of(reason, "重新计票") if seq > 1 else None
        _refuse_differences(context, resolution)
        _refuse_never_came(work, resolution)
        figures = _figures(context.on_writer, resolution)
        here, what = context.user.name, f"“{resolution['title']}”的计票"
        people = two_people.settle(
            context, work, "count", what, here, checked_by or here, single_reason, password
        )
        frozen = _frozen(context, resolution, figures)
        meeting = meeting_of(work.reader, resolution["meeting_id"])
        made = work.insert(
            TABLE,
            {
                "unit_id": resolution["unit_id"],
                "resolution_id": resolution_id,
                "seq": seq,
                **frozen,
                "counted_on": context.today().isoformat(),
                "counted_by": context.user.name,
                "checked_by": people.checker,
                "single_reason": people.reason,
                "reason": why,
                "late": meeting["late"] or None,
            },
        )
        _write_result(work, resolution, figures)
        said = f"{resolution['title']}，{people.label}" + (f"，重新计票：{why}" if why else "")
        work.note("vote_counted", TABLE, made, said)
        return Saved(made, work.commit())


@needs("votes.count")
def reopen(context: Context, resolution_id: bytes, reason: str) -> Saved:
    """Open a counted vote so that ballots can be put right and counted again, on the writer's thread.

    The count that was made stays on record.

    Raises:
        InvalidInput: it was not counted, or there is no reason.
        NotFound: the resolution is gone.
    """
    why = reason_of(reason, "重新计票")
    with context.unit_of_work() as work:
        row = resolution_of(work.reader, resolution_id)
        refuse_fixed(work, row["meeting_id"])
        if row["state"] != guarding.COUNTED:
            raise InvalidInput(f"“{row['title']}”还没有计票，选票可以直接改。")
        refuse_resting(work.reader, row["meeting_id"], resolution_id)
        refuse_confirmed(work.reader, resolution_id)
        work.update("resolution", resolution_id, {"state": "voting"})
        work.note("vote_reopened", "resolution", resolution_id, f"{row['title']}：{why}")
        return Saved(resolution_id, work.commit())


@dataclass(frozen=True, slots=True)
class _Figures:
    """What is frozen of a count: its rule, its tally, and who belongs to it and came."""

    rule: "Rule"
    tally: Tally | None
    election: ElectionTally | None
    due: int
    present: int
    origins: tuple[Origin, ...]


def _figures(context: Context, resolution: dict[str, Any]) -> _Figures:
    resolution_id, meeting_id = resolution["id"], resolution["meeting_id"]
    origins = origins_of(context, resolution_id)
    if resolution["kind"] != "election":
        tally = motion_tally(context, resolution_id)
        heads = tally.heads
        if not heads.in_favour + heads.against + heads.abstain + heads.invalid:
            raise InvalidInput(f"“{resolution['title']}”还没有录入选票，不能计票。")
        rule = need_rule(context, meeting_id, resolution_id)
        return _Figures(rule, tally, None, tally.heads.due, tally.heads.present, origins)
    told = election_tally(context, resolution_id)
    own = rule_of(context, meeting_id, resolution_id)
    if own is not None and own.code == told.rule:  # of owners, by heads and area
        figures = figures_of(context.reader, meeting_id)
        due = figures.due if figures is not None else told.returned
        return _Figures(own, None, told, due, told.returned, origins)
    due, present = who_came(context, meeting_of(context.reader, meeting_id), "人")
    if told.issued is not None and told.issued > present:
        raise InvalidInput(f"“{resolution['title']}”发出选票{told.issued}张，多于实到{present}，请核对。")
    return _Figures(election_rule(context, meeting_id), None, told, due, present, origins)


def _next(work: "UnitOfWork", resolution_id: bytes) -> int:
    last = work.reader.value("SELECT max(seq) FROM vote_count WHERE resolution_id = ?", (resolution_id,))
    return int(last or 0) + 1


def _refuse_differences(context: Context, resolution: dict[str, Any]) -> None:
    found = double_entry.compare(context.on_writer, resolution["id"])
    if found:
        told = "；".join(each.words for each in found[:MOST_NAMED])
        more = f"等{len(found)}处" if len(found) > MOST_NAMED else ""
        raise InvalidInput(
            f"“{resolution['title']}”两遍录入不一致，没有计票：{told}{more}。请核对原票，选定以哪一遍为准。"
        )


def _refuse_never_came(work: "UnitOfWork", resolution: dict[str, Any]) -> None:
    """Refuse a ballot cast on the spot by somebody who is not marked as having come.

    Owners vote by their papers, whether or not anybody keeps the door.
    """
    kind = meeting_of(work.reader, resolution["meeting_id"])["kind"]
    if resolution["ballot_form"] not in BY_ATTENDEE or kind == "owners":
        return
    rows = work.reader.all(
        "SELECT a.name FROM ballot b JOIN attendee a ON a.id = b.attendee_id WHERE b.resolution_id = ? "
        "AND b.entry = 1 AND b.origin = 'on_spot' AND b.deleted_at IS NULL "
        "AND (a.state IS NULL OR a.state <> 'present') ORDER BY a.position NULLS FIRST, a.id",
        (resolution["id"],),
    )
    if rows:
        told = "、".join(row[0] for row in rows[:MOST_NAMED])
        more = f"等{len(rows)}人" if len(rows) > MOST_NAMED else ""
        raise InvalidInput(
            f"{told}{more}没有登记到会，却有现场票，没有计票。请先签到，或把来源改为书面、入户。"
        )


def _frozen(context: Context, resolution: dict[str, Any], figures: _Figures) -> dict[str, Any]:
    """Return the columns that hold what was counted; the list of ballots goes among the files."""
    tally, election = figures.tally, figures.election
    told = tally_as_json(tally) if tally is not None else election_as_json(election or _none())
    told["origins"] = [
        [each.origin, each.in_favour, each.against, each.abstain, each.invalid] for each in figures.origins
    ]
    told["due"], told["present"] = figures.due, figures.present
    told["motion"] = {"title": resolution["title"], "content": resolution["content"] or ""}
    rule_json, tally_json = _canonical(rule_told(figures.rule)), _canonical(told)
    detail = _canonical(_detail(context.on_writer, resolution["id"])).encode()
    digest = blobs.put(context.database.path, detail)
    values: dict[str, Any] = {
        "rule_code": figures.rule.code,
        "rule_json": rule_json,
        "heads_due": figures.due,
        "heads_present": figures.present,
        "tally_json": tally_json,
        "digest": digest_of(rule_json, tally_json, digest),
        "detail": digest,
        "detail_size": len(detail),
    }
    if tally is not None:
        return values | _columns(tally)
    assert election is not None
    return values | {
        "heads_for": election.valid - election.blank,
        "heads_against": 0,
        "heads_abstain": election.blank,
        "heads_invalid": election.invalid,
        "quorum_met": True,
        "passed": election.open_seats == 0,
    }


def _none() -> ElectionTally:
    raise RuntimeError("neither a motion nor an election was counted")


def _columns(tally: Tally) -> dict[str, Any]:
    names = (("for", "in_favour"), ("against", "against"), ("abstain", "abstain"), ("invalid", "invalid"))
    values: dict[str, Any] = {f"heads_{key}": getattr(tally.heads, name) for key, name in names}
    values |= {"quorum_met": tally.quorum_met, "passed": tally.passed}
    if tally.area is not None:
        every = (("due", "due"), ("present", "present"), *names)
        values |= {f"area_{key}": getattr(tally.area, name) for key, name in every}
    return values


def _detail(context: Context, resolution_id: bytes) -> list[list[Any]]:
    """Return the single ballots as they were counted; secret ones have no name to tell."""
    return [
        [each.label, each.choice, list(each.picks), each.papers, each.origin, each.entered_by, each.note]
        for each in listed(context, resolution_id, 1)
    ]


def rule_told(rule: "Rule") -> dict[str, Any]:
    """Return a rule as plain data, complete enough to count by it again."""
    return {
        "id": rule.id,
        "uuid": rule.uuid,
        "code": rule.code,
        "title": rule.title,
        "law": rule.law,
        "article": rule.article,
        "value": dict(rule.value),
        "valid_from": rule.valid_from.isoformat() if rule.valid_from else None,
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
        "note": rule.note,
        "local": rule.local,
    }


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _write_result(work: "UnitOfWork", resolution: dict[str, Any], figures: _Figures) -> None:
    values: dict[str, Any] = {"state": guarding.COUNTED}
    if figures.tally is not None:
        heads = figures.tally.heads
        values |= {
            "votes_for": heads.in_favour,
            "votes_against": heads.against,
            "votes_abstain": heads.abstain,
            "outcome": "passed" if figures.tally.passed else "rejected",
        }
        if heads.invalid or resolution["ballots_invalid"] is not None:
            values["ballots_invalid"] = heads.invalid
    elif figures.election is not None:
        told = figures.election
        values |= {
            "ballots_returned": told.returned,
            "ballots_invalid": told.invalid,
            "outcome": "passed" if told.open_seats == 0 else "rejected",
        }
        _write_candidates(work, resolution["id"], told)
    refuse_resting(work.reader, resolution["meeting_id"], resolution["id"])
    refuse_confirmed(work.reader, resolution["id"])
    work.update("resolution", resolution["id"], values)


def _write_candidates(work: "UnitOfWork", resolution_id: bytes, told: ElectionTally) -> None:
    """Write votes and who is elected; a post stays only with the elected, who get 委员 without one."""
    rows = work.reader.all(
        "SELECT id FROM candidate_vote WHERE resolution_id = ? AND deleted_at IS NULL ORDER BY id",
        (resolution_id,),
    )
    for each in told.standings:
        line = bytes(rows[each.position - 1][0])
        post = (work.row("candidate_vote", line)["post"] or "member") if each.elected else None
        work.update("candidate_vote", line, {"votes": each.votes, "elected": each.elected, "post": post})
