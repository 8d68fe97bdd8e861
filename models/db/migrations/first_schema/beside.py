"""The tables beside the records as they were first released: users, log, search, exchange."""

import sqlalchemy as sa
from alembic import op

from models.db.migrations.columns import big, counter, flag, number, octets, plain_table, row_id, words


def create() -> None:
    """Make the tables that the sync does not carry."""
    plain_table(
        "app_user",
        row_id("id", null=False),
        words("name", null=False),
        words("role", null=False),
        flag("active", null=False),
        big("created_at", null=False),
        key=("id",),
        unique=("name",),
    )
    plain_table(
        "audit_entry",
        counter("seq"),
        row_id("tx_id", null=False),
        big("at", null=False),
        row_id("user_id", null=False),
        words("action", null=False),
        words("tbl"),
        row_id("row_id"),
        number("row_count", null=False),
        words("label"),
        key=("seq",),
        indexes=("row_id", "tx_id"),
    )
    plain_table(
        "deletion",
        row_id("tx_id", null=False),
        words("tbl", null=False),
        row_id("row_id", null=False),
        words("label", null=False),
        big("at", null=False),
        row_id("user_id", null=False),
        number("row_count", null=False),
        key=("tx_id", "row_id"),
    )
    plain_table(
        "draft",
        row_id("user_id", null=False),
        words("kind", null=False),
        row_id("row_id", null=False),
        big("at", null=False),
        words("values_json", null=False),
        key=("user_id", "kind", "row_id"),
    )
    plain_table(
        "import_batch",
        row_id("id", null=False),
        row_id("tx_id", null=False),
        big("at", null=False),
        row_id("user_id", null=False),
        words("file_name", null=False),
        octets("sha256", 32),
        number("change_count", null=False),
        words("counts_json", null=False),
        row_id("undone_tx"),
        key=("id",),
    )
    plain_table(
        "search_doc",
        counter("doc"),
        words("tbl", null=False),
        row_id("row_id", null=False),
        words("text", null=False),
        key=("doc",),
        unique=("row_id",),
    )
    plain_table(
        "search_key",
        words("key", null=False),
        big("doc", null=False),
        key=("key", "doc"),
        with_rowid=False,
    )
    plain_table(
        "setting",
        words("owner", null=False),
        words("name", null=False),
        words("value_json", null=False),
        key=("owner", "name"),
    )
    plain_table(
        "sync_change",
        row_id("replica_id", null=False),
        big("seq", null=False),
        row_id("tx_id", null=False),
        words("tbl", null=False),
        row_id("row_id", null=False),
        words("grp", null=False),
        words("values_json"),
        words("prev_json"),
        big("lamport", null=False),
        big("wall_ms"),
        number("tz_min"),
        row_id("user_id"),
        number("schema_rev"),
        octets("salt", 12),
        octets("payload_hash", 32),
        octets("prev_hash", 32),
        octets("hash", 32, null=False),
        row_id("pkg_id"),
        key=("replica_id", "seq"),
        indexes=("row_id",),
        with_rowid=False,
    )
    said = sa.text("user_id IS NOT NULL")
    op.create_index(
        "ix_sync_change_tx_id", "sync_change", ["tx_id"], sqlite_where=said, postgresql_where=said
    )
    plain_table(
        "sync_conflict",
        row_id("id", null=False),
        words("tbl", null=False),
        row_id("row_id", null=False),
        words("grp", null=False),
        words("kind", null=False),
        big("opened_at", null=False),
        row_id("opened_by_pkg"),
        words("resolved_by_change"),
        words("note"),
        key=("id",),
        indexes=("row_id",),
    )
    plain_table(
        "sync_head",
        words("tbl", null=False),
        row_id("row_id", null=False),
        words("grp", null=False),
        row_id("replica_id", null=False),
        big("seq", null=False),
        key=("tbl", "row_id", "grp", "replica_id", "seq"),
        with_rowid=False,
    )
    plain_table(
        "sync_out",
        row_id("peer_id", null=False),
        big("epoch", null=False),
        big("n", null=False),
        words("kind", null=False),
        row_id("replica_id"),
        big("seq"),
        row_id("row_id"),
        key=("peer_id", "epoch", "n"),
        with_rowid=False,
    )
    plain_table(
        "sync_package",
        row_id("pkg_id", null=False),
        words("dir", null=False),
        row_id("peer", null=False),
        big("pkg_no", null=False),
        octets("file_sha256", 32),
        octets("prev_pkg", 32),
        words("state", null=False),
        words("counts_json"),
        words("receipt_json"),
        key=("pkg_id",),
    )
    plain_table(
        "sync_peer",
        row_id("peer_id", null=False),
        words("up_acked_json"),
        big("inbox_epoch"),
        big("inbox_no"),
        row_id("hub_incarnation"),
        big("seen_pkg_no"),
        octets("last_pkg_hash", 32),
        big("sent_pkg_no"),
        octets("last_digest", 32),
        number("snapshot_needed"),
        key=("peer_id",),
    )
    plain_table(
        "sync_pending",
        row_id("replica_id", null=False),
        big("seq", null=False),
        words("reason", null=False),
        key=("replica_id", "seq"),
        with_rowid=False,
    )
    plain_table(
        "sync_replica",
        row_id("replica_id", null=False),
        words("kind", null=False),
        words("unit_code"),
        words("install_id"),
        octets("sign_pub"),
        octets("enc_pub"),
        octets("cert"),
        big("valid_to"),
        words("state", null=False),
        row_id("former_of"),
        big("last_seen"),
        number("is_self", null=False),
        key=("replica_id",),
    )
    plain_table(
        "sync_void",
        row_id("replica_id", null=False),
        big("seq", null=False),
        words("reason", null=False),
        big("by_hub_seq", null=False),
        key=("replica_id", "seq"),
        with_rowid=False,
    )
