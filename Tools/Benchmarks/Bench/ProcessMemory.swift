import CAllocationCount
import Foundation

/// The memory of this process.
enum ProcessMemory {
  /// The most that was resident at any time, in MiB.
  static var peakMegabytes: Double { Double(usage.ru_maxrss) / 1024 }

  /// Pages that were touched for the first time or given back and touched again.
  static var minorFaults: Int { usage.ru_minflt }

  private static var usage: rusage {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage
  }
}

/// What one more run of something warm takes: nothing, but for what it returns and small change for its threads.
struct WarmRunMemory {
  private var allocations: AllocationCount?
  private var minorFaults: Int

  /// Runs once, apart from the runs that are timed.
  init(_ body: () throws -> Void) rethrows {
    let faults = ProcessMemory.minorFaults
    allocation_count_start()
    defer { _ = allocation_count_stop() }
    try body()
    let counted = allocation_count_stop()
    minorFaults = ProcessMemory.minorFaults - faults
    allocations = allocation_count_available() != 0 ? counted : nil
  }

  var figures: [(key: String, value: Double)] {
    let counted = allocations.map {
      [("allocations_per_run", Double($0.calls)), ("allocated_bytes_per_run", Double($0.bytes))]
    }
    return (counted ?? []).map { (key: $0.0, value: $0.1) } + [("minor_faults_per_run", Double(minorFaults))]
  }
}
