#include "CEmbedded.h"
#include "Folders.h"

#include <string.h>

#ifndef SNNBENCH_VERSION
#define SNNBENCH_VERSION "0"
#endif

#ifndef SNNBENCH_COMMIT
#define SNNBENCH_COMMIT ""
#endif

#ifndef SNNBENCH_ARCHITECTURE
#define SNNBENCH_ARCHITECTURE "native"
#endif

#pragma clang diagnostic push
// Older language modes know #embed as an extension.
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char manifest[] = {
#embed "../../datasets.manifest"
};

static const unsigned char htru2_auc[] = {
#embed "../../results/published/htru2_auc.csv"
};
static const unsigned char tox21_auc[] = {
#embed "../../results/published/tox21_auc.csv"
};
static const unsigned char uci_accuracy[] = {
#embed "../../results/published/uci_accuracy.csv"
};
static const unsigned char uci_average_rank_difference[] = {
#embed "../../results/published/uci_average_rank_difference.csv"
};
static const unsigned char uci_method_groups[] = {
#embed "../../results/published/uci_method_groups.csv"
};

static const unsigned char heat_map[] = {
#embed "templates/heat-map.mustache"
};
static const unsigned char page[] = {
#embed "templates/page.mustache"
};
static const unsigned char style[] = {
#embed "templates/report.css"
};
static const unsigned char script[] = {
#embed "templates/report.js"
};
static const unsigned char taskScript[] = {
#embed "templates/tasks.js"
};
static const unsigned char section[] = {
#embed "templates/section.mustache"
};
static const unsigned char table[] = {
#embed "templates/table.mustache"
};
#pragma clang diagnostic pop

static const snnbench_embedded_file manifests[] = {
    {"manifest", "datasets.manifest", manifest, sizeof manifest},
};

static const snnbench_embedded_file published[] = {
    {"published", "htru2_auc.csv", htru2_auc, sizeof htru2_auc},
    {"published", "tox21_auc.csv", tox21_auc, sizeof tox21_auc},
    {"published", "uci_accuracy.csv", uci_accuracy, sizeof uci_accuracy},
    {"published", "uci_average_rank_difference.csv", uci_average_rank_difference, sizeof uci_average_rank_difference},
    {"published", "uci_method_groups.csv", uci_method_groups, sizeof uci_method_groups},
};

static const snnbench_embedded_file templates[] = {
    {"templates", "heat-map.mustache", heat_map, sizeof heat_map},
    {"templates", "page.mustache", page, sizeof page},
    {"templates", "report.css", style, sizeof style},
    {"templates", "report.js", script, sizeof script},
    {"templates", "section.mustache", section, sizeof section},
    {"templates", "table.mustache", table, sizeof table},
    {"templates", "tasks.js", taskScript, sizeof taskScript},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

const snnbench_embedded_file *snnbench_embedded_files(const char *folder, size_t *count) {
    const struct {
        const snnbench_embedded_file *files;
        size_t count;
    } folders[] = {
        {manifests, COUNT(manifests)},
        {published, COUNT(published)},
        {snnbench_sample_files, snnbench_sample_file_count},
        {templates, COUNT(templates)},
    };
    for (size_t index = 0; index < COUNT(folders); index++) {
        if (strcmp(folders[index].files[0].folder, folder) == 0) {
            *count = folders[index].count;
            return folders[index].files;
        }
    }
    *count = 0;
    return NULL;
}

const snnbench_embedded_file *snnbench_embedded_file_named(const char *folder, const char *name) {
    size_t count = 0;
    const snnbench_embedded_file *files = snnbench_embedded_files(folder, &count);
    for (size_t index = 0; index < count; index++) {
        if (strcmp(files[index].name, name) == 0) return &files[index];
    }
    return NULL;
}

const char *snnbench_version(void) { return SNNBENCH_VERSION; }

const char *snnbench_commit(void) { return SNNBENCH_COMMIT; }

const char *snnbench_architecture(void) { return SNNBENCH_ARCHITECTURE; }
