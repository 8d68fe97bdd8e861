"""Which acts a matter offers now, in the order they stand in the strip; pure data."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from services.matters.progress import Progress


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
        Act("complete", "完成这一步…", "fa6s.check", "W", "登记这一步的日期和情况，完成它"),
        Act("edit", "填写这一步…", "fa6s.pen", "W", "登记这一步的日期和情况，完成它"),
        Act("consult", "登记征求意见…", "fa6s.house-user", "Z", "按楼栋逐户登记意见，自动汇总"),
        Act("meeting", "新建会议…", "fa6s.people-group", "H", "新建这一步的会议，事项和楼院已经填好"),
        Act("attendance", "登记到会人数", "fa6s.user-check", "D", "打开这一步的会议，登记应到和实到"),
        Act("resolution", "登记决议", "fa6s.gavel", "J", "打开这一步的会议，登记决议和票数"),
        Act("notice", "生成公示", "fa6s.file-lines", "G", "按登记的内容起草这一步的公示"),
        Act("post", "去张贴公示", "fa6s.thumbtack", "G", "打开这一步的公示，核对、签发、张贴"),
        Act("late", "记为补录…", "fa6s.clock-rotate-left", "B", "事后补登的：按纸上有的办理，注明“补录”"),
        Act("back", "退回…", "fa6s.rotate-left", "T", "决议没有通过，退回前面的步骤重新商议"),
        Act("skip", "跳过…", "fa6s.forward", "S", "写明由谁决定、什么原因；决议和两公开不能跳过"),
        Act("reopen", "重新打开", "fa6s.lock-open", "C", "重新打开最后完成的一步"),
        Act("drop", "终止…", "fa6s.ban", "X", "不再办理这件事项，写明原因"),
        Act("resume", "恢复办理", "fa6s.play", "R", "恢复已经终止的事项"),
        Act("archive", "存议事档案…", "fa6s.box-archive", "A", "把全部材料合成一个带目录的 PDF"),
        Act("form", "打印征求意见表", "fa6s.print", "P", "空白的征求意见表，按楼栋列出住户"),
        Act("summary", "打印征求意见汇总表", "fa6s.print", "M", "分楼栋的汇总"),
        Act("acceptance", "打印验收单", "fa6s.print", "Y", "验收用的表"),
    )
}
_SKIPPED: Final = ("consult", "meeting", "work")
"""Kinds of steps that may be skipped."""


def acts_of(found: "Progress") -> tuple[Act, ...]:
    """Return what can be done with a matter now: what helps first, then the rest.

    Args:
        found: where it stands.
    """
    step, keys = found.step, [found.act] if found.act else []
    if found.state == "dropped":
        keys = ["resume"]
    elif found.state == "open" and step is not None:
        keys += ["skip"] if step.kind in _SKIPPED else []
        keys += ["consult"] if step.kind == "consult" else []
        keys += ["meeting"] if step.kind in ("meeting", "decide") and step.meeting is None else []
        keys += [] if keys[0] in ("complete", "edit", "late") else ["edit"]
    if found.last_passed is not None and found.state != "dropped":
        keys.append("reopen")
    keys += ["archive", "form", "summary", "acceptance"]
    keys += ["drop"] if found.state == "open" else []
    return tuple(ACTS[key] for key in dict.fromkeys(keys))
