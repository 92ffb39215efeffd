#define _GNU_SOURCE
#include "CPrograms.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Everything below up to the start runs in the keeper too, so it calls nothing that takes memory or a lock.

/// The most processes that are looked at; more are not expected below one unit.
#define PROCESSES 16384

struct process {
    pid_t id;
    pid_t parent;
    uint64_t bytes;
    char is_ours;
    char is_dead;
};

static ssize_t read_file(const char *path, char *buffer, size_t size) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    size_t count = 0;
    while (count < size - 1) {
        ssize_t got = read(file, buffer + count, size - 1 - count);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        count += (size_t)got;
    }
    close(file);
    buffer[count] = 0;
    return (ssize_t)count;
}

static uint64_t number(const char **text) {
    uint64_t value = 0;
    while (**text == ' ') ++*text;
    while (**text >= '0' && **text <= '9') value = value * 10 + (uint64_t)(*(*text)++ - '0');
    return value;
}

static void append(char *path, const char *end) { strcpy(path + strlen(path), end); }

/// Reads what /proc/ID/stat says: the parent, whether it has ended already, and the pages that are resident.
static int look_at(const char *name, struct process *process) {
    char path[64] = "/proc/";
    char text[1024];
    if (strlen(name) > 20) return 0;
    append(path, name);
    append(path, "/stat");
    ssize_t size = read_file(path, text, sizeof text);
    if (size <= 0) return 0;
    // The name of a program may hold blanks and brackets itself; what follows the last bracket does not.
    const char *place = strrchr(text, ')');
    if (!place || place[1] != ' ') return 0;
    const char *digits = name;
    process->id = (pid_t)number(&digits);
    place += 2;
    process->is_dead = *place == 'Z' || *place == 'X';
    ++place;
    process->parent = (pid_t)number(&place);
    for (int field = 5; field < 24 && *place; ++field) {
        while (*place == ' ') ++place;
        while (*place && *place != ' ') ++place;
    }
    process->bytes = number(&place) * (uint64_t)sysconf(_SC_PAGESIZE);
    process->is_ours = 0;
    return 1;
}

struct linux_entry {
    uint64_t inode;
    int64_t offset;
    unsigned short size;
    unsigned char type;
    char name[];
};

/// Marks the descendants of a process among all that there are; gives the number of all.
static int find_descendants(pid_t root, struct process *processes) {
    int folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return 0;
    int count = 0;
    char buffer[32768] __attribute__((aligned(8)));
    for (;;) {
        long size = syscall(SYS_getdents64, folder, buffer, sizeof buffer);
        if (size <= 0) break;
        for (long offset = 0; offset < size;) {
            struct linux_entry *entry = (struct linux_entry *)(buffer + offset);
            offset += entry->size;
            if (entry->name[0] < '0' || entry->name[0] > '9' || count == PROCESSES) continue;
            count += look_at(entry->name, &processes[count]);
        }
    }
    close(folder);
    for (int found = 1; found;) {
        found = 0;
        for (int i = 0; i < count; ++i) {
            if (processes[i].is_ours) continue;
            int is_ours = processes[i].parent == root;
            for (int j = 0; j < count && !is_ours; ++j) {
                is_ours = processes[j].is_ours && processes[j].id == processes[i].parent;
            }
            if (is_ours) processes[i].is_ours = found = 1;
        }
    }
    return count;
}

uint64_t snnbench_descendant_bytes(pid_t keeper, int *living) {
    // 512 kB, of a stack of 8 MB.
    struct process processes[PROCESSES];
    int count = find_descendants(keeper, processes);
    uint64_t bytes = 0;
    *living = 0;
    for (int i = 0; i < count; ++i) {
        if (!processes[i].is_ours || processes[i].is_dead) continue;
        bytes += processes[i].bytes;
        ++*living;
    }
    return bytes;
}

static void sleep_milliseconds(long milliseconds) {
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    nanosleep(&time, NULL);
}

static double seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/// Sends a signal to all descendants; gives the number of those that were alive.
static int signal_descendants(int signal, struct process *processes) {
    int count = find_descendants(getpid(), processes);
    int living = 0;
    for (int i = 0; i < count; ++i) {
        if (!processes[i].is_ours || processes[i].is_dead) continue;
        ++living;
        kill(processes[i].id, signal);
    }
    return living;
}

