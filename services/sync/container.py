"""Packages read, only after everything was verified (sync.md, "Package")."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from services import age, crypto
from services.files import BLOCK
from services.sync import compressing, headers, limits
from services.sync.certificates import Certificate
from services.sync.frames import TYPES, Frame, json_of
from services.sync.headers import ANYBODY, Header
from services.sync.layout import (
    END,
    FIXED,
    FRAME,
    LABEL,
    LENGTH,
    MAGIC,
    SMALLEST,
    SUITE,
    TRAILER,
    VERSION,
    faults,
)
from services.sync.refused import Refused
from services.sync.spool import Spool

__all__ = ["ANYBODY", "Header", "Package", "Refused", "Trust", "peek", "read"]


def _anything(former: bytes, certified: bytes) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom this installation believes.

    Attributes:
        me: its replica id.
        mine: ids it used before.
        hub_root: public key that signs certificates; None before it is enrolled.
        certificate_of: the certificate of a sender by replica id and serial, verified against the root;
            None where there is none, where the sender belongs to somebody else, or where this installation
            takes nothing from such a sender.
        revoked: tells whether a serial is withdrawn.
        identities: age identities that open what is for it.
        highest_ms: highest time of the hub that was seen, UTC milliseconds.
        same_sender: tells whether an id a sender says it used before may belong to the certified one.
    """

    me: bytes
    mine: tuple[bytes, ...]
    hub_root: bytes | None
    certificate_of: Callable[[bytes, int], Certificate | None]
    revoked: Callable[[int], bool]
    identities: Sequence[str]
    highest_ms: int
    same_sender: Callable[[bytes, bytes], bool] = _anything


@dataclass(frozen=True, slots=True)
class Package:
    """A package whose sender and content were verified.

    Attributes:
        header: its header.
        frames: its frames from the manifest to the last before the end; to be gone through once.
        package_hash: the 32 bytes by which later packages name it.
        certificate: of the sender.
    """

    header: Header
    frames: Iterator[Frame]
    package_hash: bytes
    certificate: Certificate


def peek(path: Path) -> Header:
    """Return the header of a package; nothing of it is verified, so it is good for showing only.

    Raises:
        Refused: it is no package, or cut short.
        EnvironmentFault: it cannot be read.
    """
    with faults(), path.open("rb") as file:
        return _opened(file)[0]


@contextmanager
def read(path: Path, trust: Trust, *, local: Path | None = None) -> Iterator[Package]:
    """Open a package whose sender, receiver and content are verified, in the order sync.md tells.

    Args:
        path: the file; copy it from the stick first (`stick.fetch`).
        trust: whom this installation believes.
        local: folder for what waits to be verified, unreadable there; None for the system's temporary folder.

    Yields:
        The package; all of its frames were counted and hashed before.

    Raises:
        Refused: with the code and the sentence of the first thing that is not right.
        EnvironmentFault: it cannot be read, or the local disk is full.
    """
    with faults(), path.open("rb") as file:
        header, body_at, body_size = _opened(file)
        _check_receiver(header, trust)
        certificate = _certificate(header, trust)
        digest = _check_signature(file, certificate)
        _check_standing(header, certificate, trust)
        spool = Spool(local)
        try:
            file.seek(body_at)
            _decrypt(_Span(file, body_size), spool, trust)
            _check_body(spool, header)
            yield Package(header, _frames(spool, header), digest[:32], certificate)
        finally:
            spool.close()


def signed_by(path: Path, public: bytes) -> bytes:
    """Verify the signature of a package under a key that is not certified yet: a request, an answer.

    Returns:
        The package hash.

    Raises:
        Refused: it is not signed by this key, or is no package.
    """
    with faults(), path.open("rb") as file:
        _opened(file)
        return _signature(file, public)[:32]


@contextmanager
def opened_for(path: Path, identities: Sequence[str], local: Path | None = None) -> Iterator[Iterator[Frame]]:
    """Open the body of a package whose signature the caller verified with `signed_by`.

    Yields:
        Its frames, counted and hashed before.

    Raises:
        Refused: as for `read`.
    """
    with faults(), path.open("rb") as file:
        header, body_at, body_size = _opened(file)
        spool = Spool(local)
        try:
            file.seek(body_at)
            _decrypt(_Span(file, body_size), spool, None, identities)
            _check_body(spool, header)
            yield _frames(spool, header)
        finally:
            spool.close()


