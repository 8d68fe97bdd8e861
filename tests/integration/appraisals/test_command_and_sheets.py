"""The command about rounds of rating, and their sheets: what is printed and what is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from main import main
from models.errors import InvalidInput
from services import appraisals, masking, notices
from services.appraisals import Paper
from services.documents.model import Note, Paragraph, Table
from services.notices import Target
from services.office import Context
from tests.helpers import appraisals as helper
from tests.helpers.office import NewOffice, add

NAMED = "欧阳翠"


def _texts(office: Context, target: Target) -> str:
    return "\n".join(masking.texts(notices.worded(office, target).document))


def test_the_sheet_on_the_board_shows_the_tally_and_nobody(office: Context) -> None:
    sample = helper.planned(office, asked=None)
    for name in (NAMED, "买买提•吐尔逊"):
        add(office, "residents", name=name, courtyard_id=sample.yard, phone="13800001234")
    for number, comment in enumerate(
        (f"{NAMED}家养狗，电话13800001234", "买买提·吐尔逊扫得干净", f"{NAMED}家养狗，电话13800001234。"), 1
    ):
        appraisals.enter(office, sample.round, Paper("123", paper=number, comment=comment))
    appraisals.enter(office, sample.round, Paper("445", dwelling_id=sample.homes[2], way="door"))
    with pytest.raises(InvalidInput, match="还没有汇总"):
        _texts(office, Target("appraisal", sample.yard, sample.round))
    appraisals.close(office, sample.round, conclusion=f"已和{NAMED}谈过。")
    for kind in ("appraisal", "appraisal_summary"):
        said = _texts(office, Target(kind, sample.yard, sample.round))
        assert NAMED not in said
        assert "吐尔逊" not in said
        assert "13800001234" not in said
        assert "201" not in said
        assert "家养狗，电话138****1234（2份）。" in said
        assert "已和欧阳*谈过。" in said
    document = notices.worded(office, Target("appraisal", sample.yard, sample.round)).document
    (table,) = (block for block in document.blocks if isinstance(block, Table))
    assert table.rows == (
        ("环境卫生保洁", "3", "0", "0", "1", "0", "75.0%"),
        ("门岗值守和秩序", "0", "3", "0", "1", "0", "75.0%"),
        ("收费和账目公开", "0", "0", "3", "0", "1", "0.0%"),
        ("综合", "3", "3", "3", "2", "1", "54.5%"),
    )


def test_blank_items_have_a_column_only_where_there_are_some(office: Context) -> None:
    sample = helper.closed(office)
    document = notices.worded(office, Target("appraisal", sample.yard, sample.round)).document
    residents, committee = (block for block in document.blocks if isinstance(block, Table))
    assert [each.title for each in residents.columns][-2:] == ["未填", "满意率"]
    assert [each.title for each in committee.columns][-2:] == ["不了解", "满意率"]
    assert residents.rows[-1] == ("综合", "2", "21", "1", "1", "1", "1", "92.0%")


def test_two_forms_stand_on_a_page_and_a_long_one_alone(office: Context) -> None:
    sample = helper.planned(office)
    form = notices.make_sheet(office, Target("appraisal_form", sample.yard, sample.round))
    assert form.pdf.pages == 1
    assert sum(isinstance(block, Table) for block in form.document.blocks) == 2
    appraisals.set_items(office, sample.round, [f"第{number}项" for number in range(1, 13)])
    form = notices.make_sheet(office, Target("appraisal_form", sample.yard, sample.round))
    (table,) = (block for block in form.document.blocks if isinstance(block, Table))
    assert (form.pdf.pages, len(table.rows)) == (1, 12)
    assert all(cell == "□" for row in table.rows for cell in row[1:])


def test_many_comments_are_cut_short(office: Context) -> None:
    sample = helper.planned(office, asked=None)
    for number in range(1, 44):
        appraisals.enter(office, sample.round, Paper("111", paper=number, comment=f"第{number}个意见"))
    appraisals.close(office, sample.round)
    blocks = notices.worded(office, Target("appraisal", sample.yard, sample.round)).document.blocks
    said = [block.text for block in blocks if isinstance(block, Paragraph | Note)]
    assert "40．第40个意见。" in said
    assert "另有3条，存档备查。" in said


def test_what_cannot_be_printed_says_why(office: Context) -> None:
    sample = helper.planned(office)
    with pytest.raises(InvalidInput, match="还没有录入评议表"):
        _texts(office, Target("appraisal_summary", sample.yard, sample.round))
    bare = add(office, "appraisals", title="临时", courtyard_id=sample.yard, target="works")
    with pytest.raises(InvalidInput, match="还没有评议内容"):
        _texts(office, Target("appraisal_form", sample.yard, bare))


@pytest.mark.local_file("commands open a file")
def test_the_command_shows_a_round(
    new_office: NewOffice, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = new_office()
    sample = helper.closed(office)
    appraisals.plan(office, appraisals.Plan(sample.yard, "committee", "自管会居民评议"))
    path = office.database.path
    new_office.close(office)

    def run(*words: str) -> tuple[int, str, str]:
        code = main(["--data", str(path), "appraisal", "show", *words])
        done = capsys.readouterr()
        return code, done.out, done.err

    code, out, _ = run("--title", "三和", "--json")
    told = json.loads(out)
    assert code == 0
    assert (told["asked"], told["answered"], told["state"]) == (12, 11, "closed")
    assert told["response"] == {"exact": "11/12", "percent": "91.7%"}
    assert told["sides"][0]["satisfied"] == {"exact": "23/25", "percent": "92.0%"}
    assert told["sides"][0]["items"][2] == {
        "title": "收费和账目公开", "very_good": 0, "good": 7, "fair": 0, "poor": 0, "none": 1, "blank": 1,
        "satisfied": {"exact": "1", "percent": "100.0%"},
    }  # fmt: skip
    assert json.loads(run("--id", told["id"], "--json")[1]) == told
    code, out, _ = run("--id", told["id"])
    assert "  居民\t环境卫生保洁\t很满意1　满意7　一般1　不满意0　不了解0\t满意率88.9%" in out
    for words, said in (
        (("--title", "居民评议"), "对应不止一次评议"),
        (("--title", "没有的"), "没有“没有的”这次评议"),
        ((), "写一个"),
    ):
        code, out, err = run(*words)
        assert (code, said in err) == (2, True)
