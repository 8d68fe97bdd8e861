"""The command `vote count`: tables as offices keep them, and one sentence for each that cannot be counted."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import main
from tests.helpers.vote_oracle import HEADS, OWNERS, Home, told
from tests.unit.rules.test_counting import at_the_very_share, towns

ORDINARY = "civil-code-278-ordinary"
RESIDENTS = "residents-meeting-2026"
HEADER = "dwelling,owner,owner_id,area,ballot,origin"
CHINESE = "房号,业主,业主编号,面积（㎡）,表决,来源"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def count(text: str, rule: str = ORDINARY, *more: str, encoding: str = "utf-8") -> tuple[int, str, str]:
        path = tmp_path / "votes.csv"
        path.write_bytes(text.encode(encoding))
        data = tmp_path / "office.db"
        code = main.main(["--data", str(data), "vote", "count", str(path), "--rule", rule, *more])
        assert not data.exists()
        said = capsys.readouterr()
        return code, said.out, said.err

    return count


def _csv(homes: list[Home], origins: list[str], shares: bool) -> str:
    """Write each owner of each home on a line of their own: the area repeated, or as shares that differ."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(HEADER.split(","))
    for home, origin in zip(homes, origins, strict=True):
        owners = sorted(home.owners)
        parts = [home.area] * len(owners)
        if shares and len(owners) > 1 and home.area > 6:
            parts = [*range(1, len(owners)), home.area - sum(range(1, len(owners)))]
        for owner, area in zip(owners, parts, strict=True):
            lines.writerow(
                [home.name, owner, f"id-{owner}", f"{area // 100}.{area % 100:02d}", home.ballot, origin]
            )
    return out.getvalue()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(towns() | at_the_very_share(), st.sampled_from([*OWNERS, *HEADS]), st.booleans(), st.data())
def test_a_file_counts_like_the_naive_count(
    run: Run, homes: list[Home], rule: str, shares: bool, data: Any
) -> None:
    if rule in HEADS:  # who meets is a person, not the owners of a dwelling
        homes = [replace(home, owners=frozenset({"-".join(sorted(home.owners))})) for home in homes]
    kinds = st.sampled_from(("on_spot", "written", "door", "proxy", ""))
    origins = data.draw(st.lists(kinds, min_size=len(homes), max_size=len(homes)))
    code, out, err = run(_csv(homes, origins, shares), rule, "--json")
    assert (code, err) == (0, "")
    wanted, said = told(rule, homes), json.loads(out)
    assert (said["quorum_met"], said["passed"]) == (wanted["quorum_met"], wanted["passed"])
    for what in ("turnout", "result"):
        assert {part: share for part, share in said[what].items() if share is not None} == {
            part: str(share) for part, share in wanted[what].items()
        }
    assert said["counts"]["heads"] == wanted["counts"]["heads"]
    if "area" in wanted["counts"]:
        assert said["counts"]["area"] == {
            name: f"{area // 100}.{area % 100:02d}" for name, area in wanted["counts"]["area"].items()
        }
    else:
        assert said["counts"]["area"] is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_chinese_table(run: Run, encoding: str) -> None:
    text = (
        f"{CHINESE}\n1-101,张三,a1,３０００㎡,同意,现场\n1-102,张三,a1,1000.00平方米,赞成,委托\n\n"
        "1-201,李四,,2000,无效,书面\n１－２０１,王五,,2000,未投,\n1-202,赵六,,3000,none,\n"
    )
    code, out, err = run(text, ORDINARY, "--json", encoding=encoding)
    assert (code, err) == (0, "")
    said = json.loads(out)
    assert said["article"] == "民法典第278条"
    assert said["turnout"] == {"heads": "2/3", "area": "2/3"}
    assert said["counts"]["area"]["for"] == "4000.00"


def test_as_text(run: Run) -> None:
    code, out, _ = run(f"{CHINESE}\n1-101,张三,,90,同意,\n1-102,李四,,10.01,反对,\n")
    assert code == 0
    assert "专有部分面积（㎡）：应参加100.01，参与100.01，同意90.00，反对10.01，弃权0.00，无效0.00" in out
    assert out.endswith("按民法典第278条，本项表决未获通过。\n")
    assert "同意的人数1人 ÷ 参与表决2人 = 1/2，没有达到过半数（至少2人），还差1人。" in out


def test_where_heads_alone_decide_two_persons_of_one_dwelling_are_two(run: Run) -> None:
    text = "房号,姓名,表决\n1-101,张三,同意\n1-101,李四,反对\n1-102,王五,同意\n"
    said = json.loads(run(text, RESIDENTS, "--json")[1])
    assert (said["passed"], said["result"]["heads"], said["counts"]["heads"]["due"]) == (True, "2/3", 3)