def _opened(file: IO[bytes]) -> tuple[Header, int, int]:
    """Check sizes, magic and trailer; return the header, and where the body lies and how long it is."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    start = file.read(FIXED.size)
    if start[: len(MAGIC)] != MAGIC[: len(start)] or not start:
        raise Refused("magic", "这个文件不是本程序的数据包。请选 CSP_ 开头、.csp 结尾的文件。")
    if size > limits.PACKAGE:
        raise Refused("size", "这个数据包超过允许的大小（2 GB），没有收取。请让对方分几次导出。")
    if size < SMALLEST:
        raise _cut()
    _, version, suite, length = FIXED.unpack(start)
    if (version, suite) != (VERSION, SUITE):
        raise Refused("version", "这个数据包要用更新的程序才能打开。请先升级本机的程序，文件不要删除。")
    if length > limits.HEADER or FIXED.size + length + LENGTH.size + END > size:
        raise Refused("size", "数据包的文件头大小不对，没有收取。请让对方重新导出。")
    told = file.read(length)
    (body,) = LENGTH.unpack(file.read(LENGTH.size))
    at = file.tell()
    file.seek(size - len(TRAILER))
    if at + body + END != size or file.read() != TRAILER:
        raise _cut()
    return headers.from_bytes(told), at, body


def _cut() -> Refused:
    return Refused("cut", "数据包不完整，可能U盘拔早了或复制时出错，没有收取。请让对方重新导出。")


def _check_receiver(header: Header, trust: Trust) -> None:
    if header.sender == trust.me or header.sender in trust.mine:
        raise Refused("own", "这是本机自己写出的数据包，不用收取。请把它带给对方。")
    if header.receiver != trust.me and header.receiver not in trust.mine:
        raise Refused("receiver", "这个数据包是给别的单位的，本机不能打开。请交给收件的单位。")


def _certificate(header: Header, trust: Trust) -> Certificate:
    found = trust.certificate_of(header.sender, header.cert_serial)
    own = found is not None and found.replica in (header.sender, *header.former)
    if found is None or not own or not all(trust.same_sender(each, found.replica) for each in header.former):
        raise Refused(
            "unknown_sender", "发出这个数据包的单位没有在本机登记，没有收取。请先办理登记，或核对来源。"
        )
    return found


def _check_signature(file: IO[bytes], certificate: Certificate) -> bytes:
    return _signature(file, certificate.sign_pub)


def _signature(file: IO[bytes], public: bytes) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    digest = hashlib.sha512()
    left = size - END
    while left > 0:
        block = file.read(min(BLOCK, left))
        if not block:
            raise _cut()
        digest.update(block)
        left -= len(block)
    signature = file.read(crypto.SIGNATURE_SIZE)
    if not crypto.is_signed(public, signature, LABEL + digest.digest()):
        raise Refused(
            "signature", "数据包的签名不对：内容被改动过，或不是这个单位写出的，没有收取。请让对方重新导出。"
        )
    return digest.digest()


def _check_standing(header: Header, certificate: Certificate, trust: Trust) -> None:
    if trust.revoked(certificate.serial):
        raise Refused("revoked", f"“{certificate.unit_name}”的证书已经作废，没有收取。请联系街道。")
    if certificate.valid_to < trust.highest_ms:
        raise Refused("expired", f"“{certificate.unit_name}”的证书已经过期，没有收取。请到街道重新登记。")


class _Span:
    """The next bytes of a file, and nothing behind them."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._left = size

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        data = self._file.read(wanted)
        self._left -= len(data)
        return data


def _decrypt(body: _Span, spool: Spool, trust: Trust | None, identities: Sequence[str] = ()) -> None:
    try:
        age.decrypt(body, spool, trust.identities if trust is not None else identities)
    except age.Unopenable as error:
        raise Refused(
            "sealed", "本机的钥匙打不开这个数据包，没有收取。请让对方重新导出；仍然不行就重新登记。"
        ) from error


def _check_body(spool: Spool, header: Header) -> None:
    """Go through all frames once: their sizes, kinds and number, the whole size and hash, first and last."""
    digest = hashlib.sha256()
    kinds = dict.fromkeys(TYPES, 0)
    size = 0
    last: Frame | None = None
    for frame, data in _parsed(spool, header):
        digest.update(data)
        size += len(data)
        if last is None:
            _check_manifest(frame, header)
        elif last.type == "E" or frame.type == "M":
            raise _unlike()
        kinds[frame.type] += 1
        if sum(kinds.values()) > header.frame_count:
            raise _unlike()
        last = frame
    told = (size, digest.digest(), sum(kinds.values()))
    if last is None or last.type != "E" or told != (header.body_size, header.body_sha256, header.frame_count):
        raise _unlike()
    kinds["E"] -= 1
    if json_of(last) != {kind: number for kind, number in kinds.items() if number}:
        raise _unlike()


def _check_manifest(frame: Frame, header: Header) -> None:
    told = json_of(frame) if frame.type == "M" else None
    own = (header.pkg_id.hex(), header.sender.hex(), header.receiver.hex())
    if not isinstance(told, dict) or tuple(told.get(name) for name in ("pkg_id", "from", "to")) != own:
        raise Refused(
            "manifest", "数据包里的清单和文件头对不上，内容可能取自别的数据包，没有收取。请报告街道。"
        )


def _frames(spool: Spool, header: Header) -> Iterator[Frame]:
    for frame, _ in _parsed(spool, header):
        if frame.type != "E":
            yield frame


def _parsed(spool: Spool, header: Header) -> Iterator[tuple[Frame, bytes]]:
    """Yield the frames of a body, each with its bytes."""
    spool.rewind()
    waiting = bytearray()
    try:
        for piece in compressing.decompressed(spool, header.body_size):
            waiting += piece
            at = 0
            while len(waiting) - at >= FRAME.size:
                length, kind = FRAME.unpack_from(waiting, at)
                if length > limits.FRAME or chr(kind) not in TYPES:
                    raise _unlike()
                end = at + FRAME.size + length
                if end > len(waiting):
                    break
                data = bytes(waiting[at:end])
                yield Frame(chr(kind), data[FRAME.size :]), data
                at = end
            del waiting[:at]
    except compressing.Overlong as error:
        raise Refused(
            "limit", "数据包展开后比声明的大，已停止，没有收取。请报告街道，不要再用这个文件。"
        ) from error
    except compressing.Broken as error:
        raise Refused("body", "数据包的内容不能展开，没有收取。请让对方重新导出。") from error
    if waiting:
        raise _unlike()


def _unlike() -> Refused:
    return Refused("body", "数据包的内容和文件头声明的不一样，没有收取。请让对方重新导出。")
