"""Packages written: compressed, encrypted and signed on the local disk, then copied onto the stick."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from services import age
from services.files import BLOCK, Progress, no_progress
from services.sync import compressing, headers, limits, names, stick
from services.sync.frames import TYPES, Frame, json_frame
from services.sync.headers import Header
from services.sync.keys import SigningKey
from services.sync.layout import FIXED, FRAME, LABEL, LENGTH, MAGIC, SUITE, TRAILER, VERSION, faults
from services.sync.refused import Refused


@dataclass(frozen=True, slots=True)
class Written:
    """A package as it lies on the stick.

    Attributes:
        path: the file.
        sha256: of the whole file.
        package_hash: the 32 bytes by which later packages name it.
        size: bytes.
    """

    path: Path
    sha256: bytes
    package_hash: bytes
    size: int


def write(
    folder: Path,
    header: Header,
    frames: Iterable[Frame],
    *,
    signer: SigningKey,
    recipients: Sequence[str],
    local: Path | None = None,
    progress: Progress = no_progress,
) -> Written:
    """Write a package onto a stick; it may be pulled out afterwards.

    Args:
        folder: the stick.
        header: size, hash and number of the frames are filled in here.
        frames: the manifest first (`frames.manifest`); the end is added here. They are gone through once.
        signer: key of the sender.
        recipients: whom it is encrypted for; none for a package without frames.
        local: folder for what is made before it is copied; None for the system's temporary folder. Nothing
            readable is written there.
        progress: see `stick.put`.

    Raises:
        Refused: it would be larger than a package may be.
        EnvironmentFault: the local disk or the stick fails; nothing with the name of a package is left.
    """
    with faults(), tempfile.TemporaryDirectory(prefix="louyuan-", dir=local) as made:
        body, whole = Path(made) / "body", Path(made) / "whole"
        count = _Counted()
        with body.open("w+b") as sealed:
            if recipients:
                age.encrypt(compressing.Compressed(count.through(frames)), sealed, recipients)
            told = headers.to_bytes(count.filled_in(header))
            digests = _compose(whole, told, sealed, signer)
        size = whole.stat().st_size
        if size > limits.PACKAGE:
            raise Refused("large", "这个数据包超过 2 GB，没有写出。请分几次导出，或先少带一些附件。")
        name = names.package_name(header.receiver, header.sender, header.pkg_no, digests[1])
        path = stick.put(whole, folder, name, progress)
    return Written(path, digests[0], digests[1], size)


class _Counted:
    """Frames as bytes, counted and hashed on their way."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self.size = 0
        self.kinds = dict.fromkeys(TYPES, 0)

    def through(self, frames: Iterable[Frame]) -> Iterator[bytes]:
        for frame in frames:
            yield self._taken(frame)
        counts = {kind: number for kind, number in self.kinds.items() if number}
        yield self._taken(json_frame("E", counts))

    def _taken(self, frame: Frame) -> bytes:
        if frame.type not in TYPES or len(frame.payload) > limits.FRAME:
            raise ValueError("a frame out of bounds")
        data = FRAME.pack(len(frame.payload), ord(frame.type)) + frame.payload
        self._digest.update(data)
        self.size += len(data)
        self.kinds[frame.type] += 1
        return data

    def filled_in(self, header: Header) -> Header:
        total = sum(self.kinds.values())
        digest = self._digest.digest()
        return replace(header, body_size=self.size, body_sha256=digest, frame_count=total)


def _compose(whole: Path, told: bytes, body: IO[bytes], signer: SigningKey) -> tuple[bytes, bytes]:
    """Put the parts of a package together; return the hash of the file and that of the package."""
    signed, file_hash = hashlib.sha512(), hashlib.sha256()
    size = body.seek(0, os.SEEK_END)
    body.seek(0)
    with whole.open("wb") as out:

        def put(data: bytes) -> None:
            signed.update(data)
            file_hash.update(data)
            out.write(data)

        put(FIXED.pack(MAGIC, VERSION, SUITE, len(told)) + told + LENGTH.pack(size))
        while block := body.read(BLOCK):
            put(block)
        digest = signed.digest()
        end = signer.sign(LABEL + digest) + TRAILER
        file_hash.update(end)
        out.write(end)
    return file_hash.digest(), digest[:32]
