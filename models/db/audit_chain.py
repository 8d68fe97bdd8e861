"""The chain of the audit recomputed: entries changed, taken out, put in or put elsewhere are found.

It is read in pieces, so that whoever reads on the same connection comes between two of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from models.db.audit import BLANKED, CHAINED, START, content_hash, link, numbers_in, octets
from models.db.reading import Reader

AT_ONCE: Final = 2000
"""Entries read in one piece."""
What = Literal["changed", "missing", "put in", "order", "blanked"]


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry that does not fit.

    Attributes:
        seq: its number.
        at: when it says it was written, UTC milliseconds; None where it is gone.
        what: its content is not what was written ("changed"); one that was there is not ("missing"); one was
            "put in"; it is whole and stands elsewhere than where it was written ("order"); its words were
            taken out and no erasure tells of it ("blanked").
    """

    seq: int
    at: int | None
    what: What


@dataclass(frozen=True, slots=True)
class State:
    """How far a check has come.

    Attributes:
        seq, hash: the last entry that fits.
        count: entries checked.
        silent: numbers of entries without their words that no later entry has told of so far.
        broken: what was found.
        done: whether nothing is left to check.
    """

    seq: int = 0
    hash: bytes = START
    count: int = 0
    silent: frozenset[int] = frozenset()
    broken: Broken | None = None
    done: bool = False


def first_broken(
    reader: Reader, from_seq: int = 0, progress: Callable[[int], None] = lambda _: None
) -> Broken | None:
    """Check the chain after an entry that is trusted; from 0 all of it.

    Args:
        reader: where to read.
        from_seq: number of the trusted entry.
        progress: told how many entries were checked; may raise to end it.

    Returns:
        What is wrong with the first entry that does not fit; None when all do.
    """
    state = begin(reader, from_seq)
    while not state.done:
        state = step(reader, state)
        progress(state.count)
    return state.broken


def begin(reader: Reader, from_seq: int = 0, trusted: bytes | None = None) -> State:
    """Return where a check begins.

    Args:
        reader: where to read.
        from_seq: number of the entry that was found whole last, 0 for none.
        trusted: its hash as it was then; None takes the one it has.
    """
    if from_seq == 0:
        return State()
    found = reader.one("SELECT at, hash FROM audit_entry WHERE seq = ?", (from_seq,))
    if found is None:
        return State(broken=Broken(from_seq, None, "missing"), done=True)
    at, kept = found
    if not isinstance(kept, (bytes, memoryview)) or (trusted is not None and bytes(kept) != trusted):
        return State(broken=Broken(from_seq, _day(at), "changed"), done=True)
    return State(from_seq, bytes(kept))


def step(reader: Reader, state: State, at_once: int = AT_ONCE) -> State:
    """Check the next piece.

    Args:
        reader: where to read.
        state: from `begin` or the step before.
        at_once: most entries read.
    """
    after = state.seq if state.count or state.seq else _before_first(reader)
    query = f"SELECT {CHAINED} FROM audit_entry WHERE seq > ? ORDER BY seq LIMIT ?"
    try:
        rows = reader.all(query, (after, at_once))
    except Exception as error:
        if "decode" not in str(error).lower():
            raise
        return _through_garbage(reader, state, after, at_once)
    if state.count == 0 and state.seq == 0 and rows and _all_older(reader):
        return replace(state, done=True)  # written by an older program and nothing since: no chain yet
    for row in rows:
        broken = _misfit(reader, state, row)
        if broken is not None:
            return replace(state, broken=broken, done=True)
        state = _past(state, row)
    if len(rows) == at_once:
        return state
    if state.silent:
        first = min(state.silent)
        at = reader.value("SELECT at FROM audit_entry WHERE seq = ?", (first,))
        return replace(state, broken=Broken(first, _day(at), "blanked"), done=True)
    return replace(state, done=True)


def _before_first(reader: Reader) -> int:
    """Return a number below that of every entry."""
    return min(int(reader.value("SELECT min(seq) FROM audit_entry") or 0), 1) - 1


def _all_older(reader: Reader) -> bool:
    chained = "SELECT 1 FROM audit_entry WHERE hash IS NOT NULL OR replica_id IS NOT NULL LIMIT 1"
    return reader.value(chained) is None


def _through_garbage(reader: Reader, state: State, after: int, at_once: int) -> State:
    """Find the entry whose text is no text, going one by one."""
    if at_once == 1:
        bad = reader.value("SELECT min(seq) FROM audit_entry WHERE seq > ?", (after,))
        return replace(state, broken=Broken(int(bad), None, "changed"), done=True)
    for _ in range(at_once):
        state = step(reader, state, 1)
        if state.done:
            break
    return state


def _misfit(reader: Reader, state: State, row: tuple[Any, ...]) -> Broken | None:
    """Return what is wrong with an entry, looking at the one before it."""
    seq, at, kept, content = row[0], _day(row[2]), row[13], row[12]
    if kept is None:
        return Broken(seq, at, "put in" if content is None else "changed")
    if not _whole(row):
        return Broken(seq, at, "changed")
    if _follows(state.hash, row, seq):
        return None
    if seq > state.seq + 1 and (state.count or state.seq or seq > 1):
        return Broken(state.seq + 1, None, "missing")
    # whose place is this? a later one that would fit here tells
    query = f"SELECT {CHAINED} FROM audit_entry WHERE seq > ? ORDER BY seq LIMIT ?"
    for place, other in enumerate(reader.all(query, (seq, AT_ONCE))):
        if _whole(other) and _follows(state.hash, other, seq):
            moved = place > 0 or _follows(octets(other[13]), row, other[0])
            return Broken(seq, at, "order" if moved else "put in")
    return Broken(seq, at, "changed")


def _whole(row: tuple[Any, ...]) -> bool:
    """Return whether what an entry says is what was written, or was taken out."""
    label, detail, salt, content = row[9:13]
    try:
        if salt is None:
            return label == "" and detail is None and len(octets(content)) == len(START)
        return content_hash(octets(salt), label, detail) == octets(content)
    except (TypeError, AttributeError, UnicodeError):
        return False  # a value of another type than the program writes


def _follows(last: bytes, row: tuple[Any, ...], seq: int) -> bool:
    """Return whether an entry was written with this number after the one with the hash `last`."""
    try:
        return link(last, (seq, *row[1:9]), octets(row[12])) == octets(row[13])
    except (TypeError, ValueError, UnicodeError):
        return False


def _past(state: State, row: tuple[Any, ...]) -> State:
    """Return the state once an entry was found whole."""
    silent = state.silent | {row[0]} if row[11] is None else state.silent
    if row[5] == BLANKED and row[10] and silent:
        spans = numbers_in(row[10])
        silent = frozenset(each for each in silent if not any(a <= each <= b for a, b in spans))
    return State(row[0], bytes(row[13]), state.count + 1, silent)


def _day(at: Any) -> int | None:
    return at if isinstance(at, int) else None
