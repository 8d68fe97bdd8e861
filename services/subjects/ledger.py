"""Money of courtyards as the user sees it: accounts, entries, closed months, charges (policy 3.5b)."""

from models import vocab
from services.levels import counting
from services.subjects.base import Child, Column, Field, Filter, Section, Subject, labelled

PENDING_LEDGER_LINES = Subject(
    kind="ledger-lines",
    table="pending_ledger_line",
    title="待入账收支",
    one="收支明细",
    measure="条",
    icon="fa6s.coins",
    from_sql="pending_ledger_line t LEFT JOIN courtyard c ON c.id = t.courtyard_id",
    name_sql="coalesce(t.summary, t.item, t.voucher)",
    subtitle_sql="coalesce(c.name, t.courtyard_name)",
    order=("t.voucher NULLS FIRST", "t.id"),
    columns=(
        Column("voucher", "票据号", "t.voucher", width=11),
        Column("on_date", "日期", "t.on_date", kind="date", width=12),
        Column("courtyard", "楼院", "coalesce(c.name, t.courtyard_name)", width=16),
        Column("direction", "收支", "t.direction", kind="choice", vocabulary=vocab.LEDGER_DIRECTION, width=6),
        Column("item", "项目", "t.item", width=12),
        Column("amount", "金额（元）", "t.amount", kind="money", width=11),
        Column("handler", "经手人", "t.handler", width=9),
        Column("summary", "摘要", "t.summary", width=16),
    ),
    sections=(
        Section(
            "收支明细",
            (
                Field("courtyard_id", "楼院", "ref", target="courtyards"),
                Field("on_date", "日期", "date"),
                Field("direction", "收支", "choice", vocabulary=vocab.LEDGER_DIRECTION),
                Field("item", "项目"),
                Field("summary", "摘要"),
                Field("amount", "金额（元）", "money", help="写到分，如 1288.01。"),
                Field("handler", "经手人"),
                Field("voucher", "票据号"),
                Field("raw_text", "原表内容", "longtext"),
            ),
        ),
    ),
    page=False,
    files=False,
    parent=("courtyard_id", "courtyards"),
)

_COURTYARD = Field("courtyard_id", "楼院", "ref", required=True, target="courtyards")
_COURTYARD_COLUMN = Column("courtyard", "楼院", "c.name", sort="c.name_key", width=16, shown=False)
_DIRECTION = Column(
    "direction", "收支", "t.direction", kind="choice", vocabulary=vocab.LEDGER_DIRECTION, width=6
)
_SIGN = "CASE WHEN e.direction = 'income' THEN e.amount ELSE -e.amount END"
_BALANCE = (
    f"coalesce(t.opening_balance, 0) + coalesce((SELECT sum({_SIGN}) FROM ledger_entry e "
    "WHERE e.account_id = t.id AND e.deleted_at IS NULL), 0)"
)


def _kind_name(expression: str) -> str:
    """Return SQL for the name of a kind: as the office calls it, else as it was shipped."""
    counts, own_first = counting("k")
    return (
        f"coalesce((SELECT k.name FROM ledger_kind k WHERE k.code = {expression} AND k.deleted_at IS NULL "
        f"AND {counts} ORDER BY {own_first}, k.id LIMIT 1), "
        f"{labelled(expression, vocab.LEDGER_KIND)}, {expression})"
    )


ACCOUNTS = Subject(
    kind="accounts",
    table="account",
    title="账户",
    one="账户",
    measure="个",
    icon="fa6s.wallet",
    from_sql="account t JOIN courtyard c ON c.id = t.courtyard_id",
    name_sql="t.name",
    subtitle_sql="c.name",
    order=("c.name_key", "t.closed_on NULLS FIRST", "t.id"),
    columns=(
        _COURTYARD_COLUMN,
        Column("name", "账户", "t.name", sort="t.name_key", width=16),
        Column("kind", "种类", "t.kind", kind="choice", vocabulary=vocab.ACCOUNT_KIND, width=9),
        Column("number", "账号", "t.number", width=20, shown=False),
        Column("opening_balance", "期初余额（元）", "t.opening_balance", kind="money", width=13),
        Column("balance", "现有余额（元）", _BALANCE, kind="money", width=13),
        Column("closed_on", "停用时间", "t.closed_on", kind="date", width=12),
    ),
    sections=(
        Section(
            "账户",
            (
                _COURTYARD,
                Field("name", "账户名称", required=True, help="如“现金账户”“建行账户”。"),
                Field("kind", "种类", "choice", required=True, vocabulary=vocab.ACCOUNT_KIND, default="cash"),
                Field("number", "账号", help="银行账户写账号；不会印在公开表上。"),
                Field(
                    "opening_on", "开始记账", "date", help="从这一天起在这里记账；这天以前的收支不再记入。"
                ),
                Field("opening_balance", "期初余额（元）", "money", help="开始记账那天早上账户里的钱。"),
                Field("closed_on", "停用时间", "date"),
                Field("note", "备注", "longtext"),
            ),
        ),
    ),
    children=(Child("ledger-entries", "account_id", "收支"),),
    page=False,
    parent=("courtyard_id", "courtyards"),
)

