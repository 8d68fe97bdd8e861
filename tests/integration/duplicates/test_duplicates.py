"""The same thing entered twice: found with few queries, compared, merged with both histories, undone."""

from __future__ import annotations

from typing import Any

import pytest

from models.errors import InvalidInput, NotFound
from services import audit_log, duplicates, history, records
from services.office import Context
from tests.helpers.office import add, community, courtyard, resident, rows, value


def pairs(office: Context, kind: str = "") -> list[tuple[str, str, str]]:
    """Return the pairs offered: kind, name of the first, why."""
    return [(each.kind, each.first.name, each.why) for each in duplicates.found(office, kind)]


def two_of_one(office: Context) -> tuple[bytes, bytes, bytes]:
    """Add one person twice, the second time with what the first lacks; return yard and both."""
    yard = courtyard(office)
    first = resident(office, "王秀英", courtyard_id=yard, phone="13812345678", note="独居")
    second = resident(office, "王秀英", courtyard_id=yard, phone="13812345678", birth="1950-3", skills="剪纸")
    return yard, first, second


def test_people_of_one_name_are_offered_only_with_something_else_in_common(office: Context) -> None:
    """A name alone says nothing; a phone, a number, a birthday, a room beside it does."""
    yard = courtyard(office)
    other = courtyard(office, "他院", unit=community(office, "文明社区"))
    resident(office, "张伟", courtyard_id=yard, phone="13812345678")
    resident(office, "张伟", courtyard_id=other, phone="13912345678")
    assert pairs(office) == []
    resident(office, "张伟", courtyard_id=other, phone="13812345678")
    assert pairs(office) == [("residents", "张伟", "姓名、电话相同")]


def test_a_weak_sign_counts_only_where_nothing_speaks_against_it(office: Context) -> None:
    """Father and son of one name in one yard have other birthdays."""
    yard = courtyard(office)
    resident(office, "李强", courtyard_id=yard, birth="1950-1")
    resident(office, "李强", courtyard_id=yard, birth="1978-6")
    assert pairs(office) == []
    resident(office, "刘芳", courtyard_id=yard, birth="1950-1")
    resident(office, "刘芳", courtyard_id=yard, skills="合唱")
    (found,) = duplicates.found(office)
    assert (found.first.name, found.why, found.sure) == ("刘芳", "姓名、楼院相同", False)
    assert found.first.where == "安飞社区 · 建设路1号院"


def test_places_organisations_and_units_are_found_as_well(office: Context) -> None:
    """Each kind by what tells it apart."""
    unit = community(office)
    yard = courtyard(office, unit=unit)
    courtyard(office, unit=unit)
    for _ in range(2):
        building = add(office, "buildings", courtyard_id=yard, name="3号楼")
    for _ in range(2):
        add(office, "dwellings", courtyard_id=yard, building_id=building, room="201")
    for entrance in ("1", "2"):
        add(office, "dwellings", courtyard_id=yard, building_id=building, room="301", entrance=entrance)
    for _ in range(2):
        add(office, "party-organisations", name="党支部", kind="courtyard_branch", courtyard_id=yard)
        add(office, "committees", name="自管会", kind="self_management", courtyard_id=yard)
        add(office, "teams", kind="patrol", name="巡逻队", courtyard_id=yard)
        add(office, "units", name="三和企业", kind="company")
    assert [kind for kind, _, _ in pairs(office)] == [
        *("courtyards", "buildings", "dwellings", "party-organisations", "committees", "teams", "units")
    ]
    assert duplicates.count(office) == 7


def test_the_number_of_queries_does_not_grow_with_the_register(office: Context, monkeypatch: Any) -> None:
    """Six doubles ask as many questions as one."""
    two_of_one(office)
    asked: list[str] = []
    real = type(office.reader).all

    def counting(reader: Any, sql: str, values: Any = ()) -> Any:
        asked.append(sql)
        return real(reader, sql, values)

    monkeypatch.setattr(type(office.reader), "all", counting)
    duplicates.found(office)
    few = len(asked)
    for number in range(6):
        for _ in range(2):
            resident(office, f"赵{number}", phone=f"1381234567{number}")
    asked.clear()
    assert len(duplicates.found(office)) == 7
    assert len(asked) == few < 40


