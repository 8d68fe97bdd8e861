"""Wording with placeholders: what is printed, what is left out, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidInput
from services.documents.placeholders import fill, names_in

VALUES = {"甲": "东院", "乙": "", "丙": "王芳", "丁": ""}


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("{甲}公示", "东院公示"),
        ("｛ 甲 ｝公示", "东院公示"),
        ("联系人：{丙}；电话：{乙}。", "联系人：王芳。"),
        ("联系人：{乙}；电话：{丙}。", "电话：王芳。"),
        ("联系人：{乙}；电话：{丁}。", ""),
        ("好。联系人：{乙}；电话：{丁}。", "好。"),
        ("好，{乙}", "好"),
        ("{乙}，好！{乙}？再见。", "好！再见。"),
        ("{甲}、{乙}、{丙}来了。", "东院、王芳来了。"),
        ("[在{乙}]开会，{甲}到会。", "开会，东院到会。"),
        ("[在{甲}]开会。[地点：{乙}。]", "在东院开会。"),
        ("{甲}{乙}来了。", "东院来了。"),
        ("{甲}（{乙}）来了。", "东院（）来了。".replace("（）", "")),
        ("[2020]5号，{甲}", "[2020]5号，东院"),
        ("第一行\n{乙}。\n{丙}。", "第一行\n王芳。"),
        ("{乙}　{甲}", "东院"),
        ("", ""),
    ],
)
def test_what_is_printed(text: str, printed: str) -> None:
    assert fill(text, VALUES) == printed


@pytest.mark.parametrize(
    ("first", "second", "printed"),
    [
        ("东院", "联席会议", "东院联席会议纪要"),
        ("东院", "东院联席会议", "东院联席会议纪要"),
        ("东院", "联席会议纪要", "东院联席会议纪要"),
        ("", "联席会议", "联席会议纪要"),
    ],
)
def test_a_title_says_nothing_twice(first: str, second: str, printed: str) -> None:
    assert fill("{甲}{乙}纪要", {"甲": first, "乙": second}, is_title=True) == printed


@pytest.mark.parametrize(
    ("of", "printed"),
    [("换届选举", "换届选举结果公示"), ("补选", "补选选举结果公示"), ("通告公告", "通告公告")],
)
def test_a_kind_said_already_is_not_said_again(of: str, printed: str) -> None:
    assert fill("{甲}选举结果公示", {"甲": of}, is_title=True) == printed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{甲", "“{”没有配对"),
        ("甲}", "“}”没有配对"),
        ("{{甲}}", "没有配对"),
        ("{}", "没有写占位符的名称"),
        ("{ }", "没有写占位符的名称"),
        ("[{甲}", "“[”没有配对"),
        ("{甲}]", "“]”没有配对"),
        ("[[{甲}]]", "不能再套方括号"),
        ("{戊}", "{戊}在这里没有内容可填。可以用：{甲}、{乙}、{丙}、{丁}"),
        ("{甲.__class__}", "{甲.__class__}在这里没有内容"),
        ("{甲!r:>9}", "{甲!r:>9}在这里没有内容"),
        ("{0}", "{0}在这里没有内容"),
    ],
)
def test_what_is_refused(text: str, says: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        fill(text, VALUES)
    assert says in refused.value.message


def test_values_are_never_read_as_wording() -> None:
    assert fill("{甲}说", {"甲": "{乙}[，。"}) == "{乙}[，。说"
    assert names_in("[在{乙}]开{甲}") == ("乙", "甲")


@given(
    st.lists(st.sampled_from(["{甲}", "{乙}", "[在{乙}处]", "[{甲}]", "会", "，", "。", "；", "\n", "："])),
)
def test_no_mark_is_left_hanging(pieces: list[str]) -> None:
    text = "".join(pieces)
    filled = fill(text, {"甲": "值", "乙": ""})
    assert not set("{}[]") & set(filled)
    assert filled.count("值") == text.count("甲")
    for bad in ("，，", "，。", "；。", "，；", "；，"):
        if bad in filled:
            # only where somebody wrote it so
            assert bad in text or bad in text.replace("[在{乙}处]", "")
