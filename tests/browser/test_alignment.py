"""A finished translation is brought in, mended where it is doubtful, and accepted, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

PASSWORD = "lantern over water"
HERE = Path(__file__).parent / "alignment"
REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SAVED = re.compile("^Saved")


class Visitor:
    """Somebody with a browser, on the alignment page or on the way to it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def bring_text(self, file: Path, locale: str) -> None:
        self.page.goto(f"{self.address}/texts/new")
        self.page.locator("[name=file]").set_input_files(file)
        self.page.locator("main form button.button--primary").click()
        self.keep(locale)
        expect(self.page).to_have_url(re.compile(r"/texts/(?!new)[\w-]+$"))

    def bring_translation(self, file: Path, locale: str) -> None:
        self.page.get_by_role("link", name="Bring a finished translation").click()
        self.page.locator("[name=file]").set_input_files(file)
        self.page.locator("main form button.button--primary").click()
        self.keep(locale)
        self.await_beads()

    def await_beads(self) -> None:
        """Wait for the rows, and for the script that answers to keys: it may come later than they do."""
        expect(self.page.locator("#beads")).to_be_visible(timeout=60_000)
        self.page.wait_for_load_state("load")

    def keep(self, locale: str) -> None:
        """Say that what was understood of a file is right."""
        expect(self.page).to_have_url(re.compile("/arrivals/"))
        self.page.locator("select[name=locale]").select_option(locale)
        self.page.get_by_role("button", name="Keep it").first.click()

    def row(self, words: str) -> Locator:
        return self.page.locator(".bead", has_text=words).first

    def take(self, words: str) -> Locator:
        """Take the row with these words in hand."""
        if "bead--here" not in (self.row(words).get_attribute("class") or ""):
            self.row(words).locator("[data-open]").click()
        here = self.page.locator(".bead--here")
        expect(here).to_contain_text(words)
        return here

    def do(self, command: Callable[[], None]) -> None:
        """Give a command, and wait until it is stored."""
        version = self.version
        command()
        expect(self.page.locator("#beads")).not_to_have_attribute("data-version", version)
        expect(self.page.locator("#save-line")).to_have_text(SAVED)

    def press(self, words: str, button: str) -> None:
        here = self.take(words)
        self.do(here.get_by_role("button", name=button).first.click)

    @property
    def version(self) -> str:
        return self.page.locator("#beads").get_attribute("data-version") or ""

    def assert_accessible(self) -> None:
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            found = Axe().run(self.page)
            assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        self.page.emulate_media(color_scheme="light")

    def assert_no_sideways_scrolling(self) -> None:
        page = self.page
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.fixture
def keeper(browser: Browser, served) -> Visitor:
    """The first account of a fresh workbench, at a wide window."""
    page = browser.new_context(locale="en-US", viewport=WIDE).new_page()
    page.goto(served.first_link)
    page.get_by_label("Name").fill("Heron")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_text("Your account is ready")).to_be_visible()
    return Visitor(page, served.address)


@pytest.fixture
def narrow(browser: Browser, served) -> Callable[[], Visitor]:
    """The same person on a phone."""

    def arrive() -> Visitor:
        page = browser.new_context(locale="en-US", viewport=NARROW, has_touch=True).new_page()
        page.goto(f"{served.address}/sign-in")
        page.get_by_label("Name").fill("Heron")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        return Visitor(page, served.address)

    return arrive


