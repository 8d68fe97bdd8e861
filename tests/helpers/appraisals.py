"""A round of rating as an office holds it: planned, answered by number, by door and counted together."""

from __future__ import annotations

from dataclasses import dataclass, field

from services import appraisals
from services.appraisals import Paper, Plan
from services.office import Context
from tests.helpers.office import add, committee, courtyard

ITEMS = ("环境卫生保洁", "门岗值守和秩序", "收费和账目公开")


@dataclass
class Sample:
    """A round with what it hangs on; `answers` as they were entered."""

    round: bytes
    yard: bytes
    service: bytes
    homes: list[bytes]
    answers: list[bytes] = field(default_factory=list)


def planned(context: Context, *, asked: int | None = 12) -> Sample:
    """A courtyard with three dwellings, whose property service is rated by three items."""
    office = add(context, "units", name="明湖办事处", kind="office")
    community = add(
        context, "communities", name="安飞社区", parent_id=office, contact="郭小满", phone="037166785390",
        address="经南四路138号",
    )  # fmt: skip
    yard = courtyard(context, "建设路1号院", community)
    committee(context, yard)
    service = add(context, "property-services", courtyard_id=yard, mode="company", provider="三和物业")
    building = add(context, "buildings", courtyard_id=yard, name="3号楼")
    homes = [
        bytes(add(context, "dwellings", courtyard_id=yard, building_id=building, entrance="2", room=room))
        for room in ("101", "102", "201")
    ]
    plan = Plan(yard, "property", items=ITEMS, asked=asked, from_day="2020-09-01", to_day="2020-09-10")
    return Sample(appraisals.plan(context, plan).id, yard, service, homes)


def answered(context: Context) -> Sample:
    """The same with eleven of twelve papers back: numbered, by door, six alike, two of the committee."""
    sample = planned(context)
    for paper in (
        Paper("112", paper=1, comment="楼道灯坏了一个月没有人修"),
        Paper("345", paper=2, comment="收费没有公示"),
        Paper("220", dwelling_id=sample.homes[0], way="door", comment="收费没有公示。"),
        Paper("222", papers=6),
        Paper("133", side="committee", papers=2),
    ):
        sample.answers.append(appraisals.enter(context, sample.round, paper).id)
    return sample


def closed(context: Context) -> Sample:
    """The same closed, with what is done about it."""
    sample = answered(context)
    appraisals.close(context, sample.round, conclusion="物业公司十月底前公开全年收支。\n楼道灯一周内修好。")
    return sample
