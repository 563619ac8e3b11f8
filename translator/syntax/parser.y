/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parser.y - the grammar of the whole language, for parse.c.
 *
 * Actions are one call of build.h each. There are no conflicts: expressions
 * are ordered by precedence, and what needs context (components of probe
 * points, member names that are keywords, `return` without a value) are
 * tokens of their own, told apart in tokens.c. There are no statement
 * separators: an expression goes on as long as it can, which is what the
 * precedence of END says.
 */
%require "3.8"

%code requires {
#include "syntax/build.h"
}

%code {
#include "base/arena.h"
#include "base/diag.h"

static int yylex(YYSTYPE *value, struct span *at, struct parse *p);
static void yyerror(const struct span *at, struct parse *p, const char *text);

#define YYMAXDEPTH 20000
#define YYLLOC_DEFAULT(all, rhs, n)						\
	((all) = (n) ? span_join(YYRHSLOC(rhs, 1), YYRHSLOC(rhs, n)) :		\
		       (struct span){ YYRHSLOC(rhs, 0).end, YYRHSLOC(rhs, 0).end })
#define NOTHING ((struct literal){ ARG_NONE, 0, NULL, { 0 } })
}

%define api.pure full
%define api.location.type {struct span}
%define api.value.type union
%define parse.error custom
%define parse.lac full
%param {struct parse *p}
%initial-action { @$ = (struct span){ p->file->source->base, p->file->source->base }; }
%expect 0

%token END_OF_FILE 0	"end of file"
%token <const char *> PROBE "'probe'" GLOBAL "'global'" PRIVATE "'private'" FUNCTION "'function'"
%token IF "'if'" ELSE "'else'" FOR "'for'" FOREACH "'foreach'" IN "'in'" LIMIT "'limit'"
%token RETURN "'return'" BARE_RETURN DELETE "'delete'" WHILE "'while'" BREAK "'break'"
%token CONTINUE "'continue'" NEXT "'next'" TRY "'try'" CATCH "'catch'"
%token <int> TYPE "'long' or 'string'"
%token <const char *> NAME "a name" TARGET "a target variable" STRING "a string" EMBEDDED "'%{'"
%token <const char *> COMPONENT "a probe point"
%token <uint64_t> NUMBER "a number"
%token BRACE_OPEN "'{' (alternatives)" BRACE_CLOSE "'}' (alternatives)"

%token <int> ASSIGN "assignment operator" PLUS_ASSIGN "'+='" SHIFT "shift operator"
%token <int> COMPARE "comparison operator" MATCH "'=~'" AND_AND "'&&'" OR_OR "'||'"
%token <int> STEP "'++' or '--'" PRETTY "'$'" ARROW "'->'"

%token <int> AT_CAST "'@cast'" AT_VAR "'@var'" AT_OF "'@defined'" AT_NAMED "'@enum'"
%token <int> AT_ENUMNAME "'@enumname'" AT_DEREF "'@uderef'" AT_REGISTER "'@uregister'"
%token <int> AT_STAT "'@count'" AT_HIST_LOG "'@hist_log'" AT_HIST_LINEAR "'@hist_linear'"

/* These never reach the grammar. */
%token AT_NAME AT_DEFINE PP_OPEN "'%('" PP_THEN "'%?'" PP_ELSE "'%:'" PP_CLOSE "'%)'"
%token BAD_STRING BAD_EMBEDDED BAD_ARGUMENT BAD_REPORTED JUNK

/* Loosest first. */
%precedence END
%precedence ';'
%precedence THEN
%precedence ELSE
%right '=' ASSIGN PLUS_ASSIGN
%right '?' ':'
%left OR_OR
%left AND_AND
%left '|'
%left '^'
%left '&'
%precedence IN
%left COMPARE MATCH
%left SHIFT
%left '.'
%left '+' '-'
%left '*' '/' '%'
%precedence UNARY
%precedence PLAIN
%precedence ADDRESS STEP
%precedence '[' '('

%type <struct expr *> expr term optional_expr index foreach_array hist
%type <struct expr *> limit catch_variable
%type <struct expr_list> arguments indices
%type <struct stmt *> stmt plain_stmt block
%type <struct stmt_list> stmts
%type <struct foreach_key> foreach_key
%type <struct foreach_head> foreach_keys foreach_names foreach_head
%type <struct sorting> sorting
%type <struct point_list> points point path piece alternatives alternative names
%type <struct literal> literal integer priority size initial
%type <struct alias_body> alias_body
%type <struct global_list> globals global
%type <struct parameter_list> parameters some_parameters
%type <struct function_decl *> function function_head
%type <const char *> function_name
%type <int> type
%type <bool> wrap
%type <char> flag

