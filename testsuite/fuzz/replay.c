/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replay.c - runs a fuzzer on its corpus (CORPUS, as corpus-pack writes it): a unit test.
 *
 * What was found once must not come back. An input that fails ends the test; its line is printed.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
void __sanitizer_set_death_callback(void (*callback)(void));

static unsigned int line;

static void on_death(void)
{
	fprintf(stderr, "%s:%u: this input\n", CORPUS, line);
}

static void on_abort(int number)
{
	(void)number;
	on_death();
	_exit(1);
}

static uint8_t escaped(const char **p)
{
	char digits[3] = "";
	char c = *(*p)++;

	switch (c) {
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case 'r':
		return '\r';
	case 'x':
		digits[0] = *(*p)++;
		digits[1] = *(*p)++;
		return (uint8_t)strtoul(digits, NULL, 16);
	default:
		return (uint8_t)c;
	}
}

/* On the heap and exactly as long as it is, so that a byte too far is seen. */
static void run(const char *text)
{
	uint8_t *bytes = malloc(strlen(text) + 1), *exact;
	size_t n = 0;

	while (*text && *text != '\n') {
		char c = *text++;

		bytes[n++] = c == '\\' ? escaped(&text) : (uint8_t)c;
	}
	exact = malloc(n ? n : 1);
	memcpy(exact, bytes, n);
	free(bytes);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
}

int main(void)
{
	FILE *f = fopen(CORPUS, "r");
	char *text = NULL;
	size_t room = 0;

	if (!f) {
		perror(CORPUS);
		return 1;
	}
	__sanitizer_set_death_callback(on_death);
	signal(SIGABRT, on_abort);
	for (line = 1; getline(&text, &room, f) > 0; line++)
		run(text);
	free(text);
	fclose(f);
	printf("%s: %u inputs of the corpus\n", line > 1 ? "PASS" : "FAIL", line - 1);
	return line > 1 ? 0 : 1;
}
