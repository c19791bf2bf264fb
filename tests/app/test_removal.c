/* test_removal.c -- a track taken out, brought back, taken out: rows the desk tells of late do not bring it back. */
#include "app/removal.h"
#include "../tap.h"

int main(void)
{
	struct app app = { .now_ms = 0 };

	ok(!removal_is_newer(&app, 7, 0) && !removal_is_newer(&app, 7, COOKIE_STATE), "what nobody took out is as the desk has it");
	removal_asked(&app, 7);
	ok(removal_is_newer(&app, 7, 0), "what a scan had written before");
	ok(!removal_is_newer(&app, 8, 0), "others are not meant");
	ok(!removal_is_newer(&app, 7, COOKIE_STATE), "the answer itself is what is asked for");
	ok(!removal_is_newer(&app, 7, 0), "and what comes after it is newer");
	removal_asked(&app, 7);
	removal_asked(&app, 7);
	removal_asked(&app, 7);
	ok(removal_is_newer(&app, 7, COOKIE_STATE), "out, back, out: the first answer is old");
	ok(removal_is_newer(&app, 7, 0), "a scan's in between");
	ok(removal_is_newer(&app, 7, COOKIE_STATE), "so is the second");
	ok(!removal_is_newer(&app, 7, COOKIE_STATE), "the third is not");
	ok(!app.states_asked.n, "nothing is kept of it");
	map64_done(&app.states_asked);
	return done();
}