%%

file:
  %empty
| file unit
;

/* ---- top level ---------------------------------------------------------- */

unit:
  PROBE fresh points block		{ build_probe(p, span_join(@1, @3), $3, $4); }
| PROBE fresh names '=' points alias_body
	{ build_alias(p, span_join(@1, @5), $3, $5, $6); }
| PROBE fresh names PLUS_ASSIGN points block
	{ build_alias(p, span_join(@1, @5), $3, $5, (struct alias_body){ NULL, $6 }); }
| GLOBAL fresh globals semicolon	{ build_globals(p, $3, false); }
| PRIVATE fresh globals semicolon	{ build_globals(p, $3, true); }
| PRIVATE fresh GLOBAL globals semicolon
					{ build_globals(p, $4, true); }
| FUNCTION fresh function		{ function_finish($3, $1, false); }
| PRIVATE fresh FUNCTION function	{ function_finish($4, $1 ? $1 : $3, true); }
| EMBEDDED				{ build_embed(p, @1, $1); }
| error
;

/* A new declaration: mistakes before it are over, those in it are reported. */
fresh:
  %empty				{ yyerrok; }
;

semicolon:
  %empty
| ';'
;

alias_body:
  block					{ $$ = (struct alias_body){ $1, NULL }; }
| block ',' block			{ $$ = (struct alias_body){ $1, $3 }; }
;

names:
  point
| names '=' point			{ $$ = points_join($1, $3); }
;

points:
  point
| points ',' point			{ $$ = points_join($1, $3); }
;

point:
  path flag				{ $$ = points_flag(p, @2, $1, $2); }
| path flag IF '(' expr ')'
	{ $$ = points_condition(p, points_flag(p, @2, $1, $2), $5); }
;

flag:
  %empty				{ $$ = 0; }
| '?'					{ $$ = '?'; }
| '!'					{ $$ = '!'; }
;

path:
  piece
| path '.' piece			{ $$ = points_append(p, @$, $1, $3); }
;

piece:
  COMPONENT				{ $$ = component_make(p, @$, @1, $1, NOTHING); }
| COMPONENT '(' literal ')'		{ $$ = component_make(p, @$, @3, $1, $3); }
| BRACE_OPEN alternatives BRACE_CLOSE	{ $$ = $2; }
;

alternatives:
  alternative
| alternatives ',' alternative		{ $$ = points_join($1, $3); }
;

alternative:
  path flag				{ $$ = points_flag(p, @2, $1, $2); }
;

literal:
  STRING				{ $$ = literal_string(@1, $1); }
| integer
;

integer:
  NUMBER				{ $$ = literal_number(p, @1, false, $1); }
| '-' NUMBER				{ $$ = literal_number(p, @$, true, $2); }
;

globals:
  global
| globals ',' global			{ $$ = globals_join($1, $3); }
;

global:
  NAME wrap size initial		{ $$ = global_make(p, @1, $1, $2, $3, $4); }
;

wrap:
  %empty				{ $$ = false; }
| '%'					{ $$ = true; }
;

size:
  %empty				{ $$ = NOTHING; }
| '[' integer ']'			{ $$ = $2; }
;

initial:
  %empty				{ $$ = NOTHING; }
| '=' literal				{ $$ = $2; }
;

function:
  function_head block			{ $$ = build_function($1, $2); }
| function_head EMBEDDED		{ $$ = build_function_embedded($1, @2, $2); }
;

function_head:
  function_name type '(' parameters ')' priority
	{ $$ = function_make(p, @1, $1, $2, $4, $6); }
;

function_name:
  NAME
| TYPE					{ $$ = type_name($1); }
;

type:
  %empty				{ $$ = TYPE_UNKNOWN; }
| ':' TYPE				{ $$ = $2; }
;

parameters:
  %empty				{ $$ = (struct parameter_list){ 0 }; }
| some_parameters
| some_parameters ','
;

some_parameters:
  NAME type
	{ $$ = parameters_add(p, (struct parameter_list){ 0 }, @1, $1, $2); }
| some_parameters ',' NAME type		{ $$ = parameters_add(p, $1, @3, $3, $4); }
;

priority:
  %empty				{ $$ = NOTHING; }
| ':' integer				{ $$ = $2; }
;

/* ---- statements --------------------------------------------------------- */

