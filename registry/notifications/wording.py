"""What people read about an act. Reasons stay on the page that the link opens, for mail leaves the house.

Only who is not of a firm, and has no such page, reads the reason here.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import NamedTuple

from registry.audit.tags import Tag
from registry.core.text import Text, msg
from registry.messages.models import Kind


class Wording(NamedTuple):
    """A message before its placeholders are filled."""

    kind: Kind
    subject: Text
    body: Text

    def filled(self, **params: object) -> Wording:
        """With those of `params` that each sentence names."""
        return Wording(self.kind, _filled(self.subject.msgid, params), _filled(self.body.msgid, params))


def _filled(msgid: str, params: Mapping[str, object]) -> Text:
    return Text(msgid, {name: params[name] for _before, name, _spec, _form in Formatter().parse(msgid) if name})


_TITLE = Wording(
    Kind.APPLICATION_DECIDED,
    msg("{firm}已认定为{scheme}"),
    msg("{firm}已认定为{scheme}，编号和有效期见企业首页。"),
)

APPLICATIONS: dict[Tag, Wording] = {
    Tag.APPLICATION_RETURNED: Wording(
        Kind.APPLICATION_RETURNED,
        msg("{scheme}申请退回补正，请于 {due} 前重新提交"),
        msg("{firm}的{scheme}申请需要补正。请于 {due} 前（含当日）修改后重新提交，补正意见见申请页面。"),
    ),
    Tag.APPLICATION_PASSED: Wording(
        Kind.APPLICATION_MOVED,
        msg("{scheme}申请已通过{stage}"),
        msg("{firm}的{scheme}申请已通过{stage}，转入下一环节，暂时不需要您办理。"),
    ),
    Tag.APPLICATION_APPROVED: Wording(
        Kind.APPLICATION_MOVED,
        msg("{scheme}申请审定通过：{word}"),
        msg("{firm}的{scheme}申请审定通过：{word}。暂时不需要您办理。"),
    ),
    Tag.APPLICATION_FORWARDED: Wording(
        Kind.APPLICATION_MOVED,
        msg("{scheme}申请已推荐上报"),
        msg("{firm}的{scheme}申请已推荐上报。官方结果登记后会再告诉您。"),
    ),
    Tag.APPLICATION_IN_NOTICE: Wording(
        Kind.APPLICATION_MOVED,
        msg("{scheme}申请进入公示"),
        msg("{firm}的{scheme}申请进入公示，公示至 {due}（含当日）。"),
    ),
    Tag.APPLICATION_RECOGNISED: _TITLE,
    Tag.APPLICATION_TAKEN_EFFECT: _TITLE,
    Tag.APPLICATION_NOT_RECOGNISED: Wording(
        Kind.APPLICATION_DECIDED,
        msg("{scheme}申请：上级未予认定"),
        msg("{firm}的{scheme}申请，上级未予认定。说明见申请页面。"),
    ),
    Tag.APPLICATION_REJECTED: Wording(
        Kind.APPLICATION_DECIDED,
        msg("{scheme}申请不予通过"),
        msg("{firm}的{scheme}申请不予通过。理由和您可以办理的事项见申请页面。"),
    ),
    Tag.APPLICATION_STRUCK: Wording(
        Kind.APPLICATION_DECIDED,
        msg("{scheme}申请：异议成立，不予认定"),
        msg("{firm}的{scheme}申请在公示期间收到的异议成立，不予认定。理由和您可以办理的事项见申请页面。"),
    ),
    Tag.APPLICATION_RECONSIDERED: Wording(
        Kind.APPLICATION_MOVED,
        msg("{scheme}申请进入复议"),
        msg("{firm}的{scheme}申请进入复议，由没有办理过它的工作人员重新审查。"),
    ),
    Tag.OBJECTION_RECEIVED: Wording(
        Kind.OBJECTION,
        msg("{scheme}公示期间收到异议"),
        msg("{firm}的{scheme}申请在公示期间收到异议，正在核查；答复以前认定不生效。"),
    ),
    Tag.OBJECTION_ANSWERED: Wording(
        Kind.OBJECTION,
        msg("{scheme}公示期间的异议不成立"),
        msg("对{firm}的{scheme}申请提出的异议经核查不成立，已经答复。"),
    ),
}

REPORTS: dict[Tag, Wording] = {
    Tag.REPORT_RETURNED: Wording(
        Kind.REPORT,
        msg("{year} 年度报告退回修改"),
        msg("{firm}的 {year} 年度报告退回修改。请按页面上的意见修改后重新报送。"),
    ),
    Tag.REPORT_ACCEPTED: Wording(
        Kind.REPORT, msg("{year} 年度报告已接收"), msg("{firm}的 {year} 年度报告已接收，不需要再办理。")
    ),
}

MEMBERS: dict[Tag, Wording] = {
    Tag.MEMBER_REQUESTED: Wording(
        Kind.MEMBER,
        msg("有人申请代表{firm}办理"),
        msg("{person}申请代表{firm}办理。请核实身份后同意，或者不同意并说明原因。"),
    ),
    Tag.MEMBER_CONFIRMED: Wording(
        Kind.MEMBER, msg("您可以代表{firm}办理了"), msg("您代表{firm}办理的申请已经同意，现在就可以办理。")
    ),
    Tag.MEMBER_REFUSED: Wording(
        Kind.MEMBER, msg("代表{firm}办理的申请未获同意"), msg("您代表{firm}办理的申请未获同意。原因：{reason}")
    ),
    Tag.MEMBER_ENDED: Wording(
        Kind.MEMBER, msg("您不再代表{firm}办理"), msg("您代表{firm}办理的权限已经终止。原因：{reason}")
    ),
}

TITLES: dict[Tag, Wording] = {
    Tag.RECOGNITION_RECORDED: Wording(
        Kind.TITLE,
        msg("{scheme}认定已登记"),
        msg("{firm}的{scheme}认定已登记，自 {day} 起有效。编号和有效期见企业首页。"),
    ),
    Tag.RECOGNITION_REVOKED: Wording(
        Kind.TITLE, msg("{scheme}认定已撤销"), msg("{firm}的{scheme}认定自 {day} 起撤销，依据见企业首页。")
    ),
}

CHANGES: dict[Tag, Wording] = {
    Tag.CHANGE_SUBMITTED: Wording(
        Kind.CHANGE,
        msg("已代为提交{kind}，请核对"),
        msg("{firm}的{kind}由工作人员代为提交，自 {day} 起生效。请打开页面核对；有误的，可以撤回。"),
    ),
    Tag.CHANGE_RETURNED: Wording(
        Kind.CHANGE,
        msg("{kind}退回修改"),
        msg("{firm}的{kind}退回修改。请按页面上的说明修改后重新提交。"),
    ),
    Tag.CHANGE_ACCEPTED: Wording(
        Kind.CHANGE,
        msg("{kind}已登记，自 {day} 起生效"),
        msg("{firm}的{kind}已登记，自 {day} 起生效。持有的称号还要办理什么、何时以前办理，见变更页面。"),
    ),
    Tag.CHANGE_REFUSED: Wording(Kind.CHANGE, msg("{kind}未予登记"), msg("{firm}的{kind}未予登记，原因见变更页面。")),
}
SUCCESSION = Wording(
    Kind.CHANGE,
    msg("{absorbed}已并入{firm}"),
    msg("{absorbed}自 {day} 起并入{firm}。合并属于重大变化，{firm}持有的称号也可能需要报告，事项和期限见变更页面。"),
)

OBJECTION_TO_ANSWER = Wording(
    Kind.OFFICE, msg("公示收到异议，请核查答复"), msg("{firm}（{scheme}）在公示期间收到异议，请核查后答复。")
)