/// Ends all descendants and waits for them; the program's status is taken where it is among them.
static void end_descendants(pid_t program, int *has_ended, struct snnbench_ending *ending, int *was_alone) {
    static struct process processes[PROCESSES];
    *was_alone = 1;
    double began = seconds();
    for (;;) {
        int status = 0;
        pid_t ended = waitpid(-1, &status, WNOHANG);
        if (ended == program) {
            *has_ended = 1;
            ending->status = status;
        }
        if (ended > 0) continue;
        if (ended < 0 && errno == ECHILD) return;
        if (seconds() - began > 10) {
            ending->escaped = 1;
            return;
        }
        // Stopped first, so that none forks while the others are looked for.
        if (signal_descendants(SIGSTOP, processes) > 0) *was_alone = 0;
        signal_descendants(SIGKILL, processes);
        sleep_milliseconds(1);
    }
}

static _Noreturn void keep(const struct snnbench_program *program, pid_t child, int control, int report) {
    static struct process processes[PROCESSES];
    struct snnbench_ending ending = {0, 0, 0};
    int has_ended = 0;
    int is_orphaned = 0;
    int ignored = 0;
    int is_removed = 1;
    while (!has_ended) {
        struct pollfd polled = {control, POLLIN, 0};
        poll(&polled, 1, 10);
        if (polled.revents) {
            char command = 0;
            ssize_t got = read(control, &command, 1);
            if (got == 0) {
                is_orphaned = 1;
                end_descendants(child, &has_ended, &ending, &ignored);
                break;
            }
            if (got == 1 && command == 'T') signal_descendants(SIGTERM, processes);
            if (got == 1 && command == 'K') {
                end_descendants(child, &has_ended, &ending, &ignored);
                break;
            }
        }
        for (;;) {
            int status = 0;
            pid_t ended = waitpid(-1, &status, WNOHANG);
            if (ended == child) {
                has_ended = 1;
                ending.status = status;
            }
            if (ended <= 0) break;
        }
    }
    int was_alone = 1;
    end_descendants(child, &has_ended, &ending, &was_alone);
    ending.left_descendants = !was_alone;
    if (!is_orphaned) {
        ssize_t written = write(report, &ending, sizeof ending);
        (void)written;
        close(report);
        // The folder is the other's to remove, as long as it lives.
        for (;;) {
            char command = 0;
            ssize_t got = read(control, &command, 1);
            if (got < 0 && errno == EINTR) continue;
            if (got == 1 && command == 'D') is_removed = 0;
            if (got <= 0 || command == 'D') break;
        }
    }
    if (is_removed && program->scratch) {
        char *const arguments[] = {"rm", "-rf", "--", (char *)program->scratch, NULL};
        char *const environment[] = {NULL};
        execve("/bin/rm", arguments, environment);
    }
    _exit(0);
}

