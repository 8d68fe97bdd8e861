"""A pasted chat or a list becomes opinions: rehearsed, guessed, never twice; no line is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidInput, NotFound, UserError
from models.rules.text import clean
from services import history, opinion_intake
from services.excel import SheetOut, write_book
from services.office import Context
from services.opinion_intake import guessing
from services.opinion_intake.chat import read_chat
from tests.helpers.office import add, community, courtyard, rows

TODAY = date(2020, 9, 16)
CHAT = """2020年9月14日 星期一
3-2-401 张三 2020/9/14 15:02
三号楼东边的路灯坏了好几天，晚上看不见，
什么时候能修？
王芳（楼长） 15:05
收到
"李四" 撤回了一条消息
李四 2020-09-15 08:11:02
[图片]
李四 08:12
2#楼下垃圾没人清，太臭了
—— 9月16日 ——
赵敏: 停车把消防通道堵了，谁管管
赵敏：停车把消防通道堵了，谁管管
10:30
孙七 10:31
谢谢大家！
"""


@pytest.fixture
def yard(office: Context) -> bytes:
    made = courtyard(office, "1号院", community(office, "远大社区"))
    for name in ("2号楼", "3号楼"):
        add(office, "buildings", courtyard_id=made, name=name)
    return made


def test_a_chat_is_rehearsed_and_taken_in_one_step(office: Context, yard: bytes) -> None:
    found = opinion_intake.rehearse_text(office, yard, CHAT, source="3号楼居民群")
    told = [
        (each.take, each.name, each.on, each.building_name, each.category, each.remark)
        for each in found.candidates
    ]
    assert told == [
        (True, "张三", "2020-09-14", "3号楼", "facilities", ""),
        (False, "王芳(楼长)", "2020-09-14", "", None, "闲聊"),
        (False, "李四", "2020-09-15", "", None, "只有图片或表情"),
        (True, "李四", "2020-09-15", "2号楼", "sanitation", ""),
        (True, "赵敏", "2020-09-16", "", "safety", ""),
        (False, "赵敏", "2020-09-16", "", "safety", "和前面的重复"),
        (False, "孙七", "2020-09-16", "", None, "闲聊"),
    ]
    assert found.candidates[0].text.endswith("什么时候能修？")
    assert [each.why for each in found.left_out] == ["日期", "系统提示", "日期", "日期"]
    assert rows(office, "SELECT id FROM opinion") == []
    found = opinion_intake.changed(found, 4, take=False)
    done = opinion_intake.apply(office, found)
    assert (
        rows(office, "SELECT channel, source, state FROM opinion") == [("wechat", "3号楼居民群", "open")] * 2
    )
    assert len(rows(office, "SELECT id FROM handling_step")) == 2
    again = opinion_intake.rehearse_text(office, yard, CHAT)
    assert [each.remark for each in again.candidates if not each.take][:1] == ["已经登记过"]
    assert [each.name for each in again.taken] == ["赵敏"]
    history.undo(office, done.committed.tx_id)
    assert rows(office, "SELECT id FROM opinion WHERE deleted_at IS NULL") == []


def test_lines_without_names_are_a_list(office: Context, yard: bytes) -> None:
    found = opinion_intake.rehearse_text(office, yard, "1. 路灯不亮\n\n2、2号楼漏雨\n（3）好的")
    assert [(each.text, each.take, each.building_name) for each in found.candidates] == [
        ("路灯不亮", True, ""),
        ("2号楼漏雨", True, "2号楼"),
        ("好的", True, ""),
    ]
    assert {each.on for each in found.candidates} == {"2020-09-16"}


TABLE = "\n".join(
    "\t".join(row)
    for row in (
        ("序号", "反映人", "楼号", "意见", "类别", "电话", "来源", "日期"),
        ("1", "张三", "3", "楼道灯不亮", "设施", "13812345678", "电话", "2020-9-1"),
        ("2", "", "", "", "", "", "", ""),
        ("3", "李四", "", "太吵", "", "", "", "2020-10-1"),
    )
)


def test_a_table_is_read_by_its_headings(office: Context, yard: bytes) -> None:
    found = opinion_intake.rehearse_text(office, yard, TABLE)
    one, two = found.candidates
    assert (one.name, one.building_name, one.category, one.contact, one.channel, one.on) == (
        "张三", "3号楼", "facilities", "13812345678", "phone", "2020-09-01",
    )  # fmt: skip
    assert (two.text, two.on, two.category) == ("太吵", "2020-09-16", "noise")
    assert [(each.line, each.why) for each in found.left_out] == [(1, "表头"), (3, "没有写内容")]


def test_files_are_read_as_well(office: Context, yard: bytes, tmp_path: Path) -> None:
    book, text = tmp_path / "意见.xlsx", tmp_path / "群聊.txt"
    cells = [line.split("\t") for line in TABLE.splitlines()]
    write_book(book, [SheetOut("说明", [["填表说明"]]), SheetOut("意见", cells)])
    text.write_bytes(CHAT.encode("gb18030"))
    assert [each.text for each in opinion_intake.rehearse_file(office, yard, book).taken] == [
        "楼道灯不亮",
        "太吵",
    ]
    found = opinion_intake.rehearse_file(office, yard, text)
    assert (found.source, len(found.taken)) == ("群聊.txt", 3)
    (tmp_path / "坏.xlsx").write_bytes(b"PK nonsense")
    for bad in ("坏.xlsx", "没有.xlsx", "没有.txt"):
        with pytest.raises(UserError):
            opinion_intake.rehearse_file(office, yard, tmp_path / bad)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" \n", "没有内容"),
        ("漏\n" * 5001, "粘贴的内容太多"),
        ("漏" * 5001, "第1行太长"),
        ("漏" * 400_001, "粘贴的内容太多"),
    ],
)
def test_too_much_and_too_little_is_refused(office: Context, yard: bytes, text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        opinion_intake.rehearse_text(office, yard, text)


def test_what_cannot_be_applied(office: Context, yard: bytes) -> None:
    with pytest.raises(NotFound):
        opinion_intake.rehearse_text(office, bytes(16), CHAT)
    found = opinion_intake.rehearse_text(office, yard, "张三 10:01\n好的")
    with pytest.raises(InvalidInput, match="没有勾选"):
        opinion_intake.apply(office, found)
    many = opinion_intake.rehearse_text(office, yard, "\n".join(f"{n}号路灯不亮" for n in range(1001)))
    with pytest.raises(InvalidInput, match="一次最多登记1000条"):
        opinion_intake.apply(office, many)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("3号楼", "3"),
        ("三号楼", "3"),
        ("3#", "3"),
        ("03", "3"),
        ("十二号楼", "12"),
        ("二十栋", "20"),
        ("甲3号楼", "甲3"),
        ("门岗", ""),
    ],
)
def test_buildings_by_number(name: str, number: str) -> None:
    assert guessing.number_of(name) == number


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("3-2-401 张三", "张三"),
        ("3号楼李四", "李四"),
        ("2#楼-赵敏", "赵敏"),
        ("401", "401"),
        ("王芳", "王芳"),
    ],
)
def test_names_out_of_what_a_chat_shows(sender: str, name: str) -> None:
    assert guessing.person_in(sender) == name


LINES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            *CHAT.splitlines(),
            *TABLE.splitlines(),
            "张三 2020/8/3 15:02",
            "13:61",
            "0000/99/99 25:99",
            "a:b",
            "：：",
        ]
    ),
    st.from_regex(r"\A[张李]三 ?\d{4}/\d{1,2}/\d{1,2} \d{2}:\d{2}\Z"),
    st.from_regex(r"\A\d{1,2}月\d{1,2}日\Z"),
)


@given(st.lists(LINES, max_size=12))
def test_no_line_of_any_text_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = read_chat(text, TODAY)
    filled = {number for number, line in enumerate(text.splitlines(), 1) if clean(line)}
    taken = [number for said in found.messages for number in said.lines]
    left = [each.line for each in found.left_out]
    assert sorted(taken + left) == sorted(filled)
    for said in found.messages:
        assert said.text.strip()
        assert said.on == "" or date.fromisoformat(said.on) <= TODAY
        guessing.why_not(said.text), guessing.category_of(said.text), guessing.person_in(said.sender or "x")


@given(st.text(max_size=400))
def test_any_text_can_be_sorted(text: str) -> None:
    guessing.why_not(text)
    guessing.category_of(text)
    guessing.number_of(text)
    guessing.building_in(text, text, {"3": b"3"})
    guessing.person_in(text)