block:
  '{' stmts '}'				{ $$ = build_block(p, @$, $2); }
| '{' stmts error '}'			{ $$ = build_block(p, @$, $2); }
;

stmts:
  %empty				{ $$ = (struct stmt_list){ NULL, NULL }; }
| stmts stmt				{ $$ = stmts_add($1, $2); }
| stmts error ';'
;

stmt:
  ';'					{ $$ = build_stmt(p, @$, STMT_EMPTY, NULL); }
| plain_stmt %prec END
| plain_stmt ';'
| block
| IF '(' expr ')' stmt %prec THEN	{ $$ = build_if(p, @$, $3, $5, NULL); }
| IF '(' expr ')' stmt ELSE stmt	{ $$ = build_if(p, @$, $3, $5, $7); }
| WHILE '(' expr ')' stmt		{ $$ = build_while(p, @$, $3, $5); }
| FOR '(' optional_expr ';' optional_expr ';' optional_expr ')' stmt
	{ $$ = build_for(p, @$, exprs_add(exprs_add(exprs_add((struct expr_list){ 0 },
							      $3), $5), $7), $9); }
| FOREACH '(' foreach_head limit ')' stmt
					{ $$ = build_foreach(p, @$, $3, $4, $6); }
| TRY block CATCH catch_variable block	{ $$ = build_try(p, @$, $2, $4, $5); }
;

plain_stmt:
  expr %prec END			{ $$ = build_stmt(p, @$, STMT_EXPR, $1); }
| RETURN expr %prec END			{ $$ = build_stmt(p, @$, STMT_RETURN, $2); }
| BARE_RETURN				{ $$ = build_stmt(p, @$, STMT_RETURN, NULL); }
| DELETE expr %prec END			{ $$ = build_delete(p, @$, $2); }
| BREAK					{ $$ = build_stmt(p, @$, STMT_BREAK, NULL); }
| CONTINUE				{ $$ = build_stmt(p, @$, STMT_CONTINUE, NULL); }
| NEXT					{ $$ = build_stmt(p, @$, STMT_NEXT, NULL); }
;

optional_expr:
  %empty				{ $$ = build_nothing(p, @$); }
| expr
;

catch_variable:
  %empty				{ $$ = NULL; }
| '(' NAME ')'				{ $$ = build_symbol(p, @2, $2); }
;

foreach_head:
  foreach_keys IN foreach_array sorting	{ $$ = foreach_set_array(p, $1, $3, $4); }
| foreach_keys IN foreach_array AT_STAT sorting
	{ $$ = foreach_set_stat(p, $1, $3, $4, $5); }
;

foreach_keys:
  foreach_key
	{ $$ = foreach_add_key(p, (struct foreach_head){ 0 }, $1); }
| foreach_key '=' foreach_key
	{ $$ = foreach_set_value(p, foreach_add_key(p, (struct foreach_head){ 0 }, $3), $1); }
| '[' foreach_names ']'			{ $$ = $2; }
| foreach_key '=' '[' foreach_names ']'	{ $$ = foreach_set_value(p, $4, $1); }
;

foreach_names:
  foreach_key
	{ $$ = foreach_add_key(p, (struct foreach_head){ 0 }, $1); }
| foreach_names ',' foreach_key		{ $$ = foreach_add_key(p, $1, $3); }
;

foreach_key:
  NAME sorting
	{ $$ = (struct foreach_key){ build_symbol(p, @1, $1), $2 }; }
;

foreach_array:
  NAME					{ $$ = build_symbol(p, @1, $1); }
| NAME '[' indices ']'			{ $$ = build_index(p, @$, @1, $1, $3); }
| hist
;

sorting:
  %empty				{ $$ = (struct sorting){ SORTING_NONE, @$ }; }
| '+'					{ $$ = (struct sorting){ SORTING_UP, @1 }; }
| '-'					{ $$ = (struct sorting){ SORTING_DOWN, @1 }; }
;

limit:
  %empty				{ $$ = NULL; }
| LIMIT expr				{ $$ = $2; }
;

/* ---- expressions -------------------------------------------------------- */

expr:
  term %prec PLAIN