static void reset_signals(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    for (int signal = 1; signal < NSIG; ++signal) sigaction(signal, &action, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void close_others(const int *kept, int count) {
    // Few files are open; the limit may be a million.
    struct rlimit limit;
    int last = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 65536 ? (int)limit.rlim_cur : 65536;
    for (int file = 3; file < last; ++file) {
        int is_kept = 0;
        for (int i = 0; i < count; ++i) is_kept |= kept[i] == file;
        if (!is_kept) close(file);
    }
}

static _Noreturn void become(const struct snnbench_program *program, int output, int error, int go, int failure) {
    setpgid(0, 0);
    // Not before the other end knows the group: a program may end its keeper at once.
    char byte;
    while (read(go, &byte, 1) < 0 && errno == EINTR) {
    }
    int null = open("/dev/null", O_RDONLY);
    if (null >= 0 && dup2(null, 0) == 0 && dup2(output, 1) == 1 && dup2(error, 2) == 2
        && chdir(program->folder) == 0) {
        if (program->file_bytes > 0) {
            struct rlimit limit = {program->file_bytes, program->file_bytes};
            setrlimit(RLIMIT_FSIZE, &limit);
        }
        struct rlimit core = {0, 0};
        setrlimit(RLIMIT_CORE, &core);
        execve(program->path, program->arguments, program->environment);
    }
    int number = errno;
    ssize_t written = write(failure, &number, sizeof number);
    (void)written;
    _exit(127);
}

/// What the keeper says before the program begins, and again once it has begun, or has not.
struct start {
    pid_t program;
    int failure;
};

static _Noreturn void begin_keeping(
    const struct snnbench_program *program, int output, int error, int control, int report) {
    reset_signals();
    // It ends by what its pipe says, not by a signal for the group of those who started us.
    setpgid(0, 0);
    struct sigaction ignore;
    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, NULL);
    const int kept[] = {output, error, control, report};
    close_others(kept, 4);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    prctl(PR_SET_NAME, "snnbench-keeper", 0, 0, 0);
    int failure[2], go[2];
    struct start start = {0, 0};
    if (pipe2(failure, O_CLOEXEC) != 0 || pipe2(go, O_CLOEXEC) != 0) start.failure = errno;
    pid_t child = start.failure ? -1 : fork();
    if (child == 0) {
        struct sigaction action;
        memset(&action, 0, sizeof action);
        action.sa_handler = SIG_DFL;
        sigaction(SIGPIPE, &action, NULL);
        close(go[1]);
        become(program, output, error, go[0], failure[1]);
    }
    close(output);
    close(error);
    if (child < 0 && !start.failure) start.failure = errno;
    start.program = child > 0 ? child : 0;
    if (child > 0) setpgid(child, child);
    ssize_t written = write(report, &start, sizeof start);
    (void)written;
    if (child > 0) {
        close(failure[1]);
        close(go[0]);
        close(go[1]);
        int number = 0;
        ssize_t got;
        do got = read(failure[0], &number, sizeof number);
        while (got < 0 && errno == EINTR);
        close(failure[0]);
        if (got == sizeof number) start.failure = number;
        written = write(report, &start, sizeof start);
    }
    if (start.failure) {
        if (child > 0) waitpid(child, NULL, 0);
        _exit(0);
    }
    keep(program, child, control, report);
}

int snnbench_program_start(const struct snnbench_program *program, struct snnbench_child *child) {
    int output[2] = {-1, -1}, error[2] = {-1, -1}, control[2] = {-1, -1}, report[2] = {-1, -1};
    int failure = 0;
    // A socket, since what is sent to a keeper that is gone must not end us by SIGPIPE.
    if (pipe2(output, O_CLOEXEC) || pipe2(error, O_CLOEXEC)
        || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, control) || pipe2(report, O_CLOEXEC)) {
        failure = errno;
    }
    pid_t keeper = -1;
    if (!failure) {
        // No signal of ours may find its handler in the keeper.
        sigset_t all, before;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        keeper = fork();
        if (keeper == 0) begin_keeping(program, output[1], error[1], control[0], report[1]);
        failure = keeper < 0 ? errno : 0;
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    if (output[1] >= 0) close(output[1]);
    if (error[1] >= 0) close(error[1]);
    if (control[0] >= 0) close(control[0]);
    if (report[1] >= 0) close(report[1]);
    struct start start = {0, 0};
    if (!failure) {
        ssize_t got;
        do got = read(report[0], &start, sizeof start);
        while (got < 0 && errno == EINTR);
        failure = got != sizeof start ? ECHILD : start.failure;
        if (!failure) {
            struct start begun = {0, 0};
            do got = read(report[0], &begun, sizeof begun);
            while (got < 0 && errno == EINTR);
            // A keeper that is gone already was ended by the program; who reads its report will see that.
            if (got == sizeof begun) failure = begun.failure;
        }
        if (failure) waitpid(keeper, NULL, 0);
    }
    if (failure) {
        if (output[0] >= 0) close(output[0]);
        if (error[0] >= 0) close(error[0]);
        if (control[1] >= 0) close(control[1]);
        if (report[0] >= 0) close(report[0]);
        return failure;
    }
    fcntl(output[0], F_SETFL, O_NONBLOCK);
    fcntl(error[0], F_SETFL, O_NONBLOCK);
    fcntl(report[0], F_SETFL, O_NONBLOCK);
    child->keeper = keeper;
    child->program = start.program;
    child->output = output[0];
    child->error = error[0];
    child->control = control[1];
    child->report = report[0];
    return 0;
}

void snnbench_program_tell(int control, const char *command) {
    ssize_t sent = send(control, command, 1, MSG_NOSIGNAL);
    (void)sent;
}

static _Thread_local uint64_t counted;

static int count_file(const char *path, const struct stat *state, int kind, struct FTW *place) {
    (void)path;
    (void)place;
    if (kind != FTW_NS) counted += (uint64_t)state->st_blocks * 512;
    return 0;
}

uint64_t snnbench_folder_bytes(const char *path) {
    counted = 0;
    nftw(path, count_file, 16, FTW_PHYS);
    return counted;
}

static int open_folder(const char *path, const struct stat *state, int kind, struct FTW *place) {
    (void)state;
    (void)place;
    if (kind == FTW_D || kind == FTW_DNR) chmod(path, 0700);
    return 0;
}

void snnbench_open_folders(const char *path) {
    // What could not be read is opened, and looked into the next time.
    for (int depth = 0; depth < 8; ++depth) nftw(path, open_folder, 16, FTW_PHYS);
}

int snnbench_has_exited(int32_t status) { return WIFEXITED(status); }
int snnbench_exit_code(int32_t status) { return WEXITSTATUS(status); }
int snnbench_signal(int32_t status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }
