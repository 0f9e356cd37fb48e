"""Accounts: by invitation only, with a session that can be ended, and no secret kept in clear."""

from __future__ import annotations

import datetime as dt
import sys

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from workbench.store.database import Store
from workbench.store.models import Base, User
from workbench.store.models import now as really_now
from workbench.workflow import people
from workbench.workflow.errors import Invalid, NotAllowed, NotFound, TooManyAttempts
from workbench.workflow.permissions import Role

PASSWORD = "lantern over water"
READER = [(Role.READER, "")]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch):
    """Let time pass for the use cases."""

    def pass_time(**span: float) -> None:
        for name, module in list(sys.modules.items()):
            if name.startswith("workbench.workflow.people") and hasattr(module, "now"):
                monkeypatch.setattr(module, "now", lambda: really_now() + dt.timedelta(**span))

    return pass_time


def _join(store: Store, token: str, name: str = "Mooring", password: str = PASSWORD) -> people.SignedIn:
    return people.join(store, token, name=name, password=password, locale="es")


# --- invitations ------------------------------------------------------------------------------------------------


def test_an_invitation_makes_one_account_with_its_roles(store: Store, keeper: User):
    """Whoever gets the link gets what the keeper chose, and is signed in at once."""
    token = people.invite(store, [(Role.EDITOR, "es")], by=keeper, note="met at the library")
    signed = _join(store, token)

    assert [(grant.role, grant.locale) for grant in signed.user.roles] == [("editor", "es")]
    found = people.who(store, signed.token)
    assert found is not None
    assert (found.name, found.locale) == ("Mooring", "es")
    assert people.open_invitations(store, by=keeper) == []


def test_an_invitation_works_once(store: Store, keeper: User, fingerprint):
    """A link that was passed on must not let a second person in."""
    token = people.invite(store, READER, by=keeper)
    _join(store, token)
    before = fingerprint(store)

    with pytest.raises(NotFound):
        _join(store, token, name="Somebody else")
    with pytest.raises(NotFound):
        _join(store, token, password="another password")
    with pytest.raises(NotFound):
        people.look_at_invitation(store, token)
    assert fingerprint(store) == before


def test_a_form_to_join_that_is_sent_twice_makes_one_account(store: Store, keeper: User):
    """The first answer may have been lost: the second must not say that the invitation is used up."""
    token = people.invite(store, READER, by=keeper)
    first, second = _join(store, token), _join(store, token)

    assert first.user.id == second.user.id
    assert people.who(store, second.token) is not None
    assert len(people.people(store, by=keeper)) == 2


def test_a_used_link_is_no_way_to_sign_in_for_long(store: Store, keeper: User, later):
    """Later on it would be a second way in beside the sign-in, without its limit."""
    token = people.invite(store, READER, by=keeper)
    _join(store, token)
    later(hours=2)

    with pytest.raises(NotFound):
        _join(store, token)


def test_an_invitation_expires(store: Store, keeper: User, later):
    """A link in an old message must not open the door for ever."""
    token = people.invite(store, READER, by=keeper)
    later(days=people.INVITATION_DAYS, seconds=1)

    with pytest.raises(NotFound):
        _join(store, token)
    assert people.open_invitations(store, by=keeper) == []


def test_an_invitation_can_be_withdrawn(store: Store, keeper: User):
    """It may have been sent to the wrong person."""
    token = people.invite(store, READER, by=keeper)
    (invitation,) = people.open_invitations(store, by=keeper)
    people.revoke_invitation(store, invitation.id, by=keeper)

    with pytest.raises(NotFound):
        _join(store, token)


def test_an_unknown_link_says_the_same_as_a_used_one(store: Store, keeper: User):
    """The answer must not tell which links ever existed."""
    token = people.invite(store, READER, by=keeper)
    _join(store, token)

    with pytest.raises(NotFound) as used:
        people.look_at_invitation(store, token)
    for guess in ("", "x" * 10_000, "\ud800", "’; --"):
        with pytest.raises(NotFound) as unknown:
            people.look_at_invitation(store, guess)
        assert str(unknown.value) == str(used.value)


