"""Translation Workbench: align, translate, review and publish long-form prose in Chinese, English and Spanish."""

__version__ = "0.1.0"
