# SPDX-License-Identifier: GPL-2.0-or-later
"""calls.py - a real program for the tests of system calls: what it calls itself is known."""
import os
import socket

for _ in range(7):
    os.kill(os.getpid(), 0)
for _ in range(11):
    os.getppid()
with open("/etc/passwd", encoding="utf-8") as file:
    file.read(1)
first, second = socket.socketpair()
first.send(b"a message\n")
second.recv(100)
if os.fork() == 0:
    os._exit(3)
os.wait4(-1, 0)
try:
    os.execv("/etc/none", ["none", "of these"])
except OSError:
    pass
