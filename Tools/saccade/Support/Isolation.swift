import Datasets
import Runtime

/// What the program does so that a stranger's file gains little by taking it over.
enum Isolation {
  /// Lets files of HDF5 be read by workers, and gives up the network, other processes, and what changes the system.
  static func begin() {
    #if os(Linux)
      HDF5Isolation.current = .process(executable: "/proc/self/exe")
    #endif
    if !Confinement.isTurnedOff { Confinement.giveUpNetwork() }
  }
}
