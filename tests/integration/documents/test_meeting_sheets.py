"""Minutes, resolutions and notices of the three sample records as they come out of the printer."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from models.errors import InvalidInput, NotFound
from services import notices, records
from services.documents.fonts.library import FontLibrary, MissingGlyph
from services.notice_people import named_on
from services.notices import Target
from services.office import Context
from tests.helpers.deliberations import deliberated, figures
from tests.helpers.office import add, office, rows, value
from tests.integration.documents.test_pdf import text_of

__all__ = ["office"]
Read = Callable[[Target], str]


@pytest.fixture
def ids(office: Context) -> dict[str, bytes]:
    return deliberated(office)


@pytest.fixture
def read(office: Context, fonts: FontLibrary) -> Read:
    """Return the text of a sheet as copied out of its PDF, without line ends."""

    def text(target: Target) -> str:
        return text_of(notices.make_sheet(office, target, fonts).pdf).replace("\n", "")

    return text


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"[0-9][0-9,.:]*[0-9]|[0-9]", text))


SHEETS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("minutes", "joint"), ("resolution", "joint")),
    (
        ("minutes", "propose"),
        ("minutes", "discuss"),
        ("minutes", "decide"),
        ("resolution", "pipe-motion"),
        ("notice", "pipe-result"),
    ),
    (("minutes", "elect"), ("resolution", "election")),
)


@pytest.mark.parametrize("record", [0, 1, 2])
def test_every_figure_of_a_record_is_printed(record: int, ids: dict[str, bytes], read: Read) -> None:
    printed = "".join(read(Target(kind, None, ids[key])) for kind, key in SHEETS[record])
    wanted = figures()[record]
    assert len(wanted) > 15
    assert sorted(wanted - _numbers(printed)) == []


def test_minutes_have_everything_in_its_place(ids: dict[str, bytes], read: Read) -> None:
    text = read(Target("minutes", ids["one"], ids["joint"]))
    wanted = (
        "航海东路1号院8月份联席会议纪要",
        "时间：2020年8月26日15:00—17:10",
        "地点：远大社区党群服务站二楼",
        "召集：航海东路1号院党支部",
        "主持：王䶮（楼院党支部书记、楼院长）",
        "记录：郭小满",
        "到会：应到19人，实到16人",
        "一、院内停车位划线与收费",
        "讨论情况：居民代表提出",
        "表决结果：同意13票，反对2票，弃权1票。通过。",
        "二、3号楼东侧私搭车棚拆除",
        "同意15票，反对0票，弃权1票。通过。",
        "三、待办事项",
        "道闸询价三家",
        "楼院党支部组织委员",
        "2020年9月5日",
        "出席：楼院党支部5人；居民议事会5人；居民代表6人",
        "请假：居民议事会1人；居民代表2人",
        "列席：财政局机关第一党支部分包干部1人；保洁服务方1人；辖区民警1人",
        "主持人签字",
        "记录人签字",
    )
    places = [text.find(part) for part in wanted]
    assert [part for part, place in zip(wanted, places, strict=True) if place < 0] == []
    assert places == sorted(places)


def test_an_election_is_told_with_ballots_votes_and_posts(ids: dict[str, bytes], read: Read) -> None:
    for target in (Target("minutes", None, ids["elect"]), Target("resolution", None, ids["election"])):
        text = read(target)
        assert "应到96户，实到71户（含委托7户）" in text
        assert "应选5人，候选7人，发票71张，收回70张，有效69张，无效1张" in text
        assert "1 甲 63 当选 主任2 乙 58 当选 副主任3 丙 55 当选 委员" in text
        assert "7 庚 21 未当选 —" in text
        assert "当选：甲（主任）、乙（副主任）、丙（委员）、丁（委员）、戊（委员）。" in text
    assert "轴承厂2号院自管会成员选举结果公示" in text


def test_a_resolution_takes_period_and_title_from_its_notice(ids: dict[str, bytes], read: Read) -> None:
    text = read(Target("resolution", ids["two"], ids["pipe-motion"]))
    assert "郑纺机西院下水管道改造决议公示" in text
    assert "2020年7月26日，召开下水管道改造居民代表会议，应到31人，实到25人" in text
    assert "自2020年7月27日起至2020年8月10日止，共15日。" in text
    assert "不少于" not in text  # the law of 2026 does not judge a sheet of 2020
    assert "联系人：郭小满；电话：0371-66785390；地址：经南四路138号。" in text
    assert "入户168户，收回151份，赞成147份，不同意4份" in text
    assert "远大社区居民委员会2020年7月27日" in text
    assert text == read(Target("notice", ids["two"], ids["pipe-notice"]))


def test_a_resolution_without_a_notice_leaves_the_period_open(ids: dict[str, bytes], read: Read) -> None:
    text = read(Target("resolution", None, ids["shed-motion"]))
    assert "自＿＿＿＿年＿＿月＿＿日起至＿＿＿＿年＿＿月＿＿日止，共＿＿日。" in text
    assert "私搭车棚" in text
    assert "停车位" not in text


def test_since_2026_the_least_period_is_printed(ids: dict[str, bytes], read: Read, office: Context) -> None:
    add(
        office,
        "notices",
        courtyard_id=ids["one"],
        kind="resolution",
        title="拆除车棚决议公示",
        resolution_id=ids["shed-motion"],
        posted_from="2026-1-1",
    )
    text = read(Target("resolution", None, ids["shed-motion"]))
    assert "自2026年1月1日起至＿＿＿＿年＿＿月＿＿日止，共＿＿日（不少于15日，首日和末日都计入）。" in text


def test_a_period_that_ends_before_it_begins_is_refused(
    ids: dict[str, bytes], read: Read, office: Context
) -> None:
    records.save(office, "notices", ids["pipe-notice"], {"posted_until": "2020-7-26"})
    with pytest.raises(InvalidInput, match="2020年7月26日截止，早于开始的2020年7月27日"):
        read(Target("notice", None, ids["pipe-notice"]))


def test_a_text_of_its_own_is_printed_as_written(ids: dict[str, bytes], read: Read, office: Context) -> None:
    text = read(Target("notice", None, ids["pipe-result"]))
    assert "一、工程情况更换主管道210米" in text
    assert "公示期：自2020年9月20日起至" in text
    free = notices.offered(office, Target("notice", ids["two"]), 1, "free")
    (hint,) = (read(Target("notice", None, each.id)) for each in free)
    assert "各位居民：" in hint
    assert "异议" not in hint
    records.save(office, "notices", ids["pipe-notice"], {"body": "本决议另行公布。"})
    assert "本决议另行公布。" in read(Target("notice", None, ids["pipe-notice"]))


@pytest.mark.parametrize("kind", ["overview", "organisation", "minutes"])
def test_a_notice_without_a_text_shows_what_it_is_of(
    kind: str, ids: dict[str, bytes], read: Read, office: Context
) -> None:
    values = {"courtyard_id": ids["one"], "title": "张贴", "kind": kind, "meeting_id": ids["joint"]}
    notice = add(office, "notices", **values)
    target = Target(kind, ids["one"], ids["joint"] if kind == "minutes" else None)
    assert read(Target("notice", None, notice)) == read(target)


@pytest.mark.parametrize(
    ("kind", "said"), [("free", "还没有正文"), ("resolution", "决议或会议"), ("minutes", "也没有选会议")]
)
def test_a_notice_of_nothing_says_what_is_missing(
    kind: str, said: str, ids: dict[str, bytes], read: Read, office: Context
) -> None:
    notice = add(office, "notices", courtyard_id=ids["one"], title="空白", kind=kind)
    with pytest.raises(InvalidInput, match=said):
        read(Target("notice", None, notice))


def test_what_is_gone_or_was_not_decided_is_said(ids: dict[str, bytes], read: Read, office: Context) -> None:
    with pytest.raises(NotFound, match="还没有登记决议"):
        read(Target("resolution", None, ids["propose"]))
    records.delete(office, "meetings", [ids["joint"]])
    for target in (
        Target("minutes", None, ids["joint"]),
        Target("resolution", None, ids["parking-motion"]),
        Target("notice", None, bytes(16)),
    ):
        with pytest.raises(NotFound, match="不在了"):
            read(target)
    with pytest.raises(InvalidInput, match="还没有选会议"):
        read(Target("minutes", ids["one"]))


def test_a_meeting_of_a_whole_community(ids: dict[str, bytes], read: Read, office: Context) -> None:
    meeting = add(
        office,
        "meetings",
        unit_id=ids["community"],
        title="楼院长联席会议",
        kind="joint",
        held_on="2020-9-1",
        record="各楼院汇报。",
        note="下月再开。",
    )
    target = notices.target_of(office, "minutes", meeting)
    assert target == Target("minutes", None, meeting)
    text = read(target)
    assert "远大社区楼院长联席会议纪要" in text
    assert "一、会议情况各楼院汇报。" in text
    assert [each.id for each in notices.offered(office, target)] == [meeting]


def test_who_holds_no_office_is_masked(ids: dict[str, bytes], read: Read, office: Context) -> None:
    for body, name, more in (
        ("居民", "欧阳志远", {"capacity": "observer"}),
        ("辖区民警", "周十", {"capacity": "observer", "present_count": "1", "note": "派出所"}),
        ("居民代表", "钱七", {"capacity": "member", "leave_count": "1"}),
    ):
        add(office, "attendance", meeting_id=ids["joint"], body=body, resident_id=name, **more)
    target = Target("minutes", ids["one"], ids["joint"])
    text = read(target)
    assert "欧阳*远（居民）" in text
    assert "欧阳志远" not in text
    assert "周十（辖区民警，派出所）" in text
    assert "请假：居民议事会1人；居民代表2人；钱七（居民代表）" in text
    named = {each.name: each for each in named_on(office, target)}
    assert set(named) == {"王䶮", "郭小满", "欧阳*远", "周十", "钱七"}
    assert (named["欧阳*远"].mask, named["欧阳*远"].reason) == (
        "隐去部分",
        "没有职务的居民不公开全名",
    )
    assert named["王䶮"].posts == ("楼院党支部书记、楼院长",)


def test_people_of_a_resolution_are_candidates_and_whom_to_ask(
    ids: dict[str, bytes], office: Context
) -> None:
    elected = named_on(office, Target("resolution", None, ids["election"]))
    assert [each.name for each in elected] == list("甲乙丙丁戊己庚")
    assert (elected[0].posts, elected[-1].posts) == (("主任",), ("候选人",))
    (contact,) = named_on(office, Target("resolution", None, ids["pipe-motion"]))
    assert (contact.name, contact.posts) == ("郭小满", ("联系人",))


def test_records_are_offered_the_latest_first(ids: dict[str, bytes], office: Context) -> None:
    def labels(kind: str, yard: str) -> list[str]:
        return [each.label for each in notices.offered(office, Target(kind, ids[yard]))]

    assert [label[-11:-1] for label in labels("minutes", "two")] == [
        "2020年7月26日",
        "2020年7月20日",
        "2020年7月15日",
    ]
    assert labels("resolution", "one") == [
        "8月份联席会议（2020年8月26日，2项决议）",
        "院内停车位划线与收费（2020年8月26日）",
        "3号楼东侧私搭车棚拆除（2020年8月26日）",
    ]
    assert labels("resolution", "three") == ["轴承厂2号院自管会成员选举（2020年8月18日）"]
    assert labels("notice", "two")[0] == "下水管道改造施工温馨提示（2020年8月11日，温馨提示）"
    assert labels("notice", "one") == labels("overview", "one") == []


def test_a_printed_record_is_noted(ids: dict[str, bytes], office: Context, fonts: FontLibrary) -> None:
    wanted = (
        ("minutes", "joint"),
        ("resolution", "joint"),
        ("resolution", "election"),
        ("notice", "pipe-notice"),
    )
    for kind, key in wanted:
        sheet = notices.make_sheet(office, Target(kind, None, ids[key]), fonts)
        notices.note_issued(office, sheet, "notice_printed")
    assert rows(
        office, "SELECT tbl, row_id, label FROM audit_entry WHERE action = 'notice_printed' ORDER BY seq"
    ) == [
        ("meeting", ids["joint"], "航海东路1号院 8月份联席会议纪要；遮盖按“会议纪要”：全名2人"),
        ("meeting", ids["joint"], "航海东路1号院 8月份联席会议决议公示；遮盖按“决议公示”：全名1人"),
        ("resolution", ids["election"], "轴承厂2号院 自管会成员选举结果公示；遮盖按“决议公示”：全名7人"),
        ("notice", ids["pipe-notice"], "郑纺机西院 下水管道改造决议公示；遮盖按“决议公示”：全名1人"),
    ]


def test_a_missing_glyph_stops_the_minutes(ids: dict[str, bytes], read: Read, office: Context) -> None:
    records.save(office, "meetings", ids["joint"], {"place": "\ue123楼"})
    with pytest.raises(MissingGlyph, match="\ue123"):
        read(Target("minutes", None, ids["joint"]))


def test_a_long_title_makes_a_file_name_that_fits(
    office: Context, ids: dict[str, bytes], fonts: FontLibrary
) -> None:
    records.save(office, "meetings", ids["joint"], {"title": "会" * 199 + "/"})
    sheet = notices.make_sheet(office, Target("minutes", None, ids["joint"]), fonts)
    name = notices.sheet_file_name(sheet)
    assert len(name.encode()) < 200
    assert name.startswith("航海东路1号院-会会")


def test_the_records_are_kept_whole(office: Context, ids: dict[str, bytes]) -> None:
    assert value(office, "SELECT sum(amount) FROM funding_line") == 8_640_000
    assert value(office, "SELECT sum(votes) FROM candidate_vote") == 329
    assert rows(office, "SELECT outcome, count(*) FROM candidate_vetting GROUP BY outcome ORDER BY 2, 1") == [
        ("failed", 1),
        ("withdrawn", 1),
        ("passed", 7),
    ]
