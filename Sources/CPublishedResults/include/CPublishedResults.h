/// The tables of results/published, embedded in the program.
#ifndef SNNBENCH_CPUBLISHEDRESULTS_H
#define SNNBENCH_CPUBLISHEDRESULTS_H

#include <stddef.h>

/// A table by the name of its file without ".csv", a text without a final zero; NULL where there is none.
const unsigned char *snnbench_published(const char *name, size_t *count);

#endif
