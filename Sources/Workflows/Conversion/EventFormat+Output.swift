import Datasets
import Files

extension EventFormat {
  /// The format of events by the ending of a name.
  ///
  /// - Throws: ``JobError`` that lists the formats where the name says none.
  public init(writtenTo path: String) throws {
    guard let format = EventFormat.named(path) else {
      throw JobError(
        wrongOptions: "events are not written under such a name; pass \(Setting.outputFormat) with one of "
          + "\(EventFormat.writable.map(\.rawValue).joined(separator: ", "))", path: path)
    }
    self = format
  }
}
