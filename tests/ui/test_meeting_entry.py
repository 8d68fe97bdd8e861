"""Finding lines of a roll and typing ballots, without a database: what one types is answered at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from services.name_keys import name_keys
from tests.helpers.hosting import commit_text
from ui.meetings.ballot_entry import BallotEntry, Paper
from ui.meetings.finding import entrances, parts_of
from ui.meetings.lines import area_told, called, counted, finder_of, note_told, shown_state, time_told
from ui.meetings.roll_table import STATE, RollTable


@dataclass(frozen=True)
class Line:
    """A line of a roll as the services give it."""

    id: bytes
    position: int
    name: str
    body: str = ""
    votes: bool = True
    dwelling_id: bytes | None = b"d"
    entrance: str = ""
    area: int | None = 8950
    state: str = "expected"
    arrived_at: str = ""
    left_at: str = ""
    proxy: str = ""
    proxy_paper: bool = False
    note: str = ""
    represents: int = 0
    head_key: str | None = None

    @property
    def head(self) -> object:
        return self.head_key or self.id


def _owners() -> list[Any]:
    return [
        Line(b"1", 1, "王明", "1号楼1单元101", entrance="1号楼1单元"),
        Line(b"2", 2, "李红、张伟", "1号楼1单元102", entrance="1号楼1单元"),
        Line(b"3", 3, "王䶮", "1号楼2单元101", entrance="1号楼2单元"),
        Line(b"4", 4, "赵六", "3号楼2501", entrance="3号楼2"),
    ]


def _finder(lines: list[Any]) -> Any:
    return finder_of(lines, name_keys(line.name for line in lines))


@pytest.mark.parametrize("typed", ["3-2-501", "3号楼2单元501室", "3.2.501", "03 02 501", "３－２－５０１"])
def test_a_dwelling_is_typed_in_many_ways(typed: str) -> None:
    assert parts_of(typed) == ("3", "2", "501")
    assert _finder(_owners()).meant(typed).entry.key == b"4"


def test_a_room_alone_is_found_in_its_entrance_or_names_those_it_fits() -> None:
    finder = _finder(_owners())
    assert finder.meant("102").entry.key == b"2"
    assert finder.meant("101", ("1", "2")).entry.key == b"3"
    assert finder.meant("101").problem == "“101”有2户：1-1-101、1-2-101，请写全楼号和单元。"
    assert finder.meant("9-9-999").problem == "名册上没有“9-9-999”这一户，请核对门牌号。"
    assert finder.meant("999", ("1", "2")).problem == "名册上1-2里没有“999”这一户，请核对门牌号。"
    assert finder.meant(" ").problem == "请写门牌号或姓名。"
    assert entrances(finder.entries) == (("1", "1"), ("1", "2"), ("3", "2"))


def test_names_and_pinyin_find_a_line() -> None:
    finder = _finder(_owners())
    assert finder.meant("赵六").entry.key == b"4"
    assert finder.meant("张伟").entry.key == b"2"
    assert finder.meant("zw").entry.key == b"2"
    assert finder.meant("周七").problem == "名册上没有“周七”，请核对姓名或写门牌号。"
    assert finder.places("王") == [0, 2]
    assert finder.places("1-2") == [2]
    assert finder.places("zl") == [3]
    assert finder.places("") == [0, 1, 2, 3]
    people = [Line(b"a", 1, "王明", "居民代表", dwelling_id=None), Line(b"b", 2, "李红", dwelling_id=None)]
    assert _finder(people).meant("2").entry.key == b"b"
    assert _finder(people).meant("7").problem == "名册上没有第7号，名册共2行。"
    assert _finder(people).meant("").problem == "请写名册序号或姓名。"


def test_how_a_line_is_told() -> None:
    plain = Line(b"1", 1, "王明", "1号楼1单元101", state="present", arrived_at="15:02")
    gone = Line(b"2", 2, "李红", state="present", arrived_at="15:02", left_at="16:00", proxy="王明")
    held = Line(b"3", 3, "赵六", "居民代表", state="present", proxy="王明", votes=True)
    guest: Any = Line(b"4", 4, "民警", votes=False, note="辖区")
    lines: list[Any] = [plain, gone, held, guest]
    assert [shown_state(each) for each in lines] == ["present", "left", "proxy", "expected"]
    assert [time_told(each) for each in lines] == ["15:02", "15:02—16:00", "", ""]
    assert note_told(lines[2]) == "由王明代表，缺委托书"
    assert note_told(guest) == "列席；辖区"
    assert called(lines[0]) == "1号楼1单元101 王明"
    assert area_told(8950) == "89.50㎡"
    assert counted(lines) == {"expected": 0, "present": 1, "proxy": 1, "left": 1, "leave": 0, "absent": 0}
    two: list[Any] = [
        Line(b"1", 1, "王明", head_key="k", state="absent"),
        Line(b"2", 2, "王明", head_key="k", state="present"),
    ]
    assert counted(two)["present"] == 1
    assert sum(counted(two).values()) == 1


@dataclass
class Table:
    """Somebody who counts ballots."""

    entry: BallotEntry
    papers: list[Paper]

    def type(self, text: str) -> None:
        """Type text, then Enter."""
        commit_text(self.entry.number, text)
        QTest.keyClick(self.entry.number, Qt.Key.Key_Return)

    def mark(self, text: str, *, enter: bool = True) -> None:
        """Press keys on the pad."""
        pad = self.entry.pads.front
        QTest.keyClicks(pad, text)
        if enter:
            QTest.keyClick(pad, Qt.Key.Key_Return)

    @property
    def told(self) -> str:
        """What stands beside the number."""
        return self.entry.told.text()


@pytest.fixture
def table(qtbot: QtBot) -> Iterator[Table]:
    """The entry of ballots over four dwellings, in a window of its own."""
    window = QWidget()
    qtbot.addWidget(window)
    entry = BallotEntry()
    entry.setParent(window)
    entry.resize(700, 200)
    window.resize(700, 200)
    window.show()
    window.activateWindow()
    papers: list[Paper] = []
    entry.saved.connect(papers.append)
    entry.show_roll(_finder(_owners()), _owners())
    entry.show_vote(secret=False)
    entry.setFocus()
    yield Table(entry, papers)
    window.hide()


def test_a_ballot_is_a_number_a_key_and_enter(table: Table, qtbot: QtBot) -> None:
    table.type("3-2-501")
    assert table.told == "3号楼2501 赵六　89.50㎡"
    qtbot.waitUntil(lambda: table.entry.pads.choices.hasFocus())
    table.mark("1")
    assert table.papers == [Paper(b"4", 0, "for", (), "on_spot")]
    qtbot.waitUntil(lambda: table.entry.number.hasFocus())
    assert table.entry.number.text() == ""
    table.type("102")
    table.mark("R2")
    table.type("1-2-101")
    table.mark("3")  # where a paper came from stays for the next one
    assert table.papers[1:] == [Paper(b"2", 0, "against", (), "door"), Paper(b"3", 0, "abstain", (), "door")]


def test_what_cannot_be_counted_is_said_beside_the_number(table: Table) -> None:
    table.type("9-9-9")
    assert "没有“9-9-9”这一户" in table.told
    assert table.entry.number.property("state") == "error"
    table.entry.number.selectAll()
    table.entry.show_taken({b"4": "同意（现场）"})
    table.type("3-2-501")
    assert table.told == "3号楼2501 赵六已经录过：同意（现场）。要改请按 F2。"
    table.entry.again()
    assert "原来录的是“同意（现场）”" in table.told
    table.mark("2")
    assert table.papers == [Paper(b"4", 0, "against", (), "on_spot")]


def test_enter_without_a_choice_asks_for_one_and_esc_goes_back(table: Table, qtbot: QtBot) -> None:
    table.type("102")
    table.mark("")
    assert table.told == "请按 1 同意、2 反对、3 弃权、4 无效。"
    QTest.keyClick(table.entry.pads.front, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: table.entry.number.hasFocus())
    assert table.papers == []
    assert not table.entry.pads.front.isEnabled()


def test_who_only_listens_has_no_vote(table: Table) -> None:
    guests: list[Any] = [*_owners(), Line(b"5", 5, "民警", "辖区民警", votes=False, dwelling_id=None)]
    table.entry.show_roll(_finder(guests), guests)
    table.type("民警")
    assert table.told == "辖区民警 民警是列席，没有表决权。"


def test_secret_papers_are_numbered(table: Table) -> None:
    table.entry.show_vote(secret=True)
    table.entry.show_taken({})
    table.type("")
    table.mark("1")
    table.entry.show_taken({1: "同意"})
    assert table.entry.number.placeholderText() == "第2张，回车"
    table.type("1")
    assert table.told == "第1张已经录过：同意。要改请按 F2。"
    table.entry.number.empty()
    table.type("x")
    assert table.told == "票号是数字，不写就是下一张。"
    table.entry.number.empty()
    table.type("7")
    table.mark("4")
    assert [(paper.number, paper.choice) for paper in table.papers] == [(1, "for"), (7, "invalid")]


def test_candidates_are_ticked_and_too_many_make_a_paper_invalid(table: Table) -> None:
    table.entry.show_vote(secret=True, candidates=("甲", "乙", "丙", "丁"), seats=2)
    table.entry.show_taken({})
    table.type("")
    table.mark("13")
    table.type("")
    table.mark("1231", enter=False)  # a second time takes the tick away
    assert table.entry.pads.picks.picks == {1, 2}
    table.mark("4", enter=False)
    assert table.told == "选了3人，多于应选2人，这张票记为无效。"
    table.mark("")
    table.type("3")
    table.mark("")
    table.type("4")
    table.mark("V")
    assert [(paper.choice, paper.picks) for paper in table.papers] == [
        ("for", (1, 3)),
        ("invalid", (2, 3, 4)),
        ("abstain", ()),
        ("invalid", ()),
    ]
    assert table.papers[1].note == "选了3人，多于应选2人"
    assert table.entry.pads.picks.accessibleDescription() == "一个也没有选，现场"


def test_a_long_roll_is_changed_line_by_line(qtbot: QtBot) -> None:
    """Twenty thousand dwellings: what is read again after a mark redraws one row and nothing else."""
    lines: list[Any] = [
        Line(str(at).encode(), at + 1, "王明", f"1号楼1单元{at + 101}") for at in range(20_000)
    ]
    table = RollTable("JXLWD")
    qtbot.addWidget(table)
    table.show_lines(lines, range(len(lines)))
    table.go_to(19_999)
    changed: list[int] = []
    table.rows.dataChanged.connect(lambda first, _: changed.append(first.row()))
    resets: list[int] = []
    table.rows.modelReset.connect(lambda: resets.append(1))
    again = list(lines)
    again[7] = replace(again[7], state="present", arrived_at="15:02")
    table.show_lines(again, range(len(lines)))
    assert (changed, resets) == ([7], [])
    assert table.rows.index(7, STATE).data() == "到会"
    table.show_lines(again[:100], range(100))
    assert (resets, table.rows.rowCount()) == ([1], 100)
    assert table.selected_lines() == []
