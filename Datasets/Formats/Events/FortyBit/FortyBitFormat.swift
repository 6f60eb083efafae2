import Files
import Recordings

/// The 40-bit records of N-MNIST and N-Caltech101: no header, big-endian x (8 bits), y (8), polarity (1), time in µs (23).
///
/// Orchard et al., "Converting Static Image Datasets to Spiking Neuromorphic Datasets Using Saccades", 2015.
/// There is no magic number. A file is taken for one where its name ends in `.bin`, its length is a multiple of 5, and
/// the times of its first records do not step back.
enum FortyBitFormat: EventFormatFamily {
  static let sign = EventFormatSign.name
  static let recordBytes = 5

  static func detect(_ file: InputFile, start: [UInt8]) throws -> EventFormat? {
    guard file.path.lowercased().hasSuffix(".bin"), file.byteCount > 0, file.byteCount % recordBytes == 0 else {
      return nil
    }
    var last = 0
    for place in stride(from: 0, through: start.count - recordBytes, by: recordBytes) {
      let time = Int(start[place + 2] & 0x7f) << 16 | Int(start[place + 3]) << 8 | Int(start[place + 4])
      let isWrap = last - time > 1 << 22
      if time < last && !isWrap { return nil }
      last = time
    }
    return .nmnist
  }

  /// Longer than any recording of N-MNIST.
  private static let mostBytes = 1 << 20

  /// The size of N-MNIST's recordings where all events lie in it; nil for others, as N-Caltech101's, each of its own.
  static func size(of file: InputFile) throws -> (width: Int, height: Int)? {
    guard file.byteCount > 0, file.byteCount <= mostBytes else { return nil }
    let (bytes, side) = (try file.bytes(at: 0, count: file.byteCount), 34)
    let fits = stride(from: 0, to: bytes.count - 1, by: recordBytes).allSatisfy {
      bytes[$0] < side && bytes[$0 + 1] < side
    }
    return fits ? (side, side) : nil
  }
}

extension EventFormatDefinition {
  static let nmnist = EventFormatDefinition(
    "40 bits an event, as in N-MNIST", family: FortyBitFormat.self, endings: ["bin"], isSequential: true,
    leastBytesPerEvent: FortyBitFormat.recordBytes, mayBeSegmented: false,
    open: { file, options in
      let size = try options.size ?? FortyBitFormat.size(of: file)
      let header = EventHeader(format: .nmnist, width: size?.width, height: size?.height)
      return DecodedEventSource(file: file, header: header, dataOffset: 0, decoder: FortyBitDecoder(path: file.path))
    },
    create: nil)
}

/// The records, and a clock of 23 bits that is unrolled where it steps back by more than half its range.
///
/// N-Caltech101 marks a wrap by a record whose row is 240; such a record is no event.
struct FortyBitDecoder: EventDecoder {
  private static let wrapRow: UInt16 = 240
  private static let range: Int64 = 1 << 23

  let path: String
  private var base: Int64 = 0
  private var last: Int64 = 0
  private(set) var warnings: [RecordingWarning] = []

  init(path: String) { self.path = path }

  mutating func decode(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, isLast: Bool, into columns: EventColumns, from start: Int
  ) throws -> (consumed: Int, end: Int) {
    guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return (0, start) }
    var (place, index) = (0, start)
    var (base, last) = (base, last)
    while bytes.count &- place >= FortyBitFormat.recordBytes, index < columns.capacity {
      let record = pointer + place
      place &+= FortyBitFormat.recordBytes
      let time = Int64(record[2] & 0x7f) << 16 | Int64(record[3]) << 8 | Int64(record[4])
      let row = UInt16(record[1])
      if row == Self.wrapRow {
        // The marker takes the place of the step back that would tell the wrap.
        base &+= 1 << 13
        continue
      }
      if last &- time > Self.range / 2 { base &+= Self.range }
      last = time
      columns.t[index] = base &+ time
      columns.x[index] = UInt16(record[0])
      columns.y[index] = row
      columns.p[index] = record[2] >> 7
      index &+= 1
    }
    (self.base, self.last) = (base, last)
    if isLast, (1..<FortyBitFormat.recordBytes).contains(bytes.count - place) {
      warnings.append(
        RecordingWarning(
          path: path, problem: "the last record holds \(bytes.count - place) of 5 bytes",
          place: "byte \(offset + place)", consequence: "it is left out", isTruncation: true))
      place = bytes.count
    }
    return (place, index)
  }
}
