#define _GNU_SOURCE
#include "include/Confinement.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

int saccade_send(int socket, const void *bytes, size_t count, int descriptor) {
  const char *next = bytes;
  while (count > 0) {
    struct iovec part = {(void *)next, count};
    union {
      struct cmsghdr header;
      char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor >= 0) {
      memset(&control, 0, sizeof control);
      message.msg_control = &control;
      message.msg_controllen = sizeof control.room;
      struct cmsghdr *header = CMSG_FIRSTHDR(&message);
      header->cmsg_level = SOL_SOCKET;
      header->cmsg_type = SCM_RIGHTS;
      header->cmsg_len = CMSG_LEN(sizeof(int));
      memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
    }
#ifdef MSG_NOSIGNAL
    ssize_t sent = sendmsg(socket, &message, MSG_NOSIGNAL);
#else
    ssize_t sent = sendmsg(socket, &message, 0);
#endif
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno;
    descriptor = -1;
    next += sent;
    count -= (size_t)sent;
  }
  return 0;
}

int saccade_receive(int socket, void *bytes, size_t count, int *descriptor, int milliseconds) {
  char *next = bytes;
  *descriptor = -1;
  while (count > 0) {
    struct pollfd wait = {socket, POLLIN, 0};
    int ready = poll(&wait, 1, milliseconds);
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return errno;
    if (ready == 0) return ETIMEDOUT;
    struct iovec part = {next, count};
    union {
      struct cmsghdr header;
      char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control.room};
#ifdef MSG_CMSG_CLOEXEC
    ssize_t received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
#else
    ssize_t received = recvmsg(socket, &message, 0);
#endif
    if (received < 0 && errno == EINTR) continue;
    if (received < 0) return errno == ECONNRESET ? -1 : errno;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
      if (*descriptor >= 0) close(*descriptor);
      memcpy(descriptor, CMSG_DATA(header), sizeof(int));
    }
    if (received == 0) return -1;
    next += received;
    count -= (size_t)received;
  }
  return 0;
}

static int watched_socket = -1;

static void look_at_socket(int signal) {
  (void)signal;
  int code = errno;
  struct pollfd end = {watched_socket, 0, 0};
  if (poll(&end, 1, 0) > 0) _exit(0);
  errno = code;
}

void saccade_end_with_socket(int socket) {
  watched_socket = socket;
  struct sigaction look = {.sa_handler = look_at_socket, .sa_flags = SA_RESTART};
  sigemptyset(&look.sa_mask);
  sigaction(SIGALRM, &look, NULL);
  struct itimerval second = {{1, 0}, {1, 0}};
  setitimer(ITIMER_REAL, &second, NULL);
}

#ifdef __linux__

#include <dlfcn.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

// Stated here and not taken from linux/landlock.h, which is older than the kernel on most systems.
enum {
  LANDLOCK_EXECUTE = 1 << 0,
  LANDLOCK_WRITE = 1 << 1,
  LANDLOCK_READ = 1 << 2,
  LANDLOCK_LIST = 1 << 3,
  LANDLOCK_ALL_OF_1 = (1 << 13) - 1,
  LANDLOCK_REFER = 1 << 13,
  LANDLOCK_TRUNCATE = 1 << 14,
  LANDLOCK_CREATE_RULESET_VERSION = 1 << 0,
  LANDLOCK_PATH_BENEATH = 1,
};
enum { LANDLOCK_FILES_ALONE = LANDLOCK_EXECUTE | LANDLOCK_WRITE | LANDLOCK_READ | LANDLOCK_TRUNCATE };

struct landlock_ruleset {
  uint64_t files;
};
struct landlock_path {
  uint64_t allowed;
  int32_t parent;
} __attribute__((packed));

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

int saccade_landlock_version(void) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version > 0 ? (int)version : 0;
}

static int allow(int ruleset, const char *path, uint64_t rights) {
  int place = open(path, O_PATH | O_CLOEXEC);
  if (place < 0) return 0;
  struct stat status;
  if (fstat(place, &status) == 0 && !S_ISDIR(status.st_mode)) rights &= LANDLOCK_FILES_ALONE;
  struct landlock_path rule = {rights, place};
  long failed = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_PATH_BENEATH, &rule, 0);
  int code = failed ? errno : 0;
  close(place);
  return code;
}

