// Made by Tools/make_sample_suite.py. Change that, not this.

#include "Folders.h"

#pragma clang diagnostic push
// Older language modes know #embed as an extension.
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char file_0[] = {
#embed "sample/tasks/balance-scale/balance-scale_py.dat"
};
static const unsigned char file_1[] = {
#embed "sample/tasks/balance-scale/labels_py.dat"
};
static const unsigned char file_2[] = {
#embed "sample/tasks/balance-scale/folds_py.dat"
};
static const unsigned char file_3[] = {
#embed "sample/tasks/balance-scale/validation_folds_py.dat"
};
static const unsigned char file_4[] = {
#embed "sample/tasks/breast-cancer-wisc-diag/breast-cancer-wisc-diag_py.dat"
};
static const unsigned char file_5[] = {
#embed "sample/tasks/breast-cancer-wisc-diag/labels_py.dat"
};
static const unsigned char file_6[] = {
#embed "sample/tasks/breast-cancer-wisc-diag/folds_py.dat"
};
static const unsigned char file_7[] = {
#embed "sample/tasks/breast-cancer-wisc-diag/validation_folds_py.dat"
};
static const unsigned char file_8[] = {
#embed "sample/tasks/ecoli/ecoli_py.dat"
};
static const unsigned char file_9[] = {
#embed "sample/tasks/ecoli/labels_py.dat"
};
static const unsigned char file_10[] = {
#embed "sample/tasks/ecoli/folds_py.dat"
};
static const unsigned char file_11[] = {
#embed "sample/tasks/ecoli/validation_folds_py.dat"
};
static const unsigned char file_12[] = {
#embed "sample/tasks/fertility/fertility_py.dat"
};
static const unsigned char file_13[] = {
#embed "sample/tasks/fertility/labels_py.dat"
};
static const unsigned char file_14[] = {
#embed "sample/tasks/fertility/folds_py.dat"
};
static const unsigned char file_15[] = {
#embed "sample/tasks/fertility/validation_folds_py.dat"
};
static const unsigned char file_16[] = {
#embed "sample/tasks/glass/glass_py.dat"
};
static const unsigned char file_17[] = {
#embed "sample/tasks/glass/labels_py.dat"
};
static const unsigned char file_18[] = {
#embed "sample/tasks/glass/folds_py.dat"
};
static const unsigned char file_19[] = {
#embed "sample/tasks/glass/validation_folds_py.dat"
};
static const unsigned char file_20[] = {
#embed "sample/tasks/haberman-survival/haberman-survival_py.dat"
};
static const unsigned char file_21[] = {
#embed "sample/tasks/haberman-survival/labels_py.dat"
};
static const unsigned char file_22[] = {
#embed "sample/tasks/haberman-survival/folds_py.dat"
};
static const unsigned char file_23[] = {
#embed "sample/tasks/haberman-survival/validation_folds_py.dat"
};
static const unsigned char file_24[] = {
#embed "sample/tasks/hepatitis/hepatitis_py.dat"
};
static const unsigned char file_25[] = {
#embed "sample/tasks/hepatitis/labels_py.dat"
};
static const unsigned char file_26[] = {
#embed "sample/tasks/hepatitis/folds_py.dat"
};
static const unsigned char file_27[] = {
#embed "sample/tasks/hepatitis/validation_folds_py.dat"
};
static const unsigned char file_28[] = {
#embed "sample/tasks/ionosphere/ionosphere_py.dat"
};
static const unsigned char file_29[] = {
#embed "sample/tasks/ionosphere/labels_py.dat"
};
static const unsigned char file_30[] = {
#embed "sample/tasks/ionosphere/folds_py.dat"
};
static const unsigned char file_31[] = {
#embed "sample/tasks/ionosphere/validation_folds_py.dat"
};
static const unsigned char file_32[] = {
#embed "sample/tasks/iris/iris_py.dat"
};
static const unsigned char file_33[] = {
#embed "sample/tasks/iris/labels_py.dat"
};
static const unsigned char file_34[] = {
#embed "sample/tasks/iris/folds_py.dat"
};
static const unsigned char file_35[] = {
#embed "sample/tasks/iris/validation_folds_py.dat"
};
static const unsigned char file_36[] = {
#embed "sample/tasks/statlog-vehicle/statlog-vehicle_py.dat"
};
static const unsigned char file_37[] = {
#embed "sample/tasks/statlog-vehicle/labels_py.dat"
};
static const unsigned char file_38[] = {
#embed "sample/tasks/statlog-vehicle/folds_py.dat"
};
static const unsigned char file_39[] = {
#embed "sample/tasks/statlog-vehicle/validation_folds_py.dat"
};
static const unsigned char file_40[] = {
#embed "sample/tasks/teaching/teaching_py.dat"
};
static const unsigned char file_41[] = {
#embed "sample/tasks/teaching/labels_py.dat"
};
static const unsigned char file_42[] = {
#embed "sample/tasks/teaching/folds_py.dat"
};
static const unsigned char file_43[] = {
#embed "sample/tasks/teaching/validation_folds_py.dat"
};
static const unsigned char file_44[] = {
#embed "sample/tasks/wine/wine_py.dat"
};
static const unsigned char file_45[] = {
#embed "sample/tasks/wine/labels_py.dat"
};
static const unsigned char file_46[] = {
#embed "sample/tasks/wine/folds_py.dat"
};
static const unsigned char file_47[] = {
#embed "sample/tasks/wine/validation_folds_py.dat"
};
static const unsigned char file_48[] = {
#embed "sample/tasks/zoo/zoo_py.dat"
};
static const unsigned char file_49[] = {
#embed "sample/tasks/zoo/labels_py.dat"
};
static const unsigned char file_50[] = {
#embed "sample/tasks/zoo/folds_py.dat"
};
static const unsigned char file_51[] = {
#embed "sample/tasks/zoo/validation_folds_py.dat"
};
#pragma clang diagnostic pop

