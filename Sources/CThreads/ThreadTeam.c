// One team of threads for the process. A caller shares out numbered items; helpers that are awake join in.
//
// After a piece of work a helper waits awake for the next one, for AWAKE_NANOSECONDS: the layers of a network follow each
// other within microseconds, and to wake a sleeping thread takes longer than many of them. Then it sleeps, so that an idle
// process uses no processor. A caller never waits for a helper that has not come: on a busy machine it does all items
// itself. Nothing is allocated but the threads.

#include "CThreads.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// How long a thread waits awake: longer than the parts of a network between two pieces of work, and short beside the
/// millisecond after which a system shares out a processor anew.
#define AWAKE_NANOSECONDS 50000
/// Looks at the clock once in so many looks at what is waited for.
#define LOOKS_A_TIME 32
/// How often a thread offers its processor to others before it sleeps.
#define MOST_YIELDS 16
#define MOST_HELPERS 1023
#define CACHE_LINE 64

/// A Swift closure of two numbers, and what it captures, in Swift's calling convention.
typedef __attribute__((swiftcall)) void (*Body)(intptr_t item, intptr_t worker,
                                                __attribute__((swift_context)) void *context);

/// The work of now. Written by the caller while the door is closed; read by those who came through it.
static struct {
  Body body;
  void *context;
  intptr_t count;
  intptr_t helpers;
} work;

/// The door to the work: in the lower half how many more helpers may come in, in the upper half how many are inside.
static _Alignas(CACHE_LINE) _Atomic uint64_t door;
#define ONE_INSIDE ((uint64_t)1 << 32)
#define VACANCIES(state) ((uint32_t)(state))

/// The next item to be taken.
static _Alignas(CACHE_LINE) _Atomic intptr_t next_item;

/// Whether some caller has the team.
static _Alignas(CACHE_LINE) atomic_flag is_taken = ATOMIC_FLAG_INIT;
static _Atomic intptr_t helper_count;

/// Sleeping: helpers until there is work, a caller until the last helper has left.
static pthread_mutex_t bed = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work_came = PTHREAD_COND_INITIALIZER;
static pthread_cond_t helpers_left = PTHREAD_COND_INITIALIZER;
static _Alignas(CACHE_LINE) _Atomic intptr_t sleepers;
static _Atomic int caller_sleeps;

/// Whether this thread works at an item, or is a caller that has the team.
static _Thread_local int is_working;

