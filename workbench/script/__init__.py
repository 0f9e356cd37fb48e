"""Simplified and Traditional Chinese: conversion by region, detection of the script, places to look at.

Method: OpenCC's dictionaries, read from the installed package, with a matcher of our own and a layer of our
own corrections (`data/`). What was measured, and where it fails, stands in the docstrings of the modules.
"""

from __future__ import annotations

from workbench.script.choices import Choice
from workbench.script.converter import BadTerm, Conversion, Converter
from workbench.script.detection import Detection, detect
from workbench.script.directions import NoConversion
from workbench.script.evidence import Evidence
from workbench.script.overrides import BadOverride, Carried, Override, apply, carry, redundant
from workbench.script.package import DictionariesMissing, check_distribution
from workbench.script.regional import RegionWord, region_words

__all__ = [
    "BadOverride",
    "BadTerm",
    "Carried",
    "Choice",
    "Conversion",
    "Converter",
    "Detection",
    "DictionariesMissing",
    "Evidence",
    "NoConversion",
    "Override",
    "RegionWord",
    "apply",
    "carry",
    "check_distribution",
    "detect",
    "redundant",
    "region_words",
]