| expr '=' expr				{ $$ = build_assign(p, @2, ASSIGN_SET, $1, $3); }
| expr PLUS_ASSIGN expr			{ $$ = build_assign(p, @2, $2, $1, $3); }
| expr ASSIGN expr			{ $$ = build_assign(p, @2, $2, $1, $3); }
| expr '?' expr ':' expr		{ $$ = build_ternary(p, @2, $1, $3, $5); }
| expr OR_OR expr			{ $$ = build_logical(p, @2, false, $1, $3); }
| expr AND_AND expr			{ $$ = build_logical(p, @2, true, $1, $3); }
| expr '|' expr				{ $$ = build_binary(p, @2, BINARY_OR, $1, $3); }
| expr '^' expr				{ $$ = build_binary(p, @2, BINARY_XOR, $1, $3); }
| expr '&' expr				{ $$ = build_binary(p, @2, BINARY_AND, $1, $3); }
| expr IN NAME				{ $$ = build_in_one(p, @2, $1, @3, $3); }
| '[' indices ']' IN NAME		{ $$ = build_in(p, @$, @4, $2, @5, $5); }
| expr COMPARE expr			{ $$ = build_binary(p, @2, $2, $1, $3); }
| expr MATCH STRING			{ $$ = build_match(p, @$, @2, $2, $1, @3, $3); }
| expr SHIFT expr			{ $$ = build_binary(p, @2, $2, $1, $3); }
| expr '.' expr				{ $$ = build_binary(p, @2, BINARY_CONCAT, $1, $3); }
| expr '+' expr				{ $$ = build_binary(p, @2, BINARY_ADD, $1, $3); }
| expr '-' expr				{ $$ = build_binary(p, @2, BINARY_SUB, $1, $3); }
| expr '*' expr				{ $$ = build_binary(p, @2, BINARY_MUL, $1, $3); }
| expr '/' expr				{ $$ = build_binary(p, @2, BINARY_DIV, $1, $3); }
| expr '%' expr				{ $$ = build_binary(p, @2, BINARY_MOD, $1, $3); }
| '+' expr %prec UNARY			{ $$ = build_unary(p, @$, @1, UNARY_PLUS, $2); }
| '-' expr %prec UNARY			{ $$ = build_unary(p, @$, @1, UNARY_MINUS, $2); }
| '!' expr %prec UNARY			{ $$ = build_unary(p, @$, @1, UNARY_NOT, $2); }
| '~' expr %prec UNARY			{ $$ = build_unary(p, @$, @1, UNARY_INVERT, $2); }
| STEP term				{ $$ = build_step(p, @$, @1, $1, false, $2); }
| term STEP				{ $$ = build_step(p, @$, @2, $2, true, $1); }
| '&' term %prec ADDRESS		{ $$ = build_address(p, @$, $2); }
;

/* What `++` and `->` may stand at. */
term:
  NUMBER				{ $$ = build_number(p, @$, $1); }
| STRING				{ $$ = build_string(p, @$, $1); }
| EMBEDDED				{ $$ = build_embedded(p, @$, $1); }
| TARGET				{ $$ = build_target(p, @$, $1); }
| NAME %prec PLAIN			{ $$ = build_symbol(p, @$, $1); }
| NAME '[' indices ']'			{ $$ = build_index(p, @$, @1, $1, $3); }
| NAME '(' ')'				{ $$ = build_call(p, @$, @1, $1, (struct expr_list){ 0 }); }
| NAME '(' arguments ')'		{ $$ = build_call(p, @$, @1, $1, $3); }
| '(' expr ')'				{ $$ = build_paren(p, @$, $2); }
| hist
| term ARROW NAME			{ $$ = build_member(p, @$, $1, @3, $3); }
| term '[' expr ']'			{ $$ = build_element(p, @$, $1, $3); }
| term PRETTY				{ $$ = build_pretty(p, @$, $1, @2, $2); }
| AT_CAST '(' expr ',' STRING ')'	{ $$ = build_cast(p, @$, $3, $5, NULL); }
| AT_CAST '(' expr ',' STRING ',' STRING ')'
					{ $$ = build_cast(p, @$, $3, $5, $7); }
| AT_VAR '(' STRING ')'			{ $$ = build_atvar(p, @$, $3, NULL); }
| AT_VAR '(' STRING ',' STRING ')'	{ $$ = build_atvar(p, @$, $3, $5); }
| AT_OF '(' expr ')'			{ $$ = build_of(p, @$, $1, $3); }
| AT_NAMED '(' STRING ')'		{ $$ = build_named(p, @$, $1, $3); }
| AT_ENUMNAME '(' expr ')'		{ $$ = build_enumname(p, @$, $3, NULL, NULL); }
| AT_ENUMNAME '(' expr ',' STRING ')'	{ $$ = build_enumname(p, @$, $3, $5, NULL); }
| AT_ENUMNAME '(' expr ',' STRING ',' STRING ')'
					{ $$ = build_enumname(p, @$, $3, $5, $7); }
