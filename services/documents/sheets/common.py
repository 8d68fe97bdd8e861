"""What sheets have in common: names of the kinds, remarks and signature at the end, how a count is worded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from services.documents.facts import OrganisationFacts, OverviewFacts
from services.documents.model import Block, Document, Note, Signature
from services.documents.wording import chinese_date, full_iso_date

sheet_names: Mapping[str, str] = MappingProxyType(
    {"overview": "楼院概况", "organisation": "组织架构及成员职责"}
)


def leader_post(name: str, kind: str = "") -> str:
    """Return what the head of a Party organisation is called."""
    return "组长" if "小组" in kind or name.endswith("小组") else "书记"


def closing(facts: OverviewFacts | OrganisationFacts) -> list[Block]:
    """Return the remarks and the signature under a sheet of a courtyard."""
    blocks: list[Block] = []
    notes = []
    if facts.as_of:
        notes.append(f"统计截至{chinese_date(facts.as_of)}。")
    if facts.contact and isinstance(facts, OrganisationFacts):
        notes.append(f"咨询方式：{facts.contact}。")
    if notes:
        blocks.append(Note("注：" + "".join(notes)))
    blocks.append(Signature(_organ(facts), chinese_date(facts.issue_date or facts.as_of)))
    return blocks


def sheet(kind: str, facts: OverviewFacts | OrganisationFacts, blocks: Sequence[Block]) -> Document:
    """Return the document of a sheet of a courtyard."""
    return Document(
        title=f"{facts.courtyard}{sheet_names[kind]}",
        subtitle=f"{facts.office}　{facts.community}",
        blocks=tuple(blocks),
        unit=_organ(facts),
        issue_date=full_iso_date(facts.issue_date or facts.as_of),
    )


def _organ(facts: OverviewFacts | OrganisationFacts) -> str:
    return facts.organ or f"{facts.community}居民委员会"
