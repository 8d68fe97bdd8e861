"""The rules the program applies, as data: what holds from when to when, and which text says so."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from models.rules.base import Hint, Level

Scalar = int | str | bool


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share that has to be reached: "≥2/3" includes the number, ">1/2" does not."""

    share: Fraction
    included: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it holds for a time.

    Attributes:
        id: what the program asks for, such as committee.seats; several versions in time share it.
        uuid: fixed id of this version, 32 hexadecimal digits.
        title: what it is about, in Chinese.
        law: short name of the law or document that says so.
        article: the place in it, such as 第278条 or 二（二）; empty where none is known.
        value: named numbers, words and shares.
        valid_from: first day it holds, None for always.
        valid_to: last day it held, None while it holds.
        note: full name of the source, and what else has to be known.
        local: it is local custom and not law.
        blocks: it stops the step; all others warn and explain.
        code: public name of this version, such as civil-code-278-ordinary; "" takes the id.
    """

    id: str
    uuid: str
    title: str
    law: str
    article: str
    value: Mapping[str, Scalar] = field(hash=False)
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""
    local: bool = False
    blocks: bool = False
    code: str = ""

    def __post_init__(self) -> None:
        """Let a version without a name of its own carry that of the rule."""
        if not self.code:
            object.__setattr__(self, "code", self.id)

    @property
    def source(self) -> str:
        """Law and article as shown to the user: 民法典第278条, 方案二（二）."""
        return self.law + self.article

    def holds(self, on: date) -> bool:
        """Tell whether this version holds on a day."""
        after = self.valid_from is None or self.valid_from <= on
        return after and (self.valid_to is None or on <= self.valid_to)

    def number(self, name: str) -> int:
        """Return the whole number called `name`.

        Raises:
            KeyError: the rule has none of that name.
            TypeError: it is no whole number.
        """
        value = self.value[name]
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{self.id}.{name} is not a whole number")
        return value

    def text(self, name: str) -> str:
        """Return the word called `name`, "" where the rule has none."""
        return str(self.value.get(name, ""))

    def flag(self, name: str) -> bool:
        """Tell whether the setting called `name` is on."""
        return self.value.get(name) is True

    def threshold(self, name: str) -> Threshold:
        """Return the share called `name`, written like ">=2/3" or ">1/2".

        Raises:
            KeyError: the rule has none of that name.
            ValueError: it is no share.
        """
        return threshold_from(str(self.value[name]))

    def hint(self, message: str, *, level: Level = "warn", field: str | None = None) -> Hint:
        """Return a hint that cites this rule; a rule that blocks turns a warning into a block."""
        if self.blocks and level == "warn":
            level = "block"
        return Hint(self.id, level, field, message, self.source)


_THRESHOLD = re.compile(r"(>=|>)([0-9]{1,4})/([1-9][0-9]{0,3})")


def threshold_from(text: str) -> Threshold:
    """Return the share written as ">=2/3" (the number included) or ">1/2" (not included).

    Raises:
        ValueError: `text` is no share between nothing and the whole.
    """
    match = _THRESHOLD.fullmatch(text)
    if match is None or int(match[2]) > int(match[3]):
        raise ValueError(f"not a share: {text}")
    return Threshold(Fraction(int(match[2]), int(match[3])), match[1] == ">=")


class RuleBook:
    """All rules, asked by id and day."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        versions: dict[str, list[Rule]] = {}
        for rule in rules:
            versions.setdefault(rule.id, []).append(rule)
        self._versions = versions
        self._codes = {rule.code: rule for listed in versions.values() for rule in listed}

    def find(self, rule_id: str, on: date) -> Rule | None:
        """Return the version of a rule that holds on a day, or None where none does."""
        for rule in self._versions.get(rule_id, ()):
            if rule.holds(on):
                return rule
        return None

    def at(self, rule_id: str, on: date) -> Rule:
        """Return the version of a rule that holds on a day.

        Raises:
            KeyError: no such rule, or none that holds on that day.
        """
        rule = self.find(rule_id, on)
        if rule is None:
            raise KeyError(f"{rule_id} on {on.isoformat()}")
        return rule

    def by_code(self, code: str) -> Rule | None:
        """Return the version of a rule that carries a name, whatever day it holds; None where none does."""
        return self._codes.get(code)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every version of every rule in the order of the file."""
        return tuple(rule for versions in self._versions.values() for rule in versions)


def rules_from_json(text: str) -> tuple[Rule, ...]:
    """Return the rules in a JSON text, a list of objects with the attributes of `Rule`.

    Raises:
        ValueError: the text is no such list, an id lacks, a uuid or a code stands twice, or two versions of
            a rule hold on one day.
    """
    listed = json.loads(text)
    if not isinstance(listed, list):
        raise ValueError("the rules are a list")
    rules = tuple(rule_from(entry) for entry in listed)
    if len({rule.uuid for rule in rules}) != len(rules):
        raise ValueError("two rules carry one uuid")
    named = [rule.code for rule in rules if rule.code != rule.id]
    if len(set(named)) != len(named):
        raise ValueError("two rules carry one code")
    for place, rule in enumerate(rules):
        for other in rules[place + 1 :]:
            if rule.id == other.id and _overlap(rule, other):
                raise ValueError(f"two versions of {rule.id} hold on one day")
    return rules


_OPTIONAL = ("note", "local", "blocks", "code")


def rule_from(entry: Any) -> Rule:
    """Return the rule written down as a plain object: an entry of the file, or what `as_entry` returned.

    Raises:
        ValueError: it is no rule.
    """
    try:
        if len(bytes.fromhex(entry["uuid"])) != 16 or not isinstance(entry["value"], dict):
            raise ValueError("uuid or value")
        return Rule(
            id=entry["id"],
            uuid=entry["uuid"],
            title=entry["title"],
            law=entry["law"],
            article=entry["article"],
            value=MappingProxyType(dict(entry["value"])),
            valid_from=_day(entry["valid_from"]),
            valid_to=_day(entry["valid_to"]),
            **{name: entry[name] for name in _OPTIONAL if name in entry},
        )
    except (KeyError, TypeError, ValueError) as wrong:
        raise ValueError(f"not a rule: {entry!r:.80}") from wrong


def as_entry(rule: Rule) -> dict[str, Any]:
    """Return a rule as a plain object for JSON, so that a counted vote keeps what decided it."""
    return {
        "id": rule.id,
        "uuid": rule.uuid,
        "code": rule.code,
        "title": rule.title,
        "law": rule.law,
        "article": rule.article,
        "valid_from": None if rule.valid_from is None else rule.valid_from.isoformat(),
        "valid_to": None if rule.valid_to is None else rule.valid_to.isoformat(),
        "value": dict(rule.value),
        "note": rule.note,
        "local": rule.local,
        "blocks": rule.blocks,
    }


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _overlap(first: Rule, second: Rule) -> bool:
    early, late = (rule.valid_from or date.min for rule in (first, second))
    return max(early, late) <= min(first.valid_to or date.max, second.valid_to or date.max)
