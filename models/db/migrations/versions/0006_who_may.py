"""The sixth released schema: a chained audit, consents, decisions about what is kept how long."""

import sqlalchemy as sa
from alembic import op

from models.db.migrations.columns import link, octets, row_id, synced_table, words

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Bring the schema to revision 0006."""
    for column in (
        row_id("replica_id"),
        words("detail"),
        octets("salt", 16),
        octets("content_hash", 32),
        octets("hash", 32),
    ):
        op.add_column("audit_entry", column)
    synced_table(
        "consent",
        link("resident_id", "resident", null=False),
        words("purpose", null=False),
        words("given_on", null=False),
        words("how"),
        words("withdrawn_on"),
        words("note"),
    )
    synced_table(
        "retention_review",
        words("tbl", null=False),
        row_id("record_id", null=False),
        words("decided_on", null=False),
        words("decision", null=False),
        words("until"),
        words("reason"),
        words("decided_by"),
        indexes=("record_id",),
    )
    # everybody who worked here could do everything until now
    op.execute(sa.text("UPDATE app_user SET role = 'administrator'"))
