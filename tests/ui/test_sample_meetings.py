"""The three records of the sample entered through the window by keyboard, with every figure in them kept."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtWidgets import QWidget

from services.plain_data import as_json
from services.resources import resource_text
from tests.helpers.office import community, courtyard
from tests.helpers.windowed import Desk, clock, desk, new_office, office
from ui.widgets.inputs import ChoiceInput, LinkInput

__all__ = ["clock", "desk", "new_office", "office"]

Typed = dict[str, str]
YARDS = ("航海东路1号院", "郑纺机西院", "轴承厂2号院")


@pytest.fixture
def yards(desk: Desk) -> None:
    """Add the three courtyards the records are about."""
    unit = community(desk.context, "远大社区")
    for name in YARDS:
        courtyard(desk.context, name, unit)


def step_to(desk: Desk, name: str) -> None:
    """Press Tab until the cursor stands in a field of the form."""
    tab_to(desk, desk.form.inputs[name].inner)


def tab_to(desk: Desk, wanted: QWidget) -> None:
    """Press Tab until a widget has the focus."""
    desk.until(wanted.isVisible)
    for _ in range(80):
        if wanted.hasFocus():
            return
        desk.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted.accessibleName()}")


def enter(desk: Desk, typed: Typed) -> None:
    """Type values into the open form field by field and save it."""
    for name, text in typed.items():
        step_to(desk, name)
        edit = desk.form.inputs[name]
        if isinstance(edit, ChoiceInput):
            desk.press("Home")
            for _ in range(edit.box.findText(text)):
                desk.press("Down")
            assert edit.box.currentText() == text
            continue
        desk.press("Ctrl+A")
        desk.type(text)
        if isinstance(edit, LinkInput) and edit.field.kind == "ref":
            desk.press("Down", "Enter")
            desk.until(lambda edit=edit: isinstance(edit.value(), bytes))  # type: ignore[misc]
        elif isinstance(edit, LinkInput) and edit.close_offers():
            assert text in edit.line.text()
    desk.press("Ctrl+S")
    assert desk.page.pane.form is None, {
        name: label.text() for name, label in desk.form.messages.items() if label.text()
    }


def add_below(desk: Desk, tab: str, kind: str, records: Sequence[Typed]) -> None:
    """Go to a tab of the record that is shown and add records there, by keys."""
    view = desk.view
    bar = view.tabs.tabBar()
    bar.setFocus()
    for _ in range(view.tabs.count()):
        desk.press("Left")
    for _ in range(view.tabs.count()):
        if view.tab != tab:
            desk.press("Right")
    assert view.tab.startswith(tab)
    for typed in records:
        desk.view.tabs.tabBar().setFocus()
        tab_to(desk, desk.view.new_buttons[kind])
        desk.press("Space")
        enter(desk, typed)


def open_child(desk: Desk, kind: str, row: int = 0) -> None:
    """Open a record in a list inside the record that is shown."""
    listed = desk.view.lists[kind]
    desk.settle()
    listed.table.setFocus()
    listed.table.go_to(row)
    desk.press("Enter")


def figures(desk: Desk, kind: str, name: str) -> dict[str, object]:
    """Return a record as the headless list gives it."""
    found = [each for each in as_json(desk.context, kind) if name in each.values()]
    assert len(found) == 1, found
    return found[0]


MEETING: Typed = {
    "title": "8月份联席会议",
    "kind": "联席会议",
    "courtyard_id": "航海东路1号院",
    "held_on": "2020年8月26日",
    "starts": "15:00",
    "ends": "17:10",
    "place": "远大社区党群服务站二楼",
    "convener": "航海东路1号院党支部",
    "chair_id": "王䶮",
    "chair_post": "楼院党支部书记、楼院长",
    "recorder_id": "郭小满",
    "due_count": "19",
    "present_count": "16",
}
ATTENDANCE: tuple[Typed, ...] = (
    {"body": "楼院党支部", "present_count": "5"},
    {"body": "居民议事会", "present_count": "5", "leave_count": "1"},
    {"body": "居民代表", "present_count": "6", "leave_count": "2"},
    {"capacity": "列席", "body": "财政局机关第一党支部分包干部", "present_count": "1"},
    {"capacity": "列席", "body": "保洁服务方", "present_count": "1"},
    {"capacity": "列席", "body": "辖区民警", "present_count": "1"},
)
AGENDA: tuple[Typed, ...] = (
    {
        "title": "院内停车位划线与收费",
        "content": "现有机动车112辆，可划车位68个；拟按每车每月60元收取，老人就诊、残疾人车辆免收。",
        "discussion": "居民代表提出夜间外来车辆占位，建议安装简易道闸；有代表认为收费偏高。",
    },
    {"title": "3号楼东侧私搭车棚拆除"},
)
MOTIONS: tuple[Typed, ...] = (
    {
        "agenda_item_id": "院内停车位",
        "title": "停车位划线与收费",
        "outcome": "通过",
        "votes_for": "13",
        "votes_against": "2",
        "votes_abstain": "1",
    },
    {
        "agenda_item_id": "3号楼",
        "title": "3号楼东侧私搭车棚拆除",
        "content": "9月10日前由自行拆除，逾期由办事处组织拆除。",
        "outcome": "通过",
        "votes_for": "15",
        "votes_against": "0",
        "votes_abstain": "1",
    },
)
ITEMS: tuple[Typed, ...] = (
    {"content": "停车位划线", "responsible": "议事会副主任", "due_on": "2020年9月12日"},
    {"content": "道闸询价三家", "responsible": "楼院党支部组织委员", "due_on": "2020-9-5"},
    {"content": "决议张榜公示", "responsible": "记录人", "due_on": "8月27日"},
)


def test_the_joint_meeting(desk: Desk, yards: None) -> None:
    desk.go("meetings")
    desk.press("Ctrl+N")
    enter(desk, MEETING)
    add_below(desk, "到会", "attendance", ATTENDANCE)
    add_below(desk, "议题决议", "agenda-items", AGENDA)
    add_below(desk, "议题决议", "resolutions", MOTIONS)
    add_below(desk, "待办", "action-items", ITEMS)

    meeting = figures(desk, "meetings", "8月份联席会议")
    assert (meeting["due_count"], meeting["present_count"], meeting["held_on"]) == (19, 16, "2020-08-26")
    rows = as_json(desk.context, "attendance")
    member, observer = (
        [(row["body"], row["present_count"], row["leave_count"]) for row in rows if row["capacity"] == side]
        for side in ("出席", "列席")
    )
    assert member == [("楼院党支部", 5, None), ("居民议事会", 5, 1), ("居民代表", 6, 2)]
    assert [count for _, count, _ in observer] == [1, 1, 1]
    votes = [
        [row[name] for name in ("votes_for", "votes_against", "votes_abstain", "outcome")]
        for row in as_json(desk.context, "resolutions")
    ]
    assert votes == [[13, 2, 1, "通过"], [15, 0, 1, "通过"]]
    assert [(row["responsible"], row["due_on"]) for row in as_json(desk.context, "action-items")] == [
        ("记录人", "2020-08-27"),
        ("楼院党支部组织委员", "2020-09-05"),
        ("议事会副主任", "2020-09-12"),
    ]
    assert [row["position"] for row in as_json(desk.context, "agenda-items")] == [1, 2]


def test_the_sewer(desk: Desk, yards: None) -> None:
    desk.go("matters")
    desk.press("Ctrl+N")
    enter(
        desk,
        {
            "title": "下水管道改造",
            "courtyard_id": "郑纺机西院",
            "template": "一征三议两公开",
            "content": "更换主管道210米；工期由20天改为15天，增加一楼地面恢复条款。",
            "budget": "86,400.00元",
            "final_cost": "84,913.60",
            "finished_on": "2020年9月18日",
        },
    )
    add_below(desk, "资金", "funding-lines", _FUNDING)
    add_below(desk, "步骤", "matter-steps", _STEPS)
    desk.go("meetings")
    desk.press("Ctrl+N")
    enter(desk, _DECISION)
    add_below(desk, "议题决议", "resolutions", [_DECIDED])
    desk.go("notices")
    desk.press("Ctrl+N")
    enter(desk, _PUBLISHED)
    add_below(desk, "异议", "objections", [_OBJECTION])

    matter = figures(desk, "matters", "下水管道改造")
    assert (matter["budget"], matter["final_cost"], matter["funding"]) == (8_640_000, 8_491_360, 8_640_000)
    first = as_json(desk.context, "matter-steps")[0]
    assert (first["households_asked"], first["households_answered"]) == (168, 151)
    assert (first["from_day"], first["to_day"]) == ("2020-07-06", "2020-07-12")
    stored = desk.context.reader.one("SELECT in_favour, against FROM matter_step WHERE step = 'consult'")
    assert stored == (147, 4)
    assert desk.context.reader.value("SELECT accepted_by FROM matter_step WHERE step = 'result'") == 5
    meeting = figures(desk, "meetings", "居民代表会议：下水管道改造")
    assert (meeting["due_count"], meeting["present_count"]) == (31, 25)
    decided = figures(desk, "resolutions", "下水管道改造方案")
    assert [decided[name] for name in ("votes_for", "votes_against", "votes_abstain")] == [22, 1, 2]
    notice = figures(desk, "notices", "下水管道改造决议公示")
    assert (notice["posted_from"], notice["posted_until"], notice["objections"]) == (
        "2020-07-27",
        "2020-08-10",
        1,
    )
    assert as_json(desk.context, "objections")[0]["replied_on"] == "2020-08-03"


_FUNDING: tuple[Typed, ...] = (
    {"source": "财政支持", "amount": "50,000.00"},
    {"source": "部门统筹", "amount": "10000"},
    {"source": "联建单位共建", "amount": "10,000.00元"},
    {"source": "专项经费奖补", "amount": "8,000"},
    {"source": "居民众筹", "amount": "8,400.00"},
)
_STEPS: tuple[Typed, ...] = (
    {
        "step": "征求意见",
        "from_day": "2020年7月6日",
        "to_day": "2020年7月12日",
        "done_by": "楼栋党小组",
        "record": "施工扰民、停水时间、一楼地面恢复。",
        "households_asked": "168",
        "households_answered": "151",
        "in_favour": "147",
        "against": "4",
    },
    {"step": "提议", "from_day": "2020-7-15", "done_by": "楼院党小组", "record": "应到3人实到3人。"},
    {
        "step": "商议",
        "from_day": "2020-7-20",
        "done_by": "社区“两委”与居民议事会联席会议",
        "record": "应到12人实到11人。",
    },
    {"step": "决议", "from_day": "2020-7-26", "done_by": "居民代表会议"},
    {"step": "决议公开", "from_day": "2020-7-27", "to_day": "2020-8-10"},
    {"step": "实施结果公开", "from_day": "2020-9-20", "accepted_by": "5"},
)
_DECISION: Typed = {
    "title": "居民代表会议：下水管道改造",
    "kind": "居民代表会议",
    "courtyard_id": "郑纺机西院",
    "matter_id": "下水",
    "held_on": "2020-7-26",
    "due_count": "31",
    "present_count": "25",
}
_DECIDED: Typed = {
    "title": "下水管道改造方案",
    "outcome": "通过",
    "votes_for": "22",
    "votes_against": "1",
    "votes_abstain": "2",
}
_PUBLISHED: Typed = {
    "title": "下水管道改造决议公示",
    "kind": "决议公示",
    "courtyard_id": "郑纺机西院",
    "posted_from": "2020-7-27",
    "posted_until": "8月10日",
    "resolution_id": "下水",
    "matter_id": "下水",
}
_OBJECTION: Typed = {
    "content": "施工时段",
    "raised_on": "2020-8-1",
    "replied_on": "8月3日",
    "reply": "午间12:00—14:30停工。",
}


def test_the_election(desk: Desk, yards: None) -> None:
    desk.go("committees")
    desk.press("Ctrl+N")
    enter(desk, {"courtyard_id": "轴承厂2号院", "kind": "自管会", "name": "轴承厂2号院自管会", "seats": "5"})
    add_below(desk, "资格审查", "vettings", _VETTED)
    desk.go("meetings")
    desk.press("Ctrl+N")
    enter(
        desk,
        {
            "title": "自管会选举户代表会议",
            "kind": "户代表会议",
            "courtyard_id": "轴承厂2号院",
            "held_on": "2020年8月18日",
            "due_count": "96",
            "present_count": "71",
            "proxy_count": "7",
        },
    )
    add_below(desk, "议题决议", "resolutions", [_ELECTION])
    open_child(desk, "resolutions")
    add_below(desk, "候选人", "candidate-votes", _candidates())

    outcomes = [row["outcome"] for row in as_json(desk.context, "vettings")]
    assert sorted(map(str, outcomes)) == sorted(["合格"] * 7 + ["不合格", "放弃"])
    meeting = figures(desk, "meetings", "自管会选举户代表会议")
    assert (meeting["due_count"], meeting["present_count"]) == (96, 71)
    assert desk.context.reader.value("SELECT proxy_count FROM meeting") == 7
    ballots = desk.context.reader.one(
        "SELECT seats, ballots_issued, ballots_returned, ballots_invalid FROM resolution"
    )
    assert ballots == (5, 71, 70, 1)
    votes = [(row["name"], row["votes"], row["elected"]) for row in as_json(desk.context, "candidate-votes")]
    assert votes == [(name, count, count > 40) for name, count in _VOTES]
    assert sum(count for _, count in _VOTES) == 329
    posts = [row["post"] for row in as_json(desk.context, "candidate-votes")]
    assert posts[:2] == ["主任", "副主任"]


_VOTES = (("甲", 63), ("乙", 58), ("丙", 55), ("丁", 51), ("戊", 44), ("己", 37), ("庚", 21))
_VETTED: tuple[Typed, ...] = (
    *({"resident_id": name, "outcome": "合格", "vetted_on": "2020-8-14"} for name, _ in _VOTES),
    {
        "resident_id": "辛",
        "outcome": "不合格",
        "circumstance": "失信被执行人",
        "vetted_by": "安飞社区党委、明湖办事处联审",
        "vetted_on": "2020-8-14",
    },
    {"resident_id": "壬", "outcome": "放弃", "vetted_on": "2020-8-14"},
)
_ELECTION: Typed = {
    "kind": "选举",
    "title": "轴承厂2号院自管会选举",
    "outcome": "通过",
    "seats": "5",
    "ballots_issued": "71",
    "ballots_returned": "70",
    "ballots_invalid": "1",
}


def _candidates() -> list[Typed]:
    posts = {"甲": "主任", "乙": "副主任"}
    return [
        {
            "resident_id": name,
            "votes": str(count),
            "elected": "是" if count > 40 else "否",
            **({"post": posts[name]} if name in posts else {}),
        }
        for name, count in _VOTES
    ]


def test_the_figures_typed_here_are_those_of_the_sample() -> None:
    told = resource_text("sample/会议记录样例.md")
    for figure in (
        "应到19人，实到16人",
        "同意13票，反对2票，弃权1票",
        "168户",
        "151份",
        "86,400.00元",
        "84,913.60元",
    ):
        assert figure in told
    for name, count in _VOTES:
        assert f"{name}{count}" in told
