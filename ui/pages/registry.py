"""Which pages there are, in the order of the navigation; each is imported when it is first shown.

A page module offers `make(session, argument)` which returns a `ui.page.Page`. Adding a page is adding a line
here; a line whose module does not exist is left out.
"""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from ui.page import Page
    from ui.session import Session

# Module names are text so that no page knows another; build.spec bundles the whole package for that reason.


@dataclass(frozen=True, slots=True)
class Entry:
    """One page.

    Attributes:
        key: its name in code.
        title: what stands in the navigation.
        icon: as QtAwesome writes it.
        module: module below `ui.pages` with a function `make`.
        argument: handed to `make`: the kind of a page of records.
        group: pages of one group stand together in the navigation.
        kind: subject whose number of records stands behind the title; "" for none.
        listed: whether it stands in the navigation; others are only reached from elsewhere.
        right: code of the right without which it is not there; "" for a page of everybody.
    """

    key: str
    title: str
    icon: str
    module: str
    argument: str = ""
    group: int = 0
    kind: str = ""
    listed: bool = True
    right: str = ""


def _records(kind: str, title: str, icon: str, group: int, right: str = "") -> Entry:
    return Entry(kind, title, icon, "records", kind, group, kind, right=right)


_VOTES = "deliberation.write|votes.count"

ENTRIES: tuple[Entry, ...] = (
    Entry("start", "工作台", "fa6s.house", "start"),
    _records("courtyards", "楼院", "fa6s.building", 1),
    _records("dwellings", "房屋住户", "fa6s.door-open", 1),
    _records("residents", "居民", "fa6s.users", 1),
    _records("representatives", "居民代表", "fa6s.person-chalkboard", 1),
    _records("party-organisations", "党组织", "fa6s.sitemap", 2),
    _records("committees", "自治组织", "fa6s.people-group", 2),
    _records("teams", "志愿服务", "fa6s.hand-holding-heart", 2),
    _records("activities", "活动", "fa6s.calendar-check", 2),
    _records("units", "单位", "fa6s.landmark", 2),
    Entry("coverage", "覆盖情况", "fa6s.table-cells", "coverage", group=2),
    _records("opinions", "意见诉求", "fa6s.comment-dots", 3, "opinions.see"),
    _records("disputes", "矛盾纠纷", "fa6s.handshake", 3, "opinions.see"),
    _records("meetings", "会议", "fa6s.comments", 3),
    _records("action-items", "待办事项", "fa6s.list-check", 3),
    _records("matters", "协商事项", "fa6s.scale-balanced", 3),
    _records("elections", "换届选举", "fa6s.check-to-slot", 3),
    _records("charters", "章程公约", "fa6s.scroll", 3),
    _records("appraisals", "大家评", "fa6s.star-half-stroke", 3),
    _records("collecting-plans", "定期收集", "fa6s.inbox", 3, "opinions.see"),
    _records("notices", "公示通知", "fa6s.bullhorn", 3),
    Entry("duties", "议事任务", "fa6s.calendar-day", "duties", group=3),
    Entry("obligations", "公开任务", "fa6s.clipboard-list", "obligations", group=3),
    Entry("walk-list", "张贴单", "fa6s.person-walking", "walk_list", group=3),
    Entry("statistics", "公开统计", "fa6s.chart-column", "statistics", group=3),
    _records("disclosure-requests", "依申请公开", "fa6s.circle-question", 3),
    Entry("ledger", "收支账", "fa6s.book", "ledger", group=3),
    Entry("preview", "公示打印", "fa6s.print", "notice_preview", group=4, right="notices.print"),
    Entry("import", "导入", "fa6s.file-import", "import_page", group=4, right="records.import"),
    Entry("conflicts", "待决事项", "fa6s.code-branch", "conflicts", group=4, right="decisions.take"),
    Entry("duplicates", "疑似重复", "fa6s.clone", "duplicates", group=4, right="records.merge"),
    Entry("privacy", "个人信息", "fa6s.user-shield", "privacy", group=4, right="personal.review"),
    Entry("sync", "数据同步", "fa6s.right-left", "sync", group=4, right="exchange.run"),
    Entry("system", "系统", "fa6s.gear", "system", group=5),
    Entry(
        "meeting-room",
        "会场",
        "fa6s.people-roof",
        "meeting_room",
        listed=False,
        right="deliberation.write|votes.count",
    ),
    Entry("welcome", "欢迎使用", "fa6s.house", "welcome", listed=False),
)


def entries() -> tuple[Entry, ...]:
    """Return the pages that exist."""
    return tuple(entry for entry in ENTRIES if find_spec(f"{__package__}.{entry.module}") is not None)


def load(entry: Entry) -> ModuleType:
    """Import the module of a page."""
    return import_module(f"{__package__}.{entry.module}")


def make(entry: Entry, session: "Session") -> "Page":
    """Build a page.

    Args:
        entry: which one.
        session: the office at work, handed to the page.
    """
    return cast("Page", load(entry).make(session, entry.argument))
