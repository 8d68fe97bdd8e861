"""What a workstation may write: rows of its own unit. Anything else becomes a proposal to the hub (sync.md).

Whoever receives changes asks for each one whether its author was allowed to make it. A change beyond the
right is kept and voided, its wanted values go into the list of decisions, and the receipt names it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.db.reading import Reader
from services.sync.units import SHARED

if TYPE_CHECKING:
    from models.db.incoming import Incoming
    from models.db.uow import UnitOfWork

NOT_YOURS = "not_yours"
"""The row is of another unit."""
OFFICE_ONLY = "office_only"
"""The row is one of the office's own: rules, catalogue, templates, units."""
MOVED = "moved"
"""It would move a row to another unit, which only the hub may do."""

BEFORE = "before_joining"
"""A row the workstation made before it joined and binned since, in favour of the hub's: nobody's wish."""

SENTENCES = {
    NOT_YOURS: "这条记录属于别的社区，只有所属社区或街道办能改。已作为建议交街道办决定。",
    OFFICE_ONLY: "这条记录由街道办统一维护，社区不能直接改。已作为建议交街道办决定。",
    MOVED: "把记录转给别的社区，由街道办办理。已作为建议交街道办决定。",
}

Key = tuple[bytes, int]
_UNIT = "unit_id"


@dataclass(frozen=True, slots=True)
class _Facts:
    """What decides about one row: who owned it before, and where the package leaves it."""

    known: bool
    before: bytes | None
    after: bytes | None
    binned: bool = False


def beyond(
    reader: Reader,
    incoming: Iterable["Incoming"],
    unit: bytes,
    lineage: frozenset[bytes],
    office: bytes | None,
) -> dict[Key, str]:
    """Return the changes of a workstation that exceed its right, each with the reason.

    One that is here already was judged when it came: since then the row may have gone to another unit.

    Args:
        reader: the hub's database as it is before the package.
        incoming: changes of the package, in its order.
        unit: the workstation's unit.
        lineage: its replica ids; changes of anybody else are passed on by it and not judged here.
        office: the sub-district office.
    """
    from models.db import outbox

    own = [each for each in incoming if each.replica_id in lineage]
    if not own:
        return {}
    rows = outbox.known(reader, {(each.tbl, each.row_id) for each in own})
    units = {row for row in rows if row[0] == "unit"}
    known = {**outbox.owners(reader, rows - units), **outbox.makers(reader, units)}
    wanted, binned = _units_wanted(own), _binned(own)
    here = _here(reader, own)
    found: dict[Key, str] = {}
    for each in own:
        if each.key in here:
            continue
        row = each.tbl, each.row_id
        facts = _Facts(row in known, known.get(row), wanted.get(row), row in binned)
        reason = _reason(each, facts, unit, office)
        if reason is not None:
            found[each.replica_id, each.seq] = reason
    return found


def _here(reader: Reader, changes: Sequence["Incoming"]) -> set[Key]:
    """Return those of the changes that are in the log."""
    found: set[Key] = set()
    for replica in {each.replica_id for each in changes}:
        seqs = [each.seq for each in changes if each.replica_id == replica]
        rows = reader.all(
            "SELECT seq FROM sync_change WHERE replica_id = ? AND seq BETWEEN ? AND ?",
            (replica, min(seqs), max(seqs)),
        )
        found.update((replica, int(row[0])) for row in rows)
    return found


def _units_wanted(changes: Iterable["Incoming"]) -> dict[tuple[str, bytes], bytes | None]:
    """Return for each row the unit that the last change of the package which tells one leaves it in."""
    found: dict[tuple[str, bytes], bytes | None] = {}
    for each in changes:
        if each.grp in ("*", _UNIT) and each.values_json is not None:
            found[each.tbl, each.row_id] = unit_in(each)
    return found


def _binned(changes: Iterable["Incoming"]) -> set[tuple[str, bytes]]:
    """Return the rows that the package makes and leaves in the recycle bin."""
    whole = [each for each in changes if each.grp == "*"]
    made = {(each.tbl, each.row_id) for each in whole if each.prev_json is None}
    last = {(each.tbl, each.row_id): each.values_json for each in whole}
    return {row for row, values in last.items() if values is None and row in made}


def wishes(reasons: Mapping[Key, str]) -> dict[Key, str]:
    """Return of the refused changes those that somebody wanted: proposals, told to who wrote them."""
    return {key: reason for key, reason in reasons.items() if reason != BEFORE}


def unit_in(change: "Incoming") -> bytes | None:
    """Return the unit a change gives its row, None where it leaves it empty."""
    from binascii import Error, a2b_base64

    text = change.values_json or ""
    if '"u":' not in text and '"unit_id":' not in text:
        return None  # most often; canonical JSON writes names in one way only
    values = _loaded(change)
    found = values.get("u", values.get(_UNIT))
    try:
        return a2b_base64(found + "==") if isinstance(found, str) else None
    except Error:
        return None


def _loaded(change: "Incoming") -> Mapping[str, Any]:
    import json

    try:
        loaded = json.loads(change.values_json or "{}")
    except ValueError:
        return {}  # refused where it is taken in, with the place
    return loaded if isinstance(loaded, dict) else {}


def _reason(change: "Incoming", facts: _Facts, unit: bytes, office: bytes | None) -> str | None:
    if change.tbl == "unit":
        return _reason_of_unit(change, facts, unit)
    reason = _reason_of_row(change, facts, unit, office)
    return BEFORE if reason == OFFICE_ONLY and facts.binned else reason


def _reason_of_row(change: "Incoming", facts: _Facts, unit: bytes, office: bytes | None) -> str | None:
    if facts.known and facts.before is not None and facts.before != unit:
        return OFFICE_ONLY if facts.before == office else NOT_YOURS
    if change.grp in ("*", _UNIT) and unit_in(change) not in (unit, None) and facts.known:
        return MOVED
    if not facts.known and facts.after not in (unit, None):
        return OFFICE_ONLY if facts.after == office else NOT_YOURS
    return None


def _reason_of_unit(change: "Incoming", facts: _Facts, unit: bytes) -> str | None:
    """Return what forbids a change of a unit; the community's own, and those it recorded, may be described.

    Offices and communities are recorded by the hub.
    """
    if change.row_id == unit:
        return None
    if not facts.known:
        if facts.binned:
            return BEFORE
        return OFFICE_ONLY if _loaded(change).get("kind") in SHARED else None
    if facts.before != unit or _loaded(change).get("kind") in SHARED:
        return OFFICE_ONLY
    return None


def propose(
    work: "UnitOfWork", refused: "Iterable[Incoming]", reasons: Mapping[Key, str], pkg_id: bytes
) -> None:
    """Put changes beyond a right into the list of decisions of the hub: it may adopt or decline them."""
    import json

    from sqlalchemy import insert

    from models.ids import new_id
    from models.tables.sync import SyncConflict

    for each in refused:
        detail = {
            "replica": each.replica_id.hex(),
            "seq": each.seq,
            "values": each.values_json,
            "reason": reasons[each.key],
        }
        work.local(
            insert(SyncConflict).values(
                id=new_id(),
                tbl=each.tbl,
                row_id=each.row_id,
                grp=each.grp,
                kind="unauthorised",
                opened_at=work.actor.now_ms,
                opened_by_pkg=pkg_id,
                detail_json=json.dumps(detail, ensure_ascii=False, sort_keys=True),
            )
        )
