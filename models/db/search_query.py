"""What is asked of the search index, as SQL for either kind of database; loads nothing heavy.

The local file keeps the tokens of a document in FTS5, PostgreSQL keeps the same tokens in a GIN index. All
else is the same SQL.
"""

from dataclasses import dataclass
from itertools import groupby

from models.db.reading import Dialect
from models.db.search_text import (
    FEW,
    FEW_KEY,
    SEPARATOR,
    digit_query,
    only_digits,
    whole_token,
    word_query,
)
from models.rules.text import fold

Query = tuple[str, tuple[str | int, ...]]
"""A query with its parameters."""

_GROUPED = 11
"""Figures from which groups of them are one number."""
_ENDS = (4, 7, 8)
"""How many last figures find a number: those that a mask shows, and a landline without its area code."""
_PUNCTUATION = str.maketrans("", "", "-()+")
_MATCHES: dict[Dialect, str] = {
    "sqlite": "search_fts MATCH ?",
    "postgresql": "search_fts.tokens @@ CAST(? AS tsquery)",
}
_MATCHED: dict[Dialect, str] = {
    dialect: f"SELECT rowid FROM search_fts WHERE {matches}" for dialect, matches in _MATCHES.items()
}
"""Documents that have the tokens asked for."""
PLACE_OF: dict[Dialect, str] = {"sqlite": "instr", "postgresql": "strpos"}
"""The function of a text and a part of it that gives where the part begins, 0 for nowhere."""


def words_of(text: str) -> list[str]:
    """Return the words of a typed text; a number written in groups (138 1234 5678) is one."""
    words: list[str] = []
    for is_number, group in groupby(text.split(), key=lambda word: only_digits(fold(word)).isdigit()):
        listed = list(group)
        joined = "".join(listed)
        words += [joined] if is_number and len(joined) >= _GROUPED else listed
    return words


def matching(dialect: Dialect, text: str) -> Query:
    """Return a query for the ids of all records that a typed text finds.

    Args:
        dialect: the kind of database it is for.
        text: what was typed; several words separated by spaces must all be found. Quotes, wildcards and
            operators are plain text.
    """
    found, parameters = documents(dialect, text)
    return f"SELECT row_id FROM search_doc WHERE doc IN ({found})", parameters


def documents(dialect: Dialect, text: str) -> Query:
    """Return a query for the numbers of the documents that a typed text finds; arguments as `matching`."""
    parts = [_one_word(dialect, word) for word in words_of(text) if fold(word)]
    if not parts:
        return "SELECT doc FROM search_doc WHERE 0 = 1", ()
    parameters = tuple(value for _, values in parts for value in values)
    return " INTERSECT ".join(f"SELECT doc FROM ({sql}) AS word" for sql, _ in parts), parameters


def _one_word(dialect: Dialect, word: str) -> Query:
    folded = fold(word)
    queries: list[str] = []
    parameters: list[str | int] = []
    spoken = _spoken(folded)
    if spoken:
        queries += [_KEYED, _KEYED]
        parameters += [*_key_range(spoken), *_key_range(FEW_KEY + spoken)]
    for tokens, part in _written(folded):
        holds, values = part.holds(dialect, "")
        queries.append(f"SELECT doc FROM search_doc WHERE doc IN ({_MATCHED[dialect]}) AND {holds}")
        parameters += [_tokens(dialect, tokens), *values]
    return " UNION ".join(queries), tuple(parameters)


_KEYED = "SELECT doc FROM search_key WHERE key >= ? AND key < ?"


def _spoken(folded: str) -> str:
    """Return a folded word as it stands in keys of pinyin and initials, "" where it has no letter."""
    latin = "".join(character for character in folded if character.isalnum())
    return latin if any(ord(each) <= 0x2E7F and each.isalpha() for each in latin) else ""


def _key_range(beginning: str) -> tuple[str, str]:
    return beginning, beginning + "\U0010ffff"


@dataclass(frozen=True, slots=True)
class _Part:
    """What a hit must contain: some words, or a number."""

    text: str
    is_number: bool = False

    def holds(self, dialect: Dialect, alias: str) -> tuple[str, tuple[str, ...]]:
        """Return the condition of a hit with its parameters; `alias` of the documents ends with a dot.

        Telephones and document numbers are found whole or by their ends only, so that nobody learns a hidden
        one figure by figure; a landline also without its area code. Numbers of vouchers hide nothing.
        """
        place = PLACE_OF[dialect]
        inside = f"{place}({alias}text, ?) > 0"
        if not self.is_number:
            return inside, (self.text,)
        begins = "" if len(self.text) in _ENDS else SEPARATOR
        bounded = f"{place}(? || {alias}text || ?, ?) > 0"
        wanted = f"{begins}{self.text}{SEPARATOR}"
        shown = f"{alias}tbl = 'ledger_entry' AND {inside}"
        return f"({shown} OR {bounded})", (self.text, SEPARATOR, SEPARATOR, wanted)


def _written(folded: str) -> list[tuple[str, _Part]]:
    """Return the full-text queries a folded word may mean, each with the part that a hit must contain."""
    found = [(word_query(folded), _Part(folded))]
    digits = only_digits(folded)
    if len(digits) >= 3 and len(digits) == len(folded.translate(_PUNCTUATION)):
        found.insert(0, (digit_query(digits), _Part(digits, is_number=True)))
    return found


def looks(dialect: Dialect, word: str, most: int) -> list[Query]:
    """Return the queries that look for one word; each gives tbl, row_id and text of some documents.

    They are asked one after the other until enough is found: first the few kinds of records that are not the
    many, then names that are just this word, then everything else. None of them reads more than it gives, so
    that the answer comes as fast among a million people as among ten.

    Args:
        dialect: the kind of database it is for.
        word: what was typed, without blanks.
        most: documents one of them gives at the most.
    """
    folded = fold(word)
    spoken = _spoken(folded)
    whole = whole_token(folded)
    named = [_found(dialect, f"{FEW} {tokens}", part, most) for tokens, part in _written(folded)]
    named += [_heard(FEW_KEY + spoken, most)] if spoken else []
    named += [_found(dialect, whole, _Part(folded), most)] if whole is not None else []
    named += [_heard(spoken, most)] if spoken else []
    return named + [_found(dialect, tokens, part, most) for tokens, part in _written(folded)]


def _found(dialect: Dialect, tokens: str, part: _Part, most: int) -> Query:
    holds, values = part.holds(dialect, "d.")
    sql = (
        "SELECT d.tbl, d.row_id, d.text FROM search_fts JOIN search_doc d ON d.doc = search_fts.rowid "
        f"WHERE {_MATCHES[dialect]} AND {holds} LIMIT ?"
    )
    return sql, (_tokens(dialect, tokens), *values, most)


def _heard(beginning: str, most: int) -> Query:
    """Return the query for names that sound like this, those that are just this first."""
    sql = (
        "SELECT d.tbl, d.row_id, d.text FROM search_key k JOIN search_doc d ON d.doc = k.doc "
        "WHERE k.key >= ? AND k.key < ? ORDER BY k.key, k.doc LIMIT ?"
    )
    return sql, (*_key_range(beginning), most)


def _tokens(dialect: Dialect, query: str) -> str:
    """Return a full-text query, tokens between blanks with `*` behind a prefix, as the database writes it."""
    return query if dialect == "sqlite" else query.replace("*", ":*").replace(" ", " & ")
