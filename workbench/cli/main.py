"""The command `workbench` itself: its areas, and what becomes of errors.

Modules of this room import nothing but click and what is light; a command imports what it needs when it runs, so that
`workbench --help` answers at once.
"""

from __future__ import annotations

import sys
from typing import Any, Never

import click

from workbench import __version__
from workbench.cli import content, convert, engines, glossary, house, memory, people, publish, service
from workbench.cli.base import example
from workbench.errors import WorkbenchError

_DONE, _REFUSED, _WRONG_USE = 0, 1, 2


class _Workbench(click.Group):
    """A group that says everything that goes wrong in one plain line."""

    def main(self, *args: Any, **options: Any) -> Never:  # noqa: ANN401 - click's own signature
        """Run a command and end the process with its exit code."""
        options["standalone_mode"] = False
        try:
            code = super().main(*args, **options)
        except click.UsageError as error:
            command = error.ctx.command_path if error.ctx else "workbench"
            _say(f"{error.format_message().rstrip('.')}; see `{command} --help`")
            code = _WRONG_USE
        except click.ClickException as error:
            _say(error.format_message())
            code = error.exit_code
        except (WorkbenchError, OSError) as error:
            code = _refused(error)
        except click.Abort:
            _say("stopped")
            code = _REFUSED
        sys.exit(code if isinstance(code, int) else _DONE)


def _refused(error: WorkbenchError | OSError) -> int:
    if isinstance(error, BrokenPipeError):
        # Who reads our output has seen enough.
        sys.stderr.close()
    elif isinstance(error, OSError) and error.strerror:
        _say(f"{error.filename}: {error.strerror}" if error.filename else error.strerror)
    else:
        _say(str(error))
    return _REFUSED


def _say(message: str) -> None:
    click.echo(f"workbench: {' '.join(message.split())}", err=True)


@example("workbench init our-texts && cd our-texts && workbench serve")
@click.group(cls=_Workbench, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="workbench")
def main() -> None:
    """Align, translate, review and publish long-form prose in Chinese, English and Spanish.

    Begin with `workbench init DIR`, go there, and run `workbench serve`.
    """


for area in (service, engines, convert, content, glossary, memory, publish, people, house):
    for command in area.COMMANDS:
        main.add_command(command)
