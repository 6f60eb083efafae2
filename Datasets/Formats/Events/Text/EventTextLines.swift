import CKernels
import Recordings
import Runtime

/// Decodes lines in the usual shape with the loops compiled for this processor, one half of the bytes on each of two
/// threads.
///
/// It stops at what is not usual. The events do not depend on how the bytes are cut: what the second thread has decoded
/// counts only where the first has come to its start.
struct EventTextLines: Sendable {
  private let kernels: EventTextKernels
  private let layout: SaccadeTextLayout
  private let threads: Int

  /// The bytes that must lie before the first line.
  static let margin = 24
  /// Fewer bytes are not worth a second thread.
  private static let fewestBytes = 1 << 16

  /// Nil where the lines of a layout are not of the usual shape, or without loops.
  ///
  /// - Parameters:
  ///   - exponent: The power of ten that takes times to microseconds.
  ///   - threads: How many threads there are; two are used at most.
  init?(_ layout: EventTextLayout, exponent: Int, kernels: EventTextKernels?, threads: Int) {
    guard let kernels, (4...8).contains(layout.fieldCount), [6, 3, 0, -3].contains(exponent) else { return nil }
    self.kernels = kernels
    self.threads = threads
    var found = SaccadeTextLayout()
    withUnsafeMutableBytes(of: &found.role) { roles in
      for field in roles.indices { roles[field] = UInt8(layout.places.firstIndex(of: field) ?? layout.places.count) }
    }
    found.fields = Int32(layout.fieldCount)
    found.exponent = Int32(exponent)
    self.layout = found
  }

  /// Decodes lines from a place on, which is ``margin`` or greater.
  ///
  /// - Returns: The place after the last of them, and how many there were.
  func decode(
    _ bytes: UnsafeRawBufferPointer, from place: Int, into columns: EventColumns, from start: Int
  ) -> (place: Int, events: Int) {
    precondition(place >= Self.margin && place <= bytes.count, "The loops look at bytes before the first line.")
    guard threads > 1, bytes.count - place >= Self.fewestBytes,
      let middle = Self.lineStart(bytes, from: place + (bytes.count - place) / 2)
    else { return decode(bytes, place..<bytes.count, columns, start) }
    let lines = count(bytes, place..<middle)
    guard lines < columns.capacity - start else { return decode(bytes, place..<bytes.count, columns, start) }
    // The byte after the first half may be looked at, and ends its last line.
    let halves = [(place..<middle + 1, start), (middle..<bytes.count, start + lines)]
    var ends = [(place: Int, events: Int)](repeating: (0, 0), count: 2)
    ends.withUnsafeMutableBufferPointer { ends in
      // Each half reads and writes places of its own.
      Threads.forEach(2, threads: 2) { half, _ in
        ends[half] = decode(bytes, halves[half].0, columns, halves[half].1)
      }
    }
    return ends[0] == (middle, lines) ? (ends[1].place, lines + ends[1].events) : ends[0]
  }

  private func decode(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ columns: EventColumns, _ start: Int
  ) -> (place: Int, events: Int) {
    guard let base = bytes.baseAddress else { return (range.lowerBound, 0) }
    var room = columns.kernelRoom(from: start)
    let consumed = withUnsafePointer(to: layout) { layout in
      kernels.lines(
        (base + range.lowerBound).assumingMemoryBound(to: UInt8.self), range.count, layout, &room)
    }
    return (range.lowerBound + consumed, room.written)
  }

  private func count(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    return kernels.count((base + range.lowerBound).assumingMemoryBound(to: UInt8.self), range.count)
  }

  /// The first place after the end of a line, or nil where there is none with a byte after it.
  private static func lineStart(_ bytes: UnsafeRawBufferPointer, from place: Int) -> Int? {
    guard let end = bytes[place...].firstIndex(of: 10), end + 2 < bytes.count else { return nil }
    return end + 1
  }
}

/// The loops over text that are compiled for this processor.
struct EventTextKernels: Sendable {
  typealias Lines =
    @convention(c) (
      UnsafePointer<UInt8>?, Int, UnsafePointer<SaccadeTextLayout>?, UnsafeMutablePointer<SaccadeEventRoom>?
    ) -> Int
  typealias Count = @convention(c) (UnsafePointer<UInt8>?, Int) -> Int

  let lines: Lines
  let count: Count

  /// Those of the strongest instruction set that this processor has.
  static let best = [SACCADE_AVX512, SACCADE_AVX2, SACCADE_PORTABLE].lazy.compactMap { EventTextKernels($0) }.first

  /// Those of an instruction set, or nil where this processor lacks it.
  init?(_ set: SaccadeInstructionSet) {
    guard let loops = saccade_kernel_table(set)?.pointee.text, let lines = loops.lines, let count = loops.count
    else { return nil }
    self.lines = lines
    self.count = count
  }
}
