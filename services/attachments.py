"""Photos, scans and documents of records: listed, added, described, ordered, taken away, saved elsewhere."""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from models.db.reading import Reader
from models.db.search_query import PLACE_OF
from models.errors import EnvironmentFault, InvalidInput, LouyuanError, NotFound, UserError
from models.rules.text import fold
from services import blobs, file_kinds, guards
from services.file_kinds import Shape
from services.files import Progress, no_progress, write_bytes
from services.office import Context
from services.rights import demand_seeing, needs
from services.subjects import subject

if TYPE_CHECKING:
    from models.db.uow import Committed, UnitOfWork

KIND, TABLE, ONE = "attachments", "attachment", "附件"
LARGEST_FILE = 50 << 20
"""Bytes of one file that can be chosen."""
LARGEST_HEAP = 500 << 20
"""Bytes of all files added at once as they are kept; they are held in memory until the last one is read."""
MOST_AT_ONCE = 300
LONGEST_CAPTION = 200
Place = Literal["first", "earlier", "later"]


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file of a record.

    Attributes:
        id: the attachment.
        name: as shown; its ending is that of what it holds.
        caption: what somebody wrote about it, "" for nothing.
        shape: how it is shown.
        size: bytes.
        digest: SHA-256 of its bytes.
    """

    id: bytes
    name: str
    caption: str
    shape: Shape
    size: int
    digest: bytes

    @property
    def title(self) -> str:
        """What it is called in a list."""
        return self.caption or self.name


@dataclass(frozen=True, slots=True)
class FileSummary:
    """How many files a record has, and the photo that stands for it: the first one in their order."""

    count: int = 0
    cover: AttachedFile | None = None


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to be added: one that lies somewhere, or one that is in memory (pasted)."""

    name: str
    path: Path | None = None
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding files.

    Attributes:
        ids: the attachments made.
        refused: a sentence for each file that was not taken.
        committed: the transaction; None when none was taken.
    """

    ids: tuple[bytes, ...]
    refused: tuple[str, ...]
    committed: "Committed | None"


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that was read and made ready to be stored: its name, its media type and its bytes."""

    name: str
    media_type: str
    data: bytes


_COLUMNS = "id, name, caption, media_type, size, sha256"
_OF_RECORD = "row_id = ? AND tbl = ? AND deleted_at IS NULL"
_ORDER = "ORDER BY coalesce(position, 0), id"


def files(context: Context, kind: str, record_id: bytes) -> tuple[AttachedFile, ...]:
    """Return the files of a record in their order.

    Args:
        context: read on the reader's thread.
        kind: kind of the subject.
        record_id: the record.

    Raises:
        NotAllowed: whoever works may not see such records; so do `content` and `save_copy`.
    """
    demand_seeing(context, subject(kind).table)
    rows = context.reader.all(
        f"SELECT {_COLUMNS} FROM attachment WHERE {_OF_RECORD} {_ORDER}", (record_id, subject(kind).table)
    )
    return tuple(_file(row) for row in rows)


def _file(row: tuple[bytes, str, str | None, str | None, int, bytes]) -> AttachedFile:
    row_id, name, caption, media_type, size, digest = row
    return AttachedFile(
        bytes(row_id), name, caption or "", file_kinds.shape_of(media_type), size, bytes(digest)
    )


def summary(context: Context, kind: str, record_id: bytes) -> FileSummary:
    """Return the number of files of a record, and its cover; arguments as for `files`."""
    found = files(context, kind, record_id)
    return FileSummary(len(found), next((each for each in found if each.shape == "photo"), None))