static void pause_briefly(void) {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/// Whether a helper may come in.
static int is_open(void) { return VACANCIES(atomic_load_explicit(&door, memory_order_relaxed)) > 0; }

/// Whether no helper is inside. What helpers have written is seen by who sees this.
static int is_empty(void) { return atomic_load_explicit(&door, memory_order_acquire) < ONE_INSIDE; }

/// Waits awake, then with its processor on offer; returns whether `holds` came true.
static int wait_awake(int (*holds)(void)) {
  int64_t end = 0;
  do {
    for (int look = 0; look < LOOKS_A_TIME; look++) {
      if (holds()) return 1;
      pause_briefly();
    }
    int64_t now = nanoseconds();
    if (end == 0) end = now + AWAKE_NANOSECONDS;
    if (now >= end) break;
  } while (1);
  for (int turn = 0; turn < MOST_YIELDS; turn++) {
    if (holds()) return 1;
    sched_yield();
  }
  return holds();
}

/// Lets no more helpers in.
static void close_door(void) {
  uint64_t state = atomic_load_explicit(&door, memory_order_relaxed);
  while (VACANCIES(state) > 0 && !atomic_compare_exchange_weak_explicit(&door, &state, state - VACANCIES(state),
                                                                        memory_order_relaxed, memory_order_relaxed)) {
  }
}

/// Takes items until there are none. Who finds none closes the door behind himself.
static void do_items(intptr_t worker) {
  Body body = work.body;
  void *context = work.context;
  intptr_t count = work.count;
  while (1) {
    intptr_t item = atomic_fetch_add_explicit(&next_item, 1, memory_order_relaxed);
    if (item >= count) break;
    body(item, worker, context);
  }
  close_door();
}

/// Comes in where there is room, works, and leaves.
static void help(void) {
  uint64_t state = atomic_load_explicit(&door, memory_order_relaxed);
  do {
    if (VACANCIES(state) == 0) return;
  } while (!atomic_compare_exchange_weak_explicit(&door, &state, state + ONE_INSIDE - 1, memory_order_acquire,
                                                  memory_order_relaxed));
  // Every one that comes in has a number of its own, be another gone already.
  do_items(work.helpers - VACANCIES(state) + 1);
  // Sequentially consistent, as what follows: either this sees the caller asleep, or the caller sees the room empty.
  uint64_t before = atomic_fetch_sub(&door, ONE_INSIDE);
  if (before < 2 * ONE_INSIDE && atomic_load(&caller_sleeps)) {
    pthread_mutex_lock(&bed);
    pthread_cond_signal(&helpers_left);
    pthread_mutex_unlock(&bed);
  }
}

static void *live(void *unused) {
  (void)unused;
  is_working = 1;
  while (1) {
    if (!wait_awake(is_open)) {
      pthread_mutex_lock(&bed);
      // Sequentially consistent, as the caller's opening: either this sees the door open, or the caller sees a sleeper.
      atomic_fetch_add(&sleepers, 1);
      while (VACANCIES(atomic_load(&door)) == 0) pthread_cond_wait(&work_came, &bed);
      atomic_fetch_sub(&sleepers, 1);
      pthread_mutex_unlock(&bed);
    }
    help();
  }
}

/// A child of a fork has no helpers, and may have been born while its parent's had the locks.
static void reset_in_child(void) {
  atomic_store(&helper_count, 0);
  atomic_store(&door, 0);
  atomic_store(&sleepers, 0);
  atomic_store(&caller_sleeps, 0);
  pthread_mutex_init(&bed, NULL);
  pthread_cond_init(&work_came, NULL);
  pthread_cond_init(&helpers_left, NULL);
  // What the forking thread itself shared out goes on in the parent; the child has the call stack, but no helpers.
  atomic_flag_clear(&is_taken);
}

/// Starts helpers up to `wanted`; the system may refuse some. Called by who has the team.
static void start_helpers(intptr_t wanted) {
  intptr_t started = atomic_load_explicit(&helper_count, memory_order_relaxed);
  if (started == 0) {
    static int is_prepared;
    if (!is_prepared) pthread_atfork(NULL, NULL, reset_in_child);
    is_prepared = 1;
  }
  while (started < wanted) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, live, NULL) != 0) return;
    pthread_detach(thread);
    atomic_store(&helper_count, ++started);
  }
}

/// Wakes sleepers where those who are awake are too few.
static void wake(intptr_t helpers) {
  intptr_t asleep = atomic_load(&sleepers);
  intptr_t awake = atomic_load_explicit(&helper_count, memory_order_relaxed) - asleep;
  if (asleep == 0 || awake >= helpers) return;
  // Who has counted himself among the sleepers has the lock until he sleeps.
  pthread_mutex_lock(&bed);
  pthread_mutex_unlock(&bed);
  for (intptr_t called = awake; called < helpers; called++) pthread_cond_signal(&work_came);
}

/// Calls `body` once for each of `count` items on at most `threads` threads, the calling one among them, and returns when
/// all are done. `worker` is below `threads`, and different for threads that work at the same time.
__attribute__((swiftcall)) void saccade_threads_run(intptr_t count, intptr_t threads, Body body, void *context) {
  intptr_t helpers = (threads < count ? threads : count) - 1;
  if (helpers > MOST_HELPERS) helpers = MOST_HELPERS;
  // Within a piece of work, and while another thread has the team, the caller does everything itself.
  if (helpers <= 0 || is_working || atomic_flag_test_and_set_explicit(&is_taken, memory_order_acquire)) {
    for (intptr_t item = 0; item < count; item++) body(item, 0, context);
    return;
  }
  is_working = 1;
  start_helpers(helpers);
  work.body = body;
  work.context = context;
  work.count = count;
  work.helpers = helpers;
  atomic_store_explicit(&next_item, 0, memory_order_relaxed);
  atomic_store(&door, (uint64_t)helpers);
  wake(helpers);
  do_items(0);
  if (!wait_awake(is_empty)) {
    pthread_mutex_lock(&bed);
    atomic_store(&caller_sleeps, 1);
    while (atomic_load(&door) >= ONE_INSIDE) pthread_cond_wait(&helpers_left, &bed);
    atomic_store(&caller_sleeps, 0);
    pthread_mutex_unlock(&bed);
  }
  is_working = 0;
  atomic_flag_clear_explicit(&is_taken, memory_order_release);
}
