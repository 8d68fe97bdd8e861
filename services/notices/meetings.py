"""Facts of a meeting for its minutes and for the notice of what it decided, read from the register."""

from typing import TYPE_CHECKING, Any

from models import vocab
from models.errors import NotFound
from models.rules.dates import from_record
from services.masking import Masker, masker
from services.office import Context

if TYPE_CHECKING:
    from services.documents.meeting_facts import (
        ActionFacts,
        AttendanceFacts,
        Candidate,
        Decision,
        MeetingFacts,
        MinutesFacts,
        Place,
    )

_IN_NO_OFFICE = frozenset(("居民", "业主", "住户", "群众", "居民群众", "旁听居民"))
"""As what one may sit in a meeting without any office; such a name is masked (rules.md, People)."""


def place_of(context: Context, courtyard_id: bytes | None, unit_id: bytes | None) -> "Place":
    """Return the names of courtyard, community and office that a record belongs to."""
    from services.documents.meeting_facts import Place

    courtyard = ""
    if courtyard_id is not None:
        row = context.reader.one("SELECT name, unit_id FROM courtyard WHERE id = ?", (courtyard_id,))
        courtyard, unit_id = row if row is not None else ("", unit_id)
    names = context.reader.one(
        "SELECT u.name, coalesce(o.name, '') FROM unit u LEFT JOIN unit o ON o.id = u.parent_id "
        "WHERE u.id = ?",
        (unit_id,),
    )
    community, office = names if names is not None else ("", "")
    return Place(courtyard, community, office)


def meeting_row(context: Context, meeting_id: bytes) -> dict[str, Any]:
    """Return the stored row of a meeting with the names of its people.

    Raises:
        NotFound: it is gone.
    """
    names = (
        "courtyard_id", "unit_id", "matter_id", "title", "kind", "held_on", "starts", "ends", "place",
        "convener", "chair_post", "due_count", "present_count", "proxy_count", "record", "note", "late",
    )  # fmt: skip
    found = context.reader.one(
        f"SELECT {', '.join('t.' + name for name in names)}, a.name, b.name, m.title FROM meeting t "
        "LEFT JOIN resident a ON a.id = t.chair_id LEFT JOIN resident b ON b.id = t.recorder_id "
        "LEFT JOIN matter m ON m.id = t.matter_id WHERE t.id = ? AND t.deleted_at IS NULL",
        (meeting_id,),
    )
    if found is None:
        raise NotFound("这次会议已经不在了，可能刚被删除。请刷新后再试。")
    return dict(zip((*names, "chair", "recorder", "matter"), found, strict=True))


def meeting_facts(row: dict[str, Any], masks: Masker) -> "MeetingFacts":
    """Return what a meeting was, from its row; its people pass `masks`."""
    from services.documents.meeting_facts import MeetingFacts

    return MeetingFacts(
        title=row["title"],
        kind=vocab.MEETING_KIND.label(row["kind"]) if row["kind"] != "other" else "",
        held_on=row["held_on"],
        starts=row["starts"] or "",
        ends=row["ends"] or "",
        venue=row["place"] or "",
        convener=row["convener"] or "",
        chair=masks.name("meeting", row["chair"], row["chair_post"] or "主持人"),
        chair_post=row["chair_post"] or "",
        recorder=masks.name("meeting", row["recorder"], "记录人"),
        due=row["due_count"],
        present=row["present_count"],
        proxies=row["proxy_count"],
        counted="户" if row["kind"] == "households" else "人",
        matter=row["matter"] or "",
    )


def minutes_facts(context: Context, meeting_id: bytes, masks: Masker | None = None) -> "MinutesFacts":
    """Gather what 会议纪要 shows (policy 2.6c).

    Args:
        context: read on the reader's thread.
        meeting_id: the meeting.
        masks: what its people pass, by default the profile of minutes.

    Raises:
        NotFound: the meeting is gone.
    """
    from services.documents.meeting_facts import AgendaFacts, MinutesFacts

    masks = masks or masker(context, "minutes")
    row = meeting_row(context, meeting_id)
    meeting = meeting_facts(row, masks)
    items = context.reader.all(
        "SELECT id, title, coalesce(content, ''), coalesce(discussion, '') FROM agenda_item "
        "WHERE meeting_id = ? AND deleted_at IS NULL ORDER BY position IS NULL, position, id",
        (meeting_id,),
    )
    of_item: dict[bytes | None, list[Decision]] = {item[0]: [] for item in items}
    loose: list[Decision] = []
    for item_id, decision in decisions_of(context, "t.meeting_id = ?", meeting_id, masks):
        of_item.get(item_id, loose).append(decision)
    agenda = tuple(
        AgendaFacts(title, content, discussion, tuple(of_item[item_id]))
        for item_id, title, content, discussion in items
    )
    life = _life(context, meeting_id)
    return MinutesFacts(
        place_of(context, row["courtyard_id"], row["unit_id"]),
        meeting,
        agenda,
        tuple(loose),
        _actions(context, meeting_id, masks, life["checked_on"] or ""),
        _attendance(context, meeting_id, masks),
        row["record"] or "",
        row["note"] or "",
        life["text"] or "",
        "单人办理" if life["single_reason"] else life["checked_by"] or "",
        _correction(life),
        bool(row["late"] or life["late"]),
    )


_OF_LIFE = ("text", "checked_on", "checked_by", "single_reason", "late", "reason")


