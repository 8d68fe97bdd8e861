"""Gathering what a sheet shows, by its kind, through the masks of its profile."""

from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
from services.masking import Masker, masker
from services.notices.accounts import accounts_facts, staff_cost_facts
from services.notices.appraisals import appraisal_facts as facts_of_appraisal
from services.notices.charters import charter_facts as facts_of_charter
from services.notices.courtyards import organisation_facts, overview_facts
from services.notices.matters import matter_facts
from services.notices.meetings import minutes_facts
from services.notices.opinions import KINDS as OF_CASES
from services.notices.opinions import facts as case_facts
from services.notices.opinions import result_facts
from services.notices.postings import notice_row, own_text_facts, resolution_facts
from services.notices.targets import (
    OF_APPRAISALS,
    OF_ELECTIONS,
    OF_MATTERS,
    OF_MEETINGS,
    OF_MONTHS,
    OF_RECORDS,
    OF_VOTES,
    Target,
    sheet_kind,
)
from services.office import Context
from services.rights import demand_seeing

if TYPE_CHECKING:
    from services.notices.building import Facts


def facts_of(context: Context, target: Target) -> "Facts":
    """Gather what a sheet shows; a notice without a text of its own shows what it is a notice of.

    Names and numbers passed the profile of masks of the sheet.

    Raises:
        NotFound, InvalidInput: see `services.notices.sheet.make_sheet`.
        KeyError: no such kind.
    """
    masks = masker(context, sheet_kind(context, target))
    return masks.swept(gather(context, target, masks))


def gather(context: Context, target: Target, masks: Masker) -> "Facts":
    """Gather what a sheet shows, its names through `masks`; exceptions as for `facts_of`."""
    if target.kind == "notice":
        return _facts_of_notice(context, notice_row(context, _given(target.record, "公示")), masks)
    if target.kind == "minutes":
        return minutes_facts(context, _given(target.record, "会议"), masks)
    if target.kind == "charter":
        return facts_of_charter(context, _given(target.record, "章程公约的版本"), None, masks)
    if target.kind in OF_APPRAISALS:
        return facts_of_appraisal(context, _given(target.record, "评议"), target.kind, None, masks)
    if target.kind == "resolution":
        return resolution_facts(context, _given(target.record, "决议"), None, masks)
    if target.kind in OF_MATTERS:
        return matter_facts(context, target.kind, _given(target.record, "协商事项"), masks)
    if target.kind in OF_CASES:
        demand_seeing(context, "opinion")
        return case_facts(context, target.kind, _given(target.record, OF_RECORDS[target.kind]), masks)
    if target.kind in OF_MEETINGS or target.kind in OF_VOTES:
        from services.notices.voting import voting_facts

        return voting_facts(context, target.kind, _given(target.record, OF_RECORDS[target.kind]), masks)
    if target.kind in OF_ELECTIONS:
        return _facts_of_election(context, _given(target.record, "选举"), target.kind, None, masks)
    return _facts_of_courtyard(context, target.kind, _given(target.courtyard, "楼院"), masks, target.month)


def _facts_of_election(
    context: Context, election_id: bytes, kind: str, notice: dict[str, Any] | None, masks: Masker
) -> "Facts":
    from services.notices.elections import election_facts

    return election_facts(context, election_id, kind, notice, masks)


def _facts_of_courtyard(
    context: Context,
    kind: str,
    courtyard_id: bytes,
    masks: Masker,
    month: str = "",
    notice: dict[str, Any] | None = None,
) -> "Facts":
    if kind == "accounts":
        return accounts_facts(context, courtyard_id, month, notice, masks)
    if kind == "staff_cost":
        return staff_cost_facts(context, courtyard_id, month, notice, masks)
    if kind == "overview":
        return overview_facts(context, courtyard_id, masks)
    if kind == "organisation":
        return organisation_facts(context, courtyard_id, masks)
    raise KeyError(kind)


def _given(record_id: bytes | None, what: str) -> bytes:
    if record_id is None:
        raise InvalidInput(f"还没有选{what}。请先选一个{what}再打印。")
    return record_id


def _facts_of_notice(context: Context, row: dict[str, Any], masks: Masker) -> "Facts":
    kind = row["kind"]
    if (row["body"] or "").strip() or kind in ("free", "result", "scan"):
        return own_text_facts(context, row, masks)
    if kind == "charter" and row["charter_version_id"] is not None:
        return facts_of_charter(context, bytes(row["charter_version_id"]), row, masks)
    if kind == "appraisal":
        return facts_of_appraisal(context, _linked(row, "评议", row["appraisal_id"]), kind, row, masks)
    if kind in ("overview", "organisation"):
        return _facts_of_courtyard(context, kind, row["courtyard_id"], masks)
    if kind in OF_MONTHS:
        if not row["for_month"]:
            raise InvalidInput(f"“{row['title']}”没有写正文，也没有选月份。请编辑这张公示，写正文或选月份。")
        return _facts_of_courtyard(context, kind, row["courtyard_id"], masks, row["for_month"], row)
    if kind == "opinions" and not (row["resolution_id"] or row["meeting_id"]):
        return result_facts(context, row, masks)
    if kind == "minutes":
        return minutes_facts(context, _linked(row, "会议", row["meeting_id"]), masks)
    what = "章程公约的版本" if kind == "charter" else "决议或会议"
    if kind in OF_ELECTIONS and row["election_id"] is not None:
        return _facts_of_election(context, row["election_id"], kind, row, masks)
    record = row["resolution_id"] or row["meeting_id"]
    return resolution_facts(context, _linked(row, what, record), row, masks)


def _linked(row: dict[str, Any], what: str, record_id: bytes | None) -> bytes:
    if record_id is None:
        raise InvalidInput(f"“{row['title']}”没有写正文，也没有选{what}。请编辑这张公示，写正文或选{what}。")
    return record_id
