"""The shipped rules, for the tests that need them."""

from functools import cache
from pathlib import Path

from models.rules.rulebook import Rule, RuleBook, rules_from_json

SHIPPED = Path(__file__).resolve().parents[3] / "resources" / "rules.json"


@cache
def shipped_rules() -> tuple[Rule, ...]:
    return rules_from_json(SHIPPED.read_text(encoding="utf-8"))


def shipped_book() -> RuleBook:
    return RuleBook(shipped_rules())


EMPTY_BOOK = RuleBook(())
