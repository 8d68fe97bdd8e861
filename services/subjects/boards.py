"""Bulletin boards and what hung on them as the user sees them (居委会组织法 34)."""

from services.subjects.base import Child, Column, Field, Section, Subject, days_between
from services.subjects.courtyards import COMMUNITY_FILTER

_USED = (
    "(SELECT coalesce(sum(coalesce(p.slots, 1)), 0) FROM posting p WHERE p.board_id = t.id "
    "AND p.taken_down_on IS NULL AND p.deleted_at IS NULL)"
)

BOARDS = Subject(
    kind="boards",
    table="board",
    title="公开栏",
    one="公开栏",
    measure="个",
    icon="fa6s.chalkboard",
    from_sql="board t JOIN courtyard c ON c.id = t.courtyard_id LEFT JOIN unit u ON u.id = t.unit_id",
    name_sql="t.name",
    subtitle_sql="c.name",
    order=("c.name_key", "t.name_key", "t.id"),
    columns=(
        Column("name", "公开栏", "t.name", sort="t.name_key", width=16),
        Column("courtyard", "楼院", "c.name", sort="c.name_key", width=14),
        Column("place", "位置", "t.place", width=16),
        Column("slots", "可贴（张A4）", "t.slots", kind="count", width=9),
        Column("used", "已贴（张A4）", _USED, kind="count", width=9),
        Column("free", "空位", f"t.slots - {_USED}", kind="count", width=7),
        Column("retired_on", "停用日期", "t.retired_on", kind="date", width=12, shown=False),
    ),
    sections=(
        Section(
            "公开栏",
            (
                Field("courtyard_id", "楼院", "ref", required=True, target="courtyards"),
                Field("name", "名称", required=True, help="同一个楼院里不重名，如：东门公开栏。"),
                Field("place", "位置", help="在楼院的什么地方，如：1号楼西墙。"),
                Field("slots", "能贴几张A4", "count", suffix="张", help="不写时不提醒贴不下。"),
                Field("retired_on", "停用日期", "date"),
                Field("note", "备注", "longtext"),
            ),
        ),
    ),
    filters=(COMMUNITY_FILTER,),
    children=(Child("postings", "board_id", "张贴"),),
    search_ids=("t.id", "t.courtyard_id"),
    page=False,
    parent=("courtyard_id", "courtyards"),
    cover=True,
)

POSTINGS = Subject(
    kind="postings",
    table="posting",
    title="张贴记录",
    one="张贴记录",
    measure="次",
    icon="fa6s.thumbtack",
    from_sql="posting t JOIN notice n ON n.id = t.notice_id JOIN board b ON b.id = t.board_id "
    "JOIN courtyard c ON c.id = b.courtyard_id",
    name_sql="coalesce(n.number, '') || '《' || n.title || '》'",
    subtitle_sql="c.name || ' ' || b.name",
    order=("t.from_day DESC", "t.id DESC"),
    columns=(
        Column("number", "编号", "n.number", width=12),
        Column("title", "公示", "n.title", width=20),
        Column("board", "公开栏", "b.name", sort="b.name_key", width=14),
        Column("from_day", "张贴日期", "t.from_day", kind="date", width=12),
        Column("until_day", "公示至", "t.until_day", kind="date", width=12),
        Column("taken_down_on", "取下日期", "t.taken_down_on", kind="date", width=12),
        Column("days", "公示天数", days_between("t.from_day", "t.taken_down_on"), kind="count", width=8),
        Column("slots", "占几张A4", "t.slots", kind="count", width=8, shown=False),
        Column("early_reason", "提前取下的原因", "t.early_reason", width=16, shown=False),
    ),
    sections=(
        Section(
            "张贴",
            (
                Field("notice_id", "公示", "ref", required=True, target="notices"),
                Field("board_id", "公开栏", "ref", required=True, target="boards"),
                Field("from_day", "张贴日期", "date", required=True),
                Field("until_day", "公示至", "date"),
                Field("slots", "占几张A4", "count", suffix="张"),
                Field("posted_by", "张贴人"),
                Field("note", "备注", "longtext"),
            ),
        ),
        Section(
            "取下",
            (
                Field("taken_down_on", "取下日期", "date"),
                Field("taken_down_by", "取下人"),
                Field("early_reason", "提前取下的原因", "longtext"),
            ),
        ),
    ),
    search_ids=("t.notice_id", "t.board_id"),
    page=False,
    by_form=False,
    parent=("notice_id", "notices"),
    cover=True,
)
