"""The self-test: a temporary office, a small book imported, one notice printed and read back.

It runs the same way in the frozen program, child processes and Qt's PDF reader included, so that one call
tells whether an installation works.
"""

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from models.errors import EnvironmentFault, LouyuanError

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

    from services.notices import Sheet
    from services.office import Context

FAILED = 3
COURTYARD = "自检楼院"
NAMES = ("王䶮", "𠅤志远")
"""Names with characters that fonts lack and that PDF libraries get wrong: one rare, one beyond the BMP."""
_HEADINGS = ("序号", "所属社区", "楼院名称", "详细地址", "总户数", "楼院长", "党支部书记")
_ROWS = ((1, "自检社区", COURTYARD, "幸福路1号", 48, NAMES[0], NAMES[1]),)


@dataclass(slots=True)
class _Bench:
    """What the steps hand on to each other."""

    folder: Path
    stack: ExitStack
    context: "Context | None" = None
    sheet: "Sheet | None" = None
    app: "QGuiApplication | None" = field(default=None)

    @property
    def office(self) -> "Context":
        if self.context is None:
            raise EnvironmentFault("数据库没有打开。")
        return self.context


def self_test() -> int:
    """Run every step, print what it did, and stop at the first that fails.

    Returns:
        0, or 3 when a step failed.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(
            TemporaryDirectory(prefix="louyuan-selftest-", ignore_cleanup_errors=True)
        )
        bench = _Bench(Path(folder), stack)
        for number, (title, step) in enumerate(STEPS, 1):
            problem = _problem(step, bench)
            if isinstance(problem, Exception):
                sys.stderr.write(f"自检没有通过，第{number}步“{title}”：{_sentence(problem)}\n")
                return FAILED
            sys.stdout.write(f"{number}. {title}：{problem}\n")
    sys.stdout.write("自检通过。\n")
    return 0


def _problem(step: "Callable[[_Bench], str]", bench: _Bench) -> str | Exception:
    """Return what a step says it did, or what it raised."""
    try:
        return step(bench)
    except Exception as error:  # noqa: BLE001 - whatever is broken about an installation must be named
        return error


def _sentence(error: Exception) -> str:
    if isinstance(error, LouyuanError):
        return error.message
    from services.crash import report

    return f"程序出错，安装可能不完整，请重新安装。错误报告：{report(error)}"


def _open(bench: _Bench) -> str:
    from services.context import open_context

    bench.context = open_context(bench.folder / "office.db")
    bench.stack.callback(bench.context.close)
    return "建立并打开了临时数据库"


def _import(bench: _Bench) -> str:
    from services import importing
    from services.excel import write_table

    book = bench.folder / "自检.xlsx"
    write_table(book, "楼院摸排表", _HEADINGS, _ROWS)
    rehearsal = importing.rehearse(bench.office, book)
    result = importing.apply(bench.office, rehearsal, backup=False)
    if rehearsal.counts["courtyards"] != len(_ROWS) or not result.change_records:
        raise EnvironmentFault(f"写出的小表有{len(_ROWS)}个楼院，却没有读到。请重新安装程序。")
    return f"写出一本小表，在子进程中读入，写了{result.change_records}条变更记录"


def _render(bench: _Bench) -> str:
    from services.notices import Target, courtyard_named, make_sheet

    courtyard = courtyard_named(bench.office, COURTYARD)
    bench.sheet = make_sheet(bench.office, Target("overview", courtyard))
    pdf = bench.sheet.pdf
    families = sorted({use.family for use in pdf.fonts.roles.values()})
    return f"生成“{bench.sheet.title}”{pdf.pages}页，{len(pdf.data) // 1024} KB，字体：{'、'.join(families)}"


def _read_back(bench: _Bench) -> str:
    from PySide6.QtGui import QGuiApplication

    from ui.widgets.pdf_pages import page_texts

    if bench.sheet is None:
        raise EnvironmentFault("公示没有生成。")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    bench.app = QGuiApplication.instance() or QGuiApplication([])  # type: ignore[assignment]
    text = "".join(page_texts(bench.sheet.pdf.data))
    for wanted in (COURTYARD, *NAMES):
        if wanted not in text:
            raise EnvironmentFault(f"公示里的“{wanted}”读回来不一样。请重新安装程序和中文字体。")
    return f"用 Qt 读回公示，{'、'.join(NAMES)}一字不差"


def _look(bench: _Bench) -> str:
    from services.resources import resource_text
    from ui.widgets import icons, style

    style.sheet()
    resource_text("help/import.md")
    if icons.outline("fa6s.building").isEmpty():
        raise EnvironmentFault("图标画不出来。请重新安装程序。")
    return "样式、图标和帮助齐全"


STEPS: "tuple[tuple[str, Callable[[_Bench], str]], ...]" = (
    ("数据库", _open),
    ("导入", _import),
    ("公示", _render),
    ("读回", _read_back),
    ("界面", _look),
)
