"""Saving forms in tests: what was stored, and what was refused."""

from __future__ import annotations

from typing import Any

import pytest

from services import records
from services.office import Context
from services.records import FormErrors
from tests.helpers import log_oracle
from tests.helpers.office import rows


def stored(context: Context, table: str, row_id: bytes, *columns: str) -> tuple[Any, ...]:
    """Return columns of one row as they are stored."""
    (row,) = rows(context, f"SELECT {', '.join(columns)} FROM {table} WHERE id = ?", row_id)
    return row


def errors_of(context: Context, kind: str, record_id: bytes | None, /, **values: object) -> dict[str, str]:
    """Save a form that must be refused, change nothing, and return the sentences by field."""
    before = log_oracle.state(context)
    with pytest.raises(FormErrors) as refusal:
        records.save(context, kind, record_id, values)
    assert log_oracle.state(context) == before
    assert refusal.value.exit_code == 2
    return refusal.value.errors
