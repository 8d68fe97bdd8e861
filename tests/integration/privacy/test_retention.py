"""The yearly review: what is past its period, what was decided, and what is asked again."""

from __future__ import annotations

from datetime import date

import pytest

from models.errors import InvalidInput
from services import history, records, retention
from services.office import Context
from services.retention import Chosen
from tests.helpers.office import DAY_MS, FixedClock, add, courtyard, resident


def _closed_opinion(office: Context, closed: str) -> bytes:
    made = add(
        office,
        "opinions",
        courtyard_id=courtyard(office),
        title="车棚漏雨",
        received_on="2015-3-1",
        channel="box",
    )
    with office.unit_of_work() as work:
        work.update("opinion", made, {"closed_on": closed, "state": "closed"})
        work.commit()
    return made


def test_what_is_past_its_period_is_listed_with_its_rule(office: Context) -> None:
    made = _closed_opinion(office, "2015-09-15")
    (line,) = retention.review(office).lines
    assert (line.table, line.record_id, line.sort, line.name) == ("opinion", made, "意见诉求", "车棚漏雨")
    assert (line.since, line.due, line.period, line.source) == (
        "2015-09-15",
        "2020-09-16",
        "保存5年",
        "本单位自定",
    )
    assert retention.review(office, date(2020, 9, 15)).lines == ()
    assert retention.due_count(office) == 1


def test_a_deleted_resident_is_listed_after_a_year(office: Context, clock: FixedClock) -> None:
    person = resident(office, "张三")
    records.delete(office, "residents", [person])
    clock.advance(365 * DAY_MS)
    assert retention.review(office).lines == ()
    clock.advance(DAY_MS)
    (line,) = retention.review(office).lines
    assert (line.name, line.sort, line.erasable) == ("张三", "已删除的居民", True)


def test_to_keep_holds_until_its_day_and_is_undone(office: Context) -> None:
    made = _closed_opinion(office, "2015-01-01")
    chosen = [Chosen("opinion", made)]
    done = retention.keep(office, chosen, "2021-09-16", "还在诉讼中")
    found = retention.review(office)
    assert found.lines == ()
    assert [(each.decision.decision, each.decision.until) for each in found.decided if each.decision] == [
        ("keep", "2021-09-16")
    ]
    assert len(retention.review(office, date(2021, 9, 16)).lines) == 1
    history.undo(office, done.tx_id)
    assert len(retention.review(office).lines) == 1


@pytest.mark.parametrize(
    ("until", "reason", "said"),
    [("2021-09-16", " ", "为什么还要保存"), ("2020-09-16", "诉讼", "要晚于今天")],
)
def test_to_keep_needs_a_reason_and_a_day(office: Context, until: str, reason: str, said: str) -> None:
    made = _closed_opinion(office, "2015-01-01")
    with pytest.raises(InvalidInput, match=said):
        retention.keep(office, [Chosen("opinion", made)], until, reason)
    with pytest.raises(InvalidInput, match="请先选中"):
        retention.keep(office, [], "2021-09-16", "诉讼")
    with pytest.raises(InvalidInput, match="为什么要彻底删除"):
        retention.request(office, [Chosen("opinion", made)], "")
    assert len(retention.review(office).lines) == 1


def test_a_request_waits_until_it_is_carried_out_or_taken_back(office: Context) -> None:
    person = resident(office, "张三")
    done = retention.request(office, [Chosen("resident", person)], "本人申请")
    (asked,) = retention.open_requests(office)
    assert (asked.name, asked.reason, asked.asked_by, asked.asked_on) == (
        "张三",
        "本人申请",
        "王芳",
        "2020-09-16",
    )
    history.undo(office, done.tx_id)
    assert retention.open_requests(office) == ()


def test_every_period_is_told_with_its_source(office: Context) -> None:
    told = {each.label: (each.period, each.source) for each in retention.periods(office)}
    assert told["会计凭证、账簿（收支账）"] == ("保存30年", "会计档案管理办法第14条")
    assert told["会议纪要、计票结果、换届结果"] == ("永久保存", "本单位自定")
    assert len(told) == 10
