"""Sheets of the life of notices: accounts that are issued, the walk list, the blank form for objections."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from pdfminer.high_level import extract_text

from models.errors import InvalidInput
from services import boards, ledgers
from services.documents.as_text import text_of
from services.documents.board_facts import WalkFacts
from services.documents.sheets import walk_list
from services.notices import life
from services.office import Context
from tests.helpers.ledgers import close, entry
from tests.helpers.notices import CHECKER, draft, fonts, issued
from tests.helpers.office import community, courtyard

TODAY = date(2020, 9, 16)


def _text(data: bytes) -> str:
    return "".join(extract_text(BytesIO(data)).split())


def test_accounts_are_issued_when_their_month_is_closed_and_stay_so(office: Context) -> None:
    yard = courtyard(office, "航海东路1号院")
    entry(office, yard, "2020-08-05", 2_058_805, "income", "parking", voucher="1")
    notice = life.prepare(office, "accounts", yard, month="2020-08")
    life.check(office, notice, CHECKER)
    with pytest.raises(InvalidInput, match="2020年8月还没有月结"):
        life.issue(office, notice, fonts=fonts())
    close(office, yard, "2020-08")
    with pytest.raises(InvalidInput, match="已退回草稿"):  # what was checked had not been closed
        life.issue(office, notice, fonts=fonts())
    life.check(office, notice, CHECKER)
    done = life.issue(office, notice, fonts=fonts())
    assert done.number == "〔2020〕1号"
    assert "20,588.05" in life.frozen_text(office, notice)
    before = life.reprint(office, notice)
    entry(office, yard, "2020-09-05", 100, "income", "parking", voucher="2")
    again = life.redate(office, notice, date(2020, 9, 20), fonts())
    assert (again.number, again.version) == ("〔2020〕1号", 2)
    assert life.reprint(office, notice, 1) == before
    assert "20,588.05" in life.frozen_text(office, notice)
    assert ledgers.statement(office, yard, "2020-08").closing == 2_058_805
    second = life.prepare(office, "accounts", yard, month="2020-08")
    life.check(office, second, CHECKER)
    with pytest.raises(InvalidInput, match="已经签发为〔2020〕1号"):
        life.issue(office, second, fonts=fonts())
    life.void(office, notice, "重出")
    assert life.issue(office, second, fonts=fonts()).number == "〔2020〕2号"


def test_the_walk_list_names_boards_and_notices_with_a_code_for_each_board(office: Context) -> None:
    unit = community(office)
    yard = courtyard(office, "一院", unit)
    board = boards.add_board(office, yard, "东门公开栏", place="1号楼西墙").id
    issued(office, yard)
    sheet = boards.walk_sheet(office, boards.walk_list(office, unit, TODAY), fonts())
    text = _text(sheet.data)
    for word in ("张贴取下清单", "2020年9月16日", "东门公开栏", "1号楼西墙", "〔2020〕1号", "停水通知", "□"):
        assert word in text
    payload = boards.board_payload(board, TODAY)
    assert boards.read_board(f" {payload.lower()}\n") == (board, TODAY)
    for wrong in ("", "LYB1:12:20200916", payload[:-2] + "99", "LY1" + payload[4:]):
        with pytest.raises(InvalidInput, match="清单上的二维码"):
            boards.read_board(wrong)


def test_a_walk_with_nothing_to_do_says_so() -> None:
    assert "没有要张贴和取下的" in text_of(walk_list(WalkFacts("安飞社区", "2020-09-16", ())))


def test_the_blank_form_for_objections_carries_the_notice_on_one_page(office: Context) -> None:
    yard = courtyard(office, "一院")
    done = issued(office, yard, "关于更换路灯的公示")
    sheet = boards.objection_sheet(office, done.notice_id, fonts())
    text = _text(sheet.data)
    assert sheet.pages == 1
    for word in ("异议登记表", "〔2020〕1号", "关于更换路灯的公示", "自2020年9月16日起至2020年9月30日止"):
        assert word in text
    assert "三个工作日内答复" in text
    with pytest.raises(InvalidInput, match="还没有签发"):
        boards.objection_sheet(office, draft(office, yard, "另一张"), fonts())
