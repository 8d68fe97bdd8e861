"""Packages: what is written is read, and whatever is not as it was written is refused (B1-B9, B16)."""

from __future__ import annotations

import random
import resource
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services import age
from services.sync import container, frames, headers, limits
from services.sync.frames import Frame
from services.sync.refused import Refused
from tests.helpers.packages import NOW, RECEIVER, SENDER, Post, changes, frame_bytes, signing


@pytest.fixture
def post(tmp_path: Path) -> Post:
    return Post(tmp_path)


@pytest.fixture
def package(post: Post) -> Path:
    return post.write(*frames.changes_to_frames(changes(20)))


def refusal(post: Post, path: Path) -> str:
    with pytest.raises(Refused) as caught:
        post.read(path)
    assert caught.value.message.endswith("。")
    return caught.value.code


def test_what_is_written_is_read(post: Post, package: Path) -> None:
    back = list(frames.frames_to_changes(post.read(package)))

    assert back == changes(20)
    assert [path.name for path in post.folder.iterdir()] == [package.name]
    assert package.name.startswith(f"CSP_{RECEIVER[-4:].hex()}_{SENDER[-4:].hex()}_1_")


def test_the_header_tells_what_is_inside(post: Post, package: Path) -> None:
    header = container.peek(package)

    assert (header.sender, header.receiver, header.frame_count) == (SENDER, RECEIVER, 3)
    assert replace(header, body_size=0, body_sha256=bytes(32), frame_count=0) == post.header()


def test_nothing_of_a_package_can_be_read_by_others(package: Path) -> None:
    assert "王小明".encode() not in package.read_bytes()


def test_b01_one_byte_changed_anywhere(post: Post, package: Path) -> None:
    data = package.read_bytes()
    draw = random.Random(1)
    places = {*range(0, 40), *range(len(data) - 80, len(data)), *draw.sample(range(len(data)), 150)}
    for at in places:
        package.write_bytes(data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :])
        assert refusal(post, package)


def test_b02_truncated_trailing_or_glued(post: Post, package: Path) -> None:
    data = package.read_bytes()
    other = post.write(Frame("D", b"[]")).read_bytes()
    length = struct.unpack(">I", data[12:16])[0]
    for cut in (0, 1, 8, 15, 16, 16 + length, 24 + length, len(data) - 72, len(data) - 8, len(data) - 1):
        package.write_bytes(data[:cut])
        assert refusal(post, package) in ("magic", "cut", "size")
    for more in (b"x", data, other):
        package.write_bytes(data + more)
        assert refusal(post, package) == "cut"


def test_b02_truncated_at_every_frame_border(post: Post) -> None:
    parts = [
        frame_bytes(each.type, each.payload) for each in (_first(post), Frame("D", b"[]"), Frame("E", b"{}"))
    ]
    for count in range(len(parts)):
        assert refusal(post, post.by_hand(b"".join(parts[:count]), frame_count=count)) in ("body", "manifest")


def test_b03_signed_by_somebody_else(post: Post, package: Path) -> None:
    post.certificate = replace(post.certificate, sign_pub=signing(9).public)
    assert refusal(post, package) == "signature"


def test_b03_an_unknown_sender(post: Post) -> None:
    assert refusal(post, post.write(header=replace(post.header(), cert_serial=99))) == "unknown_sender"


def test_b03_the_certificate_of_another_unit(post: Post) -> None:
    other = bytes(range(40, 56))
    assert refusal(post, post.write(header=replace(post.header(), sender=other))) == "unknown_sender"


def test_b03_an_expired_or_revoked_certificate(post: Post, package: Path) -> None:
    post.highest_ms = NOW + 1001
    assert refusal(post, package) == "expired"
    post.revoked = frozenset({7})
    assert refusal(post, package) == "revoked"


def test_a_sender_under_a_new_id_names_the_certified_one(post: Post) -> None:
    header = replace(post.header(), sender=bytes(range(40, 56)), former=(SENDER,))
    assert post.read(post.write(header=header))


def test_b05_a_package_for_somebody_else_is_refused_before_it_is_decrypted(post: Post) -> None:
    path = post.write(header=replace(post.header(), receiver=bytes(range(60, 76))))
    assert refusal(post, path) == "receiver"


