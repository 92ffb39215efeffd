/// The running of an external program under a keeper, a process between it and us that no descendant gets away from.
///
/// The keeper is forked and not executed: it calls only what may be called between fork and exec. It is the subreaper of all that the
/// program starts, so that what leaves the process group or the session stays among its descendants, and it ends them all: when it is
/// told to, when the program has ended, and when this process has ended in whatever way.
#ifndef SNNBENCH_CPROGRAMS_H
#define SNNBENCH_CPROGRAMS_H

#include <stdint.h>
#include <sys/types.h>

/// What to run, and how.
struct snnbench_program {
    /// The path of the program and its arguments, the first included, ending with NULL.
    const char *path;
    char *const *arguments;
    /// The environment, ending with NULL.
    char *const *environment;
    /// The folder that it runs in, and the folder that is removed where this process ends before it says so.
    const char *folder;
    const char *scratch;
    /// The largest file that it may write, in bytes; 0 for no limit.
    uint64_t file_bytes;
};

/// A running program.
struct snnbench_child {
    /// The keeper, a child of this process.
    pid_t keeper;
    /// The program, which is the leader of its process group.
    pid_t program;
    /// The ends of pipes to read its standard output and error from; they do not block.
    int output;
    int error;
    /// The end of a socket that commands are sent to.
    int control;
    /// The end that says how it ended; it does not block.
    int report;
};

/// How a program ended.
struct snnbench_ending {
    /// The status as waitpid gives it.
    int32_t status;
    /// Whether descendants were running still when it had ended.
    int32_t left_descendants;
    /// Whether some could not be ended.
    int32_t escaped;
};

/// Starts a program.
///
/// Returns 0, or the number of an error; then nothing is running.
int snnbench_program_start(const struct snnbench_program *program, struct snnbench_child *child);

/// Sends a command of one letter to the keeper: T asks all descendants to end, K ends them, D says that nothing is to be
/// removed. A keeper that is gone is no error.
void snnbench_program_tell(int control, const char *command);

/// The memory that a keeper's descendants have resident, in bytes, and how many they are.
uint64_t snnbench_descendant_bytes(pid_t keeper, int *count);

/// The bytes that the files of a folder take on the disk, those of folders within it too.
uint64_t snnbench_folder_bytes(const char *path);

/// Makes all folders within a folder ours to empty.
void snnbench_open_folders(const char *path);

/// Whether a status says that a program exited, and with which code; else the signal that ended it.
int snnbench_has_exited(int32_t status);
int snnbench_exit_code(int32_t status);
int snnbench_signal(int32_t status);

#endif
