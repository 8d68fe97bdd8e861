"""Chooses a face for every character of a sheet and says afterwards which faces were really used."""

from __future__ import annotations

import hashlib
import logging
import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import EnvironmentFault, UserError
from services.documents.fonts.faces import Face, FaceInfo
from services.documents.fonts.index import font_folders, scan_fonts
from services.documents.fonts.registry import linked_files, registered_fonts
from services.documents.fonts.roles import DEFAULT_FAMILIES, ROLE_LABELS, ROLES, WIDE_FAMILIES, Role
from services.documents.fonts.sfnt import FontFormatError

_log = logging.getLogger(__name__)
_MEMORIES = 2000
_STYLES = {
    "thin": 100, "extralight": 200, "light": 300, "demilight": 350, "regular": 400, "book": 400,
    "medium": 500, "semibold": 600, "demibold": 600, "bold": 700, "extrabold": 800,
    "black": 900, "heavy": 900,
}  # fmt: skip


class MissingGlyph(UserError):
    """A character has no glyph in any font of this machine; the sheet must not be issued."""

    def __init__(self, char: str, where: str, text: str, tried: Sequence[str]) -> None:
        self.char, self.where, self.tried = char, where, tuple(tried)
        at = text.find(char)
        piece = text if len(text) <= 24 else f"…{text[max(0, at - 8) : at + 12]}…"
        name = f"“{where}”里的“{char}”（U+{ord(char):04X}，见“{piece}”）"
        if is_unwritable(char):
            message = f"{name}是自造字或无效字符，各台电脑显示不同，本张未生成。请改用标准汉字后重试。"
        else:
            message = (
                f"{name}在本机字体中没有字形，本张未生成。已查找：{'、'.join(tried)}。"
                "请安装收有此字的字体（如 BabelStone Han）后重试。"
            )
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class FaceUse:
    """A face that was really used: `family` and `style` as shown to people, and the file it came from."""

    family: str
    style: str
    path: str
    index: int


@dataclass(frozen=True, slots=True)
class FontReport:
    """Which faces a sheet was set in.

    Attributes:
        roles: for each role that was used, the face standing in for it.
        fallbacks: for each role, characters set in another face: (role, characters, face).
        refused: faces asked for by name whose licence forbids embedding: (role, family).
    """

    roles: Mapping[Role, FaceUse]
    fallbacks: tuple[tuple[Role, str, FaceUse], ...]
    refused: tuple[tuple[Role, str], ...] = ()


class RoleFont:
    """The faces of one role: the first for nearly everything, the others for characters it lacks."""

    def __init__(self, role: Role, faces: Sequence[FaceInfo], library: FontLibrary) -> None:
        self.role = role
        self._candidates = tuple(faces)
        self._library = library
        self._widths: dict[str, float] = {}
        self._advances: dict[tuple[float, float], dict[str, float]] = {}
        self._chosen: dict[str, Face] = {}
        self._in_primary: set[str] = set()
        self.primary: Face = library.open_first(role, self._candidates)

    def widths(self, text: str, where: str) -> list[float]:
        """Return the advance of every character as a fraction of the em.

        Args:
            text: cleaned text, see `printable`.
            where: the field the text stands in, for the message.

        Raises:
            MissingGlyph: a character that no installed font has.
        """
        known = self._widths
        try:
            return [known[char] for char in text]
        except KeyError:
            for char in {char for char in text if char not in known}:
                self._choose(char, where, text)
            return [known[char] for char in text]

    def advances(self, text: str, where: str, size: float, spacing: float) -> list[float]:
        """Return the advance of every character at a type size in points, `spacing` added to each.

        Other arguments and exceptions as for `widths`.
        """
        known = self._advances.setdefault((size, spacing), {})
        try:
            return [known[char] for char in text]
        except KeyError:
            found = [em * size + spacing for em in self.widths(text, where)]
            known.update(zip(text, found, strict=True))
            return found

    def _choose(self, char: str, where: str, text: str) -> None:
        face = self._library.find_face(char, self.primary, self._candidates)
        if face is None:
            raise MissingGlyph(char, where, text, self._library.tried_names(self._candidates))
        self._chosen[char] = face
        self._widths[char] = face.width(char)
        if face is self.primary:
            self._in_primary.add(char)

    def face_of(self, char: str) -> Face | None:
        """Return the face a character is set in, None where no installed font has it."""
        try:
            self.widths(char, "")
        except MissingGlyph:
            return None
        return self._chosen[char]

    def is_plain(self, text: str) -> bool:
        """Tell whether every character of a measured text is set in the role's first face."""
        return self._in_primary.issuperset(text)

    def runs(self, text: str) -> list[tuple[Face, str]]:
        """Cut measured text into runs of one face each."""
        if self.is_plain(text):
            return [(self.primary, text)]
        runs: list[tuple[Face, str]] = []
        start = 0
        for i in range(1, len(text) + 1):
            if i == len(text) or self._chosen[text[i]] is not self._chosen[text[start]]:
                runs.append((self._chosen[text[start]], text[start:i]))
                start = i
        return runs


