"""The command line: dry run unless told to commit."""

from __future__ import annotations

from collections.abc import Iterator

import click
from flask import Flask

from registry.cli.audit import audit_group
from registry.cli.backup import backup_command, restore_command
from registry.cli.counts import bridge_command, counts_command
from registry.cli.data import data_group, init_command
from registry.cli.demo.command import demo_command
from registry.cli.messages import messages_group
from registry.cli.notices import notices_group
from registry.cli.rosters import rosters_group
from registry.cli.rules import rules_group
from registry.cli.shared import told_plainly
from registry.cli.users import users_group

COMMANDS = (
    init_command,
    data_group,
    counts_command,
    bridge_command,
    rosters_group,
    rules_group,
    notices_group,
    messages_group,
    audit_group,
    users_group,
    backup_command,
    restore_command,
    demo_command,
)


def _leaves(command: click.Command) -> Iterator[click.Command]:
    if isinstance(command, click.Group):
        for part in command.commands.values():
            yield from _leaves(part)
    else:
        yield command


for _group in COMMANDS:
    for _command in _leaves(_group):
        if _command.callback is not None:
            _command.callback = told_plainly(_command.callback)


def register(app: Flask) -> None:
    """Add the commands to `flask --app registry`."""
    for command in COMMANDS:
        app.cli.add_command(command)
