import Datasets
import Kernels
import Runtime

/// What the machine is, and what is computed with on it.
public struct SystemFacts: Encodable, Sendable {
  /// The library of matrix products. Who chose is `Saccade`, `the library` or the name of a variable.
  public struct Multiplication: Encodable, Sendable {
    /// The file that is loaded.
    public var library: String
    /// Who chose it.
    public var libraryChosenBy: String
    /// How it says that it was built; nil where it does not.
    public var configuration: String?
    /// The processor whose kernels it runs; nil where it does not say.
    public var coreType: String?
    /// Who chose that.
    public var coreTypeChosenBy: String
    /// The threads that it shares a product among; nil as it is set.
    public var threads: Int?
  }

  /// What keeps a stranger's file from doing harm.
  public struct Isolation: Encodable, Sendable {
    /// Whether files of HDF5 are read in a process of their own.
    public var hdf5InWorker = HDF5Isolation.current != .none
    /// The kernel's version of Landlock, by which workers are kept from files, and the program from changing those that
    /// are no outputs; 0 where it has none.
    public var landlockVersion = Confinement.available.landlockVersion
    /// Whether the kernel filters calls of the system: the program's for the network, a worker's for all but a few.
    public var filtersSystemCalls = Confinement.available.filtersSystemCalls
    /// Whether ``Confinement/switchVariable`` turns Landlock and the filter off.
    public var isTurnedOff = Confinement.isTurnedOff
  }

  /// The version of what tells.
  public var version: String
  /// The processor's name.
  public var processor = Machine.processorName
  /// The cores that this process may use.
  public var cores = Threads.coreCount
  /// The memory.
  public var memoryBytes = Machine.memoryByteCount
  /// `always`, `madvise` or `never`; nil where the system does not say.
  public var hugePages = Machine.hugePages
  /// The instruction set in use.
  public var instructionSet: String
  /// All that the processor has.
  public var instructionSets = InstructionSet.available.map(\.rawValue)
  /// The threads in use.
  public var threads: Int
  /// The library of matrix products.
  public var blas: Multiplication
  /// What keeps a stranger's file from doing harm.
  public var isolation = Isolation()

  fileprivate init(version: String, workers: Workers) throws {
    self.version = version
    instructionSet = workers.instructionSet.rawValue
    threads = workers.threads
    let library = try BLAS.shared().library
    blas = Multiplication(
      library: library.path, libraryChosenBy: "\(library.chosenBy)", configuration: library.configuration,
      coreType: library.coreType, coreTypeChosenBy: "\(library.coreTypeChosenBy)", threads: library.threads)
  }
}

/// Tells what the machine is. The library of matrix products is loaded, so that what is told is what runs.
public struct SystemSurvey: Job {
  /// The version of what tells.
  public var version: String
  /// The threads to use at most.
  public var threads: Int

  /// Describes a survey.
  public init(version: String = "", threads: Int = Threads.coreCount) {
    (self.version, self.threads) = (version, threads)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> SystemFacts {
    try SystemFacts(version: version, workers: try Workers(threads: threads))
  }
}
