"""Breaks titles into balanced lines that split no word, as far as that can be known without a dictionary.

GB/T 9704-2012, 7.3.1: a title over several lines is broken where the sense allows, evenly, like a trapezium
or a lozenge. What stands in quotation marks or brackets stays together where it fits; so do the words that
titles of notices are made of, and the single characters that hang on what is before them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.documents.layout.lines import Line, line_of
from services.documents.layout.marks import characters
from services.documents.layout.measured import Measured
from services.documents.layout.units import bindings

_BRACKETED = re.compile("《[^《》]*》|“[^“”]*”|（[^（）]*）|〔[^〔〕]*〕|【[^【】]*】|「[^「」]*」")
# What titles of an office's papers are made of; the longer word is found first.
_TITLE_WORDS = """
居民自治管理委员会 自我管理委员会 居民委员会 业主委员会 管理委员会 委员会 党工委
办公室 办事处 街道 社区 居民代表 居民 业主 代表 候选人 志愿者 志愿
实施方案 工作方案 方案 暂行办法 办法 规定 细则 规则 意见 通知 公告 公示 通报
决定 决议 纪要 报告 倡议书 承诺书 温馨提示 提示 好人好事 挂图作战
征求 关于 进一步 加强 提升 提高 推进 推动 开展 做好 印发 召开
组织架构 组织 架构 成员 职责 概况 会议 大会 表决 投票 选举 换届 结果 情况 名单
活动 工作 实施 治理 水平 管理 服务 改造 建设 整治 维修 更新 物业
无主管楼院 楼院 老旧 小区 楼栋 单元 下水管道 管道 管网 电动 车棚 停车 充电
垃圾 分类 消防 安全 卫生 环境 公共收益 收益 收支 财务 资金 项目
东侧 西侧 南侧 北侧 车棚 拆除 加装 电梯 屋面 防水 供暖 燃气 路面 绿化 照明 门禁 收费 划线
国务院 办公厅 人民政府 全国 国家 城镇 城市 乡村 农村 节假日 放假 安排 部分 全面 深入 指导 促进 深化 改革 发展
经济 社会 建立 健全 完善 体系 机制 制度 规划 行动 计划 试点 若干 措施 条例 政策 保障 监督 检查 值班 防汛 春节
年度 季度 月份 第[一二三四五六七八九十]+[届次期季]
"""
_WORDS = re.compile("|".join(_TITLE_WORDS.split()))
# These begin no line: they belong to what is before them.
_HANGING = frozenset("的之和与及等")
# A line ends well behind these.
_GOOD_ENDS = ("关于", "的", "、", "》", "”", "，", "：")
_IN_WORD, _HANGS, _SPLITS_BRACKET, _GOOD, _LINE_MORE = 6.0, 4.0, 12.0, -0.6, 4.0


def title_lines(measured: Measured, room: float, names: Sequence[str] = ()) -> list[Line]:
    """Return a one-paragraph title as balanced lines.

    Args:
        measured: the title.
        room: width of a line, in the unit of the measured widths.
        names: proper names in it that stay whole where they fit.
    """
    text = measured.text.rstrip()
    size = len(text)
    if not size:
        return [Line("", 0.0, (), True)]
    count = max(1, -(-int(measured.width(0, size) * 1000) // int(room * 1000)))
    costs = _costs(text, names)
    for lines in range(count, size + 1):
        bad, places = _best(measured, size, costs, lines, room)
        if not places:
            continue
        if bad > _LINE_MORE:
            # Rather a line more than a word split.
            worse, looser = _best(measured, size, costs, lines + 1, room)
            places = looser if looser and worse + _LINE_MORE < bad else places
        return [line_of(measured, start, end, end == size) for start, end in places]
    return [line_of(measured, 0, size, True)]


def _costs(text: str, names: Sequence[str]) -> dict[int, float]:
    """Return where a line may end, with how bad that is."""
    bound = bindings(text)
    costs = {place: 0.0 for place in range(1, len(text)) if not bound[place]}
    kinds = [(_WORDS, _IN_WORD), (_BRACKETED, _SPLITS_BRACKET)]
    if names:
        kinds.append((re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True)))), _IN_WORD))
    for pattern, cost in kinds:
        for found in pattern.finditer(text):
            for place in range(found.start() + 1, found.end()):
                if place in costs:
                    costs[place] += cost
    for place in costs:
        if text[place] in _HANGING:
            costs[place] += _HANGS
        elif text[:place].endswith(_GOOD_ENDS):
            costs[place] += _GOOD
    return costs


def _best(
    measured: Measured, size: int, costs: dict[int, float], lines: int, room: float
) -> tuple[float, list[tuple[int, int]]]:
    """Return how bad the best way to set a title in so many lines is, and it; no places if there is none."""
    even = measured.width(0, size) / lines
    # For every place: how bad the lines before it are at best, and where the last of them began.
    reached: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for line in range(1, lines + 1):
        ahead: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (before, cuts) in reached.items():
            for end in (size,) if line == lines else costs:
                if end <= start:
                    continue
                width = measured.width(start, end)
                if width > room + 1e-6:
                    break
                lonely = characters(measured.text[start:end]) < 2 and lines > 1
                bad = before + ((width - even) / measured.em) ** 2 / 4 + costs.get(end, 0.0) + 50 * lonely
                if end not in ahead or bad < ahead[end][0]:
                    ahead[end] = bad, (*cuts, end)
        reached = ahead
    if size not in reached:
        return 0.0, []
    bad, cuts = reached[size]
    return bad, list(zip((0, *cuts[:-1]), cuts, strict=True))
