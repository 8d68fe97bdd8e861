"""What can be done with an opinion or a quarrel, as buttons and menu entries; pure data."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from services.opinions import Standing


@dataclass(frozen=True, slots=True)
class Act:
    """An act: its key in code, what the button says, icon, letter in the menu 更多, what it does."""

    key: str
    label: str
    icon: str
    letter: str
    tip: str


ACTS: Final = {
    act.key: act
    for act in (
        Act("answer", "答复…", "fa6s.reply", "D", "登记这一级的答复"),
        Act("escalate", "上报…", "fa6s.circle-up", "S", "这一级解决不了，写明原因，报到更高的一级"),
        Act("tell", "告知…", "fa6s.phone", "G", "登记什么时候、怎样把答复告诉反映人，满不满意"),
        Act("close", "办结…", "fa6s.circle-check", "B", "答复并告知以后办结"),
        Act("reopen", "重新办理…", "fa6s.rotate-left", "C", "反映人不满意或问题又出现，重新办理"),
        Act("group", "并入…", "fa6s.object-group", "R", "和别的意见说的是一件事，并到那一条一起办理"),
        Act("ungroup", "拆出来", "fa6s.object-ungroup", "K", "不再随别的意见办理，单独办理"),
        Act(
            "to_matter",
            "转为协商事项…",
            "fa6s.scale-balanced",
            "X",
            "要大家商量的，转为协商事项，两边互相能看到",
        ),
        Act("to_dispute", "转为纠纷…", "fa6s.handshake", "J", "要调解的，转为矛盾纠纷"),
        Act("mediate", "登记调解…", "fa6s.people-arrows", "T", "登记一次调解的经过和结果"),
        Act("settle", "办结…", "fa6s.circle-check", "B", "登记化解的结果，或转到哪里"),
    )
}


def acts_of(found: "Standing") -> tuple[Act, ...]:
    """Return what can be done now, the most likely first."""
    return tuple(ACTS[key] for key in found.acts)
