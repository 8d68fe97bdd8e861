"""The key file beside an encrypted database: who may open it, as JSON that has exactly one spelling.

The database key is sealed to the public key of everyone who may open the database. A user's private key is
wrapped under the password, stretched with Argon2id; that of the paper sheet is made of the recovery key. So
a password changes without anybody else, and a new database key is sealed to all without their passwords.

The file names nobody: a user is found by a salted hash of the name. Its SHA-256 tells damage from a wrong
password; its seal, which only whoever has the database key can make, tells what was slipped in.
"""

import hashlib
import hmac
import json
import os
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from models.errors import EnvironmentFault, UserError
from services import crypto

FORMAT, VERSION = "louyuan-key", 1
LARGEST = 1 << 20
_MOST_SLOTS = 1000


class WrongPassword(UserError):
    """The password or the recovery key does not open the key file."""


class DamagedKeyFile(EnvironmentFault):
    """The key file is not as it was written."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What Argon2id is asked to do: memory in KiB, passes, lanes."""

    memory_kib: int
    iterations: int
    lanes: int


DEFAULT_COST = Cost(131_072, 6, 2)
"""About 0.6 s on an office PC of 2020: 128 MiB, six passes."""
_MOST = Cost(1 << 20, 64, 16)
"""What a key file may ask of the machine that reads it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the database key.

    Attributes:
        who: hash of the user's name; empty for the recovery key.
        salt, cost: of Argon2id; empty and zero for the recovery key.
        private: the private key, wrapped under the password; empty for the recovery key.
        public: what the database key is sealed to.
        sealed: the database key.
        coming: the next database key while a rekeying is under way, else empty.
    """

    who: bytes
    salt: bytes
    cost: Cost
    private: bytes
    public: bytes
    sealed: bytes
    coming: bytes = b""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The content of a key file.

    Attributes:
        database: the 16 bytes the database file begins with.
        generation: number of the database key, risen with each rekeying.
        names: salt of the hashes of names.
        slots: the ways to the key.
        mac: its seal under the database key; empty before it is made.
    """

    database: bytes
    generation: int
    names: bytes
    slots: tuple[Slot, ...]
    mac: bytes = b""

    @property
    def changing(self) -> bool:
        """Whether a rekeying was begun and not finished."""
        return any(slot.coming for slot in self.slots)


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a password or a recovery key opened: the database key, and the next one while rekeying."""

    key: bytes
    coming: bytes | None
    file: KeyFile


def new(database: bytes) -> KeyFile:
    """Return a key file nobody opens yet, for the database that begins with these 16 bytes."""
    return KeyFile(database, 1, os.urandom(16), ())


# who may open it


def with_user(file: KeyFile, key: bytes, name: str, password: str, cost: Cost | None = None) -> KeyFile:
    """Return the key file with a user, whose password is replaced when known.

    Args:
        file: as it is.
        key: the database key.
        name: of the user.
        password: checked by nobody here.
        cost: of Argon2id; `DEFAULT_COST` when left out.
    """
    who, salt, private = _who(file, name), os.urandom(16), os.urandom(32)
    cost = cost or DEFAULT_COST
    wrapped = crypto.seal(_stretched(password, salt, cost), private, _user_context(file, who))
    slot = _slot(file, key, who, private, salt, cost, wrapped)
    return _with(file, slot, key)


def without_user(file: KeyFile, key: bytes, name: str) -> KeyFile:
    """Return the key file without a user; one who is not in it changes nothing."""
    who = _who(file, name)
    return _sealed(replace(file, slots=tuple(slot for slot in file.slots if slot.who != who)), key)


def with_recovery(file: KeyFile, key: bytes, secret: bytes) -> KeyFile:
    """Return the key file with this recovery key; the one before opens nothing any more."""
    private = _recovery_private(file, secret)
    return _with(file, _slot(file, key, b"", private, b"", Cost(0, 0, 0), b""), key)


