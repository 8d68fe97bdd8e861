"""Search across everything: words of two characters, pinyin, initials, whole phone numbers or their ends."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from models.db.reading import Reader
from models.db.search_query import PLACE_OF, documents, looks, words_of
from models.db.search_text import SEPARATOR
from models.rules.text import fold
from services.attachments import found_by
from services.office import Context
from services.rights import may_see
from services.subjects import ALL, BY_KIND, BY_TABLE, Subject

LIMIT = 50
_STANDS_FOR = {"notice_issue": ("notice", "notice_id")}
"""Tables without a page of their own whose hits open the record that a column names."""
_PLACES = {subject.table: place for place, subject in reversed(list(enumerate(ALL)))}
_PLACES |= {table: _PLACES[shown] for table, (shown, _) in _STANDS_FOR.items()}
_PLACE = "CASE tbl {} END".format(
    " ".join(f"WHEN '{table}' THEN {place}" for table, place in _PLACES.items())
)
"""The order of the kinds among hits, as SQL."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One record found.

    Attributes:
        kind: kind of its subject, with
        kind_label: what the user calls it.
        id: the record.
        name: its name.
        detail: where it belongs.
    """

    kind: str
    kind_label: str
    id: bytes
    name: str
    detail: str


def search(context: Context, text: str, limit: int = LIMIT) -> tuple[SearchHit, ...]:
    """Return the records a text finds: those with a field that begins with it first, then by kind;
    then those with a file of that name or caption.

    Of very many hits the likely ones are ranked, not all of them (see models.db.search_query.looks).

    Args:
        context: read on the reader's thread; records that whoever works may not see are not found.
        text: what was typed.
        limit: most hits to return.
    """
    folded = fold(text)
    if not folded:
        return ()
    reader, words = context.reader, words_of(text)
    unseen = tuple(table for table in _PLACES if not may_see(context, table))
    found = (
        _looked_up(reader, words[0], limit, unseen)
        if len(words) == 1
        else _all_words(reader, text, limit, unseen)
    )
    found = _homeward(reader, found)
    if len(found) < limit:
        known = {bytes(row_id) for _, row_id in found}
        more = [key for key in found_by(reader, text, limit) if key[0] not in unseen]
        found += [key for key in more if key[1] not in known][: limit - len(found)]
    by_table: dict[str, list[bytes]] = {}
    for table, row_id in found:
        by_table.setdefault(table, []).append(row_id)
    named = {row_id: hit for table, ids in by_table.items() for row_id, hit in _named(reader, table, ids)}
    return tuple(named[row_id] for _, row_id in found if row_id in named)


def _looked_up(reader: Reader, word: str, limit: int, unseen: Container[str]) -> list[tuple[str, bytes]]:
    """Return table and id of the records one word finds, the best first."""
    found: dict[bytes, tuple[str, bytes, str]] = {}
    for sql, parameters in looks(reader.dialect, word, 2 * limit):
        for table, row_id, folded in reader.all(sql, parameters):
            if table in unseen:
                continue
            found.setdefault(row_id, (table, row_id, folded))
        if len(found) >= 2 * limit:
            break
    begins = SEPARATOR + fold(word)
    ranked = sorted(
        found.values(),
        key=lambda hit: (begins not in SEPARATOR + hit[2], _PLACES[hit[0]], len(hit[2])),
    )
    return [(table, row_id) for table, row_id, _ in ranked[:limit]]


def _homeward(reader: Reader, found: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Return the records to be opened for what was found, each once, in the same order."""
    opened: dict[tuple[str, bytes], None] = {}
    for table, row_id in found:
        shown, column = _STANDS_FOR.get(table, (table, ""))
        if column:
            row_id = reader.value(f"SELECT {column} FROM {table} WHERE id = ?", (row_id,))
        opened.setdefault((shown, bytes(row_id)))
    return list(opened)


def _all_words(reader: Reader, text: str, limit: int, unseen: Sequence[str]) -> list[tuple[str, bytes]]:
    """Return table and id of the records that have every word, those that begin with the text first."""
    wanted, parameters = documents(reader.dialect, text)
    left_out = f"AND tbl NOT IN ({', '.join('?' * len(unseen))}) " if unseen else ""
    rows = reader.all(
        f"SELECT tbl, row_id FROM search_doc WHERE doc IN ({wanted}) {left_out}"
        f"ORDER BY {PLACE_OF[reader.dialect]}(? || text, ?) = 0, {_PLACE}, length(text), doc LIMIT ?",
        (*parameters, *unseen, SEPARATOR, SEPARATOR + fold(text), limit),
    )
    return [(row[0], row[1]) for row in rows]


def _named(reader: Reader, table: str, ids: list[bytes]) -> list[tuple[bytes, SearchHit]]:
    described = BY_TABLE[table]
    marks = ", ".join("?" * len(ids))
    rows = reader.all(
        f"SELECT t.id, {described.name_sql}, {described.subtitle_sql}, {_kind_column(described)} "
        f"FROM {described.from_sql} WHERE t.id IN ({marks}) AND t.deleted_at IS NULL",
        ids,
    )
    hits = []
    for row_id, name, detail, unit_kind in rows:
        shown = BY_KIND["communities"] if unit_kind == "community" else described
        hits.append((row_id, SearchHit(shown.kind, shown.one, row_id, name or "", detail or "")))
    return hits


def _kind_column(described: Subject) -> str:
    return "t.kind" if described.table == "unit" else "NULL"
