"""The roll of a meeting: who belongs to it by its kind, who is there, who represents whom, and the light."""

from __future__ import annotations

import pytest

from models.errors import InvalidInput, NotFound
from services import guards, records
from services.meetings import attending, quorum, roll
from services.office import Context
from tests.helpers.office import add, community, courtyard, resident, rows, value
from tests.helpers.voting import meeting, members, owned_courtyard, representatives


def lines(office: Context, held: bytes) -> dict[str, roll.Line]:
    """Return the lines of a roll by room, or by name."""
    return {each.body or each.name: each for each in roll.read(office, held).lines}


def figures(office: Context, held: bytes) -> tuple[object, ...]:
    found = office.reader.one(
        "SELECT due_count, present_count, proxy_count, due_area, present_area FROM meeting WHERE id = ?",
        (held,),
    )
    assert found is not None
    return found


def test_owners_stand_by_dwelling_and_count_by_head(office: Context) -> None:
    held = meeting(office, owned_courtyard(office))
    roll.draw_up(office, held)
    found = lines(office, held)
    assert list(found) == ["1号楼1单元101", "1号楼1单元102", "1号楼1单元201", "1号楼1单元202"]
    first, shared, second, _ = found.values()
    assert first.head == second.head != shared.head
    assert (shared.name, shared.area) == ("乙、丙", 8050)
    assert figures(office, held) == (3, 0, 0, 30000, 0)


def test_whoever_owns_two_dwellings_comes_with_both(office: Context) -> None:
    held = meeting(office, owned_courtyard(office))
    roll.draw_up(office, held)
    marked = attending.mark(office, [lines(office, held)["1号楼1单元101"].id], "present", at="下午3点")
    assert len(marked.ids) == 2
    assert figures(office, held) == (3, 1, 0, 30000, 16000)
    assert lines(office, held)["1号楼1单元201"].arrived_at == "15:00"


def test_light_tells_heads_and_area_with_the_article(office: Context) -> None:
    held = meeting(office, owned_courtyard(office))
    roll.draw_up(office, held)
    found = lines(office, held)
    attending.mark(office, [found["1号楼1单元101"].id], "present")
    dark = quorum.light(office, held)
    assert (dark.heads_present, dark.need_heads, dark.area_present, dark.need_area) == (1, 2, 16000, 20000)
    assert not dark.reached
    assert dark.article == "民法典第278条"
    assert "还差1人" in dark.words
    assert "还差40㎡" in dark.words
    attending.mark(office, [found["1号楼1单元202"].id], "present")
    assert quorum.light(office, held).reached


def test_drawing_up_again_adds_only_who_is_missing(office: Context) -> None:
    yard = courtyard(office)
    representatives(office, yard, ["李安", "李波"])
    held = meeting(office, yard, "representatives")
    roll.draw_up(office, held)
    assert roll.draw_up(office, held).committed is None
    representatives(office, yard, ["李超"])
    roll.draw_up(office, held)
    assert [each.name for each in roll.read(office, held).lines] == ["李安", "李波", "李超"]
    assert [each.position for each in roll.read(office, held).lines] == [1, 2, 3]


def test_only_those_in_office_that_day(office: Context) -> None:
    yard = courtyard(office)
    representatives(office, yard, ["在任"], since="2025-01", until="2026-03")
    representatives(office, yard, ["离任"], until="2026-02")
    representatives(office, yard, ["还没上任"], since="2026-03-02")
    held = meeting(office, yard, "representatives")
    roll.draw_up(office, held)
    assert [each.name for each in roll.read(office, held).lines] == ["在任"]


def test_joint_meeting_takes_each_person_once_and_guests_do_not_vote(office: Context) -> None:
    yard = courtyard(office)
    branch = add(office, "party-organisations", courtyard_id=yard, name="支部", kind="courtyard_branch")
    secretary = resident(office, "书记")
    add(office, "appointments", party_organisation_id=branch, resident_id=secretary, post="secretary")
    members(office, yard, ["委员"])
    add(office, "representatives", courtyard_id=yard, resident_id=secretary)
    add(office, "cadre-assignments", courtyard_id=yard, name="包联干部")
    held = meeting(office, yard, "joint")
    roll.draw_up(office, held)
    found = roll.read(office, held).lines
    assert [(each.name, each.votes) for each in found] == [
        ("书记", True),
        ("委员", True),
        ("包联干部", False),
    ]
    attending.mark(office, [found[2].id], "present")
    assert figures(office, held)[:2] == (2, 0)


def test_households_are_counted_in_households(office: Context) -> None:
    yard = owned_courtyard(office)
    held = meeting(office, yard, "households")
    roll.draw_up(office, held)
    found = roll.read(office, held)
    assert (found.counted, len(found.lines)) == ("户", 4)
    assert figures(office, held)[0] == 4
    home = value(office, "SELECT id FROM dwelling WHERE room = '101'")
    add(office, "households", dwelling_id=home, head_id=resident(office, "户主"))
    other = meeting(office, yard, "households", "2026-04-01")
    roll.draw_up(office, other)
    assert [each.name for each in roll.read(office, other).lines] == ["户主"]


