"""What a public notice carries besides its matter: period, how to object, who signs (notices.md)."""

from __future__ import annotations

from collections.abc import Mapping

from models.errors import InvalidInput
from models.rules.dates import days_inclusive, from_record
from services.documents.meeting_facts import Place, Posting
from services.documents.model import Block, Paragraph, Signature
from services.documents.templates import Wording

_BLANK_DAY = "＿＿＿＿年＿＿月＿＿日"


def period(posting: Posting) -> str:
    """Return the period as printed: 自2020年7月27日起至2020年8月10日止，共15日, with blanks for what is open.

    The first and the last day count (rules.md, Disclosure).

    Raises:
        InvalidInput: it ends before it begins.
    """
    first, last = from_record(posting.from_day or None), from_record(posting.until_day or None)
    start = first.chinese if first is not None else _BLANK_DAY
    end = last.chinese if last is not None else _BLANK_DAY
    days = "＿＿"
    if first is not None and last is not None:
        if last.last_day < first.first_day:
            raise InvalidInput(
                f"公示期不对：{last.chinese}截止，早于开始的{first.chinese}。请改正公示记录里的“张贴时间”和“公示至”。"
            )
        if first.day is not None and last.day is not None:
            days = str(days_inclusive(first.first_day, last.last_day))
    return f"自{start}起至{end}止，共{days}日"


def contact_told(posting: Posting) -> str:
    """Return whom to reach and how, with blanks where nothing is recorded."""
    parts = (
        ("联系人", posting.contact_name),
        ("电话", posting.contact_phone),
        ("地址", posting.contact_place),
    )
    told = "；".join(f"{label}：{text}" for label, text in parts if text)
    return told or "联系人：＿＿＿＿＿；电话：＿＿＿＿＿＿＿＿"


def posting_blocks(wording: Wording, values: Mapping[str, str]) -> list[Block]:
    """Return period and how to object, each where the kind carries it.

    Raises:
        InvalidInput: own wording that cannot be read.
    """
    return [*told(wording, "period", values), *told(wording, "objection", values)]


def told(wording: Wording, part: str, values: Mapping[str, str]) -> list[Block]:
    """Return the lines of a part as paragraphs, none where it has nothing to say.

    Raises:
        InvalidInput: own wording that cannot be read.
    """
    return [Paragraph(line) for line in wording.said(part, values).split("\n") if line]


def signed(wording: Wording, values: Mapping[str, str], organ: str = "") -> Signature:
    """Return organ and date, the date only where the kind carries one.

    Args:
        wording: how the kind is worded.
        values: what its placeholders say.
        organ: who signs by the record itself, instead of who usually does; "" for none.
    """
    date = values["日期"] if wording.carries("date") else ""
    return Signature(organ or wording.said("signature", values), date, wording.carries("seal"))


def own_organ(place: Place, posting: Posting) -> str:
    """Return the organ the record itself names, "" where the residents' committee signs as usual."""
    return "" if posting.organ == place.organ else posting.organ
