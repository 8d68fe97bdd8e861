"""The command `election`: how an election stands, confirming its result, and what it refuses."""

from __future__ import annotations

import json

import pytest

from main import main
from services import elections, records
from services.elections import Vetting
from services.hints import form_hints
from services.office import Context
from tests.helpers import elections as helper
from tests.helpers.office import NewOffice, rows


def _hints(office: Context, election: bytes) -> list[str]:
    return [each.message for each in records.read(office, "elections", election).hints]


def test_the_record_remarks_what_the_rules_say(office: Context) -> None:
    sample = helper.planned(office, seats=9)
    assert _hints(office, sample.election)[0] == "自管会现为9人，一般为3至7人，请核对。"
    elections.vet(office, sample.election, [Vetting(each, "passed") for each in sample.people.values()])
    assert "候选人9人，应选9人" in _hints(office, sample.election)[1]
    said = form_hints(
        office, "elections", None, {"seats": "9", "kind": "renewal", "committee_id": sample.committee}
    )
    assert "一般为3至7人" in said["seats"][0].message


@pytest.mark.local_file("commands open a file")
def test_the_command_shows_and_confirms(new_office: NewOffice, capsys: pytest.CaptureFixture[str]) -> None:
    office = new_office()
    sample = helper.voted(office)
    path = str(office.database.path)
    new_office.close(office)

    def run(*words: str) -> tuple[int, str, str]:
        code = main(["--data", path, "election", *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    assert run("show")[0] == 2
    code, out, _ = run("show", "--courtyard", "轴承厂2号院", "--json")
    shown = json.loads(out)
    assert (code, shown["state"], shown["open_seats"]) == (0, "已投票", 0)
    assert shown["rounds"][0] | {"votes": 0} == {
        "round": 1, "held_on": "2020-08-18", "due": 96, "present": 71, "proxies": 7, "issued": 71,
        "returned": 70, "valid": 69, "invalid": 1, "total": 329, "votes": 0,
    }  # fmt: skip
    code, _, err = run("confirm", "--id", sample.election.hex(), "--valid", "68", "--director", "甲")
    assert code == 2
    assert "有效票登记的是69张，报告单上是68张" in err
    code, _, err = run("confirm", "--id", sample.election.hex(), "--director", "子")
    assert (code, err) == (2, "候选人里没有“子”，请核对姓名。\n")
    code, out, _ = run(
        "confirm", "--id", sample.election.hex(), "--director", "甲", "--deputy", "乙", "--total", "329"
    )
    assert code == 0
    assert "2020年8月18日当选：甲（主任）、乙（副主任）、丙（委员）、丁（委员）、戊（委员）" in out
    assert "2020年9月17日前备案" in out
    again = new_office()
    assert rows(again, "SELECT count(*) FROM committee_member") == [(5,)]
