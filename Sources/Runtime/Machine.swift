import Foundation

/// What a report of speed says of the machine that it was made on.
public enum Machine {
  /// The processor's name as the system tells it, else the architecture's.
  public static var processorName: String {
    let name = value(of: ["model name", "Hardware", "Model"], in: "/proc/cpuinfo")
    return name ?? architecture
  }

  /// The bytes of memory installed.
  public static var memoryByteCount: UInt64 { ProcessInfo.processInfo.physicalMemory }

  /// Whether the system gives large pages to who asks: `always`, `madvise` (large blocks of Saccade ask) or `never`;
  /// nil where it does not tell.
  public static var hugePages: String? {
    guard let text = content(of: "/sys/kernel/mm/transparent_hugepage/enabled"),
      let start = text.firstIndex(of: "["), let end = text[start...].firstIndex(of: "]")
    else { return nil }
    return String(text[text.index(after: start)..<end])
  }

  private static var architecture: String {
    #if arch(x86_64)
      "x86-64"
    #elseif arch(arm64)
      "arm64"
    #else
      "unknown"
    #endif
  }

  /// The first line `key : value` with one of the keys.
  private static func value(of keys: [String], in path: String) -> String? {
    for line in content(of: path)?.split(separator: "\n") ?? [] {
      let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      if parts.count == 2, keys.contains(parts[0]), !parts[1].isEmpty { return parts[1] }
    }
    return nil
  }

  private static func content(of path: String) -> String? {
    guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
