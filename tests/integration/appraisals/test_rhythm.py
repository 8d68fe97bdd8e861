"""The rhythm of collecting opinions: what is owed, a round entered, and what is refused."""

from __future__ import annotations

import pytest

from models.errors import InvalidInput, NotFound
from services import appraisals, duties, records
from services.appraisals import NewRound
from services.office import Context
from services.saving import FormErrors
from tests.helpers.office import add, courtyard, rows


def _plan(office: Context, **more: str) -> tuple[bytes, bytes]:
    yard = courtyard(office)
    values = {"every_months": "1", "due_day": "25", "from_day": "2020-7-1", **more}
    return yard, add(office, "collecting-plans", courtyard_id=yard, title="每月收集意见", **values)


def test_what_is_owed_until_it_is_entered(office: Context) -> None:
    yard, plan = _plan(office)
    for title in ("灯坏了", "停车难"):
        add(office, "opinions", courtyard_id=yard, title=title, received_on="2020-7-3", channel="box")
    add(office, "opinions", courtyard_id=yard, title="漏雨", received_on="2020-9-3", channel="box")
    found = appraisals.rhythm(office, plan)
    assert [each.month for each in found.open] == ["2020-07", "2020-08", "2020-09"]
    assert (found.received, found.rounds, found.last_month) == (1, 0, "")
    appraisals.collect(office, plan, NewRound(asked=96))
    appraisals.collect(office, plan, NewRound("2020-09", "2020-09-10", 90, 5, "楼长", "入户"))
    assert rows(office, "SELECT month, done_on, done_by, asked, collected FROM collecting_round") == [
        ("2020-07", "2020-09-16", "王芳", 96, 2),
        ("2020-09", "2020-09-10", "楼长", 90, 5),
    ]
    found = appraisals.rhythm(office, plan)
    assert [each.month for each in found.open] == ["2020-08"]
    assert found.next is not None
    assert (found.next.month, found.last_month, found.last_on) == ("2020-10", "2020-09", "2020-09-10")
    assert (found.rounds, found.collected) == (2, 7)


def test_the_list_of_duties_owes_the_same_months(office: Context) -> None:
    _, plan = _plan(office)
    appraisals.collect(office, plan, NewRound("2020-08", "2020-08-20"))
    owed = [each for each in duties.duties(office) if each.kind == "collecting"]
    months = {each.month for each in appraisals.rhythm(office, plan).open}
    assert len(owed) == len(months) == 2


@pytest.mark.parametrize(
    ("done", "field", "said"),
    [
        (NewRound("2020"), "month", "不是月份"),
        (NewRound("2020-07-01"), "month", "不是月份"),
        (NewRound("2020-08", "2020-09"), "done_on", "写到哪一天"),
        (NewRound("2020-08", "2020-9-99"), "done_on", "写到哪一天"),
        (NewRound("2020-08", "2020-10-01"), "done_on", "在今天以后"),
    ],
)
def test_a_round_that_cannot_be(office: Context, done: NewRound, field: str, said: str) -> None:
    _, plan = _plan(office)
    with pytest.raises(FormErrors) as refused:
        appraisals.collect(office, plan, done)
    assert said in refused.value.errors[field]
    assert rows(office, "SELECT count(*) FROM collecting_round") == [(0,)]


def test_a_month_is_collected_once_and_a_rhythm_ends(office: Context) -> None:
    _, plan = _plan(office, until_day="2020-7-31")
    appraisals.collect(office, plan, NewRound())
    with pytest.raises(InvalidInput, match="已经结束"):
        appraisals.collect(office, plan, NewRound())
    with pytest.raises(FormErrors, match="2020年7月已经登记过收集"):
        appraisals.collect(office, plan, NewRound("2020-07"))
    with pytest.raises(InvalidInput, match="2020-07已经登记过收集"):
        records.save(
            office, "collecting-rounds", None, {"plan_id": plan, "month": "2020-7", "done_on": "2020-9-1"}
        )
    with pytest.raises(InvalidInput, match="哪一年哪一月"):
        records.save(
            office, "collecting-rounds", None, {"plan_id": plan, "month": "2020-7-2", "done_on": "2020-9-1"}
        )
    ((made,),) = rows(office, "SELECT id FROM collecting_round")
    records.save(office, "collecting-rounds", made, {"month": "2020-07", "asked": "50"})
    records.delete(office, "collecting-plans", [plan])
    with pytest.raises(NotFound):
        appraisals.rhythm(office, plan)


@pytest.mark.parametrize(
    ("field", "typed"), [("every_months", "0"), ("every_months", "25"), ("due_day", "32")]
)
def test_a_rhythm_that_cannot_be(office: Context, field: str, typed: str) -> None:
    _, plan = _plan(office)
    with pytest.raises(InvalidInput, match="应当在1到"):
        records.save(office, "collecting-plans", plan, {field: typed})