class FontLibrary:
    """The fonts of this machine by role. One object serves every sheet of the process.

    Args:
        faces: what is installed, see `scan_fonts`.
        families: family names per role, in order; missing roles take the default list.
        cache_dir: where converted glyphs are kept; None to keep none.
    """

    def __init__(
        self,
        faces: Sequence[FaceInfo],
        families: Mapping[Role, Sequence[str]] | None = None,
        cache_dir: Path | None = None,
    ) -> None:
        self._faces = tuple(faces)
        self._by_name = _by_name(self._faces)
        self._families = {role: tuple((families or {}).get(role, DEFAULT_FAMILIES[role])) for role in ROLES}
        self._cache_dir = cache_dir
        self._opened: dict[str, Face | None] = {}
        self._roles: dict[Role, RoleFont] = {}
        self._digests: dict[str, str] = {}
        self._wide = tuple(self._match_all(WIDE_FAMILIES))
        # What was worked out with these fonts and is asked for again on every sheet of a run: short lines.
        self.memory: dict[Hashable, Any] = {}

    def remember(self, key: Hashable, value: object) -> None:
        """Keep something worked out with these fonts; when there is too much of it, all is forgotten."""
        if len(self.memory) >= _MEMORIES:
            self.memory.clear()
        self.memory[key] = value

    def role(self, role: Role) -> RoleFont:
        """Return the faces of a role, opened when first asked for.

        Raises:
            EnvironmentFault: no font with Chinese characters is installed.
        """
        font = self._roles.get(role)
        if font is None:
            font = self._roles[role] = RoleFont(role, self._match_all(self._families[role]), self)
        return font

    @property
    def face_count(self) -> int:
        """How many faces are installed."""
        return len(self._faces)

    def asked(self, role: Role) -> tuple[str, ...]:
        """Return the families a role asks for, in order."""
        return self._families[role]

    def candidates(self, role: Role) -> tuple[FaceInfo, ...]:
        """Return the installed faces a role asks for, in order."""
        return tuple(self._match_all(self._families[role]))

    def refused(self, roles: Iterable[Role]) -> tuple[tuple[Role, str], ...]:
        """Return families asked for by these roles that are installed but may not be embedded."""
        return tuple(
            (role, entry.partition(":")[0])
            for role in roles
            for entry in self._families[role]
            if (known := self._by_name.get(_plain(entry.partition(":")[0])))
            and not any(face.embeddable for face in known)
        )

    def open_first(self, role: Role, candidates: Sequence[FaceInfo]) -> Face:
        """Open the first face of a role that can be read and has everyday Chinese characters."""
        for info in (*candidates, *self._wide, *self._faces):
            face = self._open(info) if info.embeddable and 0x4E in info.pages else None
            if face and all(face.glyph(char) for char in "一中文"):
                return face
        raise EnvironmentFault(
            f"本机没有可用的中文字体（{ROLE_LABELS[role]}），无法生成公示。"
            "请安装中文字体（如文泉驿正黑、BabelStone Han）后重新启动程序。"
        )

    def find_face(self, char: str, primary: Face, candidates: Sequence[FaceInfo]) -> Face | None:
        """Return the first face with a glyph: the role's list, the wide faces, then anything installed."""
        if is_unwritable(char):
            return None
        if primary.glyph(char):
            return primary
        page = ord(char) >> 8
        for info in (*candidates, *self._wide, *self._faces):
            if page in info.pages and info.embeddable and not info.italic:
                face = self._open(info)
                if face and face.glyph(char):
                    return face
        return None

    def tried_names(self, candidates: Sequence[FaceInfo]) -> list[str]:
        """Return the names of the faces that were asked, for the message about a missing glyph."""
        named = list(dict.fromkeys(info.family for info in (*candidates, *self._wide)))
        return [*named, "以及本机其他字体"] if len(self._faces) > len(named) else named

    def digest(self, use: FaceUse) -> str:
        """Return the SHA-256 of a font file, for the record of what a sheet was set in.

        Raises:
            OSError: the file is gone.
        """
        if use.path not in self._digests:
            with Path(use.path).open("rb") as file:
                self._digests[use.path] = hashlib.file_digest(file, "sha256").hexdigest()
        return self._digests[use.path]

    def flush(self) -> None:
        """Let glyphs converted for the last sheet reach the disk cache."""
        for face in self._opened.values():
            if face:
                face.flush()

    def _open(self, info: FaceInfo) -> Face | None:
        if info.key not in self._opened:
            try:
                self._opened[info.key] = Face(info, self._cache_dir)
            except (FontFormatError, OSError) as error:
                _log.warning("font %s cannot be used: %s", info.path, error)
                self._opened[info.key] = None
        return self._opened[info.key]

    def _match_all(self, entries: Iterable[str]) -> list[FaceInfo]:
        found = (self._match(entry) for entry in entries)
        return list(dict.fromkeys(info for info in found if info))

    def _match(self, entry: str) -> FaceInfo | None:
        name, _, style = entry.partition(":")
        wanted = _STYLES.get(style.strip().replace(" ", "").casefold(), 400)
        usable = [f for f in self._by_name.get(_plain(name), []) if f.embeddable and not f.italic]
        return min(usable, key=lambda f: (abs(f.weight - wanted), f.path, f.index), default=None)


