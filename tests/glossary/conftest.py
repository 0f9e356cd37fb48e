"""The termbase that the tests of this room share."""

from pathlib import Path

import pytest

from workbench.glossary import Termbase


@pytest.fixture(scope="session")
def termbase():
    return Termbase.from_csv(Path(__file__).with_name("termbase.csv"))