| AT_DEREF '(' NUMBER ',' expr ')'	{ $$ = build_deref(p, @$, $1, $3, $5); }
| AT_REGISTER '(' NUMBER ')'		{ $$ = build_register(p, @$, $1, $3); }
| AT_STAT '(' expr ')'			{ $$ = build_stat(p, @$, $1, $3); }
| AT_STAT '(' expr ',' integer ')'	{ $$ = build_variance(p, @$, $1, $3, $5); }
;

hist:
  AT_HIST_LOG '(' expr ')'		{ $$ = build_hist(p, @$, HIST_LOG, $3); }
| AT_HIST_LINEAR '(' expr ',' integer ',' integer ',' integer ')'
	{ $$ = build_hist_linear(p, @$, $3, $5, $7, $9); }
;

arguments:
  expr					{ $$ = exprs_add((struct expr_list){ 0 }, $1); }
| arguments ',' expr			{ $$ = exprs_add($1, $3); }
;

indices:
  index					{ $$ = exprs_add((struct expr_list){ 0 }, $1); }
| indices ',' index			{ $$ = exprs_add($1, $3); }
;

index:
  expr
| '*'					{ $$ = build_wild(p, @1); }
;

%%

static int yylex(YYSTYPE *value, struct span *at, struct parse *p)
{
	struct token t = { 0 };

	if (diag_errors(p->env->diags) > p->errors + ERROR_LIMIT)
		p->stopped = true;
	if (!p->stopped)
		t = tokens_next(p->tokens);
	p->token = t;
	*at = t.at;
	switch (t.kind) {
	case NUMBER:
		value->NUMBER = token_number(p->env, &t);
		break;
	case PROBE:
	case GLOBAL:
	case PRIVATE:
	case FUNCTION:
		value->PROBE = t.doc;
		break;
	case NAME:
	case TARGET:
	case STRING:
	case EMBEDDED:
	case COMPONENT:
		value->NAME = t.text;
		break;
	default:	/* the others are told apart by their op, if at all */
		value->ASSIGN = t.op;
		break;
	}
	return t.kind;
}

/* What bison says in its own words: its stack is full. */
static void yyerror(const struct span *at, struct parse *p, const char *text)
{
	(void)text;
	parse_stop(p, *at);
}

/* ---- what was expected ---------------------------------------------------- */

/* Tokens that are not named one by one. */
enum group { OTHER, STATEMENT, EXPRESSION, OPERATOR, HIDDEN };

static const struct {
	int token;
	enum group group, otherwise;	/* otherwise: where no statement or expression may begin */
} groups[] = {
	{ IF, STATEMENT, OTHER }, { FOR, STATEMENT, OTHER }, { FOREACH, STATEMENT, OTHER },
	{ RETURN, STATEMENT, OTHER }, { BARE_RETURN, HIDDEN, HIDDEN },
	{ DELETE, STATEMENT, OTHER }, { WHILE, STATEMENT, OTHER }, { BREAK, STATEMENT, OTHER },
	{ CONTINUE, STATEMENT, OTHER }, { NEXT, STATEMENT, OTHER }, { TRY, STATEMENT, OTHER },
	{ ';', STATEMENT, OTHER }, { '{', STATEMENT, OTHER }, { ELSE, STATEMENT, OTHER },
	{ NUMBER, EXPRESSION, OTHER }, { STRING, EXPRESSION, OTHER },
	{ EMBEDDED, EXPRESSION, OTHER }, { TARGET, EXPRESSION, OTHER },
	{ NAME, EXPRESSION, OTHER }, { '!', EXPRESSION, OTHER }, { '~', EXPRESSION, OTHER },
	{ AT_CAST, EXPRESSION, OTHER }, { AT_VAR, EXPRESSION, OTHER },
	{ AT_OF, EXPRESSION, OTHER }, { AT_NAMED, EXPRESSION, OTHER },
	{ AT_ENUMNAME, EXPRESSION, OTHER }, { AT_DEREF, EXPRESSION, OTHER },
	{ AT_REGISTER, EXPRESSION, OTHER }, { AT_STAT, EXPRESSION, OTHER },
	{ AT_HIST_LOG, EXPRESSION, OTHER }, { AT_HIST_LINEAR, EXPRESSION, OTHER },
	{ '(', EXPRESSION, OPERATOR }, { '+', EXPRESSION, OPERATOR }, { '-', EXPRESSION, OPERATOR },
	{ '&', EXPRESSION, OPERATOR }, { STEP, EXPRESSION, OPERATOR },
	{ '[', EXPRESSION, OPERATOR },
	{ '=', OPERATOR, OPERATOR }, { ASSIGN, OPERATOR, OPERATOR },
	{ PLUS_ASSIGN, OPERATOR, OPERATOR }, { '?', OPERATOR, OPERATOR },
	{ OR_OR, OPERATOR, OPERATOR }, { AND_AND, OPERATOR, OPERATOR },
	{ '|', OPERATOR, OPERATOR }, { '^', OPERATOR, OPERATOR }, { IN, OPERATOR, OPERATOR },
	{ COMPARE, OPERATOR, OPERATOR }, { MATCH, OPERATOR, OPERATOR },
	{ SHIFT, OPERATOR, OPERATOR }, { '.', OPERATOR, OPERATOR }, { '*', OPERATOR, OPERATOR },
	{ '/', OPERATOR, OPERATOR }, { '%', OPERATOR, OPERATOR }, { ARROW, OPERATOR, OPERATOR },
	{ PRETTY, OPERATOR, OPERATOR },
	{ END_OF_FILE, HIDDEN, HIDDEN }, { BRACE_OPEN, HIDDEN, HIDDEN },
};

