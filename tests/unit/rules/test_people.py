"""Telephones and identity documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules import people
from models.rules.answers import BLANKED, EMPTY, UNREAD
from models.rules.base import Parsed
from models.rules.dates import PartialDate
from tests.unit.rules.cells import CELLS, DAY


def same(value: str) -> Parsed[str]:
    return Parsed(value)


def changed(value: str) -> Parsed[str]:
    return Parsed(value, changed=True)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("13881942084", same("13881942084")),
        ("13881942084 ", changed("13881942084")),
        ("150-7842-1689", changed("15078421689")),
        ("139 1488 7426", changed("13914887426")),
        ("１３８８１９４２０８４", changed("13881942084")),
        ("+86 138 8194 2084", changed("13881942084")),
        ("0086-13881942084", changed("13881942084")),
        ("8613881942084", changed("13881942084")),
        (15095327746.0, same("15095327746")),
        (15095327746, same("15095327746")),
        ("0371-66785390", same("0371-66785390")),
        ("0371-66785390-12", same("0371-66785390-12")),
        ("0371-66785390转12", changed("0371-66785390-12")),
        ("0371-66785390 ext. 12", changed("0371-66785390-12")),
        ("（0371）66785390", changed("0371-66785390")),
        ("037166785390", changed("0371-66785390")),
        ("0371-6678-5390", changed("0371-66785390")),
        ("01066785390", changed("010-66785390")),
        ("021-5678901", same("021-5678901")),
        (37166785390.0, changed("0371-66785390")),
        (1066785390, changed("010-66785390")),
        ("66785390", same("66785390")),
        (66785390, same("66785390")),
        ("400-123-4567", changed("4001234567")),
        ("无", BLANKED),
        ("/", BLANKED),
        ("", EMPTY),
        ("  ", EMPTY),
        (None, EMPTY),
        ("12881942084", UNREAD),
        ("1388194208", UNREAD),
        ("138819420841", UNREAD),
        ("13881942084/13881942085", UNREAD),
        ("见花名册", UNREAD),
        ("1" * 41, UNREAD),
        (12345, UNREAD),
        (13881942084.5, UNREAD),
        (-13881942084, UNREAD),
        (float("inf"), UNREAD),
        (float("nan"), UNREAD),
        (True, UNREAD),
        (DAY, UNREAD),
    ],
)
def test_telephones(typed: object, read: Parsed[str]) -> None:
    assert people.parse_phone(typed) == read


@pytest.mark.parametrize(
    ("stored", "shown", "masked"),
    [
        ("13812341234", "138 1234 1234", "138****1234"),
        ("0371-66785390", "0371-66785390", "0371-****5390"),
        ("0371-66785390-12", "0371-66785390-12", "0371-****5390"),
        ("66785390", "66785390", "****5390"),
        ("123", "123", "***"),
        ("", "", ""),
    ],
)
def test_telephones_as_shown_and_masked(stored: str, shown: str, masked: str) -> None:
    assert people.format_phone(stored) == shown
    assert people.mask_phone(stored) == masked


MOBILES = st.from_regex(r"\A1[3-9][0-9]{9}\Z")
LANDLINES = st.from_regex(r"\A0371-[2-9][0-9]{6,7}(-[0-9]{1,4})?\Z")


@given(MOBILES | LANDLINES)
def test_a_stored_number_is_read_back_as_it_is(phone: str) -> None:
    assert people.parse_phone(phone) == same(phone)
    assert people.parse_phone(people.format_phone(phone)).value == phone


@given(MOBILES)
def test_a_masked_mobile_hides_four_digits(phone: str) -> None:
    assert people.mask_phone(phone) == phone[:3] + "****" + phone[7:]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("410199196602173218", same("410199196602173218")),
        ("41019919940521773X", same("41019919940521773X")),
        ("41019919940521773x", changed("41019919940521773X")),
        ("４１０１９９１９９４０５２１７７３Ｘ", changed("41019919940521773X")),
        ("410199 19660217 3218", changed("410199196602173218")),
        ("'410199196602173218", UNREAD),
        (410199196602173218, same("410199196602173218")),
        (410199660217321, same("410199660217321")),
        (410199660217321.0, same("410199660217321")),
        ("A123456(7)", changed("A1234567")),
        ("H1234567801", same("H1234567801")),
        ("m12345678", changed("M12345678")),
        ("12345678", same("12345678")),
        ("E12345678", same("E12345678")),
        ("4101991966021732", UNREAD),
        ("4101991966021732180", UNREAD),
        ("410***********1234", BLANKED),
        ("遗失", UNREAD),
        ("1" * 41, UNREAD),
        (410199196602173218.0, UNREAD),
        (1.5, UNREAD),
        (0, UNREAD),
        (True, UNREAD),
        (float("nan"), UNREAD),
        (10**18, UNREAD),
        (DAY, UNREAD),
        ("不详", BLANKED),
        (" ", EMPTY),
        ("", EMPTY),
        (None, EMPTY),
    ],
)
def test_identity_numbers(typed: object, read: Parsed[str]) -> None:
    assert people.parse_id_number(typed) == read


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("41019919940521773X", None),
        ("410199196602173218", None),
        ("410199660217321", None),
        ("E12345678", None),
        ("410199196103138550", "最后一位校验码不符（按前17位应为7，现为0）"),
        ("410199195502167060", "最后一位校验码不符（按前17位应为X，现为0）"),
        ("410199196613173218", "出生日期“19661317”不是真实日期"),
        ("410199196602303218", "出生日期“19660230”不是真实日期"),
        ("410199096602173218", "出生日期“09660217”不是真实日期"),
    ],
)
def test_what_is_wrong_with_a_number(number: str, problem: str | None) -> None:
    said = people.id_number_problem(number)
    assert said == problem or (said is not None and problem is not None and problem in said)
    assert said is None or said.endswith("请对照证件核对。")


def _with_check_digit(body: str) -> str:
    """Find the check digit by the other reading of the rule: the weighted sum of all 18 leaves 1."""
    for figure, worth in zip("0123456789X", range(11), strict=True):
        total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body))
        if (total + worth) % 11 == 1:
            return body + figure
    raise AssertionError(body)


BODIES = st.builds(
    lambda region, day, order: f"{region:06d}{day:%Y%m%d}{order:03d}",
    st.integers(0, 999_999),
    st.dates(min_value=DAY.replace(year=1850), max_value=DAY.replace(year=2199)),
    st.integers(0, 999),
)


@given(BODIES)
def test_a_right_number_has_no_problem_and_any_other_last_place_has(body: str) -> None:
    number = _with_check_digit(body)
    assert people.id_number_problem(number) is None
    others = set("0123456789X") - {number[17]}
    assert all(people.id_number_problem(body + other) is not None for other in others)
    assert people.parse_id_number(number) == same(number)


@pytest.mark.parametrize(
    ("number", "birth", "sex"),
    [
        ("410199196602173218", PartialDate(1966, 2, 17), "male"),
        ("410199196910081542", PartialDate(1969, 10, 8), "female"),
        ("410199660217321", PartialDate(1966, 2, 17), "male"),
        ("410199660217322", PartialDate(1966, 2, 17), "female"),
        ("410199661317321", None, "male"),
        ("E12345678", None, None),
        ("A12345678901234", None, None),
    ],
)
def test_what_a_number_tells(number: str, birth: PartialDate | None, sex: str | None) -> None:
    assert people.birth_from_id(number) == birth
    assert people.sex_from_id(number) == sex


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("410199196602171234", "410***********1234"),
        ("410199660217321", "410********7321"),
        ("E12345678", "E1*****78"),
        ("A12", "***"),
        ("", ""),
    ],
)
def test_masked_numbers(number: str, masked: str) -> None:
    assert people.mask_id(number) == masked


@given(st.text(max_size=30))
def test_a_mask_keeps_the_length_and_shows_at_most_half_of_a_short_number(number: str) -> None:
    masked = people.mask_id(number)
    assert len(masked) == len(number)
    if not number.count("*"):
        assert masked.count("*") * 2 >= len(number)


@given(CELLS)
def test_any_cell_gives_an_answer(cell: object) -> None:
    for read in (people.parse_phone(cell), people.parse_id_number(cell)):
        assert read.understood or read.value is None
    if isinstance(cell, str):
        people.id_number_problem(cell)
        people.birth_from_id(cell)
        people.sex_from_id(cell)
        people.mask_phone(people.format_phone(cell))


@pytest.mark.parametrize("typed", ["138****1234", "0371-****1234", "138＊＊＊＊1234", "电话：***1234"])
def test_a_masked_number_says_nothing(typed: str) -> None:
    for read in (people.parse_phone, people.parse_id_number):
        assert read(typed).understood
        assert read(typed).value is None
    assert people.is_masked(typed)
    assert not people.is_masked("13812341234*8")
