"""Records that may be there once: two closes of one month, two counts of a vote, a number on two notices.

Each office was right to make its own; together they are an error somebody has to look at. They are found in
the register itself, so nothing has to be told when they come in, and they go when one of them goes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.rules.ledger import month_words
from models.rules.numbers import format_money
from services import settings
from services.conflicts.cases import WORDS, Act, Case, Key, Kind, Version
from services.conflicts.versions import Stored, as_version, changes_by_key
from services.office import Context
from services.records import name_of
from services.subjects import BY_TABLE

SEEN = "clashes_seen"
"""Setting: clashes that somebody looked at, by the ids of their rows, with what was noted."""


@dataclass(frozen=True, slots=True)
class _Twice:
    """What may be there once: columns that make one of it, and the columns that tell two apart."""

    table: str
    columns: tuple[str, ...]
    shown: tuple[str, ...]
    kind: Kind
    label: str
    advice: str
    acts: tuple[Act, ...]


_TWICE = (
    _Twice(
        "month_close",
        ("courtyard_id", "month"),
        ("income", "expense", "closing", "closed_by", "checked_by"),
        "append_only",
        "月结",
        "同一个月月结了两次，数字要以一次为准。请核对凭证后选定保留哪一次，另一次进回收站。",
        ("take", "seen", "ask"),
    ),
    _Twice(
        "vote_count",
        ("resolution_id", "seq"),
        ("heads_present", "heads_for", "heads_against"),
        "append_only",
        "计票结果",
        "同一次表决有两份计票结果。计票定下后不能合并，请核对票箱和计票单，弄清原因后记下结果。",
        ("seen", "ask"),
    ),
    _Twice(
        "notice",
        ("unit_id", "number"),
        ("title",),
        "unique",
        "公示编号",
        "两份公示用了同一个编号。已经张贴的不能改，请作废其中一份后更正重发。",
        ("seen", "ask"),
    ),
)
_LABELS = {
    "income": "收入",
    "expense": "支出",
    "closing": "结余",
    "closed_by": "月结人",
    "checked_by": "核对人",
    "heads_present": "到场人数",
    "heads_for": "同意",
    "heads_against": "反对",
    "title": "标题",
}
_MONEY = ("income", "expense", "closing")


def seen_ones(context: Context) -> Mapping[str, str]:
    """Return the clashes that somebody looked at, with the notes."""
    found: Mapping[str, str] = settings.get(context, SEEN, {})
    return found


def found(context: Context) -> tuple[Case, ...]:
    """Return the clashes nobody looked at yet; a query for each kind and few more where there are any."""
    cases: list[Case] = []
    seen: Mapping[str, str] | None = None
    for twice in _TWICE:
        rows = _rows(context, twice)
        if rows:
            seen = seen_ones(context) if seen is None else seen
            cases += (each for each in _cases(context, twice, rows) if each.id.hex() not in seen)
    return tuple(cases)


def count(context: Context) -> int:
    """Return how many there are."""
    return len(found(context))


def _rows(context: Context, twice: _Twice) -> list[tuple[Any, ...]]:
    names = ", ".join(twice.columns)
    matched = " AND ".join(f"d.{name} = t.{name}" for name in twice.columns)
    filled = " AND ".join(f"{name} IS NOT NULL" for name in twice.columns)
    order = ", ".join(f"t.{name}" for name in twice.columns)
    wanted = ", ".join(f"t.{name}" for name in ("id", *twice.columns, *twice.shown))
    return context.reader.all(
        f"SELECT {wanted} FROM {twice.table} t JOIN (SELECT {names} FROM {twice.table} "
        f"WHERE deleted_at IS NULL AND {filled} GROUP BY {names} HAVING count(*) > 1) d ON {matched} "
        f"WHERE t.deleted_at IS NULL ORDER BY {order}, t.id LIMIT 200"
    )


def _cases(context: Context, twice: _Twice, rows: Sequence[tuple[Any, ...]]) -> Iterator[Case]:
    inserts = _inserts(context, twice.table, [bytes(row[0]) for row in rows])
    groups: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for row in rows:
        groups.setdefault(row[1 : 1 + len(twice.columns)], []).append(row)
    for group in groups.values():
        versions = tuple(_version(context, twice, row, inserts.get(bytes(row[0]))) for row in group)
        last = bytes(group[-1][0])
        described = BY_TABLE.get(twice.table)
        yield Case(
            id=last,
            kind=twice.kind,
            words=WORDS[twice.kind],
            table=twice.table,
            row_id=last,
            record_kind=described.kind if described is not None else "",
            record_id=last,
            name=f"{twice.label} {_told(context, twice.table, group[0])}".strip(),
            field=twice.label,
            group="*",
            base="",
            versions=versions,
            advice=twice.advice,
            note="",
            acts=twice.acts,
            opened_at=max((each.wall_ms for each in inserts.values()), default=0),
        )


def _told(context: Context, table: str, row: tuple[Any, ...]) -> str:
    """Return which one is there twice: courtyard and month, the number, the vote."""
    if table == "month_close":
        return f"{name_of(context, 'courtyards', row[1])} {month_words(row[2])}".strip()
    return str(row[2]) if table == "notice" else name_of(context, "resolutions", row[1])


def _version(context: Context, twice: _Twice, row: tuple[Any, ...], insert: Stored | None) -> Version:
    values = zip(twice.shown, row[1 + len(twice.columns) :], strict=True)
    text = "；".join(f"{_LABELS[name]}{_shown(name, value)}" for name, value in values if value is not None)
    key = bytes(row[0]), 0
    if insert is None:
        return Version(key, text, "", "", "")
    told = as_version(context, insert, "*", 0, provisional=False)
    return Version(key, text, told.person, told.office, told.at_text, told.warning, told.unit_id)


def _shown(name: str, value: Any) -> str:
    return f"{format_money(value)}元" if name in _MONEY else f"“{value}”" if name == "title" else str(value)


def _inserts(context: Context, table: str, ids: Sequence[bytes]) -> dict[bytes, Stored]:
    rows = context.reader.all(
        "SELECT replica_id, seq FROM sync_change WHERE tbl = ? AND grp = '*' AND prev_json IS NULL "
        f"AND row_id IN ({', '.join('?' * len(ids))})",
        (table, *ids),
    )
    keys: list[Key] = [(bytes(row[0]), row[1]) for row in rows]
    return {each.row_id: each for each in changes_by_key(context, keys).values()}