def test_heads_only_needs_neither_area_nor_dwelling(run: Run) -> None:
    code, out, _ = run("姓名,表决\n张三,同意\n李四,反对\n王五,同意\n赵六,未投\n", RESIDENTS, "--json")
    said = json.loads(out)
    assert (code, said["passed"], said["result"]) == (0, True, {"heads": "2/3", "area": None})


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("", ("只有表头",)),
        ("1-101,张三,,90,,\n", ("第2行没有写表决", "未投")),
        ("1-101,张三,,90,支持,\n", ("第2行的表决“支持”不认识", "同意（for）")),
        ("1-101,张三,,90,for,电话\n", ("第2行的来源“电话”不认识", "入户（door）")),
        ("1-101,,,90,for,\n", ("第2行没有写业主",)),
        (",张三,,90,for,\n", ("第2行没有写房号",)),
        ("1-101,张三,,,for,\n", ("第2行（1-101）没有写面积",)),
        ("1-101,张三,,-90,for,\n", ("第2行的面积“-90”是负数",)),
        ("1-101,张三,,0.00,for,\n", ("第2行的面积是 0",)),
        ("1-101,张三,,九十,for,\n", ("第2行的面积“九十”不是数字",)),
        ("1-101,张三,,1e3,for,\n", ("第2行的面积“1e3”不是数字",)),
        ("1-101,张三,,90.005,for,\n", ("第2行的面积“90.005”多于两位小数",)),
        ("1-101,张三,,90,for,\n\n1-101,张三,,90,for,\n", ("第2行和第4行重复",)),
        (
            "1-101,张三,,90,for,\n1-102,李四,,90,for,\n1-103,张三,,90,for,\n",
            ("“张三”（第2行1-101、第4行1-103）", "业主编号"),
        ),
        ("1-101,张三,a,90,for,\n1-103,张三,,90,for,\n", ("分不清是不是同一个人", "张三")),
        ("1-101,张三,a,90,for,\n1-103,李四,a,90,for,\n", ("第2行的“张三”和第3行的“李四”", "“a”")),
        ("1-101,张三,a,90,for,\n1-103,张三,a,90,against,\n", ("几套房表决不一致", "张三", "1-101、1-103")),
        (
            "1-101,张三,,90,for,\n1-101,李四,,90,against,\n",
            ("1-101的共有人表决不一致（第2行张三同意、第3行李四反对）",),
        ),
    ],
)
def test_a_line_that_cannot_be_counted(run: Run, lines: str, words: tuple[str, ...]) -> None:
    code, out, err = run(f"{HEADER}\n{lines}", ORDINARY, "--json")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    for word in words:
        assert word in err


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("", ORDINARY, "是空的"),
        ("\n,,\n", ORDINARY, "是空的"),
        ("房号,面积\n1,2\n", ORDINARY, "没有业主（owner）、表决（ballot）"),
        ("业主,姓名,表决\n", ORDINARY, "两列“业主（owner）”"),
        (f"{HEADER}\n", "civil-code-279", "没有编号是“civil-code-279”的计票规则，可用的有：property-law-76"),
        (f"{HEADER}\n", "committee.seats", "没有编号是“committee.seats”的计票规则，可用的有："),
        (f"{HEADER}\n", "", "请加 --rule，可用的有："),
    ],
)
def test_a_file_or_a_rule_that_is_refused(run: Run, text: str, rule: str, words: str) -> None:
    code, out, err = run(text, rule)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert words in err


def test_what_is_no_such_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "votes.xlsx").write_bytes(b"PK")
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\x00\x01\xff")
    for name, words in (
        ("none.csv", "没有找到文件"),
        ("", "是文件夹"),
        ("votes.xlsx", "另存为 CSV"),
        ("picture.csv", "不是电子表格，也不是能读懂的文本"),
    ):
        assert main.main(["vote", "count", str(tmp_path / name), "--rule", ORDINARY]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert words in said.err


def test_a_reading_fault_is_the_machines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "votes.csv"
    path.write_text(HEADER, encoding="utf-8")

    def broken(*given: Any) -> Any:
        raise OSError("no reading")

    monkeypatch.setattr("services.excel.delimited.read_delimited", broken)
    assert main.main(["vote", "count", str(path), "--rule", ORDINARY]) == 3
    assert "读不出来" in capsys.readouterr().err
