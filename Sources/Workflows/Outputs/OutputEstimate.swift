import Files
import Foundation
import Recordings

/// Whether outputs may be larger than the disk, and windows of nothing as many as there are.
package struct OutputLimit {
  let isLargeAllowed: Bool

  package init(isLargeAllowed: Bool) { self.isLargeAllowed = isLargeAllowed }

  /// The most windows without events one after another: of tensors and fields of nothing a few thousand are as many as make
  /// a damaged time.
  package var mostEmptyWindows: Int { isLargeAllowed ? .max : EventWindower.mostEmptyWindows / 4 }

  /// What is held against the disk.
  ///
  /// - Parameter remedy: What makes it smaller; nil for other windows.
  package func estimate(
    _ path: String, bytesEach: Int, noun: String, remedy: Message? = nil
  ) -> OutputEstimate {
    OutputEstimate(
      path: path, bytesEach: bytesEach, noun: noun, isChecked: !isLargeAllowed,
      remedy: remedy ?? "choose longer windows or a part of the recording, whose times \(Work.examine) examines")
  }
}

/// What a run is about to write, held against what is free on the disk before it begins: windows that are too short or one
/// damaged time would fill it.
package struct OutputEstimate {
  let path: String
  /// The bytes of one of the things that are written.
  let bytesEach: Int
  /// What they are called: window, field.
  let noun: String
  let isChecked: Bool
  /// What makes it smaller.
  let remedy: Message

  /// Less is tried: a disk so full tells of itself.
  private static let leastBytes = Double(1 << 26)

  /// Refuses more of them than fit.
  ///
  /// - Parameter count: How many are still to come.
  /// - Throws: ``JobError`` of kind `cannotCreate` that tells the estimate and what is free.
  package func require(_ count: Double) throws {
    let bytes = count * Double(bytesEach)
    guard isChecked, bytes > Self.leastBytes, let free = Self.freeBytes(for: path), bytes > free else { return }
    let number = count < 1e15 ? String(format: "%.0f", count) : String(format: "%.3g", count)
    throw JobError(
      .cannotCreate, path: path,
      problem:
        "\(number) \(noun)s of \(Self.text(Double(bytesEach))) take about \(Self.text(bytes)), but \(Self.text(free)) "
        + "are free on its disk",
      remedy: remedy + "; or pass \(Setting.largeOutput)")
  }

  /// So many of them in bytes, for people.
  package func sizeText(_ count: Double) -> String { Self.text(count * Double(bytesEach)) }

  /// The windows of a recording from a time to another; some where they are not cut by time.
  static func windows(from start: Int64, to end: Int64, _ windowing: EventWindowing) -> Double? {
    switch windowing {
    case .time(_, let stride): max(Double(microsecondsFrom: start, to: end), 0) / Double(stride) + 1
    case .intervals(let list): Double(list.count)
    case .whole: 1
    case .count: nil
    }
  }

  /// What a user may still write on the disk of a path, or of the nearest folder above it that exists; nil where nobody
  /// knows.
  private static func freeBytes(for path: String) -> Double? {
    var url = URL(fileURLWithPath: path)
    var facts = statvfs()
    while statvfs(url.path, &facts) != 0 {
      if url.path == "/" { return nil }
      url.deleteLastPathComponent()
    }
    return Double(facts.f_bavail) * Double(facts.f_frsize)
  }

  private static func text(_ bytes: Double) -> String {
    let units: [(Double, String)] = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")]
    guard let (scale, unit) = units.first(where: { bytes >= $0.0 }) else { return "\(Int(bytes)) bytes" }
    return String(format: "%.3g %@", bytes / scale, unit)
  }
}
