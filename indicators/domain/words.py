"""The words of every code of the closed lists, in English and Simplified Chinese."""

from __future__ import annotations

from enum import StrEnum

from indicators.domain import codelists as lists
from indicators.domain.formats import short

Pair = tuple[str, str]

WORDS: dict[type[StrEnum], dict[str, Pair]] = {
    lists.Verdict: {
        "met": ("Met", "已实现"),
        "missed": ("Missed", "未实现"),
        "met_late": ("Met late", "逾期实现"),
        "kept": ("Kept", "持续达标"),
        "breached": ("Breached", "未能持续达标"),
        "pending": ("Pending", "待定"),
        "overdue": ("Figure awaited", "到期未有数据"),
        "not_assessable": ("Not assessable", "无法评估"),
    },
    lists.Certainty: {
        "clear": ("Clear", "明确"),
        "within_rounding": ("Within rounding", "在舍入误差之内"),
        "within_revision_range": ("Within the range of revisions", "在修订幅度之内"),
        "disputed": ("Disputed", "有争议"),
    },
    lists.Outlook: {
        "on_track": ("On track", "进展正常"),
        "behind": ("Behind", "进度落后"),
        "far_behind": ("Far behind", "进度严重落后"),
        "wrong_direction": ("Wrong direction", "方向相反"),
        "none": ("No outlook", "暂无展望"),
    },
    lists.Freshness: {
        "on_time": ("On time", "按时"),
        "late": ("Late", "延迟"),
        "very_late": ("Very late", "严重延迟"),
    },
    lists.NotAssessableReason: {
        "no_number": ("The text gives no number and no deadline.", "原文没有给出数字和期限。"),
        "no_data": ("Nobody publishes figures for it.", "没有机构发布相关数据。"),
        "no_baseline": ("The figure to compare with is not known.", "用于比较的基期数据未知。"),
        "unit_mismatch": (
            "Bound and series measure different things.",
            "目标与数据的计量对象不同。",
        ),
        "definition_changed": (
            "The definition changed before a figure could decide.",
            "在数据足以判断之前，统计口径已经改变。",
        ),
    },
    lists.NoOutlookReason: {
        "decided": ("The verdict is known.", "结论已定。"),
        "nothing_known_yet": ("Nothing is known yet.", "尚无数据。"),
        "no_baseline": (
            "There is no baseline to measure progress from.",
            "没有可衡量进展的基期数据。",
        ),
        "too_few_points": ("There are too few figures.", "数据点太少。"),
        "no_number": (
            "The statement gives no number to measure progress by.",
            "目标没有可衡量进展的数字。",
        ),
        "no_method": ("No method for this kind of statement yet.", "此类目标暂无适用方法。"),
        "horizon_passed": ("The deadline has passed.", "期限已过。"),
        "not_assessable": ("The target cannot be assessed.", "该目标无法评估。"),
        "not_defined": (
            "A ratio cannot be formed with zero or negative figures.",
            "数据为零或负数，无法计算比率。",
        ),
    },
    lists.IndicatorKind: {
        "stock": ("Stock (at the end of a period)", "存量（期末）"),
        "flow": ("Flow (within a period)", "流量（期内）"),
        "rate": ("Rate", "比率"),
        "index": ("Index", "指数"),
        "share": ("Share", "占比"),
    },
    lists.Direction: {
        "higher": ("More is better", "越高越好"),
        "lower": ("Less is better", "越低越好"),
        "none": ("Neither", "无方向"),
    },
    lists.Basis: {
        "level": ("Level", "绝对值"),
        "ytd": ("Year to date", "年初以来累计"),
        "growth": ("Published growth on a year before", "官方同比增速"),
        "ytd_growth": ("Published growth, year to date", "官方累计同比增速"),
    },
    lists.Frequency: {
        "A": ("Annual", "年度"),
        "S": ("Half-yearly", "半年度"),
        "Q": ("Quarterly", "季度"),
        "M": ("Monthly", "月度"),
        "D": ("Daily", "每日"),
    },
    lists.ObsStatus: {
        "A": ("Normal", "正常"),
        "B": ("Break in the series", "序列中断"),
        "D": ("Definition differs", "口径不同"),
        "E": ("Estimated", "估计值"),
        "F": ("Forecast", "预测值"),
        "L": ("Not collected", "未采集"),
        "O": ("Missing", "缺失"),
        "P": ("Provisional", "初步数"),
        "U": ("Low reliability", "可靠性低"),
    },
    lists.Bound: {
        "exact": ("exact", "准确值"),
        "at_least": ("more than", "超过"),
        "at_most": ("nearly", "接近"),
        "approximate": ("about", "约"),
    },
    lists.DateBasis: {
        "stated": ("stated by the source", "来源注明"),
        "calendar": ("by the release calendar", "按发布日历"),
        "inferred": ("inferred", "推断"),
        "unknown": ("unknown", "未知"),
    },
    lists.Quantity: {
        "level": ("Level", "水平"),
        "change": ("Change", "变化量"),
        "percent_change": ("Percent change", "变化百分比"),
        "growth": ("Growth on a year before", "同比增速"),
        "cumulative": ("Sum over the window", "期内累计"),
        "average_growth": ("Average annual growth", "年均增速"),
        "peak": ("Peak", "峰值"),
        "milestone": ("Milestone", "里程碑"),
    },
    lists.Comparator: {
        "at_least": ("at least", "不低于"),
        "more_than": ("more than", "超过"),
        "at_most": ("at most", "不超过"),
        "less_than": ("less than", "低于"),
        "about": ("about", "约"),
        "between": ("between", "介于"),
    },
    lists.HorizonKind: {
        "in": ("in", "在"),
        "by": ("by the end of", "截至"),
        "each": ("in each year of", "每年（期间）"),
        "over": ("over", "期间累计"),
    },
    lists.ReferenceKind: {
        "none": ("none", "无"),
        "period": ("a fixed period", "固定时期"),
        "previous_year": ("the previous year", "上年"),
    },
    lists.Pacing: {
        "linear": ("linear", "线性"),
        "geometric": ("geometric", "等比"),
        "interim": ("by interim points", "按阶段目标"),
        "seasonal": ("seasonal", "按季节分布"),
        "none": ("none", "无"),
    },
    lists.Bindingness: {
        "binding": ("Binding", "约束性"),
        "expected": ("Expected", "预期性"),
        "announced": ("Announced", "已宣布"),
        "aspirational": ("Aspirational", "愿景性"),
    },
    lists.MilestoneState: {
        "not_started": ("Not started", "未启动"),
        "under_way": ("Under way", "进行中"),
        "done": ("Done", "已完成"),
        "dropped": ("Dropped", "已放弃"),
    },
    lists.ReleaseState: {
        "draft": ("Draft", "草稿"),
        "in_review": ("In review", "审核中"),
        "held": ("Held", "暂缓发布"),
        "published": ("Published", "已发布"),
        "withdrawn": ("Withdrawn", "已撤回"),
        "rejected": ("Rejected", "已拒绝"),
    },
    lists.RunState: {
        "queued": ("Queued", "排队中"),
        "running": ("Running", "运行中"),
        "done": ("Done", "完成"),
        "unchanged": ("Unchanged", "无变化"),
        "held": ("Held", "暂缓"),
        "failed": ("Failed", "失败"),
    },
    lists.RunTrigger: {
        "schedule": ("Schedule", "定时"),
        "admin": ("Admin", "管理后台"),
        "command": ("Command line", "命令行"),
        "catalogue": ("Catalogue", "目录"),
        "replay": ("Read again", "重新读取"),
    },
    lists.StatusCause: {
        "first": ("First assessment", "首次评估"),
        "new_data": ("New data", "新数据"),
        "revision": ("Revision", "数据修订"),
        "redefinition": ("Redefinition", "口径变更"),
        "target_changed": ("Target changed", "目标变更"),
        "deadline_passed": ("Deadline passed", "期限已过"),
        "method_changed": ("Method changed", "方法变更"),
    },
}
# A status is a verdict or an outlook and has their words.
WORDS[lists.Status] = {
    code.value: WORDS[lists.Verdict].get(code.value) or WORDS[lists.Outlook][code.value]
    for code in lists.Status
}

