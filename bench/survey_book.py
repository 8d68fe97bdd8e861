"""A made-up survey workbook of any length, in the shape of the offices' own: two heading rows, 36 columns."""

import random
from pathlib import Path

from bench.common import GIVEN, SURNAMES

_GROUPS: tuple[tuple[str, str], ...] = (
    ("", "序号 社区 楼院名称 详细地址 建成年份 楼栋数 单元数 总户数 常住人口"),
    ("党员情况", "总数 正式党员 其中：在职党员"),
    ("党组织", "名称 类型 书记 联系电话 成立时间"),
    ("", "楼院长"),
    ("居民自治组织", "形式 人数 主任 成立时间 届期(年)"),
    ("物业服务", "方式 服务单位 收费标准(元/㎡·月)"),
    ("基础设施", "消防通道 门禁 照明 充电设施 垃圾分类"),
    ("分包干部", "姓名 单位及职务 联系电话"),
    ("", "联建支部 备注"),
)
HEADINGS = tuple(
    (group, heading) if group else (heading,) for group, headings in _GROUPS for heading in headings.split()
)
STREETS = ("航海东路", "经北三路", "第五大街", "经南四路", "第八大街", "经北一路")
NOTES = ("独居老人较多", "墙皮脱落，急需维修", "原单位已破产", "有电梯加装需求", "")
UNITS = ("城管局 科级干部", "经发局 副局长", "社区局 副科长", "财政局 科长")
BRANCHES = ("财政局机关第一党支部", "经发局党支部", "城市管理局第二党支部", "/")


def rows(count: int, seed: int = 1) -> list[tuple[object, ...]]:
    """Return the data rows of a sheet with so many courtyards, written the ways offices write."""
    made = random.Random(seed)
    return [_row(made, number) for number in range(1, count + 1)]


def _row(made: random.Random, number: int) -> tuple[object, ...]:
    name = f"{made.choice(STREETS)}{number}号院"
    secretary, total = _person(made), made.randrange(3, 40)
    mark = ("√", "×", "有", "无", "部分", "损坏")
    return (
        number, f"第{number % 200 + 1}社区", name, f"经开区{made.choice(STREETS)}{number}号",
        made.choice((1992, "1992年", "90年代", "不详")), made.randrange(1, 9), made.randrange(3, 30),
        made.choice((number % 300 + 10, f"约{number % 300 + 10}户")), made.randrange(90, 900),
        total, total - 1, total // 3, f"{name}党支部", "楼院党支部", secretary, _phone(made),
        made.choice(("2020年8月25日", "2020-08-05", "2020.7.1", "20200608")),
        made.choice(("同书记", secretary, _person(made))), "议事会", 5, _person(made),
        made.choice(("2020.8.8", "2020年8月", "2020/8/12")), made.choice((3, 5, "三年")), "物业企业",
        "河南安心红色物业", made.choice((0.2, 0.3, "每户每月10元")), made.choice(mark), made.choice(mark),
        made.choice(mark), made.choice(mark), made.choice(mark), _person(made), made.choice(UNITS),
        _phone(made), made.choice(BRANCHES), made.choice(NOTES),
    )  # fmt: skip


def _person(made: random.Random) -> str:
    return made.choice(SURNAMES) + "".join(made.choices(GIVEN, k=2))


def _phone(made: random.Random) -> str:
    return f"138{made.randrange(10**8):08d}"


def write(path: Path, count: int) -> Path:
    """Write the workbook, once; a later run finds it.

    Args:
        path: where.
        count: number of courtyards.
    """
    if path.exists():
        return path
    import xlsxwriter

    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("楼院摸排")
    sheet.write(0, 0, "明湖办事处无主管楼院摸排情况统计表")
    for column, heading in enumerate(HEADINGS):
        sheet.write(1, column, heading[0])
    for column, heading in enumerate(HEADINGS):
        if len(heading) > 1:
            sheet.write(2, column, heading[1])
    for at, row in enumerate(rows(count), 3):
        sheet.write_row(at, 0, row)
    book.close()
    return path
