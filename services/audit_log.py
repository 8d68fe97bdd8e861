"""Reading the audit log: who did what, when, in the words of the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from models.rules.masks import covered
from services.history import ACTIONS
from services.office import Context
from services.records import name_of
from services.subjects import BY_KIND, BY_TABLE
from services.times import local_time

RIGHT: Final = "audit.see"
PAGE = 200
"""Entries read at once."""

_NOTED = {
    "undo": "撤销",
    "import": "导入",
    "undo_import": "撤销导入",
    "ledger_import": "收支入账",
    "opinions_taken": "导入意见",
    "export": "导出",
    "field_shown": "查看完整号码",
    "records_merged": "合并重复记录",
    "conflict_decided": "决定分歧",
    "conflict_seen": "核对分歧",
    "proposal_adopted": "采纳建议",
    "proposal_declined": "不采纳建议",
    "office_asked": "询问其他单位",
    "held_corrected": "补记更正",
    "held_seen": "核对暂存更改",
    "backup": "备份",
    "recovery_sheet": "出恢复密钥单",
    "recovered": "用恢复密钥设新密码",
    "password_changed": "换密码",
    "rekeyed": "更换数据库密钥",
    "office_encrypted": "加密台账",
    "backup_copied": "另存备份",
    "restore_backup": "从备份恢复",
    "user_added": "新增用户",
    "user_enabled": "启用用户",
    "user_disabled": "停用用户",
    "two_people_waived": "同意单人办理",
    "two_people_required": "恢复两人办理",
    "vetting_checked": "核对资格审查不合格",
    "recall_checked": "核对确认罢免",
    "entries_checked": "选定两遍录入",
    "user_role": "改用户身份",
    "denied": "没有权限，未办理",
    "notice_printed": "打印公示",
    "notice_saved": "保存公示",
    "notice_checked": "核对公示",
    "notice_checked_alone": "单人办理核对公示",
    "notice_reopened": "退回草稿",
    "notice_issued": "签发公示",
    "notice_redated": "公示改期",
    "notice_corrected": "更正公示",
    "notice_voided": "作废公示",
    "notice_archived": "归档公示",
    "notice_posted": "张贴公示",
    "notice_taken_down": "取下公示",
    "file_saved": "另存附件",
    "template_changed": "修改公示模板",
    "month_closed": "月结",
    "election_confirmed": "确认选举结果",
    "appraisal_closed": "汇总评议",
    "appraisal_reopened": "重新打开评议",
    "ledger_reversed": "冲正",
    "masks_changed": "修改姓名遮盖",
    "minutes_checked": "核对纪要",
    "minutes_checked_alone": "单人办理核对纪要",
    "minutes_reopened": "纪要退回草稿",
    "minutes_signed": "纪要签字",
    "minutes_final": "纪要定稿",
    "minutes_corrected": "更正纪要",
    "minutes_withdrawn": "放弃纪要",
    "matter_step_done": "完成步骤",
    "matter_step_skipped": "跳过步骤",
    "matter_step_reopened": "重新打开步骤",
    "matter_sent_back": "退回步骤",
    "matter_dropped": "终止事项",
    "matter_resumed": "恢复办理",
    "matter_archived": "保存议事档案",
    "audit_broken": "操作日志核对不符",
    "audit_blanked": "抹去操作日志中的文字",
    "purge": "彻底删除",
    "vote_counted": "计票",
    "vote_reopened": "重新计票",
    "sync_setup": "设置数据收发",
    "sync_revoke": "停用工作站",
    "sync_renew": "更换站点编号",
    "sync_enrol": "登记工作站",
    "sync_accept": "收下证书",
    "copied": "复制名单",
    "file_opened": "打开附件",
    "listed": "在命令行列出",
    "paper_printed": "打印单据",
    "paper_saved": "保存单据",
    "setting_changed": "修改设置",
    "holdings_printed": "出个人信息持有情况说明",
}
"""What acts besides changes of records are called."""
OF_SHEETS = ("notice_printed", "notice_saved")
"""Acts by which a sheet left the program: the print log."""
_TABLES = {
    "app_user": "用户",
    "attachment": "附件",
    "template_text": "公示模板",
    "issued_sheet": "公示登记",
    "disclosure_item": "公开目录",
    "disclosure_switch": "楼院公开项目",
    "calendar_day": "工作日历",
    "board": "公开栏",
    "posting": "张贴",
    "notice_issue": "签发的公示",
    "disclosure_request": "依申请公开",
    "mask_rule": "姓名遮盖规则",
    "account": "账户",
    "ledger_kind": "收支类别",
    "ledger_entry": "收支",
    "month_close": "月结",
    "staff_cost": "人员费用",
    "charge_due": "应收费用",
    "rule_record": "规则",
    "consult_answer": "征求意见",
    "matter_template": "议事程序",
    "retention_review": "保存期限",
}


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry as a page shows it.

    Attributes:
        seq: its number; older entries have smaller ones.
        at_text: when, in local time.
        user: who.
        action: what was done: 修改, 打印公示 …
        subject: kind of the record in the user's words, "" where the act concerns none.
        label: name of the record, or how many there were.
        kind: kind of the subject, and
        record_id: the record, to open it by; both None where there is nothing to open.
        workstation: where it was done; "" where an older program wrote it.
        detail: what was before and is now, where no change of a record tells it.
    """

    seq: int
    at_text: str
    user: str
    action: str
    subject: str
    label: str
    kind: str | None
    record_id: bytes | None
    workstation: str = ""
    detail: str = ""


