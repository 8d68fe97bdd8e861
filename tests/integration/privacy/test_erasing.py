"""Erasing a person: nothing tells who it was any more, and everything counts as before."""

from __future__ import annotations

from typing import Any

import pytest

from models.db.chain import first_broken
from models.errors import InvalidInput, NotAllowed, NotFound
from models.ids import new_id
from services import attachments, blobs, coverage, drafts, erasing, history, records, retention
from services import backup as backups
from services.attachments import NewFile
from services.ledgers import closing
from services.office import Context
from services.search import search
from tests.helpers import log_oracle
from tests.helpers.files import photo
from tests.helpers.office import NewOffice, add, committee, community, courtyard, resident, rows, value
from tests.helpers.town import furnish
from tests.integration.privacy.roles import work_as

_PHONE, _NUMBER = "13912349876", "410105196001011234"


def told_anywhere(office: Context, word: str) -> list[tuple[str, str]]:
    """Return table and column of every value of the whole database that holds a word."""
    from sqlalchemy import String

    from models.tables.base import Base

    found = []
    for table in Base.metadata.tables.values():
        for column in table.c:
            if isinstance(column.type, String):
                sql = f"SELECT count(*) FROM {table.name} WHERE {column.name} LIKE ?"
                if value(office, sql, f"%{word}%"):
                    found.append((table.name, column.name))
    return found


def counted(office: Context) -> dict[str, Any]:
    """Return everything that counts: rows of each kind, numbers of meetings and votes, sums of money."""
    from models.tables import SYNCED

    living = {
        table.name: value(office, f"SELECT count(*) FROM {table.name} WHERE deleted_at IS NULL")
        for table in SYNCED
        if table.name not in ("attachment", "retention_review")
    }
    return {
        **living,
        "votes": rows(
            office, "SELECT heads_due, heads_present, heads_for, passed, tally_json, digest FROM vote_count"
        ),
        "meetings": rows(office, "SELECT id, due_count, present_count FROM meeting ORDER BY id"),
        "attendance": rows(office, "SELECT sum(present_count) FROM attendance WHERE deleted_at IS NULL"),
        "households": rows(office, "SELECT sum(people_count) FROM household WHERE deleted_at IS NULL"),
        "shares": rows(office, "SELECT count(*), sum(share_part) FROM ownership WHERE deleted_at IS NULL"),
        "sums": rows(office, "SELECT direction, sum(amount) FROM ledger_entry GROUP BY direction"),
        "closed": rows(office, "SELECT month, income, expense, closing, digest FROM month_close"),
        "minutes": rows(office, "SELECT state, text, signed_by FROM minutes ORDER BY id"),
        "coverage": coverage.by_community(coverage.courtyards(office.reader)),
    }


def test_everything_counts_as_before_whoever_is_erased(office: Context) -> None:
    furnish(office)
    before = counted(office)
    people = rows(
        office,
        "SELECT t.id, t.name FROM resident t JOIN household h ON h.head_id = t.id "
        "WHERE t.deleted_at IS NULL ORDER BY t.id LIMIT 12",
    )
    assert len(people) == 6
    for person, _ in (*people[::2], *people[1::4]):
        erasing.erase(office, person, "本人申请")
        assert counted(office) == before
    closed = rows(office, "SELECT courtyard_id, month FROM month_close")
    assert closed
    assert all(closing.is_as_closed(office, *each) for each in closed)
    log_oracle.check(office)


def _person(office: Context) -> bytes:
    yard = courtyard(office, unit=community(office))
    person = resident(
        office, "欧阳志远", courtyard_id=yard, phone=_PHONE, id_number=_NUMBER, birth="1960-1-1", note="独居"
    )
    records.save(office, "residents", person, {"background": "欧阳志远退休教师"})
    building = add(office, "buildings", courtyard_id=yard, name="1号楼")
    home = add(office, "dwellings", courtyard_id=yard, building_id=building, room="101")
    add(office, "households", dwelling_id=home, head_id=person, people_count="2", phone=_PHONE)
    body = committee(office, yard)
    add(office, "committee-members", committee_id=body, resident_id=person, post="member", note="欧阳志远")
    add(
        office,
        "opinions",
        courtyard_id=yard,
        title="漏雨",
        received_on="2020-9-1",
        channel="phone",
        resident_id=person,
        raised_by="欧阳志远",
        contact=_PHONE,
    )
    attachments.add(office, "residents", person, [NewFile("身份证.jpg", data=photo())])
    drafts.save_draft(office, "residents", person, {"name": "欧阳志远"})
    drafts.save_draft(office, "opinions", None, {"contact": _PHONE})
    return person


