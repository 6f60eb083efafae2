import Files
import Simulator
import Tensors

/// What caused each event of a recording, read beside it from a `.npy` of uint8 in the order of the recording.
final class EventLabels {
  /// How many there are.
  let count: Int
  private let path: String
  private let stream: NumpyStream
  private var position = 0
  private var labels: [UInt8] = []

  /// Opens a file.
  ///
  /// - Throws: `FileError` where it holds anything but one axis of uint8.
  init(path: String) throws {
    self.path = path
    stream = try NumpyStream(path: path)
    let header = stream.header
    guard header.dtype.dropFirst() == "u1", header.shape.count == 1 else {
      throw FileError(
        .badContent, path: path, problem: "it has the dtype \(header.dtype) and the shape \(header.shape)",
        remedy: "labels are uint8 of one axis, one for each event")
    }
    count = header.count
  }

  /// The labels of the events that come next, fewer where there are no more.
  ///
  /// - Throws: `FileError` where one is no cause.
  func next(_ eventCount: Int) throws -> [UInt8] {
    let causes = UInt8(EventCause.allCases.count)
    let length = min(eventCount, stream.remainingCount)
    if labels.count != length { labels = Array(repeating: 0, count: length) }
    try labels.withUnsafeMutableBufferPointer { try stream.read(into: $0) }
    if let wrong = labels.firstIndex(where: { $0 >= causes }) {
      throw FileError(
        .badContent, path: path, problem: "the label \(labels[wrong]) is no cause",
        place: "event \(position + wrong)",
        remedy: "there are 0 signal, 1 leak, 2 shot noise, 3 hot pixel, 4 photoreceptor")
    }
    position += length
    return labels
  }

  /// Refuses a recording with another number of events.
  func requireCount(_ eventCount: Int, of recording: String) throws {
    guard eventCount == count else {
      throw FileError(
        .badContent, path: path,
        problem: "it holds \(Text.count(count, "label")), but \(recording) \(Text.count(eventCount, "event"))",
        remedy: "labels belong to the events that were written with them")
    }
  }
}
