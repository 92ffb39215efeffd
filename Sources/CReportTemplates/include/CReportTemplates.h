/// The templates, style sheet and script of reports, as the files in this folder.
#ifndef SNNBENCH_CREPORTTEMPLATES_H
#define SNNBENCH_CREPORTTEMPLATES_H

#include <stddef.h>

/// A file: its name and its bytes, which have no final zero.
typedef struct {
    const char *name;
    const unsigned char *bytes;
    size_t count;
} snnbench_report_file;

/// All files; `count` gets their number.
const snnbench_report_file *snnbench_report_files(size_t *count);

#endif
