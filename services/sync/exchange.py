"""The one button: what is for us is taken in, what the other side lacks is written, and all is read back."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import EnvironmentFault
from services.files import Progress, no_progress
from services.office import Context
from services.rights import needs
from services.sync import identity, overview, packages, spent, stick
from services.sync.refused import Refused
from services.sync.told import Exchanged, Exported, Imported, StickFile, StickView

if TYPE_CHECKING:
    from services.sync.identity import Identity

__all__ = ["Exchanged", "StickView", "exchange", "look"]


@needs("exchange.run")
def exchange(context: Context, folder: Path, *, progress: Progress = no_progress) -> Exchanged:
    """Take in and write out; on the writer's thread.

    Raises:
        UserError: the exchange is not set up, or the database is in doubt.
        EnvironmentFault: the stick cannot be read.
    """
    from services.sync.exporting import export
    from services.sync.importing import import_folder

    imported = import_folder(context, folder, progress=progress, answer=False)
    try:
        exported = export(context, folder, progress=progress, always=False)
    except EnvironmentFault as error:
        sentence = f"该收的已收好，回执和要发的内容没有写成：{error.message}换一个U盘再点一次“收发数据”即可。"
        return Exchanged(_kept(imported), (), False, sentence)
    me = identity.read(context.on_writer.reader)
    gone = spent.clear(context.on_writer.reader, me, folder)
    return Exchanged(replace(imported, spent=()), exported, True, _done(imported, exported), gone)


def _kept(imported: Imported) -> Imported:
    return replace(imported, receipt_kept=bool(imported.new or imported.files))


def _done(imported: Imported, exported: tuple[Exported, ...]) -> str:
    if any(each.files for each in exported):
        return "收发完成，已核对写入的内容，可以安全拔出。"
    if imported.files:
        return "收取完成，没有要发的新内容，可以安全拔出。"
    return "没有要收的，也没有要发的，可以安全拔出。"


def look(context: Context, folder: Path) -> StickView:
    """Return what lies in a folder and what `exchange` would do; on the reader's thread, writes nothing.

    Raises:
        EnvironmentFault: the folder cannot be read.
    """
    import os

    from services.sync import names

    me = identity.read(context.reader)
    if not folder.is_dir():
        raise stick.StickFault("gone", f"没有找到文件夹“{folder}”，U盘可能没有插好。请插好后重试。")
    try:
        files = [_file(context, me, path) for path in names.packages(folder)]
    except OSError as error:
        raise stick.StickFault("gone", f"“{folder}”读不出来，U盘可能已经拔出。请插好后重试。") from error
    order = {"new": 0, "enrol": 1, "waiting": 2, "already": 3, "own": 4, "other": 5, "unreadable": 6}
    files.sort(key=lambda each: (order[each.state], each.sender, each.number))
    to_take = sum(each.state == "new" for each in files)
    to_send = overview.status(context).unsent if me.enrolled and me.kind != identity.ALONE else 0
    writable, free = os.access(folder, os.W_OK), stick.room(folder)
    return StickView(
        folder, tuple(files), writable, free, to_take, to_send, _would(me, to_take, to_send, writable)
    )


def _would(me: "Identity", to_take: int, to_send: int, writable: bool) -> str:
    if me.kind == identity.ALONE:
        return "本机还没有设置数据同步，请先设置。"
    if not me.enrolled:
        return "本机还没有在街道登记，请先写出申请带到街道，再收取答复。"
    told = f"会收取{to_take}个数据包" if to_take else "没有要收的数据包"
    if not writable:
        return f"{told}；U盘是只读的，要发的内容请换一个U盘。"
    return f"{told}，会写出{to_send}条改动。" if to_send else f"{told}，没有要发的新改动。"


def _file(context: Context, me: "Identity", path: Path) -> StickFile:
    from services.sync import container

    size = path.stat().st_size
    try:
        header = container.peek(path)
    except Refused as error:
        return StickFile(path.name, size, "", "", "", 0, None, "unreadable", error.message)
    mine = (me.replica, *me.former)
    names = {
        bytes(row[0]): row[1] or ""
        for row in context.reader.all(
            "SELECT replica_id, name FROM sync_replica WHERE replica_id IN (?, ?)",
            (header.sender, header.receiver),
        )
    }
    if header.kind in ("enrol", "revoke"):
        state, sentence = "enrol", "登记用的文件"
    elif header.sender in mine:
        arrived = spent.is_spent(context.reader, me, header, path.name)
        state, sentence = "own", "对方已经收取，可以删除" if arrived else "本机写出的，等待对方收取"
    elif header.receiver not in mine:
        state, sentence = "other", "给别的单位的"
    elif packages.state_of(context.reader, header.pkg_id) == packages.TAKEN:
        state, sentence = "already", "已经收取过"
    else:
        state, sentence = "new", "给本机的，可以收取"
    return StickFile(
        path.name,
        size,
        header.kind,
        names.get(header.sender, ""),
        names.get(header.receiver, ""),
        header.pkg_no,
        header.wall_ms,
        state,
        sentence,
    )
