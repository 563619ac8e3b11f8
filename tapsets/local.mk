# SPDX-License-Identifier: GPL-2.0-or-later
#
# The script library.

tapsetdir = $(pkgdatadir)/tapsets
TAPSETS = \
	tapsets/ancestry.stp \
	tapsets/ansi.stp \
	tapsets/arguments.stp \
	tapsets/argv.stp \
	tapsets/atomic.stp \
	tapsets/byteorder.stp \
	tapsets/clock.stp \
	tapsets/cmdline.stp \
	tapsets/context.stp \
	tapsets/dentry.stp \
	tapsets/dev.stp \
	tapsets/errno.stp \
	tapsets/file_flags.stp \
	tapsets/floatingpoint.stp \
	tapsets/futex_op.stp \
	tapsets/guru.stp \
	tapsets/indent.stp \
	tapsets/indent_default.stp \
	tapsets/inet.stp \
	tapsets/init.stp \
	tapsets/kernel_memory.stp \
	tapsets/loadavg.stp \
	tapsets/logging.stp \
	tapsets/memory_guru.stp \
	tapsets/mman_flags.stp \
	tapsets/namespace.stp \
	tapsets/oneshot.stp \
	tapsets/probe.stp \
	tapsets/proc_mem.stp \
	tapsets/process_flags.stp \
	tapsets/queue_stats.stp \
	tapsets/random.stp \
	tapsets/regex.stp \
	tapsets/rlimit.stp \
	tapsets/signal.stp \
	tapsets/size_text.stp \
	tapsets/sockaddr.stp \
	tapsets/socket.stp \
	tapsets/speculative.stp \
	tapsets/stack_room.stp \
	tapsets/stopwatch.stp \
	tapsets/strings.stp \
	tapsets/syscall_any.stp \
	tapsets/syscall_descriptor.stp \
	tapsets/syscall_families.stp \
	tapsets/syscall_file.stp \
	tapsets/syscall_futex.stp \
	tapsets/syscall_identity.stp \
	tapsets/syscall_memory.stp \
	tapsets/syscall_path.stp \
	tapsets/syscall_poll.stp \
	tapsets/syscall_process.stp \
	tapsets/syscall_signal.stp \
	tapsets/syscall_socket.stp \
	tapsets/syscall_stat.stp \
	tapsets/syscall_table.stp \
	tapsets/syscall_time.stp \
	tapsets/target_set.stp \
	tapsets/task.stp \
	tapsets/task_time.stp \
	tapsets/this.stp \
	tapsets/time.stp \
	tapsets/time_text.stp \
	tapsets/user_memory.stp \
	tapsets/user_signal.stp \
	tapsets/user_stack.stp \
	tapsets/user_strings.stp
TAPSET_MACROS = \
	tapsets/macros.stpm \
	tapsets/print_stats.stpm \
	tapsets/syscall.stpm \
	tapsets/this.stpm \
	tapsets/types.stpm
dist_tapset_DATA = $(TAPSETS) $(TAPSET_MACROS)
