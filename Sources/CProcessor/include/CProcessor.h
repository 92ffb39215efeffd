/// Facts about the processor that Swift cannot ask for itself.
///
/// The inline function tells what the including module is compiled for: it is compiled with that module's own
/// `-march`, which is why it stands in the header. The other functions tell what the running processor has; they
/// are compiled for the plain baseline, so that they run everywhere.
#ifndef SNNBENCH_CPROCESSOR_H
#define SNNBENCH_CPROCESSOR_H

#include <stdbool.h>
#include <stddef.h>

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

/// `x == y ? a : b` in each lane; `b` where x or y is NaN.
static inline __attribute__((always_inline)) snnbench_lanes snnbench_select_equal(
    snnbench_lanes x, snnbench_lanes y, snnbench_lanes a, snnbench_lanes b) {
    return x == y ? a : b;
}

/// The larger of a and b in each lane; NaN where one of them is.
static inline __attribute__((always_inline)) snnbench_lanes snnbench_larger(snnbench_lanes a, snnbench_lanes b) {
    return a == a ? (a > b ? a : b) : a;
}

/// The largest of all lanes; NaN where one of them is.
static inline __attribute__((always_inline)) float snnbench_maximum(snnbench_lanes a) {
#define SNNBENCH_ROTATED(a, n)                                                                             \
    __builtin_shufflevector(a, a, n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7, n + 8, n + 9, n + 10, \
                            n + 11, n + 12, n + 13, n + 14, n + 15)
    snnbench_lanes b = SNNBENCH_ROTATED(a, 8);
    a = a == a ? (a > b ? a : b) : a;
    b = SNNBENCH_ROTATED(a, 4);
    a = a == a ? (a > b ? a : b) : a;
    b = SNNBENCH_ROTATED(a, 2);
    a = a == a ? (a > b ? a : b) : a;
    b = SNNBENCH_ROTATED(a, 1);
    a = a == a ? (a > b ? a : b) : a;
#undef SNNBENCH_ROTATED
    return a[0];
}

/// `x >= y ? a : b` in each lane.
static inline __attribute__((always_inline)) snnbench_lanes snnbench_select_at_least(
    snnbench_words x, snnbench_words y, snnbench_lanes a, snnbench_lanes b) {
    return x >= y ? a : b;
}

/// Eight doubles side by side; Swift sees `SIMD8<Double>`.
typedef double snnbench_doubles __attribute__((ext_vector_type(8)));
/// Eight words side by side; Swift sees `SIMD8<UInt32>`.
typedef unsigned int snnbench_eight_words __attribute__((ext_vector_type(8)));

/// `a * b + c` with one rounding, in each lane.
static inline __attribute__((always_inline)) snnbench_doubles snnbench_fused_doubles(
    snnbench_doubles a, snnbench_doubles b, snnbench_doubles c) {
    return __builtin_elementwise_fma(a, b, c);
}

/// The square root in each lane.
static inline __attribute__((always_inline)) snnbench_doubles snnbench_root_doubles(snnbench_doubles x) {
    return __builtin_elementwise_sqrt(x);
}

/// Numbers from 0 to 1 without both ends: 52 random bits and a half, the high ones from a.
static inline __attribute__((always_inline)) snnbench_doubles snnbench_uniforms(
    snnbench_eight_words a, snnbench_eight_words b) {
    typedef unsigned long snnbench_long_words __attribute__((ext_vector_type(8)));
    snnbench_long_words high = __builtin_convertvector(a, snnbench_long_words);
    snnbench_long_words low = __builtin_convertvector(b, snnbench_long_words);
    // An integer below 2^52 becomes a double by its bits beside 2^52.
    snnbench_doubles shifted = (snnbench_doubles)((high << 20 | low >> 12) | 0x4330000000000000ul);
    return (shifted - 0x1p52 + 0.5) * 0x1p-52;
}

