"""The header of a package: what anybody may read of it, without personal data (docs/sync-format.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from services.sync import limits, strict_json
from services.sync.refused import Refused

KINDS: Final = ("delta", "snapshot", "receipt", "enrol", "revoke")
ANYBODY: Final = bytes(16)
"""Receiver of a request: whoever is the hub."""
_NAMES: Final = frozenset(
    {
        *(
            "pkg_id",
            "kind",
            "from",
            "to",
            "cert",
            "pkg_no",
            "prev_pkg",
            "prerequisite",
            "have",
            "incarnation",
        ),
        *("schema_rev", "min_reader_rev", "wall_ms", "digest", "part", "former", "note", "body"),
    }
)


@dataclass(frozen=True, slots=True)
class Header:
    """What stands in front of a package.

    Attributes:
        pkg_id: 16 bytes, never used twice.
        kind: one of `KINDS`.
        sender: replica id.
        receiver: replica id, `ANYBODY` for a request.
        cert_serial: certificate of the sender, 0 for a request.
        pkg_no: number among those from this sender to this receiver.
        prev_pkg: hash of the package before, 32 bytes.
        prerequisite: what the receiver must have: numbers by name.
        have: what the sender has got from the receiver: numbers by name.
        incarnation: of the hub, 16 bytes.
        schema_rev: schema of the sender.
        min_reader_rev: schema a reader needs at least.
        wall_ms: clock of the sender, UTC milliseconds.
        digest: digest of the state in scope, 32 bytes.
        part: this part and how many there are, from 1.
        former: ids this sender used before.
        note: small further texts and numbers.
        body_size: bytes of the frames, filled in by the writer.
        body_sha256: hash of the frames, filled in by the writer.
        frame_count: filled in by the writer.
    """

    pkg_id: bytes
    kind: str
    sender: bytes
    receiver: bytes
    cert_serial: int = 0
    pkg_no: int = 1
    prev_pkg: bytes | None = None
    prerequisite: Mapping[str, Any] = field(default_factory=dict)
    have: Mapping[str, Any] = field(default_factory=dict)
    incarnation: bytes | None = None
    schema_rev: int = 1
    min_reader_rev: int = 1
    wall_ms: int = 0
    digest: bytes | None = None
    part: tuple[int, int] = (1, 1)
    former: tuple[bytes, ...] = ()
    note: Mapping[str, Any] = field(default_factory=dict)
    body_size: int = 0
    body_sha256: bytes = bytes(32)
    frame_count: int = 0


def to_bytes(header: Header) -> bytes:
    """Return a header as canonical JSON.

    Raises:
        ValueError: it is larger than a header may be, or holds what JSON cannot.
    """
    told = {
        "pkg_id": header.pkg_id.hex(),
        "kind": header.kind,
        "from": header.sender.hex(),
        "to": header.receiver.hex(),
        "cert": header.cert_serial,
        "pkg_no": header.pkg_no,
        "prev_pkg": _hex(header.prev_pkg),
        "prerequisite": dict(header.prerequisite),
        "have": dict(header.have),
        "incarnation": _hex(header.incarnation),
        "schema_rev": header.schema_rev,
        "min_reader_rev": header.min_reader_rev,
        "wall_ms": header.wall_ms,
        "digest": _hex(header.digest),
        "part": list(header.part),
        "former": [each.hex() for each in header.former],
        "note": dict(header.note),
        "body": [header.body_size, header.body_sha256.hex(), header.frame_count],
    }
    made = strict_json.dumps(told)
    if len(made) > limits.HEADER:
        raise ValueError("the header is too large")
    return made


def from_bytes(data: bytes) -> Header:
    """Return the header that canonical JSON holds.

    Raises:
        Refused: it is not written exactly as `to_bytes` would, or a value is out of bounds.
    """
    try:
        told = strict_json.loads_canonical(data)
        if not isinstance(told, dict) or told.keys() != _NAMES:
            raise ValueError("other names than those of a header")
        return _read(told)
    except (ValueError, TypeError) as error:
        raise Refused("header", "文件头不合格式，这不是可以收取的数据包。请让对方重新导出。") from error


def _read(told: dict[str, Any]) -> Header:
    if told["kind"] not in KINDS:
        raise ValueError("unknown kind")
    size, digest, count = _listed(told["body"], 3)
    part, parts = _listed(told["part"], 2)
    former = _listed(told["former"], None)
    if len(former) > limits.FORMER or not 1 <= _number(part, 9999) <= _number(parts, 9999):
        raise ValueError("out of bounds")
    return Header(
        pkg_id=_raw(told["pkg_id"], 16),
        kind=told["kind"],
        sender=_raw(told["from"], 16),
        receiver=_raw(told["to"], 16),
        cert_serial=_number(told["cert"]),
        pkg_no=_number(told["pkg_no"]),
        prev_pkg=_maybe(told["prev_pkg"], 32),
        prerequisite=_object(told["prerequisite"]),
        have=_object(told["have"]),
        incarnation=_maybe(told["incarnation"], 16),
        schema_rev=_number(told["schema_rev"], limits.REVISION),
        min_reader_rev=_number(told["min_reader_rev"], limits.REVISION),
        wall_ms=_number(told["wall_ms"], limits.MILLISECONDS),
        digest=_maybe(told["digest"], 32),
        part=(part, parts),
        former=tuple(_raw(each, 16) for each in former),
        note=_object(told["note"]),
        body_size=_number(size, limits.PLAIN),
        body_sha256=_raw(digest, 32),
        frame_count=_number(count, limits.FRAMES),
    )


def _hex(data: bytes | None) -> str | None:
    return None if data is None else data.hex()


def _raw(text: Any, size: int) -> bytes:
    if type(text) is not str or len(text) != 2 * size:
        raise ValueError("not that many digits")
    data = bytes.fromhex(text)
    if data.hex() != text:
        raise ValueError("not written in small digits")
    return data


def _maybe(text: Any, size: int) -> bytes | None:
    return None if text is None else _raw(text, size)


def _number(value: Any, most: int = limits.NUMBER) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError("a number out of bounds")
    return value


def _listed(value: Any, count: int | None) -> list[Any]:
    if not isinstance(value, list) or (count is not None and len(value) != count):
        raise ValueError("not such a list")
    return value


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value
