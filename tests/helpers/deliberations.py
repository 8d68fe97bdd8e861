"""The three real records of the sample (meetings, a matter, an election) in an office of a test."""

from __future__ import annotations

import re
from functools import lru_cache

from services.office import Context
from services.resources import resource_text
from services.sample import enter_meetings
from tests.helpers.office import add, committee, courtyard

RECORDS = "sample/会议记录样例.md"


def deliberated(context: Context) -> dict[str, bytes]:
    """Enter the three records with their courtyards; return the ids of the records that have a key.

    The courtyards stand under "one", "two" and "three", their communities under "community" and "other".
    """
    office = add(context, "units", name="明湖办事处", kind="office")
    home = add(
        context,
        "communities",
        name="远大社区",
        parent_id=office,
        contact="郭小满",
        phone="037166785390",
        address="经南四路138号",
    )
    other = add(context, "communities", name="安飞社区", parent_id=office)
    yards = {
        "one": courtyard(context, "航海东路1号院", home),
        "two": courtyard(context, "郑纺机西院", home),
        "three": courtyard(context, "轴承厂2号院", other),
    }
    committee(context, yards["three"], "轴承厂2号院自管会")
    return {**enter_meetings(context), **yards, "community": home, "other": other}


@lru_cache(maxsize=1)
def figures() -> tuple[frozenset[str], ...]:
    """Return the figures of each of the three records as written, without the numbers of lists and steps."""
    parts = re.split(r"^## ", resource_text(RECORDS), flags=re.MULTILINE)[1:]
    listing = re.compile(r"^\s*[0-9]\. ", re.MULTILINE)
    return tuple(frozenset(re.findall(r"[0-9][0-9,.:]*[0-9]|[0-9]", listing.sub("", part))) for part in parts)
