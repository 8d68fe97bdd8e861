"""Whole telephones and document numbers: masked wherever they are shown, handed out on request, and noted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from models.errors import NotAllowed, NotFound
from services import commands, drafts, history, lists, records, sensitive
from services.duplicates import comparing
from services.office import Context
from services.plain_data import as_json
from services.saving import FormErrors
from tests.helpers.office import add, courtyard, resident, value
from tests.helpers.roles import work_as

PHONE, OTHER, NUMBER = "13812345678", "13899995678", "11010519491231002X"
MASKED = ("138****5678", "110***********002X")
BOTH_MASKED = MASKED[0]


def person(office: Context, **more: object) -> bytes:
    """Register somebody with both numbers."""
    return resident(office, "王秀英", **{"phone": PHONE, "id_number": NUMBER, **more})


def acts(office: Context) -> list[tuple[Any, ...]]:
    """Return what the audit noted of numbers shown and refusals."""
    return office.reader.all(
        "SELECT action, tbl, row_id, label FROM audit_entry WHERE action IN ('field_shown', 'denied') "
        "ORDER BY seq"
    )


def test_a_record_hands_out_no_number(office: Context) -> None:
    found = records.read(office, "residents", person(office))
    assert (found.shown("phone").text, found.shown("id_number").text) == MASKED
    assert (found.shown("phone").value, found.shown("id_number").value) == (None, None)
    assert PHONE not in repr(found)
    assert NUMBER not in repr(found)


def test_whoever_asks_gets_the_number_and_is_noted(office: Context) -> None:
    made = person(office)
    assert sensitive.reveal(office, "residents", made, "phone") == "138 1234 5678"
    assert sensitive.reveal(office, "residents", made, "id_number") == NUMBER
    assert acts(office) == [
        ("field_shown", "resident", made, "王秀英：联系电话"),
        ("field_shown", "resident", made, "王秀英：身份证号"),
    ]


@pytest.mark.parametrize("role", ["accountant", "checker", "reader"])
def test_who_may_not_see_is_refused_and_noted(role: str, office: Context) -> None:
    made = person(office)
    work_as(office, "郭小满", role)
    with pytest.raises(NotAllowed, match="不能查看完整的证件号码和电话"):
        sensitive.reveal(office, "residents", made, "phone")
    assert [row[0] for row in acts(office)] == ["denied"]


@pytest.mark.parametrize("field", ["name", "nothing"])
def test_only_hidden_fields_are_asked_for(field: str, office: Context) -> None:
    made = person(office)
    with pytest.raises(NotFound, match="没有需要显示"):
        sensitive.reveal(office, "residents", made, field)
    assert acts(office) == []


def test_nothing_is_noted_where_nothing_is_stored(office: Context) -> None:
    made = resident(office, "王芳")
    assert sensitive.reveal(office, "residents", made, "phone") == ""
    assert acts(office) == []
    records.delete(office, "residents", [made])
    with pytest.raises(NotFound, match="不在了"):
        sensitive.reveal(office, "residents", made, "phone")


@pytest.mark.parametrize(
    ("field", "mask"), [("phone", MASKED[0]), ("id_number", MASKED[1]), ("phone", "＊＊＊678")]
)
def test_a_mask_is_never_stored(field: str, mask: str, office: Context) -> None:
    made = person(office)
    with pytest.raises(FormErrors) as refused:
        records.save(office, "residents", made, {field: mask})
    assert "遮盖后的" in refused.value.errors[field]
    assert value(office, f"SELECT {field} FROM resident") in (PHONE, NUMBER)


def test_lists_show_masks_and_their_order_tells_no_more(office: Context) -> None:
    for name, phone in (("甲", "13900000001"), ("乙", "13100000009"), ("丙", "15800000005")):
        resident(office, name, phone=phone)
    query = lists.ListQuery("residents", columns=("name", "phone"), sort="phone")
    assert [row.cells for row in lists.page(office, query)] == [
        ("甲", "139****0001"),
        ("丙", "158****0005"),
        ("乙", "131****0009"),
    ]


def test_history_shows_that_a_number_changed_and_its_last_digits(office: Context) -> None:
    made = person(office)
    records.save(office, "residents", made, {"phone": OTHER})
    records.save(office, "residents", made, {"phone": "13500001111"})
    newest, before = history.history(office, "residents", made)[:2]
    assert newest.changes == (("联系电话", "138****5678", "135****1111"),)
    assert before.changes == (("联系电话", "138****5678", "138****5678（已改）"),)


def test_numbers_that_look_alike_masked_still_differ(office: Context) -> None:
    first, second = person(office), person(office, phone=OTHER)
    found = {line.name: line for line in comparing.compare(office, "residents", first, second).lines}
    assert found["phone"].differs
    assert not found["id_number"].differs
    assert (found["phone"].keep, found["phone"].drop) == (BOTH_MASKED, BOTH_MASKED)


def test_drafts_keep_what_was_typed(office: Context) -> None:
    made = person(office)
    drafts.save_draft(office, "residents", made, {"phone": OTHER})
    assert drafts.load_draft(office, "residents", made) == {"phone": OTHER}


def test_ways_to_reach_somebody_are_masked_too(office: Context) -> None:
    yard = courtyard(office)
    made = add(
        office, "opinions", title="灯不亮", courtyard_id=yard, channel="visit", received_on="2020-9-1",
        raised_by="老李",
        contact="女儿13812345678，微信 li_wei_8866",
    )  # fmt: skip
    assert records.read(office, "opinions", made).shown("contact").text == "女儿138****5678，微信 li_****8866"
    assert sensitive.reveal(office, "opinions", made, "contact") == "女儿13812345678，微信 li_wei_8866"


def test_the_list_on_a_terminal_is_masked(office: Context) -> None:
    person(office)
    told = json.dumps(as_json(office, "residents"), ensure_ascii=False)
    assert MASKED[0] in told
    assert PHONE not in told
    assert PHONE in json.dumps(as_json(office, "residents", whole=True))


def test_signs_that_command_a_terminal_are_shown_harmless(
    office: Context, capsys: pytest.CaptureFixture[str]
) -> None:
    with office.unit_of_work() as work:
        work.insert("resident", {"name": "王\x1b]0;x\x07\u202e芳"})
        work.commit()
    cells = lists.page(office, lists.ListQuery("residents", columns=("name",)))[0].cells
    assert cells == ("王\ufffd]0;x\ufffd\ufffd芳",)
    commands.say("王\x1b[2J芳")
    assert capsys.readouterr().out == "王\ufffd[2J芳\n"
