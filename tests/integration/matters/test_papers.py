"""Every paper of the sewer: the sheets carry the figures of the record, the archive holds all in order."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest

from models.errors import NotFound
from services import attachments, matter_archive, notices, records
from services.attachments import NewFile
from services.documents.fonts.library import FontLibrary, load_library
from services.matters import consulting, steps
from services.notices import OF_RECORDS, Target
from services.notices.by_name import sheet_named
from services.notices.targets import OF_MATTERS
from services.office import Context
from tests.helpers.deliberations import deliberated, figures
from tests.helpers.files import photo
from tests.helpers.office import add


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return load_library(None)


@pytest.fixture
def ids(office: Context) -> dict[str, bytes]:
    office.clock.advance(10 * 86_400_000)  # type: ignore[attr-defined]
    return deliberated(office)


def _text(data: bytes) -> str:
    with pypdfium2.PdfDocument(io.BytesIO(data)) as pdf:
        return "".join(page.get_textpage().get_text_bounded() for page in pdf).replace("\r\n", "")


def _printed(office: Context, kind: str, matter: bytes, fonts: FontLibrary) -> str:
    return _text(notices.make_sheet(office, Target(kind, None, matter), fonts).pdf.data)


def test_the_registration_sheet_says_what_the_record_says(
    office: Context, ids: dict[str, bytes], fonts: FontLibrary
) -> None:
    records.save(office, "matters", ids["pipe"], {"lead_unit": "远大社区党委", "responsible_units": "自管会"})
    for _ in range(6):
        steps.complete(office, ids["pipe"])
    told = _printed(office, "matter_register", ids["pipe"], fonts)
    for words in (
        "■居民动议　□社区动议　□上级部署",
        "应到31人，实到25人，比例25/31（80.6%）",
        "应到12人，实到11人，比例11/12（91.7%）",
        "入户168户，收回151份，赞成147份，不同意4份",
        "监督意见",
        "（签字盖章）",
        "远大社区党委",
        "已完成（补录）",
        "2020年9月20日已办结",
    ):
        assert words in told


def test_a_skipped_step_says_who_and_why(office: Context, ids: dict[str, bytes], fonts: FontLibrary) -> None:
    matter = add(office, "matters", courtyard_id=ids["two"], title="抢修", template="six_steps")
    steps.skip(office, matter, None, "楼院党支部", "管道破裂")
    told = _printed(office, "matter_register", matter, fonts)
    assert "跳过：楼院党支部决定，管道破裂" in told
    assert "已跳过" in told


def test_every_sheet_prints_in_every_state(
    office: Context, ids: dict[str, bytes], fonts: FontLibrary
) -> None:
    bare = add(office, "matters", courtyard_id=ids["two"], title="空", template="four_talks")
    dropped = add(office, "matters", courtyard_id=ids["two"], title="终", template="six_steps")
    steps.drop(office, dropped, "不办了")
    for matter in (bare, dropped, ids["pipe"]):
        for kind in OF_MATTERS:
            assert OF_RECORDS[kind] == "协商事项"
            sheet = notices.make_sheet(office, Target(kind, ids["two"], matter), fonts)
            assert sheet.pdf.pages >= 1
            assert notices.word_bytes(sheet).startswith(b"PK")
    assert "不办了" in _printed(office, "matter_register", dropped, fonts)
    assert notices.make_sheet(office, Target("acceptance", None, bare), fonts).pdf.pages == 1


def test_the_form_lists_the_doors_and_names_nobody_in_full(
    office: Context, ids: dict[str, bytes], fonts: FontLibrary
) -> None:
    building = add(office, "buildings", courtyard_id=ids["two"], name="1号楼")
    home = add(office, "dwellings", courtyard_id=ids["two"], building_id=building, room="301")
    head = add(office, "residents", name="欧阳志远", courtyard_id=ids["two"])
    add(office, "households", dwelling_id=home, head_id=head)
    matter = add(office, "matters", courtyard_id=ids["two"], title="装路灯", template="six_steps")
    consulting.draw_up(office, matter)
    told = _printed(office, "consult_form", matter, fonts)
    assert "1号楼（1户）" in told
    assert "301" in told
    assert "□赞成" in told
    assert "欧阳志远" not in told
    [household] = consulting.read(office, matter).households
    consulting.answer(office, household.id, "other", "太亮，请装灯罩")
    told = _printed(office, "consult_summary", matter, fonts)
    assert "太亮，请装灯罩" in told
    assert "收回率：1/1（100.0%）" in told
    assert "欧阳" not in told


def test_the_archive_holds_every_paper_with_its_page(
    office: Context, ids: dict[str, bytes], fonts: FontLibrary
) -> None:
    for _ in range(6):
        steps.complete(office, ids["pipe"])
    attachments.add(office, "matters", ids["pipe"], [NewFile("竣工.jpg", data=photo())])
    made = matter_archive.archive(office, ids["pipe"], fonts)
    assert made.absent == ()
    assert [title for title, _ in made.parts] == [
        "议事登记表",
        "征求意见汇总表",
        "提议：下水管道改造提议会纪要",
        "商议：社区“两委”与居民议事会联席会议纪要",
        "决议：下水管道改造居民代表会议纪要",
        "决议文本：下水管道改造方案",
        "公示：郑纺机西院下水管道改造决议公示",
        "公示：郑纺机西院下水管道改造实施结果公示",
        "异议和答复",
        "经费情况",
        "验收单",
        "照片和扫描件目录",
    ]
    with pypdfium2.PdfDocument(io.BytesIO(made.data)) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
        marks = [(mark.get_title(), mark.get_dest().get_index() + 1) for mark in pdf.get_toc()]
    assert len(pages) == made.pages
    assert marks == [("封面和目录", 1), *made.parts]
    for title, page in made.parts:
        name = title.rpartition("：")[2].removesuffix("纪要")
        assert name[:6] in pages[page - 1].replace("\r\n", "")
    assert matter_archive.archive(office, ids["pipe"], fonts).data == made.data
    whole = "".join(pages)
    assert figures()[1] - set(re.findall(r"[0-9][0-9,.:]*[0-9]|[0-9]", whole)) == set()
    assert "竣工.jpg" in whole


def test_sheets_are_found_by_name(office: Context, ids: dict[str, bytes]) -> None:
    target = sheet_named(office, "matter_register", "郑纺机西院")
    assert (target.kind, target.record) == ("matter_register", ids["pipe"])
    with pytest.raises(NotFound, match="还没有登记协商事项"):
        sheet_named(office, "acceptance", "航海东路1号院")
