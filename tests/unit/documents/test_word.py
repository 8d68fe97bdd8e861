"""The Word export: everything that stands on the sheet, in its order, in named styles and sound markup."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from services.documents.model import (
    Annex,
    Attachments,
    Block,
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
    Photos,
    RunIn,
    Signature,
    Table,
)
from services.documents.sheets import organisation, overview
from services.documents.word import word_file
from services.notices.photos import photo_of
from tests.helpers.files import scene
from tests.helpers.word_files import W, bare, body, misplaced, parts, pictures, text_of, told
from tests.unit.documents.test_sheets import ORGANISATION, OVERVIEW

RARE = "王䶮 李㛃 张𫖯 𠅤志远"
EVERYTHING = Document(
    title="关于做好防汛工作的通知",
    subtitle="明湖办事处　远大社区",
    blocks=(
        Paragraph("各楼院：", indent=False),
        Heading("一、总体要求"),
        Heading("（一）目标", 2),
        Heading("1.分工", 3),
        Paragraph(f"{RARE}，“说明”<a&b>\n第二行"),
        RunIn("（二）加强领导。", "各社区要落实责任。"),
        KeyValueTable(
            (
                KeyValueRow((KeyValue("地址", "经南四路138号"), KeyValue("户数", "168户")), "基本情况"),
                KeyValueRow((KeyValue("备注", "无"),), "基本情况", 1),
                KeyValueRow((KeyValue("书记", "张𫖯"), KeyValue("组长", "")), "组织"),
            )
        ),
        Table(
            (Column("姓名", 1, "name"), Column("金额", 1, "decimal"), Column("说明", 2, "left")),
            (("王䶮", "1,200.50", "—"), ("欧阳志远", "35", "见附件"), ("合计", "—", "")),
        ),
        Paragraph("出席：王䶮、李㛃", lead=3),
        Note("注：统计截至2020年7月30日。"),
        Attachments(("防汛物资清单", "值班表")),
        Annex("附件2", "值班表"),
        Signature("远大社区居民委员会", "2020年8月3日"),
        Signature("远大社区居民委员会", "2020年8月3日", sealed=False),
    ),
    unit="远大社区居民委员会",
    issue_date="2020-08-03",
)


def _chart(children: int, deep: int = 1) -> Document:
    lowest = tuple(OrgNode(f"{n}号楼楼栋长", (f"张{n}",)) for n in range(children))
    branches = tuple(OrgNode(f"第{n}支部", (), (), lowest) for n in range(deep))
    return Document("架构", (OrgChart(OrgNode("党委", ("书记：王䶮",), (), branches)),))


ONE, OTHER = photo_of(scene((900, 600)), "整治前<东侧>"), photo_of(scene((600, 900)), "整治后")
PHOTOS = Document(
    "整治前后",
    (
        Heading("一、照片"),
        Photos((ONE, OTHER)),
        Paragraph("说明"),
        Photos((ONE,)),
        Photos((replace(ONE, caption=""), replace(OTHER, caption="")), columns=3),
        Photos(()),
    ),
)
DOCUMENTS = {
    "overview": overview(OVERVIEW),
    "overview_photo": overview(replace(OVERVIEW, photo=ONE)),
    "photos": PHOTOS,
    "organisation": organisation(ORGANISATION),
    "everything": EVERYTHING,
    "poster": replace(EVERYTHING, paper="a3", landscape=True, large_print=True),
    "small_chart": _chart(3),
    "empty": Document("", ()),
}


@pytest.fixture(params=DOCUMENTS)
def document(request: pytest.FixtureRequest) -> Document:
    return DOCUMENTS[request.param]


def _style(paragraph: Any) -> str:
    style: str = paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val")
    return style


def _paragraph(document: Document, text: str) -> Any:
    return next(each for each in body(word_file(document)).iter(f"{W}p") if bare(text_of(each)) == bare(text))


def _at(element: Any, path: str, name: str) -> str:
    """Return an attribute of what lies below an element at a path, all in the main namespace."""
    value: str = element.find("/".join(W + step for step in path.split("/"))).get(W + name)
    return value


def test_all_text_is_there_in_its_order(document: Document) -> None:
    assert bare(text_of(body(word_file(document)))) == bare("".join(told(document)))


def test_every_element_stands_where_the_schema_has_it(document: Document) -> None:
    for name, root in parts(word_file(document)).items():
        assert misplaced(root) == [], name


def test_every_style_that_is_used_is_there(document: Document) -> None:
    found = parts(word_file(document))
    known = {each.get(f"{W}styleId") for each in found["word/styles.xml"].iter(f"{W}style")}
    used = {
        each.get(f"{W}val")
        for name in ("word/document.xml", "word/footer1.xml", "word/styles.xml")
        for kind in ("pStyle", "rStyle", "tblStyle", "basedOn", "next")
        for each in found[name].iter(f"{W}{kind}")
    }
    assert used <= known


def test_every_part_is_declared_and_linked(document: Document) -> None:
    found = parts(word_file(document))
    declared = {each.get("PartName") for each in found["[Content_Types].xml"] if each.get("PartName")}
    assert declared == {f"/{name}" for name in found if not name.endswith(".rels") and name[0] != "["}
    linked = {f"word/{each.get('Target')}" for each in found["word/_rels/document.xml.rels"]}
    linked |= {each.get("Target") for each in found["_rels/.rels"]}
    shown = set(pictures(word_file(document)))
    assert shown <= linked
    assert {each.get("Extension") for each in found["[Content_Types].xml"]} >= ({"jpeg"} if shown else set())
    assert linked - shown == {name.removeprefix("/") for name in declared}


def test_rows_fill_the_grid(document: Document) -> None:
    for table in body(word_file(document)).iter(f"{W}tbl"):
        grid = [int(each.get(f"{W}w")) for each in table.find(f"{W}tblGrid")]
        assert min(grid) > 0
        for row in table.iter(f"{W}tr"):
            at = 0
            for form in row.iter(f"{W}tcPr"):
                span = form.find(f"{W}gridSpan")
                end = at + (int(span.get(f"{W}val")) if span is not None else 1)
                assert _at(form, "tcW", "w") == str(sum(grid[at:end]))
                at = end
            assert at == len(grid)


def test_the_same_document_gives_the_same_bytes(document: Document) -> None:
    assert word_file(document) == word_file(replace(document))


def test_pictures_stand_in_the_line_and_say_what_they_show() -> None:
    root = parts(word_file(PHOTOS))["word/document.xml"]
    wp = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
    inlines = list(root.iter(f"{wp}inline"))
    assert [each.find(f"{wp}docPr").get("descr") for each in inlines] == [
        "整治前<东侧>", "整治后", "整治前<东侧>", "照片", "照片",
    ]  # fmt: skip
    assert len({each.find(f"{wp}docPr").get("id") for each in inlines}) == len(inlines)
    for each, shape in zip(inlines, (1.5, 2 / 3, 1.5, 1.5, 2 / 3), strict=True):
        wide, high = (int(each.find(f"{wp}extent").get(side)) for side in ("cx", "cy"))
        assert wide / high == pytest.approx(shape, rel=0.01)
        assert 0 < wide <= 156 * 36_000
    # one file for each size; the first is shown as it is kept in two places
    assert len(pictures(word_file(PHOTOS))) == 4
    assert all(data.startswith(b"\xff\xd8") for data in pictures(word_file(PHOTOS)).values())


def test_a_photo_beside_the_rows_is_no_higher_than_they_are() -> None:
    for photo in (ONE, OTHER):
        sheet = body(word_file(overview(replace(OVERVIEW, photo=photo))))
        cells = [each.find(f"{W}vMerge") for each in sheet.iter(f"{W}tcPr")]
        merged = [each.get(f"{W}val") for each in cells if each is not None]
        plain = body(word_file(overview(OVERVIEW)))
        known = [each.find(f"{W}vMerge") for each in plain.iter(f"{W}tcPr")]
        assert len(merged) - len([each for each in known if each is not None]) == 5 + 1
        (picture,) = sheet.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}ext")
        assert int(picture.get("cy")) / 36_000 < 50


def test_page_grid_and_folios_are_those_of_the_standard() -> None:
    section = body(word_file(EVERYTHING)).find(f"{W}sectPr")
    margins = [int(_at(section, "pgMar", side)) for side in ("top", "left", "right", "bottom")]
    assert [round(each / 1440 * 25.4, 1) for each in margins] == [37.0, 28.0, 26.0, 35.0]
    assert (_at(section, "pgSz", "w"), _at(section, "pgSz", "h")) == ("11906", "16838")
    pitch = int(_at(section, "docGrid", "linePitch"))
    room = 16838 - margins[0] - margins[3]
    assert room // pitch == 22
    character = 16 + int(_at(section, "docGrid", "charSpace")) / 4096
    assert 28 * character == pytest.approx((11906 - margins[1] - margins[2]) / 20, abs=0.1)
    odd, even = (parts(word_file(EVERYTHING))[f"word/footer{n}.xml"].find(f"{W}p/{W}pPr") for n in (1, 2))
    assert (_at(odd, "jc", "val"), _at(odd, "ind", "right")) == ("right", "280")
    assert (_at(even, "jc", "val"), _at(even, "ind", "left")) == ("left", "280")


@pytest.mark.parametrize(
    ("key", "face", "half_points"),
    [
        ("Normal", "仿宋_GB2312", "32"),
        ("Title", "方正小标宋简体", "44"),
        ("Heading1", "黑体", None),
        ("Heading2", "楷体_GB2312", None),
        ("Heading3", "仿宋_GB2312", None),
        ("Footer", "宋体", "28"),
    ],
)
def test_styles_have_the_official_faces(key: str, face: str, half_points: str | None) -> None:
    styles = parts(word_file(EVERYTHING))["word/styles.xml"]
    style = next(each for each in styles.iter(f"{W}style") if each.get(f"{W}styleId") == key)
    assert _at(style, "rPr/rFonts", "eastAsia") == face
    assert (_at(style, "rPr/sz", "val") if half_points else None) == half_points
    assert (_at(styles, "docDefaults/rPrDefault/rPr/lang", "eastAsia")) == "zh-CN"


def test_text_stands_in_its_style() -> None:
    assert _style(_paragraph(EVERYTHING, EVERYTHING.title)) == "Title"
    assert _style(_paragraph(EVERYTHING, "一、总体要求")) == "Heading1"
    assert _style(_paragraph(EVERYTHING, "各楼院：")) == "Normal"
    label = _paragraph(EVERYTHING, "出席：王䶮、李㛃")
    assert _at(label, "r/rPr/rStyle", "val") == "LabelCharacter"
    pitch = 156 / 25.4 * 72 / 28 * 20
    assert int(_at(label, "pPr/ind", "left")) == pytest.approx(5 * pitch, abs=1)
    assert int(_at(label, "pPr/ind", "hanging")) == pytest.approx(3 * pitch, abs=1)


def test_a_sealed_signature_ends_four_characters_from_the_right() -> None:
    lines = [each for each in body(word_file(EVERYTHING)).iter(f"{W}p") if _style(each) == "SignatureLine"]
    pitch = 156 / 25.4 * 72 / 28 * 20
    ends = [int(_at(each, "pPr/ind", "right")) / pitch for each in lines]
    # 远大社区居民委员会 is 9 characters wide, 2020年8月3日 7¼: with a seal centred, else two further right.
    assert ends == pytest.approx([3.125, 4, 2, 1.75], abs=0.01)


def test_heads_are_repeated_and_rows_stay_whole() -> None:
    form, table = body(word_file(EVERYTHING)).findall(f"{W}tbl")
    heads = [each.find(f"{W}trPr/{W}tblHeader") is not None for each in table.iter(f"{W}tr")]
    assert heads == [True, False, False, False]
    assert all(
        each.find(f"{W}trPr/{W}cantSplit") is not None
        for each in (*table.iter(f"{W}tr"), *form.iter(f"{W}tr"))
    )
    merged = [each.get(f"{W}val") for each in form.iter(f"{W}vMerge")]
    assert merged == ["restart", "continue", "restart"]


def test_a_row_higher_than_a_page_may_be_parted() -> None:
    long = Document("表", (Table((Column("事项", 1, "left"),), (("情况说明。" * 900,), ("短",))),))
    rows = list(body(word_file(long)).iter(f"{W}tr"))
    assert [each.find(f"{W}trPr/{W}cantSplit") is not None for each in rows] == [True, False, True]


def test_figures_stand_with_their_points_under_each_other() -> None:
    ends = [_at(_paragraph(EVERYTHING, text), "pPr/ind", "right") for text in ("1,200.50", "35")]
    assert int(ends[1]) - int(ends[0]) == 1.5 * 12 * 20  # two digits and the point


def test_a_wide_chart_lists_its_lowest_boxes_and_a_wider_one_is_an_outline() -> None:
    wide, outline = _chart(12), _chart(3, deep=9)
    for document in (wide, outline):
        text = bare(text_of(body(word_file(document))))
        assert all(each in text for each in ("党委", "王䶮", "张0", "2号楼楼栋长"))
        assert misplaced(body(word_file(document))) == []
    assert len(list(body(word_file(wide)).iter(f"{W}tr"))) == 7
    assert "3号楼楼栋长：张3" in text_of(body(word_file(wide)))
    assert len(list(body(word_file(outline)).iter(f"{W}tr"))) == 1 + 9 + 9 * 3


def test_properties_name_the_office_and_nothing_else() -> None:
    core = parts(word_file(EVERYTHING))["docProps/core.xml"]
    told_there = [each.text for each in core]
    stamp = "2020-08-03T00:00:00Z"
    assert told_there == [EVERYTHING.title, "远大社区居民委员会", "zh-CN", stamp, stamp]


def test_what_xml_cannot_hold_is_replaced() -> None:
    odd = Document("标题", (Paragraph("甲\x0b乙\ufffe丙\x00丁"),))
    text = text_of(body(word_file(odd)))
    assert all(each in text for each in "甲乙丙丁")


SIGNED = Signature("居委会", "2020年8月3日")


def _kept(*blocks: Block) -> list[str]:
    """Return the texts of all paragraphs below the title that stay on the page of the next one."""
    found = list(body(word_file(Document("", blocks))).iter(f"{W}p"))[1:]
    return [text_of(each) for each in found if each.find(f"{W}pPr/{W}keepNext") is not None]


@pytest.mark.parametrize(
    ("blocks", "kept"),
    [
        ((Paragraph("甲。"), Paragraph("乙。" * 20), SIGNED), ["乙。" * 20, "居委会"]),
        ((Paragraph("甲。"), Paragraph("特此公告。"), SIGNED), ["甲。", "特此公告。", "居委会"]),
        ((Table((), ()), Paragraph("特此公告。"), SIGNED), ["特此公告。", "居委会"]),
        ((RunIn("（一）甲。", "乙。"), SIGNED, Paragraph("乙。")), ["（一）甲。乙。", "居委会"]),
        ((SIGNED, Paragraph("（此件公开发布）")), ["居委会", "2020年8月3日"]),
        ((Paragraph("长" * 180), SIGNED), ["居委会"]),
        ((Paragraph("甲。"), Attachments(("表", "册")), SIGNED), ["甲。", "附件：1.表", "2.册", "居委会"]),
        ((Paragraph("甲。"), Attachments(("表",))), []),
        (
            (Attachments(tuple("子丑寅卯辰巳午未")), SIGNED),
            ["7.午", "8.未", "居委会"],
        ),
        (
            (Table((Column("项目"),), (("水",), ("电",), ("气",))), SIGNED),
            ["电", "气", "", "居委会"],
        ),
    ],
)
def test_the_closing_block_stays_with_the_text_above_it(blocks: tuple[Block, ...], kept: list[str]) -> None:
    assert _kept(*blocks) == kept


def test_number_and_free_line_stand_below_the_title() -> None:
    document = Document("通知", (Paragraph("内容。"),), number="国办发明电〔2025〕7号", free_line=True)
    title, number, text = body(word_file(document)).iter(f"{W}p")
    assert [text_of(each) for each in (title, number, text)] == ["通知", document.number, "内容。"]
    assert _at(number, "pPr/jc", "val") == "center"
    leading = 225 / 22 / 25.4 * 72 * 20
    assert int(_at(number, "pPr/spacing", "after")) == pytest.approx(leading, abs=1)
    height = int(_at(title, "pPr/spacing", "before")) + int(_at(title, "pPr/spacing", "line"))
    assert height == pytest.approx(2 * leading, abs=2)
    assert _at(title, "pPr/spacing", "after") == "0"
    alone = next(body(word_file(replace(document, number=""))).iter(f"{W}p"))
    assert int(_at(alone, "pPr/spacing", "after")) == pytest.approx(leading, abs=1)
