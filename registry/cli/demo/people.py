"""The people of the demo: an officer for every role, and those who act for firms. All names are invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from registry.accounts.models import Role, User
from registry.accounts.passwords import PasswordPolicy
from registry.accounts.permissions import actor_of
from registry.accounts.queries import find_user_by_email
from registry.accounts.services import grant_role, register_user
from registry.core.actor import SYSTEM, Actor
from registry.enterprises.models import MemberRole
from registry.reference.queries import DISTRICT

PASSWORD = "maple-harbour-42-lantern"  # noqa: S105 - of invented people; the command refuses a registry in service
HOST = "example.cn"

HONGTANG, CICHENG = "330205007", "330205103"
STREETS = {HONGTANG: "洪塘街道", CICHENG: "慈城镇"}
"""The streets that have officers in the demo; its cases are of firms there."""


@dataclass(frozen=True)
class Person:
    """An account: its log-in name is `key`@example.cn."""

    key: str
    name: str
    role: Role | None = None
    region: str = DISTRICT
    note: str = ""

    @property
    def email(self) -> str:
        """The log-in name."""
        return f"{self.key}@{HOST}"


OFFICERS = (
    Person("guanli", "沈立诚", Role.ADMINISTRATOR, note="系统管理"),
    Person("hongtang1", "陈怡宁", Role.STREET_OFFICER, HONGTANG, "洪塘街道经办"),
    Person("hongtang2", "徐牧之", Role.STREET_OFFICER, HONGTANG, "洪塘街道经办"),
    Person("cicheng1", "应若溪", Role.STREET_OFFICER, CICHENG, "慈城镇经办"),
    Person("cicheng2", "董知远", Role.STREET_OFFICER, CICHENG, "慈城镇经办"),
    Person("chushen1", "周砚秋", Role.REVIEWER, note="区初审"),
    Person("chushen2", "林向晚", Role.REVIEWER, note="区初审"),
    Person("shending1", "方以恒", Role.APPROVER, note="区审定"),
    Person("shending2", "顾云舒", Role.APPROVER, note="区审定"),
    Person("dengji", "黄明澈", Role.REGISTRAR, note="登记管理"),
    Person("lingdao", "郑文渊", Role.LEADER, note="领导"),
    Person("shenji", "傅听澜", Role.AUDITOR, note="审计"),
)

SUBMITTERS = tuple(
    Person(f"qiye{number}", name, note="企业提交人")
    for number, name in enumerate(
        (
            "王嘉树",
            "李南乔",
            "张慕白",
            "刘疏桐",
            "孙屿森",
            "胡月明",
            "朱景行",
            "何清越",
            "罗望舒",
            "高书言",
            "马星野",
            "谢秉文",
        ),
        start=1,
    )
)
PREPARERS = (Person("tianbao1", "宋知微", note="企业填报人"), Person("tianbao2", "唐予安", note="企业填报人"))
AGENTS = (Person("daiban1", "许怀瑾", note="代办人（服务机构，多家企业）"),)
VIEWERS = (Person("chakan1", "韩松雪", note="企业查看人"),)
CLAIMANTS = (
    Person("shenqing1", "冯若谷", note="申请加入企业，待确认"),
    Person("shenqing2", "蔡思齐", note="申请加入企业，待确认"),
    Person("shenqing3", "袁半夏", note="申请加入企业，未获同意"),
)
FIRM_PEOPLE = (*SUBMITTERS, *PREPARERS, *AGENTS, *VIEWERS, *CLAIMANTS)
EVERYBODY = (*OFFICERS, *FIRM_PEOPLE)

MEMBER_ROLES = (
    (SUBMITTERS, MemberRole.SUBMITTER),
    (PREPARERS, MemberRole.PREPARER),
    (AGENTS, MemberRole.AGENT),
    (VIEWERS, MemberRole.VIEWER),
)


@dataclass
class Cast:
    """The people once they have accounts."""

    users: dict[str, User] = field(default_factory=dict)

    def add(self, person: Person, policy: PasswordPolicy, at: datetime) -> None:
        """Open the account; an officer gets the role from the administrator, the administrator from the system."""
        by = self.actor("guanli") if "guanli" in self.users else SYSTEM
        user = register_user(
            person.email, person.name, PASSWORD, policy=policy, at=at, actor=by if person.role else None
        )
        if person.role is not None:
            grant_role(user, person.role, person.region, actor=by, at=at)
        self.users[person.key] = user

    def actor(self, key: str) -> Actor:
        """The person as services see one."""
        return actor_of(self.users[key], "127.0.0.1")

    def street_officer(self, region: str, which: int = 1) -> Actor:
        """The first or second officer of a street."""
        return self.actor(f"{'hongtang' if region == HONGTANG else 'cicheng'}{which}")


def logins() -> list[str]:
    """The demo's log-in names with what each is, and the password; empty where there is no demo here."""
    found = [person for person in EVERYBODY if find_user_by_email(person.email) is not None]
    if not found:
        return []
    lines = [f"  {person.email:<24}{person.name}  {person.note}" for person in found]
    return [f"演示账号（密码都是 {PASSWORD}）：", *lines]
