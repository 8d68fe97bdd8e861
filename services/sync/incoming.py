"""One change of the log as packages carry it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Incoming:
    """The columns of `sync_change`; time, offset, user and schema are always given."""

    replica_id: bytes
    seq: int
    tx_id: bytes
    tbl: str
    row_id: bytes
    grp: str
    values_json: str | None
    prev_json: str | None
    lamport: int
    wall_ms: int
    tz_min: int
    user_id: bytes
    schema_rev: int
    salt: bytes | None
    payload_hash: bytes | None
    prev_hash: bytes | None
    hash: bytes
