"""楼院概况: one form with the figures, organisations and services of a courtyard (policy 2.6e)."""

from __future__ import annotations

from services.documents.facts import OverviewFacts
from services.documents.model import Document, KeyValue, KeyValueRow, KeyValueTable
from services.documents.sheets.common import leader_post, sheet
from services.documents.templates import Wording, shipped
from services.documents.wording import NOT_FORMED, NOT_RECORDED, counted


def overview(facts: OverviewFacts, wording: Wording | None = None) -> Document:
    """Build 楼院概况 (policy 2.6e): one form with the figures, organisations and services of a courtyard.

    Args:
        facts: what is recorded.
        wording: how it is worded, as shipped by default.

    Raises:
        InvalidInput: own wording that cannot be read.
    """
    wording = wording or shipped("overview")
    photo = facts.photo if wording.carries("photo") else None
    rows = [*_basics(facts, beside=photo is not None), *_party_rows(facts), *_self_governance_rows(facts)]
    rows += [*_property_rows(facts), *_facility_rows(facts), *_support_rows(facts)]
    return sheet(wording, facts, [KeyValueTable(tuple(rows), photo=photo)])


def _basics(facts: OverviewFacts, *, beside: bool) -> list[KeyValueRow]:
    """Return the first group: the figures three by three, or two by two where a photo stands beside them."""
    group, across = "基本情况", 2 if beside else 3
    figures = (
        ("建成年份", _year(facts.built_year)),
        ("楼栋数", counted(facts.buildings, "栋")),
        ("单元数", counted(facts.entrances, "个")),
        ("总户数", counted(facts.households, "户")),
        ("常住人口", counted(facts.residents, "人")),
        ("党员人数", counted(facts.party_members, "人")),
    )
    return [
        _row(group, ("办事处", facts.office), ("社区", facts.community)),
        _row(group, ("详细地址", facts.address or NOT_RECORDED)),
        *(_row(group, *figures[at : at + across]) for at in range(0, len(figures), across)),
    ]


def _party_rows(facts: OverviewFacts) -> list[KeyValueRow]:
    group = "党的建设"
    rows = [_row(group, ("党组织", facts.party_organisation or NOT_FORMED))]
    if facts.party_organisation:
        rows.append(
            _row(
                group,
                (leader_post(facts.party_organisation), facts.party_secretary or NOT_RECORDED),
                ("在职党员", counted(facts.working_members, "人")),
            )
        )
    if facts.paired_branch:
        rows.append(_row(group, ("联建支部", facts.paired_branch)))
    return rows


def _self_governance_rows(facts: OverviewFacts) -> list[KeyValueRow]:
    group = "居民自治"
    head = ("楼院长", facts.courtyard_head or "尚未明确")
    rows = [_row(group, ("自治组织", facts.committee_kind or NOT_FORMED), head)]
    if facts.committee_kind:
        rows.append(
            _row(
                group,
                ("主任", facts.committee_chair or "尚未推选"),
                ("成员人数", counted(facts.committee_size, "人")),
            )
        )
    rows.append(_row(group, ("志愿队伍", "、".join(facts.teams) or NOT_FORMED)))
    return rows


def _property_rows(facts: OverviewFacts) -> list[KeyValueRow]:
    group = "物业服务"
    rows = [
        _row(group, ("服务方式", facts.property_mode or NOT_RECORDED)),
        _row(
            group,
            ("服务单位", facts.property_company or "无"),
            ("收费标准", facts.property_charge or NOT_RECORDED),
        ),
    ]
    return rows if facts.property_mode or facts.property_company or facts.property_charge else rows[:1]


def _facility_rows(facts: OverviewFacts) -> list[KeyValueRow]:
    group = "基础设施"
    pairs = [(item.label, item.state or NOT_RECORDED) for item in facts.facilities]
    return [
        KeyValueRow(tuple(KeyValue(*pair) for pair in part), group, 3)
        for part in (pairs[i : i + 3] for i in range(0, len(pairs), 3))
    ]


def _support_rows(facts: OverviewFacts) -> list[KeyValueRow]:
    group = "联系服务"
    cadres = "\n".join(f"{cadre.name}　{cadre.post}".strip() for cadre in facts.cadres)
    rows = [_row(group, ("分包干部", cadres or "尚未明确"))]
    if facts.contact:
        rows.append(_row(group, ("咨询方式", facts.contact)))
    return rows


def _row(group: str, *pairs: tuple[str, str]) -> KeyValueRow:
    return KeyValueRow(tuple(KeyValue(*pair) for pair in pairs), group, len(pairs))


def _year(text: str) -> str:
    if not text:
        return "不详"
    return f"{text}年" if text.isdigit() else text