def knows(file: KeyFile, name: str) -> bool:
    """Return whether a user has a password here."""
    who = _who(file, name)
    return any(slot.who == who for slot in file.slots)


def unlock(file: KeyFile, name: str, password: str) -> Unlocked:
    """Return what a user's password opens; an unknown name takes as long as a wrong password.

    Raises:
        WrongPassword: the name or the password is wrong.
        DamagedKeyFile: the file was changed by somebody without the key.
    """
    who = _who(file, name)
    slot = next((each for each in file.slots if each.who == who), None)
    if slot is None:
        cost = next((each.cost for each in file.slots if each.who), DEFAULT_COST)
        _stretched(password, bytes(16), cost)
        raise WrongPassword(_WRONG)
    kek = _stretched(password, slot.salt, slot.cost)
    private = crypto.unseal(kek, slot.private, _user_context(file, who))
    if private is None:
        raise WrongPassword(_WRONG)
    return _opened(file, slot, private)


def unlock_with_recovery(file: KeyFile, secret: bytes) -> Unlocked:
    """Return what the recovery key opens.

    Raises:
        WrongPassword: it is that of another database, or of an older sheet.
        DamagedKeyFile: the file was changed by somebody without the key.
    """
    private = _recovery_private(file, secret)
    public = crypto.agreeing_public(private)
    slot = next((each for each in file.slots if not each.who and each.public == public), None)
    if slot is None:
        raise WrongPassword("这个恢复密钥不属于这个台账，或者之后又出过新的恢复密钥单。请用最新的一张。")
    return _opened(file, slot, private)


def begin_rekeying(file: KeyFile, key: bytes, coming: bytes) -> KeyFile:
    """Return the key file with the next database key sealed to everyone beside the one in use."""
    slots = [
        replace(slot, coming=crypto.seal_to(slot.public, coming, _key_context(file))) for slot in file.slots
    ]
    return _sealed(replace(file, slots=tuple(slots)), key)


def end_rekeying(file: KeyFile, coming: bytes) -> KeyFile:
    """Return the key file with the next database key as the only one."""
    slots = tuple(replace(slot, sealed=slot.coming, coming=b"") for slot in file.slots)
    return _sealed(replace(file, slots=slots, generation=file.generation + 1), coming)


def _opened(file: KeyFile, slot: Slot, private: bytes) -> Unlocked:
    key = crypto.open_sealed(private, slot.sealed, _key_context(file))
    coming = crypto.open_sealed(private, slot.coming, _key_context(file)) if slot.coming else None
    if key is None or (slot.coming and coming is None):
        raise DamagedKeyFile(_CHANGED)
    if not hmac.compare_digest(_mac(file, key), file.mac):
        raise DamagedKeyFile(_CHANGED)
    return Unlocked(key, coming, file)


_WRONG = "姓名或密码不对，没有打开。请检查大小写和输入法后再试；忘记密码时可以用恢复密钥。"
_CHANGED = "密钥文件被改动过，没有打开。请用备份里的密钥文件换回，或请技术人员查看。"


def _slot(
    file: KeyFile, key: bytes, who: bytes, private: bytes, salt: bytes, cost: Cost, wrapped: bytes
) -> Slot:
    public = crypto.agreeing_public(private)
    return Slot(who, salt, cost, wrapped, public, crypto.seal_to(public, key, _key_context(file)))


def _with(file: KeyFile, slot: Slot, key: bytes) -> KeyFile:
    others = tuple(each for each in file.slots if each.who != slot.who)
    return _sealed(replace(file, slots=(*others, slot)), key)


def _sealed(file: KeyFile, key: bytes) -> KeyFile:
    return replace(file, mac=_mac(file, key))


def _mac(file: KeyFile, key: bytes) -> bytes:
    secret = crypto.purpose_key(key, b"louyuan key file 1")
    return hmac.new(secret, _canonical(_plain(file)), hashlib.sha256).digest()