def test_residents_meeting_takes_adults(office: Context) -> None:
    yard = courtyard(office)
    resident(office, "成年", courtyard_id=yard, birth="2008-03-01")
    resident(office, "未成年", courtyard_id=yard, birth="2008-03-02")
    resident(office, "不详", courtyard_id=yard)
    held = meeting(office, yard, "residents")
    roll.draw_up(office, held)
    assert {each.name for each in roll.read(office, held).lines} == {"成年", "不详"}


def test_last_roll_of_the_kind_is_taken_where_the_register_does_not_know(office: Context) -> None:
    yard = courtyard(office)
    held = meeting(office, yard, "other", "2026-01-01")
    with pytest.raises(InvalidInput, match="逐个添加"):
        roll.draw_up(office, held)
    roll.add(office, held, "物业经理", "物业", False)
    roll.add(office, held, "王主任")
    later = meeting(office, yard, "other", "2026-02-01")
    roll.draw_up(office, later)
    assert [(each.name, each.votes) for each in roll.read(office, later).lines] == [
        ("物业经理", False),
        ("王主任", True),
    ]
    again = meeting(office, yard, "representatives", "2026-02-02")
    roll.draw_up(office, again, source=bytes(later))
    assert len(roll.read(office, again).lines) == 2
    with pytest.raises(InvalidInput, match="居民代表"):
        roll.draw_up(office, meeting(office, yard, "representatives", "2025-01-01"), source=roll.LAST)


def test_leaving_takes_whom_one_represents_along(office: Context) -> None:
    yard = courtyard(office)
    representatives(office, yard, ["李安", "李波", "李超"])
    held = meeting(office, yard, "representatives", "2020-09-16")
    roll.draw_up(office, held)
    found = {each.name: each.id for each in roll.read(office, held).lines}
    attending.represent(office, found["李波"], by=found["李安"], paper=True)
    assert figures(office, held)[:3] == (3, 0, 0)
    attending.mark(office, [found["李安"]], "present")
    here = {each.name: each for each in roll.read(office, held).lines}
    assert here["李安"].arrived_at == attending.now_of(office)
    attending.mark(office, [found["李安"]], "present", at="14:00")
    assert figures(office, held)[:3] == (3, 2, 1)
    shown = {each.name: each for each in roll.read(office, held).lines}
    assert (shown["李波"].proxy, shown["李波"].proxy_paper, shown["李安"].represents) == ("李安", True, 1)
    with pytest.raises(InvalidInput, match="不能更早"):
        attending.leave(office, [found["李安"]], "9:00")
    attending.leave(office, [found["李安"]], "23:30")
    assert figures(office, held)[:3] == (3, 0, 0)
    with pytest.raises(InvalidInput, match="没有到会"):
        attending.leave(office, [found["李超"]], "23:30")
    attending.mark(office, [found["李波"]], "present")
    assert figures(office, held)[:3] == (3, 1, 0)
    assert {each.name: each for each in roll.read(office, held).lines}["李波"].proxy == ""


def test_one_person_represents_three_at_most_and_with_a_paper(office: Context) -> None:
    yard = courtyard(office)
    representatives(office, yard, ["李安", "李波", "李超", "李丁", "李恩"])
    held = meeting(office, yard, "representatives")
    roll.draw_up(office, held)
    ids = [each.id for each in roll.read(office, held).lines]
    with pytest.raises(InvalidInput, match="书面委托书"):
        attending.represent(office, ids[1], by=ids[0])
    for each in ids[1:4]:
        attending.represent(office, each, by=ids[0], paper=True)
    with pytest.raises(InvalidInput, match="最多代表3人"):
        attending.represent(office, ids[4], by=ids[0], paper=True)
    attending.represent(office, ids[3])
    attending.represent(office, ids[4], by=ids[0], paper=True)
    with pytest.raises(InvalidInput, match="自己也委托了别人"):
        attending.represent(office, ids[3], by=ids[1], paper=True)
    with pytest.raises(InvalidInput, match="自己不能再委托别人"):
        attending.represent(office, ids[0], by=ids[3], paper=True)
    with pytest.raises(InvalidInput, match="不能委托自己"):
        attending.represent(office, ids[3], by=ids[3], paper=True)


def test_the_owner_of_two_dwellings_is_one_letter_of_proxy(office: Context) -> None:
    held = meeting(office, owned_courtyard(office))
    roll.draw_up(office, held)
    found = lines(office, held)
    attending.represent(office, found["1号楼1单元101"].id, by_name="儿子", paper=True)
    assert figures(office, held) == (3, 1, 1, 30000, 16000)
    attending.represent(office, found["1号楼1单元102"].id, by_name="儿子", paper=True)
    attending.represent(office, found["1号楼1单元202"].id, by_name="儿子", paper=True)
    assert figures(office, held) == (3, 3, 3, 30000, 30000)


