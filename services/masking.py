"""Lets what a sheet shows pass its profile: names by group, numbers in every text; tells what it did."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Final, TypeVar

from models import vocab
from models.rules.dates import from_record
from models.rules.masks import FULL, HIDDEN, MASKED, STARS, Number, numbers_on_record_in, shown, without
from services.masks import MaskProfile, profile
from services.office import Context

IN_FULL: Final = "全名"
NO_CONSENT: Final = "没有登记本人同意公开姓名"
OWN_RULE: Final = "本单位在“系统”的“姓名遮盖”里这样设置"
_SHOWN_AS: Final = {FULL: IN_FULL, MASKED: "隐去部分", HIDDEN: "不出现"}
_KEPT_AS_IT_IS: Final = frozenset(("payload", "code", "digest"))
"""Fields that hold codes for machines; a figure in them is nobody's number."""
_SHORTEST: Final = 7
"""Characters of the shortest number there is: a landline without its area."""
_MOST_ASKED: Final = 400
_MOST_LISTED: Final = 12
"""Names spelled out in a warning."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person on a sheet.

    Attributes:
        name: as it is printed, "" where it is left out.
        posts: in which capacities: 书记, 楼院长 …
        mask: how the name is shown: 全名, 隐去部分 or 不出现.
        reason: why it is shown so.
        before: the name on record.
        group: of vocab.MASK_GROUP.
    """

    name: str
    posts: tuple[str, ...]
    mask: str
    reason: str
    before: str
    group: str

    @property
    def is_masked(self) -> bool:
        """Whether the name is printed otherwise than it is on record."""
        return self.name != self.before


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A telephone or identity number in the texts of a sheet: its part, as printed, how, and how often."""

    part: str
    printed: str
    mode: str
    count: int


@dataclass(frozen=True, slots=True)
class MaskReport:
    """What was masked on a sheet, and what was found in its texts.

    Attributes:
        kind, called: the profile and what the print log calls it.
        people: who is named, in the order of the sheet.
        numbers: telephones and identity numbers found in its texts.
        names: residents' names found in its texts; they are printed as written.
        remarks: what else somebody should look at, a sentence each.
    """

    kind: str
    called: str
    people: tuple[NamedPerson, ...] = ()
    numbers: tuple[FoundNumber, ...] = ()
    names: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether there is anything to tell: somebody named, a number found."""
        return bool(self.people or self.numbers or self.names)

    def in_words(self) -> str:
        """Return what the print log says: 遮盖按“决议公示”：全名3人，隐去部分1人，号码遮盖2处."""
        counts = [
            f"{shown_as}{count}人"
            for shown_as in _SHOWN_AS.values()
            if (count := len({each.before for each in self.people if each.mask == shown_as}))
        ]
        covered = sum(each.count for each in self.numbers if each.mode != FULL)
        counts += [f"号码遮盖{covered}处"] if covered else []
        whole = sum(each.count for each in self.numbers if each.mode == FULL)
        counts += [f"号码完整{whole}处"] if whole else []
        counts += [f"文字里有居民姓名{len(self.names)}个"] if self.names else []
        return f"遮盖按“{self.called}”：{'，'.join(counts) or '没有写人名'}"

    def warnings(self) -> tuple[str, ...]:
        """Return what somebody should look at before the sheet leaves, a sentence each."""
        found = []
        for each in self.numbers:
            what, times = vocab.MASK_PART.label(each.part), f"（{each.count}处）" if each.count > 1 else ""
            if each.mode == FULL:
                found.append(f"文字里有{what}{each.printed}{times}，按本单位设置完整印出。")
            else:
                found.append(f"文字里有{what}，已印成{each.printed}{times}。")
        if self.names:
            listed = "、".join(self.names[:_MOST_LISTED])
            more = f"等{len(self.names)}个" if len(self.names) > _MOST_LISTED else ""
            found.append(f"文字里写了居民姓名：{listed}{more}。照原样印出，不宜公开的请改正文字。")
        return (*found, *self.remarks)

    def to_json(self) -> str:
        """Return canonical JSON to be frozen with an issue; what is masked is told as it was printed."""
        told = {
            "profile": self.kind,
            "called": self.called,
            "people": [
                {"name": e.name, "posts": e.posts, "group": e.group, "mask": e.mask, "reason": e.reason}
                for e in self.people
            ],
            "numbers": [
                {"part": e.part, "printed": e.printed, "mode": e.mode, "count": e.count} for e in self.numbers
            ],
            "names_in_text": list(self.names),
        }
        return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


NO_MASKS: Final = MaskReport("", "")
"""Of a sheet that no profile was asked about."""


