"""The result of an election: confirmed once every figure fits, announced, filed, things handed over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from models import vocab
from models.errors import InvalidInput
from models.rules.election_count import Outcome
from models.rules.elections import gate
from models.rules.text import clean
from services.election_record.reading import day_of_vote, view
from services.elections.candidates import open_row
from services.meetings.fixed import refuse_fixed
from services.notices.life import prepare_in
from services.office import Context
from services.rights import needs
from services.saving import FormErrors, Saved

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork
    from services.election_record.views import ElectionView


@dataclass(frozen=True, slots=True)
class Settled:
    """How one thing on the handover list was settled: handed over, or why it is missing."""

    item_id: bytes
    handed: bool
    missing_reason: str = ""


@needs("elections.write")
def confirm_result(
    context: Context,
    election_id: bytes,
    posts: Mapping[bytes, str] | None = None,
    *,
    valid: int | None = None,
    total: int | None = None,
    reason: str = "",
) -> Saved:
    """Confirm the result, on the writer's thread, in one transaction that can be undone.

    The elected become members of the committee; after a first election or a renewal the old term ends and a
    new one begins. Nothing is written while one figure does not fit.

    Args:
        context: who confirms.
        election_id: the election.
        posts: posts by resident (vocab.COMMITTEE_POST); everybody else who is elected is a plain member.
        valid, total: valid ballots and all votes of the last round as the signed report says them; compared
            with what was recorded, None where nobody compares.
        reason: why seats that are open are not voted for again.

    Raises:
        InvalidInput: a figure that cannot be right, by its name; seats open without a reason; nobody elected;
            a post of somebody who was not elected, or two directors; final minutes that say otherwise.
    """
    with context.unit_of_work() as work:
        row = open_row(work, election_id, "再确认结果")
        seen = view(context.on_writer, election_id)
        _refuse_wrong(context, seen, valid, total)
        _refuse_open(seen.outcome, clean(reason))
        chosen = _posts(seen.outcome, posts or {})
        day = day_of_vote(context, seen.rounds).isoformat()
        _mark(work, seen, chosen)
        _seat(work, row, seen, chosen, day)
        values: dict[str, Any] = {"state": "elected", "elected_on": day}
        if clean(reason):
            values["reason"] = "；".join(part for part in (row["reason"], clean(reason)) if part)
        work.update("election", election_id, values)
        names = "、".join(each.name for each in seen.outcome.elected)
        work.note("election_confirmed", "election", election_id, f"{row['title']}：当选{names}")
        return Saved(election_id, work.commit())


def _refuse_wrong(context: Context, seen: "ElectionView", valid: int | None, total: int | None) -> None:
    missing = gate(seen.facts, "confirm", context.rulebook, day_of_vote(context, seen.rounds))
    if missing:
        raise InvalidInput(missing[0])
    poll = seen.rounds[-1].poll
    if valid is not None and valid != poll.ballots:
        raise InvalidInput(
            f"有效票登记的是{poll.ballots}张，报告单上是{valid}张，请核对有效票。结果没有确认。"
        )
    if total is not None and total != poll.votes:
        raise InvalidInput(
            f"得票合计登记的是{poll.votes}票，报告单上是{total}票，请核对得票合计和各人的得票。结果没有确认。"
        )


def _refuse_open(outcome: Outcome, reason: str) -> None:
    if not outcome.elected:
        raise InvalidInput("没有人过半数，不能确认结果。请再次投票，或办理“未选出”。")
    if outcome.open_seats and not reason:
        names = "、".join(each.name for each in outcome.again)
        tie = f"（{names}同为{outcome.again[0].votes}票）" if outcome.tied else ""
        raise InvalidInput(
            f"还差{outcome.open_seats}人没有选出{tie}。请再次投票；不再投票的，写明空缺的原因。", "reason"
        )


def _posts(outcome: Outcome, posts: Mapping[bytes, str]) -> dict[bytes, str]:
    elected = {each.key: each.name for each in outcome.elected}
    chosen = {key: posts.get(key) or "member" for key in elected}
    for key, post in posts.items():
        if post and key not in elected:
            raise InvalidInput("有职务给了没有当选的人，请核对职务。")
        if post and post not in vocab.COMMITTEE_POST:
            raise InvalidInput(f"没有“{post}”这种职务。")
    directors = [elected[key] for key, post in chosen.items() if post == "director"]
    if len(directors) > 1:
        raise InvalidInput(f"主任只能有一人，现在选了{'、'.join(directors)}。")
    return chosen


def _mark(work: "UnitOfWork", seen: "ElectionView", chosen: Mapping[bytes, str]) -> None:
    """Write who was elected in which round, and the arithmetic as the decision reads.

    Raises:
        InvalidInput: the final minutes of a meeting say otherwise.
    """
    last = seen.rounds[-1].number
    for place, each in enumerate(seen.rounds):
        won = {one.key for one in seen.outcome.elected if one.round == each.number}
        for vote, person in work.reader.all(
            "SELECT id, resident_id FROM candidate_vote WHERE resolution_id = ? AND deleted_at IS NULL "
            "ORDER BY id",
            (each.resolution_id,),
        ):
            key = bytes(person)
            if work.update("candidate_vote", vote, {"elected": key in won, "post": chosen.get(key)}):
                refuse_fixed(work, each.meeting_id)
        if work.row("resolution", each.resolution_id)["state"] == "counted":
            continue  # the count wrote what was decided, and keeps it
        told = seen.outcome.told[place] if place < len(seen.outcome.told) else ""
        # one decision is owed to the board, and the last round completes it
        outcome = "passed" if each.number == last else None
        if work.update("resolution", each.resolution_id, {"outcome": outcome, "content": told or None}):
            refuse_fixed(work, each.meeting_id)


def _seat(
    work: "UnitOfWork", row: dict[str, Any], seen: "ElectionView", chosen: Mapping[bytes, str], day: str
) -> None:
    """End the old term where a new one begins, and put the elected into office."""
    if row["kind"] != "by":
        for each in seen.members:
            work.update("committee_member", each.id, {"until": day})
        term = {"founded": day, "seats": row["seats"]}
        if row["term_years"] is not None:
            term["term_years"] = row["term_years"]
        work.update("committee", row["committee_id"], term)
    in_office = {each.resident_id: each.id for each in seen.members} if row["kind"] == "by" else {}
    stood = {each.resident_id: each for each in seen.candidates}
    for won in seen.outcome.elected:
        if won.key in in_office:
            raise InvalidInput(f"{won.name}已经是这个自治组织的成员，补选不能再选。")
        member = work.insert(
            "committee_member",
            {
                "unit_id": row["unit_id"],
                "committee_id": row["committee_id"],
                "resident_id": won.key,
                "post": chosen[won.key],
                "background": stood[won.key].background or None if won.key in stood else None,
                "since": day,
            },
        )
        _vetted_as(work, row["id"], won.key, member)


def _vetted_as(work: "UnitOfWork", election_id: bytes, person: bytes, member: bytes) -> None:
    """Name the new member in what was said about the candidate."""
    for (vetting,) in work.reader.all(
        "SELECT id FROM candidate_vetting WHERE election_id = ? AND resident_id = ? AND deleted_at IS NULL",
        (election_id, person),
    ):
        work.update("candidate_vetting", vetting, {"committee_member_id": member})


@needs("elections.write")
def fail(context: Context, election_id: bytes, reason: str) -> Saved:
    """Record that nobody was elected, or that a recall was not carried, on the writer's thread.

    Raises:
        InvalidInput: no reason, or the result is confirmed.
    """
    why = clean(reason)
    if not why:
        raise InvalidInput("请写明没有选出的原因。", "reason")
    with context.unit_of_work() as work:
        row = open_row(work, election_id, "改为未选出")
        state = "kept" if row["kind"] == "recall" else "failed"
        work.update("election", election_id, {"state": state, "reason": why})
        return Saved(election_id, work.commit())


# afterwards


@needs("elections.write")
def publish(context: Context, election_id: bytes) -> Saved:
    """Prepare 选举结果公告 from the record, on the writer's thread; a living one is used again.

    It names the last round, so that it fulfils what the catalogue owes for that decision.

    Returns:
        The notice; no transaction where it was there already.

    Raises:
        InvalidInput: the result is not confirmed.
    """
    with context.unit_of_work() as work:
        row = work.row("election", election_id)
        if row["state"] not in ("elected", "filed"):
            raise InvalidInput("还没有确认选举结果，不能公告。")
        seen = view(context.on_writer, election_id)
        if seen.result_notice is not None:
            return Saved(seen.result_notice, None)
        yard = work.row("courtyard", row["courtyard_id"])["name"]
        title = f"{yard}{seen.title.removeprefix(yard)}结果公告"
        notice = prepare_in(
            context, work, "election_result", row["courtyard_id"], record=election_id, title=title
        )
        last = seen.rounds[-1]
        work.update("notice", notice, {"resolution_id": last.resolution_id, "meeting_id": last.meeting_id})
        return Saved(notice, work.commit())


@needs("elections.write")
def file(context: Context, election_id: bytes, on: date, filed_with: str) -> Saved:
    """Record that an election was filed with the sub-district, on the writer's thread.

    Args:
        context: who records it.
        election_id: the election.
        on: the day it was handed in; the deadline is 30 days after the election.
        filed_with: with whom.

    Raises:
        InvalidInput: the result is not confirmed, the day is before it, or nobody is named.
    """
    where = clean(filed_with)
    if not where:
        raise InvalidInput("请写明向哪里备案，如“明湖办事处”。", "filed_with")
    with context.unit_of_work() as work:
        work.row("election", election_id)
        missing = gate(view(context.on_writer, election_id).facts, "file", context.rulebook, on)
        if missing:
            raise InvalidInput(missing[0])
        values = {"state": "filed", "filed_on": on.isoformat(), "filed_with": where}
        work.update("election", election_id, values)
        return Saved(election_id, work.commit())


@needs("elections.write")
def hand_over(
    context: Context,
    election_id: bytes,
    settled: tuple[Settled, ...],
    *,
    on: date,
    handed_from: str,
    handed_to: str,
    witness: str,
) -> Saved:
    """Record what the old committee handed over, on the writer's thread; some may come later.

    Args:
        context: who records it.
        election_id: the election.
        settled: what was handed over, or why it is missing; things not named stay open.
        on: the day.
        handed_from, handed_to, witness: names.

    Raises:
        FormErrors: by field: a name that is missing; "missing_reason:" and the place in `settled`.
        InvalidInput: the result is not confirmed.
    """
    with context.unit_of_work() as work:
        work.row("election", election_id)
        seen = view(context.on_writer, election_id)
        missing = gate(seen.facts, "hand_over", context.rulebook, on)
        if missing:
            raise InvalidInput(missing[0])
        names = {"handed_from": clean(handed_from), "handed_to": clean(handed_to), "witness": clean(witness)}
        labels = {"handed_from": "移交人", "handed_to": "接收人", "witness": "监交人"}
        errors = {name: f"请填写{labels[name]}。" for name, value in names.items() if not value}
        known = {each.id: each for each in seen.handover}
        for place, each in enumerate(settled):
            if each.item_id not in known:
                errors[f"missing_reason:{place}"] = "这一项已经不在清单上，请刷新后再试。"
            elif each.handed and clean(each.missing_reason):
                title = known[each.item_id].title
                errors[f"missing_reason:{place}"] = f"{title}已经移交，不用写没有移交的原因。"
        if errors:
            raise FormErrors(errors)
        for each in settled:
            values = {
                "handed_on": on.isoformat() if each.handed else None,
                "missing_reason": clean(each.missing_reason) or None,
            }
            if each.handed and known[each.item_id].handed_on:
                values.pop("handed_on")
            work.update("handover_item", each.item_id, values)
        work.update("election", election_id, {"handed_on": on.isoformat(), **names})
        return Saved(election_id, work.commit())
