"""What a second person checked is what is issued: anything that reads otherwise since goes back."""

from __future__ import annotations

import pytest

from models.errors import EnvironmentFault, InvalidInput
from services import attachments, masks, records, templates
from services.attachments import NewFile
from services.notices import Target, life, make_sheet
from services.office import Context
from tests.helpers.files import photo
from tests.helpers.notices import CHECKER, checked, draft, fonts
from tests.helpers.office import DAY_MS, FixedClock, community, courtyard, value


def _state(office: Context, notice: bytes) -> str:
    return str(value(office, "SELECT state FROM notice WHERE id = ?", notice))


def _goes_back(office: Context, notice: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"核对以后.*已退回草稿.*重新核对"):
        life.issue(office, notice, fonts=fonts())
    assert _state(office, notice) == "draft"
    assert value(office, "SELECT checked_by FROM notice WHERE id = ?", notice) is None
    assert value(office, "SELECT count(*) FROM notice_issue") == 0
    life.check(office, notice, CHECKER)
    assert life.issue(office, notice, fonts=fonts()).number == "〔2020〕1号"


def test_a_changed_record_takes_the_check_back(office: Context) -> None:
    yard = courtyard(office)
    notice = life.prepare(office, "overview", yard)
    life.check(office, notice, CHECKER)
    records.save(office, "courtyards", yard, {"address": "建设路3号"})
    _goes_back(office, notice)


def test_changed_wording_takes_the_check_back(office: Context) -> None:
    notice = checked(office, courtyard(office))
    templates.save(office, "notice", {"closing": "另行通知。"}, {})
    _goes_back(office, notice)


def test_changed_contact_takes_the_check_back(office: Context) -> None:
    unit = community(office)
    notice = checked(office, courtyard(office, "一院", unit))
    records.save(office, "units", unit, {"contact": "赵敏", "phone": "0371-66001234"})
    _goes_back(office, notice)


def test_changed_masks_take_the_check_back(office: Context) -> None:
    yard = courtyard(office)
    notice = draft(office, yard, body="请联系13800001234。")
    life.check(office, notice, CHECKER)
    masks.save(office, "result", {("resident", "phone"): "hidden"})
    _goes_back(office, notice)


def test_another_day_and_another_courtyard_change_nothing(office: Context, clock: FixedClock) -> None:
    unit = community(office)
    yard = courtyard(office, "一院", unit)
    plain, own = life.prepare(office, "overview", yard), draft(office, yard)
    for notice in (plain, own):
        life.check(office, notice, CHECKER)
    courtyard(office, "二院", unit)
    clock.advance(3 * DAY_MS)
    assert [life.issue(office, each, fonts=fonts()).number for each in (plain, own)] == [
        "〔2020〕1号",
        "〔2020〕2号",
    ]


def test_who_could_not_check_is_no_user_afterwards(office: Context) -> None:
    notice = checked(office, courtyard(office))
    before = value(office, "SELECT count(*) FROM app_user")
    with pytest.raises(InvalidInput, match="不能核对"):
        life.check(office, notice, "赵新来")
    bad = life.prepare(office, "result", value(office, "SELECT id FROM courtyard"), title="空", body="")
    with pytest.raises(InvalidInput):
        life.issue_at_once(office, lambda _: bad, "赵新来", fonts=fonts())
    assert value(office, "SELECT count(*) FROM app_user") == before


@pytest.mark.parametrize("name", ["王 芳", "　王芳", "王\u200b芳", "王芳 ", "王\u3000芳", "王\u00a0芳"])
def test_a_name_written_otherwise_is_the_same_person(office: Context, name: str) -> None:
    notice = draft(office, courtyard(office))
    with office.unit_of_work() as work:
        work.update("notice", notice, {"prepared_by": "王芳"})
        work.commit()
    with pytest.raises(InvalidInput, match="由另一个人核对"):
        life.check(office, notice, name)


def test_a_photo_added_after_the_check_takes_it_back(office: Context) -> None:
    notice = checked(office, courtyard(office), kind="free")
    attachments.add(office, "notices", notice, [NewFile("现场.jpg", data=photo((900, 1200), "white"))])
    _goes_back(office, notice)


@pytest.mark.local_file("the blob store is a file of its own")
def test_a_photo_taken_away_or_lost_leaves_the_frozen_sheet_as_it_is(office: Context) -> None:
    import sqlcipher3

    from services.blobs import store_path

    yard = courtyard(office)
    notice = draft(office, yard, kind="free")
    attachments.add(office, "notices", notice, [NewFile("现场.jpg", data=photo((900, 1200), "white"))])
    life.check(office, notice, CHECKER)
    life.issue(office, notice, fonts=fonts())
    before, target = life.reprint(office, notice), Target("notice", yard, notice)
    attachments.remove(office, [each.id for each in attachments.files(office, "notices", notice)])
    assert make_sheet(office, target, fonts()).pdf.data == before
    connection = sqlcipher3.connect(str(store_path(office.database.path)))
    connection.execute("DELETE FROM blob WHERE substr(data, 1, 4) <> ?", (b"%PDF",))
    connection.commit()
    connection.close()
    assert life.reprint(office, notice) == before
    with pytest.raises(EnvironmentFault, match=r"签发时的照片已损坏或缺失.*从备份恢复"):
        make_sheet(office, target, fonts())
