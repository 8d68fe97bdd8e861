"""Facts for what is posted: a resolution with period and contact, and notices with a text of their own."""

from datetime import date
from typing import TYPE_CHECKING, Any

from models import vocab
from models.errors import InvalidInput, NotFound
from models.rules.dates import from_record
from services.masking import Masker, masker
from services.notices.contact import masked_contact, shown_phone
from services.notices.meetings import decisions_of, meeting_facts, meeting_row, place_of
from services.notices.photos import photos_of
from services.office import Context

if TYPE_CHECKING:
    from services.documents.meeting_facts import (
        MatterFacts,
        OwnTextFacts,
        Place,
        Posting,
        ResolutionFacts,
        StepFacts,
    )

_BEFORE_POSTING = ("consult", "propose", "discuss", "review", "decide")
"""Steps that lie behind a matter when its resolution is posted (vocab.MATTER_STEP)."""
_INFORMAL = ("free", "scan", "charter")
"""Kinds that hang for good or for information: no period is set and nobody is asked to object."""
_STEP_OF = {"resolution": "publish", "result": "result"}
"""Which step of its matter a kind of notice is."""
_NOTICE = (
    "id", "courtyard_id", "unit_id", "kind", "title", "body", "meeting_id", "resolution_id", "matter_id",
    "organ", "issued_on", "posted_from", "posted_until", "place", "item_id", "for_month", "request_id",
    "corrects_id", "election_id", "charter_version_id", "appraisal_id",
)  # fmt: skip
NO_NOTICE: dict[str, Any] = dict.fromkeys(_NOTICE)
"""Stands for the row of a notice where none is recorded yet."""


def notice_row(context: Context, notice_id: bytes) -> dict[str, Any]:
    """Return the stored row of a notice.

    Raises:
        NotFound: it is gone.
    """
    found = context.reader.one(
        f"SELECT {', '.join(_NOTICE)} FROM notice WHERE id = ? AND deleted_at IS NULL", (notice_id,)
    )
    if found is None:
        raise NotFound("这张公示已经不在了，可能刚被删除。请刷新后再试。")
    return dict(zip(_NOTICE, found, strict=True))


def resolution_facts(
    context: Context,
    record_id: bytes,
    notice: dict[str, Any] | None = None,
    masks: Masker | None = None,
) -> "ResolutionFacts":
    """Gather what 决议公示 shows.

    Args:
        context: read on the reader's thread.
        record_id: a resolution, or a meeting with all of its resolutions.
        notice: the row of the notice it hangs as; by default the latest one recorded for it.
        masks: what its people pass, by default the profile of 决议公示.

    Raises:
        NotFound: neither a resolution nor a meeting, or nothing was decided there.
    """
    from services.documents.meeting_facts import ResolutionFacts

    meeting_id = context.reader.value(
        "SELECT meeting_id FROM resolution WHERE id = ? AND deleted_at IS NULL", (record_id,)
    )
    masks = masks or masker(context, "resolution")
    single = meeting_id is not None
    row = meeting_row(context, meeting_id if single else record_id)
    found = decisions_of(context, "t.id = ?" if single else "t.meeting_id = ?", record_id, masks)
    if not found:
        raise NotFound(f"“{row['title']}”还没有登记决议。请先在会议的“议题决议”里登记，再打印决议公示。")
    place = place_of(context, row["courtyard_id"], row["unit_id"])
    notice = notice or _notice_for(context, record_id, single) or NO_NOTICE
    return ResolutionFacts(
        place,
        meeting_facts(row, masks),
        tuple(decision for _, decision in found),
        posting_of(context, place, notice, row["unit_id"], masks),
        notice["title"] or "",
        _matter(context, row["matter_id"]),
    )


def _notice_for(context: Context, record_id: bytes, single: bool) -> dict[str, Any] | None:
    """Return the latest notice of this resolution, or of the meeting as a whole."""
    condition = "resolution_id = ?" if single else "meeting_id = ? AND resolution_id IS NULL"
    found = context.reader.value(
        f"SELECT id FROM notice WHERE {condition} AND kind = 'resolution' AND deleted_at IS NULL "
        "ORDER BY id DESC LIMIT 1",
        (record_id,),
    )
    return notice_row(context, found) if found is not None else None


def posting_of(
    context: Context, place: "Place", notice: dict[str, Any], unit_id: bytes | None, masks: Masker
) -> "Posting":
    """Return how a notice hangs: in its own words where it has some, with the community's contact.

    Args:
        context: read on the reader's thread.
        place: where it hangs; its residents' committee signs unless the notice names another organ.
        notice: row of the notice; all None where none is recorded yet.
        unit_id: the community.
        masks: what its contact passes.
    """
    from services.documents.meeting_facts import Posting

    contact = context.reader.one(
        "SELECT coalesce(contact, ''), coalesce(phone, ''), coalesce(address, '') FROM unit WHERE id = ?",
        (unit_id,),
    )
    name, phone, address = masked_contact(masks, contact or ("", "", ""))
    return Posting(
        organ=notice["organ"] or place.organ,
        issued_on=notice["issued_on"] or notice["posted_from"] or context.today().isoformat(),
        from_day=notice["posted_from"] or "",
        until_day=notice["posted_until"] or "",
        board=notice["place"] or "",
        least_days=_least_days(context, notice["posted_from"]),
        contact_name=name,
        contact_phone=shown_phone(phone),
        contact_place=address,
        basis=_basis(context, notice["posted_from"] or notice["issued_on"]),
    )


