"""Which sheet shows a closed month: 月度收支公开表 of a courtyard."""

from services.notices import Target


def accounts_target(courtyard: bytes, month: str) -> Target:
    """Return the sheet of a month's accounts.

    Args:
        courtyard: whose.
        month: YYYY-MM.
    """
    return Target("accounts", courtyard)
