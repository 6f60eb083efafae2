/// A message with events, taken apart up to the events themselves.
struct EventMessage {
  /// What the events are stored as.
  enum Body {
    /// Records of x, y, time and polarity.
    case records(EventRecordLayout, count: Int)
    /// A sensor's own encoding.
    case packet(encoding: String, timeBaseNanoseconds: UInt64, isBigEndian: Bool, sequence: UInt64)
  }

  /// The sensor's columns, 0 where the message does not say.
  var width: Int
  /// The sensor's rows, 0 where the message does not say.
  var height: Int
  /// When the message was made, by its header, in nanoseconds of the host's clock.
  var stampNanoseconds: Int64
  /// What the events are stored as.
  var body: Body
  /// Where in the message they lie.
  var payload: Range<Int>

  /// Takes a message apart.
  ///
  /// - Throws: ``MessageDamage`` where its fields do not fit in its bytes.
  init(_ message: BagMessage) throws {
    var fields = try MessageFields(message.bytes, form: message.form)
    guard case .events(let type) = message.type else {
      throw MessageDamage(problem: "the message holds no events", offset: 0)
    }
    stampNanoseconds = try fields.header(message.form)
    height = Int(try fields.number(UInt32.self))
    width = Int(try fields.number(UInt32.self))
    switch type {
    case .eventArray:
      let layout: EventRecordLayout =
        message.form == .ros1 ? .packed : fields.isBigEndian ? .alignedBigEndian : .alignedLittleEndian
      let count = try fields.count(stride: EventRecordLayout.recordBytes)
      let byteCount = layout.byteCount(of: count)
      guard byteCount <= fields.remaining else {
        throw MessageDamage(
          problem: "\(count) events take \(byteCount) bytes, but only \(fields.remaining) are left",
          offset: fields.offset)
      }
      payload = fields.offset..<fields.offset + byteCount
      body = .records(layout, count: count)
    case .eventPacket:
      let sequence = try fields.number(UInt64.self)
      let timeBase = try fields.number(UInt64.self)
      let encoding = try fields.string()
      let isBigEndian = try fields.number(UInt8.self) != 0
      let count = try fields.count(stride: 1)
      payload = fields.offset..<fields.offset + count
      body = .packet(
        encoding: encoding, timeBaseNanoseconds: timeBase, isBigEndian: isBigEndian, sequence: sequence)
    }
    // Writers may fill a message of ROS 2 up to a multiple of four bytes, or eight.
    let padding = message.form == .cdr ? 7 : 0
    guard message.bytes.count - payload.upperBound <= padding else {
      throw MessageDamage(
        problem: "\(message.bytes.count - payload.upperBound) bytes follow the last event of the message",
        offset: payload.upperBound)
    }
  }
}
