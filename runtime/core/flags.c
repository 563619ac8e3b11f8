/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * flags.c - the flags and modes of system calls as text.
 *
 * The words of a table that hold of a number, with | in between. One that holds takes its bits
 * away from those behind it, so that "O_SYNC" stands before the "O_DSYNC" that is a part of it.
 * Bound to the script functions of the same names without stp_.
 */
#include "core.h"
#include "words.h"

struct word {
	u64 mask, value; /* holds of n when (n & mask) == value */
	const char *name;
};

/* What has no word is written in hexadecimal behind the others. */
static struct stp_str words_str(struct stp_context *c, const struct word *words, u32 n, u64 number)
{
	struct words t = { 0, 0, c->max_string };
	u64 left = number;
	char rest[24];
	u32 i;

	t.to = stp_arena_reserve(c, &t.room);
	if (!t.to)
		return STP_STR("");
	for (i = 0; i < n; i++) {
		if ((left & words[i].mask) != words[i].value)
			continue;
		words_add(&t, '|', words[i].name, (u32)strlen(words[i].name));
		left &= ~words[i].mask;
	}
	if (left || !t.len)
		words_add(&t, '|', rest, (u32)snprintf(rest, sizeof(rest), "0x%llx", left));
	return stp_arena_commit(c, t.len);
}

static const struct word open_flags[] = {
	{ 3, 0, "O_RDONLY" },
	{ 3, 1, "O_WRONLY" },
	{ 3, 2, "O_RDWR" },
	{ 3, 3, "O_ACCMODE" },
	{ 0x40, 0x40, "O_CREAT" },
	{ 0x80, 0x80, "O_EXCL" },
	{ 0x100, 0x100, "O_NOCTTY" },
	{ 0x200, 0x200, "O_TRUNC" },
	{ 0x400, 0x400, "O_APPEND" },
	{ 0x800, 0x800, "O_NONBLOCK" },
	{ 0x101000, 0x101000, "O_SYNC" },
	{ 0x1000, 0x1000, "O_DSYNC" },
	{ 0x2000, 0x2000, "O_ASYNC" },
	{ 0x4000, 0x4000, "O_DIRECT" },
	{ 0x8000, 0x8000, "O_LARGEFILE" },
	{ 0x410000, 0x410000, "O_TMPFILE" },
	{ 0x10000, 0x10000, "O_DIRECTORY" },
	{ 0x20000, 0x20000, "O_NOFOLLOW" },
	{ 0x40000, 0x40000, "O_NOATIME" },
	{ 0x80000, 0x80000, "O_CLOEXEC" },
	{ 0x200000, 0x200000, "O_PATH" },
};

struct stp_str stp_open_flags_str(struct stp_context *c, s64 number)
{
	return words_str(c, open_flags, STP_COUNT(open_flags), (u64)number);
}

static const struct word access_mode[] = {
	{ ~0ULL, 0, "F_OK" },
	{ 0x4, 0x4, "R_OK" },
	{ 0x2, 0x2, "W_OK" },
	{ 0x1, 0x1, "X_OK" },
};

struct stp_str stp_access_mode_str(struct stp_context *c, s64 number)
{
	return words_str(c, access_mode, STP_COUNT(access_mode), (u64)number);
}

static const struct word at_flags[] = {
	{ 0x100, 0x100, "AT_SYMLINK_NOFOLLOW" },  { 0x200, 0x200, "AT_EACCESS" },
	{ 0x400, 0x400, "AT_SYMLINK_FOLLOW" },	  { 0x800, 0x800, "AT_NO_AUTOMOUNT" },
	{ 0x1000, 0x1000, "AT_EMPTY_PATH" },	  { 0x2000, 0x2000, "AT_STATX_FORCE_SYNC" },
	{ 0x4000, 0x4000, "AT_STATX_DONT_SYNC" }, { 0x8000, 0x8000, "AT_RECURSIVE" },
};

struct stp_str stp_at_flags_str(struct stp_context *c, s64 number)
{
	return words_str(c, at_flags, STP_COUNT(at_flags), (u64)number);
}

static const struct word seek_whence[] = {
	{ ~0ULL, 0x0, "SEEK_SET" },  { ~0ULL, 0x1, "SEEK_CUR" },  { ~0ULL, 0x2, "SEEK_END" },
	{ ~0ULL, 0x3, "SEEK_DATA" }, { ~0ULL, 0x4, "SEEK_HOLE" },
};

struct stp_str stp_seek_whence_str(struct stp_context *c, s64 number)
{
	return words_str(c, seek_whence, STP_COUNT(seek_whence), (u64)number);
}

