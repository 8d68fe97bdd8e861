"""What the builders put on the sheets of a courtyard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from models.errors import EnvironmentFault
from services.documents.model import (
    Document,
    Heading,
    KeyValueTable,
    OrgChart,
    OrgNode,
    Paragraph,
    Photo,
    Photos,
    Signature,
    Table,
)
from services.documents.sheets import (
    BuildingHead,
    Cadre,
    CommitteeFacts,
    Facility,
    MemberFacts,
    OrganisationFacts,
    OverviewFacts,
    PartyOrganisationFacts,
    TeamFacts,
    organisation,
    overview,
)
from services.documents.sheets.photos import compared, photo_rows
from services.documents.wording import chinese_date, chinese_number, full_iso_date, load_duties, usual_kind

OVERVIEW = OverviewFacts(
    office="明湖办事处",
    community="远大社区",
    courtyard="郑纺机西院",
    address="经开区第八大街127号",
    buildings=6,
    households=168,
    party_organisation="郑纺机西院党小组",
    party_secretary="张𫖯",
    committee_kind="居民议事会",
    facilities=(
        Facility("消防通道", "畅通"),
        Facility("门禁", ""),
        Facility("照明", "有"),
        Facility("充电", "无"),
    ),
    cadres=(Cadre("刘云良", "城管局科级干部"),),
    as_of="2020-07-30",
)
ORGANISATION = OrganisationFacts(
    office="明湖办事处",
    community="远大社区",
    courtyard="郑纺机西院",
    party_organisations=(
        PartyOrganisationFacts("郑纺机西院党支部", "楼院党支部", "张𫖯", ("李㛃",), "2020-06-25"),
        PartyOrganisationFacts("郑纺机西院第一党小组", "楼栋党小组", "王䶮", parent="郑纺机西院党支部"),
    ),
    committees=(
        CommitteeFacts(
            "居民议事会", "议事会", (MemberFacts("主任", "朱同俊"), MemberFacts("委员", "刘𪩘", "群众"))
        ),
    ),
    teams=(TeamFacts("郑纺机西心理疏导队", "李萍燕", 11), TeamFacts("巡逻队")),
    courtyard_head="张𫖯",
    building_heads=(BuildingHead("1栋", "朱同俊"),),
    as_of="2020-09",
)


def fields(document: Document) -> dict[str, str]:
    tables = [block for block in document.blocks if isinstance(block, KeyValueTable)]
    return {pair.label: pair.value for table in tables for row in table.rows for pair in row.pairs}


def nodes(node: OrgNode) -> Iterator[OrgNode]:
    yield node
    for child in node.children:
        yield from nodes(child)


def chart(document: Document) -> dict[str, OrgNode]:
    (block,) = [block for block in document.blocks if isinstance(block, OrgChart)]
    return {node.title: node for node in nodes(block.root)}


def text(document: Document) -> str:
    return "\n".join(b.text for b in document.blocks if isinstance(b, Paragraph | Heading))


def test_overview_shows_what_is_known_and_says_calmly_what_is_not() -> None:
    sheet = overview(OVERVIEW)
    assert sheet.title == "郑纺机西院楼院概况"
    shown = fields(sheet)
    assert shown["总户数"] == "168户"
    assert shown["建成年份"] == "不详"
    assert shown["单元数"] == "尚未登记"
    assert shown["组长"] == "张𫖯"
    assert shown["门禁"] == "尚未登记"
    assert shown["志愿队伍"] == "尚未成立"
    assert shown["分包干部"] == "刘云良　城管局科级干部"
    assert Signature("远大社区居民委员会", "2020年7月30日") in sheet.blocks
    assert sheet.issue_date == "2020-07-30"


def test_an_overview_of_nothing_but_names_still_stands() -> None:
    shown = fields(overview(OverviewFacts("明湖办事处", "远大社区", "煤建公司家属院")))
    assert shown["党组织"] == "尚未成立"
    assert shown["自治组织"] == "尚未成立"
    assert not {"书记", "组长"} & shown.keys()


def test_organisation_names_everyone_in_full() -> None:
    sheet = organisation(ORGANISATION)
    cells = {cell for b in sheet.blocks if isinstance(b, Table) for row in b.rows for cell in row}
    assert {"张𫖯", "李㛃", "王䶮", "朱同俊", "刘𪩘", "李萍燕", "2020年6月25日", "1栋"} <= cells


def test_the_chart_hangs_groups_and_residents_bodies_under_the_branch() -> None:
    boxes = chart(organisation(ORGANISATION))
    branch = boxes["郑纺机西院党支部"]
    assert [child.title for child in branch.children] == [
        "第一党小组",
        "楼院长",
        "居民议事会",
        "志愿服务队伍",
    ]
    assert boxes["第一党小组"].names == ("组长：王䶮",)
    assert boxes["居民议事会"].names == ("主任：朱同俊", "委员：刘𪩘")
    assert "心理疏导队" in boxes


def test_duties_are_those_of_the_organisations_present() -> None:
    sheet = organisation(ORGANISATION)
    headings = [b.text for b in sheet.blocks if isinstance(b, Heading) and b.level == 2]
    assert "（一）楼院党支部" in headings
    assert "（五）居民议事会" in headings
    assert not any("业主委员会" in heading for heading in headings)
    duties = load_duties()
    assert f"1.{duties['楼院党支部'][0]}" in text(sheet)


def test_a_body_with_duties_of_its_own_shows_those() -> None:
    own = replace(ORGANISATION.committees[0], duties=("守护老槐树。",))
    sheet = organisation(replace(ORGANISATION, committees=(own,)))
    assert "1.守护老槐树。" in text(sheet)
    assert load_duties()["居民议事会"][0] not in text(sheet)


def test_an_empty_organisation_says_why() -> None:
    facts = OrganisationFacts("明湖办事处", "远大社区", "煤建公司家属院", no_committee_because="正在动员。")
    sheet = organisation(facts)
    assert "尚未成立。原因：正在动员。" in text(sheet)
    assert chart(sheet)["楼院党组织"].names == ("尚未成立",)


def test_organisations_that_name_each_other_as_parent_do_not_loop() -> None:
    pair = (
        PartyOrganisationFacts("甲党小组", "楼栋党小组", parent="乙党小组"),
        PartyOrganisationFacts("乙党小组", "楼栋党小组", parent="甲党小组"),
    )
    assert organisation(replace(ORGANISATION, party_organisations=pair)).blocks


@pytest.mark.parametrize(
    ("iso", "chinese", "day"),
    [
        ("2020-09-06", "2020年9月6日", "2020-09-06"),
        ("2020-09", "2020年9月", "2020-09-01"),
        ("2020", "2020年", "2020-01-01"),
        ("", "", ""),
        ("约90年代", "约90年代", ""),
    ],
)
def test_dates(iso: str, chinese: str, day: str) -> None:
    assert chinese_date(iso) == chinese
    assert full_iso_date(iso) == day


def test_numbers_of_headings() -> None:
    assert [chinese_number(n) for n in (1, 10, 11, 20, 21, 99)] == [
        "一",
        "十",
        "十一",
        "二十",
        "二十一",
        "九十九",
    ]


def test_every_kind_of_the_register_has_duties() -> None:
    duties = load_duties()
    for kind in ("楼院党支部", "片区党支部", "楼院党小组", "功能型党组织", "议事会", "自管会", "业主委员会"):
        assert duties[usual_kind(kind)]


def test_missing_duties_are_a_fault_of_the_environment(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="职责"):
        load_duties(tmp_path / "duties.json")


def test_two_photos_compared_say_which_is_which() -> None:
    shown = Photo(b"", 4, 3)
    pair = compared(replace(shown, caption="院墙"), replace(shown, caption="改造后的院墙"))
    assert [each.caption for each in pair.photos] == ["改造前：院墙", "改造后的院墙"]
    assert [each.caption for each in compared(shown, shown).photos] == ["改造前", "改造后"]


def test_photos_stand_two_by_two_and_one_alone_across() -> None:
    shown = Photo(b"", 4, 3)
    assert photo_rows(()) == []
    assert photo_rows((shown,)) == [Photos((shown,))]
    assert photo_rows((shown,) * 3) == [Photos((shown, shown), 2), Photos((shown,), 2)]


def test_figures_stand_two_by_two_beside_a_photo() -> None:
    def fields(sheet: Document) -> list[list[str]]:
        (form,) = [block for block in sheet.blocks if isinstance(block, KeyValueTable)]
        return [[pair.label for pair in row.pairs] for row in form.rows]

    plain, covered = (fields(overview(replace(OVERVIEW, photo=each))) for each in (None, Photo(b"", 4, 3)))
    assert [len(row) for row in covered[:5]] == [2, 1, 2, 2, 2]
    assert [len(row) for row in plain[:4]] == [2, 1, 3, 3]
    assert list(chain(*covered)) == list(chain(*plain))