def test_our_own_package(post: Post) -> None:
    assert refusal(post, post.write(header=replace(post.header(), sender=RECEIVER, receiver=SENDER))) == "own"


def test_b06_the_body_of_another_package_signed_anew(post: Post, package: Path) -> None:
    data = package.read_bytes()
    length = struct.unpack(">I", data[12:16])[0]
    header = replace(container.peek(package), pkg_id=bytes(range(2, 18)))
    package.write_bytes(post.around(headers.to_bytes(header), data[24 + length : -72]))
    assert refusal(post, package) == "manifest"


def test_b07_encrypted_to_us_by_a_stranger(post: Post) -> None:
    post.signer = signing(5)
    assert refusal(post, post.write(Frame("D", b"[]"))) == "signature"


def test_encrypted_for_somebody_else(post: Post, package: Path) -> None:
    post.identity = age.new_pair()[1]
    assert refusal(post, package) == "sealed"


def test_b08_more_comes_out_than_was_announced(post: Post) -> None:
    start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def bomb() -> Iterator[bytes]:
        for _ in range(1000):
            yield bytes(1 << 20)

    assert refusal(post, post.by_hand(b"", pieces=bomb(), body_size=1024)) == "limit"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start < 64 << 10  # KiB


@pytest.mark.parametrize("length", [limits.FRAME + 1, 0xFFFF_FFFF])
def test_b09_a_frame_longer_than_allowed(post: Post, length: int) -> None:
    body = struct.pack(">IB", length, ord("M")) + b"{}"
    assert refusal(post, post.by_hand(body, frame_count=1)) == "body"


def test_b09_many_frames(post: Post) -> None:
    first = _first(post)
    body = frame_bytes("M", first.payload) + frame_bytes("D", b"") * 200_000
    assert refusal(post, post.by_hand(body, frame_count=3)) == "body"
    with pytest.raises(Refused) as caught:
        post.read(post.by_hand(body, frame_count=limits.FRAMES + 1))
    assert caught.value.code == "header"


def test_b09_a_header_of_four_gigabytes(post: Post, package: Path) -> None:
    data = package.read_bytes()
    package.write_bytes(data[:12] + b"\xff\xff\xff\xff" + data[16:])
    assert refusal(post, package) == "size"


def test_an_unknown_version_waits_for_a_newer_program(post: Post, package: Path) -> None:
    data = package.read_bytes()
    package.write_bytes(data[:9] + b"\x02" + data[10:])
    assert refusal(post, package) == "version"


@pytest.mark.parametrize(
    "start", [b"SQLite format 3\0", b"PK\x03\x04", b"MZ\x90\0", b"", b"\x89PNG\r\n\x1a\n"]
)
def test_b16_other_files_named_like_packages(post: Post, start: bytes) -> None:
    path = post.folder / "other.csp"
    path.write_bytes(start + bytes(4096) if start else b"")
    assert refusal(post, path) == "magic"


@pytest.mark.parametrize("kinds", ["DE", "ME M", "MDMDE", "MD", "MXE", "MEE"])
def test_frames_in_another_order(post: Post, kinds: str) -> None:
    payloads = {"M": _first(post).payload, "E": b'{"M":1}'}
    body = b"".join(frame_bytes(kind, payloads.get(kind, b"[]")) for kind in kinds.replace(" ", ""))
    assert refusal(post, post.by_hand(body, frame_count=len(kinds))) in ("body", "manifest")


def test_end_counts_that_are_wrong(post: Post) -> None:
    body = (
        frame_bytes("M", _first(post).payload) + frame_bytes("D", b"[]") + frame_bytes("E", b'{"D":2,"M":1}')
    )
    assert refusal(post, post.by_hand(body, frame_count=3)) == "body"
    body = body.replace(b'"D":2', b'"D":1')
    assert len(post.read(post.by_hand(body, frame_count=3))) == 2


def test_a_large_package_waits_unreadable_on_the_disk(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.sync.spool.IN_MEMORY", 1000)
    made = list(frames.changes_to_frames(changes(300)))
    assert list(frames.frames_to_changes(post.read(post.write(*made)))) == changes(300)


def _first(post: Post) -> Frame:
    header = post.header()
    return frames.manifest(header.pkg_id, header.sender, header.receiver, {})