static const struct word fcntl_cmd[] = {
	{ ~0ULL, 0x0, "F_DUPFD" },
	{ ~0ULL, 0x1, "F_GETFD" },
	{ ~0ULL, 0x2, "F_SETFD" },
	{ ~0ULL, 0x3, "F_GETFL" },
	{ ~0ULL, 0x4, "F_SETFL" },
	{ ~0ULL, 0x5, "F_GETLK" },
	{ ~0ULL, 0x6, "F_SETLK" },
	{ ~0ULL, 0x7, "F_SETLKW" },
	{ ~0ULL, 0x8, "F_SETOWN" },
	{ ~0ULL, 0x9, "F_GETOWN" },
	{ ~0ULL, 0xa, "F_SETSIG" },
	{ ~0ULL, 0xb, "F_GETSIG" },
	{ ~0ULL, 0xc, "F_GETLK64" },
	{ ~0ULL, 0xd, "F_SETLK64" },
	{ ~0ULL, 0xe, "F_SETLKW64" },
	{ ~0ULL, 0xf, "F_SETOWN_EX" },
	{ ~0ULL, 0x10, "F_GETOWN_EX" },
	{ ~0ULL, 0x11, "F_GETOWNER_UIDS" },
	{ ~0ULL, 36, "F_OFD_GETLK" },
	{ ~0ULL, 37, "F_OFD_SETLK" },
	{ ~0ULL, 38, "F_OFD_SETLKW" },
	{ ~0ULL, 1024, "F_SETLEASE" },
	{ ~0ULL, 1025, "F_GETLEASE" },
	{ ~0ULL, 1026, "F_NOTIFY" },
	{ ~0ULL, 1027, "F_DUPFD_QUERY" },
	{ ~0ULL, 1028, "F_CREATED_QUERY" },
	{ ~0ULL, 1029, "F_CANCELLK" },
	{ ~0ULL, 1030, "F_DUPFD_CLOEXEC" },
	{ ~0ULL, 1031, "F_SETPIPE_SZ" },
	{ ~0ULL, 1032, "F_GETPIPE_SZ" },
	{ ~0ULL, 1033, "F_ADD_SEALS" },
	{ ~0ULL, 1034, "F_GET_SEALS" },
	{ ~0ULL, 1035, "F_GET_RW_HINT" },
	{ ~0ULL, 1036, "F_SET_RW_HINT" },
	{ ~0ULL, 1037, "F_GET_FILE_RW_HINT" },
	{ ~0ULL, 1038, "F_SET_FILE_RW_HINT" },
};

struct stp_str stp_fcntl_cmd_str(struct stp_context *c, s64 number)
{
	return words_str(c, fcntl_cmd, STP_COUNT(fcntl_cmd), (u64)number);
}

static const struct word statx_mask[] = {
	{ 0x7ff, 0x7ff, "STATX_BASIC_STATS" },
	{ 0x1, 0x1, "STATX_TYPE" },
	{ 0x2, 0x2, "STATX_MODE" },
	{ 0x4, 0x4, "STATX_NLINK" },
	{ 0x8, 0x8, "STATX_UID" },
	{ 0x10, 0x10, "STATX_GID" },
	{ 0x20, 0x20, "STATX_ATIME" },
	{ 0x40, 0x40, "STATX_MTIME" },
	{ 0x80, 0x80, "STATX_CTIME" },
	{ 0x100, 0x100, "STATX_INO" },
	{ 0x200, 0x200, "STATX_SIZE" },
	{ 0x400, 0x400, "STATX_BLOCKS" },
	{ 0x800, 0x800, "STATX_BTIME" },
	{ 0x1000, 0x1000, "STATX_MNT_ID" },
	{ 0x2000, 0x2000, "STATX_DIOALIGN" },
	{ 0x4000, 0x4000, "STATX_MNT_ID_UNIQUE" },
	{ 0x8000, 0x8000, "STATX_SUBVOL" },
};

struct stp_str stp_statx_mask_str(struct stp_context *c, s64 number)
{
	return words_str(c, statx_mask, STP_COUNT(statx_mask), (u64)number);
}

static const struct word mmap_prot[] = {
	{ ~0ULL, 0, "PROT_NONE" },
	{ 0x1, 0x1, "PROT_READ" },
	{ 0x2, 0x2, "PROT_WRITE" },
	{ 0x4, 0x4, "PROT_EXEC" },
	{ 0x8, 0x8, "PROT_SEM" },
	{ 0x1000000, 0x1000000, "PROT_GROWSDOWN" },
	{ 0x2000000, 0x2000000, "PROT_GROWSUP" },
};

struct stp_str stp_mmap_prot_str(struct stp_context *c, s64 number)
{
	return words_str(c, mmap_prot, STP_COUNT(mmap_prot), (u64)number);
}

