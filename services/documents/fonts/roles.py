"""Which font families each part of a sheet asks for, in order; an office may edit every list.

An entry is a family name in any language, with a style after a colon where the plain one is not meant
("Noto Serif CJK SC:Bold").
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Role = Literal["title", "body", "heading1", "heading2", "numerals"]

ROLES: tuple[Role, ...] = ("title", "body", "heading1", "heading2", "numerals")

ROLE_LABELS: Mapping[Role, str] = MappingProxyType(
    {
        "title": "标题",
        "body": "正文",
        "heading1": "一级标题",
        "heading2": "二级标题",
        "numerals": "数字",
    }
)

_SONG = (
    "宋体",
    "SimSun",
    "CESI宋体-GB2312",
    "Songti SC",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "思源宋体",
)
# Stand-ins without a good Song face: WenKai Light comes nearest to 仿宋, UMing sets marks off their place.
_SONG_OPEN = ("LXGW WenKai:Light", "AR PL UMing CN", "文鼎ＰＬ简报宋", "BabelStone Han", "WenQuanYi Zen Hei")
_HEI = (
    "黑体",
    "SimHei",
    "CESI黑体-GB2312",
    "Heiti SC",
    "Noto Sans CJK SC:Medium",
    "Source Han Sans SC:Medium",
    "思源黑体:Medium",
)
_KAI = (
    "楷体_GB2312",
    "KaiTi_GB2312",
    "楷体",
    "CESI楷体-GB2312",
    "Kaiti SC",
    "KaiTi",
    "STKaiti",
    "华文楷体",
    "LXGW WenKai",
    "霞鹜文楷",
    "AR PL UKai CN",
)
_FANGSONG = (
    "仿宋_GB2312",
    "FangSong_GB2312",
    "仿宋",
    "CESI仿宋-GB2312",
    "FangSong",
    "STFangsong",
    "华文仿宋",
    "朱雀仿宋",
    "Zhuque Fangsong",
)

# GB/T 9704-2012: title in 小标宋, text in 仿宋, 一、 in 黑体, （一） in 楷体, page numbers in 宋体.
DEFAULT_FAMILIES: Mapping[Role, tuple[str, ...]] = MappingProxyType(
    {
        "title": (
            "方正小标宋简体",
            "方正小标宋_GBK",
            "FZXiaoBiaoSong-B05S",
            "CESI小标宋-GB2312",
            "Noto Serif CJK SC:Bold",
            "Source Han Serif SC:Bold",
            "思源宋体:Bold",
            "华文中宋",
            "STZhongsong",
            *_SONG,
            "LXGW WenKai:Bold",
            *_HEI,
            "WenQuanYi Zen Hei",
        ),
        "body": (*_FANGSONG, *_SONG, *_SONG_OPEN),
        "heading1": (*_HEI, "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback"),
        "heading2": (*_KAI, *_FANGSONG, *_SONG, *_SONG_OPEN),
        "numerals": (*_SONG, *_SONG_OPEN),
    }
)

# Faces that know nearly every character; asked when no face of the role has the glyph.
WIDE_FAMILIES: tuple[str, ...] = (
    "BabelStone Han",
    "Noto Serif CJK SC",
    "Noto Sans CJK SC",
    "LXGW WenKai",
    "SimSun-ExtB",
    "SimSun-ExtG",
    "HanaMinA",
    "HanaMinB",
    "WenQuanYi Zen Hei",
)