LEDGER_ENTRIES = Subject(
    kind="ledger-entries",
    table="ledger_entry",
    title="收支流水",
    one="收支",
    measure="笔",
    icon="fa6s.receipt",
    from_sql=(
        "ledger_entry t JOIN courtyard c ON c.id = t.courtyard_id JOIN account a ON a.id = t.account_id "
        "LEFT JOIN dwelling d ON d.id = t.dwelling_id"
    ),
    name_sql=f"coalesce(t.summary, {_kind_name('t.kind')})",
    subtitle_sql="c.name || ' ' || t.on_date",
    order=("t.month DESC", "t.on_date DESC", "t.id DESC"),
    columns=(
        _COURTYARD_COLUMN,
        Column("on_date", "日期", "t.on_date", kind="date", width=12),
        Column("voucher", "票据号", "t.voucher", width=11),
        _DIRECTION,
        Column("kind", "类别", _kind_name("t.kind"), width=12),
        Column("summary", "摘要", "t.summary", width=18),
        Column("amount", "金额（元）", "t.amount", kind="money", width=12),
        Column("party", "对方", "t.party", width=12),
        Column("handler", "经手人", "t.handler", width=9),
        Column("witness", "证明人", "t.witness", width=9, shown=False),
        Column("account", "账户", "a.name", width=12, shown=False),
        Column("month", "入账月份", "t.month", width=9, shown=False),
        Column("room", "房屋", "d.room", width=9, shown=False),
        Column("late", "补录", "t.late", kind="yes_no", width=6, shown=False),
        Column("reason", "冲正原因", "t.reason", width=16, shown=False),
    ),
    sections=(
        Section(
            "收支",
            (
                _COURTYARD,
                Field("account_id", "账户", "ref", target="accounts", help="不选时记入第一个账户。"),
                Field("on_date", "日期", "date", required=True, default="today"),
                Field("direction", "收支", "choice", required=True, vocabulary=vocab.LEDGER_DIRECTION),
                Field("kind", "类别", "choice", required=True, vocabulary=vocab.LEDGER_KIND),
                Field(
                    "amount", "金额（元）", "money", required=True, help="写到分，如 1288.01；支出也写正数。"
                ),
                Field("summary", "摘要"),
                Field("party", "交款人、收款人"),
                Field("handler", "经手人"),
                Field("witness", "证明人"),
                Field("voucher", "票据号"),
                Field("dwelling_id", "房屋", "ref", target="dwellings", help="住户交的钱，可选是哪一户。"),
            ),
        ),
    ),
    filters=(
        Filter("direction", "收支", "t.direction = ?", vocabulary=vocab.LEDGER_DIRECTION),
        Filter(
            "month",
            "月份",
            "t.month = ?",
            options_sql=(
                "SELECT month, month FROM ledger_entry WHERE deleted_at IS NULL GROUP BY month "
                "ORDER BY month DESC"
            ),
        ),
    ),
    children=(Child("staff-costs", "entry_id", "人员费用明细"),),
    page=False,
    completed=("account_id", "month", "late"),
    parent=("courtyard_id", "courtyards"),
)

