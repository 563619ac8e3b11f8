# SPDX-License-Identifier: GPL-2.0-or-later
#
# The unmodified program that scripts/demo traces: writes and reads files of growing size for
# some seconds.
import json
import os
import tempfile
import time

path = os.path.join(tempfile.gettempdir(), "libc-io-%d" % os.getpid())
end = time.monotonic() + 5
size = 1
while time.monotonic() < end:
    with open(path, "w") as f:
        json.dump(list(range(size)), f)
    with open(path) as f:
        size = len(json.load(f)) * 3 // 2 + 1 if size < 100000 else 1
os.unlink(path)
