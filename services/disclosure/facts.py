"""What the obligations are reckoned from, read for many courtyards with as few queries as for one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from models.rules.dates import from_record
from models.rules.disclosure import (
    LAST,
    Body,
    Courtyard,
    DisclosureItem,
    Event,
    Sheet,
    Spell,
    Yard,
    day_after,
    day_before,
)
from services import settings
from services.disclosure.charters import ANY, Adopted, adopted
from services.disclosure.switches import switches
from services.office import Context

SINCE: Final = "disclosure.since"
"""Setting of the office: ISO day from which everything is owed; unset, each courtyard begins by itself."""
_PARTY = "('courtyard_branch', 'area_branch', 'courtyard_group', 'functional')"
_INTERNAL = "('party', 'committee', 'community')"
"""Kinds of meetings whose decisions are not for the board."""
_Spells = tuple[tuple[str, str], ...]
BODIES: Final = {"branch": "party", "teams": "team"}
"""What the trigger `committee` watches for a line, by its code; the committees for any other."""


@dataclass
class _Found:
    """What is known of a courtyard while it is read."""

    sheets: list[Sheet] = field(default_factory=list)
    changes: list[tuple[str, bytes | None]] = field(default_factory=list)
    bodies: dict[str, list[Body]] = field(default_factory=dict)
    events: dict[str | bytes, list[Event]] = field(default_factory=dict)
    off: dict[bytes, list[Spell]] = field(default_factory=dict)
    first: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Which courtyards: one, those of a community, or all."""

    courtyard: bytes | None = None
    community: bytes | None = None

    def where(self, column: str) -> tuple[str, tuple[bytes, ...]]:
        """Return a condition that begins with AND, and its parameters."""
        if self.courtyard is not None:
            return f" AND {column} = ?", (self.courtyard,)
        if self.community is not None:
            return f" AND {column} IN (SELECT id FROM courtyard WHERE unit_id = ?)", (self.community,)
        return "", ()


def yards(context: Context, items: Iterable[DisclosureItem], scope: Scope) -> list[Yard]:
    """Return what is known of each courtyard, in their order; on the reader's thread.

    Args:
        context: the office.
        items: the catalogue; lines it does not keep as a whole are owed where a switch says so.
        scope: which courtyards.
    """
    listed = places(context, scope)
    found: dict[bytes, _Found] = {place.id: _Found() for place in listed}
    items = tuple(items)
    charters = adopted(context, items, *scope.where("c.courtyard_id"))
    for yard in charters.changes.keys() & found.keys():
        found[yard].changes += charters.changes[yard]
    _sheets(context, scope, found, charters)
    _bodies(context, scope, found)
    _events(context, scope, found)
    _switched(context, scope, found, items)
    months = _first_months(context)
    told = settings.get(context, SINCE)
    fallback = told or _office_start(context, months.values())
    begun = None if told else _first_day(context)
    past = {} if begun is None else _past_months(context, begun[:7], months)
    return [
        _yard(place, found[place.id], months.get(place.id), told, fallback, begun, past.get(place.id))
        for place in listed
    ]


def _yard(
    place: Courtyard,
    found: _Found,
    first_month: str | None,
    told: str | None,
    fallback: str | None,
    first_day: str | None,
    past: frozenset[str] | None,
) -> Yard:
    since = told
    border = (first_day[:7], past) if first_day is not None and past is not None else None
    if since is None:
        begun = [each for each in (first_month, found.first and found.first[:7]) if each]
        since = f"{min(begun)}-01" if begun else fallback
        first_day = None if begun else first_day
    return Yard(
        place,
        since,
        told[:7] if told else first_month,
        found.sheets,
        found.bodies,
        found.changes,
        found.events,
        found.off,
        first_day,
        border,
    )


