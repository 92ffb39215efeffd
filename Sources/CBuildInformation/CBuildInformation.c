#include "CBuildInformation.h"

#ifndef SNNBENCH_COMMIT
#define SNNBENCH_COMMIT ""
#endif

#ifndef SNNBENCH_ARCHITECTURE
#define SNNBENCH_ARCHITECTURE "native"
#endif

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char manifest[] = {
#embed "../../datasets.manifest"
};
#pragma clang diagnostic pop

const char *snnbench_commit(void) { return SNNBENCH_COMMIT; }

const char *snnbench_architecture(void) { return SNNBENCH_ARCHITECTURE; }

const unsigned char *snnbench_manifest(size_t *count) {
    if (count) *count = sizeof manifest;
    return manifest;
}
