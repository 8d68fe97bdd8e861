"""居民公约、自治章程、议事规则: the text, and a line that says who adopted it and since when it holds."""

from __future__ import annotations

from services.documents.charter_facts import CharterFacts
from services.documents.model import Block, Document
from services.documents.sheets.own_text import text_blocks
from services.documents.sheets.posting import contact_told, own_organ, signed, told
from services.documents.sheets.values import contact_values, place_values
from services.documents.templates import Wording, shipped
from services.documents.wording import chinese_date, full_iso_date


def charter(facts: CharterFacts, wording: Wording | None = None) -> Document:
    """Build the sheet of a charter.

    Args:
        facts: what is recorded.
        wording: how it is worded, as shipped by default.

    Raises:
        InvalidInput: own wording that cannot be read.
    """
    wording = wording or shipped("charter")
    values = charter_values(facts)
    signature = signed(wording, values, own_organ(facts.place, facts.posting))
    blocks: list[Block] = [
        *(told(wording, "lead", values) if facts.adopted_on else []),
        *text_blocks(facts.body),
        *told(wording, "closing", values),
        signature,
    ]
    return Document(
        title=wording.said("title", values),
        subtitle=wording.said("subtitle", values),
        blocks=tuple(blocks),
        unit=signature.organ,
        issue_date=full_iso_date(facts.posting.issued_on),
    )


def charter_values(facts: CharterFacts) -> dict[str, str]:
    """Return what the sheet of a charter can fill in."""
    return {
        **place_values(facts.place, facts.posting.issued_on),
        "规约名称": facts.title,
        "通过日期": chinese_date(facts.adopted_on) if facts.adopted_on else "",
        "通过会议": facts.adopted_by,
        "施行日期": chinese_date(facts.first) if facts.first else "",
        **contact_values(facts.posting),
        "联系方式": contact_told(facts.posting),
    }
