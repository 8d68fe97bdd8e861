"""The sorts of records that have a period: where they lie and since when it runs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort.

    Attributes:
        rule: id of its rule.
        label: what it is called.
        table: table of the records.
        sql: gives id, name and anchor of each record past its purpose: an ISO day, or UTC milliseconds as a
            whole number; "" where nothing is listed, because it is kept for ever or never erased.
        from_year_end: reckoned from the end of the year.
        erasable: whether a record past its period can be erased from the list.
        kind: subject under which it is opened, "" where it has no page.
    """

    rule: str
    label: str
    table: str = ""
    sql: str = ""
    from_year_end: bool = False
    erasable: bool = False
    kind: str = ""


_NOT_ERASED = "NOT EXISTS (SELECT 1 FROM sync_purge p WHERE p.tbl = '{0}' AND p.row_id = t.id)"

SORTS: tuple[Sort, ...] = (
    Sort(
        "retention.resident",
        "已删除的居民",
        "resident",
        "SELECT t.id, t.name, t.deleted_at FROM resident t WHERE t.deleted_at IS NOT NULL AND "
        + _NOT_ERASED.format("resident"),
        erasable=True,
    ),
    Sort(
        "retention.opinion",
        "意见诉求",
        "opinion",
        "SELECT t.id, t.title, t.closed_on FROM opinion t WHERE t.closed_on IS NOT NULL "
        "AND t.deleted_at IS NULL",
        kind="opinions",
    ),
    Sort(
        "retention.dispute",
        "矛盾纠纷",
        "dispute",
        "SELECT t.id, t.title, t.closed_on FROM dispute t WHERE t.closed_on IS NOT NULL "
        "AND t.deleted_at IS NULL",
        kind="disputes",
    ),
    Sort(
        "retention.answer",
        "逐户答复",
        "matter",
        "SELECT t.id, t.title, t.closed_on FROM matter t WHERE t.closed_on IS NOT NULL "
        "AND t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM consult_answer a WHERE a.matter_id = t.id "
        "AND a.deleted_at IS NULL)",
        kind="matters",
    ),
    Sort(
        "retention.ballot",
        "表决票",
        "resolution",
        "SELECT t.id, t.title, m.held_on FROM resolution t JOIN meeting m ON m.id = t.meeting_id "
        "WHERE t.deleted_at IS NULL AND EXISTS (SELECT 1 FROM ballot b WHERE b.resolution_id = t.id "
        "AND b.deleted_at IS NULL)",
        kind="resolutions",
    ),
    Sort(
        "retention.candidate",
        "没有当选的候选人",
        "candidacy",
        "SELECT t.id, r.name, e.elected_on FROM candidacy t JOIN election e ON e.id = t.election_id "
        "JOIN resident r ON r.id = t.resident_id WHERE e.elected_on IS NOT NULL AND t.deleted_at IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM committee_member m WHERE m.resident_id = t.resident_id "
        "AND m.committee_id = e.committee_id AND m.deleted_at IS NULL)",
        kind="candidacies",
    ),
    Sort(
        "retention.consent",
        "已撤回的本人同意",
        "consent",
        "SELECT t.id, r.name, t.withdrawn_on FROM consent t JOIN resident r ON r.id = t.resident_id "
        "WHERE t.withdrawn_on IS NOT NULL AND t.deleted_at IS NULL",
        erasable=True,
        kind="consents",
    ),
    Sort(
        "retention.voucher",
        "收支账",
        "month_close",
        "SELECT t.id, c.name || ' ' || t.month, t.month FROM month_close t "
        "JOIN courtyard c ON c.id = t.courtyard_id WHERE t.deleted_at IS NULL",
        from_year_end=True,
        kind="month-closes",
    ),
    Sort("retention.minutes", "纪要、计票和换届结果"),
    Sort("retention.audit", "操作日志"),
)
"""In the order they are listed."""
BY_TABLE = {sort.table: sort for sort in SORTS if sort.table}
