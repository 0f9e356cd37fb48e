"""Commands for accounts: user add, list, role, password."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.base import example, json_option, locale_option, with_store, write_json

if TYPE_CHECKING:
    from workbench.store.database import Store
    from workbench.workflow.people import Grant

_ROLES = ("reader", "translator", "editor", "keeper")


_password_stdin = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input instead of asking for it."
)


@example("workbench user add Willow --role translator:es")
@click.group()
def user() -> None:
    """Look after accounts."""


def _grants(_context: click.Context, _option: click.Parameter, values: Sequence[str]) -> list[Grant]:
    from workbench import languages
    from workbench.workflow.permissions import Role

    grants = []
    for value in values:
        role, _, locale = value.partition(":")
        if role not in _ROLES:
            raise click.BadParameter(f"{value!r} is no role; write {', '.join(_ROLES)}, with :LOCALE for one locale")
        try:
            grants.append((Role(role), languages.parse(locale).tag if locale else ""))
        except languages.UnknownLocale as error:
            raise click.BadParameter(str(error)) from None
    return grants


@example("workbench user add Willow --role translator:es --role editor:zh-Hans")
@user.command()
@click.argument("name")
@click.option(
    "--role", "grants", multiple=True, callback=_grants, default=["reader"], metavar="ROLE[:LOCALE]", show_default=True,
    help="reader, translator, editor or keeper; for one locale as translator:es. May be given several times.",
)  # fmt: skip
@locale_option("--language", "locale", required=False, help="The language of the pages; English if not given.")
@_password_stdin
@with_store()
def add(
    store: Store, workspace: Path, name: str, grants: list[Grant], locale: str | None, password_stdin: bool
) -> None:
    """Make an account.

    Its password is asked for.
    """
    from workbench.workflow import people

    password = _new_password(password_stdin)
    people.add_user(store, name=name, password=password, grants=grants, locale=locale or "en")


@example("workbench user list --json")
@user.command("list")
@json_option
@with_store()
def list_(store: Store, workspace: Path, as_json: bool) -> None:
    """List all accounts with their roles."""
    from workbench.workflow import people

    rows: list[dict[str, Any]] = [
        {
            "name": person.name,
            "roles": [f"{role.value}:{locale}" if locale else role.value for role, locale in person.grants],
            "active": person.active,
        }
        for person in people.list_users(store)
    ]
    if as_json:
        write_json({"users": rows})
        return
    for row in rows:
        click.echo(f"{row['name']}\t{' '.join(row['roles'])}{'' if row['active'] else ' (closed)'}")


@example("workbench user role Willow editor:es translator:zh-Hans")
@user.command()
@click.argument("name")
@click.argument("grants", nargs=-1, required=True, callback=_grants, metavar="ROLE[:LOCALE]...")
@with_store()
def role(store: Store, workspace: Path, name: str, grants: list[Grant]) -> None:
    """Replace the roles of an account."""
    from workbench.workflow import people

    people.set_roles(store, people.find_user(store, name).id, grants, by=None)


@example("workbench user password Willow")
@user.command()
@click.argument("name")
@_password_stdin
@with_store()
def password(store: Store, workspace: Path, name: str, password_stdin: bool) -> None:
    """Give an account a new password, when the old one is forgotten.

    Who is signed in with the account is signed out.
    """
    from workbench.workflow import people

    people.reset_password(store, name, _new_password(password_stdin))


def _new_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


COMMANDS = (user,)
