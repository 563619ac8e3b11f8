/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * names.c - names of the kernel's numbers: signals, sockets, states, limits.
 *
 * Bound to the script functions of the same names without stp_. Those that look
 * a name up take it in any of the usual spellings: "INET", "AF_INET", "PF_INET".
 */
#include "core.h"
#include "words.h"

#define NAMES(table) (table), STP_COUNT(table)

/* ---- numbers from 0 ------------------------------------------------------------- */

/* The name, or the number where there is none. */
static struct stp_str name_of(struct stp_context *c, const char *const *names, u32 n, s64 number)
{
	char text[24];
	struct stp_str s = { text, 0 };

	if (number >= 0 && number < n && names[number])
		return stp_str_static(c, names[number]);
	s.len = (u32)snprintf(text, sizeof(text), "%lld", number);
	return stp_arena_copy(c, s);
}

static bool drop_prefix(struct stp_str *s, const char *prefix)
{
	u32 n = (u32)strlen(prefix);

	if (s->len < n || memcmp(s->s, prefix, n))
		return 0;
	s->s += n;
	s->len -= n;
	return 1;
}

/* The number, or -1. */
static s64 number_of(const char *const *names, u32 n, struct stp_str name)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (names[i] && strlen(names[i]) == name.len && !memcmp(names[i], name.s, name.len))
			return i;
	return -1;
}

/* ---- signals -------------------------------------------------------------------- */

/* From SIGRTMIN on, as the kernel has it, signals have no names of their own. */
#define SIGNAL_MIN_RT 32
#define SIGNAL_MAX 64

static const char *const signals[] = {
	[1] = "SIGHUP",	    [2] = "SIGINT",   [3] = "SIGQUIT",	 [4] = "SIGILL",   [5] = "SIGTRAP",
	[6] = "SIGABRT",    [7] = "SIGBUS",   [8] = "SIGFPE",	 [9] = "SIGKILL",  [10] = "SIGUSR1",
	[11] = "SIGSEGV",   [12] = "SIGUSR2", [13] = "SIGPIPE",	 [14] = "SIGALRM", [15] = "SIGTERM",
	[16] = "SIGSTKFLT", [17] = "SIGCHLD", [18] = "SIGCONT",	 [19] = "SIGSTOP", [20] = "SIGTSTP",
	[21] = "SIGTTIN",   [22] = "SIGTTOU", [23] = "SIGURG",	 [24] = "SIGXCPU", [25] = "SIGXFSZ",
	[26] = "SIGVTALRM", [27] = "SIGPROF", [28] = "SIGWINCH", [29] = "SIGIO",   [30] = "SIGPWR",
	[31] = "SIGSYS",
};

/* Bytes at `to`, which has room for 24. */
static u32 signal_put(char *to, s64 number)
{
	if (number > 0 && number < SIGNAL_MIN_RT)
		return (u32)snprintf(to, 24, "%s", signals[number]);
	if (number == SIGNAL_MIN_RT)
		return (u32)snprintf(to, 24, "SIGRTMIN");
	if (number > SIGNAL_MIN_RT && number <= SIGNAL_MAX)
		return (u32)snprintf(to, 24, "SIGRTMIN+%lld", number - SIGNAL_MIN_RT);
	return (u32)snprintf(to, 24, "%lld", number);
}

struct stp_str stp_signal_str(struct stp_context *c, s64 number)
{
	char text[24];

	return stp_arena_copy(c, (struct stp_str){ text, signal_put(text, number) });
}

/* Bit n - 1 of a set stands for signal n. */
struct stp_str stp_sigset_mask_str(struct stp_context *c, s64 mask)
{
	struct words t = { 0, 0, c->max_string };
	char text[24];
	s64 i;

	t.to = stp_arena_reserve(c, &t.room);
	if (!t.to)
		return STP_STR("");
	for (i = 0; i < SIGNAL_MAX; i++)
		if ((u64)mask >> i & 1)
			words_add(&t, ',', text, signal_put(text, i + 1));
	return stp_arena_commit(c, t.len);
}

struct flag {
	u64 bit;
	const char *name;
};

/* The names of the bits that are set, what is left over in hexadecimal. */
static struct stp_str flags_str(struct stp_context *c, const struct flag *flags, u32 n, u64 value)
{
	struct words t = { 0, 0, c->max_string };
	char text[24];
	u32 i;

	t.to = stp_arena_reserve(c, &t.room);
	if (!t.to)
		return STP_STR("");
	for (i = 0; i < n; i++) {
		if (!(value & flags[i].bit))
			continue;
		words_add(&t, '|', flags[i].name, (u32)strlen(flags[i].name));
		value &= ~flags[i].bit;
	}
	if (value || !t.len)
		words_add(&t, '|', text, (u32)snprintf(text, sizeof(text), "0x%llx", value));
	return stp_arena_commit(c, t.len);
}

static const struct flag sa_flags[] = {
	{ 0x1, "SA_NOCLDSTOP" },	{ 0x2, "SA_NOCLDWAIT" },
	{ 0x4, "SA_SIGINFO" },		{ 0x400, "SA_UNSUPPORTED" },
	{ 0x800, "SA_EXPOSE_TAGBITS" }, { 0x4000000, "SA_RESTORER" },
	{ 0x8000000, "SA_ONSTACK" },	{ 0x10000000, "SA_RESTART" },
	{ 0x40000000, "SA_NODEFER" },	{ 0x80000000, "SA_RESETHAND" },
};

