"""Finding fonts, respecting their licence bits, keeping the index, converting CFF outlines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

from models.errors import EnvironmentFault, UserError
from services.documents.fonts import index as index_module
from services.documents.fonts.faces import Face, may_embed
from services.documents.fonts.index import font_folders, scan_fonts
from services.documents.fonts.library import FontLibrary, MissingGlyph, load_library, printable
from services.documents.fonts.registry import linked_files, registered_fonts
from services.documents.fonts.subset import Drawn, build_subset

BASE = "一中文楼院"


def make_font(
    path: Path, family: str, chars: str, *, fs_type: int = 0, blank: str = "", cff: bool = False
) -> Path:
    """Write a font whose glyphs are squares (round ones for CFF); `blank` names mapped but empty glyphs."""
    order = [".notdef", *(f"uni{ord(char):05X}" for char in chars)]
    builder = FontBuilder(1000, isTTF=not cff)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({ord(char): name for char, name in zip(chars, order[1:], strict=True)})
    empty = {f"uni{ord(char):05X}" for char in blank}
    if cff:
        builder.setupCFF(family.replace(" ", ""), {}, {name: _disc() for name in order}, {})
    else:
        builder.setupGlyf({name: _square(name in empty) for name in order})
    builder.setupHorizontalMetrics({name: (1000, 100) for name in order})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family.replace(" ", "")})
    builder.setupOS2(fsType=fs_type, usWeightClass=400)
    builder.setupPost()
    builder.save(path)
    return path


def _square(empty: bool) -> Any:
    pen = TTGlyphPen(None)
    if not empty:
        pen.moveTo((100, 0))
        for point in ((100, 700), (900, 700), (900, 0)):
            pen.lineTo(point)
        pen.closePath()
    return pen.glyph()


def _disc() -> Any:
    pen = T2CharStringPen(1000, None)
    pen.moveTo((500, 0))
    pen.curveTo((776, 0), (1000, 224), (1000, 500))
    pen.curveTo((1000, 776), (776, 1000), (500, 1000))
    pen.curveTo((224, 1000), (0, 776), (0, 500))
    pen.curveTo((0, 224), (224, 0), (500, 0))
    pen.closePath()
    return pen.getCharString()


def library(folder: Path, **families: tuple[str, ...]) -> FontLibrary:
    return load_library(None, dict(families), [folder])  # type: ignore[arg-type]


def test_folders_of_each_system() -> None:
    windows = font_folders("win32", {"WINDIR": "C:/Windows", "LOCALAPPDATA": "C:/U/Local", "HOME": "C:/U"})
    assert windows == (Path("C:/U/Local/Microsoft/Windows/Fonts"), Path("C:/Windows/Fonts"))
    linux = font_folders("linux", {"HOME": "/home/a"})
    assert Path("/home/a/.local/share/fonts") in linux
    assert Path("/home/a/.fonts") in linux
    assert Path("/usr/share/fonts") in linux
    assert Path("/Library/Fonts") in font_folders("darwin", {"HOME": "/Users/a"})


def test_fonts_windows_knows_elsewhere_are_found() -> None:
    entries = {
        "方正小标宋简体 (TrueType)": "D:\\字体\\FZXBSJW.TTF",
        "SimSun & NSimSun (TrueType)": "simsun.ttc",
        "Small Fonts": "C:\\Windows\\Fonts\\smalle.fon",
    }
    assert linked_files(entries) == (Path("D:\\字体\\FZXBSJW.TTF"),)


def test_the_registry_of_machine_and_user_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    hives: dict[str, list[tuple[str, object, int]]] = {
        "machine": [("宋体", "D:\\simsun.ttc", 1), ("数", 5, 4)],
        "user": [("仿宋", "E:\\fang.ttf", 1)],
    }

    @contextmanager
    def open_key(hive: str, path: str) -> Iterator[list[tuple[str, object, int]]]:
        assert path.endswith("Fonts")
        yield hives[hive]

    fake = SimpleNamespace(
        HKEY_LOCAL_MACHINE="machine",
        HKEY_CURRENT_USER="user",
        OpenKey=open_key,
        QueryInfoKey=lambda key: (0, len(key), 0),
        EnumValue=lambda key, number: key[number],
    )
    monkeypatch.setitem(sys.modules, "winreg", fake)
    assert registered_fonts("win32") == {"宋体": "D:\\simsun.ttc", "仿宋": "E:\\fang.ttf"}
    assert registered_fonts("linux") == {}


def test_a_windows_machine_is_searched_through(tmp_path: Path) -> None:
    system, user, other = (
        tmp_path / "Windows/Fonts",
        tmp_path / "Local/Microsoft/Windows/Fonts",
        tmp_path / "D",
    )
    for folder, family in ((system, "SimSun"), (user, "FangSong"), (other, "FZXiaoBiaoSong-B05S")):
        folder.mkdir(parents=True)
        make_font(folder / f"{family}.ttf", family, BASE)
    env = {"WINDIR": str(tmp_path / "Windows"), "LOCALAPPDATA": str(tmp_path / "Local")}
    files = [other / "FZXiaoBiaoSong-B05S.ttf", system / "SimSun.ttf", tmp_path / "gone.ttf"]
    fonts = FontLibrary(scan_fonts(font_folders("win32", env), None, files))
    used = {role: fonts.role(role).primary.info.family for role in ("title", "body", "numerals")}
    assert used == {"title": "FZXiaoBiaoSong-B05S", "body": "FangSong", "numerals": "SimSun"}
    assert fonts.face_count == 3


def test_faces_of_a_collection_are_told_apart(tmp_path: Path) -> None:
    parts = [make_font(tmp_path / f"{name}.ttf", name, BASE) for name in ("Song One", "Song Two")]
    collection = TTCollection()
    collection.fonts = [TTFont(part) for part in parts]
    folder = tmp_path / "ttc"
    folder.mkdir()
    collection.save(folder / "both.ttc")
    fonts = library(folder, body=("Song Two",), title=("Song One",))
    assert fonts.role("body").primary.info.index == 1
    assert fonts.role("title").primary.info.index == 0


@pytest.mark.parametrize(
    ("fs_type", "allowed"),
    [(0, True), (2, False), (4, True), (8, True), (6, True), (0x100, False), (0x108, False), (0x200, False)],
)
def test_licence_bits(fs_type: int, allowed: bool) -> None:
    assert may_embed(fs_type) is allowed


def test_a_restricted_face_is_left_out_and_named(tmp_path: Path) -> None:
    make_font(tmp_path / "a.ttf", "Forbidden Song", BASE, fs_type=2)
    make_font(tmp_path / "b.ttf", "Free Song", BASE)
    fonts = library(tmp_path, body=("Forbidden Song", "Free Song"))
    assert fonts.role("body").primary.info.family == "Free Song"
    assert fonts.refused(["body"]) == (("body", "Forbidden Song"),)


def test_a_character_mapped_to_an_empty_glyph_counts_as_missing(tmp_path: Path) -> None:
    make_font(tmp_path / "a.ttf", "Half Done", BASE + "䶮 ", blank="䶮 ")
    fonts = library(tmp_path, body=("Half Done",))
    assert fonts.role("body").widths("中 文", "正文") == [1.0, 1.0, 1.0]
    with pytest.raises(MissingGlyph) as caught:
        fonts.role("body").widths("王䶮".replace("王", "中"), "书记")
    assert "䶮" in caught.value.message


def test_a_missing_glyph_names_character_field_and_fonts(tmp_path: Path) -> None:
    make_font(tmp_path / "a.ttf", "Only Song", BASE)
    with pytest.raises(UserError) as caught:
        library(tmp_path, body=("Only Song",)).role("body").widths("楼院𠅤", "姓名")
    for part in ("“𠅤”", "U+20164", "姓名", "楼院𠅤", "Only Song"):
        assert part in caught.value.message


def test_private_use_and_broken_text_are_refused_although_a_font_has_a_glyph(tmp_path: Path) -> None:
    make_font(tmp_path / "a.ttf", "Song", BASE + "\ue863\ufffd")
    fonts = library(tmp_path, body=("Song",))
    for bad in ("\ue863", "\ud800"):
        with pytest.raises(MissingGlyph, match="自造字"):
            fonts.role("body").widths(printable("中" + bad), "姓名")


def test_characters_fall_back_one_by_one(tmp_path: Path) -> None:
    make_font(tmp_path / "a.ttf", "First", BASE)
    make_font(tmp_path / "b.ttf", "Second", BASE + "䶮")
    make_font(tmp_path / "c.ttf", "Unlisted", BASE + "𠅤")
    font = library(tmp_path, body=("First", "Second")).role("body")
    font.widths("中䶮𠅤文", "正文")
    assert [(face.info.family, text) for face, text in font.runs("中䶮𠅤文")] == [
        ("First", "中"),
        ("Second", "䶮"),
        ("Unlisted", "𠅤"),
        ("First", "文"),
    ]


def test_no_chinese_font_is_a_fault_of_the_environment(tmp_path: Path) -> None:
    make_font(tmp_path / "a.ttf", "Latin", "abc")
    with pytest.raises(EnvironmentFault, match="中文字体"):
        library(tmp_path).role("body")


def test_the_index_is_used_until_a_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, cache = tmp_path / "fonts", tmp_path / "cache"
    folder.mkdir()
    make_font(folder / "a.ttf", "First", BASE)
    (folder / "broken.ttf").write_bytes(b"\x00\x01\x00\x00 not a font")
    (folder / "empty.otf").write_bytes(b"")
    first = scan_fonts([folder], cache)
    assert [face.family for face in first] == ["First"]

    opened: list[Path] = []
    real = index_module._look_into

    def look(path: Path) -> list[dict[str, Any]]:
        opened.append(path)
        return real(path)

    monkeypatch.setattr(index_module, "_look_into", look)
    assert scan_fonts([folder], cache) == first
    assert opened == []
    make_font(folder / "b.ttf", "Second", BASE)
    assert [face.family for face in scan_fonts([folder], cache)] == ["First", "Second"]
    assert opened == [folder / "b.ttf"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1, "files": {"x": [{}]}}'])
def test_a_damaged_index_is_made_anew(tmp_path: Path, content: str) -> None:
    make_font(tmp_path / "a.ttf", "First", BASE)
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "font-index.json").write_text(content)
    assert [face.family for face in scan_fonts([tmp_path], cache)] == ["First"]
    assert json.loads((cache / "font-index.json").read_text("utf-8"))["files"]


def test_cff_outlines_become_truetype_and_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fontTools.ttLib import TTFont

    folder, cache = tmp_path / "fonts", tmp_path / "cache"
    folder.mkdir()
    make_font(folder / "a.otf", "Round", BASE, cff=True)
    (info,) = scan_fonts([folder], cache)
    assert not info.truetype
    face = Face(info, cache)
    program = build_subset(face, [Drawn(face.glyph(char), 1.0) for char in "中文"])
    face.flush()

    (tmp_path / "subset.ttf").write_bytes(program)
    with TTFont(tmp_path / "subset.ttf") as font:
        glyph = font["glyf"][font.getGlyphOrder()[1]]
        assert (glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax) == (0, 0, 1000, 1000)
        assert font["maxp"].numGlyphs == 3

    def refuse(*_: object) -> bytes:
        raise AssertionError("converted again")

    monkeypatch.setattr("services.documents.fonts.outlines.CffConverter._convert", refuse)
    again = Face(info, cache)
    assert build_subset(again, [Drawn(again.glyph(char), 1.0) for char in "中文"]) == program


def test_a_torn_glyph_cache_is_cut_back_to_what_is_whole(tmp_path: Path) -> None:
    from services.documents.fonts.outlines import GlyphStore

    store = GlyphStore(tmp_path, "key")
    store.add(5, b"five")
    store.add(6, b"six")
    store.flush()
    (file,) = tmp_path.glob("glyphs-*.bin")
    file.write_bytes(file.read_bytes()[:-1])
    mended = GlyphStore(tmp_path, "key")
    assert mended.glyphs == {5: b"five"}
    mended.add(7, b"seven")
    mended.flush()
    assert GlyphStore(tmp_path, "key").glyphs == {5: b"five", 7: b"seven"}


def test_printable_text() -> None:
    assert printable("王\u200b䶮\ufeff\r\n二\t三\x00") == "王䶮\n二 三"
    assert printable("\ud840\udd64") == "𠅤"
