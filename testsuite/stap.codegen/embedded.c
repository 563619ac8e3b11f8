/*
 * stap VERSION, Linux RELEASE: embedded.stp
 * stap -p3 -g embedded.stp
 */
#include "script.h"

/* embedded.stp:29: global name */
static struct stp_text name = { .initial = STP_STR_INIT("x") };

enum { GLOBAL_name };

static const struct stp_global globals[] = {
	[GLOBAL_name] = { .name = "name", .kind = STP_GLOBAL_TEXT, .settable = 1, .object = &name },
};

s64 stp_c_double(struct stp_context *c, s64 arg1);
s64 stp_c_half(struct stp_context *c, s64 arg1);
struct stp_str stp_c_greet(struct stp_context *c, struct stp_str arg1, s64 arg2);
void stp_c_say(struct stp_context *c, struct stp_str arg1);
s64 stp_c_length(struct stp_context *c, struct stp_str arg1);
void stp_c_mark(struct stp_context *c);

/* "%d %d\n" */
static const struct stp_format format_1 = {
	.n = 2, .items = (const struct stp_item[]){ STP_PLAIN('d', " "), STP_PLAIN('d', "\n") },
};

/* "%s\n" */
static const struct stp_format format_2 = {
	.n = 1, .items = (const struct stp_item[]){ STP_PLAIN('s', "\n") },
};

/* embedded.stp:31: probe begin */
static void probe_0(struct stp_context *c)
{
	struct stp_str e;
	s64 t1;
	s64 t2;
	struct stp_str t3;
	s64 t4;
	struct stp_str t5;

	stp_at(c, "identifier 'half' at embedded.stp:33:17");
	t1 = stp_c_half(c, 42);
	stp_check(c, out);
	t2 = stp_c_double(c, t1) + 1;
	stp_at(c, "identifier 'greet' at embedded.stp:33:44");
	t3 = stp_c_greet(c, stp_text_get(&name), 1);
	stp_check(c, out);
	stp_at(c, "identifier 'length' at embedded.stp:33:37");
	t4 = stp_c_length(c, t3);
	stp_check(c, out);
	stp_printf(c, &format_1, STP_VALUES(stp_n(t2), stp_n(t4)));
	stp_at(c, "identifier 'greet' at embedded.stp:34:9");
	t5 = stp_c_greet(c, stp_text_get(&name), 3);
	stp_check(c, out);
	stp_text_set(c, &name, t5);
	stp_at(c, "identifier 'say' at embedded.stp:35:2");
	stp_c_say(c, stp_concat(c, 2, STP_VALUES(stp_s(stp_text_get(&name)), stp_s(STP_STR("b")))));
	stp_check(c, out);
	stp_at(c, "identifier 'greet' at embedded.stp:36:8");
	stp_c_greet(c, STP_STR("z"), -5);
	stp_check(c, catch_1);
catch_1:
	if (stp_failed(c)) {
		if (!stp_catch(c, &e))
			goto out;
		stp_printf(c, &format_2, STP_VALUES(stp_s(e)));
	}
	stp_at(c, "identifier 'mark' at embedded.stp:37:2");
	stp_c_mark(c);
	stp_check(c, out);
out:
	return;
}

static const struct stp_lock_need locks_1[] = { { GLOBAL_name, 1 } };

static const struct stp_probe probes[] = {
	{
		.engine = &stp_engine_begin,
		.spec = &(const struct stp_begin_spec){ .phase = STP_BEGIN },
		.point = "begin", .name = "begin",
		.place = "embedded.stp:31:7", .handler = probe_0,
		.locks = locks_1, .nlocks = STP_COUNT(locks_1),
	},
};

const struct stp_script stp_script = {
	.abi = STP_ABI_VERSION, .name = "embedded.stp",
	.version = "VERSION", .release = "RELEASE",
	.globals = globals, .nglobals = STP_COUNT(globals),
	.probes = probes, .nprobes = STP_COUNT(probes),
};

/* ==== embedded-script.c ==== */

/* The embedded C of embedded.stp. */
#include "embedded.h"

#line 5 "embedded.stp"
  
static int twice(int n)
{
	return 2 * n;
}

static void stp_c_double_body(struct stp_context *CONTEXT, s64 *stp_retvalue, s64 STAP_ARG_n)
{
#line 12 "embedded.stp"
                                /* pure */ /* nofail */
	STAP_RETVALUE = twice(STAP_ARG_n);
}

s64 stp_c_double(struct stp_context *c, s64 arg1);

s64 stp_c_double(struct stp_context *c, s64 arg1)
{
	s64 ret = 0;

	stp_c_double_body(c, &ret, arg1);
	return ret;
}

static void stp_c_half_body(struct stp_context *CONTEXT, s64 *stp_retvalue, s64 STAP_ARG_n)
{
#line 15 "embedded.stp"
                              /* pure */ STAP_RETVALUE = STAP_ARG_n / 2; 
}

s64 stp_c_half(struct stp_context *c, s64 arg1);

s64 stp_c_half(struct stp_context *c, s64 arg1)
{
	s64 ret = 0;

	stp_c_half_body(c, &ret, arg1);
	return ret;
}

static void stp_c_greet_body(struct stp_context *CONTEXT, char (*stp_retvalue)[], char *STAP_ARG_who, s64 STAP_ARG_n)
{
#line 18 "embedded.stp"
  
	if (STAP_ARG_n < 0)
		STAP_ERROR("negative: %lld", STAP_ARG_n);
	snprintf(STAP_RETVALUE, MAXSTRINGLEN, "hello %s", STAP_ARG_who);
}

struct stp_str stp_c_greet(struct stp_context *c, struct stp_str arg1, s64 arg2);

struct stp_str stp_c_greet(struct stp_context *c, struct stp_str arg1, s64 arg2)
{
	char (*ret)[] = stp_embedded_buffer(c);
	char *text1 = stp_embedded_text(c, arg1);

	if (!stp_failed(c))
		stp_c_greet_body(c, ret, text1, arg2);
	return stp_embedded_result(c, ret);
}

static void stp_c_say_body(struct stp_context *CONTEXT, char *STAP_ARG_text)
{
#line 24 "embedded.stp"
                             STAP_PRINTF("[%s]\n", STAP_ARG_text); // a comment 
}

void stp_c_say(struct stp_context *c, struct stp_str arg1);

void stp_c_say(struct stp_context *c, struct stp_str arg1)
{
	u32 mark = stp_arena_mark(c);
	char *text1 = stp_embedded_text(c, arg1);

	if (!stp_failed(c))
		stp_c_say_body(c, text1);
	stp_arena_release(c, mark);
}

static void stp_c_length_body(struct stp_context *CONTEXT, s64 *stp_retvalue, char *STAP_ARG_text)
{
#line 26 "embedded.stp"
                                     STAP_RETURN(strlen(STAP_ARG_text)); 
}

s64 stp_c_length(struct stp_context *c, struct stp_str arg1);

s64 stp_c_length(struct stp_context *c, struct stp_str arg1)
{
	u32 mark = stp_arena_mark(c);
	s64 ret = 0;
	char *text1 = stp_embedded_text(c, arg1);

	if (!stp_failed(c))
		stp_c_length_body(c, &ret, text1);
	stp_arena_release(c, mark);
	return ret;
}

static void stp_c_mark_body(struct stp_context *CONTEXT)
{
#line 27 "embedded.stp"
                   STAP_PRINTF("mark\n"); 
}

void stp_c_mark(struct stp_context *c);

void stp_c_mark(struct stp_context *c)
{
	stp_c_mark_body(c);
}