def test_a_translation_is_aligned_mended_left_taken_up_and_accepted(keeper: Visitor, narrow: Callable[[], Visitor]):
    """What somebody does who has an interview and its translation on the disk."""
    page = keeper.page
    keeper.bring_text(HERE / "lighthouse.en.md", "en")
    text = page.url
    keeper.bring_translation(HERE / "lighthouse.es.md", "es")

    # The doubtful rows are named first and marked in place; the rest is right.
    assert page.locator(".doubts__item").count() >= 1
    assert page.locator(".bead[data-confidence=low]").count() == page.locator(".doubts__item").count()
    expect(keeper.row("Odile Varga kept the light")).to_contain_text("Odile Varga cuidó el faro")
    keeper.assert_accessible()

    # One row is right for certain; everything else is aligned again around it.
    keeper.press("Odile Varga kept the light", "This row is right")
    keeper.do(page.get_by_role("button", name="Align the rest again").click)
    expect(keeper.row("Odile Varga kept the light")).to_contain_text("Confirmed")

    # A paragraph that the translator joined with the next is cut in two, and each half goes where it belongs.
    here = keeper.take("Una noche, si alguien me lleva")
    here.locator("summary", has_text="Split").click()
    here.locator("label", has_text="A un sitio así").last.click()
    keeper.do(here.get_by_role("button", name="Split here").click)
    for _ in range(3):
        if "One does not go back" in keeper.row("A un sitio así").inner_text():
            break
        keeper.press("A un sitio así", "Join with the next")
    for _ in range(3):
        if "One does not go back" in keeper.row("Solo se entera").inner_text():
            break
        here = keeper.take("Solo se entera")
        keeper.do(here.locator("[data-command=target-up]").click)

    # A note of the translator has no source; a printer's remark has no translation, and the reason is said.
    here = keeper.take("N. de la T.")
    here.locator("[data-more=add] summary").click()
    keeper.do(here.get_by_role("button", name="Mark as added").click)
    expect(keeper.row("N. de la T.")).to_contain_text("Translator’s note")
    here = keeper.take("first printed in the harbour")
    here.locator("[data-more=omit] summary").click()
    here.get_by_label("Why has the source no translation here?").fill("About the printing alone.")
    keeper.do(here.get_by_role("button", name="Mark as left out").click)
    keeper.assert_accessible()

    # A typo is mended while aligning, a slip is taken back and done again.
    here = keeper.take("La barca me dejó")
    here.locator("[data-more=mend] summary").click()
    area = here.locator("[data-mend] textarea")
    area.fill(area.input_value().replace("La barca", "La lancha"))
    keeper.do(here.get_by_role("button", name="Keep this text").click)
    keeper.do(page.get_by_role("button", name="Undo").click)
    expect(page.locator("#beads")).to_contain_text("La barca me dejó")
    keeper.do(page.get_by_role("button", name="Do it again").click)
    expect(page.locator("#beads")).to_contain_text("La lancha me dejó")
    rows = [row.inner_text().split() for row in page.locator(".bead__side").all()]
    page.context.close()

    # It is left, and taken up on a narrow screen, where every step is still there.
    phone = narrow()
    phone.page.goto(text)
    phone.page.get_by_role("link", name="Go on aligning").click()
    phone.await_beads()
    expect(phone.page.locator("#beads")).to_contain_text("La lancha me dejó")
    phone.assert_no_sideways_scrolling()
    assert len(phone.page.locator(".bead__side").all()) == len(rows)
    phone.press("People think of a lighthouse", "This row is right")
    phone.assert_no_sideways_scrolling()
    phone.assert_accessible()
    phone.page.get_by_role("link", name="Accept…").click()
    phone.page.get_by_role("button", name="Accept and go to the desk").click()

    # The units are at the desk with the texts as they were mended.
    expect(phone.page).to_have_url(re.compile(r"/es/desk"))
    desk = Visitor(phone.page, phone.address)

    def unit(words: str) -> Locator:
        return desk.page.locator(".unit", has_text=words)

    expect(unit("Odile Varga kept the light")).to_contain_text("Odile Varga cuidó el faro de Pell Rock")
    expect(unit("Twenty-six, yes")).to_contain_text("La lancha me dejó en el escalón")
    expect(unit("One does not go back")).to_contain_text("A un sitio así no se vuelve.")
    expect(unit("One does not go back")).to_contain_text("Solo se entera una de que ha seguido sin ella.")
    expect(unit("For a night")).not_to_contain_text("A un sitio así")
    expect(unit("first printed in the harbour")).to_contain_text("About the printing alone.")
    expect(unit("N. de la T.")).to_be_visible()
    phone.page.context.close()


def test_the_keyboard_is_enough(keeper: Visitor):
    """From the first doubtful row to the desk, nothing needs a pointer."""
    page, keys = keeper.page, keeper.page.keyboard
    keeper.bring_text(HERE / "lighthouse.en.md", "en")
    keeper.bring_translation(HERE / "lighthouse.es.md", "es")
    here = page.locator(".bead--here")

    keys.press("d")
    expect(here).to_have_attribute("data-confidence", "low")
    expect(here.locator("[data-open]")).to_be_focused()
    keeper.do(lambda: keys.press("p"))
    expect(here).to_contain_text("Confirmed")
    number = int(here.get_attribute("data-row") or 0)
    keys.press("j")
    expect(here).to_have_attribute("data-row", str(number + 1))
    keys.press("k")
    expect(here).to_have_attribute("data-row", str(number))

    total = page.locator(".bead").count()
    keeper.do(lambda: keys.press("m"))
    expect(page.locator(".bead")).to_have_count(total - 1)
    keeper.do(lambda: keys.press("u"))
    expect(page.locator(".bead")).to_have_count(total)
    keeper.do(lambda: keys.press("Shift+u"))
    expect(page.locator(".bead")).to_have_count(total - 1)
    keeper.do(lambda: keys.press("u"))

    keeper.take("N. de la T.").locator("[data-open]").focus()
    keys.press("a")
    expect(here.locator("[name=reason]").last).to_be_focused()
    keeper.do(lambda: keys.press("Enter"))
    expect(here).to_contain_text("Translator’s note")
    keeper.take("The Last Keeper").locator("[data-open]").focus()
    keeper.take("Una noche, si alguien me lleva").locator("[data-open]").focus()
    keys.press("s")
    expect(here.locator("[data-split] input:checked").first).to_be_focused()
    rows = page.locator(".bead").count()
    keeper.do(lambda: keys.press("Enter"))
    expect(page.locator(".bead")).to_have_count(rows + 1)

    keys.press("e")
    expect(here.locator("[data-mend] textarea").first).to_be_focused()
    keys.press("Escape")
    expect(here.locator("[data-more=mend]")).not_to_have_attribute("open", "")
    page.get_by_role("link", name="Accept…").focus()
    keys.press("Enter")
    page.get_by_role("button", name="Accept and go to the desk").focus()
    keys.press("Enter")
    expect(page).to_have_url(re.compile(r"/es/desk"))
    page.context.close()


@pytest.mark.skipif(not (REAL / "interview.en.txt").exists(), reason="no shared texts beside the repository")
def test_a_real_interview_goes_the_same_way(keeper: Visitor):
    """What volunteers really send: long paragraphs, joined labels, notes of the translator."""
    page = keeper.page
    keeper.bring_text(REAL / "interview.en.txt", "en")
    keeper.bring_translation(REAL / "interview.es.txt", "es")

    assert page.locator(".bead").count() > 20
    keeper.assert_accessible()
    page.set_viewport_size(NARROW)
    keeper.assert_no_sideways_scrolling()
    page.get_by_role("button", name="Accept and go to the desk").click()
    expect(page).to_have_url(re.compile(r"/es/desk"))
    expect(page.locator(".unit").first).to_be_visible()
    page.context.close()
