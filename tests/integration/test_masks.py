"""Profiles of masks: shipped for every kind, changed within what the law leaves, and followed."""

from __future__ import annotations

import json

import pytest

from models import vocab
from models.errors import InvalidInput
from services import history, masks, notice_people, notices, records
from services.notices import SHEETS, Target
from services.office import Context
from tests.helpers.office import add, community, courtyard, resident, value

_NAME = ("resident", "name")


def test_every_kind_of_sheet_has_its_profile() -> None:
    known = {kind for kind, _ in masks.kinds()}
    assert known >= {code for code, _ in vocab.NOTICE_KIND}
    assert known >= set(SHEETS) - {"notice"}
    for kind, name in masks.kinds():
        assert name != kind
        for place, rule in masks.shipped(kind).rules.items():
            assert rule.mode in masks.choices(*place)
            assert rule.reason
            assert rule.source


def test_an_office_changes_a_rule_and_goes_back(office: Context) -> None:
    done = masks.save(office, "minutes", {_NAME: "hidden", ("resident", "phone"): "masked"})
    assert done is not None
    told = masks.profile(office, "minutes")
    assert (told.mode(*_NAME), told.is_own, told.called) == ("hidden", True, "会议纪要（本单位设置）")
    assert not masks.profile(office, "resolution").is_own
    assert value(office, "SELECT count(*) FROM mask_rule WHERE deleted_at IS NULL") == 1
    masks.save(office, "minutes", {_NAME: "full"})
    assert {each.kind: each for each in masks.profiles(office)}["minutes"].mode(*_NAME) == "full"
    assert masks.save(office, "minutes", {_NAME: "full"}) is None
    assert masks.save(office, "minutes", {_NAME: "masked"}) is not None
    assert not masks.profile(office, "minutes").is_own
    assert masks.reset(office, "minutes") is None
    history.undo(office, done.tx_id)
    masks.save(office, "minutes", {_NAME: "hidden"})
    assert masks.reset(office, "minutes") is not None
    assert masks.profile(office, "minutes") == masks.shipped("minutes")


@pytest.mark.parametrize(
    ("place", "mode", "said"),
    [
        (("office", "id_number"), "full", "证件号码不得在公示上完整印出"),
        (("candidate", "name"), "hidden", "公示上会变成没有这个人"),
        (("resident", "phone"), "loud", "不能设为"),
    ],
)
def test_what_no_sheet_may_show_is_refused(office: Context, place: masks.Place, mode: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        masks.save(office, "candidates", {_NAME: "hidden", place: mode})
    assert value(office, "SELECT count(*) FROM mask_rule") == 0
    with office.unit_of_work() as work:
        work.insert("mask_rule", {"sheet": "candidates", "people": place[0], "part": place[1], "mode": mode})
        work.commit()
    assert not masks.profile(office, "candidates").is_own


def test_a_leader_is_named_whole_with_consent_only(office: Context) -> None:
    yard = courtyard(office, "西院", community(office))
    leader = resident(office, "欧阳志远")
    team = add(office, "teams", courtyard_id=yard, kind="patrol", name="巡逻队", leader_id=leader)
    target = Target("organisation", yard)
    (person,) = notice_people.named_on(office, target)
    assert (person.before, person.name, person.reason) == ("欧阳志远", "欧阳*远", "没有登记本人同意公开姓名")
    member = add(office, "team-members", team_id=team, resident_id=leader, consent_on="2020-8-1")
    (person,) = notice_people.named_on(office, target)
    assert (person.name, person.group, person.reason) == (
        "欧阳志远",
        "volunteer",
        "本人2020年8月1日同意公开姓名",
    )
    masks.save(office, "organisation", {("volunteer", "name"): "hidden"})
    facts = notices.organisation_facts(office, yard)
    assert facts.teams[0].leader == ""
    masks.reset(office, "organisation")
    with office.unit_of_work() as work:
        work.update("team_member", member, {"until": "2020-09-01"})
        work.commit()
    (person,) = notice_people.named_on(office, target)
    assert person.mask == "隐去部分"
    agreed = add(
        office, "consents", resident_id=leader, purpose="name_public", given_on="2020-9-2", how="written"
    )
    (person,) = notice_people.named_on(office, target)
    assert (person.name, person.reason) == ("欧阳志远", "本人2020年9月2日同意公开姓名")
    records.save(office, "consents", agreed, {"withdrawn_on": "2020-9-16"})
    (person,) = notice_people.named_on(office, target)
    assert person.mask == "隐去部分", "withdrawn on the day of the sheet"


def _notice(office: Context) -> Target:
    unit = add(office, "communities", name="远大社区", contact="郭小满", phone="0371-66781234")
    yard = courtyard(office, "西院", unit)
    resident(office, "李晓明", courtyard_id=yard, phone="0371-66000001", id_number="E12345678")
    body = "找李晓明，13812341234、0371-66000001，E12345678，410105196001011234。社区0371-66781234。"
    made = add(office, "notices", courtyard_id=yard, kind="free", title="通知13812341234", body=body)
    return Target("notice", yard, made)


def test_numbers_in_a_text_are_masked_and_told(office: Context) -> None:
    target = _notice(office)
    sheet = notices.make_sheet(office, target)
    assert sheet.title == "通知138****1234"
    report = notice_people.report(office, target)
    assert report.names == ("李晓明",)
    assert report.warnings() == (
        "文字里有电话，已印成138****1234（2处）。",
        "文字里有电话，已印成0371-****0001。",
        "文字里有证件号码，已印成***（2处）。",
        "文字里写了居民姓名：李晓明。照原样印出，不宜公开的请改正文字。",
    )
    notices.note_issued(office, sheet, "notice_saved")
    assert value(office, "SELECT label FROM audit_entry WHERE action = 'notice_saved'") == (
        "西院 通知138****1234；遮盖按“温馨提示”：号码遮盖5处"
    )
    told = json.loads(report.to_json())
    assert (told["profile"], told["names_in_text"]) == ("free", ["李晓明"])
    assert told["numbers"][0] == {"part": "phone", "printed": "138****1234", "mode": "masked", "count": 2}


def test_an_office_that_lets_telephones_through_is_told_so(office: Context) -> None:
    target = _notice(office)
    masks.save(office, "free", {("resident", "phone"): "full", ("contact", "phone"): "masked"})
    facts = notices.facts_of(office, target)
    assert "13812341234、0371-66000001，***，***。社区0371-66781234" in facts.body  # type: ignore[union-attr]
    said = notice_people.report(office, target)
    assert said.warnings()[0] == "文字里有电话13812341234（2处），按本单位设置完整印出。"
    assert "遮盖按“温馨提示（本单位设置）”" in said.in_words()
    assert "号码完整" in said.in_words()


def test_a_contact_with_a_resident_s_telephone_is_remarked(office: Context) -> None:
    unit = add(office, "communities", name="远大社区", contact="郭小满", phone="13812341234")
    yard = courtyard(office, "西院", unit)
    target = Target("overview", yard)
    assert notice_people.report(office, target).warnings() == ()
    resident(office, "郭小满", courtyard_id=yard, phone="13812341234")
    (said,) = notice_people.report(office, target).warnings()
    assert said == "联系电话13812341234也登记为居民的个人电话。请在“单位”里改成办公电话。"
