"""The closed list of what may be recorded, each with the one sentence that a reader sees."""

from __future__ import annotations

from enum import StrEnum

from registry.core.text import Text, msg


class Tag(StrEnum):
    """`subject:past participle`."""

    REGISTRY_INITIALISED = "registry:initialised"
    DATA_LOADED = "data:loaded"
    USER_REGISTERED = "user:registered"
    USER_LOGGED_IN = "user:logged_in"
    USER_LOGIN_FAILED = "user:login_failed"
    USER_LOGGED_OUT = "user:logged_out"
    USER_CHANGED = "user:changed"
    USER_CONFIRMED = "user:confirmed"
    USER_RESET_REQUESTED = "user:reset_requested"
    ROLE_GRANTED = "role:granted"
    ROLE_REVOKED = "role:revoked"
    ENTERPRISE_OPENED = "enterprise:opened"
    PROFILE_RECORDED = "profile:recorded"
    PROFILE_CORRECTED = "profile:corrected"
    MEMBER_REQUESTED = "member:requested"
    MEMBER_CONFIRMED = "member:confirmed"
    MEMBER_REFUSED = "member:refused"
    MEMBER_ENDED = "member:ended"
    INVITATION_SENT = "invitation:sent"
    INVITATION_ACCEPTED = "invitation:accepted"
    INVITATION_WITHDRAWN = "invitation:withdrawn"
    DOCUMENT_UPLOADED = "document:uploaded"
    REPORT_SAVED = "report:saved"
    REPORT_SUBMITTED = "report:submitted"
    REPORT_ACCEPTED = "report:accepted"
    REPORT_RETURNED = "report:returned"
    IP_RECORDED = "ip:recorded"
    IP_CORRECTED = "ip:corrected"
    IP_REMOVED = "ip:removed"
    DECLARATION_RECORDED = "declaration:recorded"
    CULTIVATION_OPENED = "cultivation:opened"
    CULTIVATION_NOTED = "cultivation:noted"
    CULTIVATION_HANDED_OVER = "cultivation:handed_over"
    CULTIVATION_CLOSED = "cultivation:closed"
    APPLICATION_OPENED = "application:opened"
    APPLICATION_SAVED = "application:saved"
    APPLICATION_SUBMITTED = "application:submitted"
    APPLICATION_RETURNED = "application:returned"
    APPLICATION_EXPLAINED = "application:explained"
    APPLICATION_PASSED = "application:passed"
    APPLICATION_APPROVED = "application:approved"
    APPLICATION_REJECTED = "application:rejected"
    APPLICATION_WITHDRAWN = "application:withdrawn"
    APPLICATION_FORWARDED = "application:forwarded"
    APPLICATION_RECOGNISED = "application:recognised"
    APPLICATION_NOT_RECOGNISED = "application:not_recognised"
    APPLICATION_RECONSIDERED = "application:reconsidered"
    APPLICATION_IN_NOTICE = "application:in_notice"
    APPLICATION_TAKEN_EFFECT = "application:taken_effect"
    APPLICATION_STRUCK = "application:struck"
    APPLICATION_TAKEN = "application:taken"
    APPLICATION_HANDED_OVER = "application:handed_over"
    APPLICATION_RELEASED = "application:released"
    ABSENCE_RECORDED = "absence:recorded"
    ABSENCE_ENDED = "absence:ended"
    CONFIRMATION_FILED = "confirmation:filed"
    NOTICE_PUBLISHED = "notice:published"
    NOTICE_CLOSED = "notice:closed"
    OBJECTION_RECEIVED = "objection:received"
    OBJECTION_ANSWERED = "objection:answered"
    RECOGNITION_RECORDED = "recognition:recorded"
    RECOGNITION_CORRECTED = "recognition:corrected"
    RECOGNITION_REVOKED = "recognition:revoked"
    RECOGNITION_WITHDRAWN = "recognition:withdrawn"
    ROSTER_RECEIVED = "roster:received"
    ROSTER_MATCHED = "roster:matched"
    ROSTER_COMMITTED = "roster:committed"
    ROSTER_UNDONE = "roster:undone"
    ROSTER_DISCARDED = "roster:discarded"
    OBSERVATION_RECORDED = "observation:recorded"
    RULEDRAFT_OPENED = "ruledraft:opened"
    RULEDRAFT_CHANGED = "ruledraft:changed"
    RULEDRAFT_TRIED = "ruledraft:tried"
    OBSERVATION_WITHDRAWN = "observation:withdrawn"
    CHANGE_SUBMITTED = "change:submitted"
    CHANGE_RETURNED = "change:returned"
    CHANGE_ACCEPTED = "change:accepted"
    CHANGE_REFUSED = "change:refused"
    CHANGE_WITHDRAWN = "change:withdrawn"
    CHANGE_FOLLOWED = "change:followed"
    SUCCESSION_RECORDED = "succession:recorded"
    INTEGRITY_RECORDED = "integrity:recorded"
    INTEGRITY_LIFTED = "integrity:lifted"
    VISIT_NOTED = "visit:noted"
    SPOTCHECK_DRAWN = "spotcheck:drawn"
    SPOTCHECK_CHECKED = "spotcheck:checked"


