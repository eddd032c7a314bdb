"""Which role may do what; where is a question of the region of the grant."""

from __future__ import annotations

from enum import StrEnum

from registry.accounts.models import Role, User
from registry.core.actor import Actor


class Permission(StrEnum):
    """What a route or a button asks for. `firm:` permissions come with membership in the firm at hand."""

    PUBLIC = "public"
    LOGGED_IN = "logged_in"
    FIRM_READ = "firm:read"
    FIRM_FILL = "firm:fill"
    FIRM_SUBMIT = "firm:submit"
    ENTERPRISES_READ = "office:enterprises:read"
    ENTERPRISES_CHANGE = "office:enterprises:change"
    MEMBERS_DECIDE = "office:members:decide"
    REPORTS_DECIDE = "office:reports:decide"
    APPLICATIONS_READ = "office:applications:read"
    APPLICATIONS_DECIDE = "office:applications:decide"
    NOTICES_PUBLISH = "office:notices:publish"
    OBJECTIONS_ANSWER = "office:objections:answer"
    RECOGNITIONS_RECORD = "office:recognitions:record"
    ROSTERS_IMPORT = "office:rosters:import"
    OBSERVATIONS_RECORD = "office:observations:record"
    STATISTICS_READ = "office:statistics:read"
    RULE_LAB_READ = "office:rule_lab:read"
    RULE_LAB_RUN = "office:rule_lab:run"
    PIPELINE_READ = "office:pipeline:read"
    CULTIVATION_KEEP = "office:cultivation:keep"
    AUDIT_READ = "office:audit:read"
    ACCOUNTS_MANAGE = "office:accounts:manage"


_READS = {
    Permission.ENTERPRISES_READ,
    Permission.APPLICATIONS_READ,
    Permission.STATISTICS_READ,
    Permission.PIPELINE_READ,
}
_LAB = {Permission.RULE_LAB_READ, Permission.RULE_LAB_RUN}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.STREET_OFFICER: frozenset(
        _READS
        | {
            Permission.ENTERPRISES_CHANGE,
            Permission.MEMBERS_DECIDE,
            Permission.REPORTS_DECIDE,
            Permission.APPLICATIONS_DECIDE,
            Permission.CULTIVATION_KEEP,
        }
    ),
    Role.REVIEWER: frozenset(
        _READS
        | _LAB
        | {
            Permission.MEMBERS_DECIDE,
            Permission.REPORTS_DECIDE,
            Permission.APPLICATIONS_DECIDE,
            Permission.NOTICES_PUBLISH,
            Permission.OBJECTIONS_ANSWER,
            Permission.CULTIVATION_KEEP,
        }
    ),
    Role.APPROVER: frozenset(
        _READS
        | _LAB
        | {
            Permission.APPLICATIONS_DECIDE,
            Permission.NOTICES_PUBLISH,
            Permission.OBJECTIONS_ANSWER,
            Permission.CULTIVATION_KEEP,
        }
    ),
    Role.REGISTRAR: frozenset(
        _READS
        | _LAB
        | {
            Permission.ENTERPRISES_CHANGE,
            Permission.MEMBERS_DECIDE,
            Permission.RECOGNITIONS_RECORD,
            Permission.ROSTERS_IMPORT,
            Permission.OBSERVATIONS_RECORD,
            Permission.CULTIVATION_KEEP,
        }
    ),
    Role.LEADER: frozenset(
        {
            Permission.ENTERPRISES_READ,
            Permission.STATISTICS_READ,
            Permission.PIPELINE_READ,
            Permission.RULE_LAB_READ,
        }
    ),
    Role.AUDITOR: frozenset({Permission.AUDIT_READ, Permission.PIPELINE_READ, Permission.RULE_LAB_READ}),
    Role.ADMINISTRATOR: frozenset({Permission.ACCOUNTS_MANAGE}),
}


def permissions_of(actor: Actor) -> frozenset[Permission]:
    """Everything the actor's roles allow, in some region."""
    return frozenset().union(*(ROLE_PERMISSIONS[Role(role)] for role, _region in actor.grants))


def may(actor: Actor, permission: Permission, region_code: str) -> bool:
    """Whether one of the actor's roles gives `permission` for a region that covers `region_code`."""
    return any(
        permission in ROLE_PERMISSIONS[Role(role)] and region_code.startswith(region) for role, region in actor.grants
    )


def scope(actor: Actor, permission: Permission) -> tuple[str, ...]:
    """Codes of the regions for which the actor has `permission`; empty where nowhere."""
    return actor.regions(*(role for role, allowed in ROLE_PERMISSIONS.items() if permission in allowed))


def actor_of(user: User, address: str = "") -> Actor:
    """`user` as services see one, acting from the network address `address`."""
    grants = frozenset((grant.role.value, grant.region_code) for grant in user.grants)
    return Actor(user.id, user.name, address, grants)
