"""Masks for printed sheets, and what is found in a text that somebody wrote."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules import masks


@pytest.mark.parametrize(
    ("part", "value", "masked"),
    [
        ("name", "张明", "张*"),
        ("name", "张建明", "张*明"),
        ("name", "欧阳志明", "欧阳*明"),
        ("name", "买买提·吐尔逊", "买**"),
        ("name", "王", "*"),
        ("name", "John Smith", "J**"),
        ("name", "𠅤明", "𠅤*"),
        ("name", "李㛃𬱖", "李*𬱖"),
        ("phone", "13812341234", "138****1234"),
        ("phone", "0371-66781234", "0371-****1234"),
        ("id_number", "410105196001011234", "410***********1234"),
        ("id_number", "410105600101123", "410********1123"),
        ("id_number", "E12345678", "E1*****78"),
        ("address", "航海东路1号院3号楼2单元501室", "航海东路1号院3号楼"),
    ],
)
def test_each_part_has_its_mask(part: str, value: str, masked: str) -> None:
    assert masks.shown(part, value, "masked") == masked
    assert masks.shown(part, value, "full") == value
    assert masks.shown(part, value, "hidden") == ""
    assert masks.shown(part, "", "masked") == ""


def test_there_is_no_such_part() -> None:
    with pytest.raises(KeyError):
        masks.shown("bank", "6222", "full")


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("3号楼2单元501", "3号楼"),
        ("郑纺机西院甲3号楼东户", "郑纺机西院甲3号楼"),
        ("阳光花园B座1203室", "阳光花园B座"),
        ("中原路12号院3-2-501", "中原路12号院3号楼"),
        ("中原路12号院2单元5室", "中原路12号院"),
        ("建设路7号院东户", "建设路7号院"),
        ("中原路12号院", "中原路12号院"),
        ("", ""),
    ],
)
def test_an_address_ends_at_its_building(address: str, masked: str) -> None:
    assert masks.mask_address(address) == masked


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("张三，13812341234。", [("phone", "13812341234")]),
        ("电话：138 1234 1234、139-1234-5678", [("phone", "13812341234"), ("phone", "13912345678")]),
        ("138 123 41234 或 1381 234 1234", [("phone", "13812341234"), ("phone", "13812341234")]),
        ("１３８１２３４１２３４", [("phone", "13812341234")]),
        ("+86 13812341234", [("phone", "13812341234")]),
        ("身份证410105196001011234", [("id_number", "410105196001011234")]),
        ("410105 19600101 123x", [("id_number", "41010519600101123X")]),
        ("旧证410105600101123", [("id_number", "410105600101123")]),
        ("410105196001011234 13812341234", [("id_number", "410105196001011234"), ("phone", "13812341234")]),
        ("990105196001011234", []),
        ("410105196013011234", []),
        ("913812341234", []),
        ("2020年8月3日，共12800元，编号20200803123", []),
        ("0371-66781234", []),
    ],
)
def test_numbers_are_found_in_a_text(text: str, found: list[tuple[str, str]]) -> None:
    assert [(each.part, each.digits) for each in masks.numbers_in(text)] == found


def test_other_numbers_are_found_when_they_are_on_record() -> None:
    text = "电话0371-66781234，办公室0371 6678 9999，护照e12345678，座机6678123，金额1280000"
    asked: set[str] = set()

    def known(numbers: Collection[str]) -> set[str]:
        asked.update(numbers)
        return {"037166781234", "E12345678", "6678123"} & set(numbers)

    found = masks.numbers_on_record_in(text, known)
    assert [(each.part, text[each.start : each.end]) for each in found] == [
        ("phone", "0371-66781234"),
        ("id_number", "e12345678"),
        ("phone", "6678123"),
    ]
    assert "037166789999" in asked


def test_without_candidates_nobody_is_asked() -> None:
    def known(numbers: Collection[str]) -> set[str]:
        raise AssertionError(numbers)

    assert masks.numbers_on_record_in("明天停水。", known) == ()


def test_a_number_inside_another_counts_once() -> None:
    text = "410105196001011234"
    found = masks.numbers_on_record_in(text, lambda numbers: numbers)
    assert [each.part for each in found] == ["id_number"]


def test_numbers_in_a_text_are_masked() -> None:
    text = "找张三：138 1234 1234，证件410105196001011234。"
    found = masks.numbers_in(text)
    modes = {"phone": "masked", "id_number": "hidden"}
    assert masks.without(text, found, modes.__getitem__) == "找张三：138****1234，证件***。"
    assert masks.without(text, found, lambda _: "full") == text
    assert masks.without(text, (), modes.__getitem__) == text


def test_a_log_holds_no_number() -> None:
    assert masks.covered("找13812341234，410105196001011234") == "找138****1234，***"
    assert masks.covered("郑纺机西院") == "郑纺机西院"


@given(st.text("0123456789 -Xx，张１８", max_size=40))
def test_what_was_masked_is_not_found_again(text: str) -> None:
    kept = masks.without(text, masks.numbers_in(text), lambda _: "masked")
    assert [each for each in masks.numbers_in(kept) if each.digits in text] == []


def test_names_are_found_in_a_text() -> None:
    names = ["张建", "张建设", "买买提•吐尔逊", "𠅤明", "王"]
    text = "张建设、买买提·吐尔逊和𠅤明到会，王主任主持，张某记录；张建设发言，张建国、张建补充。"
    assert masks.names_in(text, names) == ("张建设", "买买提•吐尔逊", "𠅤明", "张建")
    assert masks.names_in("", names) == ()
    assert masks.names_in("到会", []) == ()


def test_names_in_a_text_are_shown_otherwise() -> None:
    def called(name: str) -> str:
        return masks.shown("name", name, masks.MASKED)

    names = ["张建", "张建设", "买买提•吐尔逊"]
    said = masks.renamed("张建设吵，张建和买买提·吐尔逊也吵。", names, called)
    assert masks.names_in(said, names) == ()
    assert said.startswith("张*设吵，张*和买")
    assert masks.renamed("没有人", names, called) == "没有人"


@pytest.mark.parametrize(
    "typed",
    [
        "138  0000  1234",
        "008613800001234",
        "+86-138-0000-1234",
        "138\u00a00000\u00a01234",
        "138\u200b00001234",
        "138.0000.1234",
        "138·0000·1234",
        "138‐0000‐1234",
        "138_0000_1234",
        "13800 001234",
        "4101 0519 4912 3100 2X",
        "410105.19491231.002X",
        "410105\u200919491231\u2009002x",
        "４１０１０５\u3000１９４９１２３１\u3000００２Ｘ",
    ],
)
def test_no_gap_hides_a_number(typed: str) -> None:
    (found,) = masks.numbers_in(f"请找张三（{typed}）。")
    assert found.digits.upper() in ("13800001234", "41010519491231002X")


@pytest.mark.parametrize(
    ("contact", "masked"),
    [
        ("", ""),
        ("找门卫老张", "找门卫老张"),
        ("13812341234", "138****1234"),
        ("女儿 138 1234 1234", "女儿 138****1234"),
        ("微信 li_wei_8866", "微信 li_****8866"),
        ("66781234", "66****34"),
        ("QQ 12345", "QQ 12*45"),
        ("证件410105196001011234", "证件410***********1234"),
    ],
)
def test_a_way_to_reach_somebody_keeps_its_words(contact: str, masked: str) -> None:
    assert masks.mask_contact(contact) == masked
