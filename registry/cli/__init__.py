"""The command line: dry run unless told to commit."""

from __future__ import annotations

from flask import Flask

from registry.cli.counts import bridge_command, counts_command
from registry.cli.data import data_group, init_command


def register(app: Flask) -> None:
    """Add the commands to `flask --app registry`."""
    for command in (init_command, data_group, counts_command, bridge_command):
        app.cli.add_command(command)
