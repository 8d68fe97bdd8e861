"""What a message is probably about: building, category, who said it, and whether it raises anything."""

import re
from collections.abc import Mapping
from typing import Final

from models import vocab
from models.rules.text import fold, narrow
from services.opinion_intake.words import categories, words

_BRACKETS: Final = re.compile(r"\[[^\[\]]{1,12}\]|【[^【】]{1,12}】")
_MEANT: Final = re.compile(r"@\S{1,20}\s?")
_SHORTEST: Final = 4
_THANKS: Final = 8
"""Characters of the longest message that only thanks somebody."""
_PARTICLES: Final = "了啊呀吧呢嘛哦呵！!~,，。. "
_NUMERALS: Final = "零一二三四五六七八九十"
_BUILDING: Final = re.compile(
    r"(?P<stem>[甲乙丙丁东西南北])?(?P<number>\d{1,3}|[零一二三四五六七八九十]{1,3})\s?(?:号楼|号院?楼|#楼?|栋|幢|楼(?![上下道梯层院顶]))"
)
_ROOM: Final = re.compile(r"^\D{0,4}(?P<number>\d{1,3})\s?[-—–－]\s?\d{1,2}\s?[-—–－]\s?\d{2,4}")
_LEADING: Final = re.compile(
    r"^(?:#楼|[\d#\-—–－\s]|号楼|号|栋|幢|单元|室|户|楼(?=\d)|[东西中]户|[一二三四五六七八九十]+(?=号楼|栋|单元))+"
)


def category_of(text: str) -> str | None:
    """Return the category a text is about, None where no word tells."""
    found = {
        code: sum(len(word) ** 2 for word in told if word in text) for code, told in categories().items()
    }
    best = max(found, key=lambda code: (found[code], -list(found).index(code)))
    return best if found[best] and best in vocab.OPINION_CATEGORY else None


def why_not(text: str) -> str:
    """Return why a message is probably nothing anybody raised, "" where it is something."""
    said = _MEANT.sub("", _BRACKETS.sub("", text)).strip()
    if not any(letter.isalnum() for letter in said):
        return "只有图片或表情"
    bare = _bare(said)
    thanks = len(bare) <= _THANKS and bare.startswith(("谢谢", "感谢", "辛苦", "恭喜"))
    if thanks or bare in words("chatter") or len(said) < _SHORTEST:
        return "闲聊"
    if category_of(said) is None and not any(word in said for word in words("raises")):
        return "没有看出诉求"
    return ""


def _bare(said: str) -> str:
    """Return a text without marks, and without the particles people end a word of thanks with."""
    return narrow(said).casefold().rstrip(_PARTICLES) or said


def number_of(name: str) -> str:
    """Return the number of a building: 3 for 3号楼, 三号楼 and 3#, 甲3 for 甲3号楼; "" where it has none."""
    found = _BUILDING.search(f"{narrow(name)}号楼" if narrow(name).isdigit() else narrow(name))
    return "" if found is None else f"{found['stem'] or ''}{_digits(found['number'])}"


def _digits(text: str) -> str:
    if text.isdigit():
        return str(int(text))
    tens, ten, ones = text.rpartition("十")
    number = (_NUMERALS.index(tens[-1]) if tens else 1) * 10 if ten else 0
    return str(number + (_NUMERALS.index(ones[-1]) if ones else 0))


def building_in(text: str, sender: str, known: Mapping[str, bytes]) -> bytes | None:
    """Return the building that a message or the name of its sender tells, None where it is not known.

    Args:
        text: what was said; what it names goes before the name of the sender.
        sender: 3-2-401 张三, 三号楼李四.
        known: buildings of the courtyard by `number_of` their names.
    """
    for said in (text, sender):
        plain = narrow(said)
        for found in _BUILDING.finditer(plain):
            hit = known.get(f"{found['stem'] or ''}{_digits(found['number'])}")
            if hit is not None:
                return hit
    room = _ROOM.match(narrow(sender))
    return known.get(str(int(room["number"]))) if room is not None else None


def person_in(sender: str) -> str:
    """Return the name in what a chat shows: 张三 of 3-2-401 张三 and of 3号楼张三."""
    plain = narrow(sender).strip()
    return _LEADING.sub("", plain).strip(" -—_") or plain


def same_text(text: str) -> str:
    """Return what two registrations of one message have in common."""
    return fold(text)
