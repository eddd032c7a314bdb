"""Evidence files."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from registry.core.text import msg
from registry.web.shared import forms

REQUIREMENTS = {
    "licence": msg("营业执照"),
    "rd_accounts": msg("研发费用辅助账或专项审计报告"),
    "finance": msg("财务报表"),
    "staff": msg("职工和科技人员名册"),
    "rights": msg("知识产权证明"),
    "direct_route": msg("获奖、研发机构、标准等证明"),
    "other": msg("其他"),
}
"""What a file proves."""


class UploadForm(forms.BaseForm):
    """A file and what it proves."""

    requirement = forms.ChoiceField(_("材料用途"), choices=list(REQUIREMENTS.items()))
    file = forms.FileUpload(_("文件"))
