/// Counts the allocations of the calling thread, for tests that say how many there are.
#ifndef SNNBENCH_CALLOCATIONCOUNTER_H
#define SNNBENCH_CALLOCATIONCOUNTER_H

#include <stdbool.h>

/// Whether allocations are counted on this system: where the C library is glibc.
bool snnbench_counts_allocations(void);

/// The allocations of this thread so far, by malloc, calloc, realloc and the functions for aligned memory.
unsigned long snnbench_allocations(void);

/// The bytes of memory aligned to a cache line that this thread asked for so far: those of matrices and vectors.
unsigned long snnbench_aligned_bytes(void);

#endif
