"""The people listed beside a sheet are those printed on it, with all their posts."""

from __future__ import annotations

import pytest

from services import notices
from services.notices import Target
from services.notices.naming import named_on
from services.office import Context
from tests.helpers.office import add, committee, community, courtyard, resident, value


def _yard_with_people(office: Context) -> bytes:
    unit = community(office)
    yard = courtyard(office, "郑纺机西院", unit)
    body = committee(office, yard)
    director = resident(office, "王䶮")
    add(office, "committee-members", committee_id=body, resident_id=director, post="director")
    add(office, "committee-members", committee_id=body, resident_id=resident(office, "李㛃"), post="member")
    add(office, "appointments", courtyard_id=yard, resident_id=director, post="courtyard_head")
    add(office, "cadre-assignments", courtyard_id=yard, name="刘证", title="城管局 科级干部")
    return yard


@pytest.mark.parametrize("kind", ["overview", "organisation"])
def test_the_people_are_those_on_the_sheet(office: Context, kind: str) -> None:
    target = Target(kind, _yard_with_people(office))
    printed = str(notices.document_of(notices.facts_of(office, target)).blocks)
    named = {person.name for person in named_on(office, target)}
    assert named >= {"王䶮", "刘证" if kind == "overview" else "李㛃"}
    assert all(name in printed for name in named)


def test_a_person_with_two_posts_is_listed_once(office: Context) -> None:
    first, second = named_on(office, Target("organisation", _yard_with_people(office)))
    assert (first.name, first.posts, first.mask) == ("王䶮", ("楼院长", "自管会主任"), "全名")
    assert (second.name, second.posts) == ("李㛃", ("自管会委员",))


def test_whom_to_ask_is_on_the_list(office: Context) -> None:
    unit = add(office, "communities", name="远大社区", contact="郭小满", phone="0371-66781234")
    (person,) = named_on(office, Target("overview", courtyard(office, "郑纺机东院", unit)))
    assert (person.name, person.posts) == ("郭小满", ("咨询联系人",))


def test_there_is_no_such_sheet(office: Context) -> None:
    yard = courtyard(office)
    with pytest.raises(KeyError):
        named_on(office, Target("menu", yard))


def test_a_printed_sheet_is_noted(office: Context) -> None:
    yard = courtyard(office, "郑纺机西院")
    sheet = notices.make_sheet(office, Target("overview", yard))
    notices.note_issued(office, sheet, "notice_printed")
    assert (
        value(office, "SELECT label FROM audit_entry WHERE action = 'notice_printed'")
        == "郑纺机西院 楼院概况"
    )
