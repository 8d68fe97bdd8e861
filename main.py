"""Louyuan (楼院台账): read the arguments, then start the window or one headless command; nothing else."""

import argparse
import os
import sys
from multiprocessing import freeze_support
from pathlib import Path
from typing import Any, NoReturn

from models.errors import LouyuanError

BUG = 3
"""Exit code of a mistake in the program itself: as little the caller's doing as a full disk."""


class Parser(argparse.ArgumentParser):
    """Argument parser that answers a mistake with one Chinese sentence and exit code 2."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and leave."""
        sys.stderr.write(f"命令写得不对：{_translated(message)}。用 python main.py --help 查看用法。\n")
        sys.exit(2)


def _translated(message: str) -> str:
    for english, chinese in (
        ("the following arguments are required:", "缺少"),
        ("unrecognized arguments:", "不认识"),
        ("invalid choice:", "没有这个选项"),
        ("expected one argument", "后面少一个值"),
        ("ignored explicit argument", "不带值，却写了"),
        ("invalid int value:", "不是整数："),
        ("argument ", "参数"),
        ("choose from", "可选"),
    ):
        message = message.replace(english, chinese)
    return message


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    if not (width.isdigit() and height.isdigit() and 0 < int(width) <= 8000 and 0 < int(height) <= 8000):
        raise argparse.ArgumentTypeError("尺寸请写成 1366x768")
    return int(width), int(height)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    from services.appraisal_command import add_parser as add_appraisals
    from services.audit_commands import add_parser as add_audit
    from services.commands import LISTED, NOTICES, STYLES
    from services.duties_command import add_parser as add_duties
    from services.election_command import add_parser as add_elections
    from services.life_commands import add_parsers
    from services.matter_commands import add_parsers as add_matters
    from services.meeting_commands import add_parsers as add_meetings
    from services.office_commands import add_parsers as add_offices
    from services.opinion_commands import add_parsers as add_opinions
    from services.privacy_command import add_parser as add_privacy
    from services.statistics_command import add_parser as add_statistics
    from services.sync_commands import add_parser as add_sync
    from services.user_commands import add_parser as add_users
    from services.vote_commands import add_parser as add_votes

    top = Parser(prog="main.py", description="楼院台账：不带命令时打开窗口。")
    top.add_argument("--data", type=Path, help="数据库文件，没有就新建")
    top.add_argument("--user", help="操作人姓名；命令行不写时记为“本机操作员”")
    top.add_argument("--self-test", action="store_true", help="自检：建库、导入、出一张公示，再读回来")
    commands = top.add_subparsers(dest="command", parser_class=Parser, metavar="命令")
    book = commands.add_parser("import-survey", help="导入摸排表；不加 --apply 只预演")
    book.add_argument("book", metavar="BOOK")
    book.add_argument("--apply", action="store_true", help="预演后写入")
    book.add_argument("--report", metavar="R.json", help="把结果写成 JSON")
    out = commands.add_parser("export-register", help="按摸排表的样子导出台账（xlsx）")
    out.add_argument("book", metavar="OUT.xlsx")
    out.add_argument("--community", metavar="NAME", help="只导出这个社区")
    out.add_argument("--full-numbers", action="store_true", help="电话和证件号码写完整（记入操作日志）")
    listing = commands.add_parser("list", help="列出一类记录")
    listing.add_argument("kind", choices=LISTED, metavar="KIND")
    listing.add_argument("--json", action="store_true")
    listing.add_argument("--full-numbers", action="store_true", help="电话和证件号码写完整（记入操作日志）")
    notice = commands.add_parser("notice", help="出一张公示（PDF 或 Word）")
    notice.add_argument("kind", choices=NOTICES, metavar="KIND")
    notice.add_argument("--courtyard", required=True, metavar="NAME")
    notice.add_argument("--id", metavar="ID", help="list … --json 给出的 id；不写时用最近的一条")
    notice.add_argument("--month", metavar="YYYY-MM", help="哪个月的收支或人员费用；不写时用最近月结的月份")
    notice.add_argument("--title", metavar="T", help="温馨提示的标题，和 --text 一起写")
    notice.add_argument("--text", metavar="FILE", help="温馨提示的正文（文本文件）")
    notice.add_argument("--out", metavar="FILE")
    batch = commands.add_parser("notices", help="一种公示，全部楼院或一个社区的楼院，一次出完（PDF 或 Word）")
    batch.add_argument("kind", choices=[kind for kind in NOTICES if kind != "free"], metavar="KIND")
    batch.add_argument("--community", metavar="NAME", help="只出这个社区的楼院")
    batch.add_argument("--out", metavar="DIR", help="每个楼院一个文件，存到这个文件夹")
    batch.add_argument("--combined", metavar="F.pdf", help="合成一个文件")
    for each in (notice, batch):
        _add_forms(each)
    owed = commands.add_parser("obligations", help="各楼院应公开的事项：该公开、快到期、已逾期、已公开")
    owed.add_argument("--on", metavar="DATE", help="看哪一天的，不写时是今天")
    owed.add_argument("--courtyard", metavar="NAME", help="只看这个楼院")
    owed.add_argument("--community", metavar="NAME", help="只看这个社区的楼院")
    owed.add_argument("--month", metavar="YYYY-MM", help="只看这个月的收支和这个月到期的")
    owed.add_argument("--json", action="store_true")
    add_duties(commands)
    add_statistics(commands)
    add_meetings(commands, Parser)
    _ledger(commands)
    add_votes(commands, Parser)
    add_opinions(commands, Parser)
    setting = commands.add_parser("typeset", help="把一篇文字排成公文（PDF）")
    setting.add_argument("text", metavar="TEXT.txt")
    setting.add_argument("--style", choices=STYLES, default="document", metavar="document|poster|large")
    setting.add_argument("--title", metavar="T", help="标题；不写时用文中的标题，没有时用文件名")
    setting.add_argument("--out", metavar="F.pdf")
    faces = commands.add_parser("fonts", help="本机字体：各部分用什么字体，缺哪些字")
    faces.add_argument("--json", action="store_true")
    faces.add_argument("--chars", metavar="FILE", help="查这个文件里的字有没有字形")
    finding = commands.add_parser("search", help="搜索")
    finding.add_argument("text", metavar="TEXT")
    finding.add_argument("--json", action="store_true")
    for name, what, word in (("backup", "OUT", "备份"), ("restore", "IN", "从备份恢复")):
        commands.add_parser(name, help=word).add_argument("file", metavar=what)
    add_parsers(commands, Parser)
    add_matters(commands, Parser)
    add_elections(commands, Parser)
    add_appraisals(commands, Parser)
    add_sync(commands, Parser)
    add_privacy(commands, Parser)
    add_offices(commands)
    add_users(commands, Parser)
    add_audit(commands, Parser)
    commands.add_parser("check", help="检查数据库是否完好")
    moving = commands.add_parser("move", help="把U盘、网络盘或云盘里的数据库移到本机的文件夹")
    moving.add_argument("--to", required=True, metavar="FOLDER")
    shots = commands.add_parser("screenshots", help="每个页面截一张图")
    shots.add_argument("--out", required=True, metavar="DIR")
    shots.add_argument("--size", type=_size, default=(1366, 768), metavar="1366x768")
    shots.add_argument("--scale", type=int, choices=(1, 2), default=1)
    demo = commands.add_parser("demo", help="用示例社区走一遍主要工作（不需要屏幕）")
    demo.add_argument("--out", default="out", metavar="DIR")
    return top