class Masker:
    """Masks one sheet and remembers what it did.

    Args:
        context: read on the reader's thread.
        told: the profile of the sheet.
    """

    def __init__(self, context: Context, told: MaskProfile) -> None:
        self._context = context
        self.profile = told
        self._people: dict[tuple[str, str, str, str, str], dict[str, None]] = {}
        self._numbers: dict[tuple[str, str, str], int] = {}
        self._offices: frozenset[str] | None = None
        self._asked: dict[str, bool] = {}

    def name(self, group: str, name: str | None, post: str, consent_on: str | None = "") -> str:
        """Return a name as the sheet shows it.

        Args:
            group: of vocab.MASK_GROUP.
            name: on record; None and "" stay nothing.
            post: in which capacity.
            consent_on: of a volunteer, the ISO day of the consent on record.
        """
        if not name:
            return ""
        rule = self.profile.rules[(group, "name")]
        mode, reason = rule.mode, OWN_RULE if rule.is_own else rule.reason
        if group == "volunteer" and mode == FULL:
            day = from_record(consent_on or None)
            mode = FULL if day is not None else MASKED
            reason = f"本人{day.chinese}同意公开姓名" if day is not None else NO_CONSENT
        printed = shown("name", name, mode)
        self._people.setdefault((name, printed, group, mode, reason), {}).setdefault(post)
        return printed

    def value(self, group: str, part: str, value: str | None) -> str:
        """Return something else about a person as the sheet shows it; `part` of vocab.MASK_PART."""
        return shown(part, value or "", self.profile.mode(group, part))

    def swept(self, value: T) -> T:
        """Return facts or a document with the numbers in its texts masked as the profile says.

        Telephones of offices, communities and other units stay where the profile prints them.
        """
        made: T = self._walked(value)
        return made

    def _walked(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, tuple):
            made = tuple(self._walked(each) for each in value)
            return made if made != value else value
        if is_dataclass(value) and not isinstance(value, type):
            changed = {}
            for field in fields(value):
                before = getattr(value, field.name)
                if field.name not in _KEPT_AS_IT_IS and (after := self._walked(before)) != before:
                    changed[field.name] = after
            return replace(value, **changed) if changed else value
        return value

    def _text(self, text: str) -> str:
        found = self._private_in(text)
        for each in found:
            mode = self._mode(each.part)
            key = (each.part, shown(each.part, each.digits, mode) or STARS, mode)
            self._numbers[key] = self._numbers.get(key, 0) + 1
        return without(text, found, self._mode)

    def _private_in(self, text: str) -> list[Number]:
        if len(text) < _SHORTEST:
            return []
        return [each for each in numbers_on_record_in(text, self._on_record) if self._is_private(each)]

    def _post(self, post: str) -> str:
        """Return in which capacity somebody is named, without numbers that somebody wrote there."""
        return without(post, self._private_in(post), self._mode)

    def _mode(self, part: str) -> str:
        return self.profile.mode("resident", part)

    def _is_private(self, number: Number) -> bool:
        return number.part != "phone" or number.digits not in self._office_phones()

    def _office_phones(self) -> frozenset[str]:
        """Return the telephones of offices, communities and other units, none where they are masked too."""
        if self._offices is None:
            rows = self._context.reader.all(
                "SELECT phone FROM unit WHERE phone IS NOT NULL AND deleted_at IS NULL"
            )
            self._offices = frozenset("".join(filter(str.isdigit, row[0])) for row in rows)
        return self._offices if self.profile.mode("contact", "phone") == FULL else frozenset()

    def _on_record(self, numbers: Collection[str]) -> set[str]:
        """Return those that are the number of a resident; each is looked for once."""
        asked = sorted({each for each in numbers if each not in self._asked} - self._office_phones())
        for start in range(0, len(asked), _MOST_ASKED):
            part = asked[start : start + _MOST_ASKED]
            marks = ", ".join("?" * len(part))
            rows = self._context.reader.all(
                f"SELECT id_number, phone FROM resident WHERE id_number IN ({marks}) "
                f"OR replace(phone, '-', '') IN ({marks})",
                (*part, *part),
            )
            known = {number.replace("-", "") for row in rows for number in row if number}
            self._asked.update((each, each in known) for each in part)
        return {each for each in numbers if self._asked.get(each)}

    def report(self, document: Any = None) -> MaskReport:
        """Return what was done; with the document, of the people only those who stand on it."""
        said = None if document is None else "\n".join(texts(document))
        return MaskReport(
            self.profile.kind,
            self.profile.called,
            tuple(
                NamedPerson(printed, tuple(map(self._post, posts)), _SHOWN_AS[mode], reason, name, group)
                for (name, printed, group, mode, reason), posts in self._people.items()
                if said is None or printed in said
            ),
            tuple(FoundNumber(*key, count) for key, count in self._numbers.items()),
        )


def masker(context: Context, kind: str) -> Masker:
    """Return what masks a sheet of a kind (vocab.NOTICE_KIND or another of resources/masks.json)."""
    return Masker(context, profile(context, kind))


def texts(value: Any) -> Iterator[str]:
    """Give every text in facts or in a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from texts(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.name not in _KEPT_AS_IT_IS:
                yield from texts(getattr(value, field.name))
