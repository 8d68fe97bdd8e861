"""The rules as data: what holds when, and what a damaged file says."""

import json
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.base import Hint
from models.rules.rulebook import (
    Rule,
    RuleBook,
    Threshold,
    as_entry,
    rule_from,
    rules_from_json,
    threshold_from,
)
from tests.unit.rules.book import SHIPPED, shipped_book, shipped_rules

ENTRY: dict[str, Any] = {
    "id": "sample.rule",
    "uuid": "00" * 16,
    "title": "样例",
    "law": "方案",
    "article": "二（二）",
    "valid_from": "2020-08-03",
    "valid_to": None,
    "value": {"min": 3, "share": ">=2/3", "on": True, "word": "all"},
}


def _rules(*changes: dict[str, Any]) -> tuple[Rule, ...]:
    return rules_from_json(json.dumps([ENTRY | change for change in changes]))


def test_values_are_read_by_name() -> None:
    (rule,) = _rules({})
    assert rule.number("min") == 3
    assert rule.threshold("share") == Threshold(Fraction(2, 3), True)
    assert rule.flag("on")
    assert not rule.flag("min")
    assert not rule.flag("missing")
    assert (rule.text("word"), rule.text("missing")) == ("all", "")
    assert rule.source == "方案二（二）"
    assert hash(rule) == hash(_rules({})[0])


@pytest.mark.parametrize(("name", "error"), [("missing", KeyError), ("word", TypeError), ("on", TypeError)])
def test_what_is_no_number(name: str, error: type[Exception]) -> None:
    (rule,) = _rules({})
    with pytest.raises(error):
        rule.number(name)


@pytest.mark.parametrize(
    ("text", "share", "included"),
    [(">=2/3", Fraction(2, 3), True), (">1/2", Fraction(1, 2), False), (">=1/1", Fraction(1), True)],
)
def test_shares(text: str, share: Fraction, included: bool) -> None:
    assert threshold_from(text) == Threshold(share, included)


@pytest.mark.parametrize("text", ["", "2/3", ">=3/2", ">=1/0", "<1/2", ">0.5", ">=２/3"])
def test_what_is_no_share(text: str) -> None:
    with pytest.raises(ValueError, match="not a share"):
        threshold_from(text)


@pytest.mark.parametrize(
    ("blocks", "level", "said"), [(False, "warn", "warn"), (True, "warn", "block"), (True, "info", "info")]
)
def test_a_hint_cites_its_rule_and_blocks_only_where_the_rule_does(
    blocks: bool, level: Any, said: Any
) -> None:
    (rule,) = _rules({"blocks": blocks})
    hint = rule.hint("请核对。", level=level, field="seats")
    assert hint == Hint("sample.rule", said, "seats", "请核对。", "方案二（二）")


def test_the_version_of_the_day_is_found() -> None:
    book = RuleBook(
        _rules(
            {"valid_from": None, "valid_to": "2020-12-31", "law": "旧"},
            {"uuid": "01" * 16, "valid_from": "2021-01-01", "law": "新"},
            {"uuid": "02" * 16, "id": "other", "valid_from": "2022-01-01", "valid_to": "2022-12-31"},
        )
    )
    assert book.at("sample.rule", date(1990, 1, 1)).law == "旧"
    assert book.at("sample.rule", date(2020, 12, 31)).law == "旧"
    assert book.at("sample.rule", date(2021, 1, 1)).law == "新"
    assert book.find("other", date(2021, 12, 31)) is None
    assert book.find("other", date(2023, 1, 1)) is None
    assert book.find("unheard", date(2023, 1, 1)) is None
    with pytest.raises(KeyError, match="other on 2023-01-01"):
        book.at("other", date(2023, 1, 1))
    assert len(book.rules) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"uuid": "00"},
        {"uuid": "zz" * 16},
        {"uuid": None},
        {"value": [3]},
        {"valid_from": "2020年8月"},
        {"valid_from": 2020},
    ],
)
def test_a_damaged_rule_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not a rule"):
        _rules(change)


@pytest.mark.parametrize("text", ["{}", "[1]", "[{}]", "[", '"rules"'])
def test_a_damaged_file_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        rules_from_json(text)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), st.lists, max_leaves=4))
def test_any_json_is_refused_or_read(value: Any) -> None:
    entry = {name: value for name in ENTRY}
    with pytest.raises(ValueError, match="not a rule"):
        rules_from_json(json.dumps([entry]))


def test_two_versions_may_not_hold_on_one_day() -> None:
    with pytest.raises(ValueError, match=r"two versions of sample\.rule"):
        _rules({"valid_to": "2021-01-01"}, {"uuid": "01" * 16, "valid_from": "2021-01-01"})


