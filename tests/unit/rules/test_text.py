"""Cleaning, folding, placeholders, natural order and Chinese numerals."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules import text

ANY_TEXT = st.text(max_size=60)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("王䶮", "王䶮"),
        (" 煤建公司家属院 ", "煤建公司家属院"),
        ("\u3000张 三\u3000", "张 三"),
        ("\ufeff\u200b𠅤志远\xa0", "𠅤志远"),
        ("张\u200b三", "张三"),
        ("收费标准\n(元/㎡·月)", "收费标准 (元/㎡·月)"),
        ("第一行 \r\n\r\n  第二行", "第一行 第二行"),
        ("一\t二", "一 二"),
        ("\u2066张三\u2069", "张三"),
        ("豈\uf900", "豈\uf900"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("\u3000", ""),
    ],
)
def test_cleaning_keeps_the_characters_and_drops_the_edges(typed: str, stored: str) -> None:
    assert text.clean(typed) == stored


@given(ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(typed: str) -> None:
    once = text.clean(typed)
    assert text.clean(once) == once
    assert "\n" not in once


def test_several_lines_keep_their_breaks() -> None:
    assert text.clean_lines("\r\n 第一段 \r第二段\u3000\n\n第三段\n") == "第一段\n第二段\n\n第三段"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("买买提·艾力", "买买提・艾力"),
        ("买买提•艾力", "买买提．艾力"),
        ("Ａ区", "a区"),
        ("第八大街26号院（南）", "第八大街２６号院(南)"),
        ("王 芳", "王芳"),
        ("王\u3000芳\u200b", "王芳"),
        ("ABC 12", "abc12"),
    ],
)
def test_names_that_are_the_same_to_a_reader(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other)
    assert text.same_name(one, other)


@pytest.mark.parametrize(("one", "other"), [("豈", "\uf900"), ("张三", "张山"), ("2号楼", "12号楼")])
def test_names_that_differ(one: str, other: str) -> None:
    assert not text.same_name(one, other)


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(typed: str) -> None:
    once = text.fold(typed)
    assert text.fold(once) == once
    assert text.same_name(typed, typed)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("张三", None),
        ("plain", None),
        ("𠅤志远", None),
        ("张\x00", "第2个字符是空字符"),
        ("\x00", "第1个字符是空字符"),
        ("张三\ud800", "第3个字符残缺不全"),
    ],
)
def test_what_cannot_be_stored_is_named(typed: str, problem: str | None) -> None:
    said = text.check_storable(typed)
    assert said == problem or (said is not None and problem is not None and said.startswith(problem))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "无",
        "不详",
        "未知",
        "-",
        "—",
        "——",
        "－",
        "/",
        "／",
        "未成立",
        "暂无",
        "空",
        " 无 ",
        "N/A",
        "…",
        "（无）",
        "\u3000",
    ],
)
def test_placeholders(typed: str) -> None:
    assert text.is_placeholder(typed)


@pytest.mark.parametrize("typed", ["0", "无主管楼院", "张三", "1-1", "不详细", "有", "/" * 41])
def test_what_is_no_placeholder(typed: str) -> None:
    assert not text.is_placeholder(typed)


ORDERED = [
    ["2号楼", "３号楼", "3-1号楼", "3-2号楼", "3-10号楼", "甲3号楼", "乙3号楼", "4号楼", "10号楼"],
    ["1#", "2#", "10#"],
    ["1", "2", "10", "101"],
    ["一单元", "二单元", "3单元", "十单元", "十二单元", "二十单元"],
    ["甲栋", "乙栋", "丙栋", "丁栋"],
    ["东户", "中户", "西户"],
    ["3层东户", "3层西户", "４层东户", "10层东户"],
    ["第五大街3号院", "第八大街26号院（南）", "第八大街26号院（北）", "第十大街1号院"],
    ["轴承厂1号院", "轴承厂2号院", "轴承厂12号院"],
    ["航海东路1号院东院", "航海东路1号院西院"],
    ["A座", "B座"],
]


@pytest.mark.parametrize("expected", ORDERED, ids=lambda names: names[0])
def test_places_stand_in_natural_order(expected: list[str]) -> None:
    assert sorted(reversed(expected), key=text.natural_key) == expected


@pytest.mark.parametrize(
    ("one", "other"), [("2号楼", "２号楼"), ("02号楼", "2号楼"), ("三单元", "3单元"), ("000", "0")]
)
def test_places_that_sort_alike(one: str, other: str) -> None:
    assert text.natural_key(one) == text.natural_key(other)


def test_a_numeral_that_is_no_number_stays_as_it_is() -> None:
    assert text.natural_key("十百千号") == "十百千号"


@given(st.lists(st.integers(0, 10**12), min_size=2, max_size=8))
def test_numbers_in_places_sort_as_numbers(numbers: list[int]) -> None:
    names = [f"{number}号楼" for number in numbers]
    assert sorted(names, key=text.natural_key) == [f"{number}号楼" for number in sorted(numbers)]


@given(ANY_TEXT)
def test_every_text_has_a_key_that_does_not_depend_on_width_or_case(typed: str) -> None:
    assert text.natural_key(typed) == text.natural_key(text.fold(typed))


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("零", 0),
        ("〇", 0),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("两百", 200),
        ("廿三", 23),
        ("卅", 30),
        ("一百零五", 105),
        ("一百一十", 110),
        ("一百十五", 115),
        ("三千零二十", 3020),
        ("一九九四", 1994),
        ("二〇二〇", 2020),
        ("一万二千", 12_000),
        ("一万零二", 10_002),
        ("一亿零三万", 100_030_000),
        ("二亿", 200_000_000),
        ("壹拾万零柒", 100_007),
        ("", None),
        ("万", None),
        ("亿", None),
        ("十十", None),
        ("一百百", None),
        ("一千十百", None),
        ("一二百", None),
        ("百二十千", None),
        ("一百二", None),
        ("一万二", None),
        ("一万万", None),
        ("一万二三", None),
        ("十万万", None),
        ("三个", None),
        ("2千", None),
        ("一" * 25, None),
    ],
)
def test_chinese_numerals(numeral: str, value: int | None) -> None:
    assert text.chinese_int(numeral) == value


_DIGITS = "零一二三四五六七八九"


def _numeral(number: int) -> str:
    """Write a number below 100 million in full, the way it is taught."""
    if number >= 10_000:
        head, tail = divmod(number, 10_000)
        return _numeral(head) + "万" + (("零" if tail < 1000 else "") + _numeral(tail) if tail else "")
    written = ""
    for place, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            written += _DIGITS[digit] + sign
        elif written and number % place and not written.endswith("零"):
            written += "零"
    return written or "零"


@given(st.integers(0, 99_999_999))
def test_numerals_written_in_full_are_read_back(number: int) -> None:
    assert text.chinese_int(_numeral(number)) == number


def test_numerals_of_every_small_number() -> None:
    assert [text.chinese_int(_numeral(number)) for number in range(1000)] == list(range(1000))


@given(st.text(alphabet="〇零一二三四五六七八九十百千万亿廿卅两壹个", max_size=12))
def test_any_heap_of_numerals_gives_an_answer(numeral: str) -> None:
    value = text.chinese_int(numeral)
    assert value is None or value >= 0


def test_keys_of_a_mixed_list_are_all_different() -> None:
    names = list(itertools.chain.from_iterable(ORDERED))
    assert len({text.natural_key(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("王䶮 𠅤", "王䶮 𠅤"),
        ("第一行\n第二行\t格", "第一行\n第二行\t格"),
        ("a\x1b[31mb\x07\x9b", "a\ufffd[31mb\ufffd\ufffd"),
        ("甲\u202e乙\u2066丙", "甲\ufffd乙\ufffd丙"),
        ("阿依\u200c古丽", "阿依\u200c古丽"),
    ],
)
def test_signs_that_act_are_shown(written: str, shown: str) -> None:
    assert text.visible(written) == shown