def test_the_first_link_makes_a_keeper_and_is_given_only_until_there_is_one(store: Store):
    """`workbench serve` prints it on a fresh machine; a later one would be a back door."""
    first, second = people.first_invitation(store), people.first_invitation(store)
    assert first is not None
    assert second is not None
    with pytest.raises(NotFound):
        _join(store, first)
    signed = _join(store, second)

    assert [(grant.role, grant.locale) for grant in signed.user.roles] == [("keeper", "")]
    assert people.first_invitation(store) is None


@pytest.mark.parametrize("grants", [[], [(Role.EDITOR, "eo")]], ids=["no role", "unknown locale"])
def test_an_invitation_needs_roles_that_mean_something(store: Store, keeper: User, grants, fingerprint):
    """An account without a role could not even read."""
    before = fingerprint(store)
    with pytest.raises(Exception, match=r"role|locale"):
        people.invite(store, grants, by=keeper)
    assert fingerprint(store) == before


def test_a_keeper_is_one_everywhere(store: Store, keeper: User):
    """A keeper of Spanish alone would keep the whole house; the roles must not say less than they mean."""
    people.invite(store, [(Role.KEEPER, "es")], by=keeper)
    (invitation,) = people.open_invitations(store, by=keeper)

    assert invitation.grants == ((Role.KEEPER, ""),)


def test_a_region_has_roles_of_its_own_where_it_has_variants(store: Store, keeper: User):
    """A Taiwan editor approves the Taiwan edition; the mainland's script is the same as that of its editions."""
    people.invite(store, [(Role.EDITOR, "zh_hant_tw"), (Role.EDITOR, "zh-Hans-CN")], by=keeper)
    (invitation,) = people.open_invitations(store, by=keeper)

    assert invitation.grants == ((Role.EDITOR, "zh-Hans"), (Role.EDITOR, "zh-Hant-TW"))


# --- names and passwords ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["", "   ", "x" * 61, "a\x00b", "\ud800", "zero\u200bwidth"], ids=lambda name: ascii(name)[:20]
)
def test_a_name_can_be_read(store: Store, name: str, fingerprint):
    """It stands beside everything that somebody does."""
    before = fingerprint(store)
    with pytest.raises(Invalid) as refused:
        people.add_user(store, name=name, password=PASSWORD, grants=READER)
    assert refused.value.details["field"] == "name"
    assert fingerprint(store) == before


def test_a_name_loses_what_turns_the_reading_order(store: Store):
    """Otherwise two names could look the same, or one could turn the line that it stands in."""
    user = people.add_user(store, name="  Moor\u202eing\x07  boat ", password=PASSWORD, grants=READER)

    assert user.name == "Mooring boat"


@pytest.mark.parametrize("again", ["Ángel Niño", "ÁNGEL NIÑO", "ángel  niño", "Ａ́ngel niño", "A\u0301ngel nin\u0303o"])
def test_a_name_is_one_person_in_every_spelling(store: Store, again: str):
    """Databases fold the case of ASCII letters alone: two people must not look the same, and both can sign in."""
    people.add_user(store, name="Ángel Niño", password=PASSWORD, grants=READER)

    with pytest.raises(Invalid):
        people.add_user(store, name=again, password=PASSWORD, grants=READER)
    assert people.sign_in(store, name=again, password=PASSWORD).user.name == "Ángel Niño"
    assert people.find_user(store, again).name == "Ángel Niño"


@pytest.mark.parametrize(
    "password", ["", "short", "aaaaaaaaaaaa", "Mooring boat", "x1" * 200, "half \ud800 a character"], ids=ascii
)
def test_a_password_is_long_enough_and_not_too_easy(store: Store, password: str, fingerprint):
    """It is all that stands between a stranger and unpublished texts."""
    before = fingerprint(store)
    with pytest.raises(Invalid) as refused:
        people.add_user(store, name="mooring BOAT", password=password, grants=READER)
    assert refused.value.details["field"] == "password"
    assert fingerprint(store) == before


# --- sessions ---------------------------------------------------------------------------------------------------


def test_a_wrong_password_and_an_unknown_name_are_refused_alike(store: Store, translator: User):
    """The answer must not tell who has an account."""
    sentences = set()
    for name in (translator.name, "Nobody", "", "\ud800", "x" * 100_000):
        with pytest.raises(NotAllowed) as refused:
            people.sign_in(store, name=name, password="something else")
        sentences.add(str(refused.value))

    assert len(sentences) == 1


