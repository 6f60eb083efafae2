import Kernels
import Runtime
import Workflows

/// What `saccade info --system` says of the machine and of what the program computes with on it.
///
/// Keys of `--json`: `version`; `processor`, `cores` (that this process may use), `memory_bytes`, `huge_pages` (`always`,
/// `madvise`, `never` or null); `instruction_set` in use and all that the processor has in `instruction_sets`;
/// `threads`; and `blas` with `library` (the file loaded), `library_chosen_by`, `configuration`, `core_type`,
/// `core_type_chosen_by`, `threads`. Who chose is `Saccade`, `the library` or the name of a variable.
struct SystemFacts: Encodable {
  struct Multiplication: Encodable {
    var library: String
    var libraryChosenBy: String
    var configuration: String?
    var coreType: String?
    var coreTypeChosenBy: String
    var threads: Int?
  }

  var version = Version.current
  var processor = Machine.processorName
  var cores = Threads.coreCount
  var memoryBytes = Machine.memoryByteCount
  var hugePages = Machine.hugePages
  var instructionSet: String
  var instructionSets = InstructionSet.available.map(\.rawValue)
  var threads: Int
  var blas: Multiplication

  /// Loads the BLAS library, so that what is told is what runs.
  init(workers: Workers) throws {
    instructionSet = workers.instructionSet.rawValue
    threads = workers.threads
    let library = try BLAS.shared().library
    blas = Multiplication(
      library: library.path, libraryChosenBy: "\(library.chosenBy)", configuration: library.configuration,
      coreType: library.coreType, coreTypeChosenBy: "\(library.coreTypeChosenBy)", threads: library.threads)
  }

  /// Lines for a person.
  var text: String {
    let core = blas.coreType.map { "\($0), chosen by \(blas.coreTypeChosenBy)" } ?? "not told by the library"
    let blasThreads = blas.threads.map { "\($0), as Saccade's threads share out the work" } ?? "as the library is set"
    return """
      version        \(version)
      processor      \(processor), \(Text.count(cores, "core"))
      memory         \(Text.number((Double(memoryBytes) / 1_073_741_824 * 10).rounded() / 10)) GiB, huge pages: \
      \(hugePages ?? "not told")
      instructions   \(instructionSet) of \(instructionSets.joined(separator: ", "))
      threads        \(threads)
      BLAS           \(blas.library), chosen by \(blas.libraryChosenBy)
      BLAS version   \(blas.configuration ?? "not told by the library")
      BLAS core      \(core)
      BLAS threads   \(blasThreads)
      """
  }
}
