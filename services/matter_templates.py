"""The steps a matter walks: the templates that ship, and those an office keeps as rows, read as one thing.

A template of an office is never changed once a matter walks it: editing makes a new one with a code of its
own, so that matters already begun keep the steps they began with (`services.matters.templates`).
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from models import vocab
from models.rules.gates import Template, TemplateStep
from services.resources import resource_text

if TYPE_CHECKING:
    from models.db.reading import Reader

DEFAULT: Final = "six_steps"
"""What a matter walks whose template nobody knows any more."""
_NAMES: Final = ("code", "name", "kind", "who", "quorum", "record")


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Template]:
    """Return the two templates that ship, by code (rules.md, 一征三议两公开)."""
    listed = json.loads(resource_text("matter_templates.json"))
    return MappingProxyType(
        {
            each["code"]: Template(each["code"], each["name"], _steps(each["steps"]), each["rule"])
            for each in listed
        }
    )


def steps_from(text: str) -> tuple[TemplateStep, ...]:
    """Return the steps kept in `matter_template.steps_json`."""
    return _steps(json.loads(text))


def steps_as_json(steps: tuple[TemplateStep, ...]) -> str:
    """Return steps as they are kept in `matter_template.steps_json`."""
    return json.dumps(
        [
            {
                **{name: getattr(each, name) for name in _NAMES},
                "paper": list(each.paper),
                "meets": list(each.meets),
            }
            for each in steps
        ],
        ensure_ascii=False,
    )


def _steps(listed: Any) -> tuple[TemplateStep, ...]:
    return tuple(
        TemplateStep(
            **{name: each[name] for name in _NAMES},
            paper=tuple(each["paper"]),
            meets=tuple(each["meets"]),
        )
        for each in listed
    )


def template_of(reader: "Reader", code: str | None) -> Template:
    """Return the template of a matter; one that was given up or deleted is found as well.

    Args:
        reader: any connection.
        code: `matter.template`.
    """
    known = shipped().get(code or DEFAULT)
    if known is not None:
        return known
    row = reader.one(
        "SELECT name, base, steps_json FROM matter_template WHERE code = ? ORDER BY id DESC LIMIT 1", (code,)
    )
    if row is None:
        return shipped()[DEFAULT]
    base = shipped().get(row[1] or "")
    return Template(code or "", row[0], steps_from(row[2]), base.rule if base is not None else "")


def programmes_kept(reader: "Reader") -> tuple[tuple[str, str, bool], ...]:
    """Return code, name and whether it is in use of every programme of the office."""
    rows = reader.all(
        "SELECT code, name, active FROM matter_template WHERE deleted_at IS NULL ORDER BY name, id"
    )
    return tuple((row[0], row[1], bool(row[2])) for row in rows)


def own_steps(reader: "Reader") -> tuple[tuple[str, str], ...]:
    """Return code and name of the steps that only programmes of the office have; the code is the name."""
    found: dict[str, str] = {}
    for (text,) in reader.all("SELECT steps_json FROM matter_template WHERE deleted_at IS NULL ORDER BY id"):
        found |= {each.code: each.code for each in steps_from(text) if each.code not in vocab.MATTER_STEP}
    return tuple(found.items())
