"""What the start page shows: how far the communities are covered, and what somebody should look at."""

from dataclasses import dataclass
from typing import Any

from models.rules.committees import CommitteeFacts, committee_hints
from services.office import Context

MOST = 60
"""Lines shown; the number of all of them is told as well."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many courtyards of a community have what policy 2.1 to 2.3 asks for."""

    community: str
    courtyards: int
    party: int
    committee: int
    team: int


@dataclass(frozen=True, slots=True)
class Attention:
    """One line: what is remarkable, and the record it is about."""

    level: str
    text: str
    kind: str
    id: bytes


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the start page shows at once."""

    counts: tuple[tuple[str, str, int], ...]
    coverage: tuple[Coverage, ...]
    attention: tuple[Attention, ...]
    attention_count: int


def overview(context: Context) -> Overview:
    """Return what the start page shows; on the reader's thread."""
    lines = [*_gaps(context), *_committees(context)]
    return Overview(_counts(context), _coverage(context), tuple(lines[:MOST]), len(lines))


def _counts(context: Context) -> tuple[tuple[str, str, int], ...]:
    wanted = (
        ("courtyards", "楼院", "courtyard"),
        ("party-organisations", "党组织", "party_organisation"),
        ("committees", "自治组织", "committee"),
        ("teams", "志愿服务队", "volunteer_team"),
        ("dwellings", "房屋", "dwelling"),
        ("residents", "居民", "resident"),
    )
    return tuple(
        (
            kind,
            label,
            int(context.reader.value(f"SELECT count(*) FROM {table} WHERE deleted_at IS NULL")),
        )
        for kind, label, table in wanted
    )


def _exists(table: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} x WHERE x.courtyard_id = c.id AND x.deleted_at IS NULL)"


def _coverage(context: Context) -> tuple[Coverage, ...]:
    has = ", ".join(
        f"sum(CASE WHEN {_exists(table)} THEN 1 ELSE 0 END)"
        for table in ("party_organisation", "committee", "volunteer_team")
    )
    rows = context.reader.all(
        f"SELECT coalesce(u.name, '未定社区'), count(*), {has} FROM courtyard c "
        "LEFT JOIN unit u ON u.id = c.unit_id WHERE c.deleted_at IS NULL "
        "GROUP BY u.id, u.name, u.name_key ORDER BY u.name_key NULLS FIRST"
    )
    return tuple(Coverage(*row) for row in rows)


_GAPS: tuple[tuple[str, str, str], ...] = (
    ("party_organisation", "还没有党组织", "no_party_reason"),
    ("committee", "还没有自治组织", "no_committee_reason"),
    ("cadre_assignment", "还没有分包干部", "NULL"),
)


def _gaps(context: Context) -> list[Attention]:
    found: list[Attention] = []
    for table, what, reason in _GAPS:
        rows = context.reader.all(
            f"SELECT c.id, c.name, {reason} FROM courtyard c WHERE c.deleted_at IS NULL "
            f"AND NOT {_exists(table)} ORDER BY c.name_key"
        )
        for row_id, name, why in rows:
            text = f"{name}{what}" + (f"：{why}" if why else "")
            found.append(Attention("info" if why else "warn", text, "courtyards", row_id))
    return found


def _committees(context: Context) -> list[Attention]:
    rows = context.reader.all(
        "SELECT m.id, c.name, m.name, m.kind, m.seats, m.founded, m.term_years FROM committee m "
        "JOIN courtyard c ON c.id = m.courtyard_id WHERE m.deleted_at IS NULL ORDER BY c.name_key"
    )
    found: list[Attention] = []
    for row in rows:
        found += _of_committee(context, row)
    return found


def _of_committee(context: Context, row: tuple[Any, ...]) -> list[Attention]:
    record_id, courtyard, _, kind, seats, founded, years = row
    facts = CommitteeFacts(
        kind=kind, seats=seats, founded=founded, term_years=years, has_party_organisation=True
    )
    hints = committee_hints(facts, context.rulebook, context.today())
    return [
        Attention(hint.level, f"{courtyard}：{hint.message}", "committees", record_id)
        for hint in hints
        if hint.level != "info" and hint.field in ("seats", "founded", "term_years")
    ]