def _add_forms(command: argparse.ArgumentParser) -> None:
    """Add in which form a sheet is put out."""
    command.add_argument("--docx", action="store_true", help="出 Word 文档（.docx），不出 PDF")
    command.add_argument("--paper", choices=("a4", "a3"), help="纸张，不写时是 A4")
    command.add_argument("--landscape", action="store_true", help="横放")
    command.add_argument("--large", action="store_true", help="大字版")
    command.add_argument("--tiles", choices=("a3", "a2"), help="用几张 A4 拼成 A3 或 A2 海报")
    command.add_argument("--plaque", action="store_true", help="落款日期写成二〇二〇年八月三日")


def _ledger(commands: Any) -> None:
    """Add `ledger` with what it can do."""
    money = commands.add_parser("ledger", help="楼院收支：入账、月结、月度收支表")
    acts = money.add_subparsers(dest="ledger", parser_class=Parser, metavar="做什么", required=True)
    book = acts.add_parser("import", help="收支明细表或银行流水入账；不加 --apply 只预演")
    book.add_argument("book", metavar="BOOK", help="xlsx、xls、ods 或 csv")
    book.add_argument("--apply", action="store_true", help="预演后入账")
    book.add_argument("--courtyard", metavar="NAME", help="没有写明楼院的行（如银行流水）是哪个楼院的")
    book.add_argument("--account", metavar="NAME", help="记到这个账户")
    book.add_argument("--json", action="store_true")
    for name, words in (("close", "月结一个月的账，结了不能再改"), ("statement", "一个月的收支表")):
        act = acts.add_parser(name, help=words)
        act.add_argument("--courtyard", required=True, metavar="NAME")
        act.add_argument("--month", required=True, metavar="YYYY-MM")
        act.add_argument("--out", metavar="F.pdf", help="同时出月度收支公开表（PDF）")
        act.add_argument("--json", action="store_true", help="金额按分")
        act.add_argument("--user", default=argparse.SUPPRESS, metavar="A", help="操作人；月结时是制表人")
        if name == "close":
            act.add_argument("--checked-by", metavar="B", help="审核人，不同于制表人；只有一名用户时可不写")
            act.add_argument("--alone", metavar="REASON", help="只有一个人办理时写明原因")


