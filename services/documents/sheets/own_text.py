"""温馨提示 and every notice whose text the office wrote itself."""

from __future__ import annotations

import re

from models.errors import InvalidInput
from services.documents.meeting_facts import OwnTextFacts
from services.documents.model import Block, Document, Heading, Paragraph
from services.documents.sheets.photos import photo_rows, scanned_pages
from services.documents.sheets.posting import own_organ, posting_blocks, signed, told
from services.documents.sheets.steps import step_diagram
from services.documents.sheets.values import own_text_values
from services.documents.templates import Wording, shipped
from services.documents.wording import full_iso_date

_NUMBER = "[一二三四五六七八九十]{1,3}"
_LEVELS = (
    (1, re.compile(f"{_NUMBER}、")),
    (2, re.compile(f"[（(]{_NUMBER}[）)]")),
    (3, re.compile(r"[0-9０-９]{1,2}[.．](?![0-9０-９])")),
    (4, re.compile(r"[（(][0-9０-９]{1,2}[）)]")),
)
_ONE_LINE = 26
"""Characters of a line that is turned in by two: a numbered line longer than that is text, not a heading."""


def own_text(facts: OwnTextFacts, wording: Wording | None = None) -> Document:
    """Build a notice from its own text: title, paragraphs and headings, organ and date.

    Args:
        facts: what is recorded.
        wording: how it is worded, as shipped for a public notice or for 温馨提示 by default.

    Raises:
        InvalidInput: its period ends before it begins; one of its photos cannot be printed; own wording
            that cannot be read.
    """
    wording = wording or shipped("notice" if facts.formal else "free")
    values = own_text_values(facts)
    blocks = text_blocks(facts.body)
    if wording.carries("photo"):
        if facts.photos_missing:
            raise InvalidInput(facts.photos_missing)
        blocks += scanned_pages(facts.photos) if facts.scanned else photo_rows(facts.photos)
    if facts.matter is not None and facts.step:
        blocks.append(step_diagram(facts.matter, facts.step, facts.posting.from_day))
    # the text may begin with whom it addresses: what it is posted by stands with how long it is posted
    blocks += told(wording, "basis", values) if facts.formal else []
    if facts.formal and facts.posting.from_day:
        blocks += posting_blocks(wording, values)
    signature = signed(wording, values, own_organ(facts.place, facts.posting))
    blocks += [*told(wording, "closing", values), signature]
    return Document(
        title=facts.title,
        blocks=tuple(blocks),
        unit=signature.organ,
        issue_date=full_iso_date(facts.posting.issued_on),
    )


def text_blocks(body: str) -> list[Block]:
    """Return the lines of a text as paragraphs and headings; empty lines are left out (GB/T 9704, 7.3.3).

    A line that begins with 一、（一） 1. or （1） is a heading unless it is longer than a line of the page.
    A short first line that ends with a colon addresses somebody and is not turned in.
    """
    lines = [stripped for line in body.splitlines() if (stripped := line.strip().strip("　").strip())]
    return [_block(line, number == 0) for number, line in enumerate(lines)]


def _block(line: str, is_first: bool) -> Block:
    for level, pattern in _LEVELS:
        if pattern.match(line) and len(line) <= _ONE_LINE:
            return Heading(line, level)
    addresses = is_first and len(line) <= _ONE_LINE and line.endswith(("：", ":"))
    return Paragraph(line, indent=not addresses)
