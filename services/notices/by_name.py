"""From what is typed on the command line to a sheet: courtyard by name, record by id or the latest one."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from models import vocab
from models.errors import InvalidInput, NotFound, UserError
from models.rules.ledger import parse_month
from services.documents.forms import PLAIN, Form
from services.fields import check
from services.notices.making import Sheet, set_sheet
from services.notices.postings import own_text_facts
from services.notices.targets import (
    CHOSEN,
    OF_APPRAISALS,
    OF_ELECTIONS,
    OF_MATTERS,
    OF_MONTHS,
    OF_RECORDS,
    TABLES,
    Target,
    courtyard_named,
    offered,
    target_of,
)
from services.office import Context
from services.subjects import BY_KIND
from services.text_files import read_text

KINDS: Final = {
    "overview": "overview",
    "organisation": "organisation",
    "accounts": "accounts",
    "staff_cost": "staff_cost",
    "minutes": "minutes",
    "resolution": "resolution",
    "charter": "charter",
    **{kind: kind for kind in OF_APPRAISALS},
    "free": "notice",
    **{kind: kind for kind in OF_MATTERS},
    **{kind: kind for kind in OF_ELECTIONS},
}
"""Kinds on the command line and the kinds of sheets they are."""
_ID = re.compile("[0-9a-fA-F]{32}")
_OTHER = {
    "minutes": ("minutes", "notice"),
    "resolution": ("resolution", "minutes", "notice"),
    "notice": ("notice",),
    "charter": ("charter", "notice"),
    "appraisal": ("appraisal", "notice"),
    "appraisal_form": ("appraisal_form",),
    "appraisal_summary": ("appraisal_summary",),
    "accounts": ("accounts", "notice"),
    "staff_cost": ("staff_cost", "notice"),
    **{kind: (kind,) for kind in OF_MATTERS},
    **{kind: (kind, "notice") for kind in OF_ELECTIONS},
}
"""By which records a sheet may be named: minutes by their meeting or by the notice of them, and so on."""


def sheet_named(
    context: Context, kind: str, courtyard: str, record: str | None = None, month: str | None = None
) -> Target:
    """Return the sheet that is meant.

    Args:
        context: read on the reader's thread.
        kind: one of `KINDS`.
        courtyard: name of the courtyard, of a community for the meetings of all of its courtyards.
        record: the id of the record in hexadecimal digits, as `list … --json` gives it; None for the latest.
        month: the month of a kind of `OF_MONTHS` as typed; None for the latest closed one.

    Raises:
        NotFound: no such courtyard or record, or none there yet.
        InvalidInput: the name fits several, or the id is none, or of another courtyard.
    """
    wanted = KINDS[kind]
    place, unit = _place(context, wanted, courtyard)
    if wanted in OF_MONTHS and record is None:
        return _of_month(context, Target(wanted, place), courtyard, month)
    if month is not None:
        raise InvalidInput("--month 只用于月度收支公开表和人员费用公开表，请去掉。")
    if wanted not in CHOSEN:
        if record is not None:
            raise InvalidInput("这种公示不按记录出，请去掉 --id。")
        return Target(wanted, place)
    if record is not None:
        return _of_id(context, wanted, (place, unit, courtyard), record)
    found = offered(context, Target(wanted, place), 1, "free" if wanted == "notice" else "", unit)
    if not found:
        what = "温馨提示" if wanted == "notice" else OF_RECORDS[wanted]
        raise NotFound(f"“{courtyard}”还没有登记{what}。请先在窗口里登记{what}，再出这张公示。")
    return Target(wanted, place, found[0].id)


def _of_month(context: Context, target: Target, courtyard: str, month: str | None) -> Target:
    if month is None:
        found = offered(context, target, 1)
        if not found:
            raise NotFound(f"“{courtyard}”还没有登记收支。请先记账，再出这张公示。")
        return target.choosing(found[0].id)
    return target.choosing(month_named(month).encode())


def month_named(typed: str) -> str:
    """Return the month (YYYY-MM) that was typed.

    Raises:
        InvalidInput: it is none.
    """
    read = parse_month(typed).value
    if read is None:
        raise InvalidInput(f"“{typed}”不是月份，请写成 2020-09。")
    return read


def _place(context: Context, kind: str, name: str) -> tuple[bytes | None, bytes | None]:
    """Return the courtyard of a name; for minutes and resolutions also a community, as the second value."""
    try:
        return courtyard_named(context, name), None
    except NotFound:
        unit = context.reader.value(
            "SELECT id FROM unit WHERE name = ? AND kind = 'community' AND deleted_at IS NULL",
            (name.strip(),),
        )
        if unit is None or kind not in ("minutes", "resolution"):
            raise
        return None, unit


def _of_id(context: Context, kind: str, place: tuple[bytes | None, bytes | None, str], typed: str) -> Target:
    if _ID.fullmatch(typed.strip()) is None:
        raise InvalidInput(f"“{typed}”不是记录的编号。编号是 list … --json 给出的 id，32位数字和字母。")
    record = bytes.fromhex(typed.strip())
    courtyard, unit, name = place
    for each in _OTHER[kind]:
        try:
            target = target_of(context, each, record)
        except NotFound:
            continue
        at = context.reader.value(f"SELECT unit_id FROM {TABLES[each]} WHERE id = ?", (record,))
        if target.courtyard != courtyard or (courtyard is None and at != unit):
            raise InvalidInput(f"编号 {typed} 的{CHOSEN[each]}不是“{name}”的。请核对楼院名称或编号。")
        if each == "notice" and kind != "notice":
            _check_notice(context, kind, record, typed)
            return target
        return replace(target, kind=kind)
    raise NotFound(f"没有编号是 {typed} 的{CHOSEN[kind]}。用 list … --json 可以看到编号。")


def _check_notice(context: Context, kind: str, record: bytes, typed: str) -> None:
    own: str = context.reader.value("SELECT kind FROM notice WHERE id = ?", (record,))
    if own != kind:
        label = vocab.NOTICE_KIND.label
        raise InvalidInput(f"编号 {typed} 是{label(own)}，不是{label(kind)}。请核对种类或编号。")


def free_text(
    context: Context, courtyard: bytes, title: str, path: Path, form: Form = PLAIN
) -> tuple[dict[str, Any], Sheet]:
    """Set a notice from a title and a text file before it is a record: what cannot be set is not recorded.

    Args:
        context: read on the reader's thread.
        courtyard: the courtyard it is for.
        title: its title.
        path: text in UTF-8, UTF-16 or GB18030.
        form: paper, orientation, large print.

    Returns:
        The values of the record to be made, and the sheet.

    Raises:
        UserError: the file is missing, too large, empty or no text, or the title cannot be taken.
        MissingGlyph: a character that no installed font has.
    """
    today = context.today()
    values: dict[str, Any] = {
        "courtyard_id": courtyard,
        "kind": "free",
        "title": title,
        "body": read_text(path),
        "issued_on": today.isoformat(),
    }
    for name, what in (("title", "标题"), ("body", "正文")):
        checked = check(BY_KIND["notices"].field(name), values[name], today)
        if checked.level == "error" or not checked.value:
            raise UserError(f"{what}不能用：{checked.message or '没有内容。'}")
        values[name] = checked.value
    unit = context.reader.value("SELECT unit_id FROM courtyard WHERE id = ?", (courtyard,))
    row = dict.fromkeys(("organ", "posted_from", "posted_until", "place")) | values | {"unit_id": unit}
    sheet = set_sheet(context, Target("notice", courtyard), own_text_facts(context, row), form=form)
    return values, sheet
