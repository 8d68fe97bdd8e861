"""Facts for the sheets of an election, from the record: who stands, who was elected, filing, handover."""

from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput
from services.election_record import CandidateLine, ElectionView, shipped, view
from services.masking import Masker
from services.notices.meetings import decisions_of, meeting_facts, meeting_row, place_of
from services.notices.postings import NO_NOTICE, notice_row, posting_of
from services.office import Context

if TYPE_CHECKING:
    from services.documents.election_facts import (
        ElectionSheetFacts,
        HandoverFacts,
        RoundFacts,
        StandingFacts,
    )

ELECTION_SHEETS: Final = {
    "candidates": "候选人公示",
    "election_result": "选举结果公告",
    "election_report": "选举结果报告单",
    "election_filing": "选举备案表",
    "handover": "移交清单",
}
"""Kinds of sheets made of an election."""
_POST_ORDER: Final = {"director": 0, "deputy_director": 1}


def election_facts(
    context: Context,
    election_id: bytes,
    sheet: str,
    notice: dict[str, Any] | None,
    masks: Masker,
) -> "ElectionSheetFacts":
    """Gather what a sheet of an election shows.

    Args:
        context: read on the reader's thread.
        election_id: the election.
        sheet: one of `ELECTION_SHEETS`.
        notice: the row of the notice it hangs as; by default the latest one recorded for it.
        masks: what its people pass.

    Raises:
        NotFound: it is gone.
        InvalidInput: there is nothing to show yet.
    """
    from services.documents.election_facts import ElectionSheetFacts

    found = view(context, election_id)
    _refuse_early(found, sheet)
    place = place_of(context, found.courtyard_id, found.unit_id)
    row = notice or _notice_of(context, found, sheet) or NO_NOTICE
    looked = [each for each in found.candidates if each.vetted_by or each.vetted_on]
    return ElectionSheetFacts(
        sheet,
        place,
        found.title.removeprefix(place.courtyard) or found.title,
        found.committee,
        vocab.COMMITTEE_KIND.label(found.body),
        vocab.ELECTION_KIND.label(found.kind),
        posting_of(context, place, row, found.unit_id, masks),
        row["title"] or "",
        seats=found.seats,
        term_years=found.term_years,
        candidates=tuple(_candidate(each, masks) for each in found.standing) if sheet == "candidates" else (),
        vetted_by="；".join(dict.fromkeys(each.vetted_by for each in looked if each.vetted_by)),
        vetted_on=max((each.vetted_on for each in looked), default=""),
        unsuitable=sum(each.outcome == "failed" for each in found.candidates),
        withdrawn=sum(each.outcome == "withdrawn" for each in found.candidates),
        rounds=() if sheet in ("candidates", "handover") else _rounds(context, found, masks),
        elected=() if sheet in ("candidates", "handover") else _elected(found, masks),
        open_seats=found.outcome.open_seats,
        reason=found.reason,
        elected_on=found.elected_on,
        file_by=found.file_by,
        filed_on=found.filed_on,
        filed_with=found.filed_with,
        things=_things(found) if sheet == "handover" else (),
        handed_on=found.handed_on,
        handed_from=masks.name("meeting", found.handed_from, "移交人") if sheet == "handover" else "",
        handed_to=masks.name("meeting", found.handed_to, "接收人") if sheet == "handover" else "",
        witness=masks.name("meeting", found.witness, "监交人") if sheet == "handover" else "",
    )


def _refuse_early(found: ElectionView, sheet: str) -> None:
    if sheet == "candidates" and not found.standing:
        raise InvalidInput(f"“{found.title}”还没有通过资格审查的候选人，不能出候选人公示。请先登记审查结果。")
    if sheet == "election_report" and not found.rounds:
        raise InvalidInput(f"“{found.title}”还没有登记投票，不能出选举结果报告单。")
    if sheet in ("election_result", "election_filing") and found.state not in ("elected", "filed"):
        raise InvalidInput(f"“{found.title}”还没有确认结果，不能出{ELECTION_SHEETS[sheet]}。")


def _notice_of(context: Context, found: ElectionView, sheet: str) -> dict[str, Any] | None:
    known = {"candidates": found.candidates_notice, "election_result": found.result_notice}.get(sheet)
    return notice_row(context, known) if known is not None else None


def _candidate(line: CandidateLine, masks: Masker) -> "StandingFacts":
    from services.documents.election_facts import StandingFacts

    return StandingFacts(
        masks.name("candidate", line.name, "候选人"),
        line.sex,
        "",
        line.membership,
        line.background,
        line.introduction,
        line.nominated_by,
    )


def _rounds(context: Context, found: ElectionView, masks: Masker) -> "tuple[RoundFacts, ...]":
    from services.documents.election_facts import RoundFacts

    rounds = []
    for place, each in enumerate(found.rounds):
        decided = decisions_of(context, "t.id = ?", each.resolution_id, masks)
        meeting = meeting_facts(meeting_row(context, each.meeting_id), masks)
        told = found.outcome.told[place] if place < len(found.outcome.told) else ""
        rounds.append(RoundFacts(meeting, decided[0][1], told))
    return tuple(rounds)


def _elected(found: ElectionView, masks: Masker) -> "tuple[StandingFacts, ...]":
    """Return whoever was elected, the director first, then by votes."""
    from services.documents.election_facts import StandingFacts

    if found.state not in ("elected", "filed"):
        return ()
    posts = {person: post for each in found.rounds for person, post in each.posts}
    lines = {each.resident_id: each for each in found.candidates}
    ordered = sorted(found.outcome.elected, key=lambda won: _POST_ORDER.get(posts.get(won.key, ""), 2))
    made = []
    for won in ordered:
        line, post = lines.get(won.key), vocab.COMMITTEE_POST.label(posts.get(won.key) or "member")
        made.append(
            StandingFacts(
                masks.name("candidate", won.name, post),
                line.sex if line is not None else "",
                line.birth if line is not None else "",
                line.membership if line is not None else "",
                line.background if line is not None else "",
                post=post,
                votes=won.votes,
            )
        )
    return tuple(made)


def _things(found: ElectionView) -> "tuple[HandoverFacts, ...]":
    """Return the handover list; an election without one gets what is usually handed over, to be filled in."""
    from services.documents.election_facts import HandoverFacts

    if not found.handover:
        return tuple(HandoverFacts(each["title"], each["quantity"]) for each in shipped()["handover"])
    return tuple(
        HandoverFacts(
            each.title,
            each.quantity,
            each.handed_on,
            "；".join(part for part in (each.missing_reason, each.note) if part),
        )
        for each in found.handover
    )
