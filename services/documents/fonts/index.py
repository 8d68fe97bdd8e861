"""Finds the fonts installed on this machine and remembers what is in them.

Looking into a font file costs a millisecond or two, so names, permissions and coverage are kept in a JSON
file in the cache folder, keyed by path, size and time of change; only new or changed files are opened again.
"""

from __future__ import annotations

import json
import logging
import os
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from services.documents.fonts.faces import FaceInfo
from services.documents.fonts.sfnt import FontFormatError, SfntFile, count_faces

_log = logging.getLogger(__name__)
_FORMAT = 1
_ENDINGS = (".ttf", ".ttc", ".otf", ".otc")
_INDEX_FILE = "font-index.json"


def font_folders(platform: str = sys.platform, env: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Return the folders in which this system keeps fonts, the user's own first.

    Args:
        platform: as `sys.platform`.
        env: environment variables.
    """
    home = Path(env.get("HOME") or env.get("USERPROFILE") or Path.home())
    if platform == "win32":
        local = Path(env.get("LOCALAPPDATA") or home / "AppData" / "Local")
        windows = Path(env.get("WINDIR") or env.get("SYSTEMROOT") or "C:/Windows")
        return local / "Microsoft" / "Windows" / "Fonts", windows / "Fonts"
    if platform == "darwin":
        system = Path("/System/Library")
        return (home / "Library/Fonts", Path("/Library/Fonts"), system / "Fonts", system / "AssetsV2")
    data = Path(env.get("XDG_DATA_HOME") or home / ".local/share")
    shared = (env.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
    # WPS Office brings official faces along and keeps them to itself.
    office = Path("/opt/kingsoft/wps-office/office6/fonts")
    return (data / "fonts", home / ".fonts", *(Path(folder) / "fonts" for folder in shared if folder), office)


def scan_fonts(
    folders: Sequence[Path], cache_dir: Path | None, files: Sequence[Path] = ()
) -> tuple[FaceInfo, ...]:
    """Return every readable face below the folders, in a stable order.

    Args:
        folders: where to look, with their subfolders.
        cache_dir: where the index is kept between starts; None to keep none.
        files: single font files that lie elsewhere.
    """
    known = _load(cache_dir)
    current: dict[str, list[dict[str, Any]]] = {}
    faces: list[FaceInfo] = []
    for path, stat in _font_files(folders, files):
        key = f"{path}|{stat.st_size}|{stat.st_mtime_ns}"
        entries = known.get(key)
        if entries is None:
            entries = _look_into(path)
        current[key] = entries
        faces.extend(FaceInfo.from_entry(str(path), stat.st_size, stat.st_mtime_ns, e) for e in entries)
    if current.keys() != known.keys():
        _save(cache_dir, current)
    return tuple(faces)


def _font_files(folders: Iterable[Path], files: Iterable[Path]) -> list[tuple[Path, os.stat_result]]:
    found: list[tuple[Path, os.stat_result]] = []
    seen: set[Path] = set()
    for path in (*(path for folder in folders for path in _below(folder)), *files):
        if path.suffix.lower() not in _ENDINGS:
            continue
        try:
            real, stat = path.resolve(), path.stat()
        except OSError:
            continue
        if real not in seen:
            seen.add(real)
            found.append((path, stat))
    return found


def _below(folder: Path) -> Iterator[Path]:
    for parent, subfolders, names in os.walk(folder):
        subfolders.sort()
        yield from (Path(parent, name) for name in sorted(names))


def _look_into(path: Path) -> list[dict[str, Any]]:
    entries = []
    try:
        for index in range(count_faces(path)):
            entry = _describe(path, index)
            if entry:
                entries.append(entry)
    except (FontFormatError, OSError, struct.error, IndexError, ValueError) as error:
        _log.info("font %s left out: %s", path.name, error)
    return entries


def _describe(path: Path, index: int) -> dict[str, Any] | None:
    face = SfntFile(path, index)
    names = face.names()
    if not face.has_outlines or not names.families:
        return None
    return {
        "index": index,
        "families": names.families,
        "full_names": names.full_names,
        "style": names.style,
        "weight": face.weight(),
        "italic": face.is_italic(),
        "postscript": names.postscript,
        "fs_type": face.embedding_bits(),
        "truetype": face.is_truetype,
        "pages": sorted(face.cmap().pages()),
    }


def _load(cache_dir: Path | None) -> dict[str, list[dict[str, Any]]]:
    if cache_dir is None:
        return {}
    try:
        stored = json.loads((cache_dir / _INDEX_FILE).read_text("utf-8"))
        if stored["format"] == _FORMAT:
            files: dict[str, list[dict[str, Any]]] = stored["files"]
            for entry in (entry for entries in files.values() for entry in entries):
                FaceInfo.from_entry("", 0, 0, entry)
            return files
    except (OSError, ValueError, KeyError, TypeError):
        _log.info("font index is made anew")
    return {}


def _save(cache_dir: Path | None, files: dict[str, list[dict[str, Any]]]) -> None:
    if cache_dir is None:
        return
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        fresh = cache_dir / f"{_INDEX_FILE}.{os.getpid()}.new"
        fresh.write_text(json.dumps({"format": _FORMAT, "files": files}, ensure_ascii=False), "utf-8")
        fresh.replace(cache_dir / _INDEX_FILE)
    except OSError as error:
        _log.warning("font index not written: %s", error)
