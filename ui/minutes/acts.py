"""What can be done with the minutes of a meeting now, in the order it stands in the strip; pure data."""

from typing import TYPE_CHECKING, Final

from ui.notices.acts import Act

if TYPE_CHECKING:
    from services.minutes import Standing

ACTS: Final = {
    act.key: act
    for act in (
        Act("draft", "起草纪要", "fa6s.file-pen", "Q", "按会议的议题、表决、决议、待办和到会情况起草纪要"),
        Act("late", "补录纪要", "fa6s.clock-rotate-left", "L", "以前开的会，按原有记录补录，纪要上注明"),
        Act("write", "补充内容…", "fa6s.pen", "N", "在会议记录之外，用自己的话补充一段"),
        Act("check", "核对…", "fa6s.user-check", "H", "由另一个人核对；只有一个人办理时写明原因"),
        Act("reopen", "退回草稿", "fa6s.rotate-left", "T", "退回草稿，改好后重新核对"),
        Act("print", "打印签字…", "fa6s.print", "P", "打印出来，交主持人和记录人签字"),
        Act("sign", "登记签字…", "fa6s.signature", "Z", "登记谁在哪天签的字，附上签字页的照片或扫描件"),
        Act("finish", "定稿", "fa6s.lock", "D", "存档定稿，以后会议记录不能再改"),
        Act("reprint", "重印…", "fa6s.print", "P", "打印定稿时存下的那一份，一字不差"),
        Act("word", "存为 Word…", "fa6s.file-word", "W", "按纪要的内容存一份 Word 文件"),
        Act("correct", "更正…", "fa6s.file-pen", "G", "写明原因，改好会议记录后另出一版，原来的一版留存"),
        Act("before", "看以前的版…", "fa6s.clock-rotate-left", "Y", "看更正以前定稿的那一版"),
        Act("files", "看附件", "fa6s.paperclip", "F", "打开这份纪要，看签字页等附件"),
        Act("withdraw", "放弃", "fa6s.trash", "X", "放弃这份草稿"),
    )
}
_NEXT: Final = {
    "": ("draft", "late"),
    "draft": ("check", "write", "print", "word", "withdraw", "files"),
    "checked": ("sign", "print", "word", "reopen", "files"),
    "signed": ("finish", "files", "print", "word", "reopen"),
    "final": ("reprint", "word", "correct", "files"),
}
"""Acts by state, the next one of its life first."""
PATH: Final = ("draft", "checked", "signed", "final")
"""The way of minutes from beginning to end."""


def acts_of(found: "Standing") -> tuple[Act, ...]:
    """Return what can be done with the minutes of a meeting now.

    Args:
        found: where they stand.
    """
    keys = list(_NEXT[found.state])
    if len(found.finals) > (1 if found.state == "final" else 0):
        keys.append("before")
    return tuple(ACTS[key] for key in keys)
