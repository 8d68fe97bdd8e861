"""Sizes, times and states of the exchange in words; what was done, line by line, with where it leads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from services.times import local_time
from ui.widgets.plain_table import Tone

if TYPE_CHECKING:
    from services.sync.told import Exchanged, FileTold, PeerStatus, Status

DECISIONS: Final = "conflicts"
"""Key of the page 待决事项."""
DOUBT: Final = "doubt"
"""Stands for the question about moved, copied and restored data."""
STATES: Final = {
    "taken": ("已收下", "ok"),
    "already": ("以前收过", "muted"),
    "gap": ("缺前面的包", "warn"),
    "refused": ("没有接收", "error"),
    "waiting": ("先放着", "warn"),
    "other": ("不是给本机的", "muted"),
    "enrol": ("登记文件", "info"),
    "new": ("要收下", "info"),
    "own": ("本机写的", "muted"),
    "unreadable": ("读不了", "error"),
}
PEER_STATES: Final = {
    "active": "",
    "retired": "已换新编号",
    "forked": "数据库被复制过",
    "revoked": "已吊销",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a result.

    Attributes:
        text: one sentence.
        tone: how it is.
        page: key of the page where it goes on, "" for none.
        link: what the button to there says.
    """

    text: str
    tone: Tone = ""
    page: str = ""
    link: str = ""


def size(count: int) -> str:
    """Return bytes as people read them."""
    for unit, of in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if count >= of:
            return f"{count / of:.1f} {unit}"
    return f"{count} 字节"


def short(ms: int | None) -> str:
    """Return a point in time without its year, — for none."""
    return "—" if ms is None else local_time(ms).partition("年")[2]


def state(code: str) -> tuple[str, Tone]:
    """Return the word and the tone of the state of a file."""
    word, tone = STATES.get(code, (code, ""))
    return word, tone  # type: ignore[return-value]


def lines(done: "Exchanged", own: str = "", *, hub: bool = False) -> Iterator[Line]:
    """Return what an exchange did, the worst first.

    Args:
        done: from the services.
        own: name of the own unit, whose packages on the stick are nothing to tell about.
        hub: whether this is the hub.
    """
    taken = done.imported
    for alarm in taken.alarms:
        yield Line(alarm.sentence, "error")
    yield from _files(taken.files, own)
    if taken.new:
        yield Line(f"收下改动{taken.new:,}处。", "ok")
    elif any(each.state == "taken" for each in taken.files):
        yield Line("收下了对方的回执，没有新的改动。", "ok")
    else:
        yield Line("U盘上没有新的数据要收。", "muted")
    if taken.conflicts:
        text = f"{taken.conflicts}处两边都改过，先按程序选的显示，请逐一决定。"
        yield Line(text, "warn", DECISIONS, "去决定")
    if taken.closed:
        yield Line(f"{taken.closed}处分歧在别处已经决定，不用再处理。", "ok")
    if taken.moved:
        text = f"{taken.moved}条记录已转给其他单位，本机的列表里不再显示。"
        yield Line(text, "info")
    if taken.left:
        text = f"{taken.left}处交还的改动不归对方管，或和本机的对不上，没有收取。请核对对方的数据。"
        yield Line(text, "warn")
    if taken.held:
        text = f"{taken.held}处暂时放不进来，已经留着，不会丢。"
        yield Line(text, "warn", DECISIONS, "看原因")
    if taken.refused and hub:
        text = f"{taken.refused}处超出社区能改的范围，没有放进来，可以逐一采纳或不采纳。"
        yield Line(text, "warn", DECISIONS, "去看")
    elif taken.refused:
        text = f"{taken.refused}处街道没有采纳，原来的内容还在，可以看原因。"
        yield Line(text, "warn", DECISIONS, "看原因")
    if taken.receipt_kept:
        text = "U盘写不进去，给对方的回执先留在本机。请换一个能写的U盘，再按一次“收发数据”。"
        yield Line(text, "warn")
    yield from _sent(done)


def _files(files: "Iterable[FileTold]", own: str) -> Iterator[Line]:
    for each in files:
        if each.state in ("gap", "refused", "waiting"):
            yield Line(each.sentence, "error" if each.state == "refused" else "warn")
    others = [each for each in files if each.state == "other" and each.sender != own]
    if others:
        yield Line(f"{len(others)}个数据包是给别的单位的，没有动，请让U盘接着带过去。", "info")
    if any(each.state == "enrol" for each in files):
        yield Line("U盘上有登记用的文件。", "info", "sync:join", "去办登记")


def _sent(done: "Exchanged") -> Iterator[Line]:
    for each in done.exported:
        if each.sentence:
            yield Line(each.sentence, "ok" if each.files else "muted")
        elif each.files:
            yield Line(f"已写出给{each.office}的改动{each.changes:,}处（{size(each.size)}）。", "ok")
        if each.left:
            yield Line(f"给{each.office}的附件还有{size(each.left)}，下一次接着送。", "info")
    if done.removed:
        yield Line(f"对方已经收取的{done.removed}个旧数据包，已从U盘删除。", "muted")


def peer_state(peer: "PeerStatus") -> tuple[str, Tone]:
    """Return how it stands with another office, and the tone of it."""
    if peer.alarm or peer.state == "forked":
        return peer.alarm or PEER_STATES["forked"], "error"
    if peer.state != "active":
        return PEER_STATES.get(peer.state, peer.state), "muted"
    if peer.days is None:
        return "还没有收发过", "warn"
    if peer.last_in_ms is None:
        return "还没有收到过对方的数据", "warn"
    if peer.late:
        return f"{peer.days}天没有收发，该收发了", "warn"
    return ("今天收发过" if peer.days == 0 else f"{peer.days}天前收发过"), "ok"


def waiting(status: "Status", doubt: str = "") -> Iterator[Line]:
    """Return what waits for somebody.

    Args:
        status: how the exchange stands.
        doubt: why these data are in doubt, "" while they are not.
    """
    if doubt:
        yield Line(f"{doubt}换了新编号才能收发。", "error", DOUBT, "去处理")
    if status.conflicts:
        yield Line(f"待决定的分歧{status.conflicts}处", "warn", DECISIONS, "去决定")
    if status.proposals:
        yield Line(f"社区提出的改动{status.proposals}处，等街道采纳", "warn", DECISIONS, "去看")
    if status.held:
        yield Line(f"暂时放不进来的改动{status.held}处", "warn", DECISIONS, "看原因")
    if status.refused:
        yield Line(f"街道没有采纳的改动{status.refused}处", "warn", DECISIONS, "看原因")
    if status.waiting:
        yield Line(f"{status.waiting}个数据包要新版程序才能收，升级以后会自动收下", "warn")
    if status.missing_files:
        yield Line(f"{status.missing_files}个附件还在路上，下次收发会带来", "info")
    if status.unsent:
        yield Line(f"本机有{status.unsent:,}处改动对方还没有收到", "info")
