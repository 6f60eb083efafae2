import Synchronization

/// Where the HDF5 library meets the bytes of files that are read.
///
/// The library trusts what it reads: a file made for it, or damaged in the wrong place, ends the process that it runs in.
/// A program that opens files of strangers lets it run in a process of its own; the end of that process is then an error
/// like any other. Writing stays where it is: what is written is the program's own.
public enum HDF5Isolation: Sendable, Equatable {
  /// In the caller's process.
  case none
  /// In a worker: another process of `executable`, which calls ``HDF5WorkerProcess/serveIfAsked()`` before all else.
  ///
  /// Each file that is open has a worker of its own, which can do nothing but read that file as far as the kernel holds
  /// it (``Confinement``). Cost: the start of `executable` for each file, some 20 ms for this package's program, and a
  /// message each way for each question about what is in it; where chunks lie is asked for hundreds at once, and the caller's
  /// process reads them.
  case process(executable: String)

  private static let chosen = Mutex(HDF5Isolation.none)

  /// What holds for the files that are opened from now on in this process; none unless somebody says so.
  public static var current: HDF5Isolation {
    get { chosen.withLock { $0 } }
    set { chosen.withLock { $0 = newValue } }
  }
}
