"""Which fonts a sheet was really set in, as lines a person reads (notices.md, Characters and fonts)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.documents.fonts.library import FaceUse, FontReport


@dataclass(frozen=True, slots=True)
class FontLine:
    """One font of a sheet.

    Attributes:
        use: what it sets: 标题, 正文、数字 …; for a stand-in the characters it lent.
        font: its name and style.
        stands_in: whether it only lent characters the usual font lacks.
    """

    use: str
    font: str
    stands_in: bool = False


def fonts_used(report: "FontReport") -> tuple[FontLine, ...]:
    """Return the fonts by what they set, then those that lent single characters.

    Args:
        report: `Sheet.pdf.fonts`.
    """
    from services.documents.fonts.roles import ROLE_LABELS, ROLES

    by_font: dict[str, list[str]] = {}
    for role in ROLES:
        if role in report.roles:
            by_font.setdefault(_name(report.roles[role]), []).append(ROLE_LABELS[role])
    lent: dict[str, dict[str, None]] = {}
    for _, characters, face in report.fallbacks:
        lent.setdefault(_name(face), {}).update(dict.fromkeys(characters))
    lines = [FontLine("、".join(roles), font) for font, roles in by_font.items()]
    return (*lines, *(FontLine("".join(characters), font, True) for font, characters in lent.items()))


def refused(report: "FontReport") -> tuple[str, ...]:
    """Return the fonts that were asked for but whose licence forbids putting them into a file."""
    return tuple(dict.fromkeys(family for _, family in report.refused))


def _name(face: "FaceUse") -> str:
    plain = face.style.casefold() in ("", "regular", "normal", "book", "常规")
    return face.family if plain else f"{face.family} {face.style}"
