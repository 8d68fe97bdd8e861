"""What the reader's thread refuses is noted by the writer's, whoever takes the error."""

from __future__ import annotations

import pytest

from models.errors import NotAllowed
from models.rules import rights
from services import lists
from services.lists import ListQuery
from tests.helpers.hosting import notices_of
from tests.helpers.roles import denied, work_as
from tests.helpers.windowed import Desk, clock, desk, new_office, office

__all__ = ["clock", "desk", "new_office", "office"]


@pytest.mark.parametrize("taken", [False, True])
def test_a_refusal_on_the_reader_is_noted(desk: Desk, taken: bool) -> None:
    work_as(desk.context, "钱会计", rights.ACCOUNTANT)
    said = notices_of(desk.session)
    errors: list[BaseException] = []
    desk.session.read(
        lambda context: lists.page(context, ListQuery("opinions")),
        lambda _: None,
        errors.append if taken else None,
    )
    desk.settle()
    assert denied(desk.context) == ["查看意见诉求和矛盾纠纷"]
    if taken:
        assert isinstance(errors[0], NotAllowed)
    else:
        assert any("不能查看意见诉求" in each.text for each in said)
    assert not desk.context.refused
