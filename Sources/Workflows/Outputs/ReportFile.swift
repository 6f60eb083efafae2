import Files
import Reports

/// A page as a file.
public struct ReportFile: Sendable, Hashable {
  /// Where it goes.
  public var path: String
  /// Whether a file that is there is replaced.
  public var overwrite: Bool
  /// What its last line says of the run.
  public var stamp: RunStamp

  /// Describes a page.
  public init(path: String, overwrite: Bool = false, stamp: RunStamp = RunStamp()) {
    (self.path, self.overwrite, self.stamp) = (path, overwrite, stamp)
  }

  /// Writes a page; it appears when it is complete.
  ///
  /// - Parameters:
  ///   - start: When the run began.
  ///   - page: Makes the page with a line at its foot.
  package func write(since start: ContinuousClock.Instant, _ page: (_ footer: String) throws -> HTMLPage) throws {
    try Self.write(
      page(stamp.footer(seconds: (ContinuousClock.now - start) / .seconds(1))), to: path, overwrite: overwrite)
  }

  /// Writes a page; it appears when it is complete.
  package static func write(_ page: HTMLPage, to path: String, overwrite: Bool) throws {
    let file = try OutputFile(path: path, overwrite: overwrite)
    try file.write(page.text)
    try file.commit()
  }
}
