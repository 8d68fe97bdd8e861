"""What duties are reckoned from, read with a fixed number of queries however many courtyards there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.disclosure.facts import Scope

if TYPE_CHECKING:
    from models.db.reading import Reader

Months = dict[bytes, set[str]]


@dataclass(frozen=True, slots=True)
class Dated:
    """A record with a deadline: whose, what it is called, since when and until when (ISO)."""

    id: bytes
    courtyard: bytes
    about: str
    since: str | None
    due: str | None
    more: Any = None


def branches(reader: "Reader", scope: Scope) -> dict[bytes, str]:
    """Return the first month in which a courtyard has a branch, by courtyard (policy 2.1a, 2.6c).

    A branch whose foundation is not known counts from the beginning.
    """
    where, parameters = scope.where("x.courtyard_id")
    rows = reader.all(
        "SELECT x.courtyard_id, min(x.founded) FROM ("
        "SELECT p.courtyard_id AS courtyard_id, coalesce(p.founded, '') AS founded FROM party_organisation p "
        "WHERE p.courtyard_id IS NOT NULL AND p.deleted_at IS NULL "
        "AND coalesce(p.kind, '') <> 'building_group' UNION ALL "
        "SELECT v.courtyard_id, coalesce(p.founded, '') FROM party_coverage v "
        "JOIN party_organisation p ON p.id = v.party_organisation_id WHERE v.building_id IS NULL "
        f"AND v.deleted_at IS NULL AND p.deleted_at IS NULL) x WHERE 1 = 1{where} GROUP BY x.courtyard_id",
        parameters,
    )
    return {bytes(row[0]): _month(row[1]) for row in rows}


def _month(founded: str) -> str:
    return "0001-01" if len(founded) < 4 else founded[:7] if len(founded) >= 7 else f"{founded[:4]}-01"


def months_held(reader: "Reader", kind: str, first: str, last: str, scope: Scope) -> Months:
    """Return the months in which a courtyard held a meeting of a kind.

    Args:
        reader: queries.
        kind: of vocab.MEETING_KIND.
        first, last: ISO days between which is looked, both counted; a meeting to come was not held yet.
        scope: whose.
    """
    where, parameters = scope.where("t.courtyard_id")
    rows = reader.all(
        "SELECT DISTINCT t.courtyard_id, substr(t.held_on, 1, 7) FROM meeting t WHERE t.kind = ? "
        "AND t.held_on >= ? AND t.held_on <= ? AND t.courtyard_id IS NOT NULL "
        f"AND t.deleted_at IS NULL{where}",
        (kind, first, last, *parameters),
    )
    return _collected(rows)


def months_of_communities(reader: "Reader", kind: str, first: str, last: str) -> Months:
    """Return the months in which a community held a meeting of a kind for all of its courtyards."""
    rows = reader.all(
        "SELECT DISTINCT t.unit_id, substr(t.held_on, 1, 7) FROM meeting t WHERE t.kind = ? "
        "AND t.held_on >= ? AND t.held_on <= ? AND t.courtyard_id IS NULL AND t.unit_id IS NOT NULL "
        "AND t.deleted_at IS NULL",
        (kind, first, last),
    )
    return _collected(rows)


def _collected(rows: Iterable[tuple[Any, ...]]) -> Months:
    found: Months = {}
    for owner, month in rows:
        found.setdefault(bytes(owner), set()).add(month)
    return found


def representatives(reader: "Reader", on: str, scope: Scope) -> dict[bytes, str]:
    """Return the first month in which a courtyard with representatives in office on a day had one."""
    where, parameters = scope.where("t.courtyard_id")
    rows = reader.all(
        "SELECT t.courtyard_id, min(coalesce(t.since, '')) FROM representative t "
        "WHERE (t.until IS NULL OR t.until >= substr(?, 1, length(t.until))) "
        f"AND t.deleted_at IS NULL{where} GROUP BY t.courtyard_id",
        (on, *parameters),
    )
    return {bytes(row[0]): _month(row[1]) for row in rows}


def plans(reader: "Reader", scope: Scope) -> list[Dated]:
    """Return the rhythms of collecting opinions; `more`: how often, the day of the month, months done."""
    where, parameters = scope.where("t.courtyard_id")
    rows = reader.all(
        "SELECT t.id, t.courtyard_id, t.title, t.from_day, t.until_day, t.every_months, t.due_day "
        f"FROM collecting_plan t WHERE t.deleted_at IS NULL{where} ORDER BY t.id",
        parameters,
    )
    done = _collected(
        reader.all("SELECT plan_id, month FROM collecting_round WHERE deleted_at IS NULL ORDER BY id")
    )
    return [
        Dated(row[0], row[1], row[2], row[3], row[4], (row[5], row[6], done.get(bytes(row[0]), set())))
        for row in rows
    ]


def committees(reader: "Reader", scope: Scope) -> list[Dated]:
    """Return committees with the length of their term in `more`; `since` is when they were founded."""
    where, parameters = scope.where("t.courtyard_id")
    rows = reader.all(
        "SELECT t.id, t.courtyard_id, t.name, t.founded, NULL, t.term_years FROM committee t "
        f"WHERE t.deleted_at IS NULL AND t.term_years IS NOT NULL{where} ORDER BY t.id",
        parameters,
    )
    return [Dated(*row) for row in rows]


def renewals_under_way(reader: "Reader") -> dict[bytes, bytes]:
    """Return the election that renews a committee and is not finished, by committee."""
    rows = reader.all(
        "SELECT t.committee_id, t.id FROM election t WHERE t.kind IN ('renewal', 'first') "
        "AND t.elected_on IS NULL AND coalesce(t.state, 'planned') <> 'failed' AND t.deleted_at IS NULL "
        "ORDER BY t.id"
    )
    return {bytes(committee): bytes(election) for committee, election in rows}


def not_filed(reader: "Reader", scope: Scope) -> list[Dated]:
    """Return elections that were held and are not filed yet; `since` is the day of the result."""
    where, parameters = scope.where("t.courtyard_id")
    rows = reader.all(
        "SELECT t.id, t.courtyard_id, t.title, t.elected_on, NULL FROM election t WHERE t.filed_on IS NULL "
        "AND t.elected_on IS NOT NULL AND t.kind <> 'recall' AND coalesce(t.state, '') = 'elected' "
        f"AND (t.late IS NULL OR NOT t.late) AND t.deleted_at IS NULL{where} ORDER BY t.id",
        parameters,
    )
    return [Dated(*row) for row in rows]


def _handled(reader: "Reader", table: str, more: str, scope: Scope) -> list[Dated]:
    where, parameters = scope.where("t.courtyard_id")
    rows = reader.all(
        f"SELECT t.id, t.courtyard_id, t.title, t.received_on, t.due_on FROM {table} t "
        f"WHERE t.due_on IS NOT NULL AND coalesce(t.state, 'open') = 'open' AND t.deleted_at IS NULL{more}"
        f"{where} ORDER BY t.id",
        parameters,
    )
    return [Dated(*row) for row in rows]


def opinions(reader: "Reader", scope: Scope) -> list[Dated]:
    """Return opinions without an answer; those that follow another are looked after with it."""
    return _handled(reader, "opinion", " AND t.group_id IS NULL", scope)


def disputes(reader: "Reader", scope: Scope) -> list[Dated]:
    """Return disputes that are being mediated."""
    return _handled(reader, "dispute", "", scope)


def _meetings_of(scope: Scope, meeting: str) -> tuple[str, tuple[bytes, ...]]:
    """Return the condition for meetings of a scope; a community has its own, without a courtyard, as well."""
    where, parameters = scope.where(f"{meeting}.courtyard_id")
    if scope.courtyard is None and scope.community is not None:
        own = f"({meeting}.courtyard_id IS NULL AND {meeting}.unit_id = ?)"
        return f" AND ({where.removeprefix(' AND ')} OR {own})", (*parameters, scope.community)
    return where, parameters


def without_minutes(reader: "Reader", first: str, last: str, scope: Scope) -> list[Dated]:
    """Return meetings between two ISO days whose last minutes are not final; `more` is their state or None.

    Meetings that were entered later (补录) are left out: their minutes lie on paper. One of a whole community
    stands for its unit instead of a courtyard.
    """
    where, parameters = _meetings_of(scope, "t")
    rows = reader.all(
        "SELECT t.id, coalesce(t.courtyard_id, t.unit_id), t.title, t.held_on, NULL, m.state FROM meeting t "
        "LEFT JOIN minutes m ON m.meeting_id = t.id AND m.deleted_at IS NULL AND NOT EXISTS ("
        "SELECT 1 FROM minutes n WHERE n.meeting_id = t.id AND n.deleted_at IS NULL AND n.seq > m.seq) "
        "WHERE t.held_on >= ? AND t.held_on <= ? AND coalesce(t.courtyard_id, t.unit_id) IS NOT NULL "
        "AND t.deleted_at IS NULL "
        f"AND (t.late IS NULL OR NOT t.late) AND coalesce(m.state, '') <> 'final'{where} "
        "ORDER BY t.held_on, t.id",
        (first, last, *parameters),
    )
    return [Dated(*row) for row in rows]


def action_items(reader: "Reader", scope: Scope) -> list[Dated]:
    """Return open action items that have a time limit; `more` says who has to do it.

    One of a meeting of a whole community stands for its unit instead of a courtyard.
    """
    where, parameters = _meetings_of(scope, "m")
    rows = reader.all(
        "SELECT t.id, coalesce(m.courtyard_id, m.unit_id), t.content, m.held_on, t.due_on, "
        "coalesce(t.responsible, r.name) "
        "FROM action_item t JOIN meeting m ON m.id = t.meeting_id "
        "LEFT JOIN resident r ON r.id = t.resident_id WHERE t.done_on IS NULL "
        "AND t.due_on IS NOT NULL AND coalesce(m.courtyard_id, m.unit_id) IS NOT NULL "
        f"AND t.deleted_at IS NULL AND m.deleted_at IS NULL{where} ORDER BY t.due_on, t.id",
        parameters,
    )
    return [Dated(*row) for row in rows]


def units(reader: "Reader", scope: Scope) -> list[tuple[bytes, str]]:
    """Return units with their names, for what is owed by no single courtyard; none beside one courtyard."""
    if scope.courtyard is not None:
        return []
    where, parameters = ("", ()) if scope.community is None else (" AND id = ?", (scope.community,))
    rows = reader.all(f"SELECT id, name FROM unit WHERE deleted_at IS NULL{where} ORDER BY id", parameters)
    return [(bytes(row[0]), row[1]) for row in rows]
