"""Which real sheet shows how a kind is worded: the latest record of a courtyard."""

from models.errors import NotFound
from services.notices.targets import OF_APPRAISALS, OF_ELECTIONS, OF_MONTHS, Target, offered
from services.office import Context

_ASKED = {
    "minutes": "会议",
    "resolution": "决议",
    "notice": "自写正文的公示",
    "free": "温馨提示",
    "charter": "公约或规则",
    **dict.fromkeys(OF_APPRAISALS, "评议"),
    "accounts": "收支",
    "staff_cost": "收支",
    "opinions": "公布过的意见办理结果",
    **dict.fromkeys(OF_ELECTIONS, "选举"),
}


def example(context: Context, kind: str, courtyard: bytes) -> Target:
    """Return the sheet of the latest record of a courtyard that a kind of template words.

    Args:
        context: read on the reader's thread.
        kind: kind of template.
        courtyard: the courtyard.

    Raises:
        NotFound: the courtyard has no record of that kind.
    """
    if kind in ("overview", "organisation"):
        return Target(kind, courtyard)
    if kind in ("notice", "free"):
        sheet, record = "notice", _notice(context, kind, courtyard)
    elif kind == "opinions":
        sheet, record = "notice", _results(context, courtyard)
    elif kind in OF_MONTHS:
        months = offered(context, Target(kind, courtyard), 1)
        if months:
            return Target(kind, courtyard).choosing(months[0].id)
        sheet, record = kind, None
    else:
        found = offered(context, Target(kind, courtyard), 1)
        sheet, record = kind, found[0].id if found else None
    if record is None:
        raise NotFound(f"这个楼院还没有{_ASKED[kind]}，没有可以预览的内容。请换一个楼院，或先登记一条。")
    return Target(sheet, courtyard, record)


def _notice(context: Context, kind: str, courtyard: bytes) -> bytes | None:
    """Return the latest notice of a courtyard with a text of its own."""
    condition = "kind = 'free'" if kind == "free" else "kind <> 'free'"
    found: bytes | None = context.reader.value(
        f"SELECT id FROM notice WHERE courtyard_id = ? AND {condition} AND coalesce(body, '') <> '' "
        "AND deleted_at IS NULL ORDER BY id DESC LIMIT 1",
        (courtyard,),
    )
    return found


def _results(context: Context, courtyard: bytes) -> bytes | None:
    """Return the latest notice of a courtyard on which opinions were published."""
    found: bytes | None = context.reader.value(
        "SELECT n.id FROM notice n WHERE n.courtyard_id = ? AND n.kind = 'opinions' AND n.deleted_at IS NULL "
        "AND coalesce(n.body, '') = '' AND EXISTS (SELECT 1 FROM opinion o WHERE o.notice_id = n.id "
        "AND o.deleted_at IS NULL) ORDER BY n.id DESC LIMIT 1",
        (courtyard,),
    )
    return found
