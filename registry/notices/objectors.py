"""Writing to who objected, by mail where that is how the person is reached; nobody else learns the address."""

from __future__ import annotations

from datetime import datetime

from email_validator import EmailNotValidError, validate_email

from registry.core.text import Text, msg
from registry.messages.services import WORTH_SENDING, send_to_address
from registry.notices.models import Objection


def mail_receipt(objection: Objection, *, at: datetime) -> None:
    """The case number and what follows."""
    subject = msg("异议已收到，受理编号 {number}", number=objection.number)
    body = msg(
        "您对公示“{title}”提出的异议已收到，受理编号 {number}。由没有办理过这份申请的人员核查，"
        "结果发到这个邮箱；答复以前，这家企业不予认定。您的姓名和联系方式不会告知企业。",
        title=objection.entry.notice.title,
        number=objection.number,
    )
    _mail(objection, subject, body, "received", at)


def mail_answer(objection: Objection, *, at: datetime) -> None:
    """What was found."""
    subject = msg("异议 {number} 的答复", number=objection.number)
    result = msg("异议成立，不予认定") if objection.is_upheld else msg("异议不成立")
    body = msg("核查结论：{result}。答复：{answer}", result=result, answer=objection.answer)
    _mail(objection, subject, body, "answered", at)


def mail_address(objection: Objection) -> str | None:
    """Where the person is written to; None where another way of reaching the person was left."""
    try:
        return validate_email(objection.objector_contact, check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def _mail(objection: Objection, subject: Text, body: Text, event: str, at: datetime) -> None:
    address = mail_address(objection)
    if address is None:
        return
    notice = f"/notices/{objection.entry.notice.public_id}"
    key = f"objection:{objection.public_id}:{event}"
    send_to_address(address, subject, body, link=notice, at=at, key=key, until=at + WORTH_SENDING)
