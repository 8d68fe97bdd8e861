"""A package while it is taken in, and what is told of it afterwards."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from services.office import Context
from services.sync import identity
from services.sync.peers import Peer
from services.sync.told import Alarm, FileTold

if TYPE_CHECKING:
    from models.db.taking_in import TakenIn
    from services.sync.container import Header
    from services.sync.identity import Identity


_NOT_ACCEPTED = "条本机的改动街道没有接受（不归本社区改），已作为建议等街道决定，决定以前本机不显示这些改动"


class Forked(Exception):
    """Changes with the same numbers are here already and say something else: a database was copied."""

    def __init__(self, keys: tuple[tuple[bytes, int], ...]) -> None:
        super().__init__("forked")
        self.keys = keys


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one package: told, alarms, and the tables touched."""

    told: FileTold
    alarms: tuple[Alarm, ...] = ()
    touched: frozenset[str] = frozenset()
    closed: int = 0
    sender: bytes | None = None


@dataclass(slots=True)
class Work:
    """A package while it is taken in."""

    context: Context
    me: "Identity"
    header: "Header"
    package_hash: bytes
    name: str
    size: int
    office: str
    peer: Peer
    alarms: list[Alarm] = field(default_factory=list)
    left: int = 0
    moved: int = 0
    replaces: bool = False
    """A snapshot that replaces what is here; one that comes late is data like any other."""


def told_of(told: FileTold, at_work: Work, result: "TakenIn", refused: int, files: int) -> FileTold:
    """Return what is told of a package that was taken in."""
    at_hub = at_work.me.kind == identity.HUB
    begun = f"收取{result.new}条改动" if result.new else "没有新的改动"
    beyond = "条超出权限，已作为建议留下" if at_hub else _NOT_ACCEPTED
    parts_told = [begun]
    for number, word in (
        (result.known, "条本机已有"),
        (len(result.held), "条暂缓"),
        (len(result.conflicts), "处需要您决定"),
        (files, "个附件"),
        (at_work.moved, "条记录已转给其他单位"),
        (at_work.left, "条交还的改动不归它管或和本机的对不上，没有收取"),
        (refused, beyond),
    ):
        if number:
            parts_told.append(f"{number}{word}")
    return replace(
        told,
        state="taken",
        sentence=f"来自“{told.sender}”：{'，'.join(parts_told)}。",
        new=result.new,
        known=result.known,
        held=len(result.held),
        conflicts=len(result.conflicts),
        refused=refused,
        moved=at_work.moved,
        left=at_work.left,
    )


def copied(office: str) -> str:
    """Return the sentence about an office whose database was copied."""
    return (
        f"“{office}”的数据库像是被复制过，有两台电脑在用同一个站点标识。两边的内容都会保留；"
        "请让它在“数据同步”里按提示更换站点标识。"
    )
