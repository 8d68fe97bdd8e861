"""The deliberations of the sample community: three real records, entered as somebody would type them.

They lie as data in `resources/sample/meetings.json`: records in the order they are entered, each with what is
typed into its form. A value "@key" stands for the record entered under that key before, "@" and the name of a
courtyard for that courtyard, and "@name/自治组织" for its self-governing body.
"""

import json
from collections.abc import Mapping
from typing import Any

from services import records
from services.notices import courtyard_named
from services.office import Context
from services.resources import resource_text

MEETINGS = "sample/meetings.json"
_BODY = "/自治组织"


def enter_meetings(context: Context) -> dict[str, bytes]:
    """Enter the sample meetings, matters and notices, on the writer's thread.

    Args:
        context: an office that has the courtyards of the sample survey.

    Returns:
        The ids of the records that have a key.

    Raises:
        NotFound: a courtyard is missing.
    """
    keys: dict[str, bytes] = {}
    for entry in json.loads(resource_text(MEETINGS)):
        values = {name: _value(context, keys, typed) for name, typed in entry["values"].items()}
        made = records.save(context, entry["kind"], None, values).id
        keys[entry.get("key", "")] = made
    keys.pop("", None)
    return keys


def _value(context: Context, keys: Mapping[str, bytes], typed: str) -> Any:
    if not typed.startswith("@"):
        return typed
    name = typed[1:]
    if name in keys:
        return keys[name]
    courtyard = courtyard_named(context, name.removesuffix(_BODY))
    if not name.endswith(_BODY):
        return courtyard
    return context.reader.value(
        "SELECT id FROM committee WHERE courtyard_id = ? AND deleted_at IS NULL ORDER BY id", (courtyard,)
    )
