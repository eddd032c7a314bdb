"""Changes of firms for tests: the papers, the people, and the way to a decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from registry.accounts.models import Role
from registry.changes import services
from registry.changes.models import ChangeKind, ChangeRequest
from registry.core.actor import Actor
from registry.core.clock import day_of
from registry.core.ids import new_public_id
from registry.documents.models import Document
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.recognitions.services import recognise
from tests.factories.applications import HIGHER_THREE, firm_person, result
from tests.factories.enterprises import enterprise
from tests.factories.people import actor
from tests.factories.time import START

DAY = date(2026, 2, 20)
LATER = START + timedelta(hours=2)
"""When changes are accepted: what was known at START is what lists of that morning said."""


def paper(firm: Enterprise, person: Actor) -> str:
    """A file of the firm."""
    row = Document(
        public_id=new_public_id(),
        enterprise_id=firm.id,
        sha256="0" * 64,
        filename="准予变更登记通知书.pdf",
        media_type="application/pdf",
        size=1,
        uploaded_by_id=person.id,
        uploaded_at=START,
    )
    db.session.add(row)
    db.session.flush()
    return row.public_id


@dataclass
class Changing:
    """A firm with a 高企 title, its submitter, and officers."""

    name: str = "宁波老名字精密有限公司"
    number: str = "GR202633000001"
    firm: Enterprise = field(init=False)
    submitter: Actor = field(init=False)
    street: Actor = field(default_factory=lambda: actor(Role.STREET_OFFICER, region="330205003", name="街道甲"))
    registrar: Actor = field(default_factory=lambda: actor(Role.REGISTRAR, name="登记丁"))
    at: datetime = START

    def __post_init__(self) -> None:
        self.firm = enterprise(self.name)
        self.submitter = firm_person(self.firm, name="企业提交人")
        recognise(
            self.firm,
            result(HIGHER_THREE, number=self.number),
            source="load:x",
            actor=self.registrar,
            at=START,
        )

    @property
    def on(self) -> date:
        """The office's day."""
        return day_of(self.at)

    def filing(self, *, day: date = DAY, documents: list[str] | None = None, **after: Any) -> services.Filing:
        """What the firm sends, with a paper."""
        papers = [paper(self.firm, self.submitter)] if documents is None else documents
        return services.Filing(effective_on=day, after=after, documents=papers)

    def file(self, kind: ChangeKind, *, by: Actor | None = None, day: date = DAY, **after: Any) -> ChangeRequest:
        """File a change."""
        who, filing = by or self.submitter, self.filing(day=day, **after)
        return services.file_change(self.firm, kind, filing, actor=who, at=self.at, on=self.on)

    def accept(self, change: ChangeRequest, by: Actor | None = None) -> None:
        """Accept it, a little later."""
        services.accept(change, change.version, actor=by or self.street, at=LATER, on=self.on)

    def changed(self, kind: ChangeKind, *, day: date = DAY, **after: Any) -> ChangeRequest:
        """File and accept."""
        change = self.file(kind, day=day, **after)
        self.accept(change)
        return change
