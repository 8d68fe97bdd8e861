"""What the tests of backups share: a photo, and what a user would miss."""

from __future__ import annotations

from services.office import Context
from tests.helpers import log_oracle
from tests.helpers.office import rows

PHOTO = bytes(range(256)) * 40


def content(context: Context) -> tuple[object, ...]:
    """Return everything a user would miss."""
    tables = ("sync_change", "audit_entry", "app_user", "setting", "search_doc")
    return log_oracle.state(context), *(rows(context, f"SELECT count(*) FROM {table}") for table in tables)


def check_log(context: Context) -> None:
    """Fail unless log, tables and index tell the same; also after a restore, over several replica ids."""
    assert log_oracle.told_by_the_log(context) == log_oracle.state(context)
    assert log_oracle.index(context) == log_oracle.index_from_scratch(context)