def _who(file: KeyFile, name: str) -> bytes:
    plain = " ".join(unicodedata.normalize("NFKC", name).split())
    return hashlib.sha256(file.names + plain.encode("utf-8", "surrogatepass")).digest()[:16]


def _stretched(password: str, salt: bytes, cost: Cost) -> bytes:
    typed = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return crypto.derived_key(
        typed, salt, memory_kib=cost.memory_kib, passes=cost.iterations, lanes=cost.lanes
    )


def _recovery_private(file: KeyFile, secret: bytes) -> bytes:
    return crypto.purpose_key(secret, b"louyuan recovery 1" + file.database)


def _user_context(file: KeyFile, who: bytes) -> bytes:
    return b"louyuan user 1" + file.database + who


def _key_context(file: KeyFile) -> bytes:
    return b"louyuan key 1" + file.database


# as bytes


def dump(file: KeyFile) -> bytes:
    """Return the bytes of a key file."""
    body = {**_plain(file), "mac": file.mac.hex()}
    return _canonical({**body, "sha256": hashlib.sha256(_canonical(body)).hexdigest()})


def parse(raw: bytes) -> KeyFile:
    """Return the content of a key file.

    Raises:
        DamagedKeyFile: not a byte may be different from what was written.
        EnvironmentFault: a newer program wrote it.
    """
    try:
        outer: Any = json.loads(raw) if len(raw) <= LARGEST else None
        if outer["format"] == FORMAT and type(outer["version"]) is int and outer["version"] > VERSION:
            raise EnvironmentFault(
                "密钥文件由更新版本的程序写成，没有打开。请安装新版程序后再打开，数据没有改动。"
            )
        file = _of_plain(outer)
        whole = dump(file) == raw
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedKeyFile(DAMAGED) from error
    if not whole:
        raise DamagedKeyFile(DAMAGED)
    return file


DAMAGED = "密钥文件已损坏，打不开台账，数据没有改动。请从备份恢复，或用恢复密钥单上的恢复密钥。"


def _canonical(value: dict[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, indent=1).encode()


def _plain(file: KeyFile) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "database": file.database.hex(),
        "generation": file.generation,
        "names": file.names.hex(),
        "slots": [
            {
                "who": slot.who.hex(),
                "kdf": "argon2id" if slot.who else "",
                "salt": slot.salt.hex(),
                "memory_kib": slot.cost.memory_kib,
                "iterations": slot.cost.iterations,
                "lanes": slot.cost.lanes,
                "private": slot.private.hex(),
                "public": slot.public.hex(),
                "sealed": slot.sealed.hex(),
                "coming": slot.coming.hex(),
            }
            for slot in file.slots
        ],
    }


def _of_plain(outer: dict[str, Any]) -> KeyFile:
    read = bytes.fromhex
    slots = outer["slots"]
    if len(slots) > _MOST_SLOTS or type(outer["generation"]) is not int:
        raise ValueError("no key file")
    made = tuple(
        Slot(
            read(each["who"]),
            read(each["salt"]),
            _cost(each),
            read(each["private"]),
            read(each["public"]),
            read(each["sealed"]),
            read(each["coming"]),
        )
        for each in slots
    )
    database = read(outer["database"])
    if len(database) != 16:
        raise ValueError("no key file")
    return KeyFile(database, outer["generation"], read(outer["names"]), made, read(outer["mac"]))


def _cost(each: dict[str, Any]) -> Cost:
    numbers = (each["memory_kib"], each["iterations"], each["lanes"])
    most = (_MOST.memory_kib, _MOST.iterations, _MOST.lanes)
    if any(
        type(number) is not int or not 0 <= number <= top for number, top in zip(numbers, most, strict=True)
    ):
        raise ValueError("asks too much")
    if each["who"] and (numbers[0] < 8 * numbers[2] or numbers[1] < 1 or numbers[2] < 1):
        raise ValueError("asks too little")
    return Cost(*numbers)
