"""The rules an office goes by: what is shipped, with the rows by which it changes or adds versions."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from models.rules.rulebook import Rule, RuleBook, rule_from, rules_from_json
from services.resources import resource_text

if TYPE_CHECKING:
    from models.db.reading import Reader

TABLE: Final = "rule_record"
COLUMNS: Final = (
    "id",
    "rule",
    "code",
    "title",
    "law",
    "article",
    "value_json",
    "valid_from",
    "valid_to",
    "local",
    "blocks",
    "note",
)


@lru_cache(maxsize=1)
def shipped() -> tuple[Rule, ...]:
    """Return the versions that come with the program, in their order."""
    return rules_from_json(resource_text("rules.json"))


def office_rules(reader: "Reader") -> RuleBook:
    """Return the rules as this office keeps them; one small query.

    A row with the id of a shipped version stands instead of it, also switched off; any other is a version of
    the office's own, which comes first where two hold on one day.
    """
    rows = rows_of_office(reader)
    if not rows:
        return RuleBook(shipped())
    known = {bytes(row[0]).hex(): (rule_of(row), bool(row[-1])) for row in rows}
    came = [known.pop(rule.uuid, (rule, True)) for rule in shipped()]
    return RuleBook(rule for rule, active in (*known.values(), *came) if active and rule is not None)


def rows_of_office(reader: "Reader") -> list[tuple[Any, ...]]:
    """Return the rows for the whole office that count here, with `COLUMNS` in front and `active` behind.

    A community's own row of a version (by its code) stands with the id of the one it lies over.
    """
    from services.levels import layers

    found = layers(reader, TABLE, f"{', '.join(COLUMNS)}, active", "AND courtyard_id IS NULL")
    if not found.over:
        return found.own
    at = COLUMNS.index("code")
    ids = {each.code: bytes.fromhex(each.uuid) for each in shipped()}
    ids |= {row[at]: bytes(row[0]) for row in found.office}
    rows = {bytes(row[0]): row for row in found.office}
    for row in found.own:
        row_id = ids.get(row[at], bytes(row[0]))
        rows[row_id] = (row_id, *row[1:])
    return list(rows.values())


def rule_of(row: Sequence[Any]) -> Rule | None:
    """Return the rule in a row with `COLUMNS` in front; None where a newer program wrote what is unread."""
    values = dict(zip(COLUMNS, row, strict=False))
    try:
        return rule_from(
            {
                "id": values["rule"],
                "uuid": bytes(values["id"]).hex(),
                "code": values["code"],
                "title": values["title"],
                "law": values["law"],
                "article": values["article"] or "",
                "value": json.loads(values["value_json"]),
                "valid_from": values["valid_from"],
                "valid_to": values["valid_to"],
                "note": values["note"] or "",
                "local": bool(values["local"]),
                "blocks": bool(values["blocks"]),
            }
        )
    except ValueError:
        return None
