# SPDX-License-Identifier: GPL-2.0-or-later
"""A program, and one that is not there."""
import json
import subprocess

subprocess.run(["/bin/true"])
try:
    subprocess.run(["/nonexistent"])
except FileNotFoundError as e:
    json.dumps(str(e))
