"""What erasing a person would do: what goes, what is left without saying who, what stays and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from models.errors import InvalidInput, NotFound
from services.erasing.linked import (
    KEPT_BECAUSE,
    OTHERWISE,
    files_of,
    linked,
    mentioned,
    refusal,
    said_in,
)
from services.office import Context
from services.rights import needs

BACKUPS: Final = (
    "以前的备份里还有这些内容，要等备份按规定逐步清理后才没有；恢复以前的备份时，本程序会按现有记录再删一遍。"
)
_CALLED: Final = {
    "attachment": "附件",
    "ballot": "表决票",
    "notice_issue": "已签发的公示",
    "issued_sheet": "打印登记",
    "consult_answer": "征求意见的答复",
    "retention_review": "保存期限的办理",
}
"""What records are called that no subject names."""


@dataclass(frozen=True, slots=True)
class Told:
    """Some records alike.

    Attributes:
        label: what they are called.
        count: how many.
        why: what is done, or why they stay.
    """

    label: str
    count: int
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What erasing would do.

    Attributes:
        name: of the resident.
        here: this office carries it out itself; a workstation asks the sub-district office.
        goes: erased for good.
        nameless: stay for the counts and say no longer who it was.
        stays: stay as they are, with the reason.
        mentions: records in whose text the name stands.
        backups: what is to be known about backups.
    """

    name: str
    here: bool
    goes: tuple[Told, ...]
    nameless: tuple[Told, ...]
    stays: tuple[Told, ...]
    mentions: tuple[Told, ...]
    backups: str


def can_erase_here(context: Context) -> bool:
    """Return whether this office erases by itself; on the reader's thread. A workstation asks the hub."""
    from services.sync import identity

    return identity.this(context).kind != identity.WORKSTATION


@needs("personal.review")
def plan(context: Context, resident: bytes) -> Plan:
    """Return what erasing a resident would do; on the writer's thread, nothing is written.

    Raises:
        NotFound: no such resident.
        InvalidInput: erased already.
    """
    with context.unit_of_work() as work:
        row = work.stored("resident", resident)
        if row is None:
            raise NotFound("没有这位居民。请刷新后再试。")
        if work.reader.value("SELECT 1 FROM sync_purge WHERE tbl = 'resident' AND row_id = ?", (resident,)):
            raise InvalidInput("这位居民的个人信息已经彻底删除了。")
        files = files_of(work.reader, "resident", resident)
        goes = [("resident", "姓名、性别、出生年月、电话、证件号码、政治面貌、备注，连同修改记录")]
        goes += [("attachment", "居民的附件和扫描件")] * len(files)
        nameless, stays = [], []
        found = tuple(linked(work.reader, resident))
        for each in (each for each in found if each.living):
            said = said_in(work.stored(each.table, each.id) or {}, each.table)
            refused = refusal(work, each, said) if said else ""
            if each.table in KEPT_BECAUSE or refused:
                stays.append((each.table, refused or KEPT_BECAUSE[each.table]))
            else:
                nameless.append(
                    (each.table, "记录和数目照旧，不再写是谁" if not said else "写到本人的内容一并抹去")
                )
        known = {(each.table, each.id) for each in found} | {("resident", resident)}
        mentions = [
            (each.table, KEPT_BECAUSE.get(each.table, OTHERWISE))
            for each in mentioned(work.reader, row["name"])
            if (each.table, each.id) not in known
        ]
    return Plan(
        row["name"], can_erase_here(context.on_writer), _told(goes), _told(nameless), _told(stays),
        _told(mentions), BACKUPS,
    )  # fmt: skip


def _told(found: Iterable[tuple[str, str]]) -> tuple[Told, ...]:
    counts: dict[tuple[str, str], int] = {}
    for table, why in found:
        key = called(table), why
        counts[key] = counts.get(key, 0) + 1
    return tuple(Told(label, count, why) for (label, why), count in counts.items())


def called(table: str) -> str:
    """Return what records of a table are called."""
    from services.subjects import BY_TABLE

    if table in BY_TABLE:
        return BY_TABLE[table].one
    return _CALLED.get(table, "其他记录")
