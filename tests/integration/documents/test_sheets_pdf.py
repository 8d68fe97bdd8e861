"""The sheets of a courtyard as they come out of the printer."""

from __future__ import annotations

import pytest

from services.documents.fonts.library import FontLibrary
from services.documents.pdf import render
from services.documents.sheets import OrganisationFacts, organisation, overview
from tests.integration.documents.test_pdf import page_texts, text_of
from tests.unit.documents.test_sheets import ORGANISATION, OVERVIEW


def test_an_overview_is_one_page_with_everything_on_it(fonts: FontLibrary) -> None:
    rendered = render(overview(OVERVIEW), fonts)
    assert rendered.pages == 1
    text = text_of(rendered)
    for part in ("郑纺机西院楼院概况", "张𫖯", "168户", "远大社区居民委员会", "2020年7月30日", "基本情况"):
        assert part in text.replace("\n", ""), part


def test_an_organisation_sheet_prints_the_rare_names(fonts: FontLibrary) -> None:
    text = text_of(render(organisation(ORGANISATION), fonts))
    for name in ("张𫖯", "李㛃", "王䶮", "刘𪩘"):
        assert name in text
    assert "（一）楼院党支部" in text


def test_a_courtyard_without_anything_still_prints(fonts: FontLibrary) -> None:
    rendered = render(organisation(OrganisationFacts("明湖办事处", "远大社区", "煤建公司家属院")), fonts)
    assert rendered.pages == 1
    assert "尚未成立" in text_of(rendered)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_pages_are_numbered(fonts: FontLibrary, number: int) -> None:
    texts = page_texts(render(organisation(ORGANISATION), fonts).data)
    assert len(texts) >= 3
    if number <= len(texts):
        assert f"— {number} —" in texts[number - 1]
