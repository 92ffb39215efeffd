#define _DEFAULT_SOURCE
#include "CProcessor.h"

#if defined(__linux__)
#include <sys/mman.h>

void snnbench_prefer_large_pages(void *address, size_t size) { madvise(address, size, MADV_HUGEPAGE); }
#else
void snnbench_prefer_large_pages(void *address, size_t size) {
    (void)address;
    (void)size;
}
#endif

#if defined(__x86_64__)

bool snnbench_processor_has_avx512(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

bool snnbench_processor_has_avx2(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

bool snnbench_processor_has_neon(void) { return false; }

#else

bool snnbench_processor_has_avx512(void) { return false; }

bool snnbench_processor_has_avx2(void) { return false; }

#if defined(__aarch64__)
bool snnbench_processor_has_neon(void) { return true; }
#else
bool snnbench_processor_has_neon(void) { return false; }
#endif

#endif
