"""The sample workbook is understood to the last row, and every oddity in it is named."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from services.excel import read_book
from services.importing.packing import pack, unpack
from services.importing.plan import Plan
from services.importing.reading import plan_from_sheets
from services.resources import resource_path


@pytest.fixture(scope="module")
def plan() -> Plan:
    path: Path = resource_path("sample/摸排台账-明湖办事处.xlsx")
    return plan_from_sheets(read_book(path).sheets, path.name, "00")


def test_everything_is_there(plan: Plan) -> None:
    assert plan.office == "明湖办事处"
    assert plan.communities == ["远大社区", "中铁社区", "加工区社区", "格林社区", "安飞社区"]
    counts = [len(rows) for rows in (plan.courtyards, plan.committees, plan.members, plan.teams)]
    assert counts == [26, 22, 112, 23]
    assert (len(plan.dwellings), len(plan.ledger), len(plan.parties), len(plan.heads)) == (486, 77, 26, 26)
    assert (plan.errors, plan.unrecognised, plan.skipped_sheets) == ([], [], [])
    assert [each for each in plan.normalised if each.new == ""] == []
    assert not any("import_note" in row.values for row in plan.courtyards)


def test_warnings_name_the_cells(plan: Plan) -> None:
    by_code = Counter(each.code for each in plan.warnings)
    assert set(by_code) == {"id_check", "seats", "vetting_failed", "working_more_than_full", "same_person"}
    documents = {each.cell: each.message for each in plan.warnings if each.code == "id_check"}
    assert list(documents) == ["J14", "J38", "J56"]
    assert "王宝" in documents["J14"]
    assert "马旭先" in documents["J38"]
    assert "王仙" in documents["J56"]
    seats = {each.cell: each.message for each in plan.warnings if each.code == "seats"}
    assert "中铁隧道局家属院" in seats["T12"]
    assert "9人" in seats["T12"]
    assert set(seats) == {"T10", "T12"}


def test_a_courtyard_with_all_it_has(plan: Plan) -> None:
    row = next(each for each in plan.courtyards if each.place.courtyard == "电务段家属院")
    assert row.place.community == "中铁社区"
    assert row.row == 15
    assert row.values["built_year"] == 1990
    assert row.values["built_text"] == "90年代"
    assert (row.values["household_count"], row.values["household_about"]) == (324, True)
    assert (row.values["resident_count"], row.values["resident_about"]) == (633, False)
    assert (row.values["fire_lane"], row.values["waste_sorting"]) == ("no", "damaged")
    assert row.values["note"] == "原单位已破产"


def test_committee_and_party(plan: Plan) -> None:
    committee = plan.committees[0]
    assert committee.values == {
        "name": "航海东路1号院居民议事会",
        "kind": "council",
        "founded": "2020-08-08",
        "term_years": 5,
        "seats": 5,
    }
    assert committee.director is not None
    assert committee.director.name == "孙希"
    names = {each.place.courtyard for each in plan.committees}
    without = {"郑纺机东院", "电务段家属院", "海马工人宿舍A区", "第二大街9号院"}
    assert {each.place.courtyard for each in plan.courtyards} - names == without
    party = plan.parties[0]
    assert party.values["phone"] == "13881942084"
    assert party.secretary is not None
    assert party.secretary.name == "王䶮"
    heads = {each.place.courtyard: each.person.name for each in plan.heads}
    assert heads["郑纺机东院"] == "李㛃"
    assert heads["郑纺机西院"] == "张𫖯"
    assert heads["第三大街12号院"] == "于旭芝"


def test_belongings(plan: Plan) -> None:
    tables = Counter(each.table for each in plan.belongings)
    assert tables == {"property_service": 26, "cadre_assignment": 26, "pairing": 23}
    third = [each for each in plan.belongings if each.place.courtyard == "郑纺机西院"]
    assert third[0].values == {"mode": "itemised", "charge_mills": 10_000, "charge_unit": "household_month"}
    assert third[1].values["phone"] == "15847502890"


def test_members_teams_dwellings_ledger(plan: Plan) -> None:
    member = plan.members[0]
    assert member.kind == "council"
    assert member.vetting == ("failed", "失信被执行人", "不合格：失信被执行人")
    assert member.values["post"] == "director"
    assert member.person.birth == "1966-02"
    assert member.person.membership == "full"
    assert member.place.community == "远大社区"
    third = next(each for each in plan.members if each.row == 36)
    assert third.person.id_number == "41019919940521773X"
    kinds = Counter(str(each.values["kind"]) for each in plan.teams)
    assert kinds == {"service": 12, "cultural": 9, "patrol": 2}
    assert [each.name for each in plan.teams[0].members][:2] == ["李培湘", "王耀纪"]
    assert len(plan.teams[0].members) == 10
    dwelling = next(each for each in plan.dwellings if each.row == 25)
    assert dwelling.building == "1号楼"
    assert dwelling.values == {"room": "602", "entrance": "2单元", "area": 9000, "area_about": True}
    assert {each.building for each in plan.dwellings} == {f"{number}号楼" for number in range(1, 9)}
    line = next(each for each in plan.ledger if each.row == 13)
    assert line.values["on_date"] == "2020-09-26"
    assert line.values["amount"] == 16344
    assert str(line.values["raw_text"]).startswith("9.26 | 航海东路1号院 | 收入 | 停车费")


def test_findings_say_old_and_new(plan: Plan) -> None:
    said = {(each.sheet, each.cell): (each.old, each.new) for each in plan.normalised}
    assert said["楼院摸排", "H7"] == ("约168户", "约168")
    assert said["楼院摸排", "I7"] == ("３９７", "397")
    assert said["楼院摸排", "R6"] == ("同书记", "李㛃")
    assert said["楼院摸排", "AA5"] == ("×", "无")
    assert said["楼院摸排", "C9"] == ("煤建公司家属院 ", "煤建公司家属院")
    assert said["房屋住户", "B3"] == ("1栋", "1号楼")
    assert said["房屋住户", "E25"] == ("约90", "约90㎡")


def test_a_plan_survives_its_way_out_of_the_child(plan: Plan) -> None:
    assert unpack(pack(plan)) == plan
