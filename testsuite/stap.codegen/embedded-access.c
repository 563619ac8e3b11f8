/*
 * stap VERSION, Linux RELEASE: embedded-access.stp
 * stap -p3 -g embedded-access.stp
 */
#include "script.h"

static struct stp_memo memo_1;

/* embedded-access.stp:9: global total */
static s64 total = 3;

/* embedded-access.stp:9: global name */
static struct stp_text name = { .initial = STP_STR_INIT("") };

/* embedded-access.stp:9: global seen[10] */
static struct stp_map seen = {
	.name = "seen", .nkeys = 2, .keys = { STP_STRING, STP_LONG }, .value = STP_STRING,
	.limit = 10, .sized = 1,
};

/* embedded-access.stp:9: global hits */
static s64 hits;

enum { GLOBAL_total, GLOBAL_name, GLOBAL_seen, GLOBAL_hits };

static const struct stp_global globals[] = {
	[GLOBAL_total] = { .name = "total", .kind = STP_GLOBAL_LONG, .settable = 1,
			   .object = &total },
	[GLOBAL_name] = { .name = "name", .kind = STP_GLOBAL_TEXT, .settable = 1, .object = &name },
	[GLOBAL_seen] = { .name = "seen", .kind = STP_GLOBAL_MAP, .object = &seen },
	[GLOBAL_hits] = { .name = "hits", .kind = STP_GLOBAL_LONG, .settable = 1, .object = &hits },
	{ .name = "", .kind = STP_GLOBAL_MEMO, .object = &memo_1 },
};

s64 stp_c_add(struct stp_context *c, s64 arg1);
void stp_c_note(struct stp_context *c, struct stp_str arg1);
s64 stp_c_hit(struct stp_context *c);
struct stp_str stp_c_key(struct stp_context *c);
struct stp_str stp_c_old(struct stp_context *c, struct stp_str arg1, s64 arg2);
s64 stp_c_embedded_1(struct stp_context *c);
struct stp_str stp_c_embedded_2(struct stp_context *c);

s64 stp_get_total(struct stp_context *c);

s64 stp_get_total(struct stp_context *c)
{
	return total;
}

void stp_set_total(struct stp_context *c, s64 stp_value);

void stp_set_total(struct stp_context *c, s64 stp_value)
{
	total = stp_value;
}

struct stp_str stp_get_name(struct stp_context *c);

struct stp_str stp_get_name(struct stp_context *c)
{
	return stp_text_get(&name);
}

void stp_set_seen(struct stp_context *c, struct stp_str stp_key1, s64 stp_key2,
		  struct stp_str stp_value);

void stp_set_seen(struct stp_context *c, struct stp_str stp_key1, s64 stp_key2,
		  struct stp_str stp_value)
{
	stp_map_set_str(c, &seen, STP_VALUES(stp_s(stp_key1), stp_n(stp_key2)), stp_value);
}

s64 stp_get_hits(struct stp_context *c);

s64 stp_get_hits(struct stp_context *c)
{
	return hits;
}

/* embedded-access.stp:19: function key:string() */
static struct stp_str key(struct stp_context *c)
{
	struct stp_memo_slot *m = stp_memo(c, &memo_1);

	if (m->run != c->run)
		stp_memo_set_str(c, m, stp_c_key(c));
	return m->value.s;
}

/* "%d%s%s%s%d\n" */
static const struct stp_format format_1 = {
	.n = 5, .items = (const struct stp_item[]) {
		STP_PLAIN('d', ""), STP_PLAIN('s', ""), STP_PLAIN('s', ""), STP_PLAIN('s', ""),
		STP_PLAIN('d', "\n"),
	},
};

