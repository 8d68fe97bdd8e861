"""Two records become one: what refers to the one that goes refers to the one that stays.

The one that goes lies in the recycle bin with its history, the history of the one that stays shows both, and
undoing the transaction brings everything back.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.errors import InvalidInput, NotFound, UserError
from services import guards, settings
from services.duplicates.comparing import Which, taken_values
from services.duplicates.finding import APART, Pair, key_of
from services.office import Context
from services.rights import needs
from services.subjects import subject

if TYPE_CHECKING:
    from models.db.uow import UnitOfWork

MERGED = "records_merged"
"""Audit entry of both records of a merge."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Merged:
    """What merging did.

    Attributes:
        tx_id: the transaction to undo; None when nothing was merged.
        merged: number of pairs.
        moved: number of rows that referred to what went.
        left: a sentence for each pair that could not be merged and stays as it was.
    """

    tx_id: bytes | None
    merged: int
    moved: int
    left: tuple[str, ...] = ()


@needs("records.merge")
def merge(
    context: Context, kind: str, keep: bytes, drop: bytes, chosen: Mapping[str, Which] | None = None
) -> Merged:
    """Merge two records into one.

    Args:
        context: who merges.
        kind: kind of both.
        keep: the record that stays.
        drop: the record that goes into the recycle bin.
        chosen: whose value is taken, by field name; for other fields that of `keep`, or the only one.

    Raises:
        NotFound: one of them is gone.
        InvalidInput: it is one record; or something on the record that goes may not be changed any more.
    """
    with context.unit_of_work() as work:
        moved = _merge(context, work, kind, keep, drop, chosen or {})
        return Merged(work.commit().tx_id, 1, moved)


@needs("records.merge")
def merge_all(context: Context, pairs: Sequence[Pair], progress: Progress | None = None) -> Merged:
    """Merge many pairs in one transaction: the record entered first stays and takes what only the other has.

    Pairs in which both say something different, or that a guard refuses, stay and are named.

    Raises:
        Cancelled: somebody asked `progress` to stop; then nothing was merged.
    """
    done = moved = 0
    left: list[str] = []
    with context.unit_of_work() as work:
        for at, pair in enumerate(pairs):
            if progress is not None:
                progress(at, len(pairs))
            refused = _refusal(context, work, pair)
            if refused:
                left.append(f"“{pair.first.name}”：{refused}")
                continue
            moved += _merge(context, work, pair.kind, pair.first.id, pair.second.id, {})
            done += 1
        if not done:
            return Merged(None, 0, 0, tuple(left))
        return Merged(work.commit().tx_id, done, moved, tuple(left))


def _refusal(context: Context, work: "UnitOfWork", pair: Pair) -> str:
    """Return why a pair is not merged in bulk, "" when it can be; asks before anything is written."""
    from services.duplicates.comparing import compare
    from services.duplicates.references import referring

    described = subject(pair.kind)
    for each in (pair.first.id, pair.second.id):
        if not work.is_living(described.table, each):
            return "其中一条已经不在了。"
    differing = [
        line.label
        for line in compare(context.on_writer, pair.kind, pair.first.id, pair.second.id).lines
        if line.differs
    ]
    if differing:
        return f"两条的{'、'.join(differing)}不一样，请单独比较后合并。"
    try:
        for table, column, row_id in referring(work.reader, described.table, pair.second.id):
            change = guards.Change("update", table, (row_id,), {column: pair.first.id})
            guards.check(work, change)
    except UserError as error:
        return str(error)
    return ""


def _merge(
    context: Context, work: "UnitOfWork", kind: str, keep: bytes, drop: bytes, chosen: Mapping[str, Which]
) -> int:
    from models.db.cascade import delete_with_owned, label_of
    from services.duplicates.references import move, superiors

    described = subject(kind)
    if keep == drop:
        raise InvalidInput("这是同一条记录，不用合并。")
    rows = [work.row(described.table, each) for each in (keep, drop)]
    values = taken_values(context.on_writer, described, keep, drop, chosen)
    values |= superiors(work.reader, described.table, rows[0], rows[1], values)
    if values:
        guards.check(work, guards.Change("update", described.table, (keep,), values))
        work.update(described.table, keep, values)
    names = label_of(work, described.table, keep), label_of(work, described.table, drop)
    try:
        moved = move(work, described.table, drop, keep)
        guards.check_delete(work, described.table, drop)
    except NotFound:
        raise
    except UserError as error:
        raise InvalidInput(
            f"“{names[1]}”上有不能再改的内容，没有合并：{error} 可以换一下，保留“{names[1]}”这一条。"
        ) from error
    delete_with_owned(work, described.table, drop)
    work.note(MERGED, described.table, keep, names[0])
    work.note(MERGED, described.table, drop, names[1])
    return moved


@needs("records.merge")
def not_double(context: Context, pairs: Sequence[tuple[bytes, bytes]]) -> None:
    """Keep pairs from being offered again: somebody looked, and these are two."""
    _set_apart(context, pairs, apart=True)


@needs("records.merge")
def offer_again(context: Context, pairs: Sequence[tuple[bytes, bytes]]) -> None:
    """Offer pairs again that were said to be two."""
    _set_apart(context, pairs, apart=False)


def _set_apart(context: Context, pairs: Sequence[tuple[bytes, bytes]], *, apart: bool) -> None:
    known = set(settings.get(context.on_writer, APART, []))
    wanted = {key_of(*pair) for pair in pairs}
    settings.put(context, APART, sorted(known | wanted if apart else known - wanted))
