/* main.c -- placeholder until the roof is on */
#include "base.h"
#include <locale.h>
int main(void)
{
	setlocale(LC_ALL, "");
	return 0;
}
