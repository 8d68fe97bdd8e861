"""Hints beside a person."""

from datetime import date

import pytest

from models.rules.residents import ResidentFacts, resident_hints
from tests.unit.rules.book import EMPTY_BOOK, shipped_book

TODAY = date(2020, 9, 30)
GOOD = "410199196602173218"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (ResidentFacts(), []),
        (ResidentFacts(""), []),
        (ResidentFacts(GOOD), []),
        (ResidentFacts(GOOD, "1966-02", "male"), []),
        (ResidentFacts(GOOD, "1966-02-17", "male"), []),
        (ResidentFacts(GOOD, "damaged", "unheard"), [("sex", "性别与身份证号中的“男”不一致，请核对。")]),
        (ResidentFacts("E12345678", "1966-02", "female"), []),
        (
            ResidentFacts(GOOD, "1966-03", "female"),
            [
                ("birth", "出生日期1966年3月与身份证号中的1966年2月17日不一致，请核对。"),
                ("sex", "性别与身份证号中的“男”不一致，请核对。"),
            ],
        ),
        (
            ResidentFacts("410199196103138550", "1961-03", "male"),
            [("id_number", "身份证号最后一位校验码不符（按前17位应为7，现为0），请对照证件核对。")],
        ),
        (
            ResidentFacts("410199196613173218", "1966", "male"),
            [("id_number", "身份证号中的出生日期“19661317”不是真实日期，请对照证件核对。")],
        ),
    ],
)
def test_what_does_not_fit_in_a_record(facts: ResidentFacts, said: list[tuple[str, str]]) -> None:
    hints = resident_hints(facts, shipped_book(), TODAY)
    assert [(hint.field, hint.message) for hint in hints] == said
    assert all((hint.level, hint.source) == ("warn", "GB 11643") for hint in hints)


def test_without_rules_nothing_is_said() -> None:
    assert resident_hints(ResidentFacts("410199196103138550"), EMPTY_BOOK, TODAY) == ()