/// The nearest floats.
static inline __attribute__((always_inline)) snnbench_lanes snnbench_narrow(
    snnbench_doubles low, snnbench_doubles high) {
    typedef float snnbench_eight_floats __attribute__((ext_vector_type(8)));
    snnbench_eight_floats first = __builtin_convertvector(low, snnbench_eight_floats);
    snnbench_eight_floats second = __builtin_convertvector(high, snnbench_eight_floats);
    return __builtin_shufflevector(first, second, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

/// A bit a lane, the first lane's lowest: whether x > y.
static inline __attribute__((always_inline)) unsigned char snnbench_greater_doubles(
    snnbench_doubles x, snnbench_doubles y) {
    typedef bool snnbench_bits __attribute__((ext_vector_type(8)));
    snnbench_bits bits = __builtin_convertvector(x > y, snnbench_bits);
    unsigned char result;
    __builtin_memcpy(&result, &bits, 1);
    return result;
}

/// Transposes a block of 16 x 16 floats in registers: sixteen loads, 64 shuffles, sixteen stores.
///
/// Four rounds of two-operand shuffles: single floats, pairs, then groups of four twice. Written in Swift the
/// optimiser merges the rounds into far slower shuffles.
///
/// - source: sixteen rows of sixteen floats, one after the other; all are read before any is written.
/// - target: takes the transposed block, laid out the same way.
static inline __attribute__((always_inline)) void snnbench_transpose(const float *source, float *target) {
    typedef snnbench_lanes unaligned __attribute__((aligned(4)));
#define SNNBENCH_SHUFFLE __builtin_shufflevector
    snnbench_lanes quads[16];
    // After this loop: group g, entry j holds in its four quarters m the elements (rows 4g ... 4g + 3, column 4m + j).
#pragma clang loop unroll(full)
    for (int group = 0; group < 4; group++) {
        const unaligned *rows = (const unaligned *)(source + group * 64);
        snnbench_lanes a = rows[0], b = rows[1], c = rows[2], d = rows[3];
        snnbench_lanes ab = SNNBENCH_SHUFFLE(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
        snnbench_lanes ba = SNNBENCH_SHUFFLE(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
        snnbench_lanes cd = SNNBENCH_SHUFFLE(c, d, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
        snnbench_lanes dc = SNNBENCH_SHUFFLE(c, d, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
        quads[4 * group] = SNNBENCH_SHUFFLE(ab, cd, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
        quads[4 * group + 1] = SNNBENCH_SHUFFLE(ab, cd, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
        quads[4 * group + 2] = SNNBENCH_SHUFFLE(ba, dc, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
        quads[4 * group + 3] = SNNBENCH_SHUFFLE(ba, dc, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
    }
#define SNNBENCH_EVEN(a, b) SNNBENCH_SHUFFLE(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27)
#define SNNBENCH_ODD(a, b) SNNBENCH_SHUFFLE(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31)
    unaligned *columns = (unaligned *)target;
#pragma clang loop unroll(full)
    for (int j = 0; j < 4; j++) {
        snnbench_lanes even = SNNBENCH_EVEN(quads[j], quads[4 + j]);
        snnbench_lanes odd = SNNBENCH_ODD(quads[j], quads[4 + j]);
        snnbench_lanes lower_even = SNNBENCH_EVEN(quads[8 + j], quads[12 + j]);
        snnbench_lanes lower_odd = SNNBENCH_ODD(quads[8 + j], quads[12 + j]);
        columns[j] = SNNBENCH_EVEN(even, lower_even);
        columns[8 + j] = SNNBENCH_ODD(even, lower_even);
        columns[4 + j] = SNNBENCH_EVEN(odd, lower_odd);
        columns[12 + j] = SNNBENCH_ODD(odd, lower_odd);
    }
#undef SNNBENCH_EVEN
#undef SNNBENCH_ODD
#undef SNNBENCH_SHUFFLE
}

/// Asks for the cache line at an address, to be read or written soon. A hint: it never faults.
static inline void snnbench_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

/// Tells the operating system that a piece of memory is large and in constant use, so that it may take large pages.
///
/// A hint: nothing depends on whether it is followed.
void snnbench_prefer_large_pages(void *address, size_t size);

/// Whether the running processor (and operating system) has AVX-512 F, BW, DQ and VL.
bool snnbench_processor_has_avx512(void);

/// Whether the running processor (and operating system) has AVX2 and FMA.
bool snnbench_processor_has_avx2(void);

/// Whether the running processor has the 128-bit vectors and fused multiply-add of AArch64.
bool snnbench_processor_has_neon(void);

#endif
