"""What is held about a person: complete, with numbers in full, logged, and not for everybody."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from models.errors import InvalidInput, NotAllowed, NotFound
from models.ids import RecordId, new_id
from services import attachments, audit_log, holdings
from services.attachments import NewFile
from services.documents.as_text import text_of
from services.documents.sheets.holdings import holdings_sheet
from services.office import Context
from tests.helpers.files import photo
from tests.helpers.office import NewOffice, add, committee, community, courtyard, resident
from tests.integration.privacy.roles import work_as

_PHONE, _NUMBER = "13912349876", "410105196001011234"
_SHOWN = "139 1234 9876"


@pytest.fixture
def person(office: Context) -> RecordId:
    top = add(office, "units", name="明湖办事处", kind="office")
    unit = add(office, "communities", name="安飞社区", parent_id=top)
    yard = courtyard(office, "西院", unit)
    made = resident(office, "欧阳志远", courtyard_id=yard, phone=_PHONE, id_number=_NUMBER, birth="1960-1")
    body = committee(office, yard, "西院自管会")
    add(office, "committee-members", committee_id=body, resident_id=made, post="member", background="教师")
    add(office, "consents", resident_id=made, purpose="name_public", given_on="2020-9-1", how="written")
    attachments.add(office, "residents", made, [NewFile("登记表.jpg", data=photo())])
    add(
        office, "opinions", courtyard_id=yard, title="欧阳志远反映漏雨", received_on="2020-9-1", channel="box"
    )
    resident(office, "李四", courtyard_id=yard)
    return made


def test_everything_is_told_in_full(office: Context, person: RecordId) -> None:
    told = holdings.holdings(office, person)
    assert (told.office, told.name, told.day) == ("明湖办事处安飞社区", "欧阳志远", "2020-09-16")
    values = dict(told.values)
    assert (values["联系电话"], values["身份证号"], values["出生年月"]) == (_SHOWN, _NUMBER, "1960年1月")
    assert [(each.sort, each.said) for each in told.rows] == [("成员", "教师")]
    assert "西院自管会" in told.rows[0].name
    assert told.files == (("登记表.jpg", "居民"),)
    assert [(each.purpose, each.given_on, each.how) for each in told.consents] == [
        ("公示中公开姓名", "2020-09-01", "书面")
    ]
    assert [each[0] for each in told.mentions] == ["意见"]
    assert told.given_to == ()
    assert ("会计凭证、账簿（收支账）", "保存30年", "会计档案管理办法第14条") in told.kept


def test_the_sheet_holds_it_and_is_logged(office: Context, person: RecordId) -> None:
    made, facts = holdings.make_sheet(office, person)
    assert made.data.startswith(b"%PDF")
    said = text_of(holdings_sheet(facts))
    for part in ("个人信息持有情况说明", "欧阳志远", _SHOWN, _NUMBER, "西院自管会", "登记表.jpg", "您的权利"):
        assert part in said
    assert "李四" not in said
    (line,) = [each for each in audit_log.recent(office) if each.action == "出个人信息持有情况说明"]
    assert line.record_id == person
    assert text_of(holdings_sheet(replace(facts, rows=(), files=()))).count("没有。") >= 3


def test_who_may_not_is_refused_and_whoever_is_gone_is_not_found(office: Context, person: RecordId) -> None:
    with pytest.raises(NotFound):
        holdings.make_sheet(office, new_id())
    work_as(office, "accountant")
    with pytest.raises(NotAllowed, match="不能出个人信息清单"):
        holdings.make_sheet(office, person)


@pytest.mark.local_file("a command opens a file")
def test_the_commands(new_office: NewOffice, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import main

    office = new_office()
    made = resident(office, "欧阳志远", courtyard_id=courtyard(office, unit=community(office)), phone=_PHONE)
    path = office.database.path
    new_office.close(office)

    def run(*words: str) -> str:
        assert main.main(["--data", str(path), "--user", "王芳", "privacy", *words]) == 0
        return capsys.readouterr().out

    told = json.loads(run("review", "--json"))
    assert told["due"] == []
    assert len(told["periods"]) == 10
    assert "超过保存期限0条" in run("review")
    out = tmp_path / "说明.pdf"
    facts = json.loads(run("holdings", "--resident", made.hex(), "--out", str(out), "--json"))
    assert facts["name"] == "欧阳志远"
    assert out.read_bytes().startswith(b"%PDF")
    assert run("erase", "--resident", made.hex()).startswith("删除\t居民\t1")
    assert run("erase", "--resident", made.hex(), "--reason", "本人申请", "--yes").startswith(
        "已彻底删除：1条"
    )
    assert (
        main.main(["--data", str(path), "privacy", "erase", "--resident", "12"]) == InvalidInput("").exit_code
    )
