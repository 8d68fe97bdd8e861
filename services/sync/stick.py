"""Files onto a stick and from it: whole and checked, or not there at all (sync.md, "Durability").

A file is written beside its final name, made permanent, read back from the stick, and only then named. What
is taken in is copied to the local disk first, so that a stick pulled out meanwhile breaks nothing.
"""

import errno
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from models.errors import EnvironmentFault, InvalidInput
from services.files import BLOCK, Progress, no_progress, sha256_of
from services.sync.device import REAL, Device

TEMPORARY = ".tmp"
"""What a file is called, behind its name, until it is whole."""
SPARE = 1 << 20
"""Bytes kept free beside a file, for the tables of the file system."""
_TRIES, _FIRST_WAIT = 6, 0.05
_SHARING = (5, 32, 33)
"""Windows: access denied, sharing violation, lock violation; what a virus scanner causes for a moment."""


class StickFault(EnvironmentFault):
    """A stick, or the local disk beside it, failed while a file was copied.

    Args:
        code: full, readonly, gone, busy, false (reads back otherwise than written), large or broken.
        message: one complete sentence.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def put(
    source: Path, folder: Path, name: str, progress: Progress = no_progress, *, device: Device = REAL
) -> Path:
    """Write a file onto a stick: afterwards it may be pulled out.

    The free space is looked at first; the file gets its name only after it was made permanent and read back.
    What a file of this name already holds is never overwritten: the same content is left, another refused.

    Args:
        source: a local file.
        folder: where it goes; it must be there.
        name: its name there, a plain one.
        progress: told bytes done and bytes in all (twice the size: written, then read back); may raise
            `Cancelled`, which leaves nothing behind.
        device: the calls of the system.

    Returns:
        The file on the stick.

    Raises:
        StickFault: no space, write-protected, pulled out, held by another program, or it does not keep what
            is written to it. Nothing of the file is left, or a `.tmp` where that could not be removed.
        InvalidInput: the name is no plain one, or another file has it.
    """
    _plain(name)
    whole = source.stat().st_size
    final, temporary = folder / name, folder / (name + TEMPORARY)
    with _explained(_READ, source):
        wanted = _digest(device, source, lambda done: None)
    with _explained(_WRITE, final):
        _there(folder, name)
        _tidy(device, temporary)
        if final.exists():
            return _same(device, final, wanted)
        _room(device, folder, name, whole, "请清理或换一个U盘")
    with _cleaned(device, temporary), _explained(_WRITE, final):
        _copy(device, source, temporary, _WRITE, lambda done: progress(done, 2 * whole))
        device.forget(temporary)
        _check(device, temporary, wanted, lambda done: progress(whole + done, 2 * whole))
        _named(device, temporary, final)
        if final.stat().st_size != whole:
            raise _false(name)
    return final


def fetch(path: Path, local_folder: Path, progress: Progress = no_progress, *, device: Device = REAL) -> Path:
    """Copy a file from a stick to the local disk, where it is read in peace.

    Args:
        path: the file on the stick.
        local_folder: made when missing; a file of the same name there is replaced.
        progress: told bytes done and bytes in all; may raise `Cancelled`.
        device: the calls of the system.

    Returns:
        The local copy, permanent and as it was read.

    Raises:
        StickFault: the stick was pulled out or cannot be read, or the local disk is full.
        InvalidInput: it is no file.
    """
    with _explained(_READ, path):
        if not path.is_file():
            raise InvalidInput(f"没有找到“{path.name}”，U盘可能已经拔出。请插好后重试。")
        whole = path.stat().st_size
    final, temporary = local_folder / path.name, local_folder / (path.name + TEMPORARY)
    with _explained(_KEEP, final):
        local_folder.mkdir(parents=True, exist_ok=True)
        _tidy(device, temporary)
        _room(device, local_folder, path.name, whole, "请清理本机磁盘")
    with _cleaned(device, temporary), _explained(_KEEP, final):
        digest = _copy(device, path, temporary, _KEEP, lambda done: progress(done, whole))
        _check(device, temporary, digest, lambda done: None)
        _named(device, temporary, final)
    return final


def room(folder: Path, *, device: Device = REAL) -> int:
    """Return how many bytes a file put into this folder may have.

    Raises:
        StickFault: the stick is gone.
    """
    with _explained(_READ, folder / folder.name):
        return max(device.free(folder) - SPARE, 0)


def in_words(size: int) -> str:
    """Return a number of bytes as people read it."""
    if size < 1 << 20:
        return f"{-(-size // 1024)} KB"
    return f"{-(-size * 10 >> 20) / 10:.1f} MB" if size < 1 << 30 else f"{-(-size * 10 >> 30) / 10:.1f} GB"


def _plain(name: str) -> None:
    if not name or name != Path(name).name or name in (".", "..") or "\\" in name or ":" in name:
        raise InvalidInput(f"“{name}”不能用作文件名，没有写到U盘。")


def _there(folder: Path, name: str) -> None:
    if not folder.is_dir():
        raise StickFault(
            "gone", f"没有找到文件夹“{folder}”，U盘可能没有插好，“{name}”没有写成。请插好后重试。"
        )


def _tidy(device: Device, temporary: Path) -> None:
    """Take away what a copy that was cut off has left."""
    if temporary.exists():
        device.remove(temporary)


def _room(device: Device, folder: Path, name: str, whole: int, advice: str) -> None:
    free = device.free(folder)
    if free < whole + SPARE:
        raise StickFault(
            "full",
            f"“{folder}”空间不足：“{name}”需要{in_words(whole + SPARE)}，只剩{in_words(free)}。"
            f"{advice}后重试，没有写入任何内容。",
        )


def _copy(
    device: Device, source: Path, target: Path, doing: str, done_so_far: Callable[[int], None]
) -> bytes:
    """Copy and make permanent; return the SHA-256 of what was read. Each side has its faults."""
    digest, done = hashlib.sha256(), 0
    with _explained(_READ, source):
        incoming = device.read(source)
    with incoming, device.create(target) as outgoing:
        while True:
            with _explained(_READ, source):
                block = incoming.read(BLOCK)
            if not block:
                break
            with _explained(doing, target):
                outgoing.write(block)
            digest.update(block)
            done += len(block)
            done_so_far(done)
        device.sync(outgoing)
    return digest.digest()


@contextmanager
def _cleaned(device: Device, temporary: Path) -> Iterator[None]:
    """Leave no half file behind; where even that fails, its name tells what it is."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            device.remove(temporary)
        raise


