"""Frames, the parts of a package's body, and changes of the log packed into them (docs/sync-format.md)."""

import re
from binascii import Error as NoBase64
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from services.sync import limits, strict_json
from services.sync.refused import Refused

if TYPE_CHECKING:
    from models.db.incoming import Incoming

TYPES = "MCDBRE"
"""Manifest, changes, dispositions, part of a blob, revocations, end."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_PREV = re.compile(
    r'\[\[(?:null|"[0-9a-f]{32}"),[1-9][0-9]{0,14}\](?:,\[(?:null|"[0-9a-f]{32}"),[1-9][0-9]{0,14}\])*\]'
)
_HEAD = 12
_SALT = 12
_NOWHERE = bytes(32)


@dataclass(frozen=True, slots=True)
class Frame:
    """One part of a body.

    Attributes:
        type: one letter of `TYPES`.
        payload: at most 4 MiB.
    """

    type: str
    payload: bytes


def json_frame(kind: str, value: Any) -> Frame:
    """Return a frame that holds a value as canonical JSON."""
    return Frame(kind, strict_json.dumps(value))


def json_of(frame: Frame) -> Any:
    """Return what a frame of canonical JSON holds.

    Raises:
        Refused: it holds something else.
    """
    try:
        return strict_json.loads_canonical(frame.payload)
    except strict_json.Malformed as error:
        raise _malformed() from error


def manifest(pkg_id: bytes, sender: bytes, receiver: bytes, more: Mapping[str, Any]) -> Frame:
    """Return the first frame of a body: what the header says once more, and what the sender adds.

    Args:
        pkg_id: that of the header.
        sender: that of the header.
        receiver: that of the header.
        more: further names; texts, whole numbers, lists and objects.
    """
    own = {"pkg_id": pkg_id.hex(), "from": sender.hex(), "to": receiver.hex()}
    return json_frame("M", {**more, **own})


def changes_to_frames(rows: "Iterable[Incoming]") -> "Iterator[Frame]":
    """Pack changes into frames of about 1 MiB.

    Args:
        rows: changes of the log in the order of each replica's sequence, with time, user and schema given in
            every one. `prev_hash` has to be given unless the change before it in the same replica comes
            directly before it here, or it is the replica's first.

    Raises:
        ValueError: a hash does not follow from what a change says; that is a mistake in the program or a
            database changed behind it.
    """
    parts: list[bytes] = []
    size = 0
    for run in _runs(rows):
        made = strict_json.dumps(run)
        if parts and size + len(made) > limits.FRAME_AIM:
            yield _packed(parts)
            parts, size = [], 0
        parts.append(made)
        size += len(made) + 1
    if parts:
        yield _packed(parts)


def _packed(parts: list[bytes]) -> Frame:
    payload = b"[" + b",".join(parts) + b"]"
    if len(payload) > limits.FRAME:
        raise Refused(
            "large", "有一条记录的内容太长（超过 4 MB），不能随数据包带走。请把长文字改成附件后再试。"
        )
    return Frame("C", payload)


def _runs(rows: "Iterable[Incoming]") -> Iterator[list[Any]]:
    run: list[Any] | None = None
    key: tuple[Any, ...] = ()
    before: Any = None
    characters = 0
    for row in rows:
        own = (row.replica_id, row.tx_id, row.tbl, row.wall_ms, row.tz_min, row.user_id, row.schema_rev)
        follows = before is not None and before.seq + 1 == row.seq and before.replica_id == row.replica_id
        fits = (
            follows
            and own == key
            and before.lamport + 1 == row.lamport
            and characters < limits.RUN_CHARACTERS
        )
        if run is None or not fits or len(run[10]) >= limits.RUN_CHANGES:
            if run is not None:
                run[11] = _text(before.hash)
                yield run
            run, key, characters = _run_head(row, before.hash if follows else row.prev_hash), own, 0
        run[10].append(_row(row))
        characters += len(row.values_json or "")
        before = row
    if run is not None:
        run[11] = _text(before.hash)
        yield run


def _run_head(row: "Incoming", before: bytes | None) -> list[Any]:
    if before is None:
        if row.seq != 1:
            raise ValueError(f"the hash before change {row.seq} of {row.replica_id.hex()} is not given")
        before = _NOWHERE
    who = None if row.user_id is None else _text(row.user_id)
    place = [_text(row.replica_id), row.seq, row.lamport, _text(before), _text(row.tx_id)]
    return [*place, row.wall_ms, row.tz_min, who, row.schema_rev, row.tbl, [], ""]


def _row(row: "Incoming") -> list[Any]:
    erased = row.salt is None
    salt = None if row.salt is None else _text(row.salt)
    kept = _text(row.payload_hash) if erased and row.payload_hash is not None else None
    return [_text(row.row_id), row.grp, row.values_json, row.prev_json, salt, kept]


def _text(data: bytes) -> str:
    return b2a_base64(data, newline=False).rstrip(b"=").decode()


def frames_to_changes(frames: Iterable[Frame]) -> "Iterator[Incoming]":
    """Unpack the changes of the C frames among some frames, each with its hash computed anew.

    `prev_hash` is given in every one. `payload_hash` is only where values and salt were erased.

    Raises:
        Refused: a frame is not as the format says, a number is out of bounds, a table's name is none that is
            ever exchanged, or the hashes do not lead to the one the run ends with.
    """
    for frame in frames:
        if frame.type != "C":
            continue
        try:
            runs = strict_json.loads(frame.payload)
            if not isinstance(runs, list):
                raise _malformed()
            for run in runs:
                yield from _unpacked(run)
        except (strict_json.Malformed, NoBase64, ValueError, TypeError, AttributeError) as error:
            raise _malformed() from error


def _unpacked(run: Any) -> "Iterator[Incoming]":
    from models.db.incoming import Incoming

    if not isinstance(run, list) or len(run) != _HEAD:
        raise _malformed()
    (replica, seq, lamport, before, tx, wall_ms, tz_min, user, schema_rev, table, rows, last) = run
    replica_id, last_hash, tx_id = _bytes(replica, 16), _bytes(before, 32), _bytes(tx, 16)
    user_id = _bytes(user, 16)
    if not isinstance(rows, list) or not rows:
        raise _malformed()
    _check_bounds(replica_id, seq, lamport, len(rows))
    _check_rest(wall_ms, tz_min, schema_rev, table)
    prefix = b"%b%b%b%d:%b" % (replica_id, tx_id, user_id, len(table), table.encode())
    stamp = f"{wall_ms}|{tz_min}|{schema_rev}|"
    for row in rows:
        row_id, group, values, prev, salt_text, kept = row  # another number of parts is a ValueError
        own_id = a2b_base64(row_id + "==", strict_mode=True)
        if len(own_id) != 16 or type(row) is not list:
            raise _malformed()
        if prev is not None or group != "*" or type(values) is not str:
            _check_row(group, values, prev)
        elif values[:1] != "{":
            raise _malformed()
        if salt_text is None or values is None or kept is not None:
            salt, payload, erased = _payload(values, salt_text, kept)
        else:
            salt, erased = a2b_base64(salt_text, strict_mode=True), None
            if len(salt) != _SALT:
                raise _malformed()
            payload = sha256(salt + b"=" + values.encode()).digest()
        head = f"{seq}|{group}|{prev}|{lamport}|{stamp}"
        digest = sha256(last_hash + prefix + own_id + head.encode() + payload).digest()
        yield Incoming(
            replica_id, seq, tx_id, table, own_id, group, values, prev, lamport, wall_ms, tz_min, user_id,
            schema_rev, salt, erased, last_hash, digest,
        )  # fmt: skip
        last_hash = digest
        seq += 1
        lamport += 1
    if last_hash != _bytes(last, 32):
        raise Refused(
            "hash", f"数据包里第{seq - 1}号改动的校验值不对，没有收取。请让对方检查数据库后重新导出。"
        )


def _check_bounds(replica_id: bytes, seq: Any, lamport: Any, count: int) -> None:
    if type(seq) is not int or type(lamport) is not int or replica_id == bytes(16):
        raise _malformed()
    # a replica's Lamport number rises with every change by one at least
    if not (1 <= seq <= lamport and lamport + count <= limits.NUMBER):
        raise Refused(
            "bounds", "数据包里改动的编号不合常理，没有收取。请让对方检查数据库后重新导出，或报告街道。"
        )


def _check_rest(wall_ms: Any, tz_min: Any, schema_rev: Any, table: Any) -> None:
    for value, low, high in (
        (wall_ms, 0, limits.MILLISECONDS),
        (tz_min, -1440, 1440),
        (schema_rev, 1, limits.REVISION),
    ):
        if type(value) is not int or not low <= value <= high:
            raise _malformed()
    if type(table) is not str or _NAME.fullmatch(table) is None or table.startswith(("sqlite_", "sync_")):
        raise Refused("table", "数据包要改动不允许交换的内容，没有收取。请把这个文件交给街道的技术人员查看。")


def _check_row(group: Any, values: Any, prev: Any) -> None:
    if type(group) is not str or (group != "*" and _NAME.fullmatch(group) is None):
        raise _malformed()
    if values is not None and (type(values) is not str or values[:1] != "{"):
        raise _malformed()
    if prev is not None and (type(prev) is not str or _PREV.fullmatch(prev) is None):
        raise _malformed()


def _payload(values: str | None, salt_text: Any, kept: Any) -> tuple[bytes | None, bytes, bytes | None]:
    """Return salt, payload hash, and the payload hash once more where the values were erased."""
    if salt_text is None:
        if values is not None:
            raise _malformed()
        hashed = _bytes(kept, 32)
        return None, hashed, hashed
    if kept is not None:
        raise _malformed()
    salt = _bytes(salt_text, _SALT)
    return salt, sha256(salt + (b"-" if values is None else b"=" + values.encode())).digest(), None


def _bytes(text: Any, size: int) -> bytes:
    if type(text) is not str:
        raise _malformed()
    data = a2b_base64(text + "=" * (-len(text) % 4), strict_mode=True)
    if len(data) != size:
        raise _malformed()
    return data


def _malformed() -> Refused:
    return Refused("frames", "数据包的内容不合格式，没有收取。请让对方用最新的程序重新导出。")
