/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * main.c - stap-host SCRIPT.so [-G NAME=VALUE]...: run a script, compiled to a shared object.
 *
 * The host is linked once; an object takes what it needs of the runtime from here.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <unistd.h>

#include "user.h"

int main(int argc, char **argv)
{
	void *object = argc > 1 ? dlopen(argv[1], RTLD_NOW) : NULL;
	const struct stp_script *script = object ? dlsym(object, "stp_script") : NULL;

	if (!script) {
		fprintf(stderr, "%s: %s\n", argv[0],
			argc > 1 ? dlerror() : "a script's shared object is wanted");
		return 2;
	}
	alarm(60); /* one that does not end is a test that fails */
	return host_run(script, argc - 1, argv + 1);
}
