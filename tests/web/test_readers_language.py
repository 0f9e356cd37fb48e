"""Every page is in the language of whoever reads it, whoever read it before."""

from __future__ import annotations

import pytest
from flask import Flask
from jinja2 import Template

from workbench.store.database import Store


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """Words come from no database."""
    return sqlite_store


@pytest.mark.parametrize(
    "source", ['{{ "always"|reach_name }}', '{{ "distinct"|relation_name }}', "{{ 1.5|numberformat }}"]
)
def test_a_word_in_a_template_is_not_fixed_by_its_first_reader(app: Flask, source: str):
    """A template is compiled once; what it says of a constant must not be."""

    def said(template: Template | None, locale: str) -> tuple[Template, str]:
        with app.test_request_context(headers={"Accept-Language": locale}):
            app.preprocess_request()
            template = template or app.jinja_env.from_string(source)
            return template, template.render()

    template, chinese = said(None, "zh-Hant")
    assert said(template, "es")[1] == said(None, "es")[1] != chinese
