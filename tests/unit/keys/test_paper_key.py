"""The recovery key on paper: read back however it is written, and every slip of the hand is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidInput
from services.keys import paper_key

secrets = st.binary(min_size=paper_key.SECRET_SIZE, max_size=paper_key.SECRET_SIZE)


@given(secrets)
def test_any_secret_is_read_back(secret: bytes) -> None:
    text = paper_key.written(secret)
    assert len(text.split("-")) == paper_key.GROUPS
    assert paper_key.read(text) == secret
    sloppy = text.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    assert paper_key.read(f" {sloppy}\n") == secret
    assert paper_key.read(text.replace("1", "I").replace("-", "－")) == secret
    assert paper_key.read(paper_key.SCANNED + text) == secret


@given(secrets, st.integers(0, 39), st.sampled_from(paper_key.ALPHABET))
def test_one_wrong_character_is_found_and_its_group_named(secret: bytes, at: int, wrong: str) -> None:
    plain = paper_key.written(secret).replace("-", "")
    changed = plain[:at] + wrong + plain[at + 1 :]
    if changed == plain:
        return
    with pytest.raises(InvalidInput, match=f"第{at // 5 + 1}组"):
        paper_key.read(changed)


@given(secrets, st.integers(0, 38))
def test_neighbours_exchanged_are_found(secret: bytes, at: int) -> None:
    plain = paper_key.written(secret).replace("-", "")
    changed = plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
    if changed == plain:
        return
    with pytest.raises(InvalidInput, match="组"):
        paper_key.read(changed)


@given(secrets, st.integers(0, 7), st.integers(0, 7))
def test_groups_exchanged_are_found(secret: bytes, one: int, other: int) -> None:
    groups = paper_key.written(secret).split("-")
    groups[one], groups[other] = groups[other], groups[one]
    if one == other:
        return
    with pytest.raises(InvalidInput, match="组"):
        paper_key.read("-".join(groups))


@pytest.mark.parametrize("typed", ["", "ABCDE", "A" * 41])
def test_what_is_too_short_or_too_long_says_how_long_it_is(typed: str) -> None:
    with pytest.raises(InvalidInput, match=f"一共是{len(typed)}个字符"):
        paper_key.read(typed)
