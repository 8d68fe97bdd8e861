"""The history of a record in the user's words, the recycle bin, and undoing."""

from __future__ import annotations

import pytest

from models.errors import NotFound
from models.ids import new_id
from services import history, records
from services.history import HistoryLine
from services.office import Context
from services.users import switch_user
from tests.helpers import log_oracle
from tests.helpers.office import (
    DAY_MS,
    FixedClock,
    NewOffice,
    add,
    committee,
    community,
    courtyard,
    resident,
    rows,
    take_new_replica_id,
    value,
)


def save(context: Context, kind: str, record_id: bytes, /, **values: object) -> bytes:
    committed = records.save(context, kind, record_id, values).committed
    assert committed is not None
    return committed.tx_id


def told(
    context: Context, kind: str, record_id: bytes
) -> list[tuple[str, str, tuple[tuple[str, str, str], ...]]]:
    return [(line.user, line.action, line.changes) for line in history.history(context, kind, record_id)]


def test_history_tells_who_changed_what_newest_first(office: Context, clock: FixedClock) -> None:
    old, new = community(office, "安飞社区"), community(office, "文明社区")
    yard = courtyard(office, unit=old, household_count="约120", built_year="90年代", fire_lane="no")
    clock.advance(DAY_MS)
    switch_user(office, "李伟")
    save(office, "courtyards", yard, household_count="168", built_year="1996", fire_lane="yes", unit_id=new)
    switch_user(office, "王芳")
    save(office, "courtyards", yard, fire_lane="")
    records.delete(office, "courtyards", [yard])
    (entry,) = history.recycle_bin(office)
    history.restore(office, entry.tx_id, entry.kind, entry.id)
    found = history.history(office, "courtyards", yard)
    assert [line.at_text[:10] for line in found] == ["2020年9月17日"] * 4 + ["2020年9月16日"]
    assert told(office, "courtyards", yard) == [
        ("王芳", "恢复", ()),
        ("王芳", "删除", ()),
        ("王芳", "修改", (("消防通道", "有", ""),)),
        (
            "李伟",
            "修改",
            (
                ("所属社区", "安飞社区", "文明社区"),
                ("建成年份", "90年代", "1996"),
                ("总户数", "约120", "168"),
                ("消防通道", "无", "有"),
            ),
        ),
        ("王芳", "新增", ()),
    ]


def test_history_of_links_and_people(office: Context) -> None:
    yard = courtyard(office)
    team = add(office, "teams", courtyard_id=yard, kind="service", name="服务队", founded="2020-9")
    save(office, "teams", team, leader_id="张三", founded="2020年9月16日", kind="patrol")
    changed = dict((label, (old, new)) for label, old, new in told(office, "teams", team)[0][2])
    assert changed == {
        "队长": ("", "张三"),
        "成立时间": ("2020年9月", "2020年9月16日"),
        "类别": ("志愿服务队", "巡逻队"),
    }


def test_history_of_nothing(office: Context) -> None:
    assert history.history(office, "courtyards", new_id()) == ()


def test_two_saves_stay_two_lines(office: Context) -> None:
    yard = courtyard(office)
    save(office, "courtyards", yard, code="A1", address="建设路")
    save(office, "courtyards", yard, code="A2")
    lines = history.history(office, "courtyards", yard)
    assert [len(line.changes) for line in lines] == [1, 2, 0]
    assert isinstance(lines[0], HistoryLine)


def test_undo_of_an_edit_gives_back_each_group(office: Context) -> None:
    yard = courtyard(office, household_count="约120", code="A1")
    before = log_oracle.state(office)
    tx_id = save(office, "courtyards", yard, household_count="130", code="", address="建设路")
    undone = history.undo(office, tx_id)
    assert (undone.reverted, undone.kept) == (3, ())
    assert log_oracle.state(office) == before
    assert told(office, "courtyards", yard)[0][1] == "修改"


def test_undo_of_an_insert_and_of_a_delete(office: Context) -> None:
    empty = log_oracle.state(office)
    committed = records.save(office, "communities", None, {"name": "安飞社区"}).committed
    assert committed is not None
    history.undo(office, committed.tx_id)
    assert log_oracle.state(office) == empty
    assert history.recycle_bin(office) == (), "what was never meant does not fill the recycle bin"
    yard = courtyard(office)
    committee(office, yard)
    full = log_oracle.state(office)
    tx_id = records.delete(office, "courtyards", [yard]).tx_id
    assert len(history.recycle_bin(office)) == 1
    assert history.undo(office, tx_id).reverted == 2
    assert log_oracle.state(office) == full
    assert history.recycle_bin(office) == ()


def test_undo_keeps_what_was_changed_later_and_names_it(office: Context) -> None:
    yard = courtyard(office)
    first = save(office, "courtyards", yard, code="A1")
    save(office, "courtyards", yard, code="A2", address="建设路")
    before = log_oracle.state(office)
    undone = history.undo(office, first)
    assert (undone.reverted, undone.kept) == (0, (("courtyard", yard),))
    assert log_oracle.state(office) == before


def test_undo_of_one_field_leaves_a_later_edit_of_another(office: Context) -> None:
    yard = courtyard(office, code="A1")
    first = save(office, "courtyards", yard, code="A2")
    save(office, "courtyards", yard, address="建设路")
    assert history.undo(office, first).kept == ()
    assert rows(office, "SELECT code, address FROM courtyard") == [("A1", "建设路")]