static const struct word mmap_flags[] = {
	{ 0xf, 1, "MAP_SHARED" },
	{ 0xf, 2, "MAP_PRIVATE" },
	{ 0xf, 3, "MAP_SHARED_VALIDATE" },
	{ 0xf, 8, "MAP_DROPPABLE" },
	{ 0x10, 0x10, "MAP_FIXED" },
	{ 0x20, 0x20, "MAP_ANONYMOUS" },
	{ 0x40, 0x40, "MAP_32BIT" },
	{ 0x80, 0x80, "MAP_ABOVE4G" },
	{ 0x100, 0x100, "MAP_GROWSDOWN" },
	{ 0x800, 0x800, "MAP_DENYWRITE" },
	{ 0x1000, 0x1000, "MAP_EXECUTABLE" },
	{ 0x2000, 0x2000, "MAP_LOCKED" },
	{ 0x4000, 0x4000, "MAP_NORESERVE" },
	{ 0x8000, 0x8000, "MAP_POPULATE" },
	{ 0x10000, 0x10000, "MAP_NONBLOCK" },
	{ 0x20000, 0x20000, "MAP_STACK" },
	{ 0x40000, 0x40000, "MAP_HUGETLB" },
	{ 0x80000, 0x80000, "MAP_SYNC" },
	{ 0x100000, 0x100000, "MAP_FIXED_NOREPLACE" },
};

struct stp_str stp_mmap_flags_str(struct stp_context *c, s64 number)
{
	return words_str(c, mmap_flags, STP_COUNT(mmap_flags), (u64)number);
}

static const struct word futex_op[] = {
	{ 0x7f, 0x0, "FUTEX_WAIT" },
	{ 0x7f, 0x1, "FUTEX_WAKE" },
	{ 0x7f, 0x2, "FUTEX_FD" },
	{ 0x7f, 0x3, "FUTEX_REQUEUE" },
	{ 0x7f, 0x4, "FUTEX_CMP_REQUEUE" },
	{ 0x7f, 0x5, "FUTEX_WAKE_OP" },
	{ 0x7f, 0x6, "FUTEX_LOCK_PI" },
	{ 0x7f, 0x7, "FUTEX_UNLOCK_PI" },
	{ 0x7f, 0x8, "FUTEX_TRYLOCK_PI" },
	{ 0x7f, 0x9, "FUTEX_WAIT_BITSET" },
	{ 0x7f, 0xa, "FUTEX_WAKE_BITSET" },
	{ 0x7f, 0xb, "FUTEX_WAIT_REQUEUE_PI" },
	{ 0x7f, 0xc, "FUTEX_CMP_REQUEUE_PI" },
	{ 0x7f, 0xd, "FUTEX_LOCK_PI2" },
	{ 0x80, 0x80, "FUTEX_PRIVATE_FLAG" },
	{ 0x100, 0x100, "FUTEX_CLOCK_REALTIME" },
};

struct stp_str stp_futex_op_str(struct stp_context *c, s64 number)
{
	return words_str(c, futex_op, STP_COUNT(futex_op), (u64)number);
}

static const struct word clone_flags[] = {
	{ 0x100, 0x100, "CLONE_VM" },
	{ 0x200, 0x200, "CLONE_FS" },
	{ 0x400, 0x400, "CLONE_FILES" },
	{ 0x800, 0x800, "CLONE_SIGHAND" },
	{ 0x1000, 0x1000, "CLONE_PIDFD" },
	{ 0x2000, 0x2000, "CLONE_PTRACE" },
	{ 0x4000, 0x4000, "CLONE_VFORK" },
	{ 0x8000, 0x8000, "CLONE_PARENT" },
	{ 0x10000, 0x10000, "CLONE_THREAD" },
	{ 0x20000, 0x20000, "CLONE_NEWNS" },
	{ 0x40000, 0x40000, "CLONE_SYSVSEM" },
	{ 0x80000, 0x80000, "CLONE_SETTLS" },
	{ 0x100000, 0x100000, "CLONE_PARENT_SETTID" },
	{ 0x200000, 0x200000, "CLONE_CHILD_CLEARTID" },
	{ 0x400000, 0x400000, "CLONE_DETACHED" },
	{ 0x800000, 0x800000, "CLONE_UNTRACED" },
	{ 0x1000000, 0x1000000, "CLONE_CHILD_SETTID" },
	{ 0x2000000, 0x2000000, "CLONE_NEWCGROUP" },
	{ 0x4000000, 0x4000000, "CLONE_NEWUTS" },
	{ 0x8000000, 0x8000000, "CLONE_NEWIPC" },
	{ 0x10000000, 0x10000000, "CLONE_NEWUSER" },
	{ 0x20000000, 0x20000000, "CLONE_NEWPID" },
	{ 0x40000000, 0x40000000, "CLONE_NEWNET" },
	{ 0x80000000, 0x80000000, "CLONE_IO" },
	{ 0x100000000, 0x100000000, "CLONE_CLEAR_SIGHAND" },
	{ 0x200000000, 0x200000000, "CLONE_INTO_CGROUP" },
};

