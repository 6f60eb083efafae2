import CSystem
import Foundation

/// What a process gives up of what the system would let it do, so that a file which takes it over gains little.
///
/// Landlock keeps it from files, and a filter of seccomp from calls of the system. Both are the kernel's; where it lacks
/// one, that one is not held, and ``Holdings`` says so. What was given up does not come back, and who is started by the
/// process lacks it as well.
public enum Confinement {
  /// What the kernel can hold.
  public struct Holdings: Sendable, Equatable {
    /// The version of Landlock; 0 where there is none.
    public var landlockVersion: Int
    /// Whether calls of the system are filtered.
    public var filtersSystemCalls: Bool
  }

  /// The variable of the environment that, as `1`, leaves processes with all that the system allows: for a machine on
  /// which what is held stands in the way.
  public static let switchVariable = "SACCADE_NO_SANDBOX"

  /// Whether ``switchVariable`` turns it off.
  public static var isTurnedOff: Bool { ProcessInfo.processInfo.environment[switchVariable] == "1" }

  /// What this kernel can hold. Cost: two calls of the system.
  public static var available: Holdings {
    Holdings(
      landlockVersion: Int(saccade_landlock_version()), filtersSystemCalls: saccade_filters_system_calls() != 0)
  }

  /// Keeps this process from every file that is not open yet, and from every call of the system but those that work on
  /// memory and on what is open. For a process with one thread.
  ///
  /// - Parameter memoryByteCount: The most that it may take of memory.
  /// - Returns: What is held.
  @discardableResult
  public static func keepToOpenFiles(memoryByteCount: Int) -> Holdings {
    saccade_limit_worker(memoryByteCount)
    // Afterwards the kernel does not answer that.
    let version = Int(saccade_landlock_version())
    let files = saccade_confine_to_open_files() == 0
    let calls = saccade_confine_to_descriptors() == 0
    return Holdings(landlockVersion: files ? version : 0, filtersSystemCalls: calls)
  }

  /// Keeps this thread, and those that it starts from now on, from starting any program but this one, and from changing
  /// files except beneath some folders; files are read as before, and what is open stays open.
  ///
  /// - Parameter folders: Files or folders; those that are not there are left out.
  /// - Returns: Whether that is held.
  @discardableResult
  public static func keepChanges(beneath folders: [String]) -> Bool {
    var paths: [UnsafePointer<CChar>?] = folders.map { UnsafePointer(strdup($0)) }
    defer { paths.forEach { free(UnsafeMutablePointer(mutating: $0)) } }
    return saccade_confine_changes(&paths, paths.count) == 0
  }

  /// Keeps all threads of a program from the network, from other processes, and from changing the system; what it does
  /// with files stays.
  ///
  /// - Returns: Whether that is held.
  @discardableResult
  public static func giveUpNetwork() -> Bool { saccade_confine_program() == 0 }
}
