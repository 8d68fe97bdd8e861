"""Asking to join the exchange: a request on a stick, and the fingerprints that are compared on paper."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from models.db.schema_version import SCHEMA_REVISION
from models.errors import LouyuanError
from models.ids import new_id
from services import age, crypto
from services.rights import needs
from services.sync import container, identity, keys, marks, names, sealing
from services.sync.headers import ANYBODY, Header
from services.sync.identity import WORKSTATION
from services.sync.refused import Refused
from services.sync.setting_up import LONGEST_NAME

if TYPE_CHECKING:
    from services.office import Context

REQUEST_LABEL: Final = b"csp-request-1\0"
ROOT_LABEL: Final = b"csp-root-1\0"
SET_UP: Final = "请先在“数据同步”页把本机设为社区工作站。"
SET_UP_COMMAND: Final = "sync setup --role workstation"


@dataclass(frozen=True, slots=True)
class Request:
    """A workstation that asks to join.

    Attributes:
        path: the file.
        pkg_id: of the request.
        replica: id of the workstation.
        former: ids it used before.
        unit_name: the unit it works for, as its people wrote it.
        sign_pub: Ed25519 key.
        seal_pub: age recipient.
        wall_ms: its clock.
        fingerprint: digits to compare on paper.
    """

    path: Path
    pkg_id: bytes
    replica: bytes
    former: tuple[bytes, ...]
    unit_name: str
    sign_pub: bytes
    seal_pub: str
    wall_ms: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it was written: the file and the digits to compare on paper."""

    path: Path
    fingerprint: str


def fingerprint(label: bytes, *parts: bytes) -> str:
    """Return eight groups of five digits that stand for some keys (132 bits of a SHA-512)."""
    digest = hashlib.sha512(label + b"".join(len(each).to_bytes(4, "big") + each for each in parts)).digest()
    groups = (int.from_bytes(digest[at : at + 5], "big") % 100_000 for at in range(0, 40, 5))
    return " ".join(f"{group:05d}" for group in groups)


def hub_fingerprint(root: bytes) -> str:
    """Return the digits of the hub's root key."""
    return fingerprint(ROOT_LABEL, root)


@needs("exchange.setup")
def request(context: "Context", folder: Path) -> Asked:
    """Write a request onto a stick. On the writer's thread.

    Raises:
        Refused: this installation is not set up as a workstation, or is a doubtful copy.
        EnvironmentFault: the stick fails.
    """
    own = identity.this(context.on_writer)
    held = keys.load(context.on_writer.reader)
    if own.kind != WORKSTATION or held.sign is None or held.seal is None:
        raise Refused("role", f"只有设为社区工作站的电脑才写申请。{SET_UP}", SET_UP_COMMAND)
    marks.refuse_in_doubt(context.on_writer)
    note = {"sign": held.sign.public.hex(), "seal": held.seal.recipient, "unit": own.unit_name}
    header = Header(
        new_id(), "enrol", own.replica, ANYBODY, wall_ms=context.clock(), schema_rev=SCHEMA_REVISION,
        former=own.former, note=note,
    )  # fmt: skip
    written = sealing.write(folder, header, (), signer=held.sign, recipients=())
    return Asked(written.path, _of_request(own.replica, held.sign.public, held.seal.recipient))


def _of_request(replica: bytes, sign_pub: bytes, seal_pub: str) -> str:
    return fingerprint(REQUEST_LABEL, replica, sign_pub, seal_pub.encode())


def read_request(path: Path) -> Request:
    """Return a request whose own signature is right.

    Raises:
        Refused: it is none.
    """
    header = container.peek(path)
    if header.kind != "enrol" or header.receiver != ANYBODY:
        raise Refused("kind", "这个文件不是登记申请。请选社区工作站写出的申请文件。")
    sign, seal, unit = (header.note.get(name) for name in ("sign", "seal", "unit"))
    try:
        sign_pub = bytes.fromhex(str(sign))
    except ValueError:
        sign_pub = b""
    right = isinstance(seal, str) and age.is_recipient(seal) and isinstance(unit, str)
    if not right or len(sign_pub) != crypto.KEY_SIZE or not 0 < len(str(unit)) <= LONGEST_NAME:
        raise Refused("header", "登记申请的内容不完整，没有收取。请让社区重新写一份申请。")
    container.signed_by(path, sign_pub)
    digits = _of_request(header.sender, sign_pub, str(seal))
    return Request(
        path,
        header.pkg_id,
        header.sender,
        header.former,
        str(unit),
        sign_pub,
        str(seal),
        header.wall_ms,
        digits,
    )


def requests(folder: Path) -> tuple[Request, ...]:
    """Return the requests in a folder, the newest of each workstation; other files are passed over."""
    found: dict[bytes, Request] = {}
    for path in names.packages(folder):
        with suppress(LouyuanError):
            each = read_request(path)
            if each.replica not in found or found[each.replica].wall_ms <= each.wall_ms:
                found[each.replica] = each
    return tuple(found.values())
