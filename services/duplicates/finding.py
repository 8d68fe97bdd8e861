"""Possible doubles: what may have been entered twice; found with a fixed number of queries.

Only what agrees in its name and in something that tells people or places apart is offered, so that two people
of one name are not. Whoever looks at a pair and says that these are two keeps it from being offered again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from services import settings
from services.office import Context
from services.subjects import BY_KIND, Subject, subject

APART = "duplicates_apart"
"""Setting: pairs that somebody said are two."""
MOST = 500
"""Pairs listed at once; the others come as these are dealt with."""
_ROWS = 4000


@dataclass(frozen=True, slots=True)
class Side:
    """One record of a pair: what it is called, and where it belongs."""

    id: bytes
    name: str
    where: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one.

    Attributes:
        kind: kind of their subject.
        one: what such a record is called.
        first: the one that was entered first, and
        second: the later one.
        why: what agrees.
        sure: whether what agrees hardly ever does so by chance.
    """

    kind: str
    one: str
    first: Side
    second: Side
    why: str
    sure: bool


@dataclass(frozen=True, slots=True)
class _Sign:
    """Columns that agree in doubles; a `weak` sign counts where nothing else speaks against it."""

    columns: tuple[str, ...]
    why: str
    weak: bool = False


_SIGNS: Mapping[str, tuple[_Sign, ...]] = {
    "residents": (
        _Sign(("id_number",), "身份证号相同"),
        _Sign(("name", "phone"), "姓名、电话相同"),
        _Sign(("name", "birth", "courtyard_id"), "姓名、出生年月、楼院相同"),
        _Sign(("name", "dwelling_id"), "姓名、房屋相同", weak=True),
        _Sign(("name", "courtyard_id"), "姓名、楼院相同", weak=True),
    ),
    "courtyards": (
        _Sign(("name", "unit_id"), "社区、名称相同"),
        _Sign(("name", "address"), "名称、地址相同"),
        _Sign(("code",), "编号相同", weak=True),
    ),
    "buildings": (_Sign(("courtyard_id", "name"), "楼院、楼号相同"),),
    "dwellings": (_Sign(("building_id", "room", "entrance"), "楼栋、单元、房号相同"),),
    "party-organisations": (
        _Sign(("name", "courtyard_id"), "楼院、名称相同"),
        _Sign(("name", "kind"), "名称、类别相同"),
    ),
    "committees": (_Sign(("courtyard_id", "name"), "楼院、名称相同"),),
    "teams": (_Sign(("courtyard_id", "name"), "楼院、名称相同"),),
    "units": (_Sign(("name", "kind"), "名称、类别相同"),),
}
KINDS = tuple(_SIGNS)
"""Kinds of records that are looked through."""
_MAY_BE_EMPTY = ("entrance",)
_AGAINST: Mapping[str, tuple[str, ...]] = {
    "residents": ("id_number", "phone", "birth", "sex", "dwelling_id"),
    "courtyards": ("address", "unit_id", "name"),
}
"""Columns that speak against a weak sign when both records have them and they differ."""


def found(context: Context, kind: str = "", limit: int = MOST) -> tuple[Pair, ...]:
    """Return possible doubles, the surest first.

    Args:
        context: read on the reader's thread.
        kind: only of this kind; "" for all.
        limit: most pairs.
    """
    apart = _apart(context)
    pairs: list[Pair] = []
    for each in (kind,) if kind else KINDS:
        pairs += _named(context, subject(each), _pairs(context, each, apart, limit))
    pairs.sort(key=lambda pair: not pair.sure)
    return tuple(pairs[:limit])


def count(context: Context) -> int:
    """Return how many possible doubles there are, at most `MOST`."""
    apart = _apart(context)
    return min(MOST, sum(len(_pairs(context, kind, apart, MOST)) for kind in KINDS))


def key_of(first: bytes, second: bytes) -> str:
    """Return how a pair is named in the setting."""
    return ":".join(sorted((bytes(first).hex(), bytes(second).hex())))


def _apart(context: Context) -> frozenset[str]:
    return frozenset(settings.get(context, APART, []))


