"""Certificates of offices and the list of withdrawn ones, both signed by the hub's root key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from services import crypto
from services.sync import limits, strict_json
from services.sync.headers import ANYBODY
from services.sync.keys import SigningKey
from services.sync.refused import Refused

CERTIFICATE_LABEL: Final = b"csp-cert-1\0"
REVOCATION_LABEL: Final = b"csp-revoked-1\0"
YEARS_MS: Final = 3 * 365 * 86_400_000
"""How long a certificate of a workstation is good; renewed with the receipts long before."""
HUB_YEARS_MS: Final = 30 * 365 * 86_400_000
_NAMES: Final = frozenset(
    {
        *("serial", "replica", "unit_id", "unit_name", "kind", "roles", "series", "sign_pub", "seal_pub"),
        *("valid_from", "valid_to", "signature"),
    }
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the hub says about an office that takes part.

    Attributes:
        serial: number, never used twice by a root.
        replica: the installation's id when it was enrolled.
        unit_id: the unit it works for.
        unit_name: its name.
        kind: workstation or hub.
        roles: further rights by name.
        series: letter of its numbers, "" for the main series.
        sign_pub: Ed25519 key of its packages.
        seal_pub: age recipient it opens packages with.
        valid_from: UTC milliseconds.
        valid_to: UTC milliseconds, judged by the highest time of the hub that was seen.
        signature: of the root key.
    """

    serial: int
    replica: bytes
    unit_id: bytes
    unit_name: str
    kind: str
    roles: tuple[str, ...]
    series: str
    sign_pub: bytes
    seal_pub: str
    valid_from: int
    valid_to: int
    signature: bytes = b""

    def told(self) -> dict[str, Any]:
        """Return it as plain data, without the signature."""
        return {
            "serial": self.serial,
            "replica": self.replica.hex(),
            "unit_id": self.unit_id.hex(),
            "unit_name": self.unit_name,
            "kind": self.kind,
            "roles": list(self.roles),
            "series": self.series,
            "sign_pub": self.sign_pub.hex(),
            "seal_pub": self.seal_pub,
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
        }

    def to_bytes(self) -> bytes:
        """Return it as canonical JSON with its signature."""
        return strict_json.dumps({**self.told(), "signature": self.signature.hex()})


@dataclass(frozen=True, slots=True)
class Revocations:
    """Certificates that are withdrawn.

    Attributes:
        number: of the list; it only rises.
        serials: the certificates.
        signature: of the root key.
    """

    number: int
    serials: tuple[int, ...]
    signature: bytes = b""

    def told(self) -> dict[str, Any]:
        """Return it as plain data, without the signature."""
        return {"number": self.number, "serials": list(self.serials)}

    def to_bytes(self) -> bytes:
        """Return it as canonical JSON with its signature: the payload of an R frame."""
        return strict_json.dumps({**self.told(), "signature": self.signature.hex()})


NOTHING_REVOKED: Final = Revocations(0, ())


def signed(certificate: Certificate, root: SigningKey) -> Certificate:
    """Return a certificate with the signature of the root key."""
    from dataclasses import replace

    message = CERTIFICATE_LABEL + strict_json.dumps(certificate.told())
    return replace(certificate, signature=root.sign(message))


def read(data: bytes, root: bytes) -> Certificate:
    """Return the certificate that canonical JSON holds.

    Args:
        data: see `Certificate.to_bytes`.
        root: public key of the hub's root.

    Raises:
        Refused: it is no certificate or not signed by this root.
    """
    told = _loaded(data, _NAMES)
    try:
        found = _certificate(told)
    except (ValueError, TypeError) as error:
        raise _no_certificate() from error
    message = CERTIFICATE_LABEL + strict_json.dumps(found.told())
    if found.told() != _without_signature(told) or not crypto.is_signed(root, found.signature, message):
        raise _no_certificate()
    return found


def serial_of(data: bytes) -> int:
    """Return the serial of a certificate that is kept here, without verifying it again."""
    return int(strict_json.loads(data)["serial"])


def signed_list(revocations: Revocations, root: SigningKey) -> Revocations:
    """Return a list of withdrawn certificates with the signature of the root key."""
    from dataclasses import replace

    message = REVOCATION_LABEL + strict_json.dumps(revocations.told())
    return replace(revocations, signature=root.sign(message))


def read_list(data: bytes, root: bytes) -> Revocations:
    """Return the list of withdrawn certificates an R frame holds.

    Raises:
        Refused: it is none or not signed by this root.
    """
    told = _loaded(data, frozenset({"number", "serials", "signature"}))
    try:
        number, serials = _number(told["number"]), tuple(_number(each) for each in told["serials"])
        found = Revocations(number, serials, bytes.fromhex(told["signature"]))
    except (ValueError, TypeError) as error:
        raise _no_certificate() from error
    message = REVOCATION_LABEL + strict_json.dumps(found.told())
    if not crypto.is_signed(root, found.signature, message):
        raise _no_certificate()
    return found


def newer(known: Revocations, come: Revocations) -> Revocations:
    """Return the list that counts from now on; the number never goes down (scenario B4).

    Raises:
        Refused: the list that came has the same number and says something else.
    """
    if come.number == known.number and set(come.serials) != set(known.serials):
        raise Refused(
            "revocations", "作废名单的编号和本机已有的相同、内容却不同，没有收取。请立即联系街道核对。"
        )
    return come if come.number > known.number else known


def _loaded(data: bytes, names: frozenset[str]) -> Mapping[str, Any]:
    try:
        told = strict_json.loads_canonical(data)
    except strict_json.Malformed as error:
        raise _no_certificate() from error
    if not isinstance(told, dict) or told.keys() != names:
        raise _no_certificate()
    return told


def _without_signature(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != "signature"}


def _certificate(told: Mapping[str, Any]) -> Certificate:
    made = Certificate(
        serial=_number(told["serial"]),
        replica=bytes.fromhex(told["replica"]),
        unit_id=bytes.fromhex(told["unit_id"]),
        unit_name=_word(told["unit_name"]),
        kind=told["kind"],
        roles=tuple(_word(each) for each in told["roles"]),
        series=_word(told["series"]),
        sign_pub=bytes.fromhex(told["sign_pub"]),
        seal_pub=_word(told["seal_pub"]),
        valid_from=_number(told["valid_from"]),
        valid_to=_number(told["valid_to"]),
        signature=bytes.fromhex(told["signature"]),
    )
    right = len(made.replica) == 16 and made.replica != ANYBODY and len(made.unit_id) == 16
    if not right or made.kind not in ("workstation", "hub") or len(made.sign_pub) != crypto.KEY_SIZE:
        raise ValueError("out of bounds")
    return made


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= limits.NUMBER:
        raise ValueError("a number out of bounds")
    return value


def _word(value: Any) -> str:
    if type(value) is not str:
        raise ValueError("not a text")
    return value


def _no_certificate() -> Refused:
    return Refused("certificate", "证书不是本街道签发的，或者被改动过，没有收取。请联系街道重新登记本机。")
