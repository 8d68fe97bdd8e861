"""Headless commands that need no database: any text as a document, and the fonts of this machine."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput, NotFound, UserError

if TYPE_CHECKING:
    from services.documents.fonts.library import FontLibrary

_MOST_BYTES = 32 << 20
_ENCODINGS = ("utf-8-sig", "gb18030")


def typeset(arguments: Namespace) -> int:
    """Set a text file as an official document and write the PDF.

    Raises:
        UserError: the text cannot be read, or a character has no glyph.
        EnvironmentFault: there is no Chinese font, or the file cannot be written.
    """
    from services.documents.pdf import render
    from services.documents.plain_text import own_title, plain_document
    from services.files import write_bytes

    source = Path(arguments.text)
    text = read_text(source)
    title = (arguments.title or "").strip() or own_title(text) or source.stem
    if not text.strip():
        raise InvalidInput(f"文件“{source.name}”里没有文字，没有生成。请先写入正文。")
    document = plain_document(
        text, title, "a3" if arguments.style == "poster" else "a4", arguments.style == "large"
    )
    rendered = render(document, _library())
    out = Path(arguments.out) if arguments.out else source.with_suffix(".pdf")
    write_bytes(out, rendered.data)
    sys.stdout.write(f"{out}\n")
    return 0


def fonts(arguments: Namespace) -> int:
    """Tell which fonts stand for which part of a sheet, and which characters of a file they have.

    Raises:
        UserError: the file of characters cannot be read.
        EnvironmentFault: there is no Chinese font.
    """
    from services.documents.fonts.report import describe

    chars = read_text(Path(arguments.chars)) if arguments.chars else None
    told = describe(_library(), chars)
    if arguments.json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    else:
        _say(told)
    return 0


def _say(told: dict[str, Any]) -> None:
    for role in told["roles"].values():
        face = role["face"]
        sys.stdout.write(f"{role['label']}\t{face['family']} {face['style']}\t{face['path']}\n")
        if role["refused"]:
            sys.stdout.write(f"\t不许嵌入：{'、'.join(role['refused'])}\n")
    if coverage := told.get("coverage"):
        sys.stdout.write(f"共{coverage['characters']}个字，有字形{coverage['covered']}个。\n")
        if coverage["missing"]:
            sys.stdout.write(f"没有字形：{''.join(item['char'] for item in coverage['missing'])}\n")


def read_text(path: Path) -> str:
    """Return a text file in UTF-8, UTF-16 or GB18030.

    Raises:
        NotFound: there is no such file.
        UserError: it cannot be read, is too large, or is no text.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InvalidInput(f"文件“{path.name}”太大（最多 {_MOST_BYTES >> 20} MB），请拆分后再试。")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(f"没有找到文件“{path}”，请检查路径。") from error
    except OSError as error:
        raise UserError(f"文件“{path}”打不开，请检查它是不是文本文件、有没有权限。") from error
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise InvalidInput(f"文件“{path.name}”不是能读懂的文本，请另存为 UTF-8 文本（.txt）后再试。")


def _library() -> FontLibrary:
    from platformdirs import user_cache_path

    from services.documents.fonts.library import load_library

    return load_library(cache_dir=user_cache_path("louyuan", appauthor=False))
