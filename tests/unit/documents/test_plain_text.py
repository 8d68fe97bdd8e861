"""Any text becomes an official document: its headings, notes and signature are recognised."""

from __future__ import annotations

from services.documents.model import Attachments, Heading, Paragraph, RunIn, Signature
from services.documents.plain_text import plain_document

TEXT = """关于做好防汛工作的通知

各楼院、各单位：
　　汛期将至，请做好准备。
一、工作目标
（一）加强领导。各楼院要成立小组，明确责任。
（二）落实责任
1.楼院长负责。
(1)每日巡查。
附件：1.值班表
2.物资清单
出席：王䶮、李㛃
远大社区居民委员会
2020年7月30日
"""


def test_a_text_is_recognised_by_its_numbering() -> None:
    document = plain_document(TEXT, "关于做好防汛工作的通知")
    assert document.title == "关于做好防汛工作的通知"
    assert document.blocks == (
        Paragraph("各楼院、各单位：", indent=False),
        Paragraph("汛期将至，请做好准备。"),
        Heading("一、工作目标", 1),
        RunIn("（一）加强领导。", "各楼院要成立小组，明确责任。", 2),
        Heading("（二）落实责任", 2),
        Paragraph("1.楼院长负责。"),
        Paragraph("(1)每日巡查。"),
        Attachments(("值班表", "物资清单")),
        Paragraph("出席：王䶮、李㛃", lead=3),
        Signature("远大社区居民委员会", "2020年7月30日"),
    )


def test_a_figure_at_a_paragraphs_start_is_no_heading() -> None:
    (block,) = plain_document("2.5万元已经到账。", "公告").blocks
    assert block == Paragraph("2.5万元已经到账。")


def test_a_long_numbered_sentence_stays_a_paragraph() -> None:
    line = "一、" + "居民代表会议对方案进行表决，" * 10
    (block,) = plain_document(line, "公告").blocks
    assert isinstance(block, Paragraph)
