"""Facts for the sheets of a round of rating, from the record; comments without names."""

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.errors import InvalidInput
from models.rules.appraisal import ItemTally, SideTally, percent
from models.rules.masks import renamed
from models.rules.text import clean
from services.appraisal_record import COMMENTS, AppraisalView, view
from services.masking import Masker, masker
from services.notices.meetings import place_of
from services.notices.postings import NO_NOTICE, notice_row, posting_of
from services.office import Context

if TYPE_CHECKING:
    from services.documents.appraisal_facts import AppraisalSheetFacts, RatedFacts, SideFacts

_FROZEN: Final = ("发出", "收回", "居民评议", "自治组织评议")
"""How the lines of a conclusion begin that tell the frozen tally, which a sheet shows as a table."""

_ENDS: Final = "。；;.！!"
"""Signs at the end of a comment that make it no other one."""


def appraisal_facts(
    context: Context,
    appraisal_id: bytes,
    sheet: str,
    notice: dict[str, Any] | None = None,
    masks: Masker | None = None,
) -> "AppraisalSheetFacts":
    """Gather what a sheet of a round of rating shows.

    Args:
        context: read on the reader's thread.
        appraisal_id: the round.
        sheet: one of `services.notices.targets.OF_APPRAISALS`.
        notice: the row of the notice it hangs as; by default the latest one recorded for it.
        masks: what its comments pass, by default the profile of the sheet.

    Raises:
        NotFound: it is gone.
        InvalidInput: there is nothing to show yet.
    """
    from services.documents.appraisal_facts import AppraisalSheetFacts

    found = view(context, appraisal_id)
    _refuse_early(found, sheet)
    masks = masks or masker(context, sheet)
    place = place_of(context, found.courtyard_id, found.unit_id)
    row = notice or _notice_of(context, found, sheet) or NO_NOTICE
    shown = sheet != "appraisal_form"
    comments, more = _comments(context, found, masks) if shown else ((), 0)
    return AppraisalSheetFacts(
        sheet,
        place,
        found.title.removeprefix(place.courtyard) or found.title,
        vocab.APPRAISAL_TARGET.label(found.target),
        found.target_name,
        posting_of(context, place, row, found.unit_id, masks),
        row["title"] or "",
        grades=tuple(label for _, label in vocab.GRADE),
        items=tuple(each.title for each in found.items),
        from_day=found.from_day,
        to_day=found.to_day,
        closed_on=found.closed_on,
        asked=found.asked,
        papers=found.tally.papers,
        response=percent(found.tally.response),
        sides=tuple(_side(each) for each in found.tally.sides) if shown else (),
        comments=comments,
        more_comments=more,
        said=tuple(_unnamed(context, found, masks, each) for each in _said(found)) if shown else (),
        late=found.late,
    )


def _refuse_early(found: AppraisalView, sheet: str) -> None:
    if not found.items:
        raise InvalidInput(f"“{found.title}”还没有评议内容。请先写上评什么，再打印。")
    if sheet == "appraisal" and found.is_open:
        raise InvalidInput(f"“{found.title}”还没有汇总，不能出评议结果公开。请先汇总。")
    if sheet == "appraisal_summary" and not found.answers:
        raise InvalidInput(f"“{found.title}”还没有录入评议表，不能出评议汇总表。")


def _notice_of(context: Context, found: AppraisalView, sheet: str) -> dict[str, Any] | None:
    if sheet != "appraisal" or found.notice_id is None:
        return None
    return notice_row(context, found.notice_id)


def _side(side: SideTally) -> "SideFacts":
    from services.documents.appraisal_facts import SideFacts

    name = vocab.APPRAISAL_SIDE.label(side.side)
    return SideFacts(name, side.papers, tuple(_rated(each) for each in side.items), _rated(side.whole))


def _rated(item: ItemTally) -> "RatedFacts":
    from services.documents.appraisal_facts import RatedFacts

    return RatedFacts(item.title, item.counts, item.blank, percent(item.rate))


def _said(found: AppraisalView) -> tuple[str, ...]:
    """Return what the office added to the frozen tally."""
    return tuple(line for line in found.conclusion.splitlines() if not line.startswith(_FROZEN))


def _comments(
    context: Context, found: AppraisalView, masks: Masker
) -> tuple[tuple[tuple[str, int], ...], int]:
    """Return comments without names, those most often written first; and how many more there are."""
    counted: Counter[str] = Counter()
    for each in found.answers:
        if each.comment:
            counted[clean(each.comment).rstrip(_ENDS)] += each.papers
    listed = counted.most_common()
    shown = tuple((_unnamed(context, found, masks, text), count) for text, count in listed[:COMMENTS])
    return shown, len(listed) - len(shown)


def _unnamed(context: Context, found: AppraisalView, masks: Masker, text: str) -> str:
    """Return a text with the names of residents of the community masked as the sheet masks residents."""
    rows = context.reader.all(
        "SELECT DISTINCT name FROM resident WHERE (courtyard_id = ? OR unit_id = ?) AND deleted_at IS NULL",
        (found.courtyard_id, found.unit_id),
    )
    names = {row[0] for row in rows}
    return renamed(text, names, lambda name: masks.name("resident", name, "意见里提到的人"))