def test_an_unknown_name_costs_a_hash_as_well(store: Store, translator: User, monkeypatch: pytest.MonkeyPatch):
    """An answer that comes sooner would tell that there is no such account."""
    verified: list[str] = []
    verify = PasswordHasher.verify

    def watch(hasher: PasswordHasher, hashed: str, password: bytes) -> bool:
        verified.append(hashed)
        return verify(hasher, hashed, password)

    monkeypatch.setattr(PasswordHasher, "verify", watch)
    for name in (translator.name, "Nobody"):
        with pytest.raises(NotAllowed):
            people.sign_in(store, name=name, password="something else")

    assert len(verified) == 2
    assert all(hashed.startswith("$argon2id$") for hashed in verified)


def test_ten_wrong_passwords_close_the_door_for_an_hour(store: Store, translator: User, later):
    """Nobody may try out a list of passwords; after an hour the right one works again."""
    for _ in range(people.ATTEMPTS_PER_HOUR):
        with pytest.raises(NotAllowed):
            people.sign_in(store, name=translator.name, password="something else")
    with pytest.raises(TooManyAttempts):
        people.sign_in(store, name=f" {translator.name.upper()} ", password=PASSWORD)
    later(minutes=61)

    assert people.sign_in(store, name=translator.name, password=PASSWORD).user.id == translator.id


def test_the_limit_is_one_for_each_name(store: Store, translator: User, editor: User):
    """Somebody who guesses at one account must not lock everybody out."""
    for _ in range(people.ATTEMPTS_PER_HOUR):
        with pytest.raises(NotAllowed):
            people.sign_in(store, name=translator.name, password="something else")

    assert people.sign_in(store, name=editor.name, password=PASSWORD).user.id == editor.id


def test_the_right_password_forgets_the_wrong_ones(store: Store, translator: User):
    """Nine slips over a year are no attack."""
    for _ in range(2):
        for _ in range(people.ATTEMPTS_PER_HOUR - 1):
            with pytest.raises(NotAllowed):
                people.sign_in(store, name=translator.name, password="something else")
        people.sign_in(store, name=translator.name, password=PASSWORD)


def test_a_session_ends_by_time_and_by_hand(store: Store, translator: User, later):
    """A lost phone must not stay signed in."""
    here = people.sign_in(store, name=translator.name, password=PASSWORD)
    there = people.sign_in(store, name=translator.name, password=PASSWORD)

    assert people.sign_out_elsewhere(store, here.token, by=translator) == 1
    assert people.who(store, there.token) is None
    assert people.who(store, here.token) is not None
    later(days=people.SESSION_DAYS, seconds=1)
    assert people.who(store, here.token) is None


def test_signing_out_ends_the_session_on_the_server(store: Store, translator: User):
    """A copy of the cookie must be worth nothing afterwards."""
    signed = people.sign_in(store, name=translator.name, password=PASSWORD)
    people.sign_out(store, signed.token)
    people.sign_out(store, signed.token)

    assert people.who(store, signed.token) is None


def test_a_new_password_ends_all_other_sessions(store: Store, translator: User):
    """Whoever changes it may do so because somebody else knows the old one."""
    here = people.sign_in(store, name=translator.name, password=PASSWORD)
    there = people.sign_in(store, name=translator.name, password=PASSWORD)
    people.change_password(store, by=translator, old=PASSWORD, new="a bridge of reeds", token=here.token)

    assert people.who(store, there.token) is None
    assert people.who(store, here.token) is not None
    with pytest.raises(NotAllowed):
        people.sign_in(store, name=translator.name, password=PASSWORD)
    people.sign_in(store, name=translator.name, password="a bridge of reeds")


def test_the_old_password_cannot_be_tried_out_at_leisure(store: Store, translator: User):
    """Who finds an open session must not find out the password with it."""
    signed = people.sign_in(store, name=translator.name, password=PASSWORD)
    for _ in range(people.ATTEMPTS_PER_HOUR):
        with pytest.raises(NotAllowed):
            people.change_password(store, by=translator, old="guess", new="a bridge of reeds", token=signed.token)

    with pytest.raises(TooManyAttempts):
        people.change_password(store, by=translator, old=PASSWORD, new="a bridge of reeds", token=signed.token)


