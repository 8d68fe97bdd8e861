"""The register as a workbook: what goes out comes back, field by field, and changes nothing at home."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from main import main
from models.errors import InvalidInput, NotAllowed
from services import audit_log, importing
from services.excel import Sheet
from services.exporting.register import export_register
from services.files import Cancelled
from services.importing.plan import Plan
from services.importing.reading import plan_from_sheets
from services.importing.shelves import SHELVES
from services.office import Context
from tests.helpers.office import NewOffice, add, community, courtyard, rows, value
from tests.helpers.roles import work_as

SAMPLE = Path(__file__).parents[3] / "resources/sample/摸排台账-明湖办事处.xlsx"
SHEETS = ["楼院摸排", "自治组织成员", "志愿服务队", "房屋住户", "收支明细"]
_OF = {
    "unit_id": "unit", "parent_id": "unit", "courtyard_id": "courtyard", "building_id": "building",
    "dwelling_id": "dwelling", "resident_id": "resident", "head_id": "resident", "leader_id": "resident",
    "committee_id": "committee", "committee_member_id": "committee_member", "team_id": "volunteer_team",
    "party_organisation_id": "party_organisation",
}  # fmt: skip


NUMBERS = (
    "SELECT id, number FROM (SELECT id, phone AS number FROM resident UNION ALL SELECT id, id_number FROM "
    "resident UNION ALL SELECT id, phone FROM household) AS held WHERE number IS NOT NULL ORDER BY number, id"
)


def texts(book: Path) -> list[str]:
    """Return every cell of a workbook as text."""
    found = openpyxl.load_workbook(book)
    return [str(cell) for name in found for row in name.iter_rows(values_only=True) for cell in row if cell]


@pytest.fixture(scope="module")
def sample_plan() -> Plan:
    from services.importing.reading import read_plan

    return read_plan(SAMPLE)


def take(office: Context, book: Path) -> importing.Rehearsal:
    rehearsal = importing.rehearse(office, book)
    assert rehearsal.errors == ()
    importing.apply(office, rehearsal, backup=False)
    return rehearsal


def everything(office: Context) -> dict[str, Counter[Any]]:
    """Return all living rows of all tables an import fills, links told by what they lead to."""
    stored: dict[str, dict[bytes, dict[str, Any]]] = {}
    for table, columns, _ in SHELVES:
        found = rows(office, f"SELECT id, {', '.join(columns)} FROM {table} WHERE deleted_at IS NULL")
        stored[table] = {row[0]: dict(zip(columns, row[1:], strict=True)) for row in found}

    def told(table: str, row_id: bytes) -> Any:
        return tuple(
            told(_OF[name], each) if name in _OF and each is not None else each
            for name, each in stored[table][row_id].items()
        )

    return {table: Counter(told(table, row_id) for row_id in found) for table, found in stored.items()}


def assert_same(first: Context, second: Context) -> None:
    one, two = everything(first), everything(second)
    for table in one:
        assert one[table] - two[table] == Counter(), table
        assert two[table] - one[table] == Counter(), table


def test_the_sample_goes_out_and_comes_back(
    office: Context, new_office: NewOffice, sample_plan: Plan, tmp_path: Path
) -> None:
    importing.apply(office, importing.rehearse_plan(office, sample_plan), backup=False)
    done = export_register(office, tmp_path / "台账.xlsx", whole=True)
    assert (done.courtyards, done.rows) == (26, 26 + 112 + 23 + 486 + 77)
    same = importing.rehearse(office, tmp_path / "台账.xlsx")
    assert same.is_empty
    assert same.plan.unrecognised == []
    other = new_office("other.db")
    back = take(other, tmp_path / "台账.xlsx")
    wanted = {"communities": 5, "courtyards": 26, "committees": 22, "committee-members": 112, "teams": 23}
    wanted |= {"dwellings": 486, "ledger-lines": 77}
    assert {kind: back.counts[kind] for kind in wanted} == wanted
    assert_same(office, other)


def test_the_shape_is_that_of_the_sample(office: Context, sample_plan: Plan, tmp_path: Path) -> None:
    importing.apply(office, importing.rehearse_plan(office, sample_plan), backup=False)
    export_register(office, tmp_path / "台账.xlsx", whole=True)
    made, sample = openpyxl.load_workbook(tmp_path / "台账.xlsx"), openpyxl.load_workbook(SAMPLE)
    assert made.sheetnames == SHEETS == sample.sheetnames
    for name, heads in (
        ("楼院摸排", (1, 3, 4)),
        ("自治组织成员", (1, 2)),
        ("志愿服务队", (1,)),
        ("房屋住户", (1,)),
    ):
        for row in heads:
            width = sample[name].max_column
            theirs = [sample[name].cell(row, at).value for at in range(1, width + 1)]
            ours = [made[name].cell(row, at).value for at in range(1, width + 1)]
            assert ours == theirs, (name, row)
    merged, wanted = (
        {str(each) for each in book["楼院摸排"].merged_cells.ranges if each.min_row == 3}
        for book in (made, sample)
    )
    assert wanted <= merged
    assert made["楼院摸排"].freeze_panes == "A5"
    assert made["楼院摸排"].print_title_rows == "$3:$4"
    for sheet in made:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def rich(office: Context) -> None:
    """Fill an office with what the sample has not: namesakes, co-owners, several of a kind."""
    one, two = community(office, "东社区"), community(office, "西社区")
    with office.unit_of_work() as work:
        lonely = work.insert("courtyard", {"name": "无社区院", "note": "第一行\n第二行"})
        yard = work.insert(
            "courtyard",
            {
                "unit_id": one,
                "name": "平安院",
                "household_count": 12,
                "household_about": False,
                "code": "A-1",
            },
        )
        work.insert("courtyard", {"unit_id": two, "name": "平安院", "import_note": "甲：一\n乙：二"})
        own = {"unit_id": one, "courtyard_id": yard}
        for name, kind in (("第一党支部", "courtyard_branch"), ("第二党小组", "building_group")):
            party = work.insert(
                "party_organisation", {**own, "name": name, "kind": kind, "founded": "2020-09"}
            )
            leader = work.insert("resident", {**own, "name": f"{name[:2]}长", "phone": "13812345678"})
            post = "secretary" if kind == "courtyard_branch" else "group_leader"
            held = {**own, "party_organisation_id": party, "resident_id": leader, "post": post}
            work.insert("appointment", {**held, "since": "2020-09"})
        committee = work.insert("committee", {**own, "kind": "council", "name": "自己起的名字", "seats": 5})
        member = work.insert("resident", {**own, "name": "=丁一", "membership": "full", "birth": "1966-02"})
        seat = {"unit_id": one, "committee_id": committee, "resident_id": member}
        sat = work.insert("committee_member", {**seat, "post": "member", "note": "备注一"})
        work.insert("candidate_vetting", {**seat, "committee_member_id": sat, "outcome": "passed"})
        for name in ("张三", "李四"):
            work.insert("cadre_assignment", {**own, "name": name, "title": f"{name}的单位"})
            work.insert("pairing", {**own, "partner_name": f"{name}支部"})
        service = {"mode": "company", "charge_mills": 10_000, "charge_unit": "household_month"}
        work.insert("property_service", {**own, "mode": "none", "until": "2020-01-01"})
        work.insert("property_service", {**own, **service})
        home(work, own, "", "101", ("赵一", "钱二"))
        home(work, own, "东楼", "201", ("孙三",), head="周四")
        home(work, {"courtyard_id": lonely, "unit_id": None}, "", "102", ("吴二",), head="郑三")
        work.insert(
            "resident", {**own, "name": "吴五", "id_number": "410199196602173218", "import_note": "原话"}
        )
        work.insert(
            "pending_ledger_line", {"amount": -1250, "item": "=退款", "raw_text": "a | b", "source": "甲"}
        )
        work.insert(
            "pending_ledger_line",
            {**own, "courtyard_name": "平安院", "amount": 5, "raw_text": "c", "source": "乙"},
        )
        work.insert("resident", {"unit_id": two, "name": "郑六", "note": "住在区外\n周末回来"})
        work.insert("resident", {"name": "王七", "phone": "13912345678"})
        work.insert("volunteer_team", {"courtyard_id": lonely, "kind": "cultural", "name": "合唱队"})
        work.commit()


def home(
    work: Any, own: dict[str, Any], name: str, room: str, owners: tuple[str, ...], head: str = ""
) -> None:
    building = work.insert("building", {**own, "name": name})
    dwelling = work.insert(
        "dwelling", {**own, "building_id": building, "room": room, "area": 6540, "area_about": False}
    )
    living = {"unit_id": own["unit_id"], "dwelling_id": dwelling}
    first = None
    for each in owners:
        owner = work.insert("resident", {**own, "dwelling_id": dwelling, "name": each, "sex": "male"})
        first = first or owner
        share = {"share_part": 1, "share_whole": len(owners)}
        work.insert("ownership", {**living, "resident_id": owner, **share})
    if head:
        first = work.insert("resident", {**own, "dwelling_id": dwelling, "name": head})
    work.insert("household", {**living, "head_id": first, "people_count": 3, "phone": "0371-66785390"})


def test_a_register_kept_in_the_program_is_not_changed_by_its_own_export(
    office: Context, new_office: NewOffice, tmp_path: Path
) -> None:
    rich(office)
    export_register(office, tmp_path / "台账.xlsx", whole=True)
    again = importing.rehearse(office, tmp_path / "台账.xlsx")
    assert {kind: each for kind, each in again.changes.items() if each.add or each.change} == {}
    assert again.plan.unrecognised == []
    other = new_office("other.db")
    take(other, tmp_path / "台账.xlsx")
    one, two = everything(office), everything(other)
    # what no sheet can carry: a name of a committee, a judgement without words, what has ended
    told = {
        "ownership",
        "household",
        "unit",
        "courtyard",
        "building",
        "dwelling",
        "party_organisation",
        "pairing",
        "cadre_assignment",
    }
    for table in told | {"pending_ledger_line", "volunteer_team"}:
        assert one[table] == two[table], table
    names = (
        "SELECT name, phone, sex, birth, id_number, membership, note, import_note FROM resident ORDER BY 1"
    )
    assert rows(other, names) == rows(office, names)
    assert value(other, "SELECT count(*) FROM ownership") == 4
    assert value(other, "SELECT r.name FROM household h JOIN resident r ON r.id = h.head_id "
                        "JOIN dwelling d ON d.id = h.dwelling_id WHERE d.room = '101'") == "赵一"  # fmt: skip


ROSTER = [
    ["平安院居民花名册"],
    ["楼栋", "单元", "房号", "姓名", "与户主关系", "户主", "民族", "入党时间", "身份证号", "备注"],
    ["1", "1", "101", "王芳", "户主", "王芳", "回族", "2001.7", "11010519491231002X", "独居"],
    ["1", "1", "101", "李明", "配偶", "王芳", "", "", "", ""],
    ["1", "1", "102", "赵四", "子", "赵三", "", "", "", ""],
    ["", "", "", "钱五", "", "", "", "", "", "常年在外"],
]
OWNERS = [
    ["平安院业主花名册"],
    ["楼栋", "单元", "房号", "业主姓名", "份额", "常住人数"],
    ["1", "1", "101", "李明", "1/3", "2"],
    ["1", "1", "101", "孙七、周八", "1/3、1/3", ""],
    ["1", "1", "102", "吴九", "50%", "1"],
    ["1", "1", "102", "郑十", "二分之一", ""],
    ["1", "1", "103", "冯一、陈二", "", ""],
    ["1", "1", "104", "褚三", "", ""],
]
UNPLACED = [["姓名", "社区", "联系电话", "政治面貌"], ["卫四", "远大社区", "13812345678", "预备党员"]]


def roster(office: Context, *sheets: list[list[str]]) -> None:
    for number, each in enumerate(sheets):
        plan = plan_from_sheets([Sheet("Sheet1", [list(row) for row in each])], f"{number}.xlsx", "00")
        assert plan.errors == []
        importing.apply(office, importing.rehearse_plan(office, plan), backup=False)


def test_rosters_go_out_and_come_back(office: Context, new_office: NewOffice, tmp_path: Path) -> None:
    courtyard(office, "平安院", community(office))
    roster(office, ROSTER, OWNERS, UNPLACED)
    export_register(office, tmp_path / "台账.xlsx", whole=True)
    again = importing.rehearse(office, tmp_path / "台账.xlsx")
    assert again.is_empty
    assert (again.differences, again.plan.unrecognised) == ((), [])
    other = new_office("other.db")
    take(other, tmp_path / "台账.xlsx")
    assert_same(office, other)
    shares = "SELECT share_part, share_whole, count(*) FROM ownership GROUP BY 1, 2 ORDER BY 1, 2"
    assert rows(other, shares) == [(1, 1, 1), (1, 2, 4), (1, 3, 3)]
    heads = "SELECT r.name FROM household h JOIN resident r ON r.id = h.head_id ORDER BY h.id"
    assert sorted(rows(other, heads)) == sorted([("王芳",), ("吴九",), ("冯一",), ("褚三",)])
    note = value(other, "SELECT note FROM resident WHERE name = '王芳'")
    assert note == "独居；与户主关系：户主；入党时间：2001-07；民族：回族"


def test_an_old_book_without_shares_and_heads_changes_none(office: Context) -> None:
    courtyard(office, "平安院", community(office))
    roster(office, ROSTER, OWNERS)
    told = "SELECT resident_id, share_part, share_whole FROM ownership ORDER BY id"
    heads = "SELECT dwelling_id, head_id FROM household ORDER BY id"
    before = rows(office, told), rows(office, heads)
    roster(office, [OWNERS[0], *([*row[:4], *row[5:]] for row in OWNERS[1:])])
    assert (rows(office, told), rows(office, heads)) == before


def test_an_owner_known_before_heads_no_household_by_being_exported(office: Context, tmp_path: Path) -> None:
    own = {"unit_id": community(office)}
    own["courtyard_id"] = courtyard(office, "平安院", own["unit_id"])
    with office.unit_of_work() as work:
        home(work, own, "1号楼", "101", ("赵一",))
        home(work, own, "1号楼二", "102", ("钱二",))
        work.commit()
    with office.unit_of_work() as work:
        one, two = (row[0] for row in work.reader.all("SELECT id FROM household ORDER BY id"))
        work.update("household", one, {"head_id": None})
        work.delete("household", two)
        work.commit()
    export_register(office, tmp_path / "台账.xlsx", whole=True)
    again = importing.rehearse(office, tmp_path / "台账.xlsx")
    assert (again.is_empty, again.differences) == (True, ())


def test_an_owner_more_divides_the_dwelling_anew(office: Context) -> None:
    courtyard(office, "平安院", community(office))
    heads = ["楼栋", "单元", "房号", "业主姓名"]
    one, two = ["1", "1", "101", "王芳"], ["1", "1", "101", "李明"]
    roster(office, [["平安院业主花名册"], heads, one], [["平安院业主花名册"], heads, one, two])
    assert rows(office, "SELECT share_part, share_whole FROM ownership") == [(1, 2), (1, 2)]
    assert value(office, "SELECT r.name FROM household h JOIN resident r ON r.id = h.head_id") == "王芳"


def test_b21_the_register_gives_names_like_formulas_back(
    office: Context, new_office: NewOffice, tmp_path: Path
) -> None:
    unit = community(office)
    for name in ("=1+1院", "+院", "-院", "@院", "＝院", "'院"):
        courtyard(office, name, unit)
    export_register(office, tmp_path / "a.xlsx", whole=True)
    other = new_office("other.db")
    take(other, tmp_path / "a.xlsx")
    names = "SELECT name FROM courtyard ORDER BY name"
    assert rows(other, names) == rows(office, names)


def test_one_community_alone(office: Context, sample_plan: Plan, tmp_path: Path) -> None:
    importing.apply(office, importing.rehearse_plan(office, sample_plan), backup=False)
    unit = value(office, "SELECT id FROM unit WHERE name = '远大社区'")
    done = export_register(office, tmp_path / "a.xlsx", whole=True, community=unit)
    assert done.courtyards == value(office, "SELECT count(*) FROM courtyard WHERE unit_id = ?", unit)
    again = importing.rehearse(office, tmp_path / "a.xlsx")
    assert again.is_empty
    assert again.plan.communities == ["远大社区"]
    assert again.plan.office == "明湖办事处"


def test_nothing_to_export_cancelled_and_the_audit(office: Context, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="还没有楼院"):
        export_register(office, tmp_path / "a.xlsx")

    def stop(done: int, whole: int) -> None:
        raise Cancelled

    courtyard(office)
    with pytest.raises(Cancelled):
        export_register(office, tmp_path / "a.xlsx", progress=stop)
    assert list(tmp_path.glob("a.xlsx*")) == []
    export_register(office, tmp_path / "a.xlsx")
    line = audit_log.recent(office)[0]
    assert (line.user, line.action, line.label) == ("王芳", "导出", "a.xlsx，1行")


def test_headless(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, out = str(tmp_path / "office.db"), tmp_path / "out.xlsx"
    assert main(["--data", data, "export-register", str(out)]) == 2
    assert "还没有楼院" in capsys.readouterr().err
    assert main(["--data", data, "import-survey", str(SAMPLE), "--apply"]) == 0
    capsys.readouterr()
    assert main(["--data", data, "export-register", str(out)]) == 0
    assert "26个楼院" in capsys.readouterr().out
    assert main(["--data", data, "export-register", str(out), "--community", "远大社区"]) == 0
    assert main(["--data", data, "export-register", str(out), "--community", "没有的社区"]) == 2
    assert main(["--data", data, "export-register", str(tmp_path / "a.xls")]) == 2
    assert capsys.readouterr().err.count("\n") == 2


def test_a_record_that_was_added_is_in_the_export(office: Context, tmp_path: Path) -> None:
    yard = courtyard(office)
    add(office, "teams", name="合唱队", courtyard_id=yard, kind="cultural")
    export_register(office, tmp_path / "a.xlsx", whole=True)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["楼院摸排", "志愿服务队"]
    assert book["志愿服务队"]["B2"].value == "合唱队"


def test_numbers_go_out_masked_unless_asked_for_and_change_nothing_when_they_come_back(
    office: Context, tmp_path: Path
) -> None:
    rich(office)
    numbers = [row[1] for row in office.reader.all(NUMBERS)]
    path = tmp_path / "遮盖.xlsx"
    export_register(office, path)
    written = texts(path)
    assert numbers
    assert not [number for number in numbers if any(number in text for text in written)]
    assert any("****" in text for text in written)
    applied = importing.apply(office, importing.rehearse(office, path), backup=False)
    assert applied is not None
    assert [row[1] for row in office.reader.all(NUMBERS)] == numbers
    whole = tmp_path / "完整.xlsx"
    export_register(office, whole, whole=True)
    assert set(numbers) <= set(texts(whole))
    labels = office.reader.all("SELECT label FROM audit_entry WHERE action = 'export' ORDER BY seq")
    assert ["含完整号码" in row[0] for row in labels] == [False, True]
    work_as(office, "郭小满", "accountant")
    with pytest.raises(NotAllowed, match="完整的证件号码"):
        export_register(office, tmp_path / "不行.xlsx", whole=True)
    assert not (tmp_path / "不行.xlsx").exists()
