"""The audit log as it is read: newest first, in words, found by what people remember."""

from __future__ import annotations

from services import audit_log, records, users
from services.office import Context
from services.times import local_time
from tests.helpers.office import NOON_MS, add, courtyard, resident


def test_entries_are_sentences_newest_first(office: Context) -> None:
    yard = courtyard(office, "建设路1号院")
    records.save(office, "courtyards", yard, {"household_count": "120"})
    newest, before, *_ = audit_log.recent(office)
    assert (newest.user, newest.action, newest.subject, newest.label) == (
        "王芳",
        "修改",
        "楼院",
        "建设路1号院",
    )
    assert before.action == "新增"
    assert newest.at_text == local_time(NOON_MS)
    assert (newest.kind, newest.record_id) == ("courtyards", yard)


def test_a_record_without_a_name_of_its_own_is_named(office: Context) -> None:
    yard = courtyard(office)
    add(
        office, "appointments", courtyard_id=yard, resident_id=resident(office, "张颎"), post="courtyard_head"
    )
    assert "张颎" in audit_log.recent(office)[0].label


def test_it_is_found_by_person_record_and_act(office: Context) -> None:
    courtyard(office, "建设路1号院")
    users.switch_user(office, "郭小满")
    courtyard(office, "安飞东院", records.choices(office, "communities", "")[0].id)
    assert {line.user for line in audit_log.recent(office, text="小满")} == {"郭小满"}
    assert [line.label for line in audit_log.recent(office, text="安飞东")] == ["安飞东院"]
    assert {line.action for line in audit_log.recent(office, text="新增用户")} == {"新增用户"}
    assert {line.subject for line in audit_log.recent(office, text="楼院")} == {"楼院"}
    assert audit_log.recent(office, text="100%") == ()


def test_older_entries_follow(office: Context) -> None:
    for number in range(5):
        resident(office, f"居民{number}")
    first = audit_log.recent(office, limit=2)
    second = audit_log.recent(office, limit=2, before=first[-1].seq)
    assert [line.label for line in (*first, *second)] == ["居民4", "居民3", "居民2", "居民1"]


def test_many_at_once_are_counted(office: Context) -> None:
    yard = courtyard(office)
    with office.unit_of_work() as work:
        rows = [(bytes([n]) * 16, yard, f"{n}号楼") for n in range(3)]
        work.insert_many("building", ("id", "courtyard_id", "name"), rows)
        work.commit()
    (line,) = audit_log.recent(office, limit=1)
    assert (line.subject, line.label, line.record_id) == ("楼栋", "3栋", None)


def test_an_unknown_act_is_shown_as_it_is() -> None:
    assert audit_log.action_label("sealed") == "sealed"


def test_the_print_log_holds_only_sheets_that_left(office: Context) -> None:
    yard = courtyard(office, "安飞东院")
    with office.unit_of_work() as work:
        for action in ("notice_printed", "export", "notice_saved"):
            work.note(action, "courtyard", yard, f"安飞东院 {action}：2页，3份")
        work.commit()
    found = audit_log.recent(office, actions=audit_log.OF_SHEETS)
    assert [(line.action, line.user) for line in found] == [("保存公示", "王芳"), ("打印公示", "王芳")]
    assert found[1].label == "安飞东院 notice_printed：2页，3份"
    assert len(audit_log.recent(office, actions=audit_log.OF_SHEETS, before=found[0].seq)) == 1
    assert [line.action for line in audit_log.recent(office, text="导出", actions=("export",))] == ["导出"]
