"""What is in a package beside the changes: the manifest, the dispositions and the parts of files.

Every frame is canonical JSON except the parts of files. Ids are written as hexadecimal digits.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.db.incoming import Incoming
    from services.sync.frames import Frame

MANIFEST, CHANGES, DISPOSITIONS, BLOB, REVOCATIONS = "M", "C", "D", "B", "R"


@dataclass(frozen=True, slots=True)
class Author:
    """An installation whose changes are in a package."""

    replica: bytes
    unit: bytes | None
    kind: str
    name: str
    former_of: bytes | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """The first frame: what the package is, repeated from the header, and who wrote what is in it.

    Attributes:
        pkg_id, sender, receiver: as in the header.
        vectors: by replica how many of its changes the sender has.
        authors: installations named.
        people: names by user id.
        want: hashes of files the sender lacks, with the bytes it has already.
    """

    pkg_id: bytes
    sender: bytes
    receiver: bytes
    vectors: Mapping[bytes, int] = field(default_factory=dict)
    authors: tuple[Author, ...] = ()
    people: Mapping[bytes, str] = field(default_factory=dict)
    want: Mapping[bytes, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dispositions:
    """What the hub decided, for a workstation.

    Attributes:
        voids: replica, seq, reason and number of the hub's act.
        row_out: rows that left the workstation's scope.
        purges: table, row, moment (UTC ms), number of the hub's act and reason.
        receipts: what became of the workstation's packages.
    """

    voids: tuple[tuple[bytes, int, str, int], ...] = ()
    row_out: tuple[bytes, ...] = ()
    purges: tuple[tuple[str, bytes, int, int, str], ...] = ()
    receipts: tuple[Mapping[str, Any], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.voids or self.row_out or self.purges or self.receipts)


@dataclass(slots=True)
class Contents:
    """A package read whole."""

    manifest: Manifest
    changes: "list[Incoming]" = field(default_factory=list)
    dispositions: Dispositions = field(default_factory=Dispositions)
    revocations: bytes | None = None


def manifest_frame(manifest: Manifest) -> "Frame":
    """Return the manifest as a frame."""
    from services.sync import frames

    return frames.manifest(
        manifest.pkg_id,
        manifest.sender,
        manifest.receiver,
        {
            "vectors": {replica.hex(): seq for replica, seq in manifest.vectors.items()},
            "authors": [
                [each.replica.hex(), _hex(each.unit), each.kind, each.name, _hex(each.former_of)]
                for each in manifest.authors
            ],
            "people": {user.hex(): name for user, name in manifest.people.items()},
            "want": {digest.hex(): got for digest, got in manifest.want.items()},
        },
    )


def read_manifest(payload: bytes) -> Manifest:
    """Return a manifest.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: it is none.
    """
    from services.sync import strict_json

    told: Any = strict_json.loads(payload)
    return Manifest(
        bytes.fromhex(told["pkg_id"]),
        bytes.fromhex(told["from"]),
        bytes.fromhex(told["to"]),
        {bytes.fromhex(replica): _int(seq) for replica, seq in told["vectors"].items()},
        tuple(
            Author(bytes.fromhex(replica), _bytes(unit), _str(kind), _str(name), _bytes(former))
            for replica, unit, kind, name, former in told["authors"]
        ),
        {bytes.fromhex(user): _str(name) for user, name in told["people"].items()},
        {bytes.fromhex(digest): _int(got) for digest, got in told["want"].items()},
    )


def dispositions_frame(told: Dispositions) -> "Frame":
    """Return the hub's decisions as a frame."""
    return _json(
        DISPOSITIONS,
        {
            "voids": [[replica.hex(), seq, reason, number] for replica, seq, reason, number in told.voids],
            "row_out": [row.hex() for row in told.row_out],
            "purges": [[table, row.hex(), at, number, why] for table, row, at, number, why in told.purges],
            "receipts": list(told.receipts),
        },
    )


def read_dispositions(payload: bytes) -> Dispositions:
    """Return the hub's decisions; raises as `read_manifest`."""
    from services.sync import strict_json

    told: Any = strict_json.loads(payload)
    return Dispositions(
        tuple(
            (bytes.fromhex(replica), _int(seq), _str(reason), _int(number))
            for replica, seq, reason, number in told["voids"]
        ),
        tuple(bytes.fromhex(row) for row in told["row_out"]),
        tuple(
            (_str(table), bytes.fromhex(row), _int(at), _int(number), _str(why))
            for table, row, at, number, why in told["purges"]
        ),
        tuple(dict(each) for each in told["receipts"]),
    )


def blob_frame(digest: bytes, offset: int, whole: int, data: bytes) -> "Frame":
    """Return a part of a file: its hash, where the part begins, how long the file is, and the bytes."""
    from services.sync.frames import Frame

    return Frame(BLOB, digest + offset.to_bytes(8, "big") + whole.to_bytes(8, "big") + data)


def read_blob(payload: bytes) -> tuple[bytes, int, int, bytes]:
    """Return hash, offset, length of the whole and bytes of a part of a file.

    Raises:
        ValueError: it is too short.
    """
    if len(payload) < 48:
        raise ValueError("a part of a file without its head")
    return (
        payload[:32],
        int.from_bytes(payload[32:40], "big"),
        int.from_bytes(payload[40:48], "big"),
        payload[48:],
    )


def frames(
    manifest: Manifest,
    changes: "Iterable[Incoming]",
    dispositions: Dispositions,
    parts: "Iterable[tuple[bytes, int, int, bytes]]",
    revocations: bytes | None = None,
) -> "Iterator[Frame]":
    """Yield the frames of a package, the changes as they are read from the log; the writer adds the end."""
    from services.sync.frames import Frame, changes_to_frames

    yield manifest_frame(manifest)
    yield from changes_to_frames(changes)
    if dispositions:
        yield dispositions_frame(dispositions)
    if revocations is not None:
        yield Frame(REVOCATIONS, revocations)
    for part in parts:
        yield blob_frame(*part)


def _json(kind: str, told: Mapping[str, Any]) -> "Frame":
    from services.sync.frames import json_frame

    return json_frame(kind, told)


def _hex(value: bytes | None) -> str | None:
    return None if value is None else value.hex()


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes.fromhex(value)


def _int(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 1 << 62:
        raise ValueError("no count")
    return value


def _str(value: Any) -> str:
    if type(value) is not str or len(value) > 1000:
        raise ValueError("no text")
    return value
