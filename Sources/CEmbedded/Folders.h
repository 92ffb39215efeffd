// The folders that CEmbedded.c looks into.
#ifndef SNNBENCH_FOLDERS_H
#define SNNBENCH_FOLDERS_H

#include "CEmbedded.h"

// The sample suite's list is made by a tool, so it stands in a file of its own.
extern const snnbench_embedded_file snnbench_sample_files[];
extern const size_t snnbench_sample_file_count;

#endif
