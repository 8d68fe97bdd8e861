"""What counts takes two people: neither oneself, nor somebody without the right, nor a name alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from models.errors import InvalidInput, NotAllowed
from models.tables.system import AppUser
from services import elections, ledgers, minutes, records, settings, two_people
from services.context import open_context
from services.elections import Vetting
from services.keys import creating, keyfile, signing_in
from services.keys.keyfile import Cost, WrongPassword
from services.meetings import attending, ballots, counting, double_entry, motions, roll
from services.notices import life
from services.office import Context, CurrentUser
from tests.helpers import elections as election_helper
from tests.helpers.ledgers import entry
from tests.helpers.notices import draft
from tests.helpers.office import courtyard, value
from tests.helpers.roles import denied, user_of
from tests.helpers.voting import meeting

ME, OTHER, READER = "王芳", "李明", "钱读"
PASSWORD, OTHERS = "白马 穿过 长街 7", "另一个 安全的 密码"
WHY = "社区只有一名工作人员"
Doing = Callable[..., Any]


@dataclass(frozen=True)
class Case:
    """An act: prepared by whoever works, then done; the roles of the one who works and of the other."""

    act: str
    prepare: Callable[[Context], Doing]
    mark: str
    role: str = "worker"
    other: str = "checker"


def _notice(context: Context) -> Doing:
    made = draft(context, courtyard(context))
    return lambda who, why="", **more: life.check(context, made, who, why, **more)


def _minutes(context: Context) -> Doing:
    held = meeting(context, courtyard(context), "other", "2020-9-1", record="议了巡逻。")
    made = minutes.draft(context, held).id
    return lambda who, why="", **more: minutes.check(context, made, who, why, **more)


def _month(context: Context) -> Doing:
    yard = courtyard(context)
    entry(context, yard)
    return lambda who, why="", **more: ledgers.close_month(context, yard, "2020-09", ME, who, why, **more)


def _motion(context: Context) -> bytes:
    held = meeting(context, courtyard(context), "other", "2020-9-1")
    first = roll.add(context, held, "周十", "物业").id
    attending.mark(context, [first], "present", at="15:00")
    return motions.add(context, held, "巡逻排班", "每晚两人。", "hands").id


def _count(context: Context) -> Doing:
    motion = _motion(context)
    ballots.cast_many(context, motion, 1, "", {"for": 1})
    return lambda who, why="", **more: counting.count(
        context, motion, checked_by=who, single_reason=why, **more
    )


def _vetting(context: Context) -> Doing:
    sample = election_helper.planned(context)
    said = [Vetting(sample.people["辛"], "failed", circumstance="失信被执行人")]
    return lambda who, why="", **more: elections.vet(
        context, sample.election, said, checked_by=who, single_reason=why, **more
    )


def _recall(context: Context) -> Doing:
    sample = election_helper.elected(context)
    member = elections.members(context, sample.committee)[4]
    recall = elections.plan_recall(context, member.id, "长期不履职").id
    held = meeting(context, sample.yard, "households", "2020-09-10", due_count="96", present_count="70")
    said = {"votes_for": "36", "votes_against": "34", "votes_abstain": "0"}
    values = {"meeting_id": held, "kind": "motion", "title": "罢免戊", **said}
    motion = records.save(context, "resolutions", None, values).id
    return lambda who, why="", **more: elections.confirm_recall(
        context, recall, motion, checked_by=who, single_reason=why, **more
    )


CASES = (
    Case("notice", _notice, "SELECT single_reason FROM notice"),
    Case("minutes", _minutes, "SELECT single_reason FROM minutes"),
    Case("month", _month, "SELECT single_reason FROM month_close", role="accountant"),
    Case("count", _count, "SELECT single_reason FROM vote_count"),
    Case("vetting", _vetting, "SELECT opinion FROM candidate_vetting"),
    Case("recall", _recall, "SELECT label FROM audit_entry WHERE action = 'recall_checked'"),
)


def _staff(context: Context, case: Case) -> None:
    """Give the office its roles: whoever works, another who may check, and one who may not."""
    with context.unit_of_work() as work:
        work.local(update(AppUser).where(AppUser.id == context.user.id).values(role=case.role))
        work.commit()
    context.user = CurrentUser(context.user.id, ME, case.role)
    user_of(context, OTHER, case.other)
    user_of(context, READER, "reader")
    user_of(context, "已走", case.other, active=False)


@pytest.fixture(params=CASES, ids=[case.act for case in CASES])
def case(request: pytest.FixtureRequest) -> Case:
    made = request.param
    assert isinstance(made, Case)
    return made


def test_every_act_is_tried_here() -> None:
    assert {case.act for case in CASES} | {"entries"} == set(two_people.ACTS)


def test_in_a_managed_office_it_takes_two_who_may(office: Context, case: Case) -> None:
    do = case.prepare(office)
    _staff(office, case)
    with pytest.raises(InvalidInput, match=r"另一个人核对|不能是同一个人"):
        do(ME)
    with pytest.raises(NotAllowed, match="钱读的身份是“查阅人”，不能"):
        do(READER)
    with pytest.raises(InvalidInput, match="已停用"):
        do("已走")
    with pytest.raises(InvalidInput, match="没有叫“赵新来”的用户。请管理员先新增用户"):
        do("赵新来")
    assert value(office, "SELECT count(*) FROM app_user") == 4
    do(OTHER)
    assert value(office, case.mark) in (None, f"{ME}准备，{OTHER}核对")


def test_alone_only_where_an_administrator_agreed(office: Context, case: Case) -> None:
    do = case.prepare(office)
    _staff(office, case)
    label = two_people.ACTS[case.act].label
    with pytest.raises(NotAllowed, match=f"{label}要两个人办理，您的身份不能自己决定单人办理"):
        do(ME, WHY)
    assert denied(office) == ["同意单人办理"]
    with pytest.raises(NotAllowed):
        two_people.waive(office, case.act, "同事休假")
    me = office.user
    office.user = user_of(office, "管理员甲", "administrator")
    with pytest.raises(InvalidInput, match="请写明同意单人办理的原因"):
        two_people.waive(office, case.act, " ")
    two_people.waive(office, case.act, "同事休假")
    line = next(each for each in two_people.acts(office) if each.code == case.act)
    assert (line.alone, line.reason, line.by) == (True, "同事休假", "管理员甲")
    office.user = me
    with pytest.raises(InvalidInput):
        do(ME)
    do(ME, WHY)
    assert WHY in value(office, case.mark)
    told = "SELECT count(*) FROM audit_entry WHERE label LIKE '%单人办理%' AND label LIKE ?"
    assert office.reader.value(told, (f"%{WHY}%",)) >= 1


def test_an_administrator_works_alone_with_a_reason(office: Context, case: Case) -> None:
    do = case.prepare(office)
    _staff(office, Case(case.act, case.prepare, case.mark, role="administrator"))
    do(ME, WHY)
    assert WHY in value(office, case.mark)


def test_two_people_can_be_asked_for_again(office: Context) -> None:
    two_people.waive(office, "notice", "同事休假")
    assert settings.get(office, "alone:notice")["by"] == ME
    two_people.require_again(office, "notice")
    assert not any(each.alone for each in two_people.acts(office))
    with pytest.raises(InvalidInput, match="没有“tea”这种"):
        two_people.waive(office, "tea", "口渴")
    rows = office.reader.all("SELECT action, label FROM audit_entry ORDER BY seq")
    assert ("two_people_waived", "核对公示：同事休假") in rows
    assert ("two_people_required", "核对公示") in rows


def test_of_two_entries_nobody_prefers_the_own_one_alone(office: Context) -> None:
    motion = _motion(office)
    ballots.cast_many(office, motion, 1, "", {"for": 1})
    case = Case("entries", _count, "", other="worker")
    _staff(office, case)
    me = office.user
    other = office.reader.value("SELECT id FROM app_user WHERE name = ?", (OTHER,))
    office.user = CurrentUser(other, OTHER, "worker")
    ballots.cast_many(office, motion, 2, "", {"against": 1})
    office.user = me
    key = double_entry.compare(office, motion)[0].key
    with pytest.raises(InvalidInput, match="第一遍录入是王芳准备的，要由另一个人核对"):
        double_entry.settle(office, motion, key, 1)
    with pytest.raises(NotAllowed):
        double_entry.settle(office, motion, key, 1, single_reason=WHY)
    double_entry.settle(office, motion, key, 2)
    assert value(office, "SELECT label FROM audit_entry WHERE action = 'entries_checked'").endswith(
        f"以第二遍录入为准，{OTHER}准备，{ME}核对"
    )


def test_one_of_the_two_who_close_a_month_is_at_the_keyboard(office: Context) -> None:
    do = _month(office)
    _staff(office, CASES[2])
    office.user = user_of(office, "孙会", "accountant")
    with pytest.raises(InvalidInput, match="要有一位是正在使用的用户（孙会）"):
        do(OTHER)
    yard = value(office, "SELECT id FROM courtyard")
    with pytest.raises(NotAllowed, match="钱读的身份"):
        ledgers.close_month(office, yard, "2020-09", READER, "孙会")
    ledgers.close_month(office, yard, "2020-09", ME, "孙会")


# ---- an encrypted office: the second person gives a password


@pytest.fixture
def keyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    monkeypatch.setattr(keyfile, "DEFAULT_COST", Cost(64, 1, 1))
    monkeypatch.setenv("LOUYUAN_HOME", str(tmp_path / "home"))
    path = tmp_path / "office" / "office.db"
    creating.create(path, ME, PASSWORD)
    made = open_context(path, ME, password=PASSWORD)
    yield made
    made.close()


@pytest.mark.local_file
def test_the_second_person_proves_who_it_is(
    keyed: Context, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    do = case.prepare(keyed)
    _staff(keyed, case)
    signing_in.set_password(keyed.database.path, OTHER, OTHERS)
    with pytest.raises(two_people.PasswordNeeded, match="要李明本人在场输入密码") as needed:
        do(OTHER)
    assert needed.value.name == OTHER
    with pytest.raises(WrongPassword):
        do(OTHER, password="wrong wrong wrong")
    monkeypatch.setenv("LOUYUAN_CHECKER_PASSWORD", "wrong again 12")
    with pytest.raises(WrongPassword):
        do(OTHER)
    monkeypatch.setenv("LOUYUAN_CHECKER_PASSWORD", OTHERS)
    do(OTHER)


@pytest.mark.local_file
def test_whoever_is_at_the_keyboard_needs_no_second_password(keyed: Context) -> None:
    do = _notice(keyed)
    _staff(keyed, CASES[0])
    keyed.user = CurrentUser(
        keyed.reader.value("SELECT id FROM app_user WHERE name = ?", (OTHER,)), OTHER, "checker"
    )
    do(OTHER)
    assert value(keyed, "SELECT prepared_by FROM notice") == ME