/* embedded-access.stp:22: probe begin */
static void probe_0(struct stp_context *c)
{
	struct stp_str t1;
	struct stp_str t2;
	s64 t3;
	struct stp_str t4;
	struct stp_str t5;
	struct stp_str t6;

	stp_text_set(c, &name, STP_STR("x"));
	hits++;
	stp_at(c, "identifier 'seen' at embedded-access.stp:26:2");
	stp_map_set_str(c, &seen, STP_VALUES(stp_s(STP_STR("a")), stp_n(1)), STP_STR("y"));
	stp_check(c, out);
	stp_at(c, "identifier 'add' at embedded-access.stp:27:2");
	stp_c_add(c, stp_c_embedded_1(c));
	stp_check(c, out);
	stp_calling(c, out, "identifier 'key' at embedded-access.stp:28:7");
	t1 = key(c);
	stp_returned(c, out);
	stp_calling(c, out, "identifier 'key' at embedded-access.stp:28:15");
	t2 = key(c);
	stp_returned(c, out);
	stp_at(c, "identifier 'note' at embedded-access.stp:28:2");
	stp_c_note(c, stp_concat(c, 2, STP_VALUES(stp_s(t1), stp_s(t2))));
	stp_check(c, out);
	stp_at(c, "identifier 'hit' at embedded-access.stp:29:10");
	t3 = stp_c_hit(c);
	stp_check(c, out);
	t4 = stp_keep(c, stp_map_get_str(c, &seen, STP_VALUES(stp_s(STP_STR("a")), stp_n(1))));
	stp_at(c, "embedded-code '%{ /* string */ \"text\" %}' at embedded-access.stp:29:31");
	t5 = stp_c_embedded_2(c);
	stp_check(c, out);
	stp_at(c, "identifier 'old' at embedded-access.stp:29:58");
	t6 = stp_c_old(c, STP_STR("y"), 2);
	stp_check(c, out);
	stp_printf(c, &format_1,
		   STP_VALUES(stp_n(t3), stp_s(t4), stp_s(t5), stp_s(t6), stp_n(total)));
out:
	return;
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_total, 1 }, { GLOBAL_name, 1 },
						{ GLOBAL_seen, 1 }, { GLOBAL_hits, 1 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "embedded-access.stp:22:7", .handler = probe_0,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "embedded-access.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.probes = probes, .nprobes = STP_COUNT(probes),
	.limits = { .nesting = 1 },
};

/* ==== embedded-script.c ==== */

/* The embedded C of embedded-access.stp. */
#include "embedded.h"

s64 stp_get_total(struct stp_context *c);
#define STAP_GLOBAL_GET_total() stp_get_total(CONTEXT)
void stp_set_total(struct stp_context *c, s64 stp_value);
#define STAP_GLOBAL_SET_total(value) stp_set_total(CONTEXT, value)
struct stp_str stp_get_name(struct stp_context *c);
#define STAP_GLOBAL_GET_name() stp_embedded_global(CONTEXT, stp_get_name(CONTEXT))
void stp_set_seen(struct stp_context *c, struct stp_str stp_key1, s64 stp_key2, struct stp_str stp_value);
#define STAP_GLOBAL_SET_seen(key1, key2, value) stp_set_seen(CONTEXT, stp_embedded_str(key1), key2, stp_embedded_str(value))
s64 stp_get_hits(struct stp_context *c);
#define STAP_GLOBAL_GET_hits() stp_get_hits(CONTEXT)

static void stp_c_add_body(struct stp_context *CONTEXT, s64 *stp_retvalue, s64 STAP_ARG_by)
{
#line 11 "embedded-access.stp"
                              /* pragma:read:total */ /* pragma:write:total */
	STAP_GLOBAL_SET_total(STAP_GLOBAL_GET_total() + STAP_ARG_by);
	STAP_RETVALUE = STAP_GLOBAL_GET_total();
}

s64 stp_c_add(struct stp_context *c, s64 arg1);

s64 stp_c_add(struct stp_context *c, s64 arg1)
{
	s64 ret = 0;

	stp_c_add_body(c, &ret, arg1);
	return ret;
}

