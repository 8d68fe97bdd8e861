"""The wording of each kind of sheet as data: its parts, its flags, and what may be filled in (notices.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from models.errors import EnvironmentFault, InvalidInput
from services.documents.placeholders import fill, listed, names_in

_FILE = Path(__file__).resolve().parents[2] / "resources" / "templates.json"
PRINTED = ("basis", "period", "objection", "seal", "qr", "date")
"""What every 公示 carries on its sheet today; the number waits for the life of notices."""


@dataclass(frozen=True, slots=True)
class TemplatePart:
    """A part of a sheet whose wording can be changed.

    Attributes:
        part: its code.
        label: what it is called.
        text: the shipped wording, "" for a part that is empty unless the office fills it.
        most: most characters.
        lines: whether it may have several lines, each a paragraph.
        required: whether it must say something.
        must: placeholders of which it has to have one, () for none.
        flag: the flag it is printed under, "" for always.
    """

    part: str
    label: str
    text: str = ""
    most: int = 60
    lines: bool = False
    required: bool = False
    must: tuple[str, ...] = ()
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of sheet.

    Attributes:
        kind, name: code and name.
        offered: whether the program makes this sheet already.
        public: whether it is a 公示, which carries everything.
        flags: what it carries.
        switchable: flags an office may switch.
        placeholders: names of what can be filled in.
        parts: in the order they stand on the sheet.
    """

    kind: str
    name: str
    offered: bool
    public: bool
    flags: Mapping[str, bool]
    switchable: tuple[str, ...]
    placeholders: tuple[str, ...]
    parts: tuple[TemplatePart, ...]

    def part(self, code: str) -> TemplatePart:
        """Return a part.

        Raises:
            KeyError: this kind has no such part.
        """
        return {each.part: each for each in self.parts}[code]


@dataclass(frozen=True, slots=True)
class Shipped:
    """Everything the file tells: kinds, what each placeholder means, what each flag is called."""

    kinds: Mapping[str, Template]
    meanings: Mapping[str, str]
    flag_names: Mapping[str, str]
    why_all: str


@dataclass(frozen=True, slots=True)
class Wording:
    """How one kind is worded: the shipped text, with what an office writes instead.

    Attributes:
        template: the kind.
        texts: own wording by part.
        flags: own flags; only those an office may switch count.
    """

    template: Template
    texts: Mapping[str, str] = field(default_factory=dict)
    flags: Mapping[str, bool] = field(default_factory=dict)

    def text(self, part: str) -> str:
        """Return the wording of a part, with its placeholders."""
        return self.texts.get(part, self.template.part(part).text)

    def carries(self, flag: str) -> bool:
        """Return whether the sheet carries what this flag stands for."""
        if flag in self.template.switchable:
            return self.flags.get(flag, self.template.flags[flag])
        return self.template.flags[flag]

    def said(self, part: str, values: Mapping[str, str]) -> str:
        """Return a part filled in, "" where its flag is off or it has nothing to say.

        Args:
            part: its code.
            values: what the placeholders say.

        Raises:
            InvalidInput: own wording that cannot be read, with its place.
        """
        described = self.template.part(part)
        if described.flag and not self.carries(described.flag):
            return ""
        try:
            return fill(self.text(part), values, is_title=part.startswith("title"))
        except InvalidInput as error:
            raise InvalidInput(
                f"“{self.template.name}”的“{described.label}”：{error.message}请到“系统—公示模板”里改正或恢复原文。"
            ) from error


def check(template: Template, part: str, text: str, meanings: Mapping[str, str] | None = None) -> str:
    """Return what is wrong with the wording of a part as one sentence, "" when it can be taken.

    Args:
        template: the kind of sheet.
        part: which part.
        text: what somebody wrote.
        meanings: every placeholder there is, by default those of the shipped file.
    """
    described = template.part(part)
    where = f"“{template.name}”的“{described.label}”"
    if not text.strip().strip("　"):
        return f"{where}不能空着。想用原来的文字，请按“恢复原文”。" if described.required else ""
    plain = _check_plain(described, text)
    if plain:
        return where + plain
    try:
        names = names_in(text)
    except InvalidInput as error:
        return f"{where}：{error.message}"
    known = load_templates().meanings if meanings is None else meanings
    for name in names:
        if name not in template.placeholders:
            wrong = "在这种公示上没有内容可填" if name in known else "不是占位符"
            return f"{where}里的{{{name}}}{wrong}。可以用：{listed(template.placeholders)}。"
    if described.must and not set(described.must).intersection(names):
        needed = "或".join(f"{{{name}}}" for name in described.must)
        return f"{where}里要有{needed}，居民看公示时需要知道。"
    return ""


def _check_plain(described: TemplatePart, text: str) -> str:
    if len(text) > described.most:
        return f"有{len(text)}个字，最多{described.most}个字。请缩短。"
    if "\n" in text and not described.lines:
        return "只能写一行。请去掉换行。"
    if any((each < " " and each != "\n") or "\ud800" <= each <= "\udfff" for each in text):
        return "里有看不见的字符。请删掉重新输入。"
    return ""


@lru_cache(maxsize=4)
def load_templates(path: Path | None = None) -> Shipped:
    """Return the shipped wording.

    Raises:
        EnvironmentFault: the file is missing or damaged.
    """
    source = path or _FILE
    try:
        told = json.loads(source.read_text("utf-8"))
        kinds = {entry["kind"]: _template(entry) for entry in told["kinds"]}
        return Shipped(kinds, told["placeholders"], told["flags"], told["why_all"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EnvironmentFault(
            f"公示模板文件“{source.name}”缺失或损坏，无法生成公示。请重新安装程序。"
        ) from error


def _template(entry: Mapping[str, Any]) -> Template:
    parts = tuple(TemplatePart(**{**each, "must": tuple(each.get("must", ()))}) for each in entry["parts"])
    return Template(
        entry["kind"],
        entry["name"],
        entry["offered"],
        entry["public"],
        entry["flags"],
        tuple(entry["switchable"]),
        tuple(entry["placeholders"]),
        parts,
    )


def shipped(kind: str) -> Wording:
    """Return a kind as it is shipped.

    Raises:
        KeyError: no such kind.
        EnvironmentFault: the file is missing or damaged.
    """
    return Wording(load_templates().kinds[kind])
