"""The fifth released schema: what the exchange of changes between offices keeps."""

import sqlalchemy as sa
from alembic import op

from models.db.migrations.columns import big, octets, plain_table, row_id, words

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Bring the schema to revision 0005."""
    _add("sync_replica", row_id("unit_id"), words("name"), words("series"))
    _add("sync_change", big("arrived"))
    _add("sync_conflict", words("detail_json"), big("resolved_at"), row_id("resolved_by"))
    _add("sync_peer", words("state_json"))
    _add("sync_package", big("at_ms"), words("file_name"), octets("archive_key", 32))
    _add("sync_pending", words("detail"))
    plain_table(
        "sync_key",
        words("name", null=False),
        octets("public", null=False),
        octets("secret"),
        big("made_at", null=False),
        key=("name",),
    )
    plain_table(
        "sync_person",
        row_id("user_id", null=False),
        words("name", null=False),
        row_id("replica_id"),
        key=("user_id",),
    )
    plain_table(
        "sync_blob",
        octets("sha256", 32, null=False),
        big("size"),
        big("got", null=False),
        words("state", null=False),
        key=("sha256",),
    )
    plain_table(
        "sync_purge",
        words("tbl", null=False),
        row_id("row_id", null=False),
        big("at_ms", null=False),
        big("by_hub_seq", null=False),
        words("reason"),
        key=("tbl", "row_id"),
        with_rowid=False,
    )


def _add(table: str, *columns: sa.Column[object]) -> None:
    """Add columns at the end of a table, in place: the change log is not copied."""
    for column in columns:
        op.add_column(table, column)