def places(context: Context, scope: Scope) -> list[Courtyard]:
    """Return the courtyards in their order: by community, then by name; on the reader's thread."""
    condition, parameters = scope.where("c.id")
    rows = context.reader.all(
        "SELECT c.id, c.name, c.unit_id, u.name FROM courtyard c LEFT JOIN unit u ON u.id = c.unit_id "
        f"WHERE c.deleted_at IS NULL{condition} "
        "ORDER BY u.name_key NULLS FIRST, c.name_key NULLS FIRST, c.id",
        parameters,
    )
    return [Courtyard(bytes(row[0]), row[1], row[2], row[3] or "") for row in rows]


# where it begins


def _first_months(context: Context) -> dict[bytes, str]:
    """Return the first month with an entry of each courtyard that has one."""
    rows = context.reader.all(
        "SELECT c.id, (SELECT min(e.month) FROM ledger_entry e WHERE e.courtyard_id = c.id "
        "AND e.deleted_at IS NULL) FROM courtyard c WHERE c.deleted_at IS NULL"
    )
    return {bytes(courtyard): month for courtyard, month in rows if month}


def _past_months(context: Context, border: str, first: dict[bytes, str]) -> dict[bytes, frozenset[str]]:
    """Return the months before one that have entries, for each courtyard whose accounts reach so far back."""
    if all(month >= border for month in first.values()):
        return {}
    rows = context.reader.all(
        "SELECT DISTINCT courtyard_id, month FROM ledger_entry WHERE month < ? AND deleted_at IS NULL",
        (border,),
    )
    found: dict[bytes, set[str]] = {}
    for courtyard, month in rows:
        found.setdefault(bytes(courtyard), set()).add(month)
    return {courtyard: frozenset(months) for courtyard, months in found.items()}


def _office_start(context: Context, months: Iterable[str]) -> str | None:
    """Return where a courtyard begins that has neither accounts nor a notice.

    It is the month in which the first courtyard of the office began, or that of the first record.
    """
    begun = list(months)
    begun += _months_in(context, "SELECT min(from_day) FROM posting WHERE deleted_at IS NULL")
    begun += _months_in(
        context,
        "SELECT min(posted_from) FROM notice WHERE state IS NULL AND deleted_at IS NULL AND late IS NULL",
    )
    if not begun:
        first = _first_day(context)
        if first is None:
            return None
        begun.append(first[:7])
    return f"{min(begun)}-01"


def _first_day(context: Context) -> str | None:
    """Return the day on which the office first recorded anything."""
    first = context.reader.value(
        "SELECT wall_ms FROM sync_change WHERE wall_ms IS NOT NULL ORDER BY replica_id, seq LIMIT 1"
    )
    return None if first is None else datetime.fromtimestamp(first / 1000).astimezone().date().isoformat()


def _months_in(context: Context, sql: str) -> list[str]:
    found = exact(context.reader.value(sql))
    return [] if found is None else [found[:7]]


@lru_cache(maxsize=8192)
def exact(text: str | None) -> str | None:
    """Return a stored day as ISO day; of a month or year its last day, when it has passed for certain."""
    if text is None or len(text) == 10:
        return text
    known = from_record(text)
    return None if known is None else known.last_day.isoformat()


# notices


def _sheets(context: Context, scope: Scope, found: dict[bytes, _Found], charters: Adopted) -> None:
    hung = _postings(context, scope)
    condition, parameters = scope.where("n.courtyard_id")
    rows = context.reader.all(
        "SELECT n.courtyard_id, n.id, n.kind, n.item_id, n.for_month, n.resolution_id, n.matter_id, "
        "n.request_id, n.state, n.late, n.posted_from, n.posted_until, n.issued_on, n.corrects_id, "
        "n.charter_version_id "
        "FROM notice n "
        f"WHERE n.deleted_at IS NULL AND (n.state IS NULL OR n.state <> 'void'){condition} ORDER BY n.id",
        parameters,
    )
    # what was found wrong fulfils nothing while the sheet that puts it right waits to be hung
    wrong = {row[13] for row in rows if row[13] is not None and row[8] == "issued"}
    for row in rows:
        yard, notice, kind, item, month, decided, matter, asked, state, late, first, last, issued = row[:13]
        if notice in wrong:
            continue
        if (known := found.get(yard)) is None:
            continue
        version = charters.shown.get(row[14], ANY)
        item = item or version.item
        if kind == "charter" and version is ANY and charters.told_by_notice(yard, item, issued):
            known.changes.append((issued, item))
        spells = hung.get(notice)
        if spells is None and first is not None and (late or state is None):
            spells = _told(first, last)
        if not (spells := version.within(spells or ())):
            continue
        begun = spells[0][0]
        if not late and (known.first is None or begun < known.first):
            known.first = begun
        if decided is None and matter is None and asked is None:
            records: tuple[bytes, ...] = ()
        else:
            records = tuple([each for each in (decided, matter, asked) if each is not None])
        known.sheets.append(Sheet(notice, kind, item, month, records, spells))