struct stp_str stp_clone_flags_str(struct stp_context *c, s64 number)
{
	return words_str(c, clone_flags, STP_COUNT(clone_flags), (u64)number);
}

static const struct word wait_options[] = {
	{ 0x1, 0x1, "WNOHANG" },
	{ 0x2, 0x2, "WUNTRACED" },
	{ 0x4, 0x4, "WEXITED" },
	{ 0x8, 0x8, "WCONTINUED" },
	{ 0x1000000, 0x1000000, "WNOWAIT" },
	{ 0x20000000, 0x20000000, "__WNOTHREAD" },
	{ 0x40000000, 0x40000000, "__WALL" },
	{ 0x80000000, 0x80000000, "__WCLONE" },
};

struct stp_str stp_wait_options_str(struct stp_context *c, s64 number)
{
	return words_str(c, wait_options, STP_COUNT(wait_options), (u64)number);
}

static const struct word msg_flags[] = {
	{ 0x1, 0x1, "MSG_OOB" },
	{ 0x2, 0x2, "MSG_PEEK" },
	{ 0x4, 0x4, "MSG_DONTROUTE" },
	{ 0x8, 0x8, "MSG_CTRUNC" },
	{ 0x10, 0x10, "MSG_PROBE" },
	{ 0x20, 0x20, "MSG_TRUNC" },
	{ 0x40, 0x40, "MSG_DONTWAIT" },
	{ 0x80, 0x80, "MSG_EOR" },
	{ 0x100, 0x100, "MSG_WAITALL" },
	{ 0x200, 0x200, "MSG_FIN" },
	{ 0x400, 0x400, "MSG_SYN" },
	{ 0x800, 0x800, "MSG_CONFIRM" },
	{ 0x1000, 0x1000, "MSG_RST" },
	{ 0x2000, 0x2000, "MSG_ERRQUEUE" },
	{ 0x4000, 0x4000, "MSG_NOSIGNAL" },
	{ 0x8000, 0x8000, "MSG_MORE" },
	{ 0x10000, 0x10000, "MSG_WAITFORONE" },
	{ 0x40000, 0x40000, "MSG_BATCH" },
	{ 0x4000000, 0x4000000, "MSG_ZEROCOPY" },
	{ 0x20000000, 0x20000000, "MSG_FASTOPEN" },
	{ 0x40000000, 0x40000000, "MSG_CMSG_CLOEXEC" },
};

struct stp_str stp_msg_flags_str(struct stp_context *c, s64 number)
{
	return words_str(c, msg_flags, STP_COUNT(msg_flags), (u64)number);
}

static const struct word socket_type[] = {
	{ 0xf, 1, "SOCK_STREAM" },
	{ 0xf, 2, "SOCK_DGRAM" },
	{ 0xf, 3, "SOCK_RAW" },
	{ 0xf, 4, "SOCK_RDM" },
	{ 0xf, 5, "SOCK_SEQPACKET" },
	{ 0xf, 6, "SOCK_DCCP" },
	{ 0xf, 10, "SOCK_PACKET" },
	{ 0x800, 0x800, "SOCK_NONBLOCK" },
	{ 0x80000, 0x80000, "SOCK_CLOEXEC" },
};

struct stp_str stp_socket_type_str(struct stp_context *c, s64 number)
{
	return words_str(c, socket_type, STP_COUNT(socket_type), (u64)number);
}

static const struct word clock_id[] = {
	{ ~0ULL, 0x0, "CLOCK_REALTIME" },
	{ ~0ULL, 0x1, "CLOCK_MONOTONIC" },
	{ ~0ULL, 0x2, "CLOCK_PROCESS_CPUTIME_ID" },
	{ ~0ULL, 0x3, "CLOCK_THREAD_CPUTIME_ID" },
	{ ~0ULL, 0x4, "CLOCK_MONOTONIC_RAW" },
	{ ~0ULL, 0x5, "CLOCK_REALTIME_COARSE" },
	{ ~0ULL, 0x6, "CLOCK_MONOTONIC_COARSE" },
	{ ~0ULL, 0x7, "CLOCK_BOOTTIME" },
	{ ~0ULL, 0x8, "CLOCK_REALTIME_ALARM" },
	{ ~0ULL, 0x9, "CLOCK_BOOTTIME_ALARM" },
	{ ~0ULL, 0xb, "CLOCK_TAI" },
};

struct stp_str stp_clock_id_str(struct stp_context *c, s64 number)
{
	return words_str(c, clock_id, STP_COUNT(clock_id), (u64)number);
}
