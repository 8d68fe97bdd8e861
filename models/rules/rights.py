"""Who may do what: one table of rights and roles, asked by every service command.

A right is "area.act". Areas are the subjects of the office's work; roles are those an office gives its users,
and those of the sub-district office (hub). The table is the office's own division of work: whoever books does
not check (accounting law, articles 25 and 35), personal data is seen by those who need it (personal
information protection law, article 51).
"""

from dataclasses import dataclass
from typing import Final

ADMINISTRATOR: Final = "administrator"
WORKER: Final = "worker"
ACCOUNTANT: Final = "accountant"
CHECKER: Final = "checker"
READER: Final = "reader"
HUB_ADMINISTRATOR: Final = "hub_administrator"
HUB_OFFICER: Final = "hub_officer"
HUB_READER: Final = "hub_reader"

OFFICE_ROLES: Final = (ADMINISTRATOR, WORKER, ACCOUNTANT, CHECKER, READER)
HUB_ROLES: Final = (HUB_ADMINISTRATOR, HUB_OFFICER, HUB_READER)
ROLES: Final = (*OFFICE_ROLES, *HUB_ROLES)

AT_THE_HUB: Final = {
    ADMINISTRATOR: HUB_ADMINISTRATOR,
    WORKER: HUB_OFFICER,
    ACCOUNTANT: HUB_OFFICER,
    CHECKER: HUB_OFFICER,
    READER: HUB_READER,
}
"""What the users of an office become when it becomes the hub."""

_HEADS = frozenset({ADMINISTRATOR, HUB_ADMINISTRATOR})
_STAFF = _HEADS | {WORKER, HUB_OFFICER}
_BOOKS = _HEADS | {ACCOUNTANT}
_WRITERS = _STAFF | {ACCOUNTANT}
_CHECKS = _STAFF | {CHECKER}
_ALL = frozenset(ROLES)


@dataclass(frozen=True, slots=True)
class Right:
    """One thing that may be done.

    Attributes:
        code: "area.act".
        label: the act as a sentence says it after 不能.
        roles: who may.
    """

    code: str
    label: str
    roles: frozenset[str]


RIGHTS: Final = {
    right.code: right
    for right in (
        Right("records.see", "查看楼院和组织", _ALL),
        Right("records.write", "登记和修改楼院、居民和组织", _STAFF),
        Right("records.merge", "合并重复的记录", _STAFF),
        Right("records.import", "导入摸排表", _STAFF),
        Right("deliberation.see", "查看会议和协商事项", _ALL),
        Right("deliberation.write", "登记和办理会议、协商、章程和评议", _STAFF),
        Right("opinions.see", "查看意见诉求和矛盾纠纷", _ALL - {ACCOUNTANT}),
        Right("opinions.write", "登记和办理意见诉求、矛盾纠纷", _STAFF),
        Right("elections.see", "查看换届选举", _ALL),
        Right("elections.write", "登记和办理换届选举", _STAFF),
        Right("elections.check", "核对资格审查和罢免", _CHECKS),
        Right("votes.count", "计票", _CHECKS),
        Right("minutes.check", "核对纪要", _CHECKS),
        Right("notices.see", "查看公示", _ALL),
        Right("notices.write", "起草公示", _WRITERS),
        Right("notices.check", "核对公示", _CHECKS),
        Right("notices.issue", "签发、更正和作废公示", _STAFF),
        Right("notices.post", "登记张贴和取下", _STAFF),
        Right("notices.print", "打印和保存公示", _ALL),
        Right("disclosure.write", "调整公开目录和楼院公开项目", _STAFF),
        Right("ledger.see", "查看收支账", _ALL),
        Right("ledger.write", "登记收支", _BOOKS),
        Right("ledger.close", "月结", _BOOKS | {CHECKER}),
        Right("files.add", "添加和修改附件", _WRITERS),
        Right("files.take", "另存附件", _ALL - {READER, HUB_READER}),
        Right("lists.export", "导出名单和台账", _ALL - {READER, HUB_READER}),
        Right("decisions.take", "决定分歧", _STAFF),
        Right("exchange.run", "收发数据", _STAFF),
        Right("exchange.setup", "登记工作站和办理证书", _HEADS),
        Right("office.rules", "修改规则、模板和工作日历", _HEADS),
        Right("office.backup", "备份", _ALL - {READER, HUB_READER}),
        Right("office.restore", "恢复备份和检查数据库", _HEADS),
        Right("office.users", "管理用户", _HEADS),
        Right("office.keys", "更换密钥和出恢复密钥单", _HEADS),
        Right("office.settings", "修改单位的设置", _HEADS),
        Right("two_people.waive", "同意单人办理", _HEADS),
        Right("own.settings", "修改自己的设置", _ALL),
        Right("audit.see", "查看操作日志", _HEADS | {CHECKER}),
        Right("personal.see", "查看完整的证件号码和电话", _STAFF),
        Right("personal.consent", "登记本人同意", _STAFF),
        Right("personal.report", "出个人信息清单", _STAFF),
        Right("personal.review", "办理个人信息保存期限", _STAFF),
        Right("personal.erase", "彻底删除个人信息", _HEADS),
    )
}
"""Every right, by its code."""

_AREAS: Final = {
    "opinions": (
        "opinion", "dispute", "handling_step", "dispute_party", "mediation", "collecting_plan",
        "collecting_round",
    ),
    "elections": ("election", "candidacy", "candidate_vetting", "candidate_vote", "handover_item"),
    "deliberation": (
        "meeting", "agenda_item", "attendance", "attendee", "resolution", "ballot", "vote_count", "minutes",
        "matter", "matter_step", "matter_template", "action_item", "funding_line", "consult_answer",
        "appraisal", "appraisal_item", "appraisal_answer", "charter", "charter_version",
    ),
    "notices": (
        "notice", "objection", "board", "posting", "disclosure_request", "template_text", "notice_issue",
        "issued_sheet",
    ),
    "ledger": (
        "account", "ledger_entry", "ledger_kind", "month_close", "staff_cost", "charge_due",
        "pending_ledger_line",
    ),
    "personal": ("consent", "retention_review"),
}  # fmt: skip
_WRITTEN_WITH: Final = {
    "files.add": ("attachment",),
    "office.rules": ("rule_record", "template_text", "mask_rule", "calendar_day", "matter_template"),
    "disclosure.write": ("disclosure_item", "disclosure_switch"),
    "notices.post": ("board", "posting"),
    "notices.issue": ("notice_issue", "issued_sheet"),
}
"""Tables whose rows need a right of their own to be written, by that right."""
_RIGHT_OF: Final = {table: code for code, tables in _WRITTEN_WITH.items() for table in tables}
_AREA_OF: Final = {table: area for area, tables in _AREAS.items() for table in tables}


def area_of(table: str) -> str:
    """Return the area a table belongs to; tables of nobody else are records of the community."""
    return _AREA_OF.get(table, "records")


def seeing(table: str) -> str:
    """Return the code of the right to see rows of a table."""
    area = area_of(table)
    return "records.see" if area == "personal" else f"{area}.see"


def writing(table: str) -> str:
    """Return the code of the right to write rows of a table."""
    if table in _RIGHT_OF:
        return _RIGHT_OF[table]
    area = area_of(table)
    return "personal.consent" if area == "personal" else f"{area}.write"


def may(role: str, code: str) -> bool:
    """Return whether a role has a right; an unknown role has none.

    Raises:
        KeyError: no such right.
    """
    return role in RIGHTS[code].roles
