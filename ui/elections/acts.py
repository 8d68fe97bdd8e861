"""Which acts an election can take now, in the order they stand in the strip; pure data."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from services.election_record import ElectionView


@dataclass(frozen=True, slots=True)
class Act:
    """An act.

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
        Act("add", "增加候选人…", "fa6s.user-plus", "Z", "登记一名候选人，谁推荐的"),
        Act("vet", "登记资格审查…", "fa6s.clipboard-check", "S", "全部候选人一张表：合格、不合格或放弃"),
        Act("announce", "公示候选人…", "fa6s.bullhorn", "G", "定下候选人，起草候选人公示"),
        Act("withdraw", "放弃…", "fa6s.user-minus", "Q", "登记候选人放弃参选"),
        Act("vote", "登记投票…", "fa6s.check-to-slot", "T", "登记一轮投票：到会、选票、各人得票"),
        Act("again", "改投票数…", "fa6s.pen", "P", "重新登记最近一轮投票"),
        Act("ballots", "在会议上投票…", "fa6s.box-archive", "K", "列入一次会议，逐张录选票、计票"),
        Act("link", "用会议计票…", "fa6s.link", "L", "取会议里已经计好的选举票数"),
        Act("confirm", "确认结果…", "fa6s.stamp", "R", "核对票数，定下当选的人和职务"),
        Act("fail", "未选出…", "fa6s.ban", "W", "没有选出，写明原因"),
        Act("publish", "准备结果公告", "fa6s.bullhorn", "J", "按选举记录起草选举结果公告"),
        Act("file", "备案…", "fa6s.folder-open", "B", "登记向办事处备案"),
        Act("hand_over", "移交…", "fa6s.box-open", "Y", "逐项登记移交，有监交人"),
        Act("list", "列移交清单", "fa6s.list-check", "D", "列出通常要移交的东西"),
        Act("recall", "确认罢免…", "fa6s.user-slash", "H", "按会议的表决结束任职"),
        Act("sheets", "打印表单…", "fa6s.print", "X", "候选人公示、报告单、备案表、移交清单"),
    )
}
_NEXT: Final = {
    "planned": ("vet", "add", "announce", "withdraw", "fail"),
    "vetting": ("vet", "announce", "add", "withdraw", "fail"),
    "announced": ("vote", "ballots", "link", "withdraw", "vet", "fail"),
    "voted": ("confirm", "again", "vote", "ballots", "fail"),
    "elected": ("publish", "file", "hand_over", "list"),
    "filed": ("hand_over", "publish", "list"),
}
"""Acts by state, the usual next one first."""
PATH: Final = ("planned", "vetting", "announced", "voted", "elected", "filed")
"""The way of an election from its beginning to its end."""


def acts_of(found: "ElectionView") -> tuple[Act, ...]:
    """Return what can be done with an election now: the next act, a second one, then the rest.

    Args:
        found: how it stands.
    """
    if found.kind == "recall":
        return () if found.state in ("recalled", "kept") else (ACTS["recall"], ACTS["fail"])
    keys = [key for key in _NEXT.get(found.state, ()) if _possible(found, key)]
    if found.next_act in keys:
        keys.remove(found.next_act)
        keys.insert(0, found.next_act)
    if not found.candidates and "add" in keys:
        keys.remove("add")
        keys.insert(0, "add")
    keys += ["sheets"] if found.standing else []
    return tuple(ACTS[key] for key in keys)


def _possible(found: "ElectionView", key: str) -> bool:
    if key == "vet":
        return bool(found.candidates)
    if key == "ballots" and found.prepared is not None:
        return False
    if key in ("vote", "ballots") and found.state == "voted":
        return bool(found.outcome.again and found.outcome.open_seats)
    if key == "publish":
        return found.result_notice is None
    if key == "hand_over":
        return bool(found.handover)
    if key == "list":
        return not found.handover
    return True