SENTENCES: dict[Tag, Text] = {
    Tag.REGISTRY_INITIALISED: msg("系统基础数据已装载"),
    Tag.DATA_LOADED: msg("批量数据已装载"),
    Tag.USER_REGISTERED: msg("注册了账号"),
    Tag.USER_LOGGED_IN: msg("登录"),
    Tag.USER_LOGIN_FAILED: msg("登录失败"),
    Tag.USER_LOGGED_OUT: msg("退出登录"),
    Tag.USER_CHANGED: msg("修改了账号"),
    Tag.USER_CONFIRMED: msg("确认了邮箱"),
    Tag.USER_RESET_REQUESTED: msg("申请重设密码"),
    Tag.ROLE_GRANTED: msg("授予了角色"),
    Tag.ROLE_REVOKED: msg("收回了角色"),
    Tag.ENTERPRISE_OPENED: msg("建立了企业档案"),
    Tag.PROFILE_RECORDED: msg("登记了企业信息变化"),
    Tag.PROFILE_CORRECTED: msg("更正了企业信息"),
    Tag.MEMBER_REQUESTED: msg("申请代表企业办理"),
    Tag.MEMBER_CONFIRMED: msg("确认了经办人"),
    Tag.MEMBER_REFUSED: msg("未同意经办人申请"),
    Tag.MEMBER_ENDED: msg("终止了经办人权限"),
    Tag.INVITATION_SENT: msg("邀请了经办人"),
    Tag.INVITATION_ACCEPTED: msg("接受了邀请"),
    Tag.INVITATION_WITHDRAWN: msg("撤回了邀请"),
    Tag.DOCUMENT_UPLOADED: msg("上传了材料"),
    Tag.REPORT_SAVED: msg("保存了年度报告草稿"),
    Tag.REPORT_SUBMITTED: msg("报送了年度报告"),
    Tag.REPORT_ACCEPTED: msg("接收了年度报告"),
    Tag.REPORT_RETURNED: msg("退回了年度报告"),
    Tag.IP_RECORDED: msg("登记了知识产权"),
    Tag.IP_CORRECTED: msg("更正了知识产权"),
    Tag.IP_REMOVED: msg("撤下了知识产权"),
    Tag.DECLARATION_RECORDED: msg("登记了企业申报事项"),
    Tag.CULTIVATION_OPENED: msg("纳入了培育名单"),
    Tag.CULTIVATION_NOTED: msg("记录了培育情况"),
    Tag.CULTIVATION_HANDED_OVER: msg("移交了培育对象"),
    Tag.CULTIVATION_CLOSED: msg("结束了培育"),
    Tag.APPLICATION_OPENED: msg("开始填写申请"),
    Tag.APPLICATION_SAVED: msg("保存了申请草稿"),
    Tag.APPLICATION_SUBMITTED: msg("提交了申请"),
    Tag.APPLICATION_RETURNED: msg("退回补正"),
    Tag.APPLICATION_EXPLAINED: msg("说明了核对提示"),
    Tag.APPLICATION_PASSED: msg("审查通过，转下一环节"),
    Tag.APPLICATION_APPROVED: msg("审定通过"),
    Tag.APPLICATION_REJECTED: msg("不予通过"),
    Tag.APPLICATION_WITHDRAWN: msg("撤回了申请"),
    Tag.APPLICATION_FORWARDED: msg("已推荐上报"),
    Tag.APPLICATION_RECOGNISED: msg("已认定，登记了官方结果"),
    Tag.APPLICATION_NOT_RECOGNISED: msg("上级未予认定，登记了官方结果"),
    Tag.APPLICATION_RECONSIDERED: msg("进入复议"),
    Tag.APPLICATION_IN_NOTICE: msg("进入公示"),
    Tag.APPLICATION_TAKEN_EFFECT: msg("公示期满，认定生效"),
    Tag.APPLICATION_STRUCK: msg("异议成立，不予认定"),
    Tag.APPLICATION_TAKEN: msg("领取了申请"),
    Tag.APPLICATION_HANDED_OVER: msg("转交了申请"),
    Tag.APPLICATION_RELEASED: msg("放回了申请"),
    Tag.ABSENCE_RECORDED: msg("登记了离岗和代办人"),
    Tag.ABSENCE_ENDED: msg("提前结束了离岗"),
    Tag.CONFIRMATION_FILED: msg("报送了年度确认"),
    Tag.NOTICE_PUBLISHED: msg("发布了公示"),
    Tag.NOTICE_CLOSED: msg("公示期满"),
    Tag.OBJECTION_RECEIVED: msg("收到异议"),
    Tag.OBJECTION_ANSWERED: msg("答复了异议"),
    Tag.RECOGNITION_RECORDED: msg("登记了认定"),
    Tag.RECOGNITION_CORRECTED: msg("更正了认定"),
    Tag.RECOGNITION_REVOKED: msg("登记了撤销"),
    Tag.RECOGNITION_WITHDRAWN: msg("撤下了误登的认定"),
    Tag.ROSTER_RECEIVED: msg("收到官方名单"),
    Tag.ROSTER_MATCHED: msg("确认了名单匹配"),
    Tag.ROSTER_COMMITTED: msg("官方名单已入库"),
    Tag.ROSTER_UNDONE: msg("官方名单已撤销入库"),
    Tag.ROSTER_DISCARDED: msg("官方名单已弃用"),
    Tag.OBSERVATION_RECORDED: msg("登记了上报数据"),
    Tag.RULEDRAFT_OPENED: msg("建立了规则草案"),
    Tag.RULEDRAFT_CHANGED: msg("修改了规则草案"),
    Tag.RULEDRAFT_TRIED: msg("试算了规则草案"),
    Tag.OBSERVATION_WITHDRAWN: msg("撤回了上报数据"),
    Tag.CHANGE_SUBMITTED: msg("提交了企业变更"),
    Tag.CHANGE_RETURNED: msg("退回了企业变更"),
    Tag.CHANGE_ACCEPTED: msg("登记了企业变更"),
    Tag.CHANGE_REFUSED: msg("没有登记企业变更"),
    Tag.CHANGE_WITHDRAWN: msg("撤回了企业变更"),
    Tag.CHANGE_FOLLOWED: msg("办理了变更的后续事项"),
    Tag.SUCCESSION_RECORDED: msg("登记了吸收合并"),
    Tag.INTEGRITY_RECORDED: msg("登记了诚信记录"),
    Tag.INTEGRITY_LIFTED: msg("解除了诚信记录"),
    Tag.VISIT_NOTED: msg("记录了走访"),
    Tag.SPOTCHECK_DRAWN: msg("随机抽取了抽查企业"),
    Tag.SPOTCHECK_CHECKED: msg("登记了抽查情况"),
}
