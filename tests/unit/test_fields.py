"""What a person types into a field becomes a value, or one calm sentence."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import vocab
from services.fields import LONGEST_NOTE, LONGEST_TEXT, Checked, check
from services.subjects import ALL, Field
from services.subjects.base import FieldKind

TODAY = date(2020, 9, 16)
ID = bytes(range(16))
FIELDS = {
    "text": Field("name", "名称"),
    "longtext": Field("note", "备注", "longtext"),
    "count": Field("seats", "职数", "count"),
    "about": Field("household_count", "总户数", "count", companion="household_about"),
    "year": Field("built_year", "建成年份", "year", companion="built_text"),
    "years": Field("term_years", "届期", "years"),
    "date": Field("since", "任职时间", "date"),
    "area": Field("area", "建筑面积", "area", companion="area_about"),
    "money": Field("amount", "金额", "money"),
    "time": Field("starts", "开始时间", "time"),
    "duration": Field("minutes", "时长", "duration"),
    "phone": Field("phone", "联系电话", "phone"),
    "id_number": Field("id_number", "身份证号", "id_number"),
    "contact": Field("contact", "联系方式", "contact"),
    "choice": Field("sex", "性别", "choice", vocabulary=vocab.SEX),
    "yes_no": Field("is_building_head", "是否楼栋长", "yes_no"),
    "charge": Field("charge_mills", "收费标准", "charge", companion="charge_unit"),
    "ref": Field("courtyard_id", "楼院", "ref", target="courtyards"),
    "person": Field("leader_id", "队长", "person"),
}

UNDERSTOOD: list[tuple[str, object, Any, Any, str]] = [
    ("text", "  建设路\u3000", "建设路", None, "建设路"),
    ("text", "一\n二", "一 二", None, "一 二"),
    ("longtext", "一\n\n二\n", "一\n\n二", None, "一\n\n二"),
    ("count", "９", 9, None, "9"),
    ("count", "约9人", 9, None, "9"),
    ("about", "约168户", 168, True, "约168"),
    ("about", "168", 168, False, "168"),
    ("year", "1996", 1996, None, "1996"),
    ("year", "1996年", 1996, None, "1996"),
    ("year", "90年代", 1990, "90年代", "90年代"),
    ("year", "约1998年", 1998, "约1998年", "约1998年"),
    ("year", "不详", None, "不详", "不详"),
    ("years", "三年", 3, None, "3年"),
    ("date", "2020.9.16", "2020-09-16", None, "2020年9月16日"),
    ("date", "2020年9月", "2020-09", None, "2020年9月"),
    ("date", "8月3日", "2020-08-03", None, "2020年8月3日"),
    ("area", "65.40㎡", 6540, False, "65.4"),
    ("area", "约65", 6500, True, "约65"),
    ("money", "1,288.01元", 128801, None, "1,288.01"),
    ("time", "下午3点半", "15:30", None, "15:30"),
    ("time", "9:5", "09:05", None, "09:05"),
    ("duration", "1.5小时", 90, None, "1小时30分钟"),
    ("duration", "2", 120, None, "2小时"),
    ("phone", "138-0013-8000", "13800138000", None, "138 0013 8000"),
    ("phone", "037166785390", "0371-66785390", None, "0371-66785390"),
    ("id_number", "11010519491231002x", "11010519491231002X", None, "11010519491231002X"),
    ("choice", "male", "male", None, "男"),
    ("yes_no", True, True, None, "是"),
    ("yes_no", False, False, None, "否"),
    ("yes_no", "是", True, None, "是"),
    ("charge", "0.3", 300, "sqm_month", "0.3元/㎡·月"),
    ("charge", "每户每月10元", 10000, "household_month", "10元/户·月"),
    *(
        (name, word, None, None, "")
        for name in ("date", "phone", "id_number", "count")
        for word in ("无", "不详")
    ),
    ("ref", ID, ID, None, ""),
    ("person", ID, ID, None, ""),
    ("person", " 张三 ", "张三", None, "张三"),
]


@pytest.mark.parametrize(("name", "typed", "value", "companion", "shown"), UNDERSTOOD)
def test_understood(name: str, typed: object, value: Any, companion: Any, shown: str) -> None:
    assert check(FIELDS[name], typed, TODAY) == Checked(value, companion, shown)


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("typed", ["", "  \u3000", None])
def test_nothing_typed_is_nothing(name: str, typed: str | None) -> None:
    assert check(FIELDS[name], typed, TODAY) == Checked()
    field = FIELDS[name]
    needed = Field(field.name, field.label, field.kind, required=True, vocabulary=field.vocabulary)
    result = check(needed, typed, TODAY)
    assert (result.level, result.message) == ("error", f"请填写{field.label}。")


REFUSED: list[tuple[str, object, str]] = [
    ("text", "长" * (LONGEST_TEXT + 1), "太长了"),
    ("longtext", "长" * (LONGEST_NOTE + 1), "太长了"),
    ("person", "长" * (LONGEST_TEXT + 1), "太长了"),
    ("text", "一\x00", "空字符"),
    ("text", "一\ud800", "残缺"),
    ("person", "一\x00", "空字符"),
    ("count", "很多", "看不懂“很多”，请写成数字"),
    ("count", "-3", "看不懂"),
    ("count", "2.5", "看不懂"),
    ("year", "上古", "看不懂“上古”，请写成 1996"),
    ("years", "很久", "看不懂"),
    ("date", "2020-02-30", "看不懂“2020-02-30”"),
    ("date", "明天", "看不懂"),
    ("area", "大", "看不懂"),
    ("money", "1.234", "看不懂"),
    ("time", "25点", "看不懂“25点”，请写成时间"),
    ("duration", "很久", "看不懂"),
    ("charge", "面议", "看不懂"),
    ("choice", "其他", "请从列表中选择"),
    ("yes_no", "也许", "请选"),
    ("ref", "建设路1号院", "请从列表中选择"),
]


@pytest.mark.parametrize(("name", "typed", "sentence"), REFUSED)
def test_refused(name: str, typed: object, sentence: str) -> None:
    result = check(FIELDS[name], typed, TODAY)
    assert result.level == "error"
    assert sentence in result.message
    assert result.message.endswith("。")
    assert (result.value, result.companion) == (None, None)


WARNED: list[tuple[str, str, str, str]] = [
    ("phone", "12345", "12345", "电话号码不对"),
    ("id_number", "110105194912310021", "110105194912310021", "校验码"),
    ("id_number", "110105194913310021", "110105194913310021", "出生日期"),
    ("id_number", "一二三", "一二三", "格式不对"),
]


@pytest.mark.parametrize(("name", "typed", "value", "sentence"), WARNED)
def test_doubtful_is_kept_with_a_warning(name: str, typed: str, value: str, sentence: str) -> None:
    result = check(FIELDS[name], typed, TODAY)
    assert (result.level, result.value) == ("warn", value)
    assert sentence in result.message
    assert bool(result.source) == (name == "id_number")


@pytest.mark.parametrize("name", FIELDS)
@given(typed=st.text(max_size=60))
def test_any_text_becomes_a_value_or_a_sentence(name: str, typed: str) -> None:
    result = check(FIELDS[name], typed, TODAY)
    if result.level == "error":
        assert result.message
        assert result.value is None
    if isinstance(result.value, str):
        result.value.encode()
        assert "\x00" not in result.value
    assert not isinstance(result.value, float)


@pytest.mark.parametrize(
    "name", [name for name in FIELDS if name not in ("ref", "person", "choice", "yes_no")]
)
@given(typed=st.text(alphabet="0123456789.年月日约代三-—元㎡户人 万上不详", min_size=1, max_size=12))
def test_what_is_shown_is_understood_the_same_again(name: str, typed: str) -> None:
    first = check(FIELDS[name], typed, TODAY)
    if first.level != "error" and first.shown:
        again = check(FIELDS[name], first.shown, TODAY)
        assert (again.value, again.companion, again.shown) == (first.value, first.companion, first.shown)


def test_every_kind_of_field_is_tried_here() -> None:
    assert {field.kind for field in FIELDS.values()} == set(get_args(FieldKind))


def test_companions_are_columns_of_kinds_that_set_them() -> None:
    for subject in ALL:
        for section in subject.sections:
            for field in section.fields:
                if field.companion:
                    assert field.kind in ("count", "area", "year", "charge"), (subject.kind, field.name)
                if field.kind == "charge":
                    assert field.companion
                if field.kind == "ref":
                    assert field.target