def _pairs(
    context: Context, kind: str, apart: frozenset[str], limit: int
) -> dict[tuple[bytes, bytes], _Sign]:
    """Return pairs of ids with the first sign they were found by; a record stands second once only."""
    result: dict[tuple[bytes, bytes], _Sign] = {}
    seconds: set[bytes] = set()
    for sign in _SIGNS[kind]:
        for first, second in _alike(context, kind, sign):
            if second in seconds or key_of(first, second) in apart:
                continue
            seconds.add(second)
            result[first, second] = sign
            if len(result) >= limit:
                return result
    return result


def _alike(context: Context, kind: str, sign: _Sign) -> Iterator[tuple[bytes, bytes]]:
    """Yield pairs in which the columns of a sign agree: the oldest of each group with every other."""
    described = subject(kind)
    against = tuple(name for name in _AGAINST.get(kind, ()) if name not in sign.columns) if sign.weak else ()
    rows = context.reader.all(_statement(described, sign, against), (_ROWS,))
    width = len(sign.columns)
    for _, group in groupby(rows, key=lambda row: row[1 : 1 + width]):
        first, *others = group
        for other in others:
            told = zip(first[1 + width :], other[1 + width :], strict=True)
            if all(one is None or two is None or one == two for one, two in told):
                yield bytes(first[0]), bytes(other[0])


def _statement(described: Subject, sign: _Sign, against: Sequence[str]) -> str:
    """Return the query for the records that share the values of a sign, alike beside alike."""
    living = f"deleted_at IS NULL{f' AND {described.where}' if described.where else ''}".replace("t.", "")
    needed = [name for name in sign.columns if name not in _MAY_BE_EMPTY]
    filled = " AND ".join(f"{name} IS NOT NULL" for name in needed)
    keys = [f"coalesce({name}, '')" if name in _MAY_BE_EMPTY else name for name in sign.columns]
    inner = ", ".join(f"{key} AS k{at}" for at, key in enumerate(keys))
    matched = " AND ".join(
        f"d.k{at} = coalesce(t.{name}, '')" if name in _MAY_BE_EMPTY else f"d.k{at} = t.{name}"
        for at, name in enumerate(sign.columns)
    )
    numbered = ", ".join(f"d.k{at}" for at in range(len(keys)))
    wanted = ", ".join(["t.id", numbered, *(f"t.{name}" for name in against)])
    return (
        f"SELECT {wanted} FROM {described.table} t JOIN (SELECT {inner} FROM {described.table} "
        f"WHERE {living} AND {filled} GROUP BY {', '.join(keys)} HAVING count(*) > 1) d ON {matched} "
        f"WHERE t.deleted_at IS NULL ORDER BY {numbered}, t.id LIMIT ?"
    )


def _named(
    context: Context, described: Subject, pairs: Mapping[tuple[bytes, bytes], _Sign]
) -> Iterator[Pair]:
    sides = _sides(context, described, {each for pair in pairs for each in pair})
    for (first, second), sign in pairs.items():
        if first in sides and second in sides:
            yield Pair(
                described.kind, described.one, sides[first], sides[second], sign.why, sure=not sign.weak
            )


def _sides(context: Context, described: Subject, ids: Iterable[bytes]) -> dict[bytes, Side]:
    listed = sorted(ids)
    result: dict[bytes, Side] = {}
    for at in range(0, len(listed), MOST):
        chunk = tuple(listed[at : at + MOST])
        rows = context.reader.all(
            f"SELECT t.id, {described.name_sql}, {described.subtitle_sql}, own_unit.name "
            f"FROM {described.from_sql} LEFT JOIN unit own_unit ON own_unit.id = t.unit_id "
            f"WHERE t.id IN ({', '.join('?' * len(chunk))})",
            chunk,
        )
        for row_id, name, subtitle, unit in rows:
            where = " · ".join(dict.fromkeys(each for each in (unit, subtitle) if each))
            result[bytes(row_id)] = Side(bytes(row_id), name or "", where)
    return result


def kind_titles() -> tuple[tuple[str, str], ...]:
    """Return the kinds that are looked through with their headings."""
    return tuple((kind, BY_KIND[kind].title) for kind in KINDS)
