"""The matcher gives what the dictionary package gives, and the package is the right one."""

from __future__ import annotations

import random
from importlib import metadata

import pytest
from opencc import OpenCC

from workbench.script import DictionariesMissing, check_distribution, package
from workbench.script.directions import direction

CONFIGURATIONS = {
    "s2t": ("Hans", "Hant"),
    "s2tw": ("Hans", "Hant-TW"),
    "s2hk": ("Hans", "Hant-HK"),
    "t2s": ("Hant", "Hans"),
    "tw2s": ("Hant-TW", "Hans"),
    "hk2s": ("Hant-HK", "Hans"),
    "t2tw": ("Hant", "Hant-TW"),
    "t2hk": ("Hant", "Hant-HK"),
}
OTHERS = ["，", "。", " ", "\n", "-", "a", "𠮷", "😀", "埠"]


def made_of_keys(configuration: str, count: int) -> list[str]:
    """Make random strings out of whole and cut dictionary keys, where overlapping words are common."""
    files = dict.fromkeys(file for stage in package.chain(configuration) for file in stage)
    keys = [key for file in files for key in package.dictionary(file)]
    choose = random.Random(len(keys))
    texts = []
    for _ in range(count):
        parts = [choose.choice(keys if choose.random() < 0.9 else OTHERS) for _ in range(choose.randint(1, 7))]
        texts.append("".join(part[: choose.randint(1, len(part))] if choose.random() < 0.3 else part for part in parts))
    return texts


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_without_corrections_the_output_is_that_of_the_package(configuration):
    """The matcher may be faster, but not different: whoever knows the package knows what to expect."""
    reference = OpenCC(configuration)
    way = direction(*CONFIGURATIONS[configuration], corrected=False)
    texts = [*OTHERS, *made_of_keys(configuration, 400)]

    assert [way.convert(text) for text in texts] == [reference.convert(text) for text in texts]


def test_the_installed_package_is_the_expected_one():
    """Three distributions own the module name; only one has dictionaries that can be read."""
    assert check_distribution() is None


def test_a_rival_of_the_same_module_name_is_named(monkeypatch):
    """Installing one over the other replaces files silently, so the message has to say what to uninstall."""
    monkeypatch.setattr(metadata, "packages_distributions", lambda: {"opencc": ["opencc-py"]})

    problem = check_distribution()

    assert problem is not None
    assert "opencc-py" in problem


def test_missing_dictionaries_are_an_error_with_a_way_out(monkeypatch):
    """A conversion must never fall back to doing nothing."""
    monkeypatch.setattr(package, "OWNER", "no-such-distribution")
    package._folder.cache_clear()
    try:
        with pytest.raises(DictionariesMissing, match="install"):
            package.chain("s2tw")
    finally:
        package._folder.cache_clear()
