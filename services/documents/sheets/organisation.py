"""组织架构及成员职责: a drawn chart, the members in full and their duties (policy 2.6e, 3.5b)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from services.documents.facts import (
    CommitteeFacts,
    OrganisationFacts,
    PartyOrganisationFacts,
    TeamFacts,
)
from services.documents.model import Block, Column, Document, Heading, OrgChart, OrgNode, Paragraph, Table
from services.documents.sheets.common import leader_post, sheet
from services.documents.sheets.posting import told
from services.documents.sheets.values import courtyard_values
from services.documents.templates import Wording, shipped
from services.documents.wording import NOT_FORMED, chinese_date, chinese_number, load_duties, usual_kind


def organisation(
    facts: OrganisationFacts,
    wording: Wording | None = None,
    duties: Mapping[str, Sequence[str]] | None = None,
) -> Document:
    """Build 组织架构及成员职责 (policy 2.6e, 3.5b): drawn chart, members in full, duties.

    Args:
        facts: what is recorded.
        wording: how it is worded, as shipped by default.
        duties: usual duties by kind of organisation, from `resources/duties.json` by default.

    Raises:
        InvalidInput: own wording that cannot be read.
    """
    wording = wording or shipped("organisation")
    values = courtyard_values(facts)
    chart, members, work = (
        Heading(f"{number}、{wording.said(f'heading_{part}', values)}")
        for number, part in zip("一二三", ("chart", "members", "duties"), strict=True)
    )
    blocks: list[Block] = [chart, OrgChart(_chart(facts)), members]
    for number, (title, content) in enumerate(_member_sections(facts), 1):
        blocks += [Heading(f"（{chinese_number(number)}）{title}", 2), *content]
    blocks.append(work)
    texts = _duty_texts(facts, load_duties() if duties is None else duties)
    for number, (title, items) in enumerate(texts, 1):
        blocks.append(Heading(f"（{chinese_number(number)}）{title}", 2))
        blocks += [Paragraph(f"{n}.{item}") for n, item in enumerate(items, 1)]
    if not texts:
        blocks += told(wording, "no_duties", values)
    return sheet(wording, facts, blocks)


def _chart(facts: OrganisationFacts) -> OrgNode:
    below = [
        node
        for organisation in facts.party_organisations
        if not _parent_of(organisation, facts)
        for node in (_party_node(organisation, facts),)
    ]
    civil = _civil_nodes(facts)
    if len(below) == 1:
        # The courtyard's own organisation leads everything else in it (policy 2.1, 2.2).
        branch = below[0]
        below = [OrgNode(branch.title, branch.names, branch.lines, (*branch.children, *civil))]
    elif below:
        below += civil
    else:
        below = [OrgNode("楼院党组织", (NOT_FORMED,)), *civil]
    secretary = (f"书记：{facts.community_secretary}",) if facts.community_secretary else ()
    return OrgNode(facts.community_party or f"{facts.community}党组织", secretary, (), tuple(below))


def _parent_of(organisation: PartyOrganisationFacts, facts: OrganisationFacts) -> str:
    names = {other.name for other in facts.party_organisations if other is not organisation}
    return organisation.parent if organisation.parent in names else ""


def _party_node(organisation: PartyOrganisationFacts, facts: OrganisationFacts, depth: int = 0) -> OrgNode:
    leader = leader_post(organisation.name, organisation.kind)
    names = (f"{leader}：{organisation.secretary}",) if organisation.secretary else (f"{leader}尚未明确",)
    lines = (organisation.covers,) if organisation.covers else ()
    children = tuple(
        _party_node(other, facts, depth + 1)
        for other in facts.party_organisations
        if depth < 4 and _parent_of(other, facts) == organisation.name
    )
    name = _short_name(organisation.name, facts.courtyard) if depth else organisation.name
    return OrgNode(name, names, lines, children)


def _civil_nodes(facts: OrganisationFacts) -> Iterator[OrgNode]:
    heads = [OrgNode(f"{head.building}楼栋长", (head.name,)) for head in facts.building_heads]
    if facts.courtyard_head or heads:
        yield OrgNode("楼院长", (facts.courtyard_head or "尚未明确",), (), tuple(heads))
    for committee in facts.committees:
        names = tuple(f"{member.post or '成员'}：{member.name}" for member in committee.members)
        yield OrgNode(committee.name, names or ("成员尚未登记",))
    if not facts.committees:
        yield OrgNode("居民自治组织", (NOT_FORMED,))
    teams = [
        OrgNode(_short_name(team.name, facts.courtyard), (f"队长：{team.leader}",) if team.leader else ())
        for team in facts.teams
    ]
    if len(teams) == 1:
        yield teams[0]
    elif teams:
        yield OrgNode("志愿服务队伍", (), (), tuple(teams))
    else:
        yield OrgNode("志愿服务队", (NOT_FORMED,))


def _short_name(name: str, courtyard: str) -> str:
    """Return a name without the courtyard's at its front: inside the chart it goes without saying."""
    pairs = zip(name, courtyard, strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return name[shared:] if shared >= 2 and len(name) - shared >= 3 else name


def _member_sections(facts: OrganisationFacts) -> Iterator[tuple[str, list[Block]]]:
    yield (
        "党组织",
        [_party_table(facts)] if facts.party_organisations else [Paragraph("楼院党组织尚未成立。")],
    )
    for committee in facts.committees:
        yield committee.name, _committee_blocks(committee)
    if not facts.committees:
        because = facts.no_committee_because.strip().rstrip("。")
        yield "居民自治组织", [Paragraph(f"尚未成立。{'原因：' + because + '。' if because else ''}")]
    if facts.courtyard_head or facts.building_heads:
        rows = [("楼院长", facts.courtyard_head or "尚未明确", facts.courtyard)]
        rows += [("楼栋长", head.name, head.building) for head in facts.building_heads]
        columns = (Column("职务", 1), Column("姓名", 1.4, "name"), Column("负责范围", 2.6))
        yield "楼院长、楼栋长", [Table(columns, tuple(rows))]
    yield "志愿服务和文化团体", [_team_table(facts.teams) if facts.teams else Paragraph("尚未成立。")]


def _team_table(teams: Sequence[TeamFacts]) -> Table:
    columns = (
        Column("队伍名称", 2.2),
        Column("队长", 1, "name"),
        Column("人数", 0.7),
        Column("主要活动", 2.6, "left"),
    )
    rows = [(team.name, team.leader or "—", str(team.size or "—"), team.activity or "—") for team in teams]
    return Table(columns, tuple(rows))


def _party_table(facts: OrganisationFacts) -> Table:
    organisations = facts.party_organisations
    columns = [Column("名称", 2.4), Column("书记（组长）", 1.3, "name")]
    if any(item.members for item in organisations):
        columns.append(Column("委员", 1.8, "left"))
    columns.append(Column("成立时间", 1.6))
    if any(item.covers for item in organisations):
        columns.append(Column("覆盖范围", 1.8))
    rows = []
    for item in organisations:
        cells = {
            "名称": item.name,
            "书记（组长）": item.secretary or "尚未明确",
            "委员": "、".join(item.members) or "—",
            "成立时间": chinese_date(item.established) or "—",
            "覆盖范围": item.covers or "—",
        }
        rows.append(tuple(cells[column.title] for column in columns))
    return Table(tuple(columns), tuple(rows))


def _committee_blocks(committee: CommitteeFacts) -> list[Block]:
    about = []
    if committee.established:
        about.append(f"{chinese_date(committee.established)}成立")
    if committee.term_years:
        about.append(f"每届任期{committee.term_years}年")
    if committee.members:
        about.append(f"现有成员{len(committee.members)}人")
    blocks: list[Block] = [Paragraph("，".join(about) + "。")] if about else []
    if not committee.members:
        return [*blocks, Paragraph("成员尚未登记。")]
    columns = [Column("序号", 0.6), Column("职务", 1.1), Column("姓名", 1.4, "name")]
    has_status = any(member.status for member in committee.members)
    has_note = any(member.note for member in committee.members)
    if has_status:
        columns.append(Column("政治面貌", 1.4))
    if has_note:
        columns.append(Column("备注", 2.2))
    rows = []
    for number, member in enumerate(committee.members, 1):
        row = [str(number), member.post or "成员", member.name]
        row += [member.status or "—"] * has_status + [member.note or "—"] * has_note
        rows.append(tuple(row))
    return [*blocks, Table(tuple(columns), tuple(rows))]


def _duty_texts(
    facts: OrganisationFacts, duties: Mapping[str, Sequence[str]]
) -> list[tuple[str, Sequence[str]]]:
    own = {usual_kind(c.kind): c.duties for c in facts.committees if c.duties}
    present = [usual_kind(item.kind) for item in facts.party_organisations]
    if facts.courtyard_head:
        present.append("楼院长")
    if facts.building_heads:
        present.append("楼栋长")
    present += [usual_kind(committee.kind) for committee in facts.committees]
    if facts.teams:
        present.append("志愿服务队")
    return [
        (kind, own.get(kind) or duties[kind])
        for kind in dict.fromkeys(present)
        if kind in own or kind in duties
    ]
