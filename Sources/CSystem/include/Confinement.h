// What a process gives up, by Landlock, seccomp and limits, and open files that it hands to another.
//
// On systems other than Linux every function says that it cannot.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// The version of Landlock that the kernel has; 0 where it has none.
int saccade_landlock_version(void);

/// Keeps this thread and what it starts from every file that is not open yet. Returns 0, or the number of the error.
int saccade_confine_to_open_files(void);

/// Keeps this thread and what it starts from changing files, except beneath the paths, and from starting any program but
/// this one; what is read stays free. Paths that are not there are left out.
///
/// Returns 0, or the number of the error. What is open already stays open.
int saccade_confine_changes(const char *const *writable, size_t count);

/// Whether the kernel filters system calls.
int saccade_filters_system_calls(void);

/// Lets this thread do no more than work on open files and memory: every other system call fails with EPERM, and no
/// memory becomes code. Returns 0, or the number of the error.
int saccade_confine_to_descriptors(void);

/// Keeps all threads from what no program of this kind does: reaching the network, looking into other processes,
/// mounting, changing the kernel. Returns 0, or the number of the error.
int saccade_confine_program(void);

/// Ends this process within a second once the other end of a socket is closed, whatever it is at: it is looked at by a
/// signal each second. (The kernel's own signal at a parent's death comes when the thread ends that started the process.)
void saccade_end_with_socket(int socket);

/// Leaves no image of its memory behind, and takes no more of it than so many bytes.
void saccade_limit_worker(size_t memory_bytes);

/// A file in memory of a length that no holder can change; −1 where that fails.
int saccade_memory_file(size_t bytes);

/// Starts `executable` with one argument, the socket at descriptor 3, and nothing else that is open; away from the
/// terminal's signals. Returns 0, or the number of the error.
int saccade_start_worker(const char *executable, const char *argument, int socket, pid_t *process);

/// Writes all bytes, the first together with an open file unless that is −1. Returns 0, or the number of the error.
int saccade_send(int socket, const void *bytes, size_t count, int descriptor);

/// Reads all bytes, waiting at most so long for each part, and an open file that comes with them, else −1. Returns 0, the
/// number of the error, or −1 where the other end is gone.
int saccade_receive(int socket, void *bytes, size_t count, int *descriptor, int milliseconds);
