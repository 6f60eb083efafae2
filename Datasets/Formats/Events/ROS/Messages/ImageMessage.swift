/// A message `sensor_msgs/Image`, taken apart up to its samples.
struct ImageMessage {
  /// How the samples of a picture are stored.
  struct Encoding: Equatable {
    var channels: Int
    var isDeep: Bool
    var isBlueFirst = false
    /// Whether each pixel has one colour, behind a mosaic of filters.
    var isMosaic = false
  }

  /// The encodings that are pictures, by the names of ROS and of OpenCV.
  private static let encodings: [String: Encoding] = {
    var all = [
      "mono8": Encoding(channels: 1, isDeep: false), "mono16": Encoding(channels: 1, isDeep: true),
      "8UC1": Encoding(channels: 1, isDeep: false), "16UC1": Encoding(channels: 1, isDeep: true),
    ]
    for (bits, isDeep) in [("8", false), ("16", true)] {
      all["rgb\(bits)"] = Encoding(channels: 3, isDeep: isDeep)
      all["rgba\(bits)"] = Encoding(channels: 4, isDeep: isDeep)
      for name in ["bgr\(bits)", "\(bits)UC3"] { all[name] = Encoding(channels: 3, isDeep: isDeep, isBlueFirst: true) }
      for name in ["bgra\(bits)", "\(bits)UC4"] { all[name] = Encoding(channels: 4, isDeep: isDeep, isBlueFirst: true) }
      for order in ["rggb", "bggr", "gbrg", "grbg"] {
        all["bayer_\(order)\(bits)"] = Encoding(channels: 1, isDeep: isDeep, isMosaic: true)
      }
    }
    return all
  }()
  private static let largestSide = 1 << 16

  /// When it was taken, in nanoseconds of the host's clock.
  let stampNanoseconds: Int64
  let width: Int
  let height: Int
  let encodingName: String
  /// Nil where the samples are none of a picture.
  let encoding: Encoding?
  /// Where in the message they lie.
  let payload: Range<Int>
  private let isBigEndian: Bool
  private let rowBytes: Int

  /// Takes a message apart.
  ///
  /// - Throws: ``MessageDamage`` where its fields do not fit in its bytes, or the samples of a picture of its size.
  init(_ message: BagMessage) throws {
    var fields = try MessageFields(message.bytes, form: message.form)
    stampNanoseconds = try fields.header(message.form)
    let place = fields.offset
    height = Int(try fields.number(UInt32.self))
    width = Int(try fields.number(UInt32.self))
    encodingName = try fields.string()
    isBigEndian = try fields.number(UInt8.self) != 0
    rowBytes = Int(try fields.number(UInt32.self))
    let count = try fields.count(stride: 1)
    payload = fields.offset..<fields.offset + count
    encoding = Self.encodings[encodingName]
    guard let encoding else { return }
    let sides = 1...Self.largestSide
    guard sides.contains(width), sides.contains(height) else {
      throw MessageDamage(problem: "a picture of \(width)x\(height) does not exist", offset: place)
    }
    let picture = picture(encoding)
    guard rowBytes >= picture.leastRowBytes, picture.leastByteCount <= count else {
      throw MessageDamage(
        problem: "a picture of \(width)x\(height) in \(encodingName) has rows of \(rowBytes) bytes and \(count) in all",
        offset: place)
    }
  }

  /// How its samples lie.
  func picture(_ encoding: Encoding) -> StoredPicture {
    StoredPicture(
      width: width, height: height, channels: encoding.channels, isDeep: encoding.isDeep,
      isBlueFirst: encoding.isBlueFirst, isBigEndian: isBigEndian, rowBytes: rowBytes)
  }
}
