"""What is asked of the search index, as SQL for either kind of database; loads nothing heavy.

The local file keeps the tokens of a document in FTS5, PostgreSQL keeps the same tokens in a GIN index. All
else is the same SQL.
"""

from models.db.reading import Dialect
from models.db.search_text import digit_query, only_digits, word_query
from models.rules.text import fold

Query = tuple[str, tuple[str | int, ...]]
"""A query with its parameters."""

_PUNCTUATION = str.maketrans("", "", "-()+")
_MATCHED: dict[Dialect, str] = {
    "sqlite": "SELECT rowid FROM search_fts WHERE search_fts MATCH ?",
    "postgresql": "SELECT rowid FROM search_fts WHERE tokens @@ CAST(? AS tsquery)",
}
"""Documents that have the tokens asked for."""
PLACE_OF: dict[Dialect, str] = {"sqlite": "instr", "postgresql": "strpos"}
"""The function of a text and a part of it that gives where the part begins, 0 for nowhere."""


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
    parts = [_one_word(dialect, word) for word in text.split() if fold(word)]
    if not parts:
        return "SELECT doc FROM search_doc WHERE 0 = 1", ()
    parameters = tuple(value for _, values in parts for value in values)
    return " INTERSECT ".join(f"SELECT doc FROM ({sql}) AS word" for sql, _ in parts), parameters


def _one_word(dialect: Dialect, word: str) -> Query:
    folded = fold(word)
    queries: list[str] = []
    parameters: list[str | int] = []
    latin = "".join(character for character in folded if character.isalnum())
    if latin and any(ord(character) <= 0x2E7F and character.isalpha() for character in latin):
        queries.append("SELECT doc FROM search_key WHERE key >= ? AND key < ?")
        parameters += [latin, latin + "\U0010ffff"]
    checked = (
        f"SELECT doc FROM search_doc WHERE doc IN ({_MATCHED[dialect]}) AND {PLACE_OF[dialect]}(text, ?) > 0"
    )
    digits = only_digits(folded)
    if len(digits) >= 3 and len(digits) == len(folded.translate(_PUNCTUATION)):
        queries.append(checked)
        parameters += [_tokens(dialect, digit_query(digits)), digits]
    queries.append(checked)
    parameters += [_tokens(dialect, word_query(folded)), folded]
    return " UNION ".join(queries), tuple(parameters)


def _tokens(dialect: Dialect, query: str) -> str:
    """Return a full-text query, tokens between blanks with `*` behind a prefix, as the database writes it."""
    return query if dialect == "sqlite" else query.replace("*", ":*").replace(" ", " & ")
