"""A document as plain text, block by block: what is kept and searched of a sheet beside its PDF."""

from __future__ import annotations

from collections.abc import Iterator

from services.documents.model import (
    Annex,
    Attachments,
    Block,
    Coded,
    Document,
    Heading,
    KeyValueTable,
    Note,
    OrgChart,
    OrgNode,
    Paragraph,
    Photos,
    RunIn,
    Signature,
    StepDiagram,
    Table,
)


def text_of(document: Document) -> str:
    """Return every text of a document in its order, a line for each paragraph and each row of a table."""
    lines = [document.title, document.subtitle, document.number]
    for block in document.blocks:
        lines += _lines(block)
    return "\n".join(line for line in lines if line.strip())


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph | Heading | Note):
        yield block.text
    elif isinstance(block, RunIn):
        yield block.heading + block.text
    elif isinstance(block, Attachments):
        yield "附件：" + "；".join(block.names)
    elif isinstance(block, Annex):
        yield from (block.label, block.title)
    elif isinstance(block, Signature):
        yield f"{block.organ} {block.date}".strip()
    elif isinstance(block, Coded):
        yield from block.lines
    elif isinstance(block, OrgChart):
        yield from _of_node(block.root)
    elif isinstance(block, StepDiagram):
        yield "→".join(f"{step.name} {step.day}".strip() for step in block.steps)
    elif isinstance(block, Photos):
        yield from (photo.caption for photo in block.photos)
    else:
        yield from _of_table(block)


def _of_table(block: KeyValueTable | Table) -> Iterator[str]:
    if isinstance(block, Table):
        yield "　".join(column.title for column in block.columns)
        for cells in block.rows:
            yield "　".join(cell.replace("\n", " ") for cell in cells)
        return
    for row in block.rows:
        for pair in row.pairs:
            yield f"{pair.label}：{pair.value}".replace("\n", " ")


def _of_node(node: OrgNode) -> Iterator[str]:
    yield " ".join(part for part in (node.title, "、".join(node.names), *node.lines) if part)
    for child in node.children:
        yield from _of_node(child)
