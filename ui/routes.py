"""On which page a record is shown: its own subject's, or that of what it belongs to."""

from services.subjects import ALL, subject


def home_of(kind: str) -> str:
    """Return the kind whose page shows records of `kind`.

    Args:
        kind: kind of any subject.
    """
    seen = kind
    while not subject(seen).page:
        described = subject(seen)
        same_table = [each.kind for each in ALL if each.page and each.table == described.table]
        if same_table:
            return same_table[0]
        if described.parent is None:
            break
        seen = described.parent[1]
    return seen