def test_no_secret_is_in_the_database_in_clear(store: Store, keeper: User):
    """A copy of the database must open no session and no invitation, and tell no password."""
    signed = people.sign_in(store, name=keeper.name, password=PASSWORD)
    token = people.invite(store, READER, by=keeper)
    with pytest.raises(NotAllowed):
        people.sign_in(store, name="a name typed as password", password="x")
    with store.read() as tx:
        everything = "\n".join(
            repr(row) for table in Base.metadata.sorted_tables for row in tx.session.execute(sa.select(table))
        )

    for secret in (signed.token, token, PASSWORD, "a name typed as password"):
        assert secret not in everything
    assert "$argon2id$" in everything


# --- what the keeper does ---------------------------------------------------------------------------------------


def test_a_closed_account_can_do_nothing_and_its_work_stays(store: Store, keeper: User, translator: User):
    """Its sessions end at once, on every device."""
    signed = people.sign_in(store, name=translator.name, password=PASSWORD)
    people.deactivate(store, translator.id, by=keeper)

    assert people.who(store, signed.token) is None
    with pytest.raises(NotAllowed):
        people.sign_in(store, name=translator.name, password=PASSWORD)
    assert [(person.name, person.active) for person in people.people(store, by=keeper)] == [
        (translator.name, False),
        (keeper.name, True),
    ]


def test_the_house_keeps_a_keeper(store: Store, keeper: User, fingerprint):
    """Without one, nobody could ever invite anybody again."""
    before = fingerprint(store)
    with pytest.raises(Invalid):
        people.deactivate(store, keeper.id, by=keeper)
    with pytest.raises(Invalid):
        people.set_roles(store, keeper.id, READER, by=keeper)
    assert fingerprint(store) == before

    second = people.add_user(store, name="Second", password=PASSWORD, grants=[(Role.KEEPER, "")])
    people.deactivate(store, keeper.id, by=second)
    with pytest.raises(Invalid):
        people.deactivate(store, second.id, by=second)


def test_new_roles_take_the_place_of_the_old_ones(store: Store, keeper: User, translator: User):
    """Roles that were only added up could never be taken away."""
    people.set_roles(store, translator.id, [(Role.EDITOR, "es")], by=keeper)

    found = people.find_user(store, translator.name)
    assert [(grant.role, grant.locale) for grant in found.roles] == [("editor", "es")]


@pytest.mark.parametrize(
    "use",
    [
        lambda store, by, other: people.invite(store, READER, by=by),
        lambda store, by, other: people.open_invitations(store, by=by),
        lambda store, by, other: people.revoke_invitation(store, 1, by=by),
        lambda store, by, other: people.people(store, by=by),
        lambda store, by, other: people.set_roles(store, by.id, [(Role.KEEPER, "")], by=by),
        lambda store, by, other: people.deactivate(store, other.id, by=by),
        lambda store, by, other: people.audit_log(store, by=by),
    ],
    ids=["invite", "list invitations", "withdraw", "list people", "set roles", "close", "read the log"],
)
@pytest.mark.parametrize("role", ["reader", "translator", "editor"])
def test_people_are_the_keepers_business(store: Store, keeper: User, use, role: str, fingerprint):
    """Above all nobody gives themselves a role."""
    by = people.add_user(store, name="Asking", password=PASSWORD, grants=[(Role(role), "")])
    before = fingerprint(store)
    with pytest.raises(NotAllowed):
        use(store, by, keeper)
    assert fingerprint(store) == before


def test_what_the_keeper_does_is_in_the_log(store: Store, keeper: User, translator: User):
    """The others can ask who let somebody in, and who shut somebody out."""
    people.invite(store, READER, by=keeper)
    (invitation,) = people.open_invitations(store, by=keeper)
    people.revoke_invitation(store, invitation.id, by=keeper)
    people.set_roles(store, translator.id, READER, by=keeper)
    people.deactivate(store, translator.id, by=keeper)

    lines = people.audit_log(store, by=keeper, limit=4)
    assert [line.action for line in lines] == ["deactivate", "set-roles", "revoke-invitation", "invite"]
    assert {line.user for line in lines} == {keeper.name}
