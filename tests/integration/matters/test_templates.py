"""Programmes of an office: copied, edited, refused; matters keep the steps they began with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.errors import InvalidInput
from models.rules.gates import TemplateStep
from models.rules.meetings import STEP_RULES
from services import records
from services.matter_templates import shipped
from services.matters import progress, steps, templates
from services.office import Context
from tests.helpers.office import add, courtyard


def _copied(office: Context, name: str = "本院程序") -> templates.Programme:
    made = templates.copy(office, "six_steps", name)
    return next(each for each in templates.programmes(office) if each.id == made.id)


def test_what_ships_is_what_the_rules_say(office: Context) -> None:
    assert {code: each.rule for code, each in shipped().items()} == STEP_RULES
    for each in shipped().values():
        rule = office.rulebook.at(each.rule, office.today())
        assert "、".join(step.name for step in each.steps) == rule.text("steps")
        assert "、".join(
            step.name for step in each.steps if step.kind in ("decide", "publish", "result")
        ) == (rule.text("never_skipped"))
        assert [step.quorum for step in each.steps if step.code == "propose"] == [rule.text("propose_quorum")]


def test_a_copy_is_edited_and_walked(office: Context) -> None:
    own = _copied(office)
    assert own.id is not None
    consult, propose, _, *rest = own.template.steps
    study = TemplateStep("", " 方案论证 ", "work", who="街道专家组")
    templates.save(office, own.id, "本院程序", (propose, replace(consult, name="入户问计"), study, *rest))
    yard = courtyard(office)
    matter = add(office, "matters", courtyard_id=yard, title="装电梯", template=own.template.code)
    found = progress.where(office, matter)
    assert [each.name for each in found.steps] == [
        "提议",
        "入户问计",
        "方案论证",
        "决议",
        "决议公开",
        "实施结果公开",
    ]
    assert records.read(office, "matters", matter).shown("template").text == "本院程序"
    steps.skip(office, matter, None, "党支部", "急")
    steps.skip(office, matter, None, "党支部", "急")
    steps.complete(office, matter, "方案论证", {"from_day": "2020-09-01", "record": "专家同意。"})
    row = progress.where(office, matter).steps[2].step_id
    assert row is not None
    assert records.read(office, "matter-steps", row).name == "方案论证"


def test_matters_that_began_keep_their_steps(office: Context) -> None:
    own = _copied(office)
    assert own.id is not None
    yard = courtyard(office)
    old = add(office, "matters", courtyard_id=yard, title="旧事项", template=own.template.code)
    shorter = tuple(each for each in own.template.steps if each.code != "discuss")
    saved = templates.save(office, own.id, "本院程序", shorter)
    assert saved.id != own.id
    assert len(progress.where(office, old).steps) == 6
    listed = [
        (each.template.name, len(each.template.steps), each.active) for each in templates.programmes(office)
    ]
    assert listed[2:] == [("本院程序", 5, True)]
    with pytest.raises(InvalidInput, match="不能删除"):
        templates.delete(office, own.id)
    templates.delete(office, saved.id)
    assert len(progress.where(office, old).steps) == 6


@pytest.mark.parametrize(
    ("taken", "message"),
    [
        ("decide", "“决议”这一步不能去掉"),
        ("publish", "“决议公开”这一步不能去掉"),
        ("result", "“结果公开”这一步不能去掉"),
    ],
)
def test_what_the_policy_keeps_cannot_be_taken_out(office: Context, taken: str, message: str) -> None:
    own = _copied(office)
    assert own.id is not None
    left = tuple(each for each in own.template.steps if each.code != taken)
    with pytest.raises(InvalidInput, match=message):
        templates.save(office, own.id, "本院程序", left)
    assert len(_again(office, own).template.steps) == 6


def _again(office: Context, own: templates.Programme) -> templates.Programme:
    return next(each for each in templates.programmes(office) if each.id == own.id)


def test_names_are_not_taken_twice(office: Context) -> None:
    own = _copied(office)
    assert own.id is not None
    for name, message in (
        ("本院程序", "已经有叫"),
        ("一征三议两公开", "已经有叫"),
        (" ", "请写这个程序的名称"),
        ("长" * 21, "最多20个字"),
    ):
        with pytest.raises(InvalidInput, match=message):
            templates.copy(office, "four_talks", name)
    templates.set_active(office, own.id, active=False)
    assert not _again(office, own).active
    other = templates.copy(office, "four_talks", "本院程序")
    with pytest.raises(InvalidInput, match="已经有叫"):
        templates.set_active(office, own.id, active=True)
    templates.delete(office, other.id)
    templates.set_active(office, own.id, active=True)
    yard = courtyard(office)
    with pytest.raises(InvalidInput):
        add(office, "matters", courtyard_id=yard, title="x", template="nothing")