def recent(
    context: Context,
    *,
    text: str = "",
    actions: Sequence[str] = (),
    before: int | None = None,
    limit: int = PAGE,
) -> tuple[AuditLine, ...]:
    """Return entries of the audit log, newest first; whoever may not see all sees the own ones.

    Args:
        context: read on the reader's thread.
        text: part of a user's name, of a record's name, or of what was done; "" for all.
        actions: only these acts; empty for all.
        before: only entries older than the one with this number.
        limit: most entries returned.
    """
    conditions, parameters = ["1 = 1"], list[Any]()
    if not context.may(RIGHT):
        conditions.append("a.user_id = ?")
        parameters.append(context.user.id)
    if actions:
        conditions.append(f"a.action IN ({', '.join('?' * len(actions))})")
        parameters += actions
    if text.strip():
        condition, values = matching(text.strip())
        conditions.append(condition)
        parameters += values
    return select(context, conditions, parameters, before=before, limit=limit)


def select(
    context: Context,
    conditions: Sequence[str],
    parameters: Sequence[Any],
    *,
    before: int | None = None,
    limit: int = PAGE,
) -> tuple[AuditLine, ...]:
    """Return the entries that meet conditions on `audit_entry a` and `app_user u`, newest first.

    Args:
        context: read on the reader's thread.
        conditions: in SQL, with `?`.
        parameters: the values.
        before: only entries older than the one with this number.
        limit: most entries returned.
    """
    older = [] if before is None else ["a.seq < ?"]
    rows = context.reader.all(
        "SELECT a.seq, a.at, coalesce(u.name, e.name, ''), a.action, a.tbl, a.row_id, a.row_count, a.label, "
        "a.detail, a.replica_id, coalesce(p.name, n.name), p.is_self "
        "FROM audit_entry a LEFT JOIN app_user u ON u.id = a.user_id "
        "LEFT JOIN sync_person e ON e.user_id = a.user_id "
        "LEFT JOIN sync_replica p ON p.replica_id = a.replica_id LEFT JOIN unit n ON n.id = p.unit_id "
        f"WHERE {' AND '.join([*conditions, *older])} ORDER BY a.seq DESC LIMIT ?",
        (*parameters, *(() if before is None else (before,)), limit),
    )
    return tuple(_line(context, row) for row in rows)


def last_acts(context: Context) -> dict[bytes, str]:
    """Return when each user last did something, as local time, by the id of the user."""
    rows = context.reader.all("SELECT user_id, max(at) FROM audit_entry GROUP BY user_id")
    return {bytes(user): local_time(at) for user, at in rows}


def action_label(action: str) -> str:
    """Return what an act is called; an unknown one as it is stored."""
    return ACTIONS.get(action) or _NOTED.get(action) or action


def acts_called(label: str) -> tuple[str, ...]:
    """Return the codes of the acts that are called so, or whose name holds it; empty when none is."""
    named = {**ACTIONS, **_NOTED}
    same = tuple(code for code, each in named.items() if label in (each, code))
    return same or tuple(code for code, each in named.items() if label.strip() and label in each)


def matching(text: str) -> tuple[str, list[str]]:
    """Return the condition, with its values, for a text in a name, in what was done or in what is told."""
    escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    parts = [f"lower({each}) LIKE lower(?) ESCAPE '!'" for each in ("u.name", "a.label", "a.detail")]
    values = [f"%{escaped}%"] * 3
    for column, labels in (("action", {**ACTIONS, **_NOTED}), ("tbl", _table_labels())):
        meant = [code for code, label in labels.items() if text in label]
        if meant:
            parts.append(f"a.{column} IN ({', '.join('?' * len(meant))})")
            values += meant
    return f"({' OR '.join(parts)})", values


def table_label(table: str) -> str:
    """Return what a row of a table is called; an unknown table as it is named."""
    return _table_labels().get(table, table)


def _table_labels() -> dict[str, str]:
    return {**{table: subject.one for table, subject in BY_TABLE.items()}, **_TABLES}


def _line(context: Context, row: tuple[Any, ...]) -> AuditLine:
    seq, at, user, action, table, record_id, count, label, detail, replica, where, own = row
    subject = BY_TABLE.get(table)
    if record_id is None:
        name = label or (f"{count}{subject.measure}" if subject and action in ACTIONS else "")
    else:
        name = label or covered(_name(context, table, record_id))
    opens = subject is not None and record_id is not None
    return AuditLine(
        seq,
        local_time(at),
        user,
        action_label(action),
        "" if table is None else table_label(table),
        name,
        subject.kind if opens and subject is not None else None,
        bytes(record_id) if opens else None,
        "" if replica is None else where or ("本机" if own else f"编号{bytes(replica).hex()[-8:]}"),
        covered(detail or ""),
    )


def _name(context: Context, table: str, record_id: bytes) -> str:
    """Return the name of a record that has none of its own in the entry: a member, an appointment, a user."""
    if table == "app_user":
        return str(context.reader.value("SELECT name FROM app_user WHERE id = ?", (record_id,)) or "")
    subject = BY_TABLE.get(table)
    return name_of(context, subject.kind, record_id) if subject and subject.kind in BY_KIND else ""
