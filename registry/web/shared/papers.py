"""A firm's papers as the firm and the office see them: each file once, with everything that it proves."""

from __future__ import annotations

from dataclasses import dataclass

from registry.core.reading import fetch
from registry.core.text import Text, msg
from registry.documents.access import documents_of
from registry.documents.models import Document
from registry.web.shared.files import PDF, PICTURES
from registry.web.shared.words import PAPERS

REQUIREMENTS = {
    **PAPERS,
    "rd_accounts": msg("研发费用辅助账或专项审计报告"),
    "finance": msg("财务报表"),
    "staff": msg("职工和科技人员名册"),
    "rights": msg("知识产权证明"),
    "direct_route": msg("获奖、研发机构、标准等证明"),
    "other": msg("其他"),
}
"""What a file proves."""


@dataclass(frozen=True)
class PaperFile:
    """One file with its uses, the latest upload first."""

    documents: tuple[Document, ...]

    @property
    def latest(self) -> Document:
        """The last upload, which stands for the file."""
        return self.documents[0]

    @property
    def uses(self) -> list[Text]:
        """What it proves, in the order of `REQUIREMENTS`."""
        codes = {document.requirement for document in self.documents}
        return [word for code, word in REQUIREMENTS.items() if code in codes]

    @property
    def is_used(self) -> bool:
        """Whether an application or the like refers to it."""
        return any(document.claimed for document in self.documents)

    @property
    def is_picture(self) -> bool:
        """Whether a page can carry it."""
        return self.latest.media_type in PICTURES

    @property
    def is_pdf(self) -> bool:
        """Whether it is a PDF."""
        return self.latest.media_type == PDF


def paper_files(enterprise_id: int) -> list[PaperFile]:
    """The firm's files, the latest first; the same content under the same name is one."""
    found: dict[tuple[str, str], list[Document]] = {}
    for document in fetch(documents_of(enterprise_id)):
        found.setdefault((document.sha256, document.filename), []).append(document)
    return [PaperFile(tuple(documents)) for documents in found.values()]


def file_of(document: Document) -> PaperFile:
    """The file of a firm's document with all its uses."""
    same = [one for one in paper_files(document.enterprise_id or 0) if document in one.documents]
    return same[0] if same else PaperFile((document,))