@needs("files.add")
def add(
    context: Context,
    kind: str,
    record_id: bytes,
    chosen: Sequence[NewFile],
    progress: Progress = no_progress,
) -> Added:
    """Hang files on a record, on the writer's thread: all that can be taken, in one transaction.

    Nothing is stored before every file is read, so that stopping leaves nothing behind.

    Args:
        context: who does it.
        kind: kind of the subject.
        record_id: the record.
        chosen: what was chosen, dropped or pasted.
        progress: told files read and files in all.

    Raises:
        UserError: too many at once, or too much.
        NotFound: the record is gone.
        EnvironmentFault: the files cannot be stored.
        Cancelled: by `progress`; nothing was added.
    """
    if len(chosen) > MOST_AT_ONCE:
        raise UserError(f"一次最多添加{MOST_AT_ONCE}个文件（选了{len(chosen)}个）。请分几次添加。")
    ready, refused = _read_all(chosen, progress)
    table = subject(kind).table
    demand_seeing(context, table)
    made: list[bytes] = []
    with context.unit_of_work() as work:
        work.row(table, record_id)
        known = {each.digest for each in _ordered(work, table, record_id)}
        for each in ready:
            digest = blobs.put(context.database.path, each.data)
            if digest in known:
                refused.append(f"“{each.name}”已经在附件里，没有再添加。")
                continue
            known.add(digest)
            made.append(
                blobs.hang(work, table, record_id, each.name, digest, len(each.data), each.media_type)
            )
        committed = work.commit() if made else None
    return Added(tuple(made), tuple(refused), committed)


def _read_all(chosen: Sequence[NewFile], progress: Progress) -> tuple[list[Ready], list[str]]:
    ready: list[Ready] = []
    refused: list[str] = []
    for number, each in enumerate(chosen):
        progress(number, len(chosen))
        try:
            ready.append(prepare(each))
        except LouyuanError as error:
            refused.append(error.message)
        if sum(len(one.data) for one in ready) > LARGEST_HEAP:
            raise UserError(f"一次添加的文件太大，最多 {LARGEST_HEAP >> 20} MB，没有添加。请分几次添加。")
    progress(len(chosen), len(chosen))
    return ready, refused


def prepare(new: NewFile) -> Ready:
    """Return a file known by its content and made ready to be stored.

    Raises:
        UserError: it cannot be taken.
        EnvironmentFault: it cannot be read.
    """
    data = new.data if new.data is not None else _content_of(new)
    kind = file_kinds.kind_of(new.name, data)
    if kind.shape == "photo":
        from services import pictures

        picture = pictures.kept(new.name, data)
        data, kind = picture.data, picture.kind
    return Ready(file_kinds.name_with_ending(new.name, kind.extension), kind.media_type, data)


