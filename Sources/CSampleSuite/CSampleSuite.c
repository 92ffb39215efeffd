// Made by Tools/make_sample_suite.py. Change that, not this.

#include "CSampleSuite.h"

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunknown-warning-option"
// Older language modes know #embed as an extension.
#pragma clang diagnostic ignored "-Wc23-extensions"
#endif

static const unsigned char file_0[] = {
#embed "tasks/balance-scale/balance-scale_py.dat"
};
static const unsigned char file_1[] = {
#embed "tasks/balance-scale/labels_py.dat"
};
static const unsigned char file_2[] = {
#embed "tasks/balance-scale/folds_py.dat"
};
static const unsigned char file_3[] = {
#embed "tasks/balance-scale/validation_folds_py.dat"
};
static const unsigned char file_4[] = {
#embed "tasks/breast-cancer-wisc-diag/breast-cancer-wisc-diag_py.dat"
};
static const unsigned char file_5[] = {
#embed "tasks/breast-cancer-wisc-diag/labels_py.dat"
};
static const unsigned char file_6[] = {
#embed "tasks/breast-cancer-wisc-diag/folds_py.dat"
};
static const unsigned char file_7[] = {
#embed "tasks/breast-cancer-wisc-diag/validation_folds_py.dat"
};
static const unsigned char file_8[] = {
#embed "tasks/ecoli/ecoli_py.dat"
};
static const unsigned char file_9[] = {
#embed "tasks/ecoli/labels_py.dat"
};
static const unsigned char file_10[] = {
#embed "tasks/ecoli/folds_py.dat"
};
static const unsigned char file_11[] = {
#embed "tasks/ecoli/validation_folds_py.dat"
};
static const unsigned char file_12[] = {
#embed "tasks/fertility/fertility_py.dat"
};
static const unsigned char file_13[] = {
#embed "tasks/fertility/labels_py.dat"
};
static const unsigned char file_14[] = {
#embed "tasks/fertility/folds_py.dat"
};
static const unsigned char file_15[] = {
#embed "tasks/fertility/validation_folds_py.dat"
};
static const unsigned char file_16[] = {
#embed "tasks/glass/glass_py.dat"
};
static const unsigned char file_17[] = {
#embed "tasks/glass/labels_py.dat"
};
static const unsigned char file_18[] = {
#embed "tasks/glass/folds_py.dat"
};
static const unsigned char file_19[] = {
#embed "tasks/glass/validation_folds_py.dat"
};
static const unsigned char file_20[] = {
#embed "tasks/haberman-survival/haberman-survival_py.dat"
};
static const unsigned char file_21[] = {
#embed "tasks/haberman-survival/labels_py.dat"
};
static const unsigned char file_22[] = {
#embed "tasks/haberman-survival/folds_py.dat"
};
static const unsigned char file_23[] = {
#embed "tasks/haberman-survival/validation_folds_py.dat"
};
static const unsigned char file_24[] = {
#embed "tasks/hepatitis/hepatitis_py.dat"
};
static const unsigned char file_25[] = {
#embed "tasks/hepatitis/labels_py.dat"
};
static const unsigned char file_26[] = {
#embed "tasks/hepatitis/folds_py.dat"
};
static const unsigned char file_27[] = {
#embed "tasks/hepatitis/validation_folds_py.dat"
};
static const unsigned char file_28[] = {
#embed "tasks/ionosphere/ionosphere_py.dat"
};
static const unsigned char file_29[] = {
#embed "tasks/ionosphere/labels_py.dat"
};
static const unsigned char file_30[] = {
#embed "tasks/ionosphere/folds_py.dat"
};
static const unsigned char file_31[] = {
#embed "tasks/ionosphere/validation_folds_py.dat"
};
static const unsigned char file_32[] = {
#embed "tasks/iris/iris_py.dat"
};
static const unsigned char file_33[] = {
#embed "tasks/iris/labels_py.dat"
};
static const unsigned char file_34[] = {
#embed "tasks/iris/folds_py.dat"
};
static const unsigned char file_35[] = {
#embed "tasks/iris/validation_folds_py.dat"
};
static const unsigned char file_36[] = {
#embed "tasks/statlog-vehicle/statlog-vehicle_py.dat"
};
static const unsigned char file_37[] = {
#embed "tasks/statlog-vehicle/labels_py.dat"
};
static const unsigned char file_38[] = {
#embed "tasks/statlog-vehicle/folds_py.dat"
};
static const unsigned char file_39[] = {
#embed "tasks/statlog-vehicle/validation_folds_py.dat"
};
static const unsigned char file_40[] = {
#embed "tasks/teaching/teaching_py.dat"
};
static const unsigned char file_41[] = {
#embed "tasks/teaching/labels_py.dat"
};
static const unsigned char file_42[] = {
#embed "tasks/teaching/folds_py.dat"
};
static const unsigned char file_43[] = {
#embed "tasks/teaching/validation_folds_py.dat"
};
static const unsigned char file_44[] = {
#embed "tasks/wine/wine_py.dat"
};
static const unsigned char file_45[] = {
#embed "tasks/wine/labels_py.dat"
};
static const unsigned char file_46[] = {
#embed "tasks/wine/folds_py.dat"
};
static const unsigned char file_47[] = {
#embed "tasks/wine/validation_folds_py.dat"
};
static const unsigned char file_48[] = {
#embed "tasks/zoo/zoo_py.dat"
};
static const unsigned char file_49[] = {
#embed "tasks/zoo/labels_py.dat"
};
static const unsigned char file_50[] = {
#embed "tasks/zoo/folds_py.dat"
};
static const unsigned char file_51[] = {
#embed "tasks/zoo/validation_folds_py.dat"
};

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

