import Recordings

/// Bags of ROS 1, and of ROS 2 in mcap, with the same pictures in a topic of another camera.
extension CarriedSample {
  /// A message under construction: of ROS 1, or of ROS 2 in little endian.
  private struct Message {
    let isROS2: Bool
    var bytes: [UInt8]

    init(isROS2: Bool, time: Int64) {
      self.isROS2 = isROS2
      bytes = isROS2 ? [0, 1, 0, 0] : []
      if !isROS2 { number(UInt32(7)) }
      number(UInt32(time / 1_000_000))
      number(UInt32(time % 1_000_000 * 1000 + 999))
      string("camera")
    }

    mutating func number(_ value: some FixedWidthInteger) {
      let size = value.bitWidth / 8
      if isROS2 { while (bytes.count - 4) % size != 0 { bytes.append(0) } }
      bytes += little(value)
    }

    mutating func string(_ text: String) {
      number(UInt32(text.utf8.count + (isROS2 ? 1 : 0)))
      bytes += Array(text.utf8) + (isROS2 ? [0] : [])
    }

    mutating func reals(_ values: [Double]) { for value in values { number(value.bitPattern) } }
  }

  private static let topics = ["/davis/left/events", "/davis/left/image_raw", "/davis/left/imu", "/other/image_raw"]

  /// The messages in order, each with the number of its topic.
  private func messages(isROS2: Bool) -> [(topic: Int, bytes: [UInt8])] {
    items(from: { $0.time.microseconds }).flatMap { item -> [(Int, [UInt8])] in
      switch item {
      case .event(let event):
        var message = Message(isROS2: isROS2, time: event.timeMicroseconds)
        for number in [Self.height, Self.width, 1] { message.number(UInt32(number)) }
        message.number(event.x)
        message.number(event.y)
        message.number(UInt32(event.timeMicroseconds / 1_000_000))
        message.number(UInt32(event.timeMicroseconds % 1_000_000 * 1000))
        message.number(UInt8(event.isOn ? 1 : 0))
        return [(0, message.bytes)]
      case .frame(let frame):
        guard case .uint8(let samples) = frame.pixels else { return [] }
        let channels = samples.rank == 3 ? 3 : 1
        var message = Message(isROS2: isROS2, time: frame.time.microseconds)
        for number in [frame.height, frame.width] { message.number(UInt32(number)) }
        // Blue first, and rows that are longer than their pixels.
        message.string(channels == 3 ? "bgr8" : "mono8")
        message.number(UInt8(0))
        let rowBytes = frame.width * channels + 5
        message.number(UInt32(rowBytes))
        message.number(UInt32(rowBytes * frame.height))
        let scalars = samples.scalars
        for row in 0..<frame.height {
          for column in 0..<frame.width {
            let pixel = (row * frame.width + column) * channels
            message.bytes += scalars[pixel..<pixel + channels].reversed()
          }
          message.bytes += [9, 9, 9, 9, 9]
        }
        return [(1, message.bytes), (3, message.bytes)]
      case .inertial(let sample):
        var message = Message(isROS2: isROS2, time: sample.timeMicroseconds)
        let vectors = [sample.angularVelocity, sample.acceleration].map { vector in (0..<3).map { vector[$0] } }
        message.reals([0, 0, 0, 1] + [Double](repeating: 2, count: 9) + vectors[0])
        message.reals([Double](repeating: 3, count: 9) + vectors[1] + [Double](repeating: 4, count: 9))
        return [(2, message.bytes)]
      }
    }
  }

  private static func type(_ topic: Int, isROS2: Bool) -> String {
    let (package, name) = topic == 0 ? ("dvs_msgs", "EventArray") : ("sensor_msgs", topic == 2 ? "Imu" : "Image")
    return isROS2 ? "\(package)/msg/\(name)" : "\(package)/\(name)"
  }

  func bag() -> [UInt8] {
    func field(_ name: String, _ value: [UInt8]) -> [UInt8] {
      Self.little(UInt32(name.utf8.count + 1 + value.count)) + Array("\(name)=".utf8) + value
    }
    func record(_ header: [UInt8], _ data: [UInt8]) -> [UInt8] {
      Self.little(UInt32(header.count)) + header + Self.little(UInt32(data.count)) + data
    }
    let connections = Self.topics.enumerated().flatMap { index, topic in
      record(
        field("op", [7]) + field("conn", Self.little(UInt32(index))) + field("topic", Array(topic.utf8)),
        field("topic", Array(topic.utf8)) + field("type", Array(Self.type(index, isROS2: false).utf8)))
    }
    let content = messages(isROS2: false).flatMap { topic, bytes in
      record(
        field("op", [2]) + field("conn", Self.little(UInt32(topic))) + field("time", Self.little(UInt64(1))), bytes)
    }
    let chunk = record(
      field("op", [5]) + field("compression", Array("none".utf8))
        + field("size", Self.little(UInt32(connections.count + content.count))), connections + content)
    func head(_ index: Int) -> [UInt8] {
      record(
        field("op", [3]) + field("index_pos", Self.little(UInt64(index)))
          + field("conn_count", Self.little(UInt32(Self.topics.count))) + field("chunk_count", Self.little(UInt32(1))),
        [0x20, 0x20])
    }
    let magic = Array("#ROSBAG V2.0\n".utf8)
    let front = magic.count + head(0).count + chunk.count
    return magic + head(front) + chunk + connections
  }

  func mcap() -> [UInt8] {
    func text(_ value: String) -> [UInt8] { Self.little(UInt32(value.utf8.count)) + Array(value.utf8) }
    func record(_ kind: UInt8, _ content: [UInt8]) -> [UInt8] { [kind] + Self.little(UInt64(content.count)) + content }
    let magic: [UInt8] = [0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A]
    let description = Self.topics.enumerated().flatMap { index, topic in
      record(
        3, Self.little(UInt16(index + 1)) + text(Self.type(index, isROS2: true)) + text("ros2msg") + text(""))
        + record(4, Self.little(UInt16(index)) + Self.little(UInt16(index + 1)) + text(topic) + text("cdr") + text(""))
    }
    var bytes = magic + record(1, text("ros2") + text("test")) + description
    for (topic, content) in messages(isROS2: true) {
      bytes += record(
        5,
        Self.little(UInt16(topic)) + Self.little(UInt32(0)) + Self.little(UInt64(1)) + Self.little(UInt64(1))
          + content)
    }
    bytes += record(15, [0, 0, 0, 0])
    let summary = bytes.count
    return bytes + description
      + record(2, Self.little(UInt64(summary)) + [UInt8](repeating: 0, count: 12)) + magic
  }
}