struct stp_str stp_sa_flags_str(struct stp_context *c, s64 flags)
{
	return flags_str(c, NAMES(sa_flags), (u64)flags);
}

/* ---- sockets ---------------------------------------------------------------------- */

static const char *const families[] = {
	"UNSPEC",   "LOCAL",	  "INET",    "AX25",	  "IPX",     "APPLETALK", "NETROM",
	"BRIDGE",   "ATMPVC",	  "X25",     "INET6",	  "ROSE",    "DECnet",	  "NETBEUI",
	"SECURITY", "KEY",	  "NETLINK", "PACKET",	  "ASH",     "ECONET",	  "ATMSVC",
	"RDS",	    "SNA",	  "IRDA",    "PPPOX",	  "WANPIPE", "LLC",	  "IB",
	"MPLS",	    "CAN",	  "TIPC",    "BLUETOOTH", "IUCV",    "RXRPC",	  "ISDN",
	"PHONET",   "IEEE802154", "CAIF",    "ALG",	  "NFC",     "VSOCK",	  "KCM",
	"QIPCRTR",  "SMC",	  "XDP",     "MCTP",
};

static const char *const protocols[] = {
	[0] = "IP",	    [1] = "ICMP",    [2] = "IGMP",   [4] = "IPIP",	[6] = "TCP",
	[8] = "EGP",	    [12] = "PUP",    [17] = "UDP",   [22] = "IDP",	[29] = "TP",
	[33] = "DCCP",	    [41] = "IPV6",   [46] = "RSVP",  [47] = "GRE",	[50] = "ESP",
	[51] = "AH",	    [58] = "ICMPV6", [92] = "MTP",   [94] = "BEETPH",	[98] = "ENCAP",
	[103] = "PIM",	    [108] = "COMP",  [132] = "SCTP", [136] = "UDPLITE", [137] = "MPLS",
	[143] = "ETHERNET", [255] = "RAW",
};

static const char *const types[] = {
	[1] = "STREAM",	   [2] = "DGRAM", [3] = "RAW",	   [4] = "RDM",
	[5] = "SEQPACKET", [6] = "DCCP",  [10] = "PACKET",
};

static const char *const socket_states[] = { "FREE", "UNCONNECTED", "CONNECTING", "CONNECTED",
					     "DISCONNECTING" };

static const char *const tcp_states[] = {
	[1] = "TCP_ESTABLISHED", [2] = "TCP_SYN_SENT",	 [3] = "TCP_SYN_RECV",
	[4] = "TCP_FIN_WAIT1",	 [5] = "TCP_FIN_WAIT2",	 [6] = "TCP_TIME_WAIT",
	[7] = "TCP_CLOSE",	 [8] = "TCP_CLOSE_WAIT", [9] = "TCP_LAST_ACK",
	[10] = "TCP_LISTEN",	 [11] = "TCP_CLOSING",	 [12] = "TCP_NEW_SYN_RECV",
};

struct stp_str stp_sock_fam_num2str(struct stp_context *c, s64 family)
{
	return name_of(c, NAMES(families), family);
}

s64 stp_sock_fam_str2num(struct stp_context *c, struct stp_str name)
{
	(void)c;
	if (!drop_prefix(&name, "AF_"))
		drop_prefix(&name, "PF_");
	if (name.len == 4 && !memcmp(name.s, "UNIX", 4))
		return 1;
	return number_of(NAMES(families), name);
}

struct stp_str stp_sock_prot_num2str(struct stp_context *c, s64 protocol)
{
	return name_of(c, NAMES(protocols), protocol);
}

s64 stp_sock_prot_str2num(struct stp_context *c, struct stp_str name)
{
	(void)c;
	drop_prefix(&name, "IPPROTO_");
	return number_of(NAMES(protocols), name);
}

struct stp_str stp_sock_type_num2str(struct stp_context *c, s64 type)
{
	return name_of(c, NAMES(types), type);
}

s64 stp_sock_type_str2num(struct stp_context *c, struct stp_str name)
{
	(void)c;
	drop_prefix(&name, "SOCK_");
	return number_of(NAMES(types), name);
}

struct stp_str stp_sock_state_num2str(struct stp_context *c, s64 state)
{
	return name_of(c, NAMES(socket_states), state);
}

s64 stp_sock_state_str2num(struct stp_context *c, struct stp_str name)
{
	(void)c;
	drop_prefix(&name, "SS_");
	return number_of(NAMES(socket_states), name);
}

struct stp_str stp_tcp_sockstate_str(struct stp_context *c, s64 state)
{
	return name_of(c, NAMES(tcp_states), state);
}

/* ---- limits ------------------------------------------------------------------------ */

static const char *const limits[] = {
	"CPU",	   "FSIZE", "DATA",  "STACK",	   "CORE",     "RSS",  "NPROC",	 "NOFILE",
	"MEMLOCK", "AS",    "LOCKS", "SIGPENDING", "MSGQUEUE", "NICE", "RTPRIO", "RTTIME",
};

s64 stp_rlimit_from_str(struct stp_context *c, struct stp_str name)
{
	(void)c;
	if (!drop_prefix(&name, "RLIMIT_"))
		return -1;
	return number_of(NAMES(limits), name);
}
