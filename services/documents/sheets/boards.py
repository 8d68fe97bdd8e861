"""The working sheets of boards: the walk list of a day, and the blank form for objections."""

from __future__ import annotations

from services.documents.board_facts import ObjectionFormFacts, WalkBoardFacts, WalkFacts
from services.documents.model import (
    Block,
    Coded,
    Column,
    Document,
    KeyValue,
    KeyValueRow,
    KeyValueTable,
    Margins,
    Note,
    Paragraph,
    Table,
)
from services.documents.wording import chinese_date, chinese_number

_MARGINS = Margins(top=20.0, left=20.0, right=18.0, bottom=24.0)
"""A list for the pocket is no official document: more of it goes on a sheet."""
_BLANK_ROWS = 7


def walk_list(facts: WalkFacts) -> Document:
    """Build the list for the walk through the courtyards: a table for each board, with its QR code.

    Args:
        facts: what is to be hung and taken down; boards in the order of the walk.
    """
    count = sum(len(board.lines) for board in facts.boards)
    blocks: list[Block] = []
    if not facts.boards:
        blocks.append(Paragraph("今天没有要张贴和取下的公示。"))
    for board in facts.boards:
        blocks += _board(board)
    if facts.boards:
        blocks.append(Note(f"共{count}项。做完一项勾一项，拍一张公开栏的照片；回来后一次登记。"))
        blocks.append(Note("办理人：＿＿＿＿＿＿　　　　日期：＿＿＿＿年＿＿月＿＿日"))
    return Document(
        title="张贴取下清单",
        subtitle=f"{facts.community}　{chinese_date(facts.on)}".strip("　"),
        blocks=tuple(blocks),
        unit=facts.community,
        issue_date=facts.on,
        margins=_MARGINS,
    )


def _board(facts: WalkBoardFacts) -> list[Block]:
    columns = (
        Column("做了", 0.7),
        Column("办什么", 0.9),
        Column("编号", 1.9),
        Column("公示", 3.2, "left"),
        Column("日期", 2.5),
        Column("备注", 1.6, "left"),
    )
    rows = tuple(
        ("□", line.act, line.number, line.title, chinese_date(line.day) if line.day else "—", line.remark)
        for line in facts.lines
    )
    lines = (facts.courtyard, facts.board)
    head: Block = Coded(facts.payload, lines) if facts.payload else Paragraph("：".join(lines), indent=False)
    return [head, Table(columns, rows), *([Note(facts.warning)] if facts.warning else [])]


def objection_form(facts: ObjectionFormFacts) -> Document:
    """Build 空白异议登记表: the notice on top, empty rows to be filled in by hand.

    Args:
        facts: the notice that hangs.
    """
    head = KeyValueTable(
        (
            KeyValueRow((KeyValue("公示", facts.title),)),
            KeyValueRow((KeyValue("编号", facts.number), KeyValue("楼院", facts.place))),
            KeyValueRow((KeyValue("公示期", facts.period),)),
            KeyValueRow(
                (KeyValue("受理单位", facts.organ), KeyValue("联系方式", facts.contact or "＿＿＿＿"))
            ),
        )
    )
    columns = (
        Column("序号", 0.6),
        Column("日期", 1.2),
        Column("提出人、电话", 1.8),
        Column("异议内容", 3.6),
        Column("答复日期", 1.2),
        Column("答复、答复人", 2.6),
    )
    rows = tuple((f"{number}\n\n", "", "", "", "", "") for number in range(1, _BLANK_ROWS + 1))
    days = (
        f"从提出的第二天算起，{chinese_number(facts.reply_days)}个工作日内答复。" if facts.reply_days else ""
    )
    return Document(
        title="异议登记表",
        blocks=(head, Note("　"), Table(columns, rows), Note(f"不愿留名的可以不写姓名。{days}")),
        unit=facts.organ,
        margins=_MARGINS,
    )