def _least_days(context: Context, posted_from: str | None) -> int | None:
    """Return for how many days residents' affairs must hang by the law of that day (居委会组织法 34)."""
    day = from_record(posted_from)
    when: date = day.first_day if day is not None else context.today()
    rule = context.rulebook.find("disclosure.posting", when)
    return rule.number("days") if rule is not None else None


def _basis(context: Context, posted: str | None) -> str:
    """Return what residents' affairs are posted by on that day (居委会组织法 34; before it policy 3.5b)."""
    day = from_record(posted)
    rule = context.rulebook.find("disclosure.basis", day.first_day if day is not None else context.today())
    return rule.text("named") if rule is not None else ""


def _matter(context: Context, matter_id: bytes | None) -> "MatterFacts | None":
    from services.documents.meeting_facts import MatterFacts

    found = context.reader.one(
        "SELECT title, budget, template FROM matter WHERE id = ? AND deleted_at IS NULL", (matter_id,)
    )
    if found is None:
        return None
    funding = context.reader.all(
        "SELECT source, amount FROM funding_line WHERE matter_id = ? AND deleted_at IS NULL ORDER BY id",
        (matter_id,),
    )
    return MatterFacts(
        found[0],
        _steps(context, matter_id),
        found[1],
        tuple((vocab.FUNDING_SOURCE.label(source), amount) for source, amount in funding),
        found[2],
        _published(context, matter_id),
    )


def _published(context: Context, matter_id: bytes | None) -> str:
    """Return the day the resolution of a matter was made public, "" where none is recorded."""
    day: str | None = context.reader.value(
        "SELECT coalesce(t.from_day, n.posted_from, n.issued_on) FROM matter_step t "
        "LEFT JOIN notice n ON n.id = t.notice_id AND n.deleted_at IS NULL "
        "WHERE t.matter_id = ? AND t.step = 'publish' AND t.deleted_at IS NULL ORDER BY t.id LIMIT 1",
        (matter_id,),
    )
    return day or ""


def _steps(context: Context, matter_id: bytes | None) -> "tuple[StepFacts, ...]":
    from services.documents.meeting_facts import StepFacts

    rows = context.reader.all(
        "SELECT t.step, coalesce(t.from_day, m.held_on, ''), coalesce(t.to_day, ''), "
        "coalesce(t.done_by, m.title, ''), t.households_asked, t.households_answered, t.in_favour, "
        "t.against, coalesce(t.record, ''), m.due_count, m.present_count FROM matter_step t "
        "LEFT JOIN meeting m ON m.id = t.meeting_id WHERE t.matter_id = ? AND t.deleted_at IS NULL "
        "ORDER BY t.id",
        (matter_id,),
    )
    order = {step: place for place, step in enumerate(_BEFORE_POSTING)}
    taken = sorted((row for row in rows if row[0] in order), key=lambda row: order[row[0]])
    return tuple(
        StepFacts(vocab.MATTER_STEP.label(row[0]), row[1], row[2], row[3], _step_result(*row[4:]))
        for row in taken
    )


def _step_result(
    asked: int | None,
    answered: int | None,
    in_favour: int | None,
    against: int | None,
    record: str,
    due: int | None,
    present: int | None,
) -> str:
    counted = (
        ("入户{}户", asked),
        ("收回{}份", answered),
        ("赞成{}份", in_favour),
        ("不同意{}份", against),
        ("应到{}人", due if "应到" not in record else None),
        ("实到{}人", present if "实到" not in record else None),
    )
    figures = "，".join(text.format(number) for text, number in counted if number is not None)
    return "".join(f"{part.rstrip('。')}。" for part in (figures, record) if part)


def own_text_facts(context: Context, notice: dict[str, Any], masks: Masker | None = None) -> "OwnTextFacts":
    """Gather what a notice with a text of its own shows.

    Args:
        context: read on the reader's thread.
        notice: its row.
        masks: what whom to ask passes, by default the profile of its kind.

    Raises:
        InvalidInput: it has neither text nor, where it is a scanned paper, a photo.
    """
    from services.documents.meeting_facts import OwnTextFacts

    photos, missing = photos_of(context, "notices", notice.get("id"), notice["title"])
    scanned, body = notice["kind"] == "scan", (notice["body"] or "").strip()
    if scanned and not (body or photos or missing):
        raise InvalidInput(f"“{notice['title']}”还没有扫描件。请在这张公示的“附件”里添加照片或扫描的图片。")
    if not body and not scanned:
        raise InvalidInput(f"“{notice['title']}”还没有正文。请先编辑这张公示，写好正文再打印。")
    place = place_of(context, notice["courtyard_id"], notice["unit_id"])
    posting = posting_of(context, place, notice, notice["unit_id"], masks or masker(context, notice["kind"]))
    step = _STEP_OF.get(notice["kind"], "")
    matter = _matter(context, _matter_of_notice(context, notice)) if step else None
    formal = notice["kind"] not in _INFORMAL
    return OwnTextFacts(
        place, notice["title"], notice["body"] or "", posting, formal, matter, step, photos, missing, scanned
    )


def _matter_of_notice(context: Context, notice: dict[str, Any]) -> bytes | None:
    """Return the matter a notice is about: its own, that of the step it was linked to, or of its meeting."""
    found: bytes | None = notice.get("matter_id")
    return found or context.reader.value(
        "SELECT coalesce((SELECT s.matter_id FROM matter_step s WHERE s.notice_id = ? "
        "AND s.deleted_at IS NULL ORDER BY s.id LIMIT 1), (SELECT m.matter_id FROM meeting m WHERE m.id = "
        "coalesce(?, (SELECT r.meeting_id FROM resolution r WHERE r.id = ?))))",
        (notice.get("id"), notice.get("meeting_id"), notice.get("resolution_id")),
    )
