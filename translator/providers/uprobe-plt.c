/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uprobe-plt.c - process("PATH").plt("F"): calls of functions of other files, by the stubs of the
 * procedure linkage table that they go through.
 *
 * At a stub the registers are those of the call, and the return address is on the stack: a return
 * is probed there as at the function itself.
 */
#include "uprobe.h"

#include <fnmatch.h>

#include "../base/arena.h"
#include "../base/diag.h"
#include "../base/suggest.h"
#include "../target/plt.h"

static void report_none(const struct uprobe_search *s, const struct plt_stub *stubs, size_t n)
{
	struct diag *d =
		diag_at(s->env->diags, DIAG_UNKNOWN_SYMBOL, s->place->at,
			"no entry '%s' in the procedure linkage table of '%s'", s->text, s->path);
	struct suggest close;

	suggest_init(&close, s->text);
	for (size_t i = 0; i < n; i++)
		suggest_offer(&close, stubs[i].symbol);
	suggest_hint(&close, s->env->arena, d);
	diag_hint(d,
		  n ? "it may be called by its address; probe it in its library: "
		      "process(\"/path/of/library\").function(\"SYMBOL\")" :
		      "the file has no such table: it is linked statically, or was compiled with "
		      "-fno-plt; process(\"/path/of/library\").function(\"SYMBOL\") is hit "
		      "whoever calls it");
}

void uprobe_by_plt(struct uprobe_search *s)
{
	const struct plt_stub *stubs;
	size_t n = elf_plt(s->file, &stubs);
	unsigned int before = s->emitted;

	for (size_t i = 0; i < n; i++) {
		struct uprobe_place place = { .address = stubs[i].address,
					      .function = stubs[i].symbol };

		if (fnmatch(s->text, stubs[i].symbol, 0))
			continue;
		place.text = arena_printf(s->env->arena, "plt(\"%s\")%s", stubs[i].symbol,
					  uprobe_form_is_return(s->form) ? ".return" : "");
		uprobe_emit(s, &place);
	}
	if (s->emitted == before && !s->wild_path)
		report_none(s, stubs, n);
}
