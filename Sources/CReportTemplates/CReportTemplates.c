#include "CReportTemplates.h"

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char page[] = {
#embed "templates/page.mustache"
};
static const unsigned char section[] = {
#embed "templates/section.mustache"
};
static const unsigned char heat_map[] = {
#embed "templates/heat-map.mustache"
};
static const unsigned char table[] = {
#embed "templates/table.mustache"
};
static const unsigned char style[] = {
#embed "templates/report.css"
};
static const unsigned char script[] = {
#embed "templates/report.js"
};
#pragma clang diagnostic pop

static const snnbench_report_file files[] = {
    {"page", page, sizeof page},
    {"section", section, sizeof section},
    {"heat-map", heat_map, sizeof heat_map},
    {"table", table, sizeof table},
    {"report.css", style, sizeof style},
    {"report.js", script, sizeof script},
};

const snnbench_report_file *snnbench_report_files(size_t *count) {
    if (count) *count = sizeof files / sizeof files[0];
    return files;
}