def test_nothing_tells_who_it_was(office: Context) -> None:
    person = _person(office)
    (digest,) = rows(office, "SELECT sha256 FROM attachment")
    for word in ("欧阳志远", _PHONE, _NUMBER):
        assert told_anywhere(office, word), "it is there before"
    done = erasing.erase(office, person, "欧阳志远本人申请")
    assert (done.files, done.stand_in is not None) == (1, True)
    for word in ("欧阳志远", _PHONE, _NUMBER, "独居"):
        assert told_anywhere(office, word) == []
    assert search(office, "欧阳志远") == ()
    with pytest.raises(NotFound):
        blobs.get(office.database.path, digest[0])
    assert history.recycle_bin(office) == ()
    assert value(office, "SELECT count(*) FROM draft") == 0
    (member,) = rows(office, "SELECT r.name FROM committee_member m JOIN resident r ON r.id = m.resident_id "
                     "WHERE m.deleted_at IS NULL")  # fmt: skip
    assert member[0].startswith("已删除居民")
    with office.unit_of_work() as work:
        assert first_broken(work.connection, work.actor.replica_id) is None
    log_oracle.check(office)
    assert [(each[0], each[1]) for each in rows(office, "SELECT decision, reason FROM retention_review")] == [
        ("erased", "已删除居民本人申请")
    ]


def test_a_file_that_another_record_holds_as_well_stays(office: Context) -> None:
    person = resident(office, "张三")
    yard = courtyard(office)
    for kind, owner in (("residents", person), ("courtyards", yard)):
        attachments.add(office, kind, owner, [NewFile("照片.jpg", data=photo())])
    assert erasing.erase(office, person, "本人申请").files == 0
    (digest,) = rows(office, "SELECT sha256 FROM attachment WHERE deleted_at IS NULL")
    assert blobs.get(office.database.path, digest[0])


def test_the_plan_tells_what_goes_what_stays_and_why(office: Context) -> None:
    person = _person(office)
    add(office, "consents", resident_id=person, purpose="photo", given_on="2020-9-1")
    yard = value(office, "SELECT id FROM courtyard")
    add(office, "ledger-lines", courtyard_id=yard, summary="欧阳志远交停车费", amount="12.5")
    before = log_oracle.state(office)
    told = erasing.plan(office, person)
    assert log_oracle.state(office) == before
    assert (told.name, told.here) == ("欧阳志远", True)
    assert [(each.label, each.count) for each in told.goes] == [("居民", 1), ("附件", 1)]
    assert {each.label for each in told.nameless} == {"住户", "成员", "意见"}
    assert [(each.label, each.why[:5]) for each in told.stays] == [("本人同意", "同意的凭据")]
    assert [each.label for each in told.mentions]
    assert "备份" in told.backups


def test_a_deleted_resident_is_erased_from_the_recycle_bin(office: Context) -> None:
    person = resident(office, "张三丰", phone=_PHONE)
    records.delete(office, "residents", [person])
    erasing.erase(office, person, "保存期限届满")
    assert told_anywhere(office, "张三丰") == []
    assert history.recycle_bin(office) == ()
    assert retention.review(office).lines == ()


def test_a_withdrawn_consent_is_erased_with_its_scan(office: Context) -> None:
    made = add(office, "consents", resident_id=resident(office, "张三"), purpose="photo", given_on="2015-1-1",
               withdrawn_on="2016-1-1", note="微信同意")  # fmt: skip
    attachments.add(office, "consents", made, [NewFile("同意书.jpg", data=photo())])
    assert [each.table for each in retention.review(office).lines] == ["consent"]
    assert erasing.erase_consent(office, made, "保存期限届满").files == 1
    assert told_anywhere(office, "微信同意") == []
    assert retention.review(office).lines == ()


def test_who_may_not_and_what_is_not_there_is_refused(office: Context) -> None:
    person = resident(office, "张三")
    with pytest.raises(InvalidInput, match="为什么要彻底删除"):
        erasing.erase(office, person, " ")
    with pytest.raises(NotFound):
        erasing.erase(office, new_id(), "本人申请")
    erasing.erase(office, person, "本人申请")
    with pytest.raises(InvalidInput, match="已经彻底删除"):
        erasing.erase(office, person, "本人申请")
    with pytest.raises(InvalidInput, match="已经彻底删除"):
        erasing.plan(office, person)
    work_as(office, "worker")
    with pytest.raises(NotAllowed, match="不能彻底删除个人信息"):
        erasing.erase(office, resident(office, "李四"), "本人申请")


@pytest.mark.local_file("a backup is a file")
def test_a_backup_restored_later_does_not_bring_anybody_back(new_office: NewOffice) -> None:
    office = new_office()
    person = _person(office)
    path = office.database.path
    made = backups.backup(path, path.with_name("以前.lyb"))
    erasing.erase(office, person, "本人申请")
    new_office.close(office)
    backups.restore(made.path, path)
    office = new_office()
    assert told_anywhere(office, "欧阳志远"), "the backup is older than the request"
    assert erasing.erase_again(office) == "备份里有1位以前已经彻底删除的人，已经再次删除。"
    for word in ("欧阳志远", _PHONE, _NUMBER):
        assert told_anywhere(office, word) == []
    log_oracle.check(office)
    assert erasing.erase_again(office) == ""