def _life(context: Context, meeting_id: bytes) -> dict[str, Any]:
    """Return what the last minutes of a meeting add to its record, and which version they correct."""
    names = (*_OF_LIFE, "corrected_seq", "corrected_on")
    found = context.reader.one(
        f"SELECT {', '.join('t.' + name for name in _OF_LIFE)}, c.seq, c.final_on FROM minutes t "
        "LEFT JOIN minutes c ON c.id = t.corrects_id WHERE t.meeting_id = ? AND t.deleted_at IS NULL "
        "ORDER BY t.seq DESC, t.id DESC LIMIT 1",
        (meeting_id,),
    )
    return dict(zip(names, found or (None,) * len(names), strict=True))


def _correction(life: dict[str, Any]) -> str:
    if life["corrected_seq"] is None:
        return ""
    day = from_record(life["corrected_on"])
    dated = f"（{day.chinese}定稿）" if day is not None else ""
    why = (life["reason"] or "").rstrip("。")
    return f"本纪要为更正稿，更正第{life['corrected_seq']}版纪要{dated}，以本纪要为准。更正原因：{why}。"


def decisions_of(
    context: Context, condition: str, key: bytes, masks: Masker
) -> "list[tuple[bytes | None, Decision]]":
    """Return decisions with the item of the agenda they belong to.

    Args:
        context: read on the reader's thread.
        condition: SQL over `t` (resolution) with one `?`.
        key: its value.
        masks: what candidates pass.
    """
    from services.documents.meeting_facts import Decision

    rows = context.reader.all(
        "SELECT t.id, t.agenda_item_id, t.kind, t.title, t.content, t.votes_for, t.votes_against, "
        "t.votes_abstain, t.seats, t.ballots_issued, t.ballots_returned, t.ballots_invalid, "
        "t.outcome, t.note "
        f"FROM resolution t LEFT JOIN agenda_item g ON g.id = t.agenda_item_id WHERE {condition} "
        "AND t.deleted_at IS NULL ORDER BY g.position IS NULL, g.position, t.id",
        (key,),
    )
    return [
        (
            row[1],
            Decision(
                row[3],
                row[4] or "",
                row[2] == "election",
                votes_for=row[5],
                votes_against=row[6],
                votes_abstain=row[7],
                seats=row[8],
                issued=row[9],
                returned=row[10],
                invalid=row[11],
                outcome=vocab.OUTCOME.label(row[12]),
                candidates=_candidates(context, row[0], masks),
                note=row[13] or "",
            ),
        )
        for row in rows
    ]


def _candidates(context: Context, resolution_id: bytes, masks: Masker) -> "tuple[Candidate, ...]":
    from services.documents.meeting_facts import Candidate

    rows = context.reader.all(
        "SELECT r.name, t.votes, t.elected, t.post, t.note FROM candidate_vote t "
        "JOIN resident r ON r.id = t.resident_id WHERE t.resolution_id = ? AND t.deleted_at IS NULL "
        "ORDER BY coalesce(t.votes, -1) DESC, t.id",
        (resolution_id,),
    )
    found = []
    for name, votes, elected, post, note in rows:
        label = vocab.COMMITTEE_POST.label(post) if elected else ""
        printed = masks.name("candidate", name, label or ("当选人" if elected else "候选人"))
        found.append(Candidate(printed, votes, None if elected is None else bool(elected), label, note or ""))
    return tuple(found)


def _actions(
    context: Context, meeting_id: bytes, masks: Masker, checked_on: str
) -> "tuple[ActionFacts, ...]":
    """Return the action items; checked minutes tell of what was done only what was done before the check."""
    from services.documents.meeting_facts import ActionFacts

    rows = context.reader.all(
        "SELECT t.content, t.responsible, r.name, t.due_on, t.done_on, t.result FROM action_item t "
        "LEFT JOIN resident r ON r.id = t.resident_id WHERE t.meeting_id = ? AND t.deleted_at IS NULL "
        "ORDER BY t.position IS NULL, t.position, t.id",
        (meeting_id,),
    )
    return tuple(
        ActionFacts(content, _responsible(post or "", name or "", masks), due or "", done or "", result or "")
        for content, post, name, due, done, result in (_as_checked(row, checked_on) for row in rows)
    )


def _as_checked(row: tuple[Any, ...], checked_on: str) -> tuple[Any, ...]:
    done = row[4] or ""
    return (*row[:4], None, None) if checked_on and not "" < done < checked_on else row


def _responsible(post: str, name: str, masks: Masker) -> str:
    """Return who has to do something; a post that spells out the name gets it as it is printed."""
    group = "resident" if post.strip() in _IN_NO_OFFICE else "meeting"
    printed = masks.name(group, name, post.replace(name, "").strip("（）()：: ") or "责任人") if name else ""
    if not name or name in post:
        return post.replace(name, printed) if name else post
    return f"{printed}（{post}）" if post and printed else post or printed


def _attendance(context: Context, meeting_id: bytes, masks: Masker) -> "tuple[AttendanceFacts, ...]":
    from services.documents.meeting_facts import AttendanceFacts

    rows = context.reader.all(
        "SELECT t.body, r.name, t.present_count, t.leave_count, t.note, t.capacity FROM attendance t "
        "LEFT JOIN resident r ON r.id = t.resident_id WHERE t.meeting_id = ? AND t.deleted_at IS NULL "
        "ORDER BY t.id",
        (meeting_id,),
    )
    found = []
    for body, name, present, leave, note, capacity in rows:
        group = "resident" if body.strip() in _IN_NO_OFFICE else "meeting"
        shown = masks.name(group, name, body)
        masked = bool(name) and shown != name
        found.append(AttendanceFacts(body, shown, present, leave, note or "", capacity == "observer", masked))
    return tuple(found)
