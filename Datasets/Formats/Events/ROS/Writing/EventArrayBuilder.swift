import Files
import Recordings
import Runtime

/// Gathers events into messages of `dvs_msgs/EventArray`.
///
/// A message holds the events of 33 ms or 32 Ki of them, whichever is less, like those of the drivers of cameras.
struct EventArrayBuilder {
  /// A finished message.
  struct Message {
    /// The content.
    var bytes: UnsafeRawBufferPointer
    /// When it counts as recorded, in nanoseconds: with its last event.
    var nanoseconds: UInt64
  }

  private static let mostEvents = 1 << 15
  private static let longestMicroseconds: Int64 = 33_333
  /// Room for the fields before the events.
  private static let headBytes = 64

  private let form: BagMessage.Form
  private let options: EventWriteOptions
  private let path: String
  /// The last second that the format holds.
  private let lastSecond: Int64
  private let memory: AlignedMemory
  /// Where the first event's record starts.
  private var eventsStart = 0
  private var count = 0
  private var firstTime: Int64 = 0
  private var lastTime: Int64 = 0
  private var sequence: UInt32 = 0
  private var eventsBefore = 0
  /// The first event of the batch that is not in a message yet.
  private var nextEvent = 0

  init(form: BagMessage.Form, path: String, options: EventWriteOptions) {
    self.form = form
    self.path = path
    self.options = options
    lastSecond = form == .ros1 ? Int64(UInt32.max) : Int64(Int32.max)
    memory = AlignedMemory(zeroedByteCount: Self.headBytes + 16 * Self.mostEvents)
    eventsStart = writeHead(count: 0, time: 0)
  }

  /// Whether a message is begun.
  var holdsEvents: Bool { count > 0 }

  /// Whether no message was finished, and none is begun.
  var isUntouched: Bool { sequence == 0 && count == 0 }

  /// Adds the events of a batch up to the end of the message; called again with the batch until it gives nil.
  ///
  /// - Returns: The message that is full, or nil where the batch is used up.
  /// - Throws: `FileError` where the time of an event cannot be stored.
  mutating func nextMessage(of events: EventBatch) throws -> Message? {
    nextEvent = try events.withColumns { try add($0, from: nextEvent, count: events.count) }
    if nextEvent < events.count { return finish() }
    nextEvent = 0
    return nil
  }

  /// Returns the first event that belongs into the next message, or the batch's count.
  private mutating func add(_ columns: EventColumns, from start: Int, count total: Int) throws -> Int {
    var index = start
    while index < total {
      let time = try storedTime(columns.t[index], index: index)
      if count == 0 { firstTime = time }
      let isLater = time < firstTime || time - firstTime >= Self.longestMicroseconds
      if count == Self.mostEvents || (isLater && count > 0) { return index }
      write(x: columns.x[index], y: columns.y[index], time: time, isOn: columns.p[index] != 0)
      lastTime = time
      count += 1
      index += 1
    }
    eventsBefore += total
    return total
  }

  /// Hands out the message that was begun, and begins the next. Its bytes stay until events are added.
  mutating func finish() -> Message {
    let end = eventsStart + layout.byteCount(of: count)
    _ = writeHead(count: UInt32(count), time: firstTime)
    // Tools leave out what was recorded at time 0, which means "not set".
    let nanoseconds = max(1, UInt64(lastTime) * 1000)
    sequence += 1
    count = 0
    return Message(bytes: UnsafeRawBufferPointer(start: memory.baseAddress, count: end), nanoseconds: nanoseconds)
  }

  private var layout: EventRecordLayout { form == .ros1 ? .packed : .alignedLittleEndian }

  private func storedTime(_ time: Int64, index: Int) throws -> Int64 {
    let (stored, overflow) = time.subtractingReportingOverflow(options.timeOrigin)
    guard !overflow, stored >= 0, stored / 1_000_000 <= lastSecond else {
      throw FileError(
        .cannotCreate, path: path,
        problem: "event \(eventsBefore + index) at \(time) us does not fit: a bag holds times from 0 to "
          + "\(lastSecond) s",
        remedy: "subtract an origin with \(Setting.timeOrigin)")
    }
    return stored
  }

  private func write(x: UInt16, y: UInt16, time: Int64, isOn: Bool) {
    let base = memory.baseAddress + eventsStart
    let rest = form == .ros1 ? base + count * EventRecordLayout.recordBytes + 4 : base + count * 16 + 4
    let place = form == .ros1 || count == 0 ? rest - 4 : rest - 6
    place.storeBytes(of: x.littleEndian, as: UInt16.self)
    place.storeBytes(of: y.littleEndian, toByteOffset: 2, as: UInt16.self)
    let (seconds, part) = time.quotientAndRemainder(dividingBy: 1_000_000)
    rest.storeBytes(of: UInt32(truncatingIfNeeded: seconds).littleEndian, as: UInt32.self)
    rest.storeBytes(of: (UInt32(truncatingIfNeeded: part) * 1000).littleEndian, toByteOffset: 4, as: UInt32.self)
    rest.storeBytes(of: isOn ? 1 : 0, toByteOffset: 8, as: UInt8.self)
  }

  /// Writes the fields before the events; returns where these start.
  private func writeHead(count: UInt32, time: Int64) -> Int {
    var head = LittleEndianBytes()
    if form == .ros1 {
      head.append(sequence)
    } else {
      head.append([0, 1, 0, 0])
    }
    head.append(UInt32(truncatingIfNeeded: time / 1_000_000))
    head.append(UInt32(truncatingIfNeeded: time % 1_000_000 * 1000))
    if form == .ros1 {
      head.append(counted: "")
    } else {
      // A string ends with a zero here, and the next number starts on a multiple of four bytes.
      head.append(UInt32(1))
      head.append([0, 0, 0, 0])
    }
    head.append(UInt32(truncatingIfNeeded: options.height))
    head.append(UInt32(truncatingIfNeeded: options.width))
    head.append(count)
    memory.baseAddress.copyMemory(from: head.bytes, byteCount: head.count)
    return head.count
  }
}

/// The definition of the message, as recordings carry it.
enum EventArrayDefinition {
  /// The check sum by which ROS 1 knows the definition.
  static let md5 = "5e8beee5a6c107e504c2e78903c224b8"

  /// The definition and those of the messages within.
  static func text(_ form: BagMessage.Form) -> String {
    let line = String(repeating: "=", count: 80)
    let time = form == .ros1 ? "time" : "builtin_interfaces/Time"
    var parts = ["std_msgs/Header header\nuint32 height\nuint32 width\ndvs_msgs/Event[] events\n"]
    parts.append("MSG: std_msgs/Header\n\(form == .ros1 ? "uint32 seq\n" : "")\(time) stamp\nstring frame_id\n")
    if form == .cdr { parts.append("MSG: builtin_interfaces/Time\nint32 sec\nuint32 nanosec\n") }
    parts.append("MSG: dvs_msgs/Event\nuint16 x\nuint16 y\n\(time) ts\nbool polarity\n")
    return parts.joined(separator: "\(line)\n")
  }
}