def test_edits_are_undone_one_after_the_other(office: Context) -> None:
    yard = courtyard(office, code="A1")
    first = save(office, "courtyards", yard, code="A2")
    second = save(office, "courtyards", yard, code="A3")
    assert history.undo(office, second).kept == ()
    assert value(office, "SELECT code FROM courtyard") == "A2"
    assert history.undo(office, first).kept == ()
    assert value(office, "SELECT code FROM courtyard") == "A1"


def test_undo_keeps_a_record_that_later_work_leans_on(office: Context) -> None:
    """A bulk insert is undone after somebody has hung a team under one of its courtyards."""
    unit = community(office)
    with office.unit_of_work() as work:
        yards = [new_id() for _ in range(3)]
        work.insert_many("courtyard", ("id", "unit_id", "name"), [(yard, unit, "院") for yard in yards])
        bodies = [(new_id(), unit, yard, "self_management", "自管会") for yard in yards]
        work.insert_many("committee", ("id", "unit_id", "courtyard_id", "kind", "name"), bodies)
        imported = work.commit().tx_id
    add(office, "teams", courtyard_id=yards[0], kind="service", name="服务队")
    add(office, "committee-members", committee_id=bodies[1][0], resident_id="张三", post="member")
    undone = history.undo(office, imported)
    # the second courtyard is kept because its committee is, on which a member leans
    kept = {("courtyard", yards[0]), ("courtyard", yards[1]), ("committee", bodies[1][0])}
    assert set(undone.kept) == kept
    assert undone.reverted == 3
    log_oracle.check(office)
    assert {key for key in log_oracle.state(office) if key[0] == "courtyard"} == {
        ("courtyard", yards[0]),
        ("courtyard", yards[1]),
    }


def test_undo_keeps_a_community_that_got_a_courtyard_and_a_record_with_an_attachment(office: Context) -> None:
    from services.blobs import attach

    with office.unit_of_work() as work:
        unit = work.insert("unit", {"kind": "community", "name": "安飞社区"})
        other = work.insert("unit", {"kind": "community", "name": "文明社区"})
        person = work.insert("resident", {"name": "张三"})
        imported = work.commit().tx_id
    courtyard(office, unit=unit)
    attach(office, "resident", person, "照片.jpg", b"photo")
    assert set(history.undo(office, imported).kept) == {("unit", unit), ("resident", person)}
    assert value(office, "SELECT deleted_at IS NOT NULL FROM unit WHERE id = ?", other) == 1


def test_undo_of_a_delete_waits_for_the_owner(office: Context) -> None:
    yard = courtyard(office)
    body = committee(office, yard)
    first = records.delete(office, "committees", [body]).tx_id
    records.delete(office, "courtyards", [yard])
    assert history.undo(office, first).kept == (("committee", body),)
    assert {line.id for line in history.recycle_bin(office)} == {yard, body}
    log_oracle.check(office)


def test_undo_of_a_restore_puts_it_into_the_recycle_bin_again(office: Context) -> None:
    yard = courtyard(office)
    body = committee(office, yard)
    records.delete(office, "courtyards", [yard])
    gone = log_oracle.state(office)
    (entry,) = history.recycle_bin(office)
    history.restore(office, entry.tx_id, entry.kind, entry.id)
    restoring = value(office, "SELECT tx_id FROM sync_change ORDER BY lamport DESC LIMIT 1")
    history.undo(office, restoring)
    assert log_oracle.state(office) == gone
    (again,) = history.recycle_bin(office)
    assert (again.id, again.name) == (yard, "建设路1号院")
    assert history.restore(office, again.tx_id, again.kind, again.id) == 2
    assert value(office, "SELECT deleted_at FROM committee WHERE id = ?", body) is None


def test_undo_of_nothing(office: Context) -> None:
    with pytest.raises(NotFound, match="没有可以撤销的操作"):
        history.undo(office, new_id())
    yard = courtyard(office)
    tx_id = save(office, "courtyards", yard, code="A1")
    history.undo(office, tx_id)
    again = history.undo(office, tx_id)
    assert (again.reverted, again.kept) == (0, (("courtyard", yard),))


def test_undo_works_after_the_office_got_a_new_replica_id(office: Context, new_office: NewOffice) -> None:
    """A restored backup continues under a new id, whose numbers begin anew."""
    yard = courtyard(office, code="A1", household_count="约120")
    before = log_oracle.state(office)
    tx_id = save(office, "courtyards", yard, code="A2", household_count="")
    take_new_replica_id(office)
    office = new_office.again(office)
    later = save(office, "courtyards", yard, address="建设路")
    assert history.undo(office, later).kept == ()
    assert history.undo(office, tx_id).kept == ()
    assert log_oracle.state(office) == before
    log_oracle.check(office)


def test_undo_is_noted(office: Context) -> None:
    yard = courtyard(office)
    history.undo(office, save(office, "courtyards", yard, code="A1"))
    assert value(office, "SELECT count(*) FROM audit_entry WHERE action = 'undo'") == 1


def test_recycle_bin_lists_newest_first_with_names_of_all_kinds(office: Context, clock: FixedClock) -> None:
    yard = courtyard(office)
    person = resident(office, "张三", courtyard_id=yard)
    seat = add(
        office, "committee-members", committee_id=committee(office, yard), resident_id=person, post="member"
    )
    clock.advance(60_000)
    records.delete(office, "committee-members", [seat])
    clock.advance(60_000)
    records.delete(office, "residents", [person])
    listed = [(line.kind_label, line.name, line.row_count) for line in history.recycle_bin(office)]
    assert listed == [("居民", "张三", 1), ("成员", "张三", 1)]
