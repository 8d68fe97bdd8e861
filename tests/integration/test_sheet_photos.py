"""Photos of records on their sheets: the courtyard's cover, those of a notice, and what cannot be printed."""

from __future__ import annotations

from typing import Any

import pytest

from models.errors import InvalidInput
from services import attachments, blobs, notices, templates
from services.attachments import NewFile
from services.documents.model import KeyValueTable, Paragraph, Photo, Photos
from services.notices import Target, document_of, facts_of
from services.office import Context
from tests.helpers.files import encoded, image, scene
from tests.helpers.office import add, community, courtyard, value

PDF = b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


@pytest.fixture
def yard(office: Context) -> bytes:
    return courtyard(office, "郑纺机西院", community(office, "远大社区"))


def _hang(office: Context, kind: str, record: bytes, *files: tuple[str, bytes]) -> list[bytes]:
    added = attachments.add(office, kind, record, [NewFile(name, data=data) for name, data in files])
    assert added.refused == ()
    return list(added.ids)


def _lose(office: Context, attachment: bytes) -> None:
    """Point an attachment to bytes that never came to this machine."""
    with office.unit_of_work() as work:
        work.update("attachment", attachment, {"sha256": b"\x01" * 32})
        work.commit()


def _cover(office: Context, yard: bytes) -> Photo | None:
    sheet = document_of(facts_of(office, Target("overview", yard)), templates.wordings(office))
    (form,) = [block for block in sheet.blocks if isinstance(block, KeyValueTable)]
    return form.photo


def _notice(office: Context, yard: bytes, **more: Any) -> Target:
    told: dict[str, Any] = {"kind": "free", "title": "修路", "body": "各位居民：\n路修好了。", **more}
    return Target("notice", yard, add(office, "notices", courtyard_id=yard, **told))


def test_the_first_photo_of_a_courtyard_is_on_its_overview(office: Context, yard: bytes) -> None:
    plain = notices.make_sheet(office, Target("overview", yard))
    ids = _hang(office, "courtyards", yard, ("a.png", encoded(image(), "PNG")), ("b.jpg", scene((300, 200))))
    attachments.set_caption(office, ids[1], "小区大门")
    attachments.move(office, ids[1], "first")
    cover = _cover(office, yard)
    assert cover is not None
    assert (cover.width, cover.height, cover.caption) == (300, 200, "小区大门")
    assert cover.digest == value(office, "SELECT sha256 FROM attachment WHERE id = ?", ids[1]).hex()
    covered = notices.make_sheet(office, Target("overview", yard))
    assert covered.pdf.data != plain.pdf.data
    assert (covered.pdf.pages, covered.remark) == (1, "")
    templates.save(office, "overview", {}, {"photo": False})
    assert _cover(office, yard) is None
    assert notices.make_sheet(office, Target("overview", yard)).pdf.data == plain.pdf.data


def test_a_cover_that_is_not_here_is_left_out_and_told(office: Context, yard: bytes) -> None:
    plain = notices.make_sheet(office, Target("overview", yard))
    (photo,) = _hang(office, "courtyards", yard, ("门.jpg", scene((300, 200))))
    _lose(office, photo)
    sheet = notices.make_sheet(office, Target("overview", yard))
    assert sheet.pdf.data == plain.pdf.data
    assert sheet.remark == ("楼院的照片“门.jpg”不在本机，这张公示没有照片。请在楼院的“附件”里重新添加。")
    templates.save(office, "overview", {}, {"photo": False})
    assert notices.make_sheet(office, Target("overview", yard)).remark == ""


def test_photos_of_a_notice_stand_under_its_text_two_by_two(office: Context, yard: bytes) -> None:
    target = _notice(office, yard)
    assert target.record is not None
    names = [(f"{n}.jpg", scene((300, 200 + n))) for n in range(3)]
    ids = _hang(office, "notices", target.record, *names[:2], ("说明.pdf", PDF), names[2])
    attachments.set_caption(office, ids[0], "修路前")
    sheet = document_of(facts_of(office, target))
    text = [type(block) for block in sheet.blocks]
    assert text[:4] == [Paragraph, Paragraph, Photos, Photos]
    rows = [block for block in sheet.blocks if isinstance(block, Photos)]
    assert [[photo.height for photo in row.photos] for row in rows] == [[200, 201], [202]]
    assert [row.columns for row in rows] == [2, 2]
    assert [photo.caption for row in rows for photo in row.photos] == ["修路前", "", ""]
    assert notices.make_sheet(office, target).pdf.pages >= 1
    templates.save(office, "free", {}, {"photo": False})
    bare = document_of(facts_of(office, target), templates.wordings(office))
    assert not [block for block in bare.blocks if isinstance(block, Photos)]


@pytest.mark.parametrize(
    ("harm", "says"),
    [("lost", "不在本机"), ("no photo", "读不出来"), ("damaged", "已损坏")],
)
def test_a_notice_is_not_made_without_one_of_its_photos(
    office: Context, yard: bytes, harm: str, says: str
) -> None:
    target = _notice(office, yard)
    assert target.record is not None
    data = b"no photo at all" if harm == "no photo" else scene((300, 200))
    photo = blobs.attach(office, "notice", target.record, "路.jpg", data, "image/jpeg")
    if harm == "lost":
        _lose(office, photo)
    if harm == "damaged":
        with blobs._open(blobs.store_path(office.database.path)) as store:
            store.execute("UPDATE blob SET data = ?", (b"\xff\xd8\xff" + data[3:-1],))
            store.commit()
    with pytest.raises(InvalidInput) as refused:
        notices.make_sheet(office, target)
    assert refused.value.message == (
        f"“修路”的照片“路.jpg”{says}，没有生成。请在这条记录的“附件”里删掉它或重新添加，再打印。"
    )
    templates.save(office, "free", {}, {"photo": False})
    assert notices.make_sheet(office, target).pdf.pages == 1


@pytest.mark.parametrize(
    ("posted", "basis"),
    [
        ("2020-8-2", ""),
        ("2020-8-3", "郑经管办〔2020〕39号文件"),
        ("2025-12-31", "郑经管办〔2020〕39号文件"),
        ("2026-1-1", "《中华人民共和国城市居民委员会组织法》第三十四条"),
    ],
)
def test_a_notice_says_what_it_is_posted_by(office: Context, yard: bytes, posted: str, basis: str) -> None:
    target = _notice(office, yard, kind="result", posted_from=posted)
    texts = [
        each.text for each in document_of(facts_of(office, target)).blocks if isinstance(each, Paragraph)
    ]
    told = [text for text in texts if text.startswith("公示依据")]
    assert told == ([f"公示依据：{basis}。"] if basis else [])
    assert not told or texts[texts.index(told[0]) + 1].startswith("公示期：")
