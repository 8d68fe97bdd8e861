"""The six steps of a matter, drawn on its notices with the present one marked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.documents.fonts.library import FontLibrary
from services.documents.layout.compose import compose
from services.documents.layout.page import Box, TextRun
from services.documents.meeting_facts import MatterFacts, OwnTextFacts, Place, Posting, StepFacts
from services.documents.model import StepDiagram
from services.documents.sheets import own_text
from services.documents.sheets.steps import step_diagram

MATTER = MatterFacts(
    "下水管道改造",
    (StepFacts("征求意见", "2020-06-20", "2020-06-25"), StepFacts("提议", "2020-07-02")),
)
RESULT = OwnTextFacts(
    Place("郑纺机西院", "远大社区", "明湖街道"),
    "下水管道改造实施结果公示",
    "工程已经完工。",
    Posting("远大社区居民委员会", "2020-10-12", "2020-10-12", "2020-10-26"),
    True,
    MATTER,
    "result",
)
SIX = ["征求意见", "提议", "商议", "决议", "决议公开", "实施结果公开"]


def test_steps_and_days_are_those_of_the_matter() -> None:
    found = step_diagram(MATTER, "publish", "2020-07-27")
    assert [step.name for step in found.steps] == SIX
    assert [step.day for step in found.steps] == ["2020.6.25", "2020.7.2", "", "", "2020.7.27", ""]
    assert found.present == 4
    assert found.groups == (("一征", 1), ("三议", 3), ("两公开", 2))


def test_a_result_shows_when_the_resolution_was_made_public() -> None:
    found = step_diagram(replace(MATTER, published="2020-07-27"), "result", "2020-10-12")
    assert [step.day for step in found.steps][4:] == ["2020.7.27", "2020.10.12"]


def test_four_talks_have_their_own_steps() -> None:
    found = step_diagram(replace(MATTER, template="four_talks"), "result")
    assert [step.name for step in found.steps] == ["提议", "商议", "审议", *SIX[3:]]
    assert found.present == 5


def test_a_notice_of_no_matter_has_no_diagram() -> None:
    blocks = own_text(replace(RESULT, matter=None)).blocks
    assert not any(isinstance(block, StepDiagram) for block in blocks)


@pytest.mark.parametrize("form", [{}, {"large_print": True}, {"paper": "a3", "landscape": True}])
def test_the_present_step_is_the_one_box_that_is_marked(fonts: FontLibrary, form: dict[str, object]) -> None:
    document = replace(own_text(RESULT), **form)  # type: ignore[arg-type]
    items = [item for page in compose(document, fonts) for item in page.items]
    boxes = [item for item in items if isinstance(item, Box)]
    assert len(boxes) == 6
    assert len({box.y for box in boxes}) == 1
    assert [box.thickness > 1 for box in boxes] == [False] * 5 + [True]
    assert boxes[0].x == pytest.approx(28 * 72 / 25.4)
    present = boxes[-1]
    texts = [item for item in items if isinstance(item, TextRun)]
    inside = [
        run.text for run in texts if present.x <= run.x < present.x + present.width
        and present.y < run.y < present.y + present.height
    ]  # fmt: skip
    assert "".join(inside) == "实施结果公开"
    (mark,) = [run for run in texts if run.text == "本次公示"]
    assert present.x < mark.x < present.x + present.width
    assert all(run.y != mark.y or run.x >= present.x for run in texts)
