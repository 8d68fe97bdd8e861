"""What is wrong with the steps of a programme that an office words itself (policy 2.6a)."""

from typing import Final

from models.rules.gates import FIXED, KINDS, Template, TemplateStep
from models.rules.rulebook import threshold_from

MOST_STEPS: Final = 12
LONGEST_NAME: Final = 12


def wrong_template(template: Template) -> str:
    """Return what is wrong with a template as one sentence, "" where it can be used.

    The resolution and the two disclosures cannot be taken out (rules.md, 一征三议两公开).
    """
    steps = template.steps
    if not template.name.strip():
        return "请写这个程序的名称。"
    if len(steps) > MOST_STEPS:
        return f"步骤太多，最多{MOST_STEPS}步。"
    return (
        next((found for each in steps if (found := _wrong_step(each))), "") or _wrong_names(steps)
    ) or _wrong_order(steps)


def _wrong_step(step: TemplateStep) -> str:
    if not step.name.strip():
        return "有一步没有名称，请写上。"
    if len(step.name) > LONGEST_NAME:
        return f"步骤名称“{step.name}”太长，最多{LONGEST_NAME}个字。"
    if step.kind not in KINDS:
        return f"步骤“{step.name}”没有选办什么。"
    if step.quorum in ("", "count", "rule"):
        return ""
    try:
        threshold_from(step.quorum)
    except ValueError:
        return f"步骤“{step.name}”的到会比例“{step.quorum}”不对，请写成 >1/2 或 >=2/3。"
    return ""


def _wrong_names(steps: tuple[TemplateStep, ...]) -> str:
    for values in ([each.name.strip() for each in steps], [each.code for each in steps]):
        twice = next((each for each in values if values.count(each) > 1), None)
        if twice is not None:
            return f"有两步都叫“{twice}”，请改一个。"
    return ""


def _wrong_order(steps: tuple[TemplateStep, ...]) -> str:
    places = []
    for kind in FIXED:
        found = [at for at, each in enumerate(steps) if each.kind == kind]
        if not found:
            return f"“{KINDS[kind]}”这一步不能去掉。"
        if len(found) > 1:
            return f"“{KINDS[kind]}”只能有一步。"
        places += found
    decided, published, told = places
    if not decided < published < told:
        return "先决议，再公开决议，最后公开实施结果，这三步的先后不能变。"
    if told != len(steps) - 1:
        return "实施结果公开是最后一步，后面不能再有步骤。"
    return ""
