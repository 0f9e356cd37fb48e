"""The browser interface: one blueprint for each area, its templates in a folder of that name."""

from workbench.web.app import create_app

__all__ = ["create_app"]