static void stp_c_note_body(struct stp_context *CONTEXT, char *STAP_ARG_who)
{
#line 15 "embedded-access.stp"
                             /* pragma:write:seen */ /* pragma:read:name */
	STAP_GLOBAL_SET_seen(STAP_ARG_who, 1, STAP_GLOBAL_GET_name());
}

void stp_c_note(struct stp_context *c, struct stp_str arg1);

void stp_c_note(struct stp_context *c, struct stp_str arg1)
{
	u32 mark = stp_arena_mark(c);
	char *text1 = stp_embedded_text(c, arg1);

	if (!stp_failed(c))
		stp_c_note_body(c, text1);
	stp_arena_release(c, mark);
}

static void stp_c_hit_body(struct stp_context *CONTEXT, s64 *stp_retvalue)
{
#line 18 "embedded-access.stp"
                       /* pragma:read:hits */ /* pure */ STAP_RETVALUE = STAP_GLOBAL_GET_hits(); 
}

s64 stp_c_hit(struct stp_context *c);

s64 stp_c_hit(struct stp_context *c)
{
	s64 ret = 0;

	stp_c_hit_body(c, &ret);
	return ret;
}

static void stp_c_key_body(struct stp_context *CONTEXT, char (*stp_retvalue)[])
{
#line 19 "embedded-access.stp"
                         /* pure */ /* stable */ STAP_RETURN("key"); 
}

struct stp_str stp_c_key(struct stp_context *c);

struct stp_str stp_c_key(struct stp_context *c)
{
	char (*ret)[] = stp_embedded_buffer(c);

	if (!stp_failed(c))
		stp_c_key_body(c, ret);
	return stp_embedded_result(c, ret);
}

struct stp_c_old_this {
	char *s;
	s64 n;
	char *__retvalue;
};

static void stp_c_old_body(struct stp_context *CONTEXT, char (*stp_retvalue)[], char *STAP_ARG_s, s64 STAP_ARG_n, struct stp_c_old_this *THIS)
{
#line 20 "embedded-access.stp"
                                         /* unmangled */ THIS->__retvalue[0] = 'x'; 
}

struct stp_str stp_c_old(struct stp_context *c, struct stp_str arg1, s64 arg2);

struct stp_str stp_c_old(struct stp_context *c, struct stp_str arg1, s64 arg2)
{
	char (*ret)[] = stp_embedded_buffer(c);
	char *text1 = stp_embedded_text(c, arg1);
	struct stp_c_old_this this = { .s = text1, .n = arg2, .__retvalue = (char *)ret, };

	if (!stp_failed(c))
		stp_c_old_body(c, ret, text1, arg2, &this);
	return stp_embedded_result(c, ret);
}

static void stp_c_embedded_1_body(struct stp_context *CONTEXT, s64 *stp_retvalue)
{
	*stp_retvalue = (s64)(
#line 27 "embedded-access.stp"
	            LONG_MAX
	);
}

s64 stp_c_embedded_1(struct stp_context *c);

s64 stp_c_embedded_1(struct stp_context *c)
{
	s64 ret = 0;

	stp_c_embedded_1_body(c, &ret);
	return ret;
}

static void stp_c_embedded_2_body(struct stp_context *CONTEXT, char (*stp_retvalue)[])
{
	stp_set_string(CONTEXT, stp_retvalue,
#line 29 "embedded-access.stp"
	                                /* string */ "text" 
	);
}

struct stp_str stp_c_embedded_2(struct stp_context *c);

struct stp_str stp_c_embedded_2(struct stp_context *c)
{
	char (*ret)[] = stp_embedded_buffer(c);

	if (!stp_failed(c))
		stp_c_embedded_2_body(c, ret);
	return stp_embedded_result(c, ret);
}

#line 5 "embedded-access.stp"
   /* pragma:suffix */
static int at_the_end;