def default_data() -> Path:
    """Return where the database lies when `--data` names none."""
    from platformdirs import user_data_path

    return user_data_path("louyuan", appauthor=False) / "office.db"


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked for and return the exit code.

    Raises:
        LouyuanError: a user's mistake or a fault of the environment.
    """
    if arguments.self_test:
        from ui.selftest import self_test

        return self_test()
    if arguments.command == "screenshots":
        from ui.screenshots import screenshots

        data = arguments.data or default_data()
        return screenshots(data, arguments.user, Path(arguments.out), arguments.size, arguments.scale)
    if arguments.command == "demo":
        from ui.demo import demo

        return demo(Path(arguments.out))
    if arguments.command != "vote":  # which goes by an office only where one is named
        arguments.data = arguments.data or default_data()
    if arguments.command is not None:
        from services.commands import run as run_command

        return run_command(arguments)
    from ui.app import run as run_window

    return run_window(arguments.data, arguments.user)


def main(argv: list[str] | None = None) -> int:
    """Start the program.

    Returns:
        0 on success, 2 on a user's mistake, 3 on a fault of the environment or of the program.
    """
    freeze_support()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    given = sys.argv[1:] if argv is None else argv
    arguments = parser().parse_args(given) if given else _window_arguments()
    try:
        code = run(arguments)
        if sys.stdout is not None:  # a window without a console has none
            sys.stdout.flush()
        return code
    except LouyuanError as error:
        sys.stderr.write(error.message + "\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("已中断，没有保存的内容没有写入。\n")
        return 2
    except BrokenPipeError:
        # whoever reads our output has seen enough (`… list residents | head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the last door: a bug must not show a traceback to a user
        sys.stderr.write(f"程序出错，没有完成，已保存的数据没有受影响。{_reported(error)}\n")
        return BUG


def _reported(error: Exception) -> str:
    """Write the report of a bug and say where it lies."""
    from services.crash import report

    try:
        return f"错误报告：{report(error)}"
    except OSError:
        return "错误报告没有写成，请检查磁盘的空间。"


def _window_arguments() -> argparse.Namespace:
    """Return what an empty command line means, without loading the parser's helpers."""
    return argparse.Namespace(data=None, user=None, self_test=False, command=None)


if __name__ == "__main__":
    sys.exit(main())
