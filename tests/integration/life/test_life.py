"""A notice from draft to archive: who checks, its number, what is frozen, what can no longer be done."""

from __future__ import annotations

import json

import pytest

from models.errors import EnvironmentFault, InvalidInput, UserError
from services import audit_log, history, records, templates
from services import issued as register
from services.documents.fonts.library import MissingGlyph
from services.documents.forms import Form
from services.notices import Target, life, make_sheet
from services.office import Context
from services.search import search
from tests.helpers.notices import CHECKER, checked, draft, fonts, issued
from tests.helpers.office import community, courtyard, value


def _state(office: Context, notice: bytes) -> str:
    return str(value(office, "SELECT state FROM notice WHERE id = ?", notice))


def test_a_draft_for_the_same_obligation_is_used_again(office: Context) -> None:
    yard = courtyard(office)
    first = life.prepare(office, "overview", yard)
    assert life.prepare(office, "overview", yard) == first
    october = life.prepare(office, "accounts", yard, month="2020-10")
    assert october not in (first, life.prepare(office, "accounts", yard, month="2020-11"))
    assert life.prepare(office, "accounts", yard, month="2020-10") == october
    title = "SELECT title FROM notice WHERE id = ?"
    assert value(office, title, october) == "建设路1号院2020年10月收支公开表"


@pytest.mark.parametrize("month", ["2020", "2020-13", "2020-10-01", "十月"])
def test_a_month_that_is_none_makes_no_draft(office: Context, month: str) -> None:
    yard = courtyard(office)
    with pytest.raises(InvalidInput, match="2026-10"):
        life.prepare(office, "accounts", yard, month=month)
    assert value(office, "SELECT count(*) FROM notice") == 0


def test_whoever_prepared_a_notice_cannot_check_it_without_a_reason(office: Context) -> None:
    notice = draft(office, courtyard(office))
    with pytest.raises(InvalidInput, match="由另一个人核对"):
        life.check(office, notice, f" {office.user.name} ")
    assert _state(office, notice) == "draft"
    life.check(office, notice, office.user.name, "另一位同事休假")
    row = office.reader.one("SELECT state, checked_by, single_reason FROM notice WHERE id = ?", (notice,))
    assert row == ("checked", office.user.name, "另一位同事休假")
    told = audit_log.recent(office, text="单人办理")
    assert [(line.action, "另一位同事休假" in line.label) for line in told] == [("单人办理核对公示", True)]


def test_a_draft_made_in_a_form_belongs_to_who_made_it(office: Context) -> None:
    yard = courtyard(office)
    values = {"title": "通知", "kind": "free", "courtyard_id": yard, "body": "停水。"}
    notice = records.save(office, "notices", None, values).id
    with pytest.raises(InvalidInput, match=f"是{office.user.name}准备的"):
        life.check(office, notice, office.user.name)


def test_a_notice_is_issued_under_a_number_that_stands_on_it(office: Context) -> None:
    yard = courtyard(office)
    done = issued(office, yard)
    assert (done.number, done.version) == ("〔2020〕1号", 1)
    row = office.reader.one(
        "SELECT number, state, posted_from, posted_until, issued_on FROM notice WHERE id = ?",
        (done.notice_id,),
    )
    assert row == ("〔2020〕1号", "issued", "2020-09-16", "2020-09-30", "2020-09-16")
    sheet = make_sheet(office, Target("notice", yard, done.notice_id))
    assert sheet.document.check is not None
    assert sheet.document.check.number == "编号 〔2020〕1号　第1版"
    assert sheet.document.check.payload.endswith(":2020-1.1")
    assert register.check(office, sheet.document.check.payload).outcome == "same"


def test_what_is_issued_is_frozen_with_people_fonts_and_facts(office: Context) -> None:
    done = issued(office, courtyard(office))
    row = office.reader.one(
        "SELECT text, data_json, fonts_json, masks_json, prepared_by, checked_by, digest, from_day, "
        "until_day, least_days FROM notice_issue"
    )
    assert row is not None
    assert "明日停水。" in row[0]
    assert "公示期：自2020年9月16日起至2020年9月30日止，共15日" in row[0]
    assert json.loads(row[1])["facts"]["title"] == "停水通知"
    assert all(len(each["sha256"]) == 64 for each in json.loads(row[2]))
    assert json.loads(row[2])
    assert json.loads(row[3])["called"] == "实施结果公示"
    assert row[4:] == (office.user.name, CHECKER, done.digest, "2020-09-16", "2020-09-30", 15)


