#include "CAllocationCounter.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#if defined(__GLIBC__)

// The test program's own definitions come before the C library's for everything that is loaded, so each allocation
// passes here. The functions below are the C library's under their other names.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static __thread unsigned long count;
static __thread unsigned long aligned_bytes;

bool snnbench_counts_allocations(void) { return true; }

unsigned long snnbench_allocations(void) { return count; }

unsigned long snnbench_aligned_bytes(void) { return aligned_bytes; }

void *malloc(size_t size) {
    count++;
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count++;
    return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
    count++;
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count++;
    if (alignment >= 64) aligned_bytes += size;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    count++;
    if (alignment >= 64) aligned_bytes += size;
    void *result = __libc_memalign(alignment, size);
    if (!result) return ENOMEM;
    *memory = result;
    return 0;
}

#else

bool snnbench_counts_allocations(void) { return false; }

unsigned long snnbench_allocations(void) { return 0; }

unsigned long snnbench_aligned_bytes(void) { return 0; }

#endif
