"""A sheet that left the program is found again by its code; a changed and an unknown one are told apart."""

from __future__ import annotations

import pytest

from models.errors import InvalidInput
from services import issued, notices, records
from services.documents.check_codes import payload
from services.documents.fonts.library import FontLibrary, load_library
from services.documents.forms import Form
from services.notices import Sheet, Target
from services.office import Context
from tests.helpers.deliberations import deliberated
from tests.helpers.office import rows, value


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return load_library(None)


@pytest.fixture
def made(office: Context) -> dict[str, bytes]:
    return deliberated(office)


def sheet(office: Context, made: dict[str, bytes], fonts: FontLibrary, form: Form | None = None) -> Sheet:
    yard = value(office, "SELECT id FROM courtyard WHERE name = '郑纺机西院'")
    return notices.make_sheet(
        office, Target("resolution", yard, made["pipe-motion"]), fonts, form=form or Form()
    )


def test_a_sheet_is_registered_once_and_found_by_its_code(
    office: Context, made: dict[str, bytes], fonts: FontLibrary
) -> None:
    first = sheet(office, made, fonts)
    assert issued.check(office, first.code).outcome == "unknown"
    for form in (None, Form("a3", large=True)):
        notices.note_issued(office, sheet(office, made, fonts, form), "notice_printed")
    assert len(rows(office, "SELECT id FROM issued_sheet")) == 1
    for typed in (first.code, payload(first.code, made["pipe-motion"], first.issued_on)):
        found = issued.check(office, typed)
        assert found.outcome == "same"
        assert "与登记一致：《" in found.text
        assert "郑纺机西院" in found.text
        assert (found.kind, found.record_id) == ("resolutions", made["pipe-motion"])


def test_a_sheet_whose_text_is_another_is_told(
    office: Context, made: dict[str, bytes], fonts: FontLibrary
) -> None:
    before = sheet(office, made, fonts)
    notices.note_issued(office, before, "notice_saved")
    records.save(office, "resolutions", made["pipe-motion"], {"content": "改成别的内容"})
    after = sheet(office, made, fonts)
    assert after.code != before.code
    found = issued.check(office, payload(after.code, made["pipe-motion"], after.issued_on))
    assert found.outcome == "different"
    assert found.text.startswith("内容不一致：登记的是《")
    assert issued.check(office, before.code).outcome == "same", "what hung before is still what hung"


def test_kinds_nobody_objects_to_carry_no_code(
    office: Context, made: dict[str, bytes], fonts: FontLibrary
) -> None:
    yard = value(office, "SELECT id FROM courtyard WHERE name = '郑纺机西院'")
    for target in (Target("overview", yard), Target("minutes", yard, made["propose"])):
        plain = notices.make_sheet(office, target, fonts)
        assert plain.code == ""
        notices.note_issued(office, plain, "notice_saved")
    assert rows(office, "SELECT id FROM issued_sheet") == []


def test_a_mistyped_code_is_said(office: Context) -> None:
    with pytest.raises(InvalidInput):
        issued.check(office, "0123-4567-89AB-CDEF-0")


def test_the_entry_stays_when_the_record_is_deleted(
    office: Context, made: dict[str, bytes], fonts: FontLibrary
) -> None:
    first = sheet(office, made, fonts)
    notices.note_issued(office, first, "notice_saved")
    records.delete(office, "resolutions", [made["pipe-motion"]])
    found = issued.check(office, first.code)
    assert (found.outcome, found.kind) == ("same", None)