def test_two_rules_may_not_share_a_uuid() -> None:
    with pytest.raises(ValueError, match="one uuid"):
        _rules({}, {"id": "other"})


def test_two_versions_may_not_share_a_code() -> None:
    with pytest.raises(ValueError, match="one code"):
        _rules({"code": "a"}, {"id": "other", "uuid": "01" * 16, "code": "a"})


def test_a_version_is_found_by_its_code() -> None:
    book = RuleBook(_rules({"code": "sample-2020"}, {"id": "other", "uuid": "01" * 16}))
    found = [book.by_code(code) for code in ("sample-2020", "other", "sample.rule")]
    assert [rule and rule.id for rule in found] == ["sample.rule", "other", None]


def test_a_rule_is_written_down_and_read_again() -> None:
    for rule in (*shipped_rules(), *_rules({})):
        assert rule_from(json.loads(json.dumps(as_entry(rule)))) == rule


def test_the_shipped_votes_have_their_public_names() -> None:
    book = shipped_book()
    owners = ("civil-code-278", "property-law-76", "state-2018", "henan-2017")
    meetings = ("residents-meeting-2018", "residents-meeting-2026", "representatives-meeting-2026")
    names = [f"{name}-{weight}" for name in owners for weight in ("ordinary", "special")]
    names += [*meetings, "owners-committee-henan", "meeting-custom"]
    sources = {name: rule.source for name in names if (rule := book.by_code(name)) is not None}
    assert list(sources) == names
    assert len({rule.code for rule in book.rules}) == len(book.rules)
    assert sources["civil-code-278-special"] == "民法典第278条"
    assert sources["residents-meeting-2018"] == "居委会组织法第9条"


def test_every_shipped_rule_names_its_source() -> None:
    for rule in shipped_rules():
        assert rule.title
        assert rule.law
        assert rule.note
        assert rule.value


def test_the_shipped_uuids_are_of_version_7() -> None:
    for rule in shipped_rules():
        assert rule.uuid[12] == "7"
        assert rule.uuid[16] in "89ab"


@pytest.mark.parametrize(
    ("rule_id", "on", "source", "local"),
    [
        ("committee.seats", date(2020, 8, 31), "方案二（二）", False),
        ("committee.renewal", date(2020, 8, 31), "方案二（二）", True),
        ("courtyard.head", date(2020, 8, 31), "方案二（一）", False),
        ("courtyard.cadre", date(2020, 8, 31), "方案二（五）", False),
        ("disclosure.in_time", date(2020, 8, 31), "方案三（五）2", True),
        ("disclosure.basis", date(2025, 12, 31), "方案三（五）2", False),
        ("disclosure.basis", date(2026, 1, 1), "居委会组织法第34条", False),
        ("owners.general", date(2020, 12, 31), "物权法第76条", False),
        ("owners.general", date(2021, 1, 1), "民法典第278条", False),
        ("owners.general.state_2018", date(2021, 1, 1), "物业管理条例第12条", False),
        ("owners.general.henan_2017", date(2021, 1, 1), "河南省物业管理条例第22条、第26条", False),
        ("residents.meeting", date(2025, 12, 31), "居委会组织法第9条", False),
        ("residents.meeting", date(2026, 1, 1), "居委会组织法第27条", False),
        ("representatives.meeting", date(2026, 1, 1), "居委会组织法第29条", False),
        ("party.branch", date(2020, 8, 31), "党支部工作条例第4条", False),
    ],
)
def test_what_the_shipped_rules_say(rule_id: str, on: date, source: str, local: bool) -> None:
    rule = shipped_book().at(rule_id, on)
    assert (rule.source, rule.local) == (source, local)


def test_only_the_steps_of_deliberation_and_the_limit_of_proxies_block() -> None:
    blocking = {rule.id for rule in shipped_rules() if rule.blocks}
    assert blocking == {"steps.one_three_two", "steps.four_two", "proxy.limit"}


def test_there_was_no_representatives_meeting_of_two_thirds_before_2026() -> None:
    assert shipped_book().find("representatives.meeting", date(2025, 12, 31)) is None


def test_every_share_in_the_shipped_rules_can_be_read() -> None:
    shares = [
        (rule, name)
        for rule in shipped_rules()
        for name, value in rule.value.items()
        if isinstance(value, str) and value.startswith(">")
    ]
    assert len(shares) > 20
    for rule, name in shares:
        assert 0 < rule.threshold(name).share < 1


def test_the_file_is_written_in_one_way() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"
