#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How long this thread has been computing: a clock that stands still while others have its core.
///
/// Use it to measure work that runs beside other work; an interval lies on one thread. Cost: a call of the system, some
/// 0.2 µs.
public enum ProcessorTime {
  /// The time of this thread so far.
  public static var thread: Duration {
    var time = timespec()
    guard clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return .zero }
    return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
  }
}