CHECKS: dict[str, Pair] = {
    "stock_difference": ("Difference of the stocks", "存量之差"),
    "published_flow": ("Published flow", "公布的新增量"),
    "chained_growth": ("Chained yearly growth", "逐年增速连乘"),
    "computed_growth": ("Growth computed from the levels", "按绝对值计算的增速"),
    "first_print": ("Growth against the first print of the base", "与基期初次公布值相比的增速"),
    "base_revision": ("Revision of the base since its first print", "基期数据自初次公布以来的修订"),
    "stock_flow": ("Stock reconciled with flows", "存量与流量核对"),
    "other_source": ("Another source says", "其他来源数据"),
    "derived": ("Computed from other indicators", "由其他指标计算"),
}
# How far a run is.
STAGES: dict[str, Pair] = {
    "fetch": ("Fetching", "正在获取"),
    "read": ("Reading", "正在读取"),
    "write": ("Writing", "正在写入"),
    "waiting to try again": ("Waits to try again", "等待重试"),
}
PRICE_BASES: dict[str, Pair] = {
    "current": ("current prices", "现价"),
    "constant": ("constant prices", "不变价"),
    "comparable": ("comparable prices", "可比价"),
}
SLIPS: dict[str, Pair] = {
    "power_of_ten": ("looks like a slip of the unit", "疑似单位换算错误"),
    "transposed_digits": ("looks like two digits exchanged", "疑似数字颠倒"),
}
HOW: dict[str, Pair] = {
    "level": ("published figure", "公布值"),
    "year_to_date": ("published figure, January to December", "公布的全年累计值"),
    "year_to_date_difference": (
        "computed: difference of two year-to-date figures",
        "计算值：两期累计值之差",
    ),
    "sum": ("sum of the published parts", "各期公布值之和"),
    "published_flow": ("published flow", "公布的新增量"),
    "difference": ("difference of two published levels", "两期公布值之差"),
    "percent_change": ("percent change of two published levels", "两期公布值的变化百分比"),
    "published_growth": ("published growth", "官方公布的增速"),
    "computed_growth": ("growth computed from levels", "按绝对值计算的增速"),
    "cumulative": ("sum of the years", "各年之和"),
    "average_growth": ("compound average annual growth", "年均复合增速"),
    "chained_growth": ("chained yearly growth", "逐年增速连乘"),
    "peak": ("highest yearly value", "最高年度值"),
    "declared": ("declared by the text", "原文给出"),
    "derived": ("computed from other indicators", "由其他指标计算得出"),
}
ROLES: dict[str, Pair] = {
    "figure": ("Judged figure", "判定数据"),
    "baseline": ("Baseline", "基期"),
    "latest": ("Latest figure", "最新数据"),
    "same_months": ("Same months a year before", "上年同期"),
    "official_growth": ("Published growth of the year so far", "官方累计同比增速"),
    "previous_year": ("Previous year", "上年"),
    "met_late": ("Figure that met it late", "逾期实现时的数据"),
    "other_source": ("Another source", "其他来源"),
    "first_print": ("First print of the base", "基期初次公布值"),
    "seasonal": ("Earlier years, for the season", "往年同期（季节分布）"),
    "trend": ("Trend", "趋势"),
    "growth": ("Yearly growth", "年度增速"),
    "peak": ("Highest value", "最高值"),
    "reached": ("Figure that reached it", "已达到目标的数据"),
    "first_print_figure": ("Figure held against the first print", "与初次公布值比较的数据"),
    "stock_flow_start": ("Stock at the start (reconciliation)", "期初存量（核对）"),
    "stock_flow_added": ("Added (reconciliation)", "新增（核对）"),
    "stock_flow_removed": ("Removed (reconciliation)", "减少（核对）"),
    "stock_flow_end": ("Stock at the end (reconciliation)", "期末存量（核对）"),
    "stock_difference_figure": ("Stock at the end (check)", "期末存量（核对）"),
    "stock_difference_baseline": ("Stock at the start (check)", "期初存量（核对）"),
    "computed_growth_figure": ("Level (check)", "绝对值（核对）"),
    "computed_growth_previous_year": ("Level a year before (check)", "上年绝对值（核对）"),
    "figure_part": ("Part of the judged figure", "判定数据的组成部分"),
    "to_date_part": ("Part of the year to date", "累计值的组成部分"),
    "derived": ("Computed figure (check)", "计算值（核对）"),
    "published": ("Published figure (check)", "公布值（核对）"),
}
# Roles are extended by what a figure is a part of, see ``phrase``.
ROLE_SUFFIXES: dict[str, Pair] = {
    "_before_part": ("a part", "组成部分"),
    "_part": ("a part", "组成部分"),
    "_operand": ("an operand", "计算项"),
    "_inverse": ("divisor or subtrahend", "除数或减数"),
    "_either": ("an operand", "计算项"),
}
# What the methods themselves call their categories.
SYMBOLS: dict[str, Pair] = {
    "on_track": ("on track", "进展正常"),
    "moderately_improving": ("moderately improving", "适度改善"),
    "stagnating": ("stagnating", "停滞"),
    "decreasing": ("decreasing", "倒退"),
    "sun": ("sun", "晴"),
    "sun_cloud": ("sun behind a cloud", "多云转晴"),
    "cloud": ("cloud", "多云"),
    "thunderstorm": ("thunderstorm", "雷雨"),
    "target_achieved": ("target achieved", "目标已实现"),
    "substantial_progress": ("substantial progress", "显著进展"),
    "moderate_progress": ("moderate progress", "中等进展"),
    "limited_progress": ("limited progress", "有限进展"),
    "deterioration": ("deterioration", "恶化"),
    "on_track_or_target_met": ("on track or target met", "进展正常或已达标"),
    "fair_progress_acceleration_needed": (
        "fair progress, acceleration needed",
        "有进展但需加快",
    ),
    "stagnation_or_regression": ("stagnation or regression", "停滞或倒退"),
}
METHODS: dict[str, Pair] = {
    "linear_pace": ("Linear pace", "线性进度"),
    "dns_trend": ("Trend of five years", "五年趋势"),
    "cagr_ratio": ("Ratio of compound growth", "复合增速比"),
    "unsd_extrapolation": ("Extrapolated growth", "增速外推"),
}
NOTES: dict[str, Pair] = {
    "reached": (
        "Reached in {period}; the figure at the deadline decides.",
        "{period}已达到；以期限时的数据为准。",
    ),
    "baseline_chosen": (
        "The text states no baseline; the last figure before the announcement ({period}) is used.",
        "原文未给出基期；采用宣布前的最后一个数据（{period}）。",
    ),
    "baseline_satisfies": (
        "The baseline satisfies the bound already, so it only has to be held.",
        "基期已满足目标，只需保持。",
    ),
    "official_growth": (
        "The publisher’s own growth for {period} is {change}, on a comparable base.",
        "官方公布的{period}同比增速为{change}（可比口径）。",
    ),
    "same_months": (
        "By the levels known, {period} stands at {change} on the same months a year before.",
        "按已知绝对值计算，{period}较上年同期{change}。",
    ),
    "year_can_turn": (
        "A running year can still turn.",
        "年度尚未结束，走势仍可能逆转。",
    ),
    "seasonal_share": (
        "The path follows the same months of the {years} years before.",
        "路径按此前{years}年同期占比计算。",
    ),
    "seasonal_not_possible": (
        "A seasonal path needs two earlier years; a straight line is used.",
        "季节性路径至少需要此前两年的数据；此处采用直线路径。",
    ),
    "bound_does_not_decide": (
        "The published figure is a bound (“more than” or “nearly”) that leaves the verdict open.",
        "公布的数据只是界限（“超过”或“接近”），不足以判定。",
    ),
    "provisional": (
        "The figure for {period} is not final yet.",
        "{period}的数据尚非最终数。",
    ),
    "not_moving": (
        "The bound is missed and the figures are not moving.",
        "未达到目标，且数据没有变化。",
    ),
    "methods_disagree": (
        "The methods do not agree on the outlook.",
        "各方法给出的展望不一致。",
    ),
    "unprecedented": (
        "The change needed from now on is greater than in any year so far ({fastest} at most).",
        "此后每年所需的变化大于以往任何一年（最多{fastest}）。",
    ),
    "other_definition": (
        "By definition {version} of the indicator the verdict is another.",
        "按该指标的第{version}版口径，结论不同。",
    ),
    "superseded": ("Superseded by a later target on {on}.", "已于{on}被新目标取代。"),
    "withdrawn": ("Withdrawn on {on}.", "已于{on}撤回。"),
}

