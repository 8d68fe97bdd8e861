"""The front of an archive of a matter, its table of contents, and the lists that stand in it."""

from __future__ import annotations

from services.documents.archive_facts import ArchiveFacts, FileFacts, ObjectionFacts
from services.documents.model import (
    Block,
    Column,
    Document,
    Heading,
    KeyValue,
    KeyValueRow,
    KeyValueTable,
    Margins,
    Note,
    Table,
)
from services.documents.wording import chinese_date

_MARGINS = Margins(top=24.0, left=22.0, right=20.0, bottom=24.0)
_NONE = "—"


def archive_front(facts: ArchiveFacts) -> Document:
    """Build the title and the table of contents of an archive.

    Args:
        facts: what it holds; pages are counted through the whole file.
    """
    about = tuple(KeyValueRow((KeyValue(label, text or _NONE),), columns=1) for label, text in facts.about)
    rows = tuple(
        (str(number), part.title, str(part.first), str(part.pages))
        for number, part in enumerate(facts.parts, 1)
    )
    columns = (Column("序号", 0.7), Column("材料", 6.2, "left"), Column("起始页", 1.1), Column("页数", 0.9))
    blocks: list[Block] = [KeyValueTable(about, 1), Heading("目录", 1), Table(columns, rows)]
    blocks.append(
        Note(f"共{len(facts.parts)}件、{facts.pages}页。页次按全卷（含本目录）连续计算，各件另有自己的页码。")
    )
    blocks += [Note(f"没有收入：{each}") for each in facts.absent]
    return Document(
        title=f"{facts.title}议事档案",
        subtitle=facts.place,
        blocks=tuple(blocks),
        unit=facts.organ,
        issue_date=facts.as_of,
        margins=_MARGINS,
    )


def objection_list(place: str, title: str, objections: tuple[ObjectionFacts, ...]) -> Document:
    """Build the list of objections against the notices of a matter, with their replies."""
    columns = (
        Column("序号", 0.6),
        Column("公示", 2.4, "left"),
        Column("提出时间", 1.4),
        Column("异议", 2.8, "left"),
        Column("答复时间", 1.4),
        Column("答复", 3.0, "left"),
    )
    rows = tuple(
        (
            str(number),
            each.notice,
            chinese_date(each.raised_on) or _NONE,
            each.content,
            chinese_date(each.replied_on) or _NONE,
            each.reply or "还没有答复",
        )
        for number, each in enumerate(objections, 1)
    )
    return Document(f"{title}异议和答复", (Table(columns, rows),), subtitle=place, margins=_MARGINS)


def funding_sheet(place: str, title: str, rows: tuple[tuple[str, str], ...]) -> Document:
    """Build the sheet of what a matter cost and who paid: labels with amounts."""
    columns = (Column("项目", 3.0, "left"), Column("金额（元）", 2.0, "decimal"))
    return Document(f"{title}经费情况", (Table(columns, rows),), subtitle=place, margins=_MARGINS)


def file_list(place: str, title: str, files: tuple[FileFacts, ...]) -> Document:
    """Build the list of photos and scans that are kept with the records of a matter."""
    columns = (
        Column("序号", 0.6),
        Column("属于", 2.4, "left"),
        Column("文件", 2.8, "left"),
        Column("说明", 2.2, "left"),
        Column("校验（前16位）", 2.0),
    )
    rows = tuple(
        (str(number), each.owner, each.name, each.caption or _NONE, each.digest)
        for number, each in enumerate(files, 1)
    )
    note = Note("文件存在本机的文件库里，可以在各条记录的“附件”里打开和另存。")
    return Document(
        f"{title}照片和扫描件目录", (Table(columns, rows), note), subtitle=place, margins=_MARGINS
    )
