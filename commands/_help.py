"""`scrapy --help` with our commands first, by what they are for: Scrapy lists all by name, its own among them."""

import sys
from typing import Any

_LISTS = "_print_commands"  # of scrapy.cmdline: private, so that without it Scrapy's own list stays


def group_commands() -> None:
    """Let Scrapy print its list of commands in groups, where it is a command that loads the settings."""
    cmdline = sys.modules.get("scrapy.cmdline")
    if hasattr(cmdline, _LISTS) and hasattr(cmdline, "_get_commands_dict"):
        setattr(cmdline, _LISTS, print_commands)


def print_commands(settings: Any, inproject: bool) -> None:
    """Print the commands in groups, ours first."""
    from commands._command import GROUPS, OurCommand

    commands: dict[str, Any] = sys.modules["scrapy.cmdline"]._get_commands_dict(settings, inproject)
    print("Usage: scrapy COMMAND [options], in the project's folder\n")
    for group in GROUPS:
        print(f"{group}:")
        for name, command in commands.items():
            if isinstance(command, OurCommand) and command.group == group:
                print(f"  {name:<10} {command.summary}")
        print()
    others = sorted(name for name, command in commands.items() if not isinstance(command, OurCommand))
    print(f"Scrapy's own: {', '.join(others)}\n")
    print("`scrapy COMMAND -h` tells more of each.")