def test_side_by_side_shows_what_agrees_what_one_has_and_what_differs(office: Context) -> None:
    """Only what differs asks for a choice."""
    _, first, second = two_of_one(office)
    records.save(office, "residents", second, {"note": "低保"})
    compared = duplicates.compare(office, "residents", first, second)
    told = {line.label: (line.keep, line.drop, line.taken, line.differs) for line in compared.lines}
    assert told["姓名"] == ("王秀英", "王秀英", "keep", False)
    assert told["特长"] == ("", "剪纸", "drop", False)
    assert told["备注"] == ("独居", "低保", "keep", True)
    assert compared.differing == 1


def test_s13_merging_moves_what_refers_and_keeps_both_histories(office: Context) -> None:
    """One person registered twice offline becomes one; nothing hangs in the air, everything can be undone."""
    yard, first, second = two_of_one(office)
    team = add(office, "teams", kind="patrol", name="巡逻队", courtyard_id=yard)
    member = add(office, "team-members", team_id=team, resident_id=second)
    compared = duplicates.compare(office, "residents", first, second)
    assert compared.moved == (("队员", 1),)
    merged = duplicates.merge(office, "residents", first, second)
    assert (merged.merged, merged.moved) == (1, 1)
    kept = records.read(office, "residents", first)
    assert [kept.shown(name).text for name in ("skills", "note", "birth")] == ["剪纸", "独居", "1950年3月"]
    assert value(office, "SELECT resident_id FROM team_member WHERE id = ?", member) == first
    assert [each.name for each in history.recycle_bin(office)] == ["王秀英"]
    told = history.history(office, "residents", first)
    assert sum(line.action.startswith("新增") for line in told) == 2
    assert any("并入" in line.action for line in told)
    assert pairs(office) == []
    assert merged.tx_id is not None
    history.undo(office, merged.tx_id)
    assert value(office, "SELECT resident_id FROM team_member WHERE id = ?", member) == second
    assert records.read(office, "residents", first).shown("skills").text == ""
    assert records.read(office, "residents", second).shown("skills").text == "剪纸"
    assert len(pairs(office)) == 1
    assert not any("并入" in line.action for line in history.history(office, "residents", first))


def test_the_value_of_the_other_record_can_be_chosen(office: Context) -> None:
    """A field in which both say something takes what somebody chose."""
    _, first, second = two_of_one(office)
    records.save(office, "residents", second, {"note": "低保"})
    duplicates.merge(office, "residents", first, second, {"note": "drop"})
    assert records.read(office, "residents", first).shown("note").text == "低保"


def test_what_is_the_same_on_both_is_there_once_afterwards(office: Context) -> None:
    """Twice in one team as one person is once; in another team is kept."""
    yard, first, second = two_of_one(office)
    team = add(office, "teams", kind="patrol", name="巡逻队", courtyard_id=yard)
    other = add(office, "teams", kind="patrol", name="合唱队", courtyard_id=yard)
    for person, joined in ((first, team), (second, team), (second, other)):
        add(office, "team-members", team_id=joined, resident_id=person)
    duplicates.merge(office, "residents", first, second)
    found = rows(
        office, "SELECT team_id FROM team_member WHERE resident_id = ? AND deleted_at IS NULL", first
    )
    assert sorted(bytes(row[0]) for row in found) == sorted([team, other])


def test_courtyards_become_one_with_all_that_stands_in_them(office: Context) -> None:
    """Buildings, dwellings and people move; the community that owned only the other one is left alone."""
    unit = community(office)
    first, second = courtyard(office, unit=unit), courtyard(office, unit=unit, note="后录")
    building = add(office, "buildings", courtyard_id=second, name="1号楼")
    home = add(office, "dwellings", courtyard_id=second, building_id=building, room="101")
    duplicates.merge(office, "courtyards", first, second)
    for table, row_id in (("building", building), ("dwelling", home)):
        found = rows(office, f"SELECT courtyard_id, deleted_at FROM {table} WHERE id = ?", row_id)
        assert found == [(first, None)]


