"""Charters on the board: their sheet from the records, and when one has to hang."""

from __future__ import annotations

import pytest

from models.errors import InvalidInput
from services.disclosure import catalogue, obligations
from services.disclosure.catalogue import DisclosureItem
from services.disclosure.obligations import Obligation
from services.masking import texts
from services.notices import Target, life, make_sheet, offered
from services.notices.by_name import sheet_named
from services.notices.life.charters import announce
from services.office import Context
from tests.helpers.duties import insert
from tests.helpers.office import add, courtyard, value
from tests.integration.test_charters import charter, version


@pytest.fixture
def yard(office: Context) -> bytes:
    return courtyard(office)


def line(context: Context, code: str) -> DisclosureItem:
    (found,) = [each for each in catalogue.catalogue(context, everything=True) if each.code == code]
    return found


def owed(context: Context, code: str) -> list[Obligation]:
    return [each for each in obligations.obligations(context) if each.item.code == code]


def notice(context: Context, yard: bytes, kind: str, **values: object) -> bytes:
    return insert(context, "notice", courtyard_id=yard, kind=kind, title="公示", **values)


def hang(context: Context, yard: bytes, told: bytes, first: str) -> None:
    board = insert(context, "board", courtyard_id=yard, name="东门公开栏")
    insert(context, "posting", notice_id=told, board_id=board, from_day=first)


def _owed(office: Context) -> tuple[bool, bool]:
    """Return whether the lines 居民公约 and 楼院议事决策规则 wait for a sheet."""
    return owed(office, "pact")[0].state != "done", owed(office, "rules")[0].state != "done"


def test_an_adopted_charter_has_to_hang(office: Context, yard: bytes) -> None:
    pact = charter(office, yard, "pact", "建设路1号院居民公约")
    first = version(office, pact, 1, "2020-9-1")
    shown = bytes(life.prepare(office, "charter", yard, item=line(office, "pact").id))
    assert value(office, "SELECT charter_version_id FROM notice") == first
    assert bytes(announce(office, first)) != shown  # the one belongs to the line
    hang(office, yard, shown, "2020-09-02")
    with office.unit_of_work() as work:
        work.update("notice", shown, {"state": "posted"})
        work.commit()
    assert _owed(office) == (False, True)
    # a new version: what hangs is out of date from the day it was adopted
    second = version(office, pact, 2, "2020-9-10")
    assert _owed(office) == (True, True)
    assert owed(office, "pact")[0].since == "2020-09-10"
    new = notice(office, yard, "charter", state="posted", charter_version_id=second)
    hang(office, yard, new, "2020-09-12")
    assert _owed(office) == (False, True)
    # the old one hung again fulfils nothing
    with office.unit_of_work() as work:
        work.update(
            "posting",
            work.reader.value("SELECT id FROM posting ORDER BY id DESC LIMIT 1"),
            {"notice_id": shown},
        )
        work.commit()
    assert _owed(office)[0]


def test_where_nothing_is_recorded_the_notice_says_when_it_changed(office: Context, yard: bytes) -> None:
    version(office, charter(office, yard, "procedure"), 1, "2020-9-1")
    told = notice(office, yard, "charter", state="posted", issued_on="2020-09-02")
    hang(office, yard, told, "2020-09-02")
    assert _owed(office) == (False, False)
    notice(office, yard, "charter", state="issued", issued_on="2020-09-15", item_id=line(office, "pact").id)
    assert _owed(office) == (True, False)
    notice(office, yard, "charter", state="issued", issued_on="2020-09-15", item_id=line(office, "rules").id)
    assert _owed(office) == (True, False)


def test_a_bylaw_changes_the_offices_own_lines(office: Context, yard: bytes) -> None:
    saved = catalogue.save(
        office,
        None,
        {"title": "停车管理办法", "rhythm": "standing", "trigger": "charter", "sheet": "charter"},
    )
    version(office, charter(office, yard, "other", "停车管理办法"), 1, "2020-9-10")
    told = notice(office, yard, "charter", state="posted", item_id=saved.id)
    hang(office, yard, told, "2020-09-02")
    (found,) = (each for each in obligations.obligations(office) if each.item.id == saved.id)
    assert (found.state, found.since) == ("overdue", "2020-09-10")


def test_the_sheet_of_a_version(office: Context, yard: bytes) -> None:
    of = charter(office, yard)
    meeting = add(
        office, "meetings", kind="households", title="户代表会议", held_on="2020-5-1", courtyard_id=yard
    )
    adopted = version(office, of, 1, "2020-5-1", from_day="2020-6-1", meeting_id=meeting)
    draft = version(office, of, 2)
    sheet = make_sheet(office, Target("charter", yard, adopted))
    told = "\n".join(texts(sheet.document))
    assert sheet.document.title == "建设路1号院议事规则"
    assert "2020年5月1日户代表会议通过，自2020年6月1日起施行。" in told
    assert "第二条　到会过半数方可开会。" in told
    assert sheet.issued_on == "2020-06-01"
    assert "通过" not in "".join(texts(make_sheet(office, Target("charter", yard, draft)).document))
    told_by = announce(office, adopted)
    assert "施行" in "".join(texts(make_sheet(office, Target("notice", yard, told_by)).document))
    assert announce(office, adopted) == told_by
    offered_ones = offered(office, Target("charter", yard))
    assert [each.label for each in offered_ones] == [
        "建设路1号院议事规则（2020年5月1日，第1版）",
        "建设路1号院议事规则（第2版）",
    ]
    assert sheet_named(office, "charter", "建设路1号院").record == adopted
    assert sheet_named(office, "charter", "建设路1号院", draft.hex()).record == draft
    with pytest.raises(InvalidInput, match="还没有通过"):
        announce(office, draft)
    empty = add(office, "charter-versions", charter_id=of, number=3)
    with pytest.raises(InvalidInput, match="还没有正文"):
        make_sheet(office, Target("charter", yard, empty))
    version(office, of, 4, "2020-9-1")
    with pytest.raises(InvalidInput, match="已不再施行"):
        announce(office, adopted)
    bare = add(office, "notices", kind="charter", title="公约", courtyard_id=yard)
    with pytest.raises(InvalidInput, match="没有选章程公约的版本"):
        make_sheet(office, Target("notice", yard, bare))