MONTH_CLOSES = Subject(
    kind="month-closes",
    table="month_close",
    title="月结",
    one="月结",
    measure="个月",
    icon="fa6s.lock",
    from_sql="month_close t JOIN courtyard c ON c.id = t.courtyard_id",
    name_sql="t.month",
    subtitle_sql="c.name",
    order=("t.month DESC", "t.id"),
    columns=(
        _COURTYARD_COLUMN,
        Column("month", "月份", "t.month", width=9),
        Column("opening", "上月结余（元）", "t.opening", kind="money", width=13),
        Column("income", "收入（元）", "t.income", kind="money", width=12),
        Column("expense", "支出（元）", "t.expense", kind="money", width=12),
        Column("closing", "本月结余（元）", "t.closing", kind="money", width=13),
        Column("entry_count", "笔数", "t.entry_count", kind="count", width=6),
        Column("closed_on", "月结时间", "t.closed_on", kind="date", width=12),
        Column("closed_by", "制表", "t.closed_by", width=9),
        Column("checked_by", "审核", "t.checked_by", width=9),
        Column("single_reason", "单人办理原因", "t.single_reason", width=14, shown=False),
    ),
    sections=(
        Section(
            "月结",
            (
                _COURTYARD,
                Field("month", "月份", required=True),
                Field("opening", "上月结余（元）", "money"),
                Field("income", "收入（元）", "money"),
                Field("expense", "支出（元）", "money"),
                Field("closing", "本月结余（元）", "money"),
                Field("entry_count", "笔数", "count"),
                Field("closed_on", "月结时间", "date"),
                Field("closed_by", "制表"),
                Field("checked_by", "审核"),
                Field("single_reason", "单人办理原因"),
                Field("late", "补录", "yes_no"),
            ),
        ),
    ),
    page=False,
    by_form=False,
    sheets=("staff_cost", "accounts"),
    parent=("courtyard_id", "courtyards"),
)

STAFF_COSTS = Subject(
    kind="staff-costs",
    table="staff_cost",
    title="人员费用明细",
    one="人员费用",
    measure="条",
    icon="fa6s.user-clock",
    from_sql="staff_cost t LEFT JOIN courtyard c ON c.id = t.courtyard_id",
    name_sql="t.post",
    subtitle_sql="coalesce(c.name, '') || ' ' || t.month",
    order=("t.month DESC", "t.id"),
    columns=(
        _COURTYARD_COLUMN,
        Column("month", "月份", "t.month", width=9, shown=False),
        Column("post", "岗位", "t.post", width=12),
        Column("head_count", "人数", "t.head_count", kind="count", width=6, suffix="人"),
        Column("amount", "金额（元）", "t.amount", kind="money", width=12),
        Column("person", "姓名", "t.person", width=9, shown=False),
        Column("note", "备注", "t.note", width=16),
    ),
    sections=(
        Section(
            "人员费用",
            (
                Field("entry_id", "支出", "ref", target="ledger-entries"),
                Field("post", "岗位", required=True, help="如“保洁员”“门卫”。"),
                Field("head_count", "人数", "count", suffix="人"),
                Field("amount", "金额（元）", "money", required=True),
                Field("person", "姓名", help="公开表上不印姓名。"),
                Field("note", "备注"),
            ),
        ),
    ),
    page=False,
    files=False,
    parent=("entry_id", "ledger-entries"),
    completed=("courtyard_id", "month"),
)

CHARGES = Subject(
    kind="charges",
    table="charge_due",
    title="应收费用",
    one="应收费用",
    measure="笔",
    icon="fa6s.file-invoice",
    from_sql=(
        "charge_due t JOIN dwelling d ON d.id = t.dwelling_id JOIN building b ON b.id = d.building_id "
        "JOIN courtyard c ON c.id = t.courtyard_id"
    ),
    name_sql="b.name || d.room || ' ' || t.month",
    subtitle_sql="c.name",
    order=("t.month DESC", "b.name_key", "d.entrance_key NULLS FIRST", "d.room_key", "t.id"),
    columns=(
        _COURTYARD_COLUMN,
        Column("building", "楼栋", "b.name", sort="b.name_key", width=8),
        Column("room", "房号", "d.room", sort="d.room_key", width=9),
        Column("month", "月份", "t.month", width=9),
        Column("kind", "类别", _kind_name("t.kind"), width=10),
        Column("amount", "应收（元）", "t.amount", kind="money", width=11),
        Column("paid_amount", "已收（元）", "t.paid_amount", kind="money", width=11),
        Column("paid_on", "收款时间", "t.paid_on", kind="date", width=12),
    ),
    sections=(
        Section(
            "应收费用",
            (
                Field("dwelling_id", "房屋", "ref", required=True, target="dwellings"),
                Field("month", "月份", required=True, help="如 2020-09。"),
                Field("kind", "类别", "choice", required=True, vocabulary=vocab.RECEIPT_KIND),
                Field("amount", "应收（元）", "money", required=True),
                Field("paid_amount", "已收（元）", "money"),
                Field("paid_on", "收款时间", "date"),
                Field("note", "备注"),
            ),
        ),
    ),
    filters=(
        Filter(
            "month",
            "月份",
            "t.month = ?",
            options_sql=(
                "SELECT month, month FROM charge_due WHERE deleted_at IS NULL GROUP BY month "
                "ORDER BY month DESC"
            ),
        ),
    ),
    page=False,
    files=False,
    parent=("dwelling_id", "dwellings"),
    completed=("courtyard_id", "paid_amount"),
)