def test_numbers_run_on_by_community_year_and_series(office: Context, clock: object) -> None:
    first, second = community(office, "安飞社区"), community(office, "湖滨社区")
    yards = [
        courtyard(office, "一院", first),
        courtyard(office, "二院", first),
        courtyard(office, "三院", second),
    ]
    assert [issued(office, yard).number for yard in yards] == ["〔2020〕1号", "〔2020〕2号", "〔2020〕1号"]
    life.set_series(office, "b")
    assert issued(office, yards[0], "停电").number == "〔2020〕B1号"
    life.set_series(office, "")
    assert issued(office, yards[0], "停气").number == "〔2020〕3号"
    with pytest.raises(InvalidInput, match="一个英文字母"):
        life.set_series(office, "AB")


def test_a_courtyard_that_moves_leaves_its_numbers_behind(office: Context) -> None:
    first, second = community(office, "安飞社区"), community(office, "湖滨社区")
    yard = courtyard(office, "一院", first)
    issued(office, yard)
    records.save(office, "courtyards", yard, {"unit_id": second})
    assert issued(office, courtyard(office, "二院", first)).number == "〔2020〕2号"
    assert issued(office, yard, "停电").number == "〔2020〕1号"


def test_a_number_is_not_wasted_on_a_sheet_with_a_missing_glyph(office: Context) -> None:
    yard = courtyard(office)
    bad = life.prepare(office, "result", yard, title="通知", body="私用字\ue123。")
    life.check(office, bad, CHECKER)
    with pytest.raises(MissingGlyph):
        life.issue(office, bad, fonts=fonts())
    assert _state(office, bad) == "checked"
    assert value(office, "SELECT count(*) FROM notice_issue") == 0
    assert issued(office, yard, "停电").number == "〔2020〕1号"


def test_a_reprint_is_byte_for_byte_what_was_issued(office: Context) -> None:
    yard = courtyard(office)
    done = issued(office, yard)
    before = life.reprint(office, done.notice_id)
    templates.save(office, "notice", {"closing": "另行通知。"}, {})
    records.save(office, "courtyards", yard, {"name": "改名院"})
    records.save(office, "notices", done.notice_id, {"note": "备注"})
    assert life.reprint(office, done.notice_id) == before
    sheet = make_sheet(office, Target("notice", yard, done.notice_id), fonts())
    assert sheet.pdf.data == before
    assert sheet.code == done.digest
    large = make_sheet(office, Target("notice", yard, done.notice_id), fonts(), form=Form(large=True))
    assert large.pdf.data != before
    assert large.code == done.digest


@pytest.mark.local_file("the blob store is a file of its own")
def test_a_damaged_archive_is_told_and_not_printed(office: Context) -> None:
    import sqlcipher3

    from services.blobs import store_path

    done = issued(office, courtyard(office))
    connection = sqlcipher3.connect(str(store_path(office.database.path)))
    connection.execute("UPDATE blob SET data = ?", (b"%PDF-broken",))
    connection.commit()
    connection.close()
    with pytest.raises(EnvironmentFault, match=r"〔2020〕1号存档的文件已损坏.*从备份恢复"):
        life.reprint(office, done.notice_id)


def test_an_issued_notice_is_not_edited_deleted_or_undone(office: Context) -> None:
    yard = courtyard(office)
    edited = draft(office, yard)
    saved = records.save(office, "notices", edited, {"title": "停水通知（改）"})
    life.check(office, edited, CHECKER)
    with pytest.raises(UserError, match="退回草稿"):
        records.save(office, "notices", edited, {"title": "又改"})
    done = life.issue(office, edited, fonts=fonts())
    assert saved.committed is not None
    assert done.committed is not None
    with pytest.raises(UserError, match="更正公示"):
        records.save(office, "notices", edited, {"title": "又改"})
    records.save(office, "notices", edited, {"title": "停水通知（改）", "place": "西门公开栏"})
    with pytest.raises(UserError, match="不能删除"):
        records.delete(office, "notices", [edited])
    with pytest.raises(UserError, match=r"〔2020〕1号《停水通知（改）》.*公示要存档"):
        records.delete(office, "courtyards", [yard])
    for tx_id in (saved.committed.tx_id, done.committed.tx_id):
        with pytest.raises(UserError, match="已经签发"):
            history.undo(office, tx_id)
    assert _state(office, edited) == "issued"


