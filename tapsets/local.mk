# SPDX-License-Identifier: GPL-2.0-or-later
#
# The script library.

tapsetdir = $(pkgdatadir)/tapsets
TAPSETS = \
	tapsets/arguments.stp \
	tapsets/context.stp \
	tapsets/logging.stp \
	tapsets/memory.stp \
	tapsets/oneshot.stp \
	tapsets/probe.stp \
	tapsets/random.stp \
	tapsets/strings.stp \
	tapsets/task.stp \
	tapsets/time.stp
dist_tapset_DATA = $(TAPSETS) tapsets/macros.stpm
