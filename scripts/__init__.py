"""The commands behind the Makefile: standard library only, because they run before anything is installed.

This file is read by whatever `python3` the machine has, so it keeps to what every Python 3 understands.
"""

import shutil
import sys

if sys.version_info < (3, 11):
    NEWER = [name for name in ("python3.13", "python3.12", "python3.11") if shutil.which(name)]
    FOUND = "%d.%d" % sys.version_info[:2]
    if NEWER:
        HINT = "type PYTHON=%s make run" % NEWER[0]
    else:
        HINT = "install python3.11 or newer, then type PYTHON=python3.11 make run"
    sys.exit("This needs Python 3.11 or newer and python3 is %s: %s" % (FOUND, HINT))
