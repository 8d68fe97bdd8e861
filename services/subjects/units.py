"""Units and, among them, communities as the user sees them."""

from models import vocab
from services.subjects.base import Child, Column, Field, Filter, Section, Subject

_FIELDS = (
    Field("name", "名称", required=True),
    Field("code", "编号"),
    Field("address", "地址"),
    Field("contact", "联系人"),
    Field("phone", "联系电话", "phone"),
    Field("note", "备注", "longtext"),
)
_OFFICE = Field("parent_id", "上级单位", "ref", target="units")
_CONTACT = (
    Column("contact", "联系人", "t.contact"),
    Column("phone", "联系电话", "t.phone", kind="phone", width=14),
    Column("address", "地址", "t.address", width=18, shown=False),
)

UNITS = Subject(
    kind="units",
    table="unit",
    title="单位",
    one="单位",
    measure="个",
    icon="fa6s.landmark",
    from_sql="unit t LEFT JOIN unit p ON p.id = t.parent_id",
    name_sql="t.name",
    subtitle_sql="coalesce(p.name, '')",
    order=("t.name_key", "t.id"),
    columns=(
        Column("name", "名称", "t.name", sort="t.name_key", width=20),
        Column("kind", "类别", "t.kind", kind="choice", vocabulary=vocab.UNIT_KIND, width=9),
        Column("parent", "上级单位", "p.name", sort="p.name_key", width=14),
        *_CONTACT,
    ),
    sections=(
        Section(
            "单位",
            (Field("kind", "类别", "choice", required=True, vocabulary=vocab.UNIT_KIND), *_FIELDS, _OFFICE),
        ),
    ),
    filters=(Filter("kind", "类别", "t.kind = ?", vocabulary=vocab.UNIT_KIND),),
    children=(Child("units", "parent_id", "下级单位"),),
)

COMMUNITIES = Subject(
    kind="communities",
    table="unit",
    title="社区",
    one="社区",
    measure="个",
    icon="fa6s.landmark",
    from_sql="unit t LEFT JOIN unit p ON p.id = t.parent_id",
    name_sql="t.name",
    subtitle_sql="coalesce(p.name, '')",
    order=("t.name_key", "t.id"),
    columns=(
        Column("name", "社区", "t.name", sort="t.name_key", width=16),
        Column("office", "办事处", "p.name", sort="p.name_key", width=14),
        Column(
            "courtyards",
            "楼院数",
            "(SELECT count(*) FROM courtyard c WHERE c.unit_id = t.id AND c.deleted_at IS NULL)",
            kind="count",
            width=8,
        ),
        *_CONTACT,
    ),
    sections=(Section("社区", (*_FIELDS, _OFFICE)),),
    children=(Child("courtyards", "unit_id", "楼院"),),
    page=False,
    where="t.kind = 'community'",
    fixed=(("kind", "community"),),
)