def test_a_checked_notice_goes_back_and_is_checked_anew(office: Context) -> None:
    notice = checked(office, courtyard(office))
    life.reopen(office, notice)
    records.save(office, "notices", notice, {"title": "改了"})
    with pytest.raises(InvalidInput, match="请先核对"):
        life.issue(office, notice, fonts=fonts())
    life.check(office, notice, CHECKER)
    assert life.issue(office, notice, fonts=fonts()).number == "〔2020〕1号"


def test_a_void_notice_keeps_its_number(office: Context) -> None:
    yard = courtyard(office)
    done = issued(office, yard)
    with pytest.raises(InvalidInput, match="原因"):
        life.void(office, done.notice_id, "  ")
    life.void(office, done.notice_id, "日期写错")
    assert _state(office, done.notice_id) == "void"
    assert issued(office, yard, "停电").number == "〔2020〕2号"
    with pytest.raises(InvalidInput, match="作废"):
        life.void(office, done.notice_id, "再作废")


def test_a_correction_is_titled_so_and_names_the_old_number(office: Context) -> None:
    yard = courtyard(office)
    done = issued(office, yard)
    new = life.correct(office, done.notice_id, "日期写错")
    assert life.correct(office, done.notice_id, "日期写错") == new
    row = office.reader.one("SELECT title, body, corrects_id FROM notice WHERE id = ?", (new,))
    assert row is not None
    assert row[0] == "更正公示：停水通知"
    assert bytes(row[2]) == done.notice_id
    assert "〔2020〕1号《停水通知》" in row[1]
    life.check(office, new, CHECKER)
    assert life.issue(office, new, fonts=fonts()).number == "〔2020〕2号"
    assert life.frozen_text(office, new).count("〔2020〕1号") == 1


def test_a_correction_of_a_sheet_without_own_text_carries_the_sentence(office: Context) -> None:
    yard = courtyard(office)
    notice = life.prepare(office, "overview", yard)
    life.check(office, notice, CHECKER)
    old = life.issue(office, notice, fonts=fonts())
    new = life.correct(office, old.notice_id, "户数写错")
    life.check(office, new, CHECKER)
    life.issue(office, new, fonts=fonts())
    # a kind without a QR code is known by its code as well, and the old sheet by who corrects it
    assert "已由〔2020〕2号更正" in register.check(office, old.digest).text
    text = life.frozen_text(office, new)
    assert text.startswith("更正公示：建设路1号院楼院概况")
    assert "本公示更正〔2020〕1号" in text


def test_the_frozen_text_and_the_number_are_found(office: Context) -> None:
    done = issued(office, courtyard(office))
    records.save(office, "notices", done.notice_id, {"note": "x"})
    for typed in ("公示期", "〔2020〕1号"):
        hits = [hit for hit in search(office, typed) if hit.kind == "notices"]
        assert [hit.id for hit in hits] == [done.notice_id]


@pytest.mark.parametrize("typed", ["〔2020〕1号", "[2020]1号", "2020-1", "2020年1号", "（2020）1"])
def test_a_number_is_read_as_people_type_it(office: Context, typed: str) -> None:
    done = issued(office, courtyard(office))
    assert life.notice_numbered(office.reader, typed) == done.notice_id


def test_a_number_that_two_communities_have_asks_which(office: Context) -> None:
    first, second = community(office, "安飞社区"), community(office, "湖滨社区")
    a, b = issued(office, courtyard(office, "一院", first)), issued(office, courtyard(office, "二院", second))
    with pytest.raises(InvalidInput, match=r"安飞社区、湖滨社区|湖滨社区、安飞社区"):
        life.notice_numbered(office.reader, "2020-1")
    assert life.notice_numbered(office.reader, "2020-1", first) == a.notice_id
    assert life.notice_numbered(office.reader, "2020-1", second) == b.notice_id


def test_only_a_community_gives_numbers(office: Context) -> None:
    yard = courtyard(office)
    with office.unit_of_work() as work:
        work.update("courtyard", yard, {"unit_id": None})
        work.commit()
    notice = checked(office, yard)
    with pytest.raises(InvalidInput, match="所属社区"):
        life.issue(office, notice, fonts=fonts())