def _postings(context: Context, scope: Scope) -> dict[bytes, _Spells]:
    """Return the spells each notice hung on any board."""
    condition, parameters = scope.where("courtyard_id")
    if condition:
        condition = f" AND notice_id IN (SELECT id FROM notice WHERE deleted_at IS NULL{condition})"
    rows = context.reader.all(
        f"SELECT notice_id, from_day, taken_down_on FROM posting WHERE deleted_at IS NULL{condition}",
        parameters,
    )
    hung: dict[bytes, _Spells] = {}
    for notice, first, last in rows:
        spells = ((first, last or LAST),)
        hung[notice] = tuple(sorted(hung[notice] + spells)) if notice in hung else spells
    return hung


def _told(first: str, last: str | None) -> _Spells:
    """Return the spell of a notice that hung before the program kept where: from its period."""
    begun, ended = exact(first), exact(last)
    if begun is None:
        return ()
    return ((begun, LAST if ended is None or ended < begun else ended),)


# what changes and happens


def _bodies(context: Context, scope: Scope, found: dict[bytes, _Found]) -> None:
    condition, parameters = scope.where("t.courtyard_id")
    _watch(
        context,
        found,
        "",
        "SELECT t.courtyard_id, t.id, t.name, t.founded FROM committee t "
        f"WHERE t.deleted_at IS NULL{condition} ORDER BY t.id",
        "SELECT m.committee_id, m.since, m.until FROM committee_member m WHERE m.deleted_at IS NULL",
        parameters,
    )
    _watch(
        context,
        found,
        "branch",
        "SELECT t.courtyard_id, t.id, t.name, t.founded FROM party_organisation t "
        f"WHERE t.kind IN {_PARTY} AND t.deleted_at IS NULL{condition} ORDER BY t.id",
        "SELECT a.party_organisation_id, a.since, a.until FROM appointment a WHERE a.deleted_at IS NULL "
        "AND a.party_organisation_id IS NOT NULL",
        parameters,
    )
    rows = context.reader.all(
        f"SELECT t.courtyard_id, t.founded FROM volunteer_team t WHERE t.deleted_at IS NULL{condition}",
        parameters,
    )
    founded: dict[bytes, list[str]] = {}
    for yard, day in rows:
        founded.setdefault(yard, []).extend(_days(day))
    for yard, days in founded.items():
        if yard in found:
            found[yard].bodies["teams"] = [Body(b"", tuple(days))]
    for known in found.values():
        for code in ("", *BODIES):
            known.bodies.setdefault(code, [])


def _watch(
    context: Context, found: dict[bytes, _Found], code: str, bodies: str, changes: str, parameters: Any
) -> None:
    changed: dict[bytes, set[str]] = {}
    for body, since, until in context.reader.all(changes):
        for day in _days(since, until):
            changed.setdefault(body, set()).add(day)
    for yard, body, name, founded in context.reader.all(bodies, parameters):
        if yard in found:
            days = (*changed.get(body, ()), *_days(founded))
            found[yard].bodies.setdefault(code, []).append(Body(body, days, name))


def _days(*texts: str | None) -> list[str]:
    return [day for text in texts if (day := exact(text)) is not None]


