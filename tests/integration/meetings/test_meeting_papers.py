"""The papers of a meeting as they read: notice, roll, proxy, ballots, and the tally a lawyer may doubt."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pypdfium2
import pytest

import main
from models.errors import InvalidInput
from services import records
from services.documents.as_text import text_of
from services.meetings import attending, ballots, counting, motions, roll
from services.notices.making import word_bytes, worded
from services.notices.sheet import make_sheet
from services.notices.targets import Target, offered, target_of
from services.office import Context
from tests.helpers.deliberations import deliberated
from tests.helpers.office import NewOffice, courtyard, value
from tests.helpers.voting import meeting, owned_courtyard, representatives

OTHER = "赵敏"


def text(office: Context, kind: str, record: bytes) -> str:
    return text_of(worded(office, target_of(office, kind, record)).document)


def pages_of(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(io.BytesIO(data)) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


@pytest.fixture
def counted(office: Context) -> bytes:
    """A motion of owners to be decided by three quarters, counted twice."""
    held = meeting(office, owned_courtyard(office), title="业主大会")
    roll.draw_up(office, held)
    motion = motions.add(
        office, held, "更换电梯", "更换两部电梯。", "dwelling", rule_code="civil-code-278-special"
    ).id
    for line in roll.read(office, held).lines:
        choice = "for" if line.name == "甲" else "against" if line.name == "丁" else "invalid"
        ballots.cast(office, motion, 1, line.id, choice, "door" if line.name == "甲" else "written")
    counting.count(office, motion, checked_by=OTHER)
    counting.count(
        office, motion, checked_by=office.user.name, single_reason="只有一名工作人员", reason="业主申请"
    )
    return motion


def test_tally_sheet_shows_rule_article_arithmetic_and_margins(office: Context, counted: bytes) -> None:
    said = text(office, "tally", counted)
    for part in (
        "业主院更换电梯计票单",
        "民法典第278条　业主共同决定筹集维修资金",
        "自2021年1月1日起施行",
        "更换两部电梯。",
        "逐户投票",
        "四分之三以上",
        "至少须有",
        "300.00",
        "同意的专有部分面积160.00㎡ ÷ 参与表决（不含无效票）219.50㎡ = 320/439",
        "没有达到四分之三以上（至少164.63㎡），还差4.63㎡",
        "−4.63㎡",
        "“更换电梯”未通过。",
        "单人办理：只有一名工作人员。",
        "本次为第2次计票，重新计票的原因：业主申请。",
        "计票人（签名）",
        "见证人（签名）",
        "存档校验值",
    ):
        assert part in said, part
    rows = [line.split("\t") for line in said.splitlines()]
    assert any("入户" in "".join(row) for row in rows)


def test_an_ordinary_tally_goes_on_one_page_with_what_is_signed(office: Context, counted: bytes) -> None:
    # four conditions, first count
    held = bytes(value(office, "SELECT meeting_id FROM resolution WHERE id = ?", counted))
    rule = "civil-code-278-special"
    special = motions.add(office, held, "使用维修资金", "修屋面防水。", "dwelling", rule_code=rule).id
    for line in roll.read(office, held).lines:
        ballots.cast(office, special, 1, line.id, "against" if line.name == "丁" else "for", "door")
    counting.count(office, special, checked_by=OTHER)
    assert make_sheet(office, target_of(office, "tally", special)).pdf.pages == 1
    # counted anew: arithmetic, result and signatures stand together
    pages = pages_of(make_sheet(office, target_of(office, "tally", counted)).pdf.data)
    assert all(each in pages[-1] for each in ("核算", "还差4.63㎡", "未通过", "监票人", "存档校验值"))
    yard = courtyard(office, "代表院")
    representatives(office, yard, [f"代表{number:02}" for number in range(1, 21)])
    held = meeting(office, yard, "representatives", title="居民代表会议")
    roll.draw_up(office, held)
    lines = [each.id for each in roll.read(office, held).lines]
    attending.mark(office, lines[:19], "present", at="15:00")
    shown = motions.add(office, held, "楼道照明", "同意楼道照明改造。", "hands").id
    ballots.cast_many(office, shown, 1, "", {"for": 14, "against": 3, "abstain": 2})
    counting.count(office, shown, checked_by=OTHER)
    assert make_sheet(office, target_of(office, "tally", shown)).pdf.pages == 1
    assert "选票来源：现场19票（同意14，反对3，弃权2）" in text(office, "tally", shown)


def test_who_signs_for_the_roll_sees_the_last_lines_of_it(office: Context) -> None:
    yard = courtyard(office, "代表院")
    for count in range(18, 24):  # one of them ends the rows at the foot of the page
        representatives(office, yard, ["甲"] * (18 if count == 18 else 1))
        held = meeting(office, yard, "representatives", title=f"第{count}次会议")
        roll.draw_up(office, held)
        pages = pages_of(make_sheet(office, target_of(office, "attendance", held)).pdf.data)
        assert "甲" in pages[-1]
        assert "监督人：" in pages[-1]


def test_tally_sheet_stays_when_the_rule_of_the_meeting_changes(office: Context, counted: bytes) -> None:
    before = text(office, "tally", counted)
    held = value(office, "SELECT meeting_id FROM resolution WHERE id = ?", counted)
    records.save(office, "meetings", bytes(held), {"rule_code": "henan-2017-ordinary"})
    assert text(office, "tally", counted) == before


def test_tally_sheet_of_the_sample_election(office: Context) -> None:
    keys = deliberated(office)
    with pytest.raises(InvalidInput, match="还没有计票，没有计票单"):
        text(office, "tally", keys["election"])
    counting.count(office, keys["election"], checked_by=OTHER)
    said = text(office, "tally", keys["election"])
    for part in ("发出选票71张，收回70张 − 无效1张 = 有效69张", "329票", "345票", "即35票", "96户", "71户"):
        assert part in said, part
    assert "当选5人：甲、乙、丙、丁、戊。" in said


def test_roll_is_printed_to_be_signed_and_as_it_was(office: Context) -> None:
    keys = deliberated(office)
    blank = text(office, "attendance", keys["decide"])
    assert "应到31人，实到＿＿＿人" in blank
    for number in range(31):
        roll.add(office, keys["decide"], f"代表{number}", "居民代表")
    roll.add(office, keys["decide"], "财政局干部", "列席单位", False)
    ids = [each.id for each in roll.read(office, keys["decide"]).lines]
    attending.mark(office, ids[:24], "present", at="9:00")
    attending.represent(office, ids[24], by=ids[0], paper=True)
    attending.leave(office, [ids[1]], "10:00")
    filled = text(office, "attendance", keys["decide"])
    for part in (
        "应到31人，实到24人（含委托1人）",
        "到会09:00",
        "委托代表0",
        "10:00离会",
        "居委会组织法第9条",
        "列席",
    ):
        assert part in filled, part


def test_notice_names_agenda_proxies_and_whom_to_ask(office: Context) -> None:
    keys = deliberated(office)
    records.save(office, "meetings", keys["decide"], {"announced_on": "2020-7-20"})
    said = text(office, "meeting_notice", keys["decide"])
    for part in ("下水管道改造方案", "一个人最多代表3人", "0371-66785390", "2020年7月20日"):
        assert part in said, part


def test_proxy_paper_lists_what_is_voted_on(office: Context) -> None:
    keys = deliberated(office)
    said = text(office, "proxy_paper", keys["joint"])
    for part in (
        "院内停车位划线与收费",
        "3号楼东侧私搭车棚拆除",
        "由受托人决定",
        "按议事惯例，一个人最多代表3人",
    ):
        assert part in said, part
    assert "代为签到" in text(office, "proxy_paper", meeting(office, keys["one"], "other"))


def test_ballots_carry_running_numbers_and_names_only_where_open(office: Context, counted: bytes) -> None:
    keys = deliberated(office)
    said = text(office, "ballot_paper", keys["election"])
    assert "№ 071" in said
    assert "№ 072" not in said
    assert "□ 7. 庚" in said
    assert "最多选5人" in said
    assert "投票人" not in said
    named = text(office, "ballot_paper", counted)
    assert "投票人：1号楼1单元102 乙、丙（80.5㎡）" in named
    assert "№ 005" not in named


@pytest.mark.parametrize("kind", ["meeting_notice", "attendance", "proxy_paper", "ballot_paper", "tally"])
def test_every_paper_is_set_and_goes_out_as_a_word_file(office: Context, counted: bytes, kind: str) -> None:
    held = bytes(value(office, "SELECT meeting_id FROM resolution WHERE id = ?", counted))
    record = counted if kind in ("ballot_paper", "tally") else held
    sheet = make_sheet(office, target_of(office, kind, record))
    assert sheet.pdf.data.startswith(b"%PDF")
    assert word_bytes(sheet).startswith(b"PK")
    yard = value(office, "SELECT courtyard_id FROM meeting WHERE id = ?", held)
    assert [each.id for each in offered(office, Target(kind, bytes(yard)))] == [record]


@pytest.mark.local_file("the command opens a file")
def test_command_writes_the_sheet_and_names_meetings_it_cannot_tell_apart(
    new_office: NewOffice, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = new_office()
    yard = owned_courtyard(office)
    for day in ("2026-03-01", "2026-04-01"):
        meeting(office, yard, "owners", day, title="业主大会")
    held = meeting(office, yard, "owners", "2026-05-01", title="业主大会临时会议")
    roll.draw_up(office, held)
    new_office.close(office)
    data, out = str(office.database.path), tmp_path / "签到表.pdf"
    command = ["--data", data, "meeting", "attendance-sheet", "--out", str(out)]
    assert main.main([*command, "--meeting", "临时会议", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["lines"], told["due"], told["need"], told["article"]) == (4, 3, 2, "民法典第278条")
    assert out.read_bytes().startswith(b"%PDF")
    assert main.main([*command, "--id", held.hex(), "--courtyard", "业主院"]) == 0
    assert "名册4行" in capsys.readouterr().out
    assert main.main([*command, "--meeting", "业主大会"]) == 2
    assert "业主大会（2026年4月1日）、业主大会（2026年3月1日）" in capsys.readouterr().err
    assert main.main([*command, "--meeting", "别的会"]) == 2
    assert "没有叫“别的会”的会议" in capsys.readouterr().err
