"""个人信息持有情况说明: what the office holds about one person, for that person (personal information
protection law, articles 44, 45 and 48)."""

from __future__ import annotations

from services.documents.holdings_facts import HoldingsFacts
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
    Paragraph,
    Table,
)
from services.documents.wording import chinese_date

_RIGHTS = (
    "您可以查阅、复制这些信息；不准确、不完整的，可以要求更正、补充；不再需要的、撤回同意的，可以要求删除"
    "（个人信息保护法第44条至第47条）。不能删除的会说明依据。向经办人提出即可，不收费用。"
)


def holdings_sheet(facts: HoldingsFacts) -> Document:
    """Build the sheet.

    Args:
        facts: what is held.
    """
    about = KeyValueTable(
        (
            KeyValueRow((KeyValue("姓名", facts.name), KeyValue("说明日期", chinese_date(facts.day)))),
            KeyValueRow((KeyValue("持有单位", facts.office),)),
        )
    )
    blocks: list[Block] = [about]
    parts = (
        ("登记的内容", ("项目", "内容"), (1.0, 3.0), facts.values),
        (
            "在哪些记录里",
            ("种类", "记录", "写到本人的内容"),
            (1.0, 2.0, 2.0),
            tuple((each.sort, each.name, each.said) for each in facts.rows),
        ),
        ("附件和扫描件", ("文件", "附在哪里"), (2.0, 1.5), facts.files),
        (
            "公开过的公示",
            ("公示", "日期", "姓名怎样写"),
            (3.0, 1.4, 1.2),
            tuple((name, _day(day), how) for name, day, how in facts.published),
        ),
        ("提供给了谁", ("单位", "情况"), (2.0, 2.0), facts.given_to),
        (
            "本人的同意",
            ("同意什么", "同意日期", "方式", "撤回日期"),
            (2.0, 1.4, 1.4, 1.4),
            tuple(
                (each.purpose, _day(each.given_on), each.how, _day(each.withdrawn_on))
                for each in facts.consents
            ),
        ),
        ("保存到什么时候", ("内容", "期限", "依据"), (2.4, 1.2, 1.6), facts.kept),
        ("文字里可能提到的（同名的人也会列出）", ("种类", "记录"), (1.0, 3.0), facts.mentions),
    )
    for number, (title, heads, shares, rows) in zip("一二三四五六七八", parts, strict=True):
        blocks.append(Heading(f"{number}、{title}", 1))
        columns = tuple(Column(head, share, "left") for head, share in zip(heads, shares, strict=True))
        blocks.append(Table(columns, rows) if rows else Paragraph("没有。"))
    blocks += [
        Heading("九、您的权利", 1),
        Paragraph(_RIGHTS),
        Note("经办人：　　　　　　　　本人签收：　　　　　　　　日期："),
    ]
    return Document(
        title="个人信息持有情况说明",
        blocks=tuple(blocks),
        unit=facts.office,
        issue_date=facts.day,
        margins=Margins(20, 22, 22, 20),
        names=(facts.name,),
    )


def _day(iso: str) -> str:
    return chinese_date(iso) if iso else ""
