#ifndef CSAMPLESUITE_H
#define CSAMPLESUITE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A file of the sample suite, embedded in the binary.
///
/// All pointers refer to constants that live as long as the program.
struct snnbench_sample_file {
    /// The task's name without its suite, such as `iris`; ends with a zero byte.
    const char *task;
    /// The file's name inside the task's folder, such as `labels_py.dat`; ends with a zero byte.
    const char *file;
    /// The file's content as committed; no zero byte is added.
    const unsigned char *bytes;
    /// The number of bytes of the content.
    size_t count;
};

/// The files of the sample suite, ordered by task.
///
/// Each task has four, in this order: `NAME_py.dat` (features), `labels_py.dat`, `folds_py.dat` (1 = test) and
/// `validation_folds_py.dat` (1 = validation). Safe to call from any thread.
///
/// \param count Receives the number of files; may be `NULL`.
/// \returns The first of `count` files; never `NULL`, not to be freed.
const struct snnbench_sample_file *snnbench_sample_files(size_t *count);

#ifdef __cplusplus
}
#endif

#endif
