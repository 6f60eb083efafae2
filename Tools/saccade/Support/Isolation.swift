import Datasets
import Runtime

/// What the program does so that a stranger's file gains little by taking it over.
enum Isolation {
  /// Lets files of HDF5 be read by workers, and gives up the network, other processes, what changes the system, and
  /// changes of files where no output is.
  ///
  /// Call it before any other thread exists: each is kept from files by itself.
  static func begin() {
    #if os(Linux)
      HDF5Isolation.current = .process(executable: "/proc/self/exe")
    #endif
    if Confinement.isTurnedOff { return }
    Confinement.giveUpNetwork()
    Confinement.keepChanges(beneath: WritablePlaces.of(Array(CommandLine.arguments.dropFirst())))
  }
}