def load_library(
    cache_dir: Path | None,
    families: Mapping[Role, Sequence[str]] | None = None,
    folders: Sequence[Path] | None = None,
) -> FontLibrary:
    """Find the fonts of this machine.

    Args:
        cache_dir: folder for the index and for converted glyphs; None keeps nothing on disk.
        families: family names per role, in order, where the office changed them.
        folders: font folders, the system's own by default.
    """
    files = () if folders else linked_files(registered_fonts())
    return FontLibrary(scan_fonts(folders or font_folders(), cache_dir, files), families, cache_dir)


# Characters that are instructions to a program rather than writing; they have no glyph and need none.
_IGNORABLE = dict.fromkeys(
    [0xAD, 0x34F, 0x61C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
    + [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
    + [code for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)]
)
_CLEANING = {**_IGNORABLE, 0x09: " ", 0xA0: " ", 0x2028: "\n", 0x2029: "\n"}
# Most texts have none of them; to see that takes a tenth of the time of replacing nothing.
_UNCLEAN = re.compile(f"[{''.join(chr(code) for code in _CLEANING if code < 0x10000)}\U000e0100-\U000e01ef]")


def is_unwritable(char: str) -> bool:
    """Tell whether a code stands for no character all machines agree on: private use, or an error mark."""
    return char == "\ufffd" or unicodedata.category(char) in ("Co", "Cs")


def printable(text: str) -> str:
    """Return text as it is set: line breaks unified, tabs as spaces, invisible controls left out.

    Halves of a surrogate pair, which some programs leave in text, are joined; a lone one becomes U+FFFD.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if not _UNCLEAN.search(text):
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CLEANING)


def _by_name(faces: Iterable[FaceInfo]) -> dict[str, list[FaceInfo]]:
    found: dict[str, list[FaceInfo]] = {}
    for face in faces:
        for name in {_plain(n) for n in (*face.families, *face.full_names, face.postscript)}:
            found.setdefault(name, []).append(face)
    return found


def _plain(name: str) -> str:
    return name.strip().replace(" ", "").casefold()


def face_use(face: Face) -> FaceUse:
    """Describe an opened face for the report."""
    info = face.info
    return FaceUse(info.family, info.style, info.path, info.index)