def _digest(device: Device, path: Path, done_so_far: Callable[[int], None]) -> bytes:
    digest, done = hashlib.sha256(), 0
    with device.read(path) as file:
        while block := file.read(BLOCK):
            digest.update(block)
            done += len(block)
            done_so_far(done)
    return digest.digest()


def _check(device: Device, path: Path, wanted: bytes, done_so_far: Callable[[int], None]) -> None:
    if _digest(device, path, done_so_far) != wanted:
        raise _false(path.name.removesuffix(TEMPORARY))


def _false(name: str) -> StickFault:
    return StickFault(
        "false",
        f"“{name}”写入后读回来不一致，U盘可能已损坏或容量虚标，没有导出成功。请换一个U盘重试，不要再用这个。",
    )


def _same(device: Device, final: Path, wanted: bytes) -> Path:
    with device.read(final) as file:
        if bytes.fromhex(sha256_of(file)) == wanted:
            return final
    raise InvalidInput(f"“{final.parent}”里已有另一个“{final.name}”，没有覆盖。请移走它后重试。")


def _named(device: Device, temporary: Path, final: Path) -> None:
    """Rename, again after a while when a virus scanner or an indexer holds the file (scenario D25)."""
    wait = _FIRST_WAIT
    for left in range(_TRIES - 1, -1, -1):
        try:
            device.rename(temporary, final)
            break
        except OSError as error:
            if getattr(error, "winerror", None) not in _SHARING and error.errno != errno.EBUSY:
                raise
            if not left:
                raise _fault("busy", _WRITE, final) from error
        device.wait(wait)
        wait *= 2
    device.sync_folder(final.parent)


@contextmanager
def _explained(doing: str, path: Path) -> Iterator[None]:
    """Turn what the system refuses into a sentence about this file; what is one already passes."""
    try:
        yield
    except OSError as error:
        codes = (code for code, numbers in _NUMBERS.items() if error.errno in numbers)
        code = next(codes, "broken")
        raise _fault("broken" if doing == _READ and code == "readonly" else code, doing, path) from error


def _fault(code: str, doing: str, path: Path) -> StickFault:
    name = path.name.removesuffix(TEMPORARY)
    sentences = _SENTENCES | _OF_THIS_MACHINE if doing == _KEEP else _SENTENCES
    return StickFault(code, sentences[code].format(doing=doing, folder=path.parent, name=name))


_WRITE, _READ, _KEEP = "写入", "读取", "存入本机"
_NUMBERS = {
    "full": (errno.ENOSPC, errno.EDQUOT),
    "readonly": (errno.EROFS, errno.EACCES, errno.EPERM),
    "gone": (
        errno.ENODEV,
        errno.ENXIO,
        errno.ENOENT,
        errno.ENOTCONN,
        errno.ECONNABORTED,  # the process that was the file system ended during the call
        errno.ESTALE,
        errno.ENOTDIR,
    ),
    "large": (errno.EFBIG,),
}
_SENTENCES = {
    "full": "“{folder}”空间不足，“{name}”没能{doing}。请清理或换一个U盘后重试。",
    "readonly": "“{folder}”是只读的，“{name}”没能{doing}。请关闭写保护开关或换一个U盘。",
    "gone": "“{name}”没能{doing}，U盘可能已经拔出或断开。请重新插好U盘再试，已有内容没有改动。",
    "busy": "“{name}”正被其他程序（可能是杀毒软件）占用，没能{doing}。请稍等片刻再试，原有文件没有改动。",
    "large": "“{name}”超过了U盘格式允许的文件大小，没能{doing}。请换一个U盘，或改用exFAT格式。",
    "broken": "“{name}”没能{doing}，“{folder}”所在的磁盘出错。请换一个U盘或检查磁盘后重试。",
}
_OF_THIS_MACHINE = {
    "full": "本机磁盘空间不足，“{name}”没能{doing}的“{folder}”。请清理本机磁盘后重试，U盘不用换。",
    "readonly": "本机的“{folder}”不能写入，“{name}”没能{doing}。请检查这个文件夹的权限后重试。",
    "broken": "“{name}”没能{doing}，本机“{folder}”所在的磁盘出错。请检查本机磁盘后重试，U盘不用换。",
}
