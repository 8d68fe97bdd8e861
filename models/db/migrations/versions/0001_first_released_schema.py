"""First released schema."""

from alembic import op

from models.db.migrations.first_schema import beside, records

revision = "0001"
down_revision = None

SEARCH = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_fts USING fts5("
    "tokens, content='', contentless_delete=1, detail=none, tokenize='ascii')"
)


def upgrade() -> None:
    """Bring the schema to revision 0001."""
    beside.create()
    records.create()
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SEARCH)
