"""`notice` for meetings, resolutions and free texts: the latest record, one by its id, and mistakes."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from tests.helpers.deliberations import deliberated
from tests.helpers.office import NewOffice, add, rows, value
from tests.helpers.word_files import bare, body, text_of
from tests.integration.core.test_commands import Run, listed, run

__all__ = ["run"]
pytestmark = pytest.mark.local_file("headless commands are given a file")
_CHECKED = r"(?:第\d+张共\d+张)?校验码[0-9A-Z-]+扫码或输入校验码，可与登记核对"
TEXT = "各位居民：\n一、停水时间\n2020年9月18日8:00—17:00停水，请王䶮、李㛃两家提前备水。\n"


@pytest.fixture
def ids(new_office: NewOffice) -> dict[str, bytes]:
    """The records of a closed office with the three sample records."""
    context = new_office()
    made = deliberated(context)
    new_office.close(context)
    return made


def _notice(run: Run, tmp_path: Path, kind: str, yard: str, *more: str) -> str:
    code, said, err = run(
        "--data", "office.db", "notice", kind, "--courtyard", yard, *more, "--out", "out.pdf"
    )
    assert (code, said, err) == (0, "out.pdf\n", "")
    document = PdfDocument((tmp_path / "out.pdf").read_bytes())
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    ("kind", "yard", "said"),
    [
        ("minutes", "航海东路1号院", "航海东路1号院8月份联席会议纪要"),
        ("minutes", "郑纺机西院", "下水管道改造居民代表会议纪要"),
        ("resolution", "航海东路1号院", "同意13票，反对2票，弃权1票"),
        ("resolution", "郑纺机西院", "共15日"),
        ("resolution", "轴承厂2号院", "自管会成员选举结果公示"),
        ("free", "郑纺机西院", "下水管道改造施工温馨提示"),
    ],
)
def test_the_latest_record(
    kind: str, yard: str, said: str, run: Run, tmp_path: Path, ids: dict[str, bytes]
) -> None:
    assert said in _notice(run, tmp_path, kind, yard)


@pytest.mark.parametrize(
    ("kind", "key", "said"),
    [
        ("minutes", "propose", "预算86,400.00元"),
        ("resolution", "pipe-motion", "同意22票"),
        ("resolution", "decide", "同意22票"),
        ("resolution", "pipe-notice", "同意22票"),
        ("free", "pipe-result", "实施结果公示"),
    ],
)
def test_a_record_by_its_id(
    kind: str, key: str, said: str, run: Run, tmp_path: Path, ids: dict[str, bytes]
) -> None:
    assert said in _notice(run, tmp_path, kind, "郑纺机西院", "--id", ids[key].hex())


@pytest.mark.parametrize(
    ("kind", "yard"),
    [
        ("overview", "郑纺机西院"),
        ("organisation", "轴承厂2号院"),
        ("minutes", "航海东路1号院"),
        ("resolution", "郑纺机西院"),
        ("free", "郑纺机西院"),
    ],
)
def test_a_word_file_says_what_the_printed_sheet_says(
    kind: str, yard: str, run: Run, tmp_path: Path, ids: dict[str, bytes]
) -> None:
    said = ("--data", "office.db", "notice", kind, "--courtyard", yard)
    assert run(*said, "--docx", "--out", "out.docx") == (0, "out.docx\n", "")
    data = (tmp_path / "out.docx").read_bytes()
    # a Word file can be written over, so it carries no code to check it by
    printed = re.sub(_CHECKED, "", _notice(run, tmp_path, kind, yard))
    # cells and boxes stand in another order in a PDF; page numbers and repeated heads are not in the text
    written = Counter(bare(text_of(body(data))))
    assert all(written[char] for char in re.sub(r"—\d+—", "", printed))
    assert not written - Counter(printed)
    assert run(*said, "--docx", "--out", "again.docx")[0] == 0
    assert (tmp_path / "again.docx").read_bytes() == data


def test_a_word_file_is_offered_a_name(run: Run, tmp_path: Path, ids: dict[str, bytes]) -> None:
    code, said, _ = run("--data", "office.db", "notice", "overview", "--courtyard", "郑纺机西院", "--docx")
    assert (code, said) == (0, "郑纺机西院-楼院概况.docx\n")
    assert (tmp_path / said.strip()).read_bytes().startswith(b"PK")


def test_ids_are_those_of_the_lists(run: Run, tmp_path: Path, ids: dict[str, bytes]) -> None:
    for record in listed(run, tmp_path / "office.db", "meetings"):
        title = str(record["title"])
        assert title in _notice(run, tmp_path, "minutes", str(record["courtyard"]), "--id", str(record["id"]))


def test_a_meeting_of_a_community(
    run: Run, tmp_path: Path, new_office: NewOffice, ids: dict[str, bytes]
) -> None:
    context = new_office()
    values = {"unit_id": ids["community"], "kind": "joint", "held_on": "2020-9-2"}
    meeting = add(context, "meetings", title="楼院长例会", **values)
    new_office.close(context)
    assert "远大社区楼院长例会纪要" in _notice(run, tmp_path, "minutes", "远大社区")
    assert "例会" in _notice(run, tmp_path, "minutes", "远大社区", "--id", meeting.hex())
    code, _, err = run(
        "--data", "office.db", "notice", "minutes", "--courtyard", "安飞社区", "--id", meeting.hex()
    )
    assert (code, "不是“安飞社区”的" in err) == (2, True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_becomes_a_notice(
    encoding: str, run: Run, tmp_path: Path, new_office: NewOffice, ids: dict[str, bytes]
) -> None:
    (tmp_path / "停水.txt").write_bytes(TEXT.encode(encoding))
    more = ("--title", "停水通知", "--text", "停水.txt")
    text = _notice(run, tmp_path, "free", "航海东路1号院", *more)
    assert "停水通知各位居民：一、停水时间2020年9月18日8:00—17:00停水，请王䶮、李㛃两家" in text
    assert text == _notice(run, tmp_path, "free", "航海东路1号院")  # it is the latest record now
    context = new_office()
    ((title, kind, body),) = rows(
        context, "SELECT title, kind, body FROM notice WHERE courtyard_id = ?", ids["one"]
    )
    assert (title, kind, body) == ("停水通知", "free", TEXT.strip())
    noted = rows(context, "SELECT tbl, label FROM audit_entry WHERE action = 'notice_saved'")
    assert noted == [("notice", "航海东路1号院 停水通知")] * 2


MISTAKES: dict[str, tuple[list[str], str]] = {
    "nothing_there": (["free", "--courtyard", "航海东路1号院"], "还没有登记温馨提示"),
    "no_meeting": (["minutes", "--courtyard", "空院"], "还没有登记会议"),
    "no_resolution": (["resolution", "--courtyard", "空院"], "还没有登记决议"),
    "no_courtyard": (["free", "--courtyard", "远大社区"], "没有叫“远大社区”的楼院"),
    "malformed": (["minutes", "--courtyard", "郑纺机西院", "--id", "7"], "不是记录的编号"),
    "unknown": (["minutes", "--courtyard", "郑纺机西院", "--id", "0" * 32], "没有编号是"),
    "elsewhere": (["minutes", "--courtyard", "郑纺机西院", "--id", "{joint}"], "不是“郑纺机西院”的"),
    "other_kind": (["free", "--courtyard", "郑纺机西院", "--id", "{decide}"], "没有编号是"),
    "other_notice": (["resolution", "--courtyard", "郑纺机西院", "--id", "{pipe-result}"], "实施结果公示"),
    "id_of_overview": (["overview", "--courtyard", "郑纺机西院", "--id", "{joint}"], "去掉 --id"),
    "title_alone": (["free", "--courtyard", "空院", "--title", "甲"], "要一起写"),
    "text_alone": (["free", "--courtyard", "空院", "--text", "a.txt"], "要一起写"),
    "text_for_minutes": (
        ["minutes", "--courtyard", "空院", "--title", "甲", "--text", "a.txt"],
        "只用于 free",
    ),
    "text_and_id": (
        ["free", "--courtyard", "空院", "--title", "甲", "--text", "a.txt", "--id", "0" * 32],
        "只用于 free",
    ),
    "text_missing": (["free", "--courtyard", "空院", "--title", "甲", "--text", "无.txt"], "没有找到"),
    "text_folder": (["free", "--courtyard", "空院", "--title", "甲", "--text", "."], "没有找到"),
    "text_huge": (["free", "--courtyard", "空院", "--title", "甲", "--text", "huge.txt"], "太大"),
    "text_long": (
        ["free", "--courtyard", "空院", "--title", "甲", "--text", "long.txt"],
        "正文不能用：太长了",
    ),
    "text_empty": (["free", "--courtyard", "空院", "--title", "甲", "--text", "empty.txt"], "正文不能用"),
    "text_binary": (["free", "--courtyard", "空院", "--title", "甲", "--text", "b.txt"], "不是文本文件"),
    "text_glyph": (["free", "--courtyard", "空院", "--title", "甲", "--text", "glyph.txt"], "\ue123"),
    "title_long": (["free", "--courtyard", "空院", "--title", "甲" * 201, "--text", "a.txt"], "标题不能用"),
    "title_empty": (["free", "--courtyard", "空院", "--title", " ", "--text", "a.txt"], "标题不能用"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_2_and_change_nothing(
    name: str, run: Run, tmp_path: Path, new_office: NewOffice, ids: dict[str, bytes]
) -> None:
    context = new_office()
    add(context, "courtyards", name="空院", unit_id=ids["community"])
    before = value(context, "SELECT count(*) FROM sync_change")
    new_office.close(context)
    (tmp_path / "a.txt").write_text("停水", encoding="utf-8")
    (tmp_path / "empty.txt").write_text(" \n", encoding="utf-8")
    (tmp_path / "glyph.txt").write_text("王\ue123", encoding="utf-8")
    (tmp_path / "long.txt").write_text("水" * 20_001, encoding="utf-8")
    (tmp_path / "huge.txt").write_bytes(b"a" * (256 * 1024 + 1))
    (tmp_path / "b.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    arguments, said = MISTAKES[name]
    filled = [re.sub(r"\{(.+)\}", lambda match: ids[match[1]].hex(), each) for each in arguments]
    code, _, err = run("--data", "office.db", "notice", *filled, "--out", "out.pdf")
    assert code == 2, err
    assert said in err
    assert not (tmp_path / "out.pdf").exists()
    context = new_office()
    assert value(context, "SELECT count(*) FROM sync_change") == before
    assert value(context, "SELECT count(*) FROM audit_entry WHERE action = 'notice_saved'") == 0


def test_a_place_that_cannot_be_written_to_records_nothing(
    run: Run, tmp_path: Path, new_office: NewOffice, ids: dict[str, bytes]
) -> None:
    (tmp_path / "a.txt").write_text("停水", encoding="utf-8")
    more = ("--title", "停水", "--text", "a.txt", "--out", "a.txt/out.pdf")
    code, _, err = run("--data", "office.db", "notice", "free", "--courtyard", "郑纺机西院", *more)
    assert (code, "没有写成" in err) == (3, True)
    assert value(new_office(), "SELECT count(*) FROM notice WHERE title = '停水'") == 0


def test_one_kind_for_all_courtyards(run: Run, tmp_path: Path, ids: dict[str, bytes]) -> None:
    code, said, err = run("--data", "office.db", "notices", "overview", "--out", "sheets")
    files = sorted(path.name for path in (tmp_path / "sheets").iterdir())
    assert (code, err) == (0, "")
    assert said.startswith(f"已生成{len(files)}张，共")
    assert "郑纺机西院-楼院概况.pdf" in files
    code, said, err = run("--data", "office.db", "notices", "resolution", "--combined", "all.pdf")
    assert (code, err) == (0, "")
    assert len(PdfDocument((tmp_path / "all.pdf").read_bytes())) >= 3


def test_a_batch_in_the_form_asked_for(run: Run, tmp_path: Path, ids: dict[str, bytes]) -> None:
    single = ("--courtyard", "郑纺机西院", "--paper", "a3", "--landscape", "--plaque")
    assert run("--data", "office.db", "notice", "overview", *single, "--out", "one.pdf")[0] == 0
    for _ in range(2):  # a second time the same files stay
        code, said, err = run(
            "--data",
            "office.db",
            "notices",
            "overview",
            "--out",
            "sheets",
            *single[2:],
            "--community",
            "远大社区",
        )
        assert (code, err) == (0, "")
        files = sorted(path.name for path in (tmp_path / "sheets").iterdir())
        assert files == ["航海东路1号院-楼院概况.pdf", "郑纺机西院-楼院概况.pdf"]
    assert (tmp_path / "sheets" / files[1]).read_bytes() == (tmp_path / "one.pdf").read_bytes()
    pages = sum(len(PdfDocument((tmp_path / "sheets" / name).read_bytes())) for name in files)
    assert said == f"已生成2张，共{pages}页：sheets\n"

    code, said, err = run(
        "--data", "office.db", "notices", "overview", "--combined", "all.pdf", "--tiles", "a2"
    )
    whole = PdfDocument((tmp_path / "all.pdf").read_bytes())
    assert (code, err, len(whole) % 4) == (0, "", 0)
    assert said == f"已生成3张，共{len(whole)}页：all.pdf\n"
    assert {tuple(map(round, page.get_size())) for page in whole} == {(595, 842)}


def test_a_batch_of_word_files(
    run: Run, tmp_path: Path, new_office: NewOffice, ids: dict[str, bytes]
) -> None:
    more = ("--out", "sheets", "--docx", "--community", "远大社区")
    code, said, err = run("--data", "office.db", "notices", "overview", *more)
    assert (code, said, err) == (0, "已生成2张：sheets\n", "")
    written = (tmp_path / "sheets" / "郑纺机西院-楼院概况.docx").read_bytes()
    assert "郑纺机西院楼院概况" in bare(text_of(body(written)))
    noted = rows(new_office(), "SELECT label FROM audit_entry WHERE action = 'notice_saved'")
    assert ("郑纺机西院 楼院概况：Word 文档；遮盖按“楼院概况”：全名1人",) in noted


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), "请写 --out DIR"),
        (("--out", "a", "--combined", "b.pdf"), "请写 --out DIR"),
        (("--out", "a", "--community", "没有的社区"), "没有名为“没有的社区”的社区"),
        (("--combined", "b.pdf", "--docx"), "Word 文档不能合成一个文件"),
        (("--out", "a", "--paper", "a3", "--tiles", "a2"), "--paper 和 --tiles 只写一个"),
    ],
)
def test_mistakes_of_a_batch(run: Run, ids: dict[str, bytes], more: tuple[str, ...], said: str) -> None:
    code, _, err = run("--data", "office.db", "notices", "overview", *more)
    assert code == 2
    assert said in err


@pytest.mark.parametrize(
    ("more", "size", "count"),
    [
        ((), (595, 842), None),
        (("--paper", "a3", "--landscape"), (1191, 842), None),
        (("--large",), (595, 842), None),
        (("--tiles", "a2"), (595, 842), 4),
        (("--tiles", "a3"), (842, 595), 2),
    ],
)
def test_a_form_is_asked_for(
    more: tuple[str, ...],
    size: tuple[int, int],
    count: int | None,
    run: Run,
    tmp_path: Path,
    ids: dict[str, bytes],
) -> None:
    _notice(run, tmp_path, "overview", "郑纺机西院", *more)
    document = PdfDocument((tmp_path / "out.pdf").read_bytes())
    assert {tuple(map(round, page.get_size())) for page in document} == {size}
    assert count is None or len(document) % count == 0


def test_two_papers_are_a_mistake(run: Run, ids: dict[str, bytes]) -> None:
    more = ("--paper", "a3", "--tiles", "a2")
    code, _, err = run("--data", "office.db", "notice", "overview", "--courtyard", "郑纺机西院", *more)
    assert code == 2
    assert "只写一个" in err
