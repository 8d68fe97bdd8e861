"""What differs between two versions of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.charters.differences import Piece, counted, differences, sentences

TEXTS = st.text(st.sampled_from("甲乙丙。！；\n”（）"), max_size=40)

OLD = "第一条　爱护公物。\n第二条　不乱停车。不占消防通道。\n"
NEW = "第一条　爱护公物。\n第二条　不乱停车。不占用消防通道！\n第三条　垃圾分类。\n"


def test_a_change_is_shown_by_sentences() -> None:
    pieces = differences(OLD, NEW)
    assert pieces == (
        Piece("same", "第一条　爱护公物。\n第二条　不乱停车。"),
        Piece("removed", "不占消防通道。"),
        Piece("added", "不占用消防通道！"),
        Piece("same", "\n"),
        Piece("added", "第三条　垃圾分类。\n"),
    )
    assert counted(pieces) == (2, 1)


def test_the_same_text_has_no_difference() -> None:
    assert differences(OLD, OLD) == (Piece("same", OLD),)
    assert differences("", "") == ()
    assert counted(differences(OLD, OLD)) == (0, 0)


@given(TEXTS)
def test_sentences_put_together_are_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_differences(old: str, new: str) -> None:
    pieces = differences(old, new)
    assert "".join(each.text for each in pieces if each.change != "removed") == new
    assert "".join(each.text for each in pieces if each.change != "added") == old


@pytest.mark.parametrize("text", ["他说：“好。”然后走了。", "（一）甲；（二）乙。"])
def test_closing_quotes_stay_with_their_sentence(text: str) -> None:
    assert all(not each.startswith(("”", "）")) for each in sentences(text))
