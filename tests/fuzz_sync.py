"""Packages spoilt at random: each is refused or read as it was, with bounds on memory and time (sync.md).

`python -m tests.fuzz_sync --minutes 10` goes on for minutes with a seed of its own; the suite runs a short
part with a fixed one (tests/unit/sync/test_fuzz.py).
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import struct
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from services.sync import compressing, frames, headers, limits, strict_json
from services.sync.frames import Frame
from services.sync.refused import Refused
from tests.helpers.packages import Post, changes, frame_bytes

CEILING_KIB = 256 << 10
SLOWEST = 20.0
"""Seconds one package may take."""
_BITS = (
    b"[",
    b"{",
    b'"',
    b",",
    b"null",
    b"-1",
    b"9" * 400,
    b"\\ud800",
    b"\\u0000",
    b"1e400",
    b"[" * 4000,
    b"\xff",
)


def spoilt(draw: random.Random, data: bytes) -> bytes:
    """Return bytes with one to eight things done to them."""
    made = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 8))):
        at = draw.randrange(len(made) + 1)
        act = draw.randrange(7)
        if act == 0 and made:
            made[min(at, len(made) - 1)] = draw.randrange(256)
        elif act == 1:
            del made[at : at + draw.choice((1, 4, 64, 4096))]
        elif act == 2:
            made[at:at] = draw.randbytes(draw.choice((1, 4, 64, 4096)))
        elif act == 3:
            made[at:at] = made[: draw.choice((1, 64, 4096))]
        elif act == 4:
            made[at : at + 4] = struct.pack(">I", draw.choice((0, 1, 0x7FFF_FFFF, 0xFFFF_FFFF)))
        elif act == 5:
            made[at:at] = draw.choice(_BITS) * draw.choice((1, 1, 1, 50))
        else:
            made = made[:at]
    return bytes(made)


class Fuzz:
    """Spoils packages at every layer: the file, header and body signed anew, frames, compression."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.draw = random.Random(seed)
        self.post = Post(folder)
        self.file = self.post.write(*frames.changes_to_frames(changes(60))).read_bytes()
        length = struct.unpack(">I", self.file[12:16])[0]
        self.told, self.sealed = self.file[16 : 16 + length], self.file[24 + length : -72]
        self.header = headers.from_bytes(self.told)
        first = frames.manifest(self.header.pkg_id, self.header.sender, self.header.receiver, {})
        self.parts = [first, *frames.changes_to_frames(changes(60)), Frame("E", b'{"C":1,"M":1}')]
        self.body = b"".join(frame_bytes(each.type, each.payload) for each in self.parts)
        self.codes: Counter[str] = Counter()
        self.slowest = 0.0

    def once(self) -> None:
        """Spoil one package and read it.

        Raises:
            AssertionError: what came out is not what was written, or it took too long.
        """
        act: Callable[[], Path] = self.draw.choice(
            (self._file, self._header, self._sealed, self._body, self._frame, self._claims, self._bomb)
        )
        path = act()
        start = time.monotonic()
        try:
            list(frames.frames_to_changes(self.post.read(path)))
            self.codes["read"] += 1
            assert act != self._file, "a file that was changed is read"
        except Refused as error:
            self.codes[error.code] += 1
        took = time.monotonic() - start
        self.slowest = max(self.slowest, took)
        assert took < SLOWEST, f"{act.__name__} took {took:.1f} s"

    def _put(self, data: bytes) -> Path:
        path = self.post.folder / "spoilt.csp"
        path.write_bytes(data)
        return path

    def _file(self) -> Path:
        data = spoilt(self.draw, self.file)
        if data == self.file:
            data += b"x"
        return self._put(data)

    def _header(self) -> Path:
        return self._put(self.post.around(spoilt(self.draw, self.told), self.sealed))

    def _sealed(self) -> Path:
        return self._put(self.post.around(self.told, spoilt(self.draw, self.sealed)))

    def _body(self) -> Path:
        body = spoilt(self.draw, self.body)
        return self.post.by_hand(body, frame_count=self.draw.choice((3, 3, 3, 2, 4, limits.FRAMES)))

    def _frame(self) -> Path:
        parts = [frame_bytes(each.type, each.payload) for each in self.parts]
        payload = spoilt(self.draw, self.parts[1].payload)
        if self.draw.randrange(20) == 0:
            payload = self.draw.choice((b"[],", b"{},", b'"",', b"[[", b"0,")) * (limits.FRAME // 3)
            payload = b"[" + payload[: limits.FRAME - 3] + b"0]"
        parts[1] = frame_bytes("C", payload[: limits.FRAME])
        return self.post.by_hand(b"".join(parts), frame_count=3)

    def _claims(self) -> Path:
        value = self.draw.choice((0, 1, 1 << 20, limits.PLAIN, limits.NUMBER))
        name = self.draw.choice(
            ("body_size", "frame_count", "pkg_no", "wall_ms", "schema_rev", "cert_serial")
        )
        claims: dict[str, Any] = {"frame_count": 3, name: value}
        return self.post.by_hand(self.body, **claims)

    def _bomb(self) -> Path:
        piece = self.draw.choice((bytes(1 << 20), frame_bytes("D", b""), frame_bytes("C", b"[" * 100_000)))
        first = frame_bytes("M", self.parts[0].payload)
        pieces = (first if at == 0 else piece for at in range(self.draw.choice((2, 64, 1024))))
        return self.post.by_hand(b"", pieces=pieces, body_size=self.draw.choice((1024, limits.PLAIN)))


def json_once(draw: random.Random) -> None:
    """Spoil JSON and read it: a value that is written again, or a refusal."""
    data = spoilt(draw, b'{"a":[1,null,true,"\\u001f"],"b":{"c":"x"}}')
    try:
        value = strict_json.loads(data)
    except strict_json.Malformed:
        return
    assert strict_json.loads(strict_json.dumps(value)) == value


def zstd_once(draw: random.Random) -> None:
    """Spoil compressed bytes and unfold them up to a limit."""
    made = compressing.Compressed(iter([draw.randbytes(500), bytes(5000)])).read()
    plain = spoilt(draw, made)
    try:
        assert sum(len(each) for each in compressing.decompressed(io.BytesIO(plain), 100_000)) <= 100_000
    except (compressing.Broken, compressing.Overlong):
        return


def peak_kib() -> int:
    """Return the most memory this process ever had, KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(arguments: Sequence[str] | None = None) -> int:
    """Spoil packages for some minutes and tell what came of it.

    Returns:
        1 when it took more memory than allowed.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz_sync")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=time.time_ns() & 0xFFFF_FFFF)
    given = parser.parse_args(arguments)
    end = time.monotonic() + given.minutes * 60
    count = 0
    with tempfile.TemporaryDirectory(prefix="louyuan-fuzz-") as folder:
        fuzz = Fuzz(Path(folder), given.seed)
        while time.monotonic() < end:
            fuzz.once()
            json_once(fuzz.draw)
            zstd_once(fuzz.draw)
            count += 1
    peak = peak_kib()
    told = ", ".join(f"{code} {number}" for code, number in fuzz.codes.most_common())
    sys.stdout.write(f"seed {given.seed}: {count} packages, {told}\n")
    sys.stdout.write(f"slowest {fuzz.slowest:.2f} s, peak memory {peak >> 10} MiB of {CEILING_KIB >> 10}\n")
    return int(peak > CEILING_KIB)


if __name__ == "__main__":
    sys.exit(main())