def _content_of(new: NewFile) -> bytes:
    """Read a chosen file; what a link points to is read, the link itself is never kept.

    Raises:
        InvalidInput: a folder or a device, or too large.
        EnvironmentFault: it cannot be read.
    """
    path, called = new.path, f"“{blobs.shown_name(new.name)}”"
    try:
        found = os.stat(path or "")
        if not stat.S_ISREG(found.st_mode):
            what = "文件夹，请打开它选里面的文件" if stat.S_ISDIR(found.st_mode) else "设备，不是文件"
            raise InvalidInput(f"{called}是{what}。")
        if found.st_size > LARGEST_FILE:
            size = found.st_size >> 20
            raise InvalidInput(f"{called}太大（{size} MB），一个文件最多 {LARGEST_FILE >> 20} MB，没有添加。")
        with open(path or "", "rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise EnvironmentFault(f"{called}读不出来，没有添加。请检查文件是否还在、是否有权限。") from error
    if len(data) > LARGEST_FILE:
        raise InvalidInput(f"{called}太大，一个文件最多 {LARGEST_FILE >> 20} MB，没有添加。")
    return data


def _ordered(work: "UnitOfWork", table: str, record_id: bytes) -> tuple[AttachedFile, ...]:
    rows = work.reader.all(
        f"SELECT {_COLUMNS} FROM attachment WHERE {_OF_RECORD} {_ORDER}", (record_id, table)
    )
    return tuple(_file(row) for row in rows)


@needs("files.add")
def set_caption(context: Context, attachment_id: bytes, caption: str) -> "Committed | None":
    """Write what is to be seen on a photo, or what a document is about; on the writer's thread.

    Returns:
        The transaction; None when nothing was different.

    Raises:
        InvalidInput: too long.
        NotFound: the file is gone.
    """
    text = " ".join("".join(each if each.isprintable() else " " for each in caption).split())
    if len(text) > LONGEST_CAPTION:
        raise InvalidInput(f"说明太长（{len(text)}字），最多{LONGEST_CAPTION}字，没有保存。请写短一些。")
    with context.unit_of_work() as work:
        if not work.update(TABLE, attachment_id, {"caption": text or None}):
            return None
        return work.commit()


@needs("files.add")
def move(context: Context, attachment_id: bytes, place: Place) -> "Committed | None":
    """Move a file within its record: before all others, or one place; on the writer's thread.

    The first photo is the cover of the record.

    Returns:
        The transaction; None when it is there already.

    Raises:
        NotFound: the file is gone.
    """
    with context.unit_of_work() as work:
        row = work.row(TABLE, attachment_id)
        order = [each.id for each in _ordered(work, row["tbl"], row["row_id"])]
        at = order.index(attachment_id)
        to = {"first": 0, "earlier": max(at - 1, 0), "later": at + 1}[place]
        order.insert(to, order.pop(at))
        changed = [
            work.update(TABLE, each, {"position": number}) for number, each in enumerate(order, start=1)
        ]
        return work.commit() if any(changed) else None


@needs("files.add")
def remove(context: Context, ids: Sequence[bytes]) -> "Committed":
    """Put files into the recycle bin, on the writer's thread; their bytes stay.

    Raises:
        NotFound: one of them is gone already; then none is taken away.
    """
    from models.db.cascade import delete_with_owned

    with context.unit_of_work() as work:
        for each in ids:
            guards.check_delete(work, TABLE, each)
            delete_with_owned(work, TABLE, each)
        return work.commit()


def content(context: Context, attachment_id: bytes) -> bytes:
    """Return the bytes of a file, checked against their hash.

    Raises:
        NotFound: the attachment is gone, or its bytes are not on this machine.
        EnvironmentFault: they are damaged; the attachment itself stays (scenario B15).
    """
    found = context.reader.one(
        "SELECT sha256, tbl FROM attachment WHERE id = ? AND deleted_at IS NULL", (attachment_id,)
    )
    if found is None:
        raise NotFound("这个附件已经不在了，可能刚被删除。误删的可以在回收站恢复。")
    demand_seeing(context, found[1])
    return blobs.get(context.database.path, bytes(found[0]))


@needs("files.take")
def save_copy(context: Context, attachment_id: bytes, path: Path) -> None:
    """Write a file of a record to another place, on the writer's thread; noted in the audit log.

    Raises:
        NotFound: it is gone or its bytes are not here.
        EnvironmentFault: damaged, or the place cannot be written to.
    """
    with context.unit_of_work() as work:
        row = work.row(TABLE, attachment_id)
        demand_seeing(context, row["tbl"])
        write_bytes(path, blobs.get(context.database.path, row["sha256"]))
        work.note("file_saved", TABLE, attachment_id, row["name"])
        work.commit()


def thumbnail(context: Context, digest: bytes, side: int) -> bytes:
    """Return a small JPEG of a stored photo, on the reader's thread.

    Args:
        context: whose photo.
        digest: SHA-256 of the photo.
        side: pixels of the square it fits into.

    Raises:
        NotFound: the photo is not on this machine.
        EnvironmentFault: its bytes are damaged.
        InvalidInput: it cannot be read as a photo.
    """
    return _thumbnail(context.database.path, digest, side)


@lru_cache(maxsize=400)
def _thumbnail(database: Path, digest: bytes, side: int) -> bytes:
    """Small pictures stay in memory only: nothing of a photo lies on the disk beside the blob store."""
    from services import pictures

    return pictures.thumbnail(blobs.get(database, digest), side)


def forget_thumbnails() -> None:
    """Forget the small pictures kept in memory: a photo was erased for good."""
    _thumbnail.cache_clear()


def found_by(reader: Reader, text: str, limit: int) -> tuple[tuple[str, bytes], ...]:
    """Return table and id of the records with a file whose name or caption has a text in it.

    Args:
        reader: queries on the reading connection.
        text: what was typed.
        limit: most records returned.
    """
    wanted = fold(text)
    if not wanted:
        return ()
    place = PLACE_OF[reader.dialect]
    rows = reader.all(
        "SELECT DISTINCT tbl, row_id FROM attachment WHERE deleted_at IS NULL AND "
        f"({place}(lower(name), ?) > 0 OR {place}(lower(caption), ?) > 0) LIMIT ?",
        (wanted, wanted, limit),
    )
    return tuple((table, bytes(row_id)) for table, row_id in rows)
