"""Mail about the account itself: links that let in whoever reads it, and word of what was changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from registry.accounts.links import LIFETIMES
from registry.accounts.models import LinkPurpose, User
from registry.accounts.queries import find_user_by_email
from registry.accounts.recovery import ask_to_confirm, ask_to_reset
from registry.core.ids import new_public_id
from registry.core.text import Text, msg
from registry.messages.models import Kind
from registry.messages.services import send, send_to_address


def mail_confirmation(user: User, *, at: datetime) -> None:
    """Send the person a link that confirms the address; Conflict where it is confirmed already."""
    token = ask_to_confirm(user, at=at)
    _mail_secret(
        user,
        msg("请确认邮箱"),
        msg(
            "有人用这个邮箱在本系统注册了账号。如果是您，请打开下面的页面确认，60 分钟内有效；不是您注册的，不必理会。"
        ),
        f"/email/{token}",
        at + LIFETIMES[LinkPurpose.CONFIRM_EMAIL],
        at,
    )


def mail_reset(email: str, *, address: str, at: datetime) -> None:
    """Send a link that sets another password, where the address has an open account; else nothing."""
    asked = ask_to_reset(email, address=address, at=at)
    if asked is None:
        return
    user, token = asked
    _mail_secret(
        user,
        msg("重设密码"),
        msg(
            "有人申请重设您的密码。如果是您，请打开下面的页面设置新密码，60 分钟内有效，只能用一次；"
            "不是您申请的，不必理会，密码没有改变。"
        ),
        f"/password/reset/{token}",
        at + LIFETIMES[LinkPurpose.RESET_PASSWORD],
        at,
    )


def mail_already_registered(email: str, *, at: datetime) -> None:
    """Tell the owner of an account that somebody registered with its address once more."""
    user = find_user_by_email(email)
    if user is not None and user.is_active:
        body = msg("有人用您的邮箱再次注册。您的账号和密码都没有改变；如果是您忘了密码，请打开下面的页面重设。")
        _mail_secret(user, msg("您已有账号"), body, "/password/forgotten", at + timedelta(days=1), at)


def tell_of_change(user: User, change: Text, *, at: datetime) -> None:
    """Tell the person what was changed about the account: who did not do it learns of it."""
    body = msg("{change}如果不是您本人办理的，请立即重设密码，并联系系统管理员。", change=change)
    send(user, Kind.ACCOUNT, msg("账号安全提醒"), body, "/account", at, f"account:{new_public_id()}")


def _mail_secret(user: User, subject: Text, body: Text, link: str, until: datetime, at: datetime) -> None:
    send_to_address(user.email, subject, body, link=link, at=at, key=new_public_id(), until=until)
