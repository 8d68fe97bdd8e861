"""What a file is, is told by its content; what may be run never comes in."""

from __future__ import annotations

import pytest

from models.errors import InvalidInput
from services import file_kinds
from services.file_kinds import kind_of, name_with_ending
from tests.helpers import files

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)

TAKEN = {
    "门口.exe": (files.photo(), file_kinds.JPEG),
    "a.png": (files.encoded(files.image(), "PNG"), file_kinds.PNG),
    "a.gif": (files.encoded(files.image(), "GIF"), file_kinds.OTHER_PHOTO),
    "a.bmp": (files.encoded(files.image(), "BMP"), file_kinds.OTHER_PHOTO),
    "a.webp": (files.encoded(files.image(), "WEBP"), file_kinds.OTHER_PHOTO),
    "a.tif": (files.encoded(files.image(), "TIFF"), file_kinds.OTHER_PHOTO),
    "名册": (b"%PDF-1.7\n", file_kinds.PDF),
    "a.docx": (files.docx(), file_kinds.DOCX),
    "b.docx": (files.xlsx(), file_kinds.XLSX),
    "说明.TXT": ("会议记录".encode(), file_kinds.TEXT),
    "旧.txt": ("会议记录".encode("gb18030"), file_kinds.TEXT),
    "记事本.txt": ("会议记录".encode("utf-16"), file_kinds.TEXT),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_is_known_by_its_content(name: str) -> None:
    data, kind = TAKEN[name]
    assert kind_of(name, data) is kind


REFUSED = {
    "空.jpg": (b"", "是空文件"),
    "照片.jpg": (b"MZ\x90\x00" + bytes(200), "是程序或脚本"),
    "照片.png": (b"\x7fELF" + bytes(200), "是程序或脚本"),
    "run.txt": (b"#!/bin/sh\n", "是程序或脚本"),
    "快捷方式.jpg": (b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(80), "只是一个快捷方式"),
    "旧.doc": (OLE, "旧格式"),
    "宏.docx": (files.docx("word/vbaProject.bin"), "里有宏"),
    "宏2.docx": (
        files.archive("word/document.xml", types="application/vnd.ms-word.document.macroEnabled.main+xml"),
        "里有宏",
    ),
    "控件.xlsx": (files.xlsx("xl/activeX/activeX1.bin"), "里有宏"),
    "四.xlsx": (files.xlsx("xl\\macrosheets\\sheet1.xml"), "里有宏"),
    "包.docx": (files.archive("x.exe"), "是压缩包"),
    "幻灯.pptx": (files.archive("ppt/presentation.xml", types="x"), "这类文件不能添加"),
    "断.docx": (files.docx()[:90], "不完整或已损坏"),
    "包.rar": (b"Rar!\x1a\x07" + bytes(80), "先解压"),
    "IMG.HEIC": (b"\x00\x00\x00\x18ftypheic" + bytes(80), "兼容性最佳"),
    "片.mp4": (b"\x00\x00\x00\x18ftypisom" + bytes(80), "是视频"),
    "开机.bat": (b"del *.*\r\n", "这类文件不能添加"),
    "网页.html": (b"<script>alert(1)</script>", "这类文件不能添加"),
    "图.svg": (b"<svg onload='x()'/>", "这类文件不能添加"),
    "伪.txt": (b"\x00\x01\x02", "这类文件不能添加"),
    "伪2.txt": (b"\xff\xfe\x00", "这类文件不能添加"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_not_come_in_is_refused_with_a_sentence(name: str) -> None:
    data, sentence = REFUSED[name]
    with pytest.raises(InvalidInput, match=sentence) as caught:
        kind_of(name, data)
    assert caught.value.message.startswith(f"“{name}”")
    assert caught.value.message.endswith("。")


def test_a_document_of_very_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_kinds, "_MOST_PARTS", 2)
    with pytest.raises(InvalidInput, match="内容太多"):
        kind_of("a.docx", files.docx("word/one.xml"))


ENDINGS = {
    r"..\..\x.exe": "x.jpg",
    "门口.jpeg": "门口.jpg",
    "门口": "门口.jpg",
    "3.5层": "3.5层.jpg",
    "会议 2020.8": "会议 2020.8.jpg",
    ".png": "png.jpg",
    "a\u202egpj.exe": "agpj.jpg",
    "CON": "_CON.jpg",
    "a:b": "a_b.jpg",
    "尾点.": "尾点.jpg",
    "": "附件.jpg",
}


@pytest.mark.parametrize("name", ENDINGS)
def test_b14_a_name_ends_in_what_the_file_holds(name: str) -> None:
    assert name_with_ending(name, "jpg") == ENDINGS[name]


def test_b14_a_long_name_keeps_its_ending() -> None:
    name = name_with_ending("长" * 300 + ".exe", "jpg")
    assert len(name) <= 150
    assert name.endswith("长.jpg")


def test_the_shape_of_what_is_stored() -> None:
    assert [file_kinds.shape_of(kind.media_type) for kind in file_kinds.KINDS] == [
        "photo",
        "photo",
        "pdf",
        "other",
        "other",
        "other",
    ]
    assert file_kinds.shape_of(None) == file_kinds.shape_of("text/html") == "other"
