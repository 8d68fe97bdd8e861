"""What the columns of tables without a form of their own are called, for old and new values in the audit."""

from typing import Any, Final

from models import vocab
from models.vocab.base import Vocabulary
from services.office import Context

_DAYS: Final = {
    "valid_from": "起用日期",
    "valid_to": "停用日期",
    "from_day": "开始日期",
    "until_day": "结束日期",
}
_COMMON: Final = {
    **_DAYS,
    "active": "启用",
    "note": "备注",
    "name": "名称",
    "title": "名称",
    "reason": "原因",
}
LABELS: Final[dict[str, dict[str, str]]] = {
    "rule_record": {**_COMMON, "law": "依据", "article": "条款", "value_json": "数值"},
    "disclosure_item": {**_COMMON, "source": "依据", "least_days": "公示天数", "due_days": "期限（天）"},
    "disclosure_switch": {**_COMMON, "owed": "应当公开"},
    "calendar_day": {"day": "日期", "kind": "工作或休息", "name": "名称"},
    "mask_rule": {"people": "人员", "part": "内容", "mode": "显示方式"},
    "template_text": {"text": "文字"},
    "ledger_kind": {"name": "名称", "active": "启用", "items": "列举"},
    "matter_template": {**_COMMON, "steps_json": "步骤"},
    "attachment": {"name": "文件名", "caption": "说明"},
    "consult_answer": {
        "name": "姓名",
        "asked_on": "征求日期",
        "answered_on": "答复日期",
        "answer": "意见",
        "content": "具体内容",
        "note": "备注",
    },
}
"""Label of each column that is told, by table."""
_WORDS: Final[dict[tuple[str, str], Vocabulary]] = {
    ("mask_rule", "people"): vocab.MASK_GROUP,
    ("mask_rule", "part"): vocab.MASK_PART,
    ("mask_rule", "mode"): vocab.MASK_MODE,
    ("calendar_day", "kind"): vocab.DAY_KIND,
    ("consult_answer", "answer"): vocab.CONSULT_ANSWER,
}
_YES_NO: Final = ("active", "owed")
_LONGEST: Final = 400


def changed_by(context: Context, table: str, row_id: bytes, tx_id: bytes) -> tuple[tuple[str, str, str], ...]:
    """Return what one transaction changed in a row of such a table: label, old text, new text.

    Args:
        context: read on the reader's thread.
        table: its name; one that is not in `LABELS` tells nothing.
        row_id: the row.
        tx_id: the transaction.
    """
    from models.db.changes import values_of
    from models.tables import Base

    labels = LABELS.get(table)
    if labels is None:
        return ()
    state: dict[str, Any] = {}
    found: list[tuple[str, str, str]] = []
    for own, values_json in context.reader.all(
        "SELECT tx_id, values_json FROM sync_change WHERE row_id = ? AND tbl = ? "
        "ORDER BY lamport, replica_id",
        (row_id, table),
    ):
        values = values_of(Base.metadata.tables[table], values_json)
        if bytes(own) == tx_id:
            for name, label in labels.items():
                old, new = (_text(table, name, each.get(name)) for each in (state, {**state, **values}))
                if old != new:
                    found.append((label, old, new))
        state.update(values)
    return tuple(found)


def _text(table: str, name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    words = _WORDS.get((table, name))
    if words is not None:
        return words.label(str(value))
    if name in _YES_NO:
        return "是" if value else "否"
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
