"""Check codes: the same text gives the same code in every form; a mistake in typing is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidInput
from services.documents.check_codes import _ALPHABET, code_of, grouped, payload, read
from services.documents.forms import Form, formed
from services.documents.model import Column, Document, Heading, Paragraph, Signature, Table

TEXT = st.text(min_size=0, max_size=30)
RECORD = bytes(range(16))


def sheet(text: str, title: str = "决议公示") -> Document:
    return Document(title, (Heading("一、事由"), Paragraph(text), Signature("居委会", "2020年8月3日")))


@given(TEXT, st.binary(min_size=16, max_size=16), st.dates())
def test_what_is_scanned_is_what_was_put_in(text: str, record: bytes, day: object) -> None:
    code = code_of(sheet(text))
    scanned = read(payload(code, record, str(day)))
    assert (scanned.code, scanned.record, scanned.date) == (code, record, str(day))


@given(TEXT, TEXT)
def test_another_text_has_another_code(one: str, other: str) -> None:
    assert (code_of(sheet(one)) == code_of(sheet(other))) == (one == other)


def test_a_text_that_moved_between_cells_has_another_code() -> None:
    columns = (Column("项目"), Column("金额"))
    rows = [(("水费", "12"),), (("水", "费12"),), (("水费12", ""),)]
    codes = {code_of(Document("公示", (Table(columns, each),))) for each in rows}
    assert len(codes) == 3


@pytest.mark.parametrize("form", [Form("a3"), Form(large=True), Form("a2", tiled=True)])
def test_paper_and_type_size_do_not_change_the_code(form: Form) -> None:
    assert code_of(formed(sheet("同意37票"), form)) == code_of(sheet("同意37票"))


@given(TEXT, st.integers(0, 16), st.sampled_from(_ALPHABET))
def test_every_single_mistake_is_noticed(text: str, at: int, char: str) -> None:
    code = code_of(sheet(text))
    wrong = code[:at] + char + code[at + 1 :]
    if wrong == code:
        assert read(wrong).code == code
    else:
        with pytest.raises(InvalidInput, match="输错了"):
            read(wrong)


def test_it_may_be_typed_carelessly() -> None:
    code = code_of(sheet("同意37票"))
    for typed in (grouped(code), grouped(code).lower(), f" {grouped(code).replace('-', ' ')}\n"):
        assert read(typed).code == code
    assert read(code.replace("0", "O").replace("1", "l")).code == code
    wide = "".join(chr(ord(char) + 0xFEE0) for char in grouped(code))
    assert read(wide).code == code


@pytest.mark.parametrize("typed", ["", "航海东路1号院", "https://example.com", "0" * 16, "0" * 18])
def test_what_is_no_code_is_said(typed: str) -> None:
    with pytest.raises(InvalidInput, match="不是公示上的校验码"):
        read(typed)


def test_a_payload_of_another_scheme_is_no_code() -> None:
    good = payload(code_of(sheet("文")), RECORD, "2020-08-03")
    with pytest.raises(InvalidInput):
        read(good.replace("LY1", "LY9"))
