"""Tells which faces stand for which part of a sheet, and how well they cover a list of characters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.documents.fonts.faces import Face
from services.documents.fonts.library import FontLibrary, face_use, is_unwritable, printable
from services.documents.fonts.roles import ROLE_LABELS, ROLES, Role


def describe(library: FontLibrary, chars: str | None = None) -> dict[str, Any]:
    """Return the fonts of a machine as plain data.

    Args:
        library: its fonts by role.
        chars: characters to look up; white space and control characters are passed over.

    Returns:
        Per role its label, the face used, the families asked for in order and those whose licence forbids
        embedding; the number of faces found; with `chars` their coverage in every role.

    Raises:
        EnvironmentFault: there is no Chinese font.
    """
    refused = library.refused(ROLES)
    roles = {
        role: {
            "label": ROLE_LABELS[role],
            "face": _face(library.role(role).primary),
            "asked": list(library.asked(role)),
            "found": [_entry(face) for face in library.candidates(role)],
            "refused": [family for of, family in refused if of == role],
        }
        for role in ROLES
    }
    told: dict[str, Any] = {"faces": library.face_count, "roles": roles}
    if chars is not None:
        told["coverage"] = _coverage(library, chars)
    return told


def _face(face: Face) -> dict[str, Any]:
    use = face_use(face)
    return {
        "family": use.family,
        "style": use.style,
        "path": use.path,
        "index": use.index,
        "outlines": "TrueType" if face.info.truetype else "CFF",
    }


def _entry(info: Any) -> dict[str, Any]:
    return {"family": info.family, "style": info.style, "path": info.path, "index": info.index}


def _coverage(library: FontLibrary, text: str) -> dict[str, Any]:
    wanted = list(dict.fromkeys(char for char in printable(text) if not char.isspace()))
    roles = {role: _of_role(library, role, wanted) for role in ROLES}
    body = roles["body"]
    missing = [{"char": char, "code": f"U+{ord(char):04X}"} for char in body.pop("missing")]
    for part in roles.values():
        part.pop("missing", None)
    return {
        "characters": len(wanted),
        "covered": len(wanted) - len(missing),
        "missing": missing,
        "beyond_bmp": sum(char > "\uffff" for char in wanted),
        "roles": roles,
    }


def _of_role(library: FontLibrary, role: Role, wanted: Iterable[str]) -> dict[str, Any]:
    font = library.role(role)
    own, lent, missing = 0, dict[str, str](), list[str]()
    for char in wanted:
        face = None if is_unwritable(char) else font.face_of(char)
        if face is None:
            missing.append(char)
        elif face is font.primary:
            own += 1
        else:
            lent.setdefault(face.info.family, "")
            lent[face.info.family] += char
    return {"own": own, "lent": lent, "missing": missing}
