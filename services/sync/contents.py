"""What stands in a package, read frame by frame and compared with what its header says."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from services.sync import packing
from services.sync.packing import Contents
from services.sync.refused import Refused

if TYPE_CHECKING:
    from services.sync.container import Header
    from services.sync.frames import Frame


class Frames:
    """Frames one after another; the first part of a file waits until the rest was taken in."""

    def __init__(self, frames: "Iterator[Frame]") -> None:
        self._frames = frames
        self._first: Frame | None = None

    def before_files(self) -> "Iterator[Frame]":
        """Yield what comes before the first part of a file."""
        for frame in self._frames:
            if frame.type == packing.BLOB:
                self._first = frame
                return
            yield frame

    def files(self) -> "Iterator[Frame]":
        """Yield the parts of files."""
        if self._first is not None:
            yield self._first
            yield from (frame for frame in self._frames if frame.type == packing.BLOB)


def read_contents(frames: Frames, header: "Header") -> Contents:
    """Return what a package holds before its files.

    Raises:
        Refused: it is not as the format says.
    """
    from services.sync.frames import Frame, frames_to_changes

    others: list[Frame] = []

    def changes_only() -> "Iterator[Frame]":
        for frame in frames.before_files():
            if frame.type == packing.CHANGES:
                yield frame
            else:
                others.append(frame)

    listed: Any = list(frames_to_changes(changes_only()))
    try:
        manifest = packing.read_manifest(
            next(each.payload for each in others if each.type == packing.MANIFEST)
        )
        contents = Contents(manifest, listed)
        for each in others:
            if each.type == packing.DISPOSITIONS:
                contents.dispositions = packing.read_dispositions(each.payload)
            elif each.type == packing.REVOCATIONS:
                contents.revocations = each.payload
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration) as error:
        raise Refused(
            "manifest", "数据包里的清单不合格式，没有收取。请让对方用最新的程序重新导出。"
        ) from error
    return contents


def check_counts(told: Any) -> None:
    """Look whether what the sender says it has are counts.

    Raises:
        Refused: they are not.
    """
    for value in told.values():
        counts = value.values() if isinstance(value, dict) else (value,)
        if not all(type(each) is int and 0 <= each < 1 << 48 for each in counts):
            raise Refused("header", "文件头不合格式，没有收取。请让对方重新导出。")


def seqs_of(header: "Header") -> dict[str, tuple[int, int]]:
    """Return what the prerequisite of a workstation says: by replica the first and last change.

    Raises:
        Refused: it is not as the format says.
    """
    try:
        told = {
            str(name): (int(first), int(last)) for name, (first, last) in header.prerequisite["seqs"].items()
        }
        for name, (first, last) in told.items():
            if len(bytes.fromhex(name)) != 16 or not 1 <= first <= last:
                raise ValueError(name)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Refused("header", "文件头不合格式，没有收取。请让对方重新导出。") from error
    return told


def inbox_of(header: "Header") -> tuple[int, int, int]:
    """Return epoch, first and last number of the inbox; raises as `seqs_of`."""
    try:
        told = header.prerequisite
        return int(told["epoch"]), int(told["from"]), int(told["to"])
    except (KeyError, ValueError, TypeError) as error:
        raise Refused("header", "文件头不合格式，没有收取。请让对方重新导出。") from error
