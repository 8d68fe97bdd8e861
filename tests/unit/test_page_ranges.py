"""Pages, copies and scale of a print are read as people write them; what is wrong is said in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidInput
from services.page_ranges import pages_in_words, read_copies, read_pages, read_per_cent


@pytest.mark.parametrize(
    ("typed", "pages"),
    [
        ("1-3,5", (0, 1, 2, 4)),
        ("１－３，５", (0, 1, 2, 4)),
        (" 1 - 3 、 5 ", (0, 1, 2, 4)),
        ("第1页到第3页，第5页", (0, 1, 2, 4)),
        ("1~3;5", (0, 1, 2, 4)),
        ("1——3 5", (0, 1, 2, 4)),
        ("2至4页", (1, 2, 3)),
        ("5,1", (4, 0)),
        ("2,1-3", (1, 0, 2)),
        ("4-", (3, 4, 5)),
        ("-2", (0, 1)),
        ("6", (5,)),
        ("1,,3,", (0, 2)),
        ("5-，2", (4, 5, 1)),
    ],
)
def test_pages_as_people_write_them(typed: str, pages: tuple[int, ...]) -> None:
    assert read_pages(typed, 6) == pages


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "请写要打印的页"),
        ("，", "请写要打印的页"),
        ("0", "没有第0页：共6页"),
        ("7", "没有第7页：共6页"),
        ("5-9", "没有第9页：共6页"),
        ("5-3", "前后颠倒了，请写成 3-5"),
        ("-", "看不出是哪几页"),
        ("1-2-3", "看不出是哪几页"),
        ("前两页", "看不出是哪几页"),
        ("٣", "看不出是哪几页"),
        ("1," * 200, "写得太长"),
    ],
)
def test_wrong_pages_are_told(typed: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said) as caught:
        read_pages(typed, 6)
    assert caught.value.field == "pages"


def test_a_single_page_is_called_the_only_one() -> None:
    with pytest.raises(InvalidInput, match="没有第2页：只有1页"):
        read_pages("2", 1)


@given(st.text("0123456789-,，第页到、 a", max_size=12), st.integers(1, 9))
def test_anything_typed_gives_pages_that_exist_or_a_sentence(typed: str, count: int) -> None:
    said, pages = "。", read_pages("1", count)
    try:
        pages = read_pages(typed, count)
    except InvalidInput as error:
        said = error.message
    assert said.endswith("。")
    assert set(pages) <= set(range(count))
    assert len(set(pages)) == len(pages) > 0


@given(st.lists(st.integers(0, 19), min_size=1, unique=True))
def test_pages_in_words_are_read_back(pages: list[int]) -> None:
    assert read_pages(pages_in_words(tuple(pages)), 20) == tuple(pages)


@pytest.mark.parametrize(("typed", "copies"), [("2", 2), ("２份", 2), (" 30 份 ", 30), ("999", 999)])
def test_copies(typed: str, copies: int) -> None:
    assert read_copies(typed) == copies


@pytest.mark.parametrize("typed", ["", "0", "1000", "-1", "两", "2.5", "²", "9" * 5000])
def test_wrong_copies_are_told(typed: str) -> None:
    with pytest.raises(InvalidInput, match="份数请写") as caught:
        read_copies(typed)
    assert caught.value.field == "copies"


@pytest.mark.parametrize(("typed", "per_cent"), [("80", 80), ("80%", 80), ("８０％", 80), ("141 %", 141)])
def test_scale(typed: str, per_cent: int) -> None:
    assert read_per_cent(typed) == per_cent


@pytest.mark.parametrize("typed", ["", "%", "9", "401%", "一半", "0.8"])
def test_a_wrong_scale_is_told(typed: str) -> None:
    with pytest.raises(InvalidInput, match="缩放请写") as caught:
        read_per_cent(typed)
    assert caught.value.field == "per_cent"
