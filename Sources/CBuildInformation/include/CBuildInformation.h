/// What the build knows and the program tells: commit, target processor, and the manifest of data sets.
#ifndef SNNBENCH_CBUILDINFORMATION_H
#define SNNBENCH_CBUILDINFORMATION_H

#include <stddef.h>

/// The commit that the program was built from, followed by "+" where files were changed; "" where unknown.
const char *snnbench_commit(void);

/// The processor that the kernels were built for, as the compiler was told: "native" or a name.
const char *snnbench_architecture(void);

/// The manifest of data sets that the program was built with, a text without a final zero.
const unsigned char *snnbench_manifest(size_t *count);

#endif
