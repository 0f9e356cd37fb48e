"""Passwords and tokens.

Tokens are 256 bits from the system's generator; only their SHA-256 is stored, which suffices for secrets that
cannot be guessed. Passwords are hashed with Argon2id by the library's defaults (RFC 9106, low-memory profile).
"""

from __future__ import annotations

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from workbench.findings import N_
from workbench.workflow.errors import Invalid
from workbench.workflow.wording import storable

MIN_PASSWORD = 8

MAX_PASSWORD = 256


def check_password(password: str, name: str) -> None:
    """Refuse a password that is too short or too easy.

    Raises:
        Invalid: it is.
    """
    storable(password, field="password")
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise Invalid(
            N_("A password has %(least)s to %(most)s characters."),
            least=MIN_PASSWORD,
            most=MAX_PASSWORD,
            field="password",
        )
    if password.casefold() == name.casefold() or len(set(password)) < 4:
        raise Invalid(N_("This password is too easy to guess; a few words in a row make a good one."), field="password")


@cache
def hasher() -> PasswordHasher:
    """The one way in which passwords are hashed."""
    return PasswordHasher()


def hash_password(password: str) -> str:
    """What is stored of a password."""
    return hasher().hash(password)


@cache
def dummy_hash() -> str:
    """A hash that no password has, for names that nobody has."""
    return hash_password(secrets.token_urlsafe(16))


def verify(hashed: str, password: str) -> bool:
    """Whether a password is the one that was hashed."""
    try:
        return hasher().verify(hashed, password[:MAX_PASSWORD].encode(errors="replace"))
    except VerifyMismatchError:
        return False


def digest_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
