"""The help of these pages is there, its links lead somewhere, and the keys it names are the window's."""

from __future__ import annotations

import re

import pytest

from services.resources import resource_path
from ui.pages.import_page import ImportPage
from ui.pages.notice_preview import NoticePreview
from ui.pages.system import SystemPage

PAGES = (ImportPage, NoticePreview, SystemPage)


@pytest.mark.parametrize("page", PAGES)
def test_the_help_of_a_page_is_there(page: type[ImportPage]) -> None:
    text = resource_path(f"help/{page.help_topic}.md").read_text(encoding="utf-8")
    assert text.startswith("# ")
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert resource_path(f"help/{link}.md").is_file()


def test_the_tabs_of_the_system_page_are_all_explained() -> None:
    text = resource_path("help/system.md").read_text(encoding="utf-8")
    tabs = ["用户", "备份与恢复", "回收站", "公示模板", "公开目录", "工作日历", "姓名遮盖"]
    tabs += ["收支类别", "规则", "议事程序", "设置", "操作日志", "核对公示"]
    assert re.findall(r"^## (.+)$", text, re.M) == tabs