const snnbench_embedded_file snnbench_sample_files[] = {
    {"sample", "balance-scale/balance-scale_py.dat", file_0, sizeof file_0},
    {"sample", "balance-scale/labels_py.dat", file_1, sizeof file_1},
    {"sample", "balance-scale/folds_py.dat", file_2, sizeof file_2},
    {"sample", "balance-scale/validation_folds_py.dat", file_3, sizeof file_3},
    {"sample", "breast-cancer-wisc-diag/breast-cancer-wisc-diag_py.dat", file_4, sizeof file_4},
    {"sample", "breast-cancer-wisc-diag/labels_py.dat", file_5, sizeof file_5},
    {"sample", "breast-cancer-wisc-diag/folds_py.dat", file_6, sizeof file_6},
    {"sample", "breast-cancer-wisc-diag/validation_folds_py.dat", file_7, sizeof file_7},
    {"sample", "ecoli/ecoli_py.dat", file_8, sizeof file_8},
    {"sample", "ecoli/labels_py.dat", file_9, sizeof file_9},
    {"sample", "ecoli/folds_py.dat", file_10, sizeof file_10},
    {"sample", "ecoli/validation_folds_py.dat", file_11, sizeof file_11},
    {"sample", "fertility/fertility_py.dat", file_12, sizeof file_12},
    {"sample", "fertility/labels_py.dat", file_13, sizeof file_13},
    {"sample", "fertility/folds_py.dat", file_14, sizeof file_14},
    {"sample", "fertility/validation_folds_py.dat", file_15, sizeof file_15},
    {"sample", "glass/glass_py.dat", file_16, sizeof file_16},
    {"sample", "glass/labels_py.dat", file_17, sizeof file_17},
    {"sample", "glass/folds_py.dat", file_18, sizeof file_18},
    {"sample", "glass/validation_folds_py.dat", file_19, sizeof file_19},
    {"sample", "haberman-survival/haberman-survival_py.dat", file_20, sizeof file_20},
    {"sample", "haberman-survival/labels_py.dat", file_21, sizeof file_21},
    {"sample", "haberman-survival/folds_py.dat", file_22, sizeof file_22},
    {"sample", "haberman-survival/validation_folds_py.dat", file_23, sizeof file_23},
    {"sample", "hepatitis/hepatitis_py.dat", file_24, sizeof file_24},
    {"sample", "hepatitis/labels_py.dat", file_25, sizeof file_25},
    {"sample", "hepatitis/folds_py.dat", file_26, sizeof file_26},
    {"sample", "hepatitis/validation_folds_py.dat", file_27, sizeof file_27},
    {"sample", "ionosphere/ionosphere_py.dat", file_28, sizeof file_28},
    {"sample", "ionosphere/labels_py.dat", file_29, sizeof file_29},
    {"sample", "ionosphere/folds_py.dat", file_30, sizeof file_30},
    {"sample", "ionosphere/validation_folds_py.dat", file_31, sizeof file_31},
    {"sample", "iris/iris_py.dat", file_32, sizeof file_32},
    {"sample", "iris/labels_py.dat", file_33, sizeof file_33},
    {"sample", "iris/folds_py.dat", file_34, sizeof file_34},
    {"sample", "iris/validation_folds_py.dat", file_35, sizeof file_35},
    {"sample", "statlog-vehicle/statlog-vehicle_py.dat", file_36, sizeof file_36},
    {"sample", "statlog-vehicle/labels_py.dat", file_37, sizeof file_37},
    {"sample", "statlog-vehicle/folds_py.dat", file_38, sizeof file_38},
    {"sample", "statlog-vehicle/validation_folds_py.dat", file_39, sizeof file_39},
    {"sample", "teaching/teaching_py.dat", file_40, sizeof file_40},
    {"sample", "teaching/labels_py.dat", file_41, sizeof file_41},
    {"sample", "teaching/folds_py.dat", file_42, sizeof file_42},
    {"sample", "teaching/validation_folds_py.dat", file_43, sizeof file_43},
    {"sample", "wine/wine_py.dat", file_44, sizeof file_44},
    {"sample", "wine/labels_py.dat", file_45, sizeof file_45},
    {"sample", "wine/folds_py.dat", file_46, sizeof file_46},
    {"sample", "wine/validation_folds_py.dat", file_47, sizeof file_47},
    {"sample", "zoo/zoo_py.dat", file_48, sizeof file_48},
    {"sample", "zoo/labels_py.dat", file_49, sizeof file_49},
    {"sample", "zoo/folds_py.dat", file_50, sizeof file_50},
    {"sample", "zoo/validation_folds_py.dat", file_51, sizeof file_51},
};

const size_t snnbench_sample_file_count = sizeof snnbench_sample_files / sizeof snnbench_sample_files[0];
