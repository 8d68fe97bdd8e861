"""What the sheets of a courtyard have in common: title, lead-in, remarks and signature."""

from __future__ import annotations

from collections.abc import Sequence

from services.documents.facts import OrganisationFacts, OverviewFacts
from services.documents.model import Block, Document, Note
from services.documents.sheets.posting import signed, told
from services.documents.sheets.values import courtyard_values
from services.documents.templates import Wording
from services.documents.wording import full_iso_date


def leader_post(name: str, kind: str = "") -> str:
    """Return what the head of a Party organisation is called."""
    return "组长" if "小组" in kind or name.endswith("小组") else "书记"


def sheet(wording: Wording, facts: OverviewFacts | OrganisationFacts, blocks: Sequence[Block]) -> Document:
    """Return the document of a sheet of a courtyard: what leads in, its blocks, remarks, closing, signature.

    Raises:
        InvalidInput: own wording that cannot be read.
    """
    values = courtyard_values(facts)
    note = wording.said("note", values)
    signature = signed(wording, values, facts.organ)
    around = [*told(wording, "lead", values), *blocks, *([Note(f"注：{note}")] if note else [])]
    return Document(
        title=wording.said("title", values),
        subtitle=wording.said("subtitle", values),
        blocks=(*around, *told(wording, "closing", values), signature),
        unit=signature.organ,
        issue_date=full_iso_date(facts.issue_date or facts.as_of),
    )