static const struct snnbench_sample_file files[] = {
    {"balance-scale", "balance-scale_py.dat", file_0, sizeof file_0},
    {"balance-scale", "labels_py.dat", file_1, sizeof file_1},
    {"balance-scale", "folds_py.dat", file_2, sizeof file_2},
    {"balance-scale", "validation_folds_py.dat", file_3, sizeof file_3},
    {"breast-cancer-wisc-diag", "breast-cancer-wisc-diag_py.dat", file_4, sizeof file_4},
    {"breast-cancer-wisc-diag", "labels_py.dat", file_5, sizeof file_5},
    {"breast-cancer-wisc-diag", "folds_py.dat", file_6, sizeof file_6},
    {"breast-cancer-wisc-diag", "validation_folds_py.dat", file_7, sizeof file_7},
    {"ecoli", "ecoli_py.dat", file_8, sizeof file_8},
    {"ecoli", "labels_py.dat", file_9, sizeof file_9},
    {"ecoli", "folds_py.dat", file_10, sizeof file_10},
    {"ecoli", "validation_folds_py.dat", file_11, sizeof file_11},
    {"fertility", "fertility_py.dat", file_12, sizeof file_12},
    {"fertility", "labels_py.dat", file_13, sizeof file_13},
    {"fertility", "folds_py.dat", file_14, sizeof file_14},
    {"fertility", "validation_folds_py.dat", file_15, sizeof file_15},
    {"glass", "glass_py.dat", file_16, sizeof file_16},
    {"glass", "labels_py.dat", file_17, sizeof file_17},
    {"glass", "folds_py.dat", file_18, sizeof file_18},
    {"glass", "validation_folds_py.dat", file_19, sizeof file_19},
    {"haberman-survival", "haberman-survival_py.dat", file_20, sizeof file_20},
    {"haberman-survival", "labels_py.dat", file_21, sizeof file_21},
    {"haberman-survival", "folds_py.dat", file_22, sizeof file_22},
    {"haberman-survival", "validation_folds_py.dat", file_23, sizeof file_23},
    {"hepatitis", "hepatitis_py.dat", file_24, sizeof file_24},
    {"hepatitis", "labels_py.dat", file_25, sizeof file_25},
    {"hepatitis", "folds_py.dat", file_26, sizeof file_26},
    {"hepatitis", "validation_folds_py.dat", file_27, sizeof file_27},
    {"ionosphere", "ionosphere_py.dat", file_28, sizeof file_28},
    {"ionosphere", "labels_py.dat", file_29, sizeof file_29},
    {"ionosphere", "folds_py.dat", file_30, sizeof file_30},
    {"ionosphere", "validation_folds_py.dat", file_31, sizeof file_31},
    {"iris", "iris_py.dat", file_32, sizeof file_32},
    {"iris", "labels_py.dat", file_33, sizeof file_33},
    {"iris", "folds_py.dat", file_34, sizeof file_34},
    {"iris", "validation_folds_py.dat", file_35, sizeof file_35},
    {"statlog-vehicle", "statlog-vehicle_py.dat", file_36, sizeof file_36},
    {"statlog-vehicle", "labels_py.dat", file_37, sizeof file_37},
    {"statlog-vehicle", "folds_py.dat", file_38, sizeof file_38},
    {"statlog-vehicle", "validation_folds_py.dat", file_39, sizeof file_39},
    {"teaching", "teaching_py.dat", file_40, sizeof file_40},
    {"teaching", "labels_py.dat", file_41, sizeof file_41},
    {"teaching", "folds_py.dat", file_42, sizeof file_42},
    {"teaching", "validation_folds_py.dat", file_43, sizeof file_43},
    {"wine", "wine_py.dat", file_44, sizeof file_44},
    {"wine", "labels_py.dat", file_45, sizeof file_45},
    {"wine", "folds_py.dat", file_46, sizeof file_46},
    {"wine", "validation_folds_py.dat", file_47, sizeof file_47},
    {"zoo", "zoo_py.dat", file_48, sizeof file_48},
    {"zoo", "labels_py.dat", file_49, sizeof file_49},
    {"zoo", "folds_py.dat", file_50, sizeof file_50},
    {"zoo", "validation_folds_py.dat", file_51, sizeof file_51},
};

const struct snnbench_sample_file *snnbench_sample_files(size_t *count) {
    if (count != NULL) {
        *count = sizeof files / sizeof files[0];
    }
    return files;
}
