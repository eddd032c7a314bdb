"""Where an application stands: the line of its steps with days, who holds it, and by when it is to be dealt with."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from registry.applications.models import Act, Application, ApplicationState, ApplicationStep
from registry.applications.workflow import EDITABLE_STATES, OPEN_STATES, stage_name, stage_role_at, stage_working_days
from registry.core.clock import day_of
from registry.core.text import Text, msg
from registry.reference.models import DecidedBy
from registry.reference.queries import DISTRICT, calendar
from registry.web.shared import current
from registry.web.shared.names import region_names

_State = ApplicationState
_PASSING = (Act.PASS, Act.APPROVE)


@dataclass(frozen=True)
class Stop:
    """One step of the way: `kind` ok|wait|warn|bad|none, its day where it is done, and notes for where it is now."""

    name: Text | str
    kind: str
    done_on: date | None = None
    notes: tuple[Text, ...] = ()

    @property
    def is_now(self) -> bool:
        """Whether the application is here."""
        return self.kind in ("wait", "warn")


def line(application: Application) -> list[Stop]:
    """The whole way: what is done and when, where it is now and until when, what is to come."""
    at, kind = _position(application)
    return [_stop(application, number, name, days, at, kind) for number, (name, days) in enumerate(_way(application))]


def holder(application: Application) -> Text | None:
    """Who is to act now; None where nobody is."""
    if application.state in EDITABLE_STATES:
        return msg("现由本企业办理")
    if application.state is _State.SUBMITTED:
        stage = stage_name(application.scheme, application.stage)
        return msg("现由{unit}办理：{stage}", unit=_unit(application), stage=stage)
    waiting = {
        _State.APPROVED: msg("现由区主管部门办理"),
        _State.IN_NOTICE: msg("公示中，公示期满无异议后生效"),
        _State.FORWARDED: msg("已推荐上报，等待上级公布结果"),
    }
    return waiting.get(application.state)


def _way(application: Application) -> Iterator[tuple[Text | str, date | None]]:
    """Each step's name and the day on which it was done, if it was."""
    scheme = application.scheme
    yield msg("企业填报"), _done_on(application, (Act.SUBMIT, Act.RECONSIDER))
    for number in range(len(scheme.stages)):
        yield stage_name(scheme, number), _done_on(application, _PASSING, stage=number)
    if scheme.decided_by is DecidedBy.DISTRICT:
        yield msg("公示"), _done_on(application, (Act.TAKE_EFFECT, Act.UPHOLD_OBJECTION))
        yield msg("认定"), _done_on(application, (Act.TAKE_EFFECT,))
    else:
        yield msg("推荐上报"), _done_on(application, (Act.FORWARD,))
        yield msg("官方结果"), _done_on(application, (Act.RECORD_RECOGNISED, Act.RECORD_NOT_RECOGNISED))


def _stop(application: Application, number: int, name: Text | str, done_on: date | None, at: int, kind: str) -> Stop:
    if number < at:
        return Stop(name, "ok", done_on)
    if number > at:
        return Stop(name, "none", notes=_promise(application, number))
    if kind in ("wait", "warn"):
        return Stop(name, kind, notes=tuple(_now(application)))
    return Stop(name, kind, _last_day(application))


def _now(application: Application) -> Iterator[Text]:
    """Who holds it, since when, and until when he is to act."""
    on = current.today()
    if application.state is _State.SUBMITTED:
        yield msg("经办：{unit}", unit=_unit(application))
    days = calendar().working_days_between(day_of(application.waiting_since), on)
    if application.state not in (_State.DRAFT, _State.IN_NOTICE):
        yield msg("已 {days} 个工作日", days=days)
    if application.due_on is None:
        return
    if application.state is _State.IN_NOTICE:
        yield msg("公示至 {day}（含当日）", day=application.due_on)
    elif application.state in EDITABLE_STATES:
        yield msg("请于 {day} 前（含当日）补正", day=application.due_on)
    elif on > application.due_on:
        yield msg("承诺 {day} 前办结，已超期", day=application.due_on)
    else:
        yield msg("承诺 {day} 前（含当日）办结", day=application.due_on)


def _promise(application: Application, number: int) -> tuple[Text, ...]:
    """How long a stage that is still to come may take."""
    stage = number - 1
    if not 0 <= stage < len(application.scheme.stages) or application.state not in OPEN_STATES:
        return ()
    return (msg("承诺 {days} 个工作日", days=stage_working_days(application.scheme, stage)),)


def _unit(application: Application) -> str:
    in_street = stage_role_at(application.scheme, application.stage) == "street_officer"
    code = application.region_code if in_street else DISTRICT
    return region_names(current.today()).get(code, code)


def _done_on(application: Application, acts: Collection[Act], stage: int | None = None) -> date | None:
    found = [step for step in _steps(application) if step.act in acts and stage in (None, step.stage)]
    return day_of(found[-1].at) if found else None


def _steps(application: Application) -> list[ApplicationStep]:
    """The steps of the round at hand; asking for another look begins it."""
    now = application.round
    return [step for step in application.steps if step.round == now or (step.act is Act.RECONSIDER and now)]


def _last_day(application: Application) -> date | None:
    return day_of(application.steps[-1].at) if application.steps else None


def _position(application: Application) -> tuple[int, str]:
    """How many steps are done, and the kind of the next one."""
    stages = len(application.scheme.stages)
    if application.state is _State.REJECTED and application.steps[-1].act is Act.UPHOLD_OBJECTION:
        return 1 + stages, "bad"
    return {
        _State.DRAFT: (0, "wait"),
        _State.RETURNED: (0, "warn"),
        _State.WITHDRAWN: (0, "none"),
        _State.SUBMITTED: (1 + application.stage, "wait"),
        _State.REJECTED: (1 + application.stage, "bad"),
        _State.APPROVED: (1 + stages, "wait"),
        _State.IN_NOTICE: (1 + stages, "wait"),
        _State.FORWARDED: (2 + stages, "wait"),
        _State.NOT_RECOGNISED: (2 + stages, "bad"),
        _State.RECOGNISED: (3 + stages, "ok"),
    }[application.state]
