import Runtime

/// What the program does so that a stranger's file gains little by taking it over.
enum Isolation {
  /// Gives up the network, other processes, and what changes the system.
  ///
  /// Files of HDF5 are read in the program itself as yet: a worker takes some 80 ms to start, most of it for loading the
  /// program's libraries anew, and small files would take twice as long.
  static func begin() {
    if !Confinement.isTurnedOff { Confinement.giveUpNetwork() }
  }
}
