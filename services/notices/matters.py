"""Facts of a matter for its working sheets: 征求意见表, 汇总表, 议事登记表, 验收单."""

from typing import TYPE_CHECKING, Final

from models import vocab
from models.rules.dates import from_record
from services.masking import Masker, masker
from services.matters import consulting
from services.matters.progress import Progress, StepTold, state_label, where
from services.notices.meetings import place_of
from services.office import Context

if TYPE_CHECKING:
    from services.documents.matter_facts import HouseholdFacts, MatterSheetFacts, MatterStepFacts, TallyFacts

_MATTER: Final = (
    "courtyard_id", "unit_id", "title", "origin", "content", "budget", "final_cost", "finished_on", "note",
    "began_on", "lead_unit", "responsible_units",
)  # fmt: skip


def matter_facts(
    context: Context, sheet: str, matter_id: bytes, masks: Masker | None = None
) -> "MatterSheetFacts":
    """Gather what a sheet of a matter shows; every state of a matter prints.

    Args:
        context: read on the reader's thread.
        sheet: one of `services.notices.targets.OF_MATTERS`.
        matter_id: the matter.
        masks: what the names of households pass, by default the profile of the sheet.

    Raises:
        NotFound: the matter is gone.
    """
    from services.documents.matter_facts import MatterSheetFacts

    masks = masks or masker(context, sheet)
    found = where(context, matter_id)
    row = context.reader.one(f"SELECT {', '.join(_MATTER)} FROM matter WHERE id = ?", (matter_id,))
    assert row is not None  # `where` found it
    stored = dict(zip(_MATTER, row, strict=True))
    asked = consulting.read(context, matter_id)
    last = found.steps[-1]
    consult = next((each for each in found.steps if each.kind == "consult"), None)
    texts = ("content", "note", "began_on", "lead_unit", "responsible_units", "finished_on")
    return MatterSheetFacts(
        sheet=sheet,
        place=place_of(context, stored["courtyard_id"], stored["unit_id"]),
        title=found.title,
        as_of=context.today().isoformat(),
        programme=found.template.name,
        origins=tuple((name, code == stored["origin"]) for code, name in vocab.MATTER_ORIGIN),
        budget=stored["budget"],
        final_cost=stored["final_cost"],
        funding=_funding(context, matter_id),
        state=_closing(found),
        late=found.late,
        steps=tuple(_step(each) for each in found.steps),
        households=_households(asked, masks, named=sheet == "consult_form"),
        tallies=_tallies(asked, consult),
        opinions=consult.record if consult is not None else "",
        decided=_decided(context, found),
        accepted_by=last.accepted_by,
        **{name: stored[name] or "" for name in texts},
    )


def _funding(context: Context, matter_id: bytes) -> tuple[tuple[str, int], ...]:
    rows = context.reader.all(
        "SELECT source, amount FROM funding_line WHERE matter_id = ? AND deleted_at IS NULL ORDER BY id",
        (matter_id,),
    )
    return tuple((vocab.FUNDING_SOURCE.label(source), int(amount)) for source, amount in rows)


def _closing(found: Progress) -> str:
    """Return how a matter ended, "" while it is on its way."""
    if found.state == "open":
        return ""
    day = from_record(found.closed_on or None)
    reason = f"：{found.close_reason}" if found.close_reason else ""
    return f"{day.chinese if day is not None else ''}{vocab.MATTER_STATE.label(found.state)}{reason}"


def _step(each: StepTold) -> "MatterStepFacts":
    from services.documents.matter_facts import MatterStepFacts

    meeting, notice = each.meeting, each.notice
    posted = f"{notice.number}《{notice.title}》" if notice is not None else ""
    skipped = f"{each.skipped_by}决定，{each.skip_reason}" if each.skip_reason else ""
    counted = "，".join(part for part in each.figures().split("，") if part[:2] not in ("应到", "实到"))
    return MatterStepFacts(
        each.name,
        state_label(each),
        each.days,
        (meeting.place if meeting is not None else "") or (notice.place if notice is not None else ""),
        each.done_by or (meeting.title if meeting is not None else ""),
        meeting.due if meeting is not None else None,
        meeting.present if meeting is not None else None,
        meeting.counted if meeting is not None else "人",
        each.kind in ("meeting", "decide"),
        counted,
        posted,
        each.record,
        skipped,
        each.supervision,
    )


def _households(asked: consulting.Round, masks: Masker, *, named: bool) -> "tuple[HouseholdFacts, ...]":
    from services.documents.matter_facts import HouseholdFacts

    return tuple(
        HouseholdFacts(
            each.building,
            each.dwelling,
            _masked(masks, each.name) if named else "",
            vocab.CONSULT_ANSWER.label(each.answer),
            each.content,
        )
        for each in asked.households
    )


def _masked(masks: Masker, names: str) -> str:
    return "、".join(masks.name("resident", name, "住户") for name in names.split("、") if name)


def _tallies(asked: consulting.Round, consult: StepTold | None) -> "tuple[TallyFacts, ...]":
    """Return the answers by building with their sum; figures typed into the step stand as the sum alone."""
    from services.documents.matter_facts import TallyFacts

    told = [*asked.tallies, asked.total] if asked.total.asked else []
    if told:
        return tuple(
            TallyFacts(
                each.building,
                (
                    each.listed,
                    each.asked,
                    each.answered,
                    each.in_favour,
                    each.against,
                    each.other,
                    each.absent,
                ),
            )
            for each in told
        )
    if consult is None or consult.answered is None:
        return ()
    answered, asked_of = consult.answered, consult.asked or consult.answered
    in_favour, against = consult.in_favour or 0, consult.against or 0
    other = max(0, answered - in_favour - against)
    return (TallyFacts("", (asked_of, asked_of, answered, in_favour, against, other, asked_of - answered)),)


def _decided(context: Context, found: Progress) -> str:
    meeting = next((each.meeting for each in found.steps if each.kind == "decide"), None)
    if meeting is None:
        return ""
    day = from_record(meeting.held_on)
    content = context.reader.value(
        "SELECT coalesce(content, title) FROM resolution WHERE id = ?", (meeting.resolution_id,)
    )
    return f"{day.chinese if day is not None else ''}{meeting.title}：{content or ''}".rstrip("：")
