import CKernels
import Files
import Recordings
import Tensors
import Testing

@testable import Datasets

/// Lines that go through the compiled loops, against those read field by field.
@Suite struct EventTextLinesTests {
  /// The names of the columns, the unit of the times, what separates fields, what ends lines, what off is.
  typealias Shape = (names: [String], unit: String, separator: String, lineEnd: String, off: String)

  private static let shapes: [Shape] = [
    (["t", "x", "y", "p"], "us", " ", "\n", "0"), (["t", "x", "y", "p"], "s", " ", "\n", "0"),
    (["t", "x", "y", "p"], "ns", ",", "\r\n", "-1"), (["x", "y", "p", "t"], "us", "\t", "\n", "-1"),
    (["p", "t", "y", "x"], "s", ";", "\r\n", "-1"), (["x", "y", "t", "p"], "ms", ",", "\n", "0"),
    (["frame", "t", "x", "y", "camera", "p"], "s", ",", "\n", "0"),
    (["t", "x", "y", "p", "a", "b", "c", "d"], "us", ",", "\n", "-1"),
    (["t", "x", "y", "p", "a", "b", "c", "d", "e"], "us", ",", "\n", "0"),
  ]

  /// Text of so many lines, of which one in `oddity` is unusual but right; 0 for none.
  private func text(_ shape: Shape, lines: Int, oddity: Int) -> [UInt8] {
    var state: UInt64 = 5
    func random(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    func time(_ index: Int) -> String {
      let digits = [1, 3, 7, 8, 9, 12, 15, 16, 17, 18, 19][random(11)]
      let number = (0..<digits).map { $0 == 0 ? "\(random(9))" : "\(random(10))" }.joined()
      if shape.unit == "us" || shape.unit == "ns" { return number }
      if shape.unit == "ms" { return String(number.prefix(15)) }
      let decimals = (0..<random(16)).map { _ in "\(random(10))" }.joined()
      return number.prefix(11) + (decimals.isEmpty && random(2) == 0 ? "" : ".") + decimals
    }
    func odd() -> String {
      [
        "# \(random(1000)) a comment", "", "  ", "%",
        shape.names.map { ["t": "-12", "x": "54321", "y": "7", "p": "1"][$0] ?? "0.5" }
          .joined(separator: shape.separator),
        shape.names.map { ["t": "1.5e-3", "x": "1", "y": "2", "p": "True"][$0] ?? "-" }
          .joined(separator: shape.separator),
        shape.names.map { ["t": "7", "x": "1", "y": "2", "p": "0"][$0] ?? "9" }
          .joined(separator: shape.separator + " "),
      ][random(7)]
    }
    var text = shape.names.map { $0 == "t" ? "t_\(shape.unit)" : $0 }.joined(separator: ",") + shape.lineEnd
    for index in 0..<lines {
      if oddity > 0 && random(oddity) == 0 { text += odd() + shape.lineEnd }
      text +=
        shape.names.map { name in
          switch name {
          case "t": time(index)
          case "x": "\(random(10000))"
          case "y": "\([random(10), random(480), random(10000)][random(3)])"
          case "p": random(2) == 0 ? shape.off : "1"
          default: "\(random(100_000))"
          }
        }.joined(separator: shape.separator) + shape.lineEnd
    }
    return Array(text.utf8)
  }

  /// Decodes all of the bytes at once, as a file of one buffer is; what was thrown at last, if anything.
  private func decode(_ bytes: [UInt8], _ decoder: EventTextDecoder, from start: Int, capacity: Int) throws
    -> (events: [Event], failure: FileError?)
  {
    var (decoder, place, events) = (decoder, start, [Event]())
    var batch = EventBatch(capacity: capacity)
    while true {
      do {
        try bytes[place...].withUnsafeBytes { rest in
          try batch.refill { columns in
            let (consumed, end) = try decoder.decode(rest, at: place, isLast: true, into: columns, from: 0)
            place += consumed
            return end
          }
        }
      } catch let error as FileError {
        return (events, error)
      }
      if batch.isEmpty { return (events, nil) }
      events += batch.events
    }
  }

  private func check(_ bytes: [UInt8], expectsFailure: Bool = false) throws {
    let layout = try #require(
      try EventTextLayout(bytes, isWhole: true, path: "a", options: EventReadOptions()))
    let unit = try #require(layout.statedUnit)
    let reference = EventTextDecoder(path: "a", layout: layout, unit: unit) { _, _ in nil }
    let expected = try decode(bytes, reference, from: layout.dataOffset, capacity: 1 << 16)
    #expect((expected.failure != nil) == expectsFailure)
    for set in [SACCADE_PORTABLE, SACCADE_AVX2, SACCADE_AVX512] {
      guard let kernels = EventTextKernels(set) else { continue }
      for (threads, capacity) in [(1, 1 << 16), (1, 100), (2, 1 << 16), (2, 2500)] {
        let decoder = EventTextDecoder(path: "a", layout: layout, unit: unit) {
          EventTextLines($0, exponent: $1, kernels: kernels, threads: threads)
        }
        let found = try decode(bytes, decoder, from: layout.dataOffset, capacity: capacity)
        #expect(found.events == expected.events, "\(set), \(threads) threads, batches of \(capacity)")
        #expect(found.failure?.description == expected.failure?.description)
      }
    }
  }

  @Test(arguments: shapes.indices, [0, 3, 700])
  func `Every instruction set and any threads read lines as field by field`(shape: Int, oddity: Int) throws {
    try check(text(Self.shapes[shape], lines: 4000, oddity: oddity))
  }

  @Test(arguments: [("1 70000 2 1", 3500), ("1 2 3 2", 100), ("1 2 x 1", 2000), ("9999999999999999999 2 3 1", 3999)])
  func `A bad line is the same to all`(bad: (line: String, after: Int)) throws {
    var lines = String(decoding: text(Self.shapes[0], lines: 4000, oddity: 0), as: UTF8.self).split(separator: "\n")
    lines.insert(Substring(bad.line), at: bad.after + 1)
    try check(Array((lines.joined(separator: "\n") + "\n").utf8), expectsFailure: true)
  }

  @Test func `A last line without an end is read, and nothing behind the bytes`() throws {
    for count in 1...200 {
      let bytes = Array(text(Self.shapes[1], lines: count, oddity: 0).dropLast())
      try check(bytes)
    }
  }
}