# What a release is called that has no number of a data revision, with the one of its row.
UNPUBLISHED: dict[str, Pair] = {
    "draft": ("Draft release no. {}", "草稿（编号 {}，未发布）"),
    "in_review": ("Release in review no. {}", "审核中（编号 {}，未发布）"),
    "held": ("Held release no. {}", "暂缓发布（编号 {}，未发布）"),
    "rejected": ("Rejected release no. {}", "已拒绝（编号 {}，未发布）"),
}
# How the message of a run goes on where a person has to look, or has rejected what it brought.
# What follows may name values, so readers see it up to here.
HELD_FOR, REJECTED_AFTER = "Held for a person to look", "Rejected after review"


def stem(role: str) -> str:
    """A role without what it is a part of: ``figure`` for ``figure_operand_part``."""
    for suffix in ROLE_SUFFIXES:
        if role.endswith(suffix):
            return stem(role.removesuffix(suffix))
    return role


def pick(pair: Pair, lang: str) -> str:
    """The words of a language."""
    return pair[1] if short(lang) == "zh" else pair[0]


def label(code: StrEnum, lang: str) -> str:
    """The words of a code of a closed list. KeyError would mean a code without words."""
    return pick(WORDS[type(code)][code.value], lang)


def phrase(table: dict[str, Pair], code: str, lang: str) -> str:
    """The words of a check, role, note or way of measuring; the code itself if it has none.

    A role that ends in ``_part`` is one of several figures that make up the role before it; one
    that ends in ``_operand``, ``_inverse`` or ``_either`` is an operand of the formula that gives
    the role before it.
    """
    if code not in table:
        for suffix, (english, chinese) in ROLE_SUFFIXES.items():
            if code.endswith(suffix):
                whole = phrase(table, code.removesuffix(suffix), lang)
                return f"{whole}（{chinese}）" if short(lang) == "zh" else f"{whole}, {english}"
    return pick(table[code], lang) if code in table else code.replace("_", " ")
