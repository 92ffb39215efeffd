/// Facts about the processor that Swift cannot ask for itself.
///
/// The inline function tells what the including module is compiled for: it is compiled with that module's own
/// `-march`, which is why it stands in the header. The other functions tell what the running processor has; they
/// are compiled for the plain baseline, so that they run everywhere.
#ifndef SNNBENCH_CPROCESSOR_H
#define SNNBENCH_CPROCESSOR_H

#include <stdbool.h>

/// The width in bits of the vector instructions that the including module is compiled for; 0 where it has no
/// fused multiply-add.
static inline int snnbench_built_for(void) {
#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
    return 512;
#elif defined(__AVX2__) && defined(__FMA__)
    return 256;
#elif defined(__aarch64__)
    return 128;
#else
    return 0;
#endif
}

/// Sixteen floats side by side; Swift sees `SIMD16<Float>`.
typedef float snnbench_lanes __attribute__((ext_vector_type(16)));
/// Sixteen words side by side; Swift sees `SIMD16<UInt32>`.
typedef unsigned int snnbench_words __attribute__((ext_vector_type(16)));

/// `a * b + c` with one rounding, in each lane.
///
/// Swift's own is written lane by lane; the optimiser puts sixteen of them together again in short functions, but
/// not in long ones.
static inline __attribute__((always_inline)) snnbench_lanes snnbench_fused(
    snnbench_lanes a, snnbench_lanes b, snnbench_lanes c) {
    return __builtin_elementwise_fma(a, b, c);
}

/// `x > y ? a : b` in each lane; `b` where x or y is NaN.
///
/// Swift's own masks are put together lane by lane, several times slower than the two instructions that this is.
static inline __attribute__((always_inline)) snnbench_lanes snnbench_select_greater(
    snnbench_lanes x, snnbench_lanes y, snnbench_lanes a, snnbench_lanes b) {
    return x > y ? a : b;
}

/// `x <= y ? a : b` in each lane; `b` where x or y is NaN.
static inline __attribute__((always_inline)) snnbench_lanes snnbench_select_at_most(
    snnbench_lanes x, snnbench_lanes y, snnbench_lanes a, snnbench_lanes b) {
    return x <= y ? a : b;
}

/// `x >= y ? a : b` in each lane.
static inline __attribute__((always_inline)) snnbench_lanes snnbench_select_at_least(
    snnbench_words x, snnbench_words y, snnbench_lanes a, snnbench_lanes b) {
    return x >= y ? a : b;
}

/// Asks for the cache line at an address, to be read or written soon. A hint: it never faults.
static inline void snnbench_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

/// Whether the running processor (and operating system) has AVX-512 F, BW, DQ and VL.
bool snnbench_processor_has_avx512(void);

/// Whether the running processor (and operating system) has AVX2 and FMA.
bool snnbench_processor_has_avx2(void);

/// Whether the running processor has the 128-bit vectors and fused multiply-add of AArch64.
bool snnbench_processor_has_neon(void);

#endif
