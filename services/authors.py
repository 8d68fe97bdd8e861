"""Who wrote a change: a user of this installation, or somebody of another office, named with it."""

AUTHOR = (
    "coalesce(u.name, e.name, '') || CASE WHEN p.is_self = 1 OR coalesce(n.name, p.name) IS NULL THEN '' "
    "ELSE '（' || coalesce(n.name, p.name) || '）' END"
)
"""The name as it is shown, for a query with `AUTHOR_FROM`."""
AUTHOR_FROM = (
    "LEFT JOIN app_user u ON u.id = coalesce(s.user_id, f.user_id) "
    "LEFT JOIN sync_person e ON e.user_id = coalesce(s.user_id, f.user_id) "
    "LEFT JOIN sync_replica p ON p.replica_id = s.replica_id LEFT JOIN unit n ON n.id = p.unit_id"
)
"""Joins behind the change `s` and the first one of its transaction `f`."""
