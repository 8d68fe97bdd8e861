"""Account lines that came with an import and wait until accounts are kept in the program."""

from models import vocab
from services.subjects.base import Column, Field, Section, Subject

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
