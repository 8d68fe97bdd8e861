"""The third released schema: catalogue, boards, the life of a notice, accounts."""

import sqlalchemy as sa
from alembic import op

from models.db.migrations.columns import big, flag, link, number, octets, row_id, synced_table, words

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Bring the schema to revision 0003."""
    _catalogue()
    _existing()
    _boards()
    _ledgers()


def _catalogue() -> None:
    """Make the tables of the catalogue, the calendar, residents' requests and masks."""
    synced_table(
        "disclosure_item",
        words("code", null=False),
        words("title", null=False),
        words("rhythm", null=False),
        words("trigger", null=False),
        words("sheet", null=False),
        number("least_days"),
        number("due_days"),
        number("due_day"),
        words("source"),
        number("position"),
        flag("active", null=False),
        words("valid_from"),
        words("note"),
    )
    synced_table(
        "disclosure_switch",
        link("courtyard_id", "courtyard", null=False),
        row_id("item_id", null=False),
        flag("owed", null=False),
        words("reason", null=False),
        words("from_day"),
        words("until_day"),
        indexes=("item_id",),
    )
    synced_table(
        "calendar_day",
        words("day", null=False),
        words("kind", null=False),
        words("name"),
        indexes=("day",),
    )
    synced_table(
        "disclosure_request",
        link("courtyard_id", "courtyard", null=False),
        words("content", null=False),
        row_id("item_id"),
        words("asked_on", null=False),
        words("asked_by"),
        words("contact"),
        words("channel"),
        words("handler"),
        words("due_on"),
        words("replied_on"),
        words("outcome"),
        words("reply"),
    )
    synced_table(
        "mask_rule",
        words("sheet", null=False),
        words("people", null=False),
        words("part", null=False),
        words("mode", null=False),
    )


def _existing() -> None:
    """Add what notices, objections and team members carry from now on."""
    with op.batch_alter_table("notice") as batch:
        for name in ("state", "prepared_by", "checked_by", "checked_on", "single_reason", "archived_on"):
            batch.add_column(sa.Column(name, sa.String()))
        for name in ("void_reason", "number", "for_month"):
            batch.add_column(sa.Column(name, sa.String()))
        batch.add_column(row_id("item_id"))
        batch.add_column(sa.Column("late", sa.Boolean()))
        for name, target in (("request_id", "disclosure_request"), ("corrects_id", "notice")):
            batch.add_column(row_id(name))
            batch.create_foreign_key(op.f(f"fk_notice_{name}"), target, [name], ["id"])
    for name in ("request_id", "corrects_id"):
        op.create_index(op.f(f"ix_notice_{name}"), "notice", [name])
    with op.batch_alter_table("objection") as batch:
        batch.add_column(words("contact"))
        batch.add_column(words("due_on"))
    with op.batch_alter_table("team_member") as batch:
        batch.add_column(words("consent_on"))


def _boards() -> None:
    """Make the tables of boards, of what hangs there, and of what was issued."""
    synced_table(
        "board",
        link("courtyard_id", "courtyard", null=False),
        words("name", null=False),
        words("name_key"),
        words("place"),
        number("slots"),
        words("retired_on"),
        words("note"),
    )
    synced_table(
        "posting",
        link("notice_id", "notice", null=False),
        link("board_id", "board", null=False),
        words("from_day", null=False),
        words("until_day"),
        number("slots"),
        words("posted_by"),
        words("taken_down_on"),
        words("taken_down_by"),
        words("early_reason"),
        words("note"),
    )
    synced_table(
        "notice_issue",
        link("notice_id", "notice", null=False),
        link("courtyard_id", "courtyard"),
        words("kind", null=False),
        words("number", null=False),
        number("year", null=False),
        words("series", null=False),
        number("seq", null=False),
        words("title", null=False),
        words("text", null=False),
        words("data_json", null=False),
        words("masks_json", null=False),
        words("fonts_json", null=False),
        words("form_json", null=False),
        octets("pdf_sha256", 32, null=False),
        number("pdf_size", null=False),
        number("pages", null=False),
        words("digest", null=False),
        words("issued_on", null=False),
        words("from_day"),
        words("until_day"),
        number("least_days"),
        words("prepared_by", null=False),
        words("checked_by", null=False),
        words("single_reason"),
        indexes=("digest",),
    )


def _ledgers() -> None:
    """Make the tables of accounts, entries, closed months, staff costs and charges."""
    synced_table(
        "account",
        link("courtyard_id", "courtyard", null=False),
        words("name", null=False),
        words("name_key"),
        words("kind", null=False),
        words("number"),
        words("opening_on"),
        big("opening_balance"),
        words("closed_on"),
        words("note"),
    )
    synced_table(
        "ledger_kind",
        words("code", null=False),
        words("direction", null=False),
        words("name", null=False),
        words("items"),
        flag("staff", null=False),
        number("position"),
        flag("active", null=False),
        indexes=("code",),
    )
    _entries()
    synced_table(
        "month_close",
        link("courtyard_id", "courtyard", null=False),
        words("month", null=False),
        big("opening", null=False),
        big("income", null=False),
        big("expense", null=False),
        big("closing", null=False),
        number("entry_count", null=False),
        words("statement_json", null=False),
        words("digest", null=False),
        words("closed_on", null=False),
        words("closed_by", null=False),
        words("checked_by", null=False),
        words("single_reason"),
        flag("late"),
    )
    synced_table(
        "staff_cost",
        link("courtyard_id", "courtyard", null=False),
        link("entry_id", "ledger_entry"),
        words("month", null=False),
        words("post", null=False),
        words("person"),
        number("head_count"),
        big("amount", null=False),
        words("note"),
    )
    synced_table(
        "charge_due",
        link("courtyard_id", "courtyard", null=False),
        link("dwelling_id", "dwelling", null=False),
        words("month", null=False),
        words("kind", null=False),
        big("amount", null=False),
        words("paid_on"),
        big("paid_amount"),
        link("entry_id", "ledger_entry"),
        words("note"),
    )


def _entries() -> None:
    """Make the table of receipts and payments; its indexes are of several columns."""
    linked = (link("courtyard_id", "courtyard", null=False), link("account_id", "account", null=False))
    synced_table(
        "ledger_entry",
        # columns and not links, so that they get no index of their own
        *(each("ledger_entry") for each in linked),
        words("on_date", null=False),
        words("month", null=False),
        words("direction", null=False),
        words("kind", null=False),
        words("summary"),
        big("amount", null=False),
        words("party"),
        words("handler"),
        words("witness"),
        words("voucher"),
        link("dwelling_id", "dwelling"),
        link("reverses_id", "ledger_entry"),
        words("reason"),
        flag("late"),
        words("source"),
        words("raw_text"),
    )
    sums = ["courtyard_id", "month", "direction", "kind", "amount", "deleted_at"]
    op.create_index(op.f("ix_ledger_entry_courtyard_month"), "ledger_entry", sums)
    op.create_index(op.f("ix_ledger_entry_account_day"), "ledger_entry", ["account_id", "on_date", "id"])
    op.create_index(op.f("ix_ledger_entry_courtyard_voucher"), "ledger_entry", ["courtyard_id", "voucher"])
