"""The answers of the annual confirmation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_babel import lazy_gettext as _

from registry.applications.confirmations import ANSWER_LABELS, Answer
from registry.applications.tasks import TASK_LABELS, Task
from registry.web.shared import forms

ALL_SAME = "all_same"


class ConfirmationForm(forms.BaseForm):
    """One answer a task; made by `confirmation_form`."""

    version = forms.VersionField()
    agreed = forms.AgreeField(_("我代表本单位作出以上声明"), must=_("请勾选确认声明后再提交。"))
    tasks: tuple[Task, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for task in self.tasks:
            self[task.value].flags.optional = False  # one button answers for all of them

    def answers(self, *, all_same: bool) -> dict[Task, Answer]:
        """What was said; with `all_same` every task that was left open did not change."""
        said = {task: self[task.value].data or (Answer.SAME if all_same else "") for task in self.tasks}
        return {task: Answer(answer) for task, answer in said.items() if answer}

    def is_settled(self, *, all_same: bool) -> bool:
        """Whether every task has its answer and none stands against "nothing changed"; says so at those that do not."""
        wrong = [task for task in self.tasks if not self._is_fit(self[task.value].data or "", all_same=all_same)]
        for task in wrong:
            sentence = (
                gettext("这一项选的不是“无变化”，请改按“提交确认”，或改选“无变化”。")
                if all_same
                else gettext("请选择“%(task)s”有没有变化。", task=self[task.value].label.text)
            )
            self[task.value].errors = [*self[task.value].errors, sentence]
        return not wrong

    @staticmethod
    def _is_fit(answer: str, *, all_same: bool) -> bool:
        return answer in ("", Answer.SAME) if all_same else answer != ""


def confirmation_form(tasks: Iterable[Task]) -> type[ConfirmationForm]:
    """A form class with the three answers for each task."""
    listed = tuple(tasks)
    choices = [(answer.value, label) for answer, label in ANSWER_LABELS.items()]
    fields: dict[str, Any] = {
        task.value: forms.RadioChoiceField(lazy_gettext(TASK_LABELS[task].msgid), choices=choices, required=False)
        for task in listed
    }
    return type("TasksForm", (ConfirmationForm,), {**fields, "tasks": listed})
