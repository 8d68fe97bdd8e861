"""月度收支公开表 and 人员费用公开表, from entries to the text on the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import InvalidInput, NotFound
from services import ledgers, notices, records
from services.documents.forms import Form
from services.documents.model import Document, Heading, Paragraph, Table
from services.notice_people import named_on
from services.notices import Target
from services.notices.batch import batch_to_folder, places
from services.notices.by_name import sheet_named
from services.office import Context
from tests.helpers.ledgers import close, entry
from tests.helpers.office import add, courtyard

pytestmark = pytest.mark.local_file("sheets are set from the same statements on both databases")


@pytest.fixture
def yard(office: Context) -> bytes:
    """A courtyard with September of the sample: income 20,588.05, expense 1,199.78."""
    made = courtyard(office, "航海东路1号院")
    for number, (kind, direction, amount) in enumerate(
        (
            ("parking", "income", 1_740_000),
            ("sanitation", "income", 318_805),
            ("cleaning", "expense", 60_000),
            ("waste", "expense", 59_978),
        ),
        1,
    ):
        paid = entry(
            office, made, f"2020-09-{number:02d}", amount, direction, kind, voucher=f"12209150{number:02d}"
        )
        if kind == "cleaning":
            values = {
                "entry_id": paid,
                "post": "保洁员",
                "head_count": "2",
                "amount": "500",
                "person": "赵六",
            }
            records.save(office, "staff-costs", None, values)
    return bytes(made)


def _page(office: Context, target: Target) -> str:
    return _said(notices.document_of(notices.facts_of(office, target)))


def _said(document: Document) -> str:
    lines = [document.title, document.subtitle]
    for block in document.blocks:
        if isinstance(block, Table):
            lines += ["".join(row) for row in block.rows]
        elif isinstance(block, Paragraph | Heading):
            lines.append(block.text)
    return "\n".join(lines)


def test_a_closed_month_is_printed_whole(office: Context, yard: bytes) -> None:
    close(office, yard)
    text = _page(office, Target("accounts", yard, month="2020-09"))
    for words in (
        "航海东路1号院2020年9月收支公开表",
        "停车费17,400.00",
        "垃圾清运599.78",
        "居民众筹0.00",
        "收入合计20,588.05支出合计1,199.78",
        "上月结余0.00本月结余19,388.27",
        "本月结余（大写）：人民币壹万玖仟叁佰捌拾捌元贰角柒分",
        "票据号：1220915001～1220915004",
        "保洁员2人500.00",
        "保洁工资—100.00",
        "制表：王芳　审核：李强　监督：",
        "对以上账目有异议的",
    ):
        assert words in text, words
    assert "未月结" not in text
    assert "赵六" not in text


def test_an_open_month_says_so_and_hangs_nowhere(office: Context, yard: bytes) -> None:
    for kind in ("accounts", "staff_cost"):
        text = _page(office, Target(kind, yard, month="2020-09"))
        assert "未月结，仅供核对，不作公示" in text
        assert "公示期" not in text
        assert named_on(office, Target(kind, yard, month="2020-09")) == ()


def test_the_cost_of_staff_names_nobody(office: Context, yard: bytes) -> None:
    close(office, yard)
    text = _page(office, Target("staff_cost", yard, month="2020-09"))
    assert "合计（大写）：人民币陆佰元整" in text
    assert "赵六" not in text
    assert [
        (each.name, each.posts) for each in named_on(office, Target("staff_cost", yard, month="2020-09"))
    ] == [
        ("王芳", ("制表",)),
        ("李强", ("审核",)),
    ]


def test_one_person_is_told_as_one(office: Context, yard: bytes) -> None:
    ledgers.close_month(office, yard, "2020-09", "王芳", single_reason="只有一人")
    assert "制表、审核：王芳（单人办理）" in _page(office, Target("accounts", yard, month="2020-09"))


@pytest.mark.parametrize("form", [Form(), Form(large=True), Form(paper="a3")])
def test_huge_and_negative_amounts_stand_whole_in_one_line(office: Context, yard: bytes, form: Form) -> None:
    entry(office, yard, amount=999_999_999_999, direction="expense", kind="repair")
    sheet = notices.make_sheet(office, Target("accounts", yard, month="2020-09"), form=form)
    text = _said(sheet.document)
    assert "维修9,999,999,999.99" in text
    assert "本月结余-9,999,980,611.72" in text
    assert "人民币负玖拾玖亿玖仟玖佰玖拾捌万零陆佰壹拾壹元柒角贰分" in text
    (table,) = [block for block in sheet.document.blocks if isinstance(block, Table)][:1]
    assert [column.title for column in table.columns] == ["收支", "类别", "金额（元）"]


def test_the_code_of_a_closed_month_is_registered_under_its_close(office: Context, yard: bytes) -> None:
    made = close(office, yard)
    sheet = notices.make_sheet(office, Target("accounts", yard, month="2020-09"))
    assert sheet.code
    assert sheet.target.record == made
    notices.note_issued(office, sheet, "notice_saved")
    row = office.reader.one("SELECT record_id, kind, unit_id FROM issued_sheet")
    assert row is not None
    assert row[:2] == (made, "accounts")
    assert row[2] is not None
    assert notices.make_sheet(office, Target("accounts", yard, month="2020-08")).code == ""


def test_months_are_offered_the_latest_closed_one_first(office: Context, yard: bytes) -> None:
    close(office, yard)
    for day in ("2020-10-02", "2020-11-02"):
        entry(office, yard, day)
    labels = [each.label for each in notices.offered(office, Target("accounts", yard))]
    assert labels == ["2020年9月", "2020年11月（未月结）", "2020年10月（未月结）"]
    chosen = Target("accounts", yard).choosing(b"2020-10")
    assert (chosen.month, chosen.choice) == ("2020-10", b"2020-10")


def test_a_sheet_is_named_on_the_command_line(office: Context, yard: bytes) -> None:
    made = close(office, yard)
    assert sheet_named(office, "accounts", "航海东路1号院") == Target("accounts", yard, month="2020-09")
    assert sheet_named(office, "staff_cost", "航海东路", month="2020年8月").month == "2020-08"
    assert sheet_named(office, "accounts", "航海东路", made.hex()) == Target(
        "accounts", yard, made, "2020-09"
    )
    with pytest.raises(InvalidInput, match="不是月份"):
        sheet_named(office, "accounts", "航海东路", month="上月")
    with pytest.raises(InvalidInput, match="--month 只用于"):
        sheet_named(office, "overview", "航海东路", month="2020-09")
    courtyard(office, "二院")
    with pytest.raises(NotFound, match="还没有登记收支"):
        sheet_named(office, "accounts", "二院")


def test_a_notice_of_a_month_shows_its_accounts_with_its_own_period(office: Context, yard: bytes) -> None:
    close(office, yard)
    notice = add(
        office,
        "notices",
        courtyard_id=yard,
        kind="accounts",
        title="九月收支",
        posted_from="2020-10-1",
        posted_until="2020-10-15",
    )
    with pytest.raises(InvalidInput, match="也没有选月份"):
        notices.make_sheet(office, Target("notice", yard, notice))
    with office.unit_of_work() as work:
        work.update("notice", notice, {"for_month": "2020-09"})
        work.commit()
    told = "自2020年10月1日起至2020年10月15日止，共15日"
    assert told in _page(office, Target("notice", yard, notice))
    assert told in _page(office, Target("accounts", yard, month="2020-09"))


def test_many_courtyards_at_once_take_the_latest_closed_month(
    office: Context, yard: bytes, tmp_path: Path
) -> None:
    close(office, yard)
    courtyard(office, "二院")
    done = batch_to_folder(office, "accounts", places(office), tmp_path, lambda *_: None)
    assert (done.made, [each.courtyard for each in done.refused]) == (1, ["二院"])
    assert "还没有登记收支" in done.refused[0].sentence
