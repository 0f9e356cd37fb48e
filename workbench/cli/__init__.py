"""The command line: `workbench`, also as `python -m workbench`.

A contract: other programs call it. Exit code 0 done, 1 findings or a refused operation, 2 wrong use; errors are one
plain line on standard error; with `--json` nothing but JSON is on standard output.
"""

from workbench.cli.main import main

__all__ = ["main"]
