"""Simplified and Traditional Chinese: conversion by region, detection of the script, places to look at.

Method: OpenCC's dictionaries, read from the installed package, with a matcher of our own and a layer of our
own corrections (`data/`). What was measured, and where it fails, stands in the docstrings of the modules.
"""

from __future__ import annotations

from workbench.script.choices import Choice
from workbench.script.converter import BadTerm, Converter, Result
from workbench.script.detection import Detection, detect
from workbench.script.directions import NoConversion
from workbench.script.package import DictionariesMissing, check_distribution

__all__ = [
    "BadTerm",
    "Choice",
    "Converter",
    "Detection",
    "DictionariesMissing",
    "NoConversion",
    "Result",
    "check_distribution",
    "detect",
]
