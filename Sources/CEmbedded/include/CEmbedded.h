/// What the program carries in itself: files, and what the build knows about itself.
#ifndef SNNBENCH_CEMBEDDED_H
#define SNNBENCH_CEMBEDDED_H

#include <stddef.h>

/// A file that the program carries; its pointers are good for as long as the program runs.
typedef struct {
    /// The folder, one of those that ``snnbench_embedded_files`` names.
    const char *folder;
    /// The name in the folder, with its extension, as "iris/labels_py.dat".
    const char *name;
    /// The file's bytes; no final zero is added.
    const unsigned char *bytes;
    /// The number of bytes.
    size_t count;
} snnbench_embedded_file;

/// The files of a folder, in an order of their own.
///
/// - "manifest": datasets.manifest, which says what data sets there are and where;
/// - "published": the tables of results/published;
/// - "sample": the sample suite, four files a task in the order TASK/TASK_py.dat (features), TASK/labels_py.dat,
///   TASK/folds_py.dat (1 = test), TASK/validation_folds_py.dat (1 = validation), ordered by task;
/// - "templates": the templates, style sheet and script of reports.
///
/// \param count Receives the number of files, 0 where there is no such folder.
/// \returns The first of `count` files, NULL where there is no such folder; not to be freed.
const snnbench_embedded_file *snnbench_embedded_files(const char *folder, size_t *count);

/// The file of a name in a folder, NULL where there is none.
const snnbench_embedded_file *snnbench_embedded_file_named(const char *folder, const char *name);

/// The version of the program, as "1.2.3"; Package.swift says it.
const char *snnbench_version(void);

/// The commit that the program was built from, followed by "+" where files were changed; "" where unknown.
const char *snnbench_commit(void);

/// The processor that the kernels were built for, as the compiler was told: "native" or a name.
const char *snnbench_architecture(void);

#endif
