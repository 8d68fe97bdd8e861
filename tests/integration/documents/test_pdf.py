"""Finished PDFs: text comes out as it went in, fonts are embedded, the same input gives the same bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import Any

import pypdfium2 as pdfium
import pytest
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

from models.errors import UserError
from services.documents.fonts.faces import FaceInfo
from services.documents.fonts.library import FontLibrary, MissingGlyph
from services.documents.layout.compose import compose
from services.documents.layout.page import MM, TextRun
from services.documents.model import (
    Column,
    Document,
    Heading,
    KeyValue,
    KeyValueRow,
    KeyValueTable,
    Note,
    OrgChart,
    OrgNode,
    Paragraph,
    Signature,
    Table,
)
from services.documents.pdf import RenderedPdf, render
from tests.integration.documents.conftest import RARE

PROSE = (
    "2020年7月26日，郑纺机西院居民代表会议应到31人，实到25人，对下水管道改造方案进行表决，同意22票、反对1票、弃权2票，"
    f"决议通过。{RARE}参加。“一核多元·融合共治”（2.1）……现将有关事项公示如下：联系电话0371-66785390。"
)
# Unified ideographs in the block of compatibility ideographs, true compatibility ones, radicals beside the
# ideographs they look like, planes 2 and 3.
LOOKALIKES = "﨎﨏﨑﨓﨔﨟﨡﨣﨤郎凉秊⼀一⼈人𠀀𪛖𫝀𬺰"


def page_texts(data: bytes) -> list[str]:
    document = pdfium.PdfDocument(data)
    try:
        texts = []
        for page in document:
            text_page = page.get_textpage()
            texts.append(text_page.get_text_range().replace("\r\n", "\n"))
            text_page.close()
            page.close()
        return texts
    finally:
        document.close()


def text_of(rendered: RenderedPdf) -> str:
    """All text of a sheet without its line breaks and page numbers."""
    joined = "\n".join(page_texts(rendered.data))
    return re.sub(r"— \d+ —", "", joined).replace("\n", "")


def sheet(*blocks: Any, title: str = "楼院公示", **more: Any) -> Document:
    return Document(title, tuple(blocks), **more)


def font_objects(data: bytes) -> list[dict[str, Any]]:
    document = PDFDocument(PDFParser(BytesIO(data)))
    found = []
    for xref in document.xrefs:
        for number in xref.get_objids():
            entry = resolve1(document.getobj(number))
            if isinstance(entry, dict) and str(entry.get("Type")) == "/'Font'":
                found.append(entry)
    return found


def test_text_out_is_text_in(fonts: FontLibrary) -> None:
    rendered = render(sheet(Paragraph(PROSE * 3), title="关于𠅤志远等人的公示"), fonts)
    assert text_of(rendered) == "关于𠅤志远等人的公示" + PROSE * 3


def test_every_character_of_gb2312_comes_out_again(fonts: FontLibrary) -> None:
    rows = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    chars = "".join(row.decode("gb2312", "ignore") for row in rows)
    assert len(chars) == 6763
    assert text_of(render(sheet(Paragraph(chars)), fonts)) == "楼院公示" + chars


def test_lookalikes_stay_what_they_are(fonts: FontLibrary) -> None:
    available = ""
    for char in LOOKALIKES:
        try:
            fonts.role("body").widths(char, "正文")
            available += char
        except MissingGlyph:
            continue
    assert len(available) >= 8, "the wide font of this machine has hardly any of the characters under test"
    assert text_of(render(sheet(Paragraph(available)), fonts)) == "楼院公示" + available


def test_lines_pulled_apart_gain_no_spaces(fonts: FontLibrary) -> None:
    # The long word is pushed to the next line and leaves a wide gap to spread over the first.
    text = "居民代表会议决定由楼院党支部牵头，会同https://example.cn/a/b/c等单位，共同办理本次有关事项。"
    rendered = render(sheet(Paragraph(text), Paragraph("王 䶮 and WiFi 6 works")), fonts)
    assert text_of(rendered) == f"楼院公示{text}王 䶮 and WiFi 6 works"
    (page,) = compose(sheet(Paragraph(text)), fonts)
    assert any(isinstance(item, TextRun) and item.spacing > 0.1 * item.size for item in page.items)


def test_names_pulled_to_three_characters_are_still_two(fonts: FontLibrary) -> None:
    table = Table((Column("姓名", align="name"),), (("王䶮",), ("𠅤志远",)))
    assert page_texts(render(sheet(table), fonts).data)[0].split("\n")[2:4] == ["王䶮", "𠅤志远"]


def test_the_same_input_gives_the_same_bytes(
    faces: tuple[FaceInfo, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = sheet(
        Heading("一、概况"),
        Paragraph(PROSE),
        unit="远大社区居民委员会",
        issue_date="2020-07-30",
        subtitle="远大社区",
    )
    usable = [info for info in faces if info.truetype]
    first = render(document, FontLibrary(usable)).data
    other = FontLibrary(usable)
    render(sheet(Paragraph("先印另一张。" + PROSE[::-1])), other)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    assert render(document, other).data == first
    assert b"20200730000000" in first


def test_the_file_names_title_author_and_language(fonts: FontLibrary) -> None:
    data = render(sheet(Paragraph("内容。"), title="王䶮的公示", unit="远大社区居民委员会"), fonts).data
    document = PDFDocument(PDFParser(BytesIO(data)))
    info = document.info[0]
    assert info["Title"].decode("utf-16") == "王䶮的公示"
    assert info["Author"].decode("utf-16") == "远大社区居民委员会"
    assert document.catalog["Lang"] == b"zh-CN"


def test_every_font_is_embedded_as_a_subset(fonts: FontLibrary) -> None:
    data = render(sheet(Heading("一、概况"), Heading("（一）党组织", 2), Paragraph(PROSE)), fonts).data
    objects = font_objects(data)
    assert {str(entry["Subtype"]) for entry in objects} == {"/'Type0'", "/'CIDFontType2'"}
    for entry in objects:
        assert re.match(r"/'[A-Z]{6}\+", str(entry["BaseFont"]))
        if "FontDescriptor" in entry:
            program = resolve1(resolve1(entry["FontDescriptor"])["FontFile2"]).get_data()
            assert program[:4] == b"\x00\x01\x00\x00"
            assert len(program) < 1_000_000


def test_a_missing_glyph_stops_the_sheet_and_names_the_field(fonts: FontLibrary) -> None:
    table = Table((Column("职务"), Column("姓名")), (("主任", "王\U0003fffd"),))
    with pytest.raises(UserError) as caught:
        render(sheet(table), fonts)
    assert "U+3FFFD" in caught.value.message
    assert "姓名" in caught.value.message


def test_one_everyday_and_one_wide_font_are_enough(
    two_faces: FontLibrary, wide: FaceInfo, narrow: FaceInfo
) -> None:
    rendered = render(sheet(Paragraph(PROSE)), two_faces)
    assert text_of(rendered) == "楼院公示" + PROSE
    body = {(chars, use.path) for role, chars, use in rendered.fonts.fallbacks if role == "body"}
    assert rendered.fonts.roles["body"].path == narrow.path
    assert {path for _, path in body} == {wide.path}
    assert set("".join(chars for chars, _ in body)) <= set(RARE)


def test_a_full_page_has_22_lines_of_28_characters(fonts: FontLibrary) -> None:
    _, page, _ = compose(sheet(Paragraph("楼" * 28 * 60, indent=False)), fonts)
    runs = [item for item in page.items if isinstance(item, TextRun)][:-1]
    assert len(runs) == 22
    assert {len(run.text) for run in runs} == {28}
    (layout,) = extract_pages(BytesIO(render(sheet(Paragraph("楼" * 28, indent=False)), fonts).data))
    chars = [
        char
        for box in layout
        for line in getattr(box, "_objs", [])
        for char in line
        if isinstance(char, LTChar)
    ]
    line = [char for char in chars if abs(char.size - 16) < 2 and char.get_text() == "楼"]
    assert min(char.x0 for char in line) == pytest.approx(28 * MM, abs=0.3)
    assert max(char.x1 for char in line) == pytest.approx(184 * MM, abs=0.6)


def test_a_table_over_pages_repeats_its_head_and_loses_nothing(fonts: FontLibrary) -> None:
    long = "负责收集居民意见、调解邻里矛盾、监督环境卫生。" * 3
    rows = tuple((str(n), f"第{n}号", long) for n in range(1, 61))
    table = Table((Column("序号", 0.5), Column("编号"), Column("说明", 4, "left")), rows)
    rendered = render(sheet(table), fonts)
    texts = page_texts(rendered.data)
    assert rendered.pages == len(texts) > 2
    assert all("序号" in text and "说明" in text for text in texts)
    whole = text_of(rendered)
    assert all(f"第{n}号" in whole for n in range(1, 61))
    assert whole.count("调解邻里矛盾") == 180


def test_a_cell_taller_than_a_page_is_carried_on(fonts: FontLibrary) -> None:
    words = [f"第{n}条内容。" for n in range(1, 700)]
    rendered = render(sheet(Table((Column("说明", 1, "left"),), (("".join(words),),))), fonts)
    assert rendered.pages > 1
    assert text_of(rendered).replace("说明", "") == "楼院公示" + "".join(words)


def test_nothing_stands_outside_the_page(fonts: FontLibrary) -> None:
    node = OrgNode(
        "党支部", ("书记：张𫖯",), (), tuple(OrgNode(f"第{n}党小组", ("组长：王䶮",)) for n in range(1, 40))
    )
    form = KeyValueTable(
        (KeyValueRow((KeyValue("地址", "经开区第八大街127号" * 20), KeyValue("年份", "2001")), "基本情况"),)
    )
    for paper in ("a4", "a3"):
        for landscape in (False, True):
            for large in (False, True):
                document = sheet(
                    form,
                    OrgChart(OrgNode("社区党组织", (), (), (node,))),
                    OrgChart(replace(node, children=node.children[:7])),
                    Note("注：" + PROSE),
                    Signature("远大社区居民委员会", "2020年7月30日"),
                    paper=paper,
                    landscape=landscape,
                    large_print=large,
                )
                _check_bounds(document, fonts)


def _check_bounds(document: Document, fonts: FontLibrary) -> None:
    for page in compose(document, fonts):
        for item in page.items:
            if isinstance(item, TextRun):
                ems = fonts.role(item.role).widths(item.text, "正文")
                deltas = sum(tweak.delta for tweak in item.tweaks)
                width = (sum(ems) + deltas) * item.size + item.spacing * len(ems)
                assert item.x >= 28 * MM - 1, item
                assert item.x + width <= page.width - 26 * MM + 1, item
                assert 37 * MM <= item.y <= page.height - 20 * MM, item
