"""Facts and wording of an issued sheet as canonical JSON, and back: what was issued can be set again."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.documents.forms import Form
from services.documents.model import Photo

if TYPE_CHECKING:
    from services.documents.fonts.library import FontReport
    from services.documents.templates import Wording

Photos = Callable[[bytes], bytes]
_TYPE = "_"
"""Key under which the name of a dataclass stands."""


def canonical(value: object) -> str:
    """Return plain values as JSON that is the same for the same values."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load(text: str) -> Any:
    """Return what `canonical` told."""
    return json.loads(text)


def plain(value: Any) -> Any:
    """Return facts as plain values; each dataclass tells its name.

    Raises:
        TypeError: something that JSON cannot hold for certain, such as a float.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, bytes):
        return {_TYPE: "bytes", "hex": value.hex()}
    if isinstance(value, Photo):
        # its bytes lie in the blob store; a row only names them
        told = {"width": value.width, "height": value.height, "caption": value.caption}
        return {_TYPE: "Photo", "digest": value.digest, **told}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if is_dataclass(value):
        told = {each.name: plain(getattr(value, each.name)) for each in fields(value)}
        return {_TYPE: type(value).__name__, **told}
    raise TypeError(f"{type(value).__name__} is no plain fact")


def facts_from(value: Any, photos: Photos) -> Any:
    """Return the facts that `plain` told; what was added to a kind since has its default.

    Args:
        value: what was told.
        photos: reads the bytes of a photo by its SHA-256.
    """
    if isinstance(value, list):
        return tuple(facts_from(each, photos) for each in value)
    if not isinstance(value, dict):
        return value
    name = value[_TYPE]
    if name == "bytes":
        return bytes.fromhex(value["hex"])
    if name == "Photo":
        told = {key: each for key, each in value.items() if key != _TYPE}
        return Photo(photos(bytes.fromhex(told["digest"])), **told)
    made = _kinds()[name]
    known = {each.name for each in fields(made)}
    return made(**{key: facts_from(each, photos) for key, each in value.items() if key in known})


@lru_cache(maxsize=1)
def _kinds() -> Mapping[str, Any]:
    """Return every dataclass facts are made of, by name."""
    from services.documents import (
        appraisal_facts,
        charter_facts,
        election_facts,
        facts,
        ledger_facts,
        meeting_facts,
        opinion_facts,
    )

    return {
        name: kind
        for module in (
            facts,
            meeting_facts,
            ledger_facts,
            charter_facts,
            opinion_facts,
            election_facts,
            appraisal_facts,
        )
        for name, kind in vars(module).items()
        if isinstance(kind, type) and is_dataclass(kind)
    }


def wording_told(wording: "Wording") -> dict[str, Any]:
    """Return how a sheet was worded: every part and flag as it counted that day."""
    template = wording.template
    return {
        "kind": template.kind,
        "texts": {part.part: wording.text(part.part) for part in template.parts},
        "flags": {flag: wording.carries(flag) for flag in template.flags},
    }


def wording_from(told: Mapping[str, Any]) -> "Wording":
    """Return the wording that `wording_told` told."""
    from services.documents.templates import Wording, load_templates

    return Wording(load_templates().kinds[told["kind"]], told["texts"], told["flags"])


def fonts_told(report: "FontReport") -> list[dict[str, Any]]:
    """Return the fonts a sheet was really set in: what for, name, file and the hash of that file."""
    used = [(role, "", face) for role, face in sorted(report.roles.items())]
    used += [(role, characters, face) for role, characters, face in report.fallbacks]
    return [
        {
            "role": role,
            "characters": characters,
            "family": face.family,
            "style": face.style,
            "file": Path(face.path).name,
            "index": face.index,
            "sha256": _file_hash(face.path),
        }
        for role, characters, face in used
    ]


def fonts_from(told: str) -> "FontReport":
    """Return the report of the fonts that `fonts_told` told, from its JSON."""
    from services.documents.fonts.library import FaceUse, FontReport

    roles: dict[Any, FaceUse] = {}
    fallbacks = []
    for each in json.loads(told):
        face = FaceUse(each["family"], each["style"], each["file"], each["index"])
        if each["characters"]:
            fallbacks.append((each["role"], each["characters"], face))
        else:
            roles[each["role"]] = face
    return FontReport(roles, tuple(fallbacks))


@lru_cache(maxsize=64)
def _file_hash(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def form_told(form: Form) -> str:
    """Return a form as JSON."""
    return canonical(asdict(form))


def form_from(told: str) -> Form:
    """Return the form that `form_told` told."""
    return Form(**json.loads(told))
