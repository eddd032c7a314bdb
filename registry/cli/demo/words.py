"""What the people of the demo write."""

from __future__ import annotations

EVIDENCE = (
    b"%PDF-1.4\n"
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    b"4 0 obj<</Length 56>>stream\n"
    b"BT /F1 16 Tf 72 760 Td (Evidence of an invented firm) Tj\nET\n"
    b"endstream endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def evidence(mark: str) -> bytes:
    """A page that only a file of the same `mark` (ASCII) equals."""
    head, rest = EVIDENCE.split(b"\n", 1)
    return b"\n".join((head, b"%" + mark.encode(), rest))


DOCUMENT_NAMES = (
    "上年度财务审计报告.pdf",
    "研发费用专项审计报告.pdf",
    "科技人员名单及社保证明.pdf",
    "知识产权证书汇总.pdf",
    "主要产品说明与销售合同.pdf",
)
PRODUCTS = (
    "精密减速器", "高性能磁性材料", "车用传感器", "工业视觉检测系统", "伺服驱动器", "医用导管", "氢燃料电池双极板",
    "边缘计算网关", "特种高分子薄膜", "智能仓储控制软件",
)  # fmt: skip
STATEMENTS = (
    "本企业主营{product}，上一年度研发投入持续增长，核心技术均为自主研发，申请材料见附件。",
    "企业围绕{product}建立了研发团队和专门的研发费用辅助账，符合申请条件，请予审查。",
    "主导产品{product}已通过第三方检测并批量供货，近三年研发项目清单见附件。",
)
COMMENTS = (
    "材料齐全，内容一致。",
    "已核对年度报告和知识产权登记，同意。",
    "现场核查与申报内容相符。",
    "符合条件，同意。",
)
EXPLAINED: dict[str, tuple[str, bool]] = {
    "rd_rose": ("新建研发中心投入使用，已查看立项文件和研发费用辅助账。", True),
    "rd_fell": ("两个主要项目上年已结题，企业已书面说明。", False),
    "rd_over_revenue": ("产品尚在试制阶段，收入较少，已查看专项审计报告。", True),
    "tech_over_staff": ("科技人员含兼职人员，已请企业在下次年报中更正口径。", False),
    "staff_parts": ("统计时点不同，差额与社保名单一致。", True),
    "tech_changed": ("并入原研究所团队，已核对劳动合同和社保名单。", True),
    "rd_band": ("最近一年投入已达标，其余两年偏低，由专家评审把握。", False),
    "patent_owner": ("企业更名后尚未办理著录项目变更，已查看更名登记。", True),
    "right_elsewhere": ("两家企业共有，已查看共有协议。", True),
    "file_elsewhere": ("同一园区共用检测平台出具的报告，内容涉及两家企业。", True),
}
"""Why an officer lets each note pass, and whether he looked into it."""

RETURNS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("附件缺页，申请说明过于简单，请补正。", (("statement", "请写明主要产品和核心技术的对应关系。"),)),
    (
        "研发费用归集口径需要说明。",
        (("statement", "请说明研发费用的归集口径。"), ("documents", "请补充研发费用辅助账首页。")),
    ),
    (
        "科技人员名单与年度报告人数不一致。",
        (("statement", "请说明科技人员数的统计时点。"), ("documents", "请换成全年的名单。")),
    ),
)
MENDED = "（补充：研发费用按加计扣除口径归集，科技人员数为全年月平均数，与年度报告一致。）"
REFUSALS = (
    "主要产品不属于规定的技术领域，建议核对后下一批次再申请。",
    "上一年度研发费用占比未达到规定比例，暂不符合条件。",
    "申报数据与年度报告不一致，经退回后仍未说明。",
)
RECONSIDERED = "初审意见认为研发费用占比不足，但已提供的专项审计报告表明占比达标，请重新核查。"
WITHDRAWALS = ("拟改报下一批次。", "企业名称变更中，待变更完成后重新申请。", "材料准备不充分，先行撤回。")
NOT_RECOGNISED = ("专家评审未通过：核心技术与主要产品关联不足。", "形式审查未通过：专项审计报告不符合要求。")

NOTICE_TITLE = "关于{year}年度{which}江北区创新型领军培育企业拟认定名单的公示"
NOTICE_BODY = (
    "根据江北区创新型领军企业培育有关规定，经企业申请、街道初审、区级审查，拟认定以下企业为江北区创新型领军培育企业，"
    "现予公示。公示期内，任何单位或个人如有异议，请以真实姓名提出，并写明事实和依据。"
)
OBJECTIONS = (
    ("陆一鸣", "luym@example.cn", "该企业主要产品的专利存在权属争议，诉讼尚未审结，请核查。"),
    ("汪清如", "wangqr@example.cn", "该企业上一年度营业收入中含有非主营的贸易收入，研发投入占比应重新计算。"),
    ("范竹青", "fanzq@example.cn", "该企业研发人员多数为挂名，实际研发场地已转租，请实地核查。"),
    ("石可闻", "shikw@example.cn", "名单中的企业与另一家企业为同一实际控制人，请核实研发费用是否重复计列。"),
)
DISMISSED = "经核查，所反映事项与认定条件无关，有关专利已作出生效判决归该企业所有，异议不成立。"
RECALCULATED = "经查阅审计报告，贸易收入已剔除，研发投入占比计算无误，异议不成立。"
UPHELD = "经实地核查，企业研发场地已转租，研发人员未实际在岗，异议成立，不予认定。"

CLAIM = "本人是企业科技项目负责人，受法定代表人委托办理科技企业申报事项。"
CLAIM_REFUSED = "上传的委托书没有加盖公章，请补正后重新申请。"
CHANGE_PAPER = "准予变更登记通知书.pdf"
CHANGE_RETURNED = "新名称与通知书上的不一致，请核对括号后重新提交。"
UNUSUAL = "本年度新增产线投产，订单较上年变化较大，已与审计报告核对。"
REPORT_RETURNED = "职工总数与社保缴纳人数相差较大，请核对后重新报送。"
RIGHT_TITLES = ("一种高精度定位装置", "一种自动上料机构", "一种散热结构", "产线数据采集与监控软件 V2.0", "一种密封组件")


def document(year: int, number: int) -> str:
    """The number of an official paper."""
    return f"甬科高〔{year}〕{40 + number % 9}号"