struct expectation {
	yysymbol_kind_t symbols[YYNTOKENS];
	int n;
	bool statement, expression, operator_, top;
};

static bool expects(const struct expectation *x, int token)
{
	for (int i = 0; i < x->n; i++)
		if (x->symbols[i] == YYTRANSLATE(token))
			return true;
	return false;
}

static enum group group_of(const struct expectation *x, yysymbol_kind_t symbol)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		enum group g = groups[i].group;

		if (YYTRANSLATE(groups[i].token) != symbol)
			continue;
		if ((g == STATEMENT && !x->statement) || (g == EXPRESSION && !x->expression))
			g = groups[i].otherwise;
		return g == OPERATOR && !x->operator_ ? OTHER : g;
	}
	return OTHER;
}

static struct expectation expectation_of(const yypcontext_t *context)
{
	struct expectation x = { .n = 0 };

	x.n = yypcontext_expected_tokens(context, x.symbols, YYNTOKENS);
	x.statement = expects(&x, WHILE);
	x.expression = expects(&x, AT_CAST);
	x.operator_ = expects(&x, SHIFT);
	x.top = expects(&x, PROBE);
	return x;
}

/* "a statement or '}'"; NULL when a list would not help. */
static const char *expectation_text(struct arena *a, const struct expectation *x)
{
	const char *names[12], *text;
	int n = 0;

	if (x->operator_ && (x->statement || x->expression))
		return NULL;
	if (x->statement)
		names[n++] = "a statement";
	else if (x->expression)
		names[n++] = "an expression";
	for (int i = 0; i < x->n; i++) {
		if (group_of(x, x->symbols[i]) != OTHER)
			continue;
		if (n == sizeof(names) / sizeof(names[0]))
			return NULL;
		names[n++] = yysymbol_name(x->symbols[i]);
	}
	if (!n)
		return NULL;
	text = names[0];
	for (int i = 1; i < n; i++)
		text = arena_printf(a, "%s%s%s", text, i + 1 < n ? ", " : " or ", names[i]);
	return text;
}

/* Behind a body that was left because of a mistake in it, more are only noise. */
static bool is_noise(const struct parse *p, const struct expectation *x)
{
	return p->stopped || tokens_closing(p->tokens) ||
	       (x->top && span_known(tokens_body(p->tokens)) &&
		diag_errors(p->env->diags) > p->errors);
}

static int yyreport_syntax_error(const yypcontext_t *context, struct parse *p)
{
	struct expectation x = expectation_of(context);
	const char *expected = expectation_text(p->arena, &x);
	const char *found = token_describe(p->arena, &p->token);
	struct diag *d;

	if (is_noise(p, &x))
		return 0;
	if (expected)
		d = diag_at(p->env->diags, DIAG_SYNTAX, p->token.at, "expected %s, found %s",
			    expected, found);
	else
		d = diag_at(p->env->diags, DIAG_SYNTAX, p->token.at, "unexpected %s", found);
	if (!p->token.kind && span_known(tokens_body(p->tokens)))
		diag_note(d, tokens_body(p->tokens), "this '{' is not closed");
	token_note_macros(&p->token, d);
	return 0;
}
