# SPDX-License-Identifier: GPL-2.0-or-later
#
# Threads that get in each other's way.
import threading

def work():
	for i in range(200):
		[str(n) for n in range(50)]

threads = [threading.Thread(target=work) for i in range(3)]
for thread in threads:
	thread.start()
for thread in threads:
	thread.join()
print("done")