def test_lines_are_changed_and_removed_with_their_figures(office: Context) -> None:
    held = meeting(office, owned_courtyard(office))
    roll.draw_up(office, held)
    found = lines(office, held)
    roll.change(office, found["1号楼1单元202"].id, area=6000, note="测绘后更正", name="丁某")
    assert figures(office, held)[3] == 30050
    assert roll.change(office, found["1号楼1单元202"].id, area=6000).committed is None
    roll.remove(office, [found["1号楼1单元202"].id])
    assert figures(office, held)[0] == 2
    with pytest.raises(NotFound):
        roll.remove(office, [found["1号楼1单元202"].id])
    with pytest.raises(InvalidInput, match="面积"):
        roll.change(office, found["1号楼1单元101"].id, area=-1)
    roll.remove(office, [each.id for each in roll.read(office, held).lines])
    assert figures(office, held) == (None, None, None, None, None)


def test_who_represents_somebody_stays_on_the_roll(office: Context) -> None:
    yard = courtyard(office)
    representatives(office, yard, ["李安", "李波"])
    held = meeting(office, yard, "representatives")
    roll.draw_up(office, held)
    first, second = (each.id for each in roll.read(office, held).lines)
    attending.represent(office, second, by=first, paper=True)
    with pytest.raises(InvalidInput, match="受李波委托"):
        roll.remove(office, [first])
    roll.remove(office, [first, second])
    assert rows(office, "SELECT id FROM attendee WHERE deleted_at IS NULL") == []


def test_a_mark_is_undone_with_its_figures(office: Context) -> None:
    held = meeting(office, owned_courtyard(office))
    roll.draw_up(office, held)
    marked = attending.mark(office, [lines(office, held)["1号楼1单元101"].id], "present")
    assert marked.committed is not None
    with office.unit_of_work() as work:
        guards.undo(work, marked.committed.tx_id)
        work.commit()
    assert figures(office, held) == (3, 0, 0, 30000, 0)
    assert attending.mark(office, marked.ids, "expected").committed is None


@pytest.mark.parametrize(
    ("kind", "words"),
    [("owners", "没有登记房屋"), ("committee", "自治组织成员"), ("joint", "没有登记过")],
)
def test_an_empty_register_says_what_to_register(office: Context, kind: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        roll.draw_up(office, meeting(office, courtyard(office), kind))


def test_bad_input_is_refused_in_one_sentence(office: Context) -> None:
    held = meeting(office, courtyard(office), "other")
    with pytest.raises(InvalidInput, match="请写上姓名"):
        roll.add(office, held, " ")
    made = roll.add(office, held, "李安").id
    with pytest.raises(InvalidInput, match="看不懂"):
        attending.mark(office, [made], "present", at="饭后")
    with pytest.raises(InvalidInput, match="没有“来了”"):
        attending.mark(office, [made], "来了")
    with pytest.raises(InvalidInput, match="离会的时间"):
        attending.leave(office, [made])
    with pytest.raises(InvalidInput, match="还没有选"):
        attending.mark(office, [], "present")
    with pytest.raises(NotFound):
        roll.read(office, bytes(16))


def test_without_a_roll_the_light_stands_on_the_typed_figures(office: Context) -> None:
    yard = courtyard(office)
    held = meeting(office, yard, "representatives", due_count="31", present_count="20")
    dark = quorum.light(office, held)
    assert (dark.heads_due, dark.need_heads, dark.reached) == (31, 21, False)
    records.save(office, "meetings", held, {"present_count": "21"})
    assert quorum.light(office, held).reached


def test_a_whole_community_has_a_roll_of_all_its_courtyards(office: Context) -> None:
    home = community(office, "远大社区")
    one, two = courtyard(office, "1号院", home), courtyard(office, "2号院", home)
    representatives(office, one, ["李安", "李波"])
    representatives(office, two, ["李超"])
    representatives(office, courtyard(office, "别的院"), ["外人"])
    held = add(office, "meetings", title="代表会议", kind="representatives", unit_id=home, held_on="2026-3-1")
    roll.draw_up(office, held)
    found = [(each.name, each.body) for each in roll.read(office, held).lines]
    assert found == [("李安", "1号院居民代表"), ("李波", "1号院居民代表"), ("李超", "2号院居民代表")]
    assert figures(office, held) == (3, 0, 0, None, None)


def test_a_person_of_two_courtyards_stands_once_but_a_dwelling_always(office: Context) -> None:
    home = community(office, "远大社区")
    one, two = courtyard(office, "1号院", home), courtyard(office, "2号院", home)
    person = resident(office, "李安")
    for yard in (one, two):
        add(office, "representatives", courtyard_id=yard, resident_id=person)
        building = add(office, "buildings", courtyard_id=yard, name="1号楼")
        room = add(office, "dwellings", courtyard_id=yard, building_id=building, room="101", area="50")
        add(office, "ownerships", dwelling_id=room, resident_id=person)
    counted = {}
    for kind in ("representatives", "owners"):
        held = add(office, "meetings", title="会议", kind=kind, unit_id=home, held_on="2026-3-1")
        roll.draw_up(office, held)
        counted[kind] = (len(roll.read(office, held).lines), figures(office, held))
    assert counted["representatives"] == (1, (1, 0, 0, None, None))
    assert counted["owners"] == (2, (1, 0, 0, 10000, 0))
