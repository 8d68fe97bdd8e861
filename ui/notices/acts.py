"""Which steps of its life a notice can take now, in the order they stand in the strip; pure data."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from services.notices.life import Standing


@dataclass(frozen=True, slots=True)
class Act:
    """A step.

    Attributes:
        key: its name in code.
        label: what the button says; … where something is asked first.
        icon: its icon.
        letter: chosen by this letter in the menu 更多.
        tip: what it does, in a sentence.
    """

    key: str
    label: str
    icon: str
    letter: str
    tip: str


ACTS: Final = {
    act.key: act
    for act in (
        Act("check", "核对…", "fa6s.user-check", "H", "由另一个人核对；只有一个人办理时写明原因"),
        Act("reopen", "退回草稿", "fa6s.rotate-left", "T", "退回草稿，改好后重新核对"),
        Act("issue", "签发…", "fa6s.stamp", "Q", "编号并存档，以后内容不再改动"),
        Act("post", "张贴…", "fa6s.thumbtack", "Z", "登记贴在哪个公开栏、从哪天起"),
        Act("take_down", "取下…", "fa6s.circle-down", "X", "登记哪天取下"),
        Act("object", "登记异议…", "fa6s.comment-dots", "Y", "登记居民提出的异议，算出答复期限"),
        Act("reply", "答复异议…", "fa6s.reply", "D", "登记对异议的答复"),
        Act("correct", "更正…", "fa6s.file-pen", "G", "另出一张更正公示，写明更正的编号"),
        Act("void", "作废…", "fa6s.ban", "F", "作废还没有张贴的公示，编号保留"),
        Act("archive", "归档", "fa6s.box-archive", "A", "把取下的公示收进档案"),
        Act("reprint", "重印…", "fa6s.print", "P", "打印签发时存下的那一张，一字不差"),
        Act("form", "空白异议登记表…", "fa6s.file-lines", "B", "打印给居民填写的异议登记表"),
    )
}
_NEXT: Final = {
    "draft": ("check",),
    "checked": ("issue", "reopen"),
    "issued": ("post", "void", "reprint", "correct", "object", "form"),
    "posted": ("take_down", "object", "post", "reprint", "correct", "form"),
    "taken_down": ("archive", "reprint", "object", "correct", "form"),
    "archived": ("reprint", "correct"),
    "void": ("reprint",),
    "late": ("object",),
}
"""Steps by state, the next one of its life first."""
PATH: Final = ("draft", "checked", "issued", "posted", "taken_down", "archived")
"""The way of a notice from its beginning to its end."""


def acts_of(found: "Standing") -> tuple[Act, ...]:
    """Return what can be done with a notice now: the next step, a second one, then the rest.

    Args:
        found: where it stands.
    """
    keys = list(_NEXT[found.state])
    if found.state == "late" and found.can_archive:
        keys.insert(0, "archive")
    if found.objections:
        keys.insert(min(1, len(keys)), "reply")
    return tuple(ACTS[key] for key in keys)