def _events(context: Context, scope: Scope, found: dict[bytes, _Found]) -> None:
    for trigger, sql, column, make in _EVENTS:
        condition, parameters = scope.where(column)
        for row in context.reader.all(sql.format(scope=condition), parameters):
            day = exact(row[2])
            if row[0] in found and day is not None:
                found[row[0]].events.setdefault(trigger, []).append(make(row, day))


def _plain(row: tuple[Any, ...], day: str) -> Event:
    return Event(row[1], day, about=row[3])


def _asked(row: tuple[Any, ...], day: str) -> Event:
    return Event(row[1], day, exact(row[4]), exact(row[5]), row[3])


_ELECTED: Final = (
    "(r.kind = 'election' AND e.state IN ('elected', 'filed') AND NOT EXISTS (SELECT 1 FROM resolution later "
    "WHERE later.election_id = e.id AND later.kind = 'election' AND later.deleted_at IS NULL "
    "AND coalesce(later.round, 1) > coalesce(r.round, 1)))"
)
"""The last round of a confirmed election: it is owed to the board also where seats stayed open."""

_EVENTS: Final[tuple[tuple[str, str, str, Callable[[tuple[Any, ...], str], Event]], ...]] = (
    (
        "resolution",
        "SELECT coalesce(m.courtyard_id, a.courtyard_id), r.id, m.held_on, r.title FROM resolution r "
        "JOIN meeting m ON m.id = r.meeting_id LEFT JOIN matter a ON a.id = m.matter_id "
        "LEFT JOIN election e ON e.id = r.election_id AND e.deleted_at IS NULL "
        f"WHERE (r.outcome = 'passed' OR {_ELECTED}) AND m.kind NOT IN {_INTERNAL} AND r.deleted_at IS NULL "
        "AND m.deleted_at IS NULL{scope} ORDER BY r.id",
        "coalesce(m.courtyard_id, a.courtyard_id)",
        _plain,
    ),
    (
        "outcome",
        "SELECT t.courtyard_id, t.id, t.finished_on, t.title FROM matter t "
        "WHERE t.finished_on IS NOT NULL AND t.deleted_at IS NULL{scope} ORDER BY t.id",
        "t.courtyard_id",
        _plain,
    ),
    (
        "request",
        "SELECT t.courtyard_id, t.id, t.asked_on, t.content, t.due_on, t.replied_on "
        "FROM disclosure_request t WHERE t.deleted_at IS NULL{scope} ORDER BY t.id",
        "t.courtyard_id",
        _asked,
    ),
)


def _switched(
    context: Context, scope: Scope, found: dict[bytes, _Found], items: tuple[DisclosureItem, ...]
) -> None:
    """Put in what is switched off, and what was registered by hand."""
    by_id = {item.id: item for item in items}
    kept: dict[tuple[bytes, bytes], list[Spell]] = {}
    for each in switches(context, courtyard=scope.courtyard):
        item, known = by_id.get(each.item), found.get(each.courtyard)
        if item is None or known is None:
            continue
        if not each.owed:
            known.off.setdefault(item.id, []).append(each.spell)
            continue
        if item.trigger in ("by_hand", "project"):
            happened = Event(each.id, each.spell.first, about=each.reason)
            known.events.setdefault(item.id, []).append(happened)
        kept.setdefault((each.courtyard, item.id), []).append(each.spell)
    for item in items:
        if not item.active:
            for yard, known in found.items():
                known.off.setdefault(item.id, []).extend(_outside(kept.get((yard, item.id), ())))


def _outside(spells: Iterable[Spell]) -> list[Spell]:
    """Return the days outside of all spells."""
    gaps, first = [], Spell().first
    for spell in sorted(spells):
        if first < spell.first:
            gaps.append(Spell(first, day_before(spell.first)))
        if spell.last >= LAST:
            return gaps
        first = max(first, day_after(spell.last))
    gaps.append(Spell(first, LAST))
    return gaps
