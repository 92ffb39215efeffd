#include "CPublishedResults.h"

#include <string.h>

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
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
#pragma clang diagnostic pop

static const struct {
    const char *name;
    const unsigned char *bytes;
    size_t count;
} tables[] = {
    {"htru2_auc", htru2_auc, sizeof htru2_auc},
    {"tox21_auc", tox21_auc, sizeof tox21_auc},
    {"uci_accuracy", uci_accuracy, sizeof uci_accuracy},
    {"uci_average_rank_difference", uci_average_rank_difference, sizeof uci_average_rank_difference},
    {"uci_method_groups", uci_method_groups, sizeof uci_method_groups},
};

const unsigned char *snnbench_published(const char *name, size_t *count) {
    for (size_t index = 0; index < sizeof tables / sizeof tables[0]; index++) {
        if (strcmp(tables[index].name, name) == 0) {
            if (count) *count = tables[index].count;
            return tables[index].bytes;
        }
    }
    if (count) *count = 0;
    return NULL;
}
