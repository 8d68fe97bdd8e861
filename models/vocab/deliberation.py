"""Words of deliberation: opinions and disputes, steps, votes, minutes, elections, charters, ratings."""

from models.vocab.base import Vocabulary

OPINION_CHANNEL = Vocabulary(
    "opinion_channel",
    (
        ("wechat", "微信群"),
        ("app", "手机APP"),
        ("box", "意见箱"),
        ("visit", "来访"),
        ("phone", "电话"),
        ("door", "入户"),
        ("on_site", "蹲点"),
        ("meeting", "会议"),
        ("other", "其他"),
    ),
)
OPINION_CATEGORY = Vocabulary(
    "opinion_category",
    (
        ("sanitation", "环境卫生"),
        ("order", "停车秩序"),
        ("safety", "安全消防"),
        ("facilities", "设施维修"),
        ("property", "物业服务"),
        ("renewal", "更新改造"),
        ("accounts", "收费收支"),
        ("noise", "噪音扰民"),
        ("building", "违法建设"),
        ("care", "关爱帮扶"),
        ("other", "其他"),
    ),
)
URGENCY = Vocabulary("urgency", (("plain", "一般"), ("soon", "较急"), ("urgent", "紧急")))
HANDLING_LEVEL = Vocabulary(
    "handling_level",
    (
        ("building", "楼栋"),
        ("courtyard", "楼院"),
        ("community", "社区"),
        ("subdistrict", "办事处"),
        ("department", "职能部门"),
    ),
)
HANDLING_OUTCOME = Vocabulary(
    "handling_outcome",
    (("settled", "已解决"), ("escalated", "上报"), ("explained", "已作解释"), ("merged", "并入")),
)
OPINION_STATE = Vocabulary(
    "opinion_state", (("open", "办理中"), ("answered", "已答复"), ("closed", "已办结"), ("merged", "已并入"))
)
SATISFIED = Vocabulary(
    "satisfied", (("yes", "满意"), ("fair", "基本满意"), ("no", "不满意"), ("unknown", "联系不上"))
)
DISPUTE_CATEGORY = Vocabulary(
    "dispute_category",
    (
        ("neighbour", "邻里纠纷"),
        ("property", "物业纠纷"),
        ("leak", "漏水损害"),
        ("parking", "停车纠纷"),
        ("noise", "噪音纠纷"),
        ("family", "家庭纠纷"),
        ("common", "公共部位使用"),
        ("other", "其他"),
    ),
)
DISPUTE_STATE = Vocabulary(
    "dispute_state",
    (("open", "调解中"), ("agreed", "已达成协议"), ("settled", "已化解"), ("referred", "转其他途径")),
)
MEDIATION_OUTCOME = Vocabulary(
    "mediation_outcome",
    (("agreed", "达成协议"), ("oral", "口头和解"), ("failed", "未达成"), ("again", "择日再调")),
)
MATTER_STATE = Vocabulary("matter_state", (("open", "进行中"), ("closed", "已办结"), ("dropped", "已终止")))
STEP_STATE = Vocabulary("step_state", (("open", "进行中"), ("done", "已完成"), ("skipped", "已跳过")))
CONSULT_ANSWER = Vocabulary(
    "consult_answer", (("for", "赞成"), ("against", "不同意"), ("other", "另有意见"), ("absent", "无人应答"))
)
ATTENDEE_STATE = Vocabulary(
    "attendee_state", (("expected", "未到"), ("present", "到会"), ("leave", "请假"), ("absent", "缺席"))
)
BALLOT_FORM = Vocabulary(
    "ballot_form",
    (
        ("hands", "举手表决"),
        ("open", "记名投票"),
        ("secret", "无记名投票"),
        ("entrance", "分单元投票"),
        ("dwelling", "逐户投票"),
    ),
)
BALLOT_CHOICE = Vocabulary(
    "ballot_choice",
    (("for", "同意"), ("against", "反对"), ("abstain", "弃权"), ("invalid", "无效"), ("none", "未投")),
)
BALLOT_ORIGIN = Vocabulary(
    "ballot_origin", (("on_spot", "现场"), ("written", "书面"), ("door", "入户"), ("proxy", "委托"))
)
DECISION_RULE = Vocabulary("decision_rule", ())
"""Codes of the rules a vote can be counted by; `services.own_words` offers those that the office has."""
VOTE_STATE = Vocabulary("vote_state", (("prepared", "待表决"), ("voting", "计票中"), ("counted", "已计票")))
MINUTES_STATE = Vocabulary(
    "minutes_state", (("draft", "草稿"), ("checked", "已核对"), ("signed", "已签字"), ("final", "已定稿"))
)
ELECTION_KIND = Vocabulary(
    "election_kind", (("first", "首次选举"), ("renewal", "换届选举"), ("by", "补选"), ("recall", "罢免"))
)
ELECTION_STATE = Vocabulary(
    "election_state",
    (
        ("planned", "筹备中"),
        ("vetting", "资格审查"),
        ("announced", "已公示候选人"),
        ("voted", "已投票"),
        ("elected", "已产生"),
        ("filed", "已备案"),
        ("failed", "未选出"),
        ("recalled", "已罢免"),
        ("kept", "未通过罢免"),
    ),
)
VETTING_LEVEL = Vocabulary(
    "vetting_level", (("community", "社区"), ("subdistrict", "办事处"), ("joint", "联审"))
)
CHARTER_KIND = Vocabulary(
    "charter_kind",
    (("pact", "居民公约"), ("charter", "自治章程"), ("procedure", "议事规则"), ("other", "其他制度")),
)
APPRAISAL_TARGET = Vocabulary(
    "appraisal_target", (("property", "物业服务"), ("committee", "自治组织"), ("works", "改造工程"))
)
APPRAISAL_STATE = Vocabulary(
    "appraisal_state", (("open", "评议中"), ("closed", "已汇总"), ("published", "已公开"))
)
APPRAISAL_SIDE = Vocabulary("appraisal_side", (("residents", "居民"), ("committee", "自治组织")))
COLLECTING_WAY = Vocabulary("collecting_way", (("paper", "发放表格"), ("door", "入户"), ("online", "线上")))
GRADE = Vocabulary(
    "grade",
    (("very_good", "很满意"), ("good", "满意"), ("fair", "一般"), ("poor", "不满意"), ("none", "不了解")),
)
DUTY_KIND = Vocabulary(
    "duty_kind",
    (
        ("joint", "每月联席会议"),
        ("representatives", "居民代表会议"),
        ("collecting", "定期征集意见"),
        ("renewal", "换届"),
        ("filing", "选举备案"),
        ("opinion", "意见办理"),
        ("dispute", "纠纷调解"),
        ("minutes", "会议纪要"),
        ("action", "待办事项"),
    ),
)
DUTY_STATE = Vocabulary("duty_state", (("overdue", "已逾期"), ("soon", "快到期"), ("due", "没到期")))