def test_an_organisation_that_stays_is_not_its_own_superior(office: Context) -> None:
    """Where one double was entered as the superior of the other, the link is emptied."""
    top = add(office, "party-organisations", name="党支部", kind="courtyard_branch")
    below = add(office, "party-organisations", name="党支部", kind="courtyard_branch", parent_id=top)
    duplicates.merge(office, "party-organisations", below, top)
    assert value(office, "SELECT parent_id FROM party_organisation WHERE id = ?", below) is None


@pytest.mark.parametrize("upper_stays", [True, False])
def test_a_merge_across_a_third_one_closes_no_circle(office: Context, upper_stays: bool) -> None:
    """One double stands above the other through a third: the one that stays takes the upper place."""
    made: list[bytes] = []
    for name in ("总支", "党支部", "第三支部", "党支部"):
        above = {"parent_id": made[-1]} if made else {}
        made.append(add(office, "party-organisations", name=name, kind="courtyard_branch", **above))
    top, upper, third, lower = made
    keep, drop = (upper, lower) if upper_stays else (lower, upper)
    duplicates.merge(office, "party-organisations", keep, drop)
    found = rows(office, "SELECT id, parent_id FROM party_organisation WHERE deleted_at IS NULL")
    assert dict(found) == {top: None, keep: top, third: keep}


def test_the_top_of_a_circle_that_a_merge_would_close_has_no_superior(office: Context) -> None:
    """The upper double has no superior, the lower one's would be taken: it stands below the upper one."""
    upper = add(office, "party-organisations", name="党支部", kind="courtyard_branch")
    third = add(office, "party-organisations", name="第三支部", kind="courtyard_branch", parent_id=upper)
    lower = add(office, "party-organisations", name="党支部", kind="courtyard_branch", parent_id=third)
    duplicates.merge(office, "party-organisations", upper, lower)
    found = rows(office, "SELECT id, parent_id FROM party_organisation WHERE deleted_at IS NULL")
    assert dict(found) == {upper: None, third: upper}


def test_s32_many_are_merged_at_once_and_undone_at_once(office: Context) -> None:
    """Two imports of one workbook: all doubles in one step; what differs waits for a look."""
    yard = courtyard(office)
    for number in range(5):
        for note in ("甲", "甲" if number else "乙"):
            resident(office, f"赵{number}", courtyard_id=yard, phone=f"1381234567{number}", note=note)
    told: list[tuple[int, int]] = []
    merged = duplicates.merge_all(
        office, duplicates.found(office), lambda done, total: told.append((done, total))
    )
    assert (merged.merged, len(merged.left)) == (4, 1)
    assert merged.left[0] == "“赵0”：两条的备注不一样，请单独比较后合并。"
    assert told[-1] == (4, 5)
    assert [name for _, name, _ in pairs(office)] == ["赵0"]
    assert merged.tx_id is not None
    history.undo(office, merged.tx_id)
    assert len(pairs(office)) == 5


def test_a_pair_that_is_two_is_not_offered_again_until_asked_for(office: Context) -> None:
    """Somebody looked: twins of one phone."""
    _, first, second = two_of_one(office)
    duplicates.not_double(office, [(second, first)])
    assert pairs(office) == []
    assert duplicates.count(office) == 0
    duplicates.offer_again(office, [(first, second)])
    assert len(pairs(office)) == 1


def test_what_cannot_be_merged_is_refused_with_a_sentence(office: Context) -> None:
    """A record with itself, or one that is gone."""
    _, first, second = two_of_one(office)
    with pytest.raises(InvalidInput, match="同一条记录"):
        duplicates.merge(office, "residents", first, first)
    records.delete(office, "residents", [second])
    with pytest.raises(NotFound):
        duplicates.merge(office, "residents", first, second)


def test_the_log_of_the_office_tells_of_the_merge(office: Context) -> None:
    """In words."""
    _, first, second = two_of_one(office)
    duplicates.merge(office, "residents", first, second)
    assert "合并重复记录" in {entry.action for entry in audit_log.recent(office)}
