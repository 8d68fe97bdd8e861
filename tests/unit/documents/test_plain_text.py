"""Any text becomes an official document: its headings, notes and signature are recognised."""

from __future__ import annotations

import pytest

from services.documents.model import Annex, Attachments, Heading, Paragraph, RunIn, Signature
from services.documents.plain_text import own_title, plain_document

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


ADDRESSEE = "各省、自治区、直辖市人民政府，国务院各部委、各直属机构："
TITLE = "国务院办公厅关于2026年部分节假日安排的通知"


@pytest.mark.parametrize(
    "number",
    [
        "国办发明电〔2025〕7号",
        "国办发（2020）23号",
        "郑经管办[2020] 39号",
        "远居〔2020〕第3号",
        "中华人民共和国国务院令第722号",
        "第722号",
    ],
)
@pytest.mark.parametrize("order", ["title first", "number first", "no title", "title in two lines"])
def test_the_number_of_a_document_stands_below_its_title(number: str, order: str) -> None:
    head = {
        "title first": f"{TITLE}\n{number}",
        "number first": f"{number}\n{TITLE}",
        "no title": number,
        "title in two lines": f"{TITLE[:13]}\n{TITLE[13:]}\n{number}",
    }[order]
    document = plain_document(f"{head}\n\n{ADDRESSEE}\n　　内容。", TITLE)
    assert (document.title, document.number, document.subtitle) == (TITLE, number, "")
    assert document.blocks == (Paragraph(ADDRESSEE, indent=False), Paragraph("内容。"))
    assert document.free_line


def test_a_number_within_the_text_stays_in_it() -> None:
    text = "内容。\n国办发明电〔2025〕7号\n郑经管办〔2020〕39号文件要求如下。"
    document = plain_document(text, TITLE)
    assert document.number == ""
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == text.split("\n")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"{TITLE}\n内容。", TITLE),
        (f"{TITLE[:13]}\n{TITLE[13:]}\n内容。", TITLE),
        ("国办发明电〔2025〕7号\n通知\n内容。", "通知"),
        ("放假安排\n国办发明电〔2025〕7号\n内容。", "放假安排"),
        ("远大社区楼院治理办法（试行）\n内容。", "远大社区楼院治理办法（试行）"),
        ("内容。\n关于放假的通知", ""),
        ("各位居民：\n现发给你们一份通知", ""),
        ("一、关于放假的通知\n内容。", ""),
        ("请看以下通知。\n内容。", ""),
        ("", ""),
    ],
)
def test_the_title_a_text_has_itself_is_found(text: str, title: str) -> None:
    assert own_title(text) == title
    assert plain_document(text, "").title == title


def test_a_title_that_was_not_asked_for_is_not_lost() -> None:
    document = plain_document(f"{TITLE}\n国办发明电〔2025〕7号\n内容。", "放假通知")
    assert (document.title, document.subtitle) == ("放假通知", TITLE)
    assert document.number == "国办发明电〔2025〕7号"


def test_who_passed_a_document_stands_below_its_title() -> None:
    passed = "（2020年7月30日居民代表会议通过）"
    document = plain_document(f"居民公约\n{passed}\n第一条　内容。", "居民公约")
    assert document.subtitle == passed
    assert document.blocks == (Paragraph("第一条　内容。"),)
    assert plain_document(f"内容。\n{passed}", "居民公约").subtitle == ""


@pytest.mark.parametrize(
    "line",
    [
        "为加强管理，现将有关事项公告如下：",
        "经研究。现提出以下意见：",
        "经国务院同意，现提出以下意见：",
    ],
)
def test_what_leads_in_addresses_nobody(line: str) -> None:
    (block,) = plain_document(line, "公告").blocks
    assert block == Paragraph(line)


def test_a_document_addresses_somebody_once() -> None:
    document = plain_document(f"{ADDRESSEE}\n要求是：\n内容。", "公告")
    assert document.blocks[:2] == (Paragraph(ADDRESSEE, indent=False), Paragraph("要求是："))


@pytest.mark.parametrize(
    ("line", "block"),
    [
        ("一、元旦：1月1日放假，共3天。", RunIn("一、元旦：", "1月1日放假，共3天。", 1)),
        ("（一）时间：9月1日。", RunIn("（一）时间：", "9月1日。", 2)),
        ("一、总体要求：", Heading("一、总体要求：", 1)),
        ("一、现公告如下：甲。", Heading("一、现公告如下：甲。", 1)),
        ("一、加强领导。要求：甲。", RunIn("一、加强领导。", "要求：甲。", 1)),
        ("1.时间：9月1日。", Paragraph("1.时间：9月1日。")),
    ],
)
def test_a_heading_ends_with_its_colon_or_stop(line: str, block: object) -> None:
    assert plain_document(line, "公告").blocks == (block,)


@pytest.mark.parametrize("between", ["\n　　", "　　", "  "])
def test_organ_and_date_may_share_a_line(between: str) -> None:
    document = plain_document(f"内容。\n国务院办公厅{between}2025年11月4日", "公告")
    assert document.blocks[-1] == Signature("国务院办公厅", "2025年11月4日")


def test_attachments_may_begin_below_their_word() -> None:
    document = plain_document("内容。\n附件：\n1.值班表\n2.清单\n居委会\n2020年8月3日", "公告")
    assert document.blocks[1:] == (Attachments(("值班表", "清单")), Signature("居委会", "2020年8月3日"))
    assert plain_document("内容。\n附件：\n另附。", "公告").blocks[1] == Paragraph("附件：")


def test_an_attachment_below_the_signature_is_one() -> None:
    text = "内容。\n附件1\n居委会\n2020年8月3日\n附件1\n值班表\n第一班。\n附 件 2\n一、分工\n附件"
    document = plain_document(text, "公告")
    assert document.blocks == (
        Paragraph("内容。"),
        Paragraph("附件1"),
        Signature("居委会", "2020年8月3日"),
        Annex("附件1", "值班表"),
        Paragraph("第一班。"),
        Annex("附 件 2"),
        Heading("一、分工"),
        Annex("附件"),
    )
