"""The headless command `ledger import`: account sheets and bank exports into the ledger."""

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from models.errors import InvalidInput, UserError
from services.office import Context


def import_book(context: Context, arguments: Namespace) -> None:
    """Rehearse a file, and book it with `--apply`; the report is told also where there are errors.

    Raises:
        InvalidInput: the file has errors; nothing was booked.
        UserError: it cannot be read.
    """
    from services import booking

    path = Path(arguments.book)
    choices = booking.Choices(arguments.courtyard or "", arguments.account or "")
    try:
        found = booking.rehearse(context, path, choices)
    except UserError as error:
        if arguments.json:
            _say_json(booking.refusal(path.name, error.message))
        raise
    applied = bool(arguments.apply and not found.errors)
    if applied:
        found = booking.apply(context, found).booking
    if arguments.json:
        _say_json(booking.report(found, applied=applied))
    else:
        sys.stdout.write(booking.summary(found, applied=applied) + "\n")
    if found.errors:
        raise InvalidInput(found.errors[0].message)


def _say_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
