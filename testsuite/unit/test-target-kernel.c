/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-target-kernel.c - finding a kernel, its configuration, and BTF in its image.
 *
 * Images are made here: a setup header around a gzip payload that holds no ELF, and damaged
 * variants of it. Meant to run under ASan and UBSan.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "../../translator/base/arena.h"
#include "../../translator/base/cleanup.h"
#include "../../translator/base/process.h"
#include "../../translator/target/target.h"
#include "../../translator/target/vmlinux.h"
#include "unit.h"

#define check(ok, what) ((void)unit_check(ok, __func__, what, __LINE__))

static int open_error(struct arena *a, const char *release, const char **why)
{
	struct target *t;

	*why = "";
	return target_open(a, release, NULL, &t, why);
}

static void releases(struct arena *a)
{
	struct target *t = NULL;
	const char *why;

	check(target_open(a, NULL, NULL, &t, &why) == 0 && t->running, "the running kernel");
	check(t && t->version[0] && !strncmp(t->version, t->release, strlen(t->version)) &&
		      strspn(t->version, "0123456789.") == strlen(t->version),
	      "kernel_v has no suffix");
	check(open_error(a, "9.9.9-none", &why) == -ENOENT &&
		      strstr(why, "linux-headers-9.9.9-none"),
	      "an absent release names its package");
	check(open_error(a, "../../etc", &why) == -EINVAL, "not a release name");
	check(open_error(a, "", &why) == -EINVAL, "an empty release");
	check(open_error(a, "/no/such/tree", &why) == -ENOENT &&
		      strstr(why, "include/config/kernel.release"),
	      "an absent build tree");
}

static void tree(struct arena *a, const char *dir)
{
	static const char config[] = "# CONFIG_NO is not set\nCONFIG_YES=y\nCONFIG_HZ=250\n"
				     "CONFIG_NAME=\"a b\"\nnoise\n";
	struct target *t;
	const char *why;

	directory_make(arena_printf(a, "%s/include/config", dir));
	file_write(arena_printf(a, "%s/include/config/kernel.release", dir), "9.8.7-test\n", 11);
	file_write(arena_printf(a, "%s/.config", dir), config, sizeof(config) - 1);
	check(target_open(a, dir, NULL, &t, &why) == 0, "a build tree opens");
	check(!strcmp(t->release, "9.8.7-test") && !strcmp(t->version, "9.8.7") && !t->running,
	      "its release");
	check(!strcmp(target_config(t, "CONFIG_YES"), "y"), "a configured value");
	check(!strcmp(target_config(t, "CONFIG_HZ"), "250"), "a number");
	check(!strcmp(target_config(t, "CONFIG_NAME"), "a b"), "a string without its quotes");
	check(!target_config(t, "CONFIG_NO") && !target_config(t, "CONFIG_OTHER"), "unset values");
	check(!target_btf(t, &why) && strstr(why, "linux-image-9.8.7-test") && strstr(why, dir),
	      "missing BTF says where it was looked for");
	file_write(arena_printf(a, "%s/include/config/kernel.release", dir), "../x\n", 5);
	check(open_error(a, dir, &why) == -EINVAL, "a tree with a bad release name");
}

enum { IMAGE = 4096, PAYLOAD = 1024 };

static void little(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> 8 * i);
}

/* A bzImage of one setup sector whose payload is `text`, gzipped. */
static size_t image_make(uint8_t *image, const char *text, size_t n)
{
	z_stream s = { .next_in = (uint8_t *)(uintptr_t)text, .avail_in = (uInt)n };
	size_t length;

	memset(image, 0, IMAGE);
	image[0x1f1] = 1;
	memcpy(image + 0x202, "HdrS", 4);
	image[0x20e] = 0x80; /* version at 0x280 */
	image[0x20f] = 0;
	memcpy(image + 0x280, "9.8.7-test (someone)", 21);
	s.next_out = image + PAYLOAD;
	s.avail_out = IMAGE - PAYLOAD;
	deflateInit2(&s, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
	deflate(&s, Z_FINISH);
	length = s.total_out; /* gzip itself ends with the size */
	deflateEnd(&s);
	little(image + 0x248, 0);
	little(image + 0x24c, (uint32_t)length);
	return PAYLOAD + length;
}

static int image_try(const uint8_t *image, size_t n, const char *release, char *reason)
{
	struct arena *a = arena_create();
	uint8_t *copy = malloc(n + !n);
	const char *why = "";
	const void *data;
	size_t length;
	int err;

	memcpy(copy, image, n);
	err = vmlinuz_btf_of(a, "image", release, copy, n, &data, &length, &why);
	snprintf(reason, 256, "%s", err ? why : "");
	free(copy);
	arena_release(a);
	return err;
}

static void images(void)
{
	static uint8_t image[IMAGE];
	char why[256];
	size_t n = image_make(image, "this is not a kernel", 20);

	check(image_try(image, n, "9.8.7-test", why) && strstr(why, "no .BTF section"),
	      "payload is found and inflated");
	check(image_try(image, n, "9.8.8", why) && strstr(why, "not of kernel 9.8.8"),
	      "image of another release");
	check(image_try(image, n, "9.8", why) && strstr(why, "not of kernel"),
	      "a release that is only a prefix");
	for (size_t cut = 0; cut < n; cut++)
		if (!image_try(image, cut, "9.8.7-test", why))
			return check(false, "no truncated image is taken");
	check(true, "no truncated image is taken");
	image[PAYLOAD + 12] ^= 0x55;
	check(image_try(image, n, "9.8.7-test", why) && strstr(why, "damaged"), "damaged payload");
	image[PAYLOAD] = 'x';
	check(image_try(image, n, "9.8.7-test", why) && strstr(why, "compressed in a way"),
	      "unknown compression");
	little(image + n - 4, 0xffffffff);
	check(image_try(image, n, "9.8.7-test", why) && strstr(why, "impossible size"),
	      "huge size");
	little(image + 0x24c, 0xfffffff0);
	check(image_try(image, n, "9.8.7-test", why) && strstr(why, "cut short"), "huge length");
	check(image_try(image, 0x100, "9.8.7-test", why) && strstr(why, "not a bzImage"), "a stub");
}

int main(void)
{
	struct arena *a = arena_create();
	char *dir;

	releases(a);
	if (tempdir_create(a, "test-kernel", &dir))
		return 1;
	tree(a, dir);
	images();
	arena_release(a);
	return unit_status();
}