// A new ruleset that forbids what is handled; negative where that fails.
static int forbid(uint64_t files) {
  struct landlock_ruleset handled = {files};
  return (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);
}

// Puts a ruleset in force unless it is incomplete, and closes it.
static int enforce(int ruleset, int code) {
  if (!code && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) code = errno;
  if (!code && syscall(SYS_landlock_restrict_self, ruleset, 0)) code = errno;
  close(ruleset);
  return code;
}

int saccade_confine_to_open_files(void) {
  int version = saccade_landlock_version();
  if (version < 1) return ENOSYS;
  uint64_t all = LANDLOCK_ALL_OF_1;
  if (version >= 2) all |= LANDLOCK_REFER;
  if (version >= 3) all |= LANDLOCK_TRUNCATE;
  int ruleset = forbid(all);
  return ruleset < 0 ? errno : enforce(ruleset, 0);
}

int saccade_confine_changes(const char *const *writable, size_t count) {
  int version = saccade_landlock_version();
  // The first version forbids all moves between folders.
  if (version < 2) return ENOSYS;
  uint64_t changes = (LANDLOCK_ALL_OF_1 | LANDLOCK_REFER) & ~(uint64_t)(LANDLOCK_READ | LANDLOCK_LIST);
  if (version >= 3) changes |= LANDLOCK_TRUNCATE;
  int ruleset = forbid(changes);
  if (ruleset < 0) return errno;
  // The program itself starts as a worker, and with it the loader of its libraries.
  int code = allow(ruleset, "/proc/self/exe", LANDLOCK_EXECUTE);
  Dl_info loader;
  if (!code && dladdr((void *)getauxval(AT_BASE), &loader) && loader.dli_fname)
    code = allow(ruleset, loader.dli_fname, LANDLOCK_EXECUTE);
  for (size_t index = 0; index < count && !code; index += 1)
    code = allow(ruleset, writable[index], changes & ~(uint64_t)LANDLOCK_EXECUTE);
  return enforce(ruleset, code);
}

#if defined(__x86_64__)
#define SACCADE_AUDIT_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define SACCADE_AUDIT_ARCH AUDIT_ARCH_AARCH64
#endif

int saccade_filters_system_calls(void) {
#ifdef SACCADE_AUDIT_ARCH
  uint32_t action = SECCOMP_RET_ERRNO;
  return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
#else
  return 0;
#endif
}

#ifdef SACCADE_AUDIT_ARCH

// Of the data that a filter sees, on machines of both kinds with the low half first.
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, value)
#define DENIED (SECCOMP_RET_ERRNO | EPERM)
#define CHECK_MACHINE \
  LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SACCADE_AUDIT_ARCH, 1, 0), ANSWER(SECCOMP_RET_KILL_PROCESS), LOAD(nr)
#define ALLOW(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1), ANSWER(SECCOMP_RET_ALLOW)
#define DENY(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1), ANSWER(DENIED)
// Memory that would be code is denied, other memory is allowed.
#define ALLOW_DATA(call)                                                                                   \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 4), LOAD(args[2]),                                     \
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1), ANSWER(DENIED), ANSWER(SECCOMP_RET_ALLOW)

static int install(struct sock_filter *filter, size_t count, unsigned flags) {
  struct sock_fprog program = {(unsigned short)count, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return errno;
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program) ? errno : 0;
}

int saccade_confine_to_descriptors(void) {
  struct sock_filter filter[] = {
      CHECK_MACHINE,
      ALLOW(read), ALLOW(pread64), ALLOW(readv), ALLOW(write), ALLOW(lseek), ALLOW(close), ALLOW(fstat), ALLOW(newfstatat),
      ALLOW(recvmsg), ALLOW(sendmsg), ALLOW(ppoll),
#ifdef SYS_poll
      ALLOW(poll),
#endif
      ALLOW_DATA(mmap), ALLOW_DATA(mprotect), ALLOW(munmap), ALLOW(mremap), ALLOW(madvise), ALLOW(brk),
      ALLOW(futex), ALLOW(sched_yield), ALLOW(sched_getaffinity), ALLOW(clock_gettime), ALLOW(gettimeofday),
      ALLOW(getrandom), ALLOW(getpid), ALLOW(gettid), ALLOW(sysinfo), ALLOW(rt_sigaction), ALLOW(rt_sigprocmask),
      ALLOW(rt_sigreturn), ALLOW(sigaltstack), ALLOW(tgkill), ALLOW(restart_syscall), ALLOW(exit), ALLOW(exit_group),
      ANSWER(DENIED),
  };
  return install(filter, sizeof filter / sizeof filter[0], 0);
}

