"""Nothing that was typed on the desk is lost, whatever happens meanwhile."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser

PASSWORD = "lantern over water"
SAVED = re.compile("^Saved")
SLOW = 15_000


def add_people(served) -> None:
    for name in ("Reed", "Heron"):
        command = [
            sys.executable,
            "-m",
            "workbench",
            "user",
            "add",
            name,
            "--role",
            "translator:es",
            "--password-stdin",
        ]
        subprocess.run(
            [*command, "--workspace", str(served.workspace)],
            input=f"{PASSWORD}\n",
            text=True,
            check=True,
            capture_output=True,
        )


def sign_in(page: Page, served, name: str) -> None:
    page.goto(f"{served.address}/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Library")).to_be_visible()


def open_last(page: Page, served) -> None:
    """Open a passage that nobody has begun."""
    page.goto(f"{served.address}/texts/river-press-interview/es/desk?filter=to-do")
    page.locator(".unit[data-state=initial] [data-open]").first.click()
    expect(page.locator(".unit--open textarea[name=target]")).to_be_focused()


@pytest.fixture
def page(browser: Browser, served) -> Page:
    """Reed, with a passage open."""
    add_people(served)
    page = browser.new_context(locale="en-US").new_page()
    sign_in(page, served, "Reed")
    open_last(page, served)
    return page


def test_typing_through_a_conflict_neither_wins_nor_loses(page: Page):
    """The later text waits on the device and in the history until somebody has looked at both."""
    area = page.locator(".unit--open textarea[name=target]")
    area.fill("Uno.")
    expect(page.locator(".save-line")).to_have_text(SAVED, timeout=SLOW)
    other = page.context.new_page()
    other.goto(page.url)
    theirs = other.locator(".unit--open textarea[name=target]")
    theirs.press("Control+End")
    theirs.press_sequentially(" Dos.")
    expect(other.locator(".save-line")).to_have_text(SAVED, timeout=SLOW)

    area.press("Control+End")
    area.press_sequentially(" Tres")
    expect(page.locator(".save-line")).to_contain_text("Changed by someone else", timeout=SLOW)
    area.press_sequentially(" y cuatro.")
    expect(area).to_be_focused()
    expect(area).to_have_value("Uno. Tres y cuatro.")

    page.get_by_role("button", name="Take the present text").click()
    expect(area).to_have_value("Uno. Dos.")
    page.reload()
    page.get_by_role("tab", name="History").click()
    expect(page.locator("#panel-history")).to_contain_text("Tres y cuatro")


def test_a_session_that_ended_keeps_the_text_on_the_device(page: Page, served):
    """Whoever signs in again is offered it, and nobody else is."""
    area = page.locator(".unit--open textarea[name=target]")
    area.fill("Antes.")
    expect(page.locator(".save-line")).to_have_text(SAVED, timeout=SLOW)
    page.context.clear_cookies()
    area.press("Control+End")
    area.press_sequentially(" Después.")
    expect(page.locator(".save-line")).to_contain_text("You are signed out", timeout=SLOW)
    here = page.url

    other = page.context.new_page()
    sign_in(other, served, "Heron")
    other.goto(here)
    expect(other.locator(".unit--open textarea[name=target]")).to_have_value("Antes.")
    expect(other.locator("#draft-offer")).to_be_empty()
    area.press_sequentially(" Más.")
    expect(page.locator(".save-line")).to_contain_text("Somebody else is signed in", timeout=SLOW)

    page.context.clear_cookies()
    sign_in(page, served, "Reed")
    page.goto(here)
    page.get_by_role("button", name="Use this text").click()
    expect(page.locator(".save-line")).to_have_text(SAVED, timeout=SLOW)
    expect(page.locator(".unit--open textarea[name=target]")).to_have_value("Antes. Después. Más.")


def test_what_is_typed_before_the_script_has_come_is_kept(page: Page):
    """A slow network brings the page first: whoever types at once must not lose it."""
    held: list[Route] = []
    page.route("**/desk.js*", lambda route: held.append(route))
    page.reload(wait_until="commit")
    area = page.locator(".unit--open textarea[name=target]")
    area.press_sequentially("Temprano.")
    held[0].continue_()
    expect(page.locator(".save-line")).to_have_text(SAVED, timeout=SLOW)
    page.unroute_all()
    page.reload()
    expect(area).to_have_value("Temprano.")


def test_a_draft_outlives_what_is_typed_instead_of_it(page: Page):
    """Who types on without looking at the offer still finds it there the next time."""
    area = page.locator(".unit--open textarea[name=target]")
    page.route("**/save", lambda route: route.abort())
    area.fill("Sin red.")
    expect(page.locator(".save-line")).to_contain_text("kept on this device", timeout=SLOW)
    page.reload()
    expect(page.locator("#draft-offer")).to_contain_text("Sin red.")
    page.unroute_all()
    area.press_sequentially("Otra cosa.")
    expect(page.locator(".save-line")).to_have_text(SAVED, timeout=SLOW)

    page.reload()
    expect(area).to_have_value("Otra cosa.")
    expect(page.locator("#draft-offer")).to_contain_text("Sin red.")
    page.get_by_role("button", name="Discard it").click()
    page.reload()
    expect(area).to_have_value("Otra cosa.")
    expect(page.locator("#draft-offer")).to_be_empty()


def test_a_half_written_comment_survives_a_look_elsewhere(page: Page):
    """People look at the next passage before they finish a sentence about this one."""
    page.get_by_role("tab", name="Comments").click()
    page.get_by_label("Your comment").fill("Who is")
    page.locator(".unit--open textarea[name=target]").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_label("Your comment")).to_have_value("")
    page.keyboard.press("Alt+ArrowDown")

    expect(page.get_by_label("Your comment")).to_have_value("Who is")


def test_a_term_shows_its_card_by_key(page: Page, served):
    """What the glossary says of a word stands where the word is."""
    page.goto(f"{served.address}/texts/river-press-interview/es/desk")
    page.locator(".unit", has_text="A rightist Maoist, as we used").locator("[data-open]").click()
    page.locator(".unit--open .term", has_text="rightist Maoist").focus()
    expect(page.locator(".popover")).to_contain_text("maoísta de derecha")
    page.keyboard.press("Escape")

    expect(page.locator(".popover")).to_have_count(0)
