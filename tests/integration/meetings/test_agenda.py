"""The agenda from what is open, and the notice of a meeting with the days the law asks for."""

from __future__ import annotations

from datetime import date

import pytest

from models.errors import InvalidInput, NotFound
from services import records
from services.meetings import agenda, inviting, roll
from services.office import Context
from tests.helpers.office import add, courtyard, rows, value
from tests.helpers.voting import meeting, owned_courtyard


def offers(office: Context, held: bytes) -> list[tuple[str, str]]:
    return [(each.source, each.title) for each in agenda.propose(office, held)]


def test_action_items_appear_in_every_agenda_until_they_are_done(office: Context) -> None:
    yard = courtyard(office)
    first = meeting(office, yard, "joint", "2020-08-26")
    item = add(
        office,
        "action-items",
        meeting_id=first,
        content="停车位划线",
        responsible="副主任",
        due_on="2020-9-12",
    )
    add(office, "action-items", meeting_id=first, content="张榜公示", done_on="2020-8-27")
    elsewhere = meeting(office, courtyard(office, "别院"), "joint", "2020-08-26")
    add(office, "action-items", meeting_id=elsewhere, content="别院的事")
    second = meeting(office, yard, "joint", "2020-09-26")
    (found,) = agenda.propose(office, second)
    assert (found.title, found.late) == ("办理情况：停车位划线", True)
    assert found.detail == "joint会议的待办，责任人：副主任，完成时限：2020年9月12日，已逾期"
    agenda.take(office, second, [found])
    assert agenda.propose(office, second) == ()
    assert agenda.take(office, second, [found]).committed is None
    third = meeting(office, yard, "representatives", "2020-10-26")
    assert offers(office, third) == [("action", "办理情况：停车位划线")]
    records.save(office, "action-items", item, {"done_on": "2020-10-1"})
    assert agenda.propose(office, third) == ()
    assert agenda.propose(office, first) == ()


def test_matters_wait_for_the_kind_of_meeting_their_step_needs(office: Context) -> None:
    yard = courtyard(office)
    matter = add(office, "matters", courtyard_id=yard, title="下水管道改造", template="four_talks")
    party = meeting(office, yard, "party", "2026-03-01")
    assert offers(office, party) == [("matter", "下水管道改造")]
    assert offers(office, meeting(office, yard, "representatives", "2026-03-02")) == []
    (found,) = agenda.propose(office, party)
    agenda.take(office, party, [found])
    assert rows(office, "SELECT position, title, matter_id FROM agenda_item") == [(1, "下水管道改造", matter)]


def test_opinions_wait_at_the_level_of_the_meeting(office: Context) -> None:
    yard = courtyard(office)

    def opinion(title: str, level: str, **more: object) -> None:
        with office.unit_of_work() as work:
            shared = {"courtyard_id": yard, "received_on": "2026-02-01", "channel": "box", "state": "open"}
            work.insert("opinion", {**shared, "title": title, "level": level, **more})
            work.commit()

    opinion("路灯不亮", "courtyard", due_on="2026-02-06")
    opinion("已答复的", "courtyard", answer="已修好")
    opinion("社区的事", "community")
    held = meeting(office, yard, "joint")
    (found,) = agenda.propose(office, held)
    assert (found.source, found.title) == ("opinion", "路灯不亮")
    assert found.detail == "2026年2月1日收到的意见，应于2026年2月6日前答复"
    agenda.take(office, held, [found])
    assert agenda.propose(office, held) == ()
    unit = value(office, "SELECT unit_id FROM courtyard WHERE id = ?", yard)
    whole = add(office, "meetings", unit_id=bytes(unit), kind="community", title="两委会", held_on="2026-3-1")
    assert offers(office, whole) == [("opinion", "社区的事")]
    with pytest.raises(InvalidInput, match="还没有选"):
        agenda.take(office, held, [])
    with office.unit_of_work() as work:
        work.delete("opinion", found.id)
        work.commit()
    with pytest.raises(NotFound):
        agenda.take(office, whole, [found])


@pytest.mark.parametrize(
    ("kind", "day", "words"),
    [
        (
            "residents",
            "2026-02-20",
            "居委会组织法第26条要求提前10天通知，2026年2月20日通知到2026年3月1日开会只有9天",
        ),
        ("residents", "2026-02-19", ""),
        ("owners", "2026-02-15", "河南省物业管理条例要求提前15天通知"),
        ("owners", "2026-02-14", ""),
        ("joint", "2026-03-01", ""),
    ],
)
def test_notice_is_given_early_enough(office: Context, kind: str, day: str, words: str) -> None:
    held = meeting(office, owned_courtyard(office), kind)
    roll.add(office, held, "李安")
    done = inviting.invite(office, held, date.fromisoformat(day))
    assert words in " ".join(done.warnings)
    assert bool(done.warnings) is bool(words)
    assert value(office, "SELECT announced_on FROM meeting WHERE id = ?", held) == day
    assert roll.read(office, held).lines[0].invited_on == day


def test_who_was_told_before_keeps_that_day(office: Context) -> None:
    held = meeting(office, courtyard(office), "other")
    with pytest.raises(InvalidInput, match="还没有排名册"):
        inviting.invite(office, held, date(2026, 2, 1))
    roll.add(office, held, "李安")
    assert inviting.invite(office, held, date(2026, 2, 1)).lines == 1
    assert inviting.invite(office, held, date(2026, 2, 2)).committed is None
    roll.add(office, held, "李波")
    assert inviting.invite(office, held, date(2026, 2, 3)).lines == 1
    assert [each.invited_on for each in roll.read(office, held).lines] == ["2026-02-01", "2026-02-03"]
    assert value(office, "SELECT announced_on FROM meeting WHERE id = ?", held) == "2026-02-01"
    with pytest.raises(InvalidInput, match="不能在会后"):
        inviting.invite(office, held, date(2026, 3, 2))