int saccade_confine_program(void) {
  struct sock_filter filter[] = {
      CHECK_MACHINE,
      // Sockets of this machine's own processes are left.
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 4), LOAD(args[0]),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 0, 1), ANSWER(SECCOMP_RET_ALLOW), ANSWER(DENIED),
      DENY(ptrace), DENY(process_vm_readv), DENY(process_vm_writev), DENY(mount), DENY(umount2), DENY(pivot_root),
      DENY(chroot), DENY(setns), DENY(unshare), DENY(bpf), DENY(perf_event_open), DENY(keyctl), DENY(add_key),
      DENY(request_key), DENY(init_module), DENY(finit_module), DENY(delete_module), DENY(kexec_load), DENY(reboot),
      DENY(swapon), DENY(swapoff), DENY(listen), DENY(accept), DENY(accept4), DENY(settimeofday), DENY(acct),
#ifdef SYS_userfaultfd
      DENY(userfaultfd),
#endif
#ifdef SYS_open_by_handle_at
      DENY(open_by_handle_at),
#endif
      ANSWER(SECCOMP_RET_ALLOW),
  };
  return install(filter, sizeof filter / sizeof filter[0], SECCOMP_FILTER_FLAG_TSYNC);
}

#else
int saccade_confine_to_descriptors(void) { return ENOSYS; }
int saccade_confine_program(void) { return ENOSYS; }
#endif

void saccade_limit_worker(size_t memory_bytes) {
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  setrlimit(RLIMIT_FSIZE, &none);
  struct rlimit memory = {memory_bytes, memory_bytes};
  setrlimit(RLIMIT_DATA, &memory);
}

int saccade_memory_file(size_t bytes) {
  int descriptor = memfd_create("saccade", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (descriptor < 0) return -1;
  if (ftruncate(descriptor, (off_t)bytes) || fcntl(descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)) {
    close(descriptor);
    return -1;
  }
  return descriptor;
}

#else

int saccade_landlock_version(void) { return 0; }
int saccade_confine_to_open_files(void) { return ENOSYS; }
int saccade_confine_changes(const char *const *writable, size_t count) { return ENOSYS; }
int saccade_filters_system_calls(void) { return 0; }
int saccade_confine_to_descriptors(void) { return ENOSYS; }
int saccade_confine_program(void) { return ENOSYS; }
void saccade_limit_worker(size_t memory_bytes) {}
int saccade_memory_file(size_t bytes) {
  char name[] = "/tmp/saccade-XXXXXX";
  int descriptor = mkstemp(name);
  if (descriptor < 0) return -1;
  unlink(name);
  if (ftruncate(descriptor, (off_t)bytes)) {
    close(descriptor);
    return -1;
  }
  return descriptor;
}

#endif

int saccade_start_worker(const char *executable, const char *argument, int socket, pid_t *process) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  int code = posix_spawn_file_actions_init(&files);
  if (code) return code;
  code = posix_spawnattr_init(&attributes);
  if (code) {
    posix_spawn_file_actions_destroy(&files);
    return code;
  }
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&files, socket, 3);
#ifdef __GLIBC__
  posix_spawn_file_actions_addclosefrom_np(&files, 4);
#endif
  posix_spawnattr_setpgroup(&attributes, 0);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  char *const arguments[] = {(char *)executable, (char *)argument, NULL};
  // One thread, no report of a crash, and no more of the caller's environment than where libraries lie.
  const char *libraries = getenv("LD_LIBRARY_PATH");
  size_t room = (libraries ? strlen(libraries) : 0) + sizeof "LD_LIBRARY_PATH=";
  char *where = malloc(room);
  if (where) {
    strcpy(where, "LD_LIBRARY_PATH=");
    if (libraries) strcat(where, libraries);
  }
  char *const environment[] = {"OPENBLAS_NUM_THREADS=1", "SWIFT_BACKTRACE=enable=no", "LC_ALL=C",
                               libraries && where ? where : NULL, NULL};
  code = where ? posix_spawn(process, executable, &files, &attributes, arguments, environment) : ENOMEM;
  free(where);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return code;
}
