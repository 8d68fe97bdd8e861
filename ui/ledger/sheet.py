"""Which sheets show a closed month: 月度收支公开表 and 人员费用公开表 of a courtyard."""

from services.notices import Target


def accounts_target(courtyard: bytes, month: str, kind: str = "accounts") -> Target:
    """Return the sheet of a month's accounts.

    Args:
        courtyard: whose.
        month: YYYY-MM.
        kind: "accounts" or "staff_cost".
    """
    return Target(kind, courtyard, month=month)
