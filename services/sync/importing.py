"""Taking in the packages of a folder: each verified on the local disk first, then wholly or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import EnvironmentFault
from services.files import Progress, clear_away, no_progress
from services.office import Context
from services.rights import needs
from services.sync import clones, identity, packages, parts, purging, spent, stick
from services.sync.refused import Refused
from services.sync.told import FileTold, Imported

if TYPE_CHECKING:
    from services.sync.container import Header
    from services.sync.identity import Identity
    from services.sync.work import Taken

__all__ = ["Imported", "import_folder"]


@dataclass(frozen=True, slots=True)
class Found:
    """A package that is for us and was not taken in yet.

    Attributes:
        path: on the stick, or in the local inbox where it waited.
        header: as it says itself.
        local: whether it lies in the inbox.
    """

    path: Path
    header: "Header"
    local: bool = False


@needs("exchange.run")
def import_folder(
    context: Context, folder: Path, *, progress: Progress = no_progress, answer: bool = True
) -> Imported:
    """Take in what a folder holds for this office; on the writer's thread.

    Args:
        context: the office.
        folder: the stick; one that cannot be written to does as well.
        progress: told bytes done and in all; `Cancelled` ends it between two packages.
        answer: a hub writes receipt and what is new for the sender to the same folder.

    Raises:
        UserError: the exchange is not set up, or the database is in doubt.
        EnvironmentFault: the stick cannot be read or was pulled.
    """
    from services.sync import archive
    from services.sync.exporting import certain, export

    me = certain(context)
    cut_off = _finished(context)
    found, told = sorted_out(context, me, folder)
    result = [*cut_off, *_replayed(context, me), *_take_all(context, me, found, progress)]
    if me.kind != identity.HUB:
        clones.heal(context)
    archive.thin(context)
    purging.drop_files(context)  # of records whose erasure was ordered
    told = [*told, *(each.told for each in result[len(cut_off) :])]
    over = spent.spent(context.on_writer.reader, me, folder)
    receipts: list[Path] = []
    kept = False
    if answer and me.kind == identity.HUB:
        for sender in dict.fromkeys(each.sender for each in result if each.sender is not None):
            try:
                done = export(context, folder, peer=sender, progress=progress)
            except EnvironmentFault:
                kept = True  # nothing is lost: the next stick takes it
            except Refused:
                continue  # an id that was given up: its successor gets the answer
            else:
                receipts.extend(path for each in done for path in each.files)
    summed = replace(_summed(result), files=tuple(told), spent=over)
    return replace(summed, receipts=tuple(receipts), receipt_kept=kept)


def _summed(result: "Sequence[Taken]") -> Imported:
    return Imported(
        touched=frozenset().union(*(each.touched for each in result)),
        closed=sum(each.closed for each in result),
        alarms=tuple(alarm for each in result for alarm in each.alarms),
    )


def sorted_out(context: Context, me: "Identity", folder: Path) -> tuple[list[Found], list[FileTold]]:
    """Return the packages to take in, in their order, and what is said about the others.

    Raises:
        StickFault: the folder cannot be read.
    """
    from services.sync import names

    if not folder.is_dir():
        raise stick.StickFault("gone", f"没有找到文件夹“{folder}”，U盘可能没有插好。请插好后重试。")
    found: list[Found] = []
    told: list[FileTold] = []
    inbox = parts.folder_of(context) / "inbox"
    waiting = names.packages(inbox) if inbox.is_dir() else ()
    try:
        listed = names.packages(folder)
    except OSError as error:
        raise stick.StickFault("gone", f"“{folder}”读不出来，U盘可能已经拔出。请插好后重试。") from error
    seen: set[str] = set()
    for path, local in [*((each, False) for each in listed), *((each, True) for each in waiting)]:
        if path.name in seen:
            continue
        seen.add(path.name)
        one = looked_at(context, me, path)
        if isinstance(one, FileTold):
            told.append(one)
        elif one is not None:
            found.append(replace(one, local=local))
    found.sort(key=lambda each: (each.header.sender, each.header.pkg_no, each.header.part))
    return found, told


def looked_at(context: Context, me: "Identity", path: Path) -> Found | FileTold | None:
    """Return a package that is for us, or what is said about one that is not; None for what is over."""
    from services.sync import container

    name = path.name
    try:
        size = path.stat().st_size
        header = container.peek(path)
    except Refused as error:
        return FileTold(name, "refused", f"{name}：{error.message}", code=error.code)
    except OSError:
        return FileTold(
            name, "refused", f"{name}读不出来，U盘可能已经拔出或损坏。请插好后重试。", code="gone"
        )
    told = FileTold(name, "other", "", header.kind, "", header.wall_ms, size)
    mine = (me.replica, *me.former)
    if header.sender in mine:
        return None  # it waits for the other side
    if header.kind in ("enrol", "revoke"):
        known = context.on_writer.reader.value(
            "SELECT 1 FROM sync_replica WHERE replica_id = ?", (header.sender,)
        )
        over = known is not None or me.kind != identity.HUB
        sentence = f"{name}是登记申请，请在“数据同步”页的“社区登记”里办理。"
        return None if over else replace(told, state="enrol", sentence=sentence)
    if header.receiver not in mine:
        return replace(told, sentence=f"{name}是给别的单位的，没有收取，请带给收件单位。")
    if packages.state_of(context.on_writer.reader, header.pkg_id) == packages.TAKEN:
        return replace(told, state="already", sentence=f"{name}已经收取过，这次没有改动。")
    return Found(path, header)


def _take_all(context: Context, me: "Identity", found: Sequence[Found], progress: Progress) -> "list[Taken]":
    """Copy, verify and take in each; a backup is made before the first."""
    from services.sync import archive, taking

    result: list[Taken] = []
    inbox = parts.folder_of(context) / "inbox"
    sizes = [each.path.stat().st_size for each in found]
    done = 0
    for at, each in enumerate(found):
        progress(done, sum(sizes))
        local = each.path if each.local else stick.fetch(each.path, inbox)
        if at == 0:
            _backup(context)
        taken = taking.take(context, me, local, each.path.name)
        result.append(taken)
        if taken.told.state == "taken":
            archive.keep(context, local, each.header.pkg_id)
        if taken.told.state != "waiting":
            clear_away(local)
        done += sizes[at]
    progress(done, sum(sizes))
    return result


def _finished(context: Context) -> "list[Taken]":
    """Do what is left of packages whose records were taken in when the program was ended or the disk failed.

    The local copy of a package goes last of all, so one that is still there was not come to its end: its
    files are kept, it goes into the archive, and its sender gets an answer.
    """
    from services.sync import archive, container, taking

    inbox = parts.folder_of(context) / "inbox"
    result = []
    for path in sorted(inbox.iterdir()) if inbox.is_dir() else ():
        try:
            header = container.peek(path)
        except Refused:
            continue
        reader = context.on_writer.reader
        if packages.state_of(reader, header.pkg_id) != packages.TAKEN:
            continue
        taken = None if archive.is_erased(reader, header.pkg_id) else taking.finish(context, path)
        if taken is not None:
            result.append(taken)
            archive.keep(context, path, header.pkg_id)
        clear_away(path)
    return result


def _replayed(context: Context, me: "Identity") -> "list[Taken]":
    """Take in again what a restored hub had taken in before: it lies in the archive."""
    from services.sync import archive, taking

    if me.kind != identity.HUB:
        return []
    result = []
    inbox = parts.folder_of(context) / "inbox"
    for path in archive.unpacked(context, inbox):
        taken = taking.take(context, me, path, path.name)
        result.append(taken)
        if taken.told.state == "taken":
            archive.keep(context, path, bytes.fromhex(path.stem))
        clear_away(path)
    return result


def _backup(context: Context) -> None:
    """Keep the office as it is, so that an import can be gone back behind."""
    if not context.database.in_a_file:
        return
    from services.sync import safeguard

    safeguard.before_import(context)
