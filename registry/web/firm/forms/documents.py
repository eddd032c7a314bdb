"""Evidence files."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from registry.web.shared import forms
from registry.web.shared.papers import REQUIREMENTS

__all__ = ["REQUIREMENTS", "UploadForm", "UseForm"]


class UploadForm(forms.BaseForm):
    """A file and what it proves: one thing or several."""

    requirement = forms.ManyField(_("材料用途（可多选）"), choices=list(REQUIREMENTS.items()), required=True)
    file = forms.FileUpload(_("文件"))


class UseForm(forms.BaseForm):
    """What else a file proves."""

    requirement = forms.ChoiceField(_("另用于"), choices=list(REQUIREMENTS.items()))
