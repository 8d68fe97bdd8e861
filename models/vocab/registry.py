"""Words of the register, of meetings and notices, of disclosure and accounts."""

from models.vocab.base import Vocabulary

UNIT_KIND = Vocabulary(
    "unit_kind",
    (
        ("office", "办事处"),
        ("community", "社区"),
        ("department", "部门"),
        ("company", "企业"),
        ("resident_unit", "驻区单位"),
    ),
)
PARTY_KIND = Vocabulary(
    "party_kind",
    (
        ("community_committee", "社区党组织"),
        ("courtyard_branch", "楼院党支部"),
        ("area_branch", "片区党支部"),
        ("courtyard_group", "楼院党小组"),
        ("building_group", "楼栋党小组"),
        ("functional", "功能型党组织"),
    ),
)
COMMITTEE_KIND = Vocabulary(
    "committee_kind",
    (("owners", "业主委员会"), ("self_management", "自管会"), ("council", "居民议事会")),
)
COMMITTEE_POST = Vocabulary(
    "committee_post", (("director", "主任"), ("deputy_director", "副主任"), ("member", "委员"))
)
APPOINTMENT_POST = Vocabulary(
    "appointment_post",
    (
        ("secretary", "书记"),
        ("deputy_secretary", "副书记"),
        ("group_leader", "党小组长"),
        ("courtyard_head", "楼院长"),
        ("building_head", "楼栋长"),
    ),
)
TEAM_KIND = Vocabulary(
    "team_kind", (("service", "志愿服务队"), ("patrol", "巡逻队"), ("cultural", "文体团体"))
)
MEMBERSHIP = Vocabulary(
    "membership",
    (
        ("full", "中共党员"),
        ("probationary", "预备党员"),
        ("league", "共青团员"),
        ("democratic", "民主党派"),
        ("none", "群众"),
    ),
)
SEX = Vocabulary("sex", (("male", "男"), ("female", "女")))
FACILITY = Vocabulary("facility", (("yes", "有"), ("partial", "部分"), ("damaged", "损坏"), ("no", "无")))
PROPERTY_MODE = Vocabulary(
    "property_mode",
    (
        ("company", "物业企业"),
        ("self_service", "居民自我服务"),
        ("hired", "聘用保洁、门卫"),
        ("bundled", "打包委托"),
        ("itemised", "分项委托"),
        ("none", "无"),
    ),
)
CHARGE_UNIT = Vocabulary("charge_unit", (("sqm_month", "元/㎡·月"), ("household_month", "元/户·月")))
VETTING_OUTCOME = Vocabulary(
    "vetting_outcome", (("passed", "合格"), ("failed", "不合格"), ("withdrawn", "放弃"))
)
LEDGER_DIRECTION = Vocabulary("ledger_direction", (("income", "收入"), ("expense", "支出")))
LEDGER_KIND = Vocabulary(
    "ledger_kind",
    (
        ("parking", "停车费"),
        ("sanitation", "卫生费"),
        ("property_fee", "物业费"),
        ("public_space", "公共空间营收"),
        ("subsidy", "专项经费补助"),
        ("crowdfunding", "居民众筹"),
        ("donation", "捐赠"),
        ("interest", "利息"),
        ("other_income", "其他收入"),
        ("guard", "门卫工资"),
        ("cleaning", "保洁工资"),
        ("staff", "人员费用"),
        ("supplies", "物管用品"),
        ("cleaning_supplies", "清洁用品"),
        ("waste", "垃圾清运"),
        ("repair", "维修"),
        ("lighting", "路灯维修"),
        ("fire", "消防器材"),
        ("utilities", "公共水电"),
        ("other_expense", "其他支出"),
    ),
)
RECEIPT_KIND = Vocabulary(
    "receipt_kind", LEDGER_KIND.items[: [code for code, _ in LEDGER_KIND].index("other_income") + 1]
)
YES_NO = Vocabulary("yes_no", (("yes", "是"), ("no", "否")))
USER_ROLE = Vocabulary("user_role", (("worker", "社区工作者"), ("administrator", "管理员")))
MEETING_KIND = Vocabulary(
    "meeting_kind",
    (
        ("joint", "联席会议"),
        ("consultation", "协商议事会"),
        ("party", "党组织会议"),
        ("committee", "自治组织会议"),
        ("community", "社区“两委”会议"),
        ("representatives", "居民代表会议"),
        ("households", "户代表会议"),
        ("residents", "居民会议"),
        ("owners", "业主大会"),
        ("other", "其他会议"),
    ),
)
CAPACITY = Vocabulary("capacity", (("member", "出席"), ("observer", "列席")))
RESOLUTION_KIND = Vocabulary("resolution_kind", (("motion", "表决"), ("election", "选举")))
OUTCOME = Vocabulary("outcome", (("passed", "通过"), ("rejected", "未通过")))
MATTER_TEMPLATE = Vocabulary(
    "matter_template", (("six_steps", "一征三议两公开"), ("four_talks", "四议两公开"))
)
MATTER_ORIGIN = Vocabulary(
    "matter_origin", (("residents", "居民动议"), ("office", "社区动议"), ("higher", "上级部署"))
)
MATTER_STEP = Vocabulary(
    "matter_step",
    (
        ("consult", "征求意见"),
        ("propose", "提议"),
        ("discuss", "商议"),
        ("review", "审议"),
        ("decide", "决议"),
        ("publish", "决议公开"),
        ("result", "实施结果公开"),
    ),
)
FUNDING_SOURCE = Vocabulary(
    "funding_source",
    (
        ("finance", "财政支持"),
        ("department", "部门统筹"),
        ("paired", "联建单位共建"),
        ("resident_unit", "驻区或业主单位支持"),
        ("community_fund", "专项经费奖补"),
        ("residents", "居民众筹"),
    ),
)
ACTIVITY_KIND = Vocabulary(
    "activity_kind",
    (
        ("cleaning", "环境清洁"),
        ("repair", "水电维修"),
        ("counselling", "心理疏导"),
        ("care", "爱心救助"),
        ("patrol", "义务巡逻"),
        ("culture", "文体活动"),
        ("publicity", "政策宣讲"),
        ("mediation", "矛盾调解"),
        ("other", "其他"),
    ),
)
NOTICE_KIND = Vocabulary(
    "notice_kind",
    (
        ("free", "温馨提示"),
        ("resolution", "决议公示"),
        ("result", "实施结果公示"),
        ("minutes", "会议纪要"),
        ("overview", "楼院概况"),
        ("organisation", "组织架构及成员职责"),
        ("accounts", "月度收支公开表"),
        ("staff_cost", "人员费用公开表"),
        ("charter", "居民公约、议事规则"),
        ("consultation", "征求意见公告"),
        ("candidates", "候选人公示"),
        ("election_result", "选举结果公告"),
        ("renewal", "更新项目公开"),
        ("opinions", "意见办理结果"),
        ("property", "物业服务内容与收费标准"),
        ("appraisal", "评议结果公开"),
        ("scan", "扫描件"),
    ),
)
NOTICE_STATE = Vocabulary(
    "notice_state",
    (
        ("draft", "草稿"),
        ("checked", "已核对"),
        ("issued", "已签发"),
        ("posted", "公示中"),
        ("taken_down", "已取下"),
        ("archived", "已归档"),
        ("void", "已作废"),
    ),
)
RHYTHM = Vocabulary(
    "rhythm",
    (
        ("standing", "长期公开"),
        ("monthly", "每月公开"),
        ("whole_process", "全过程公开"),
        ("in_time", "及时公开"),
        ("own_initiative", "主动公开"),
    ),
)
TRIGGER = Vocabulary(
    "trigger",
    (
        ("always", "一直挂着"),
        ("committee", "组织成员有变动"),
        ("charter", "公约、规则通过或修改"),
        ("month", "每个月"),
        ("project", "更新项目每一步"),
        ("resolution", "作出决议"),
        ("outcome", "事项办结"),
        ("request", "居民申请公开"),
        ("by_hand", "需要时自己登记"),
    ),
)
OBLIGATION_STATE = Vocabulary(
    "obligation_state", (("overdue", "已逾期"), ("due", "应公开"), ("soon", "快到期"), ("done", "已公开"))
)
DAY_KIND = Vocabulary("day_kind", (("holiday", "放假"), ("workday", "上班")))
ACCOUNT_KIND = Vocabulary("account_kind", (("cash", "现金"), ("bank", "银行账户")))
REQUEST_CHANNEL = Vocabulary(
    "request_channel",
    (
        ("visit", "来访"),
        ("phone", "电话"),
        ("letter", "书面"),
        ("wechat", "微信群"),
        ("box", "意见箱"),
        ("other", "其他"),
    ),
)
REQUEST_OUTCOME = Vocabulary(
    "request_outcome",
    (
        ("published", "已公开"),
        ("answered", "已单独答复"),
        ("partly", "部分公开"),
        ("refused", "不予公开"),
        ("none", "没有这项信息"),
    ),
)
MASK_GROUP = Vocabulary(
    "mask_group",
    (
        ("office", "当选或任命的人"),
        ("meeting", "会议中履行职务的人"),
        ("candidate", "候选人"),
        ("volunteer", "志愿者"),
        ("contact", "联系人"),
        ("resident", "其他居民"),
    ),
)
MASK_PART = Vocabulary(
    "mask_part", (("name", "姓名"), ("phone", "电话"), ("id_number", "证件号码"), ("address", "住址"))
)
MASK_MODE = Vocabulary("mask_mode", (("full", "完整"), ("masked", "隐去部分"), ("hidden", "不出现")))
READINESS = Vocabulary("readiness", (("qualified", "条件具备"), ("not_yet", "条件暂不具备")))
ITEM_STATE = Vocabulary("item_state", (("open", "未办结"), ("done", "已办结")))
USER_ROLE = Vocabulary(
    "user_role",
    (
        ("administrator", "管理员"),
        ("worker", "社区工作者"),
        ("accountant", "会计"),
        ("checker", "核对人"),
        ("reader", "查阅人"),
        ("hub_administrator", "街道管理员"),
        ("hub_officer", "街道经办人"),
        ("hub_reader", "街道查阅人"),
    ),
)
CONSENT_PURPOSE = Vocabulary(
    "consent_purpose",
    (
        ("name_public", "公示中公开姓名"),
        ("photo", "拍照和使用照片"),
        ("contact", "登记和使用电话"),
        ("id_number", "登记证件号码"),
        ("sensitive", "登记健康等敏感情况"),
        ("share", "提供给其他单位"),
        ("other", "其他"),
    ),
)
CONSENT_FORM = Vocabulary(
    "consent_form", (("written", "书面"), ("spoken", "口头（有见证人）"), ("message", "短信或微信"))
)
RETENTION_DECISION = Vocabulary(
    "retention_decision", (("keep", "继续保存"), ("erase", "请街道彻底删除"), ("erased", "已彻底删除"))
)
