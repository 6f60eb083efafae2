import Foundation

/// Small data sets for classification in the layouts of published ones; pixels and labels follow from the index.
public enum ClassificationSample {
  /// The label of a sample.
  public static func label(_ index: Int, classes: Int = 10) -> UInt8 { UInt8((index * 7 + 3) % classes) }

  /// A byte of a picture.
  public static func pixel(_ index: Int, _ offset: Int) -> UInt8 { UInt8(truncatingIfNeeded: index * 31 + offset * 5) }

  /// An IDX file of bytes.
  public static func idx(shape: [Int], bytes: [UInt8]) -> [UInt8] {
    [0, 0, 8, UInt8(shape.count)]
      + shape.flatMap { length in (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) } } + bytes
  }

  /// MNIST's file of pictures.
  public static func idxPictures(_ count: Int, height: Int = 5, width: Int = 4) -> [UInt8] {
    idx(
      shape: [count, height, width],
      bytes: (0..<count).flatMap { index in (0..<height * width).map { pixel(index, $0) } })
  }

  /// MNIST's file of labels.
  public static func idxLabels(_ count: Int) -> [UInt8] { idx(shape: [count], bytes: (0..<count).map { label($0) }) }

  /// Records of CIFAR-10, or of CIFAR-100 with its coarse label first.
  public static func cifar(_ count: Int, classes: Int = 10) -> [UInt8] {
    (0..<count).flatMap { index in
      (classes == 100 ? [UInt8(index % 20)] : []) + [label(index, classes: classes)]
        + (0..<3072).map { pixel(index, $0) }
    }
  }

  /// Records of N-MNIST: 40 bits an event.
  public static func events(_ count: Int, seed: Int) -> [UInt8] {
    (0..<count).flatMap { index -> [UInt8] in
      let time = index * 100 + seed
      let isOn: UInt8 = (index + seed) % 3 == 0 ? 0x80 : 0
      return [
        UInt8((index * 5 + seed) % 34), UInt8((index * 3) % 34), isOn | UInt8(time >> 16 & 0x7F),
        UInt8(time >> 8 & 0xFF),
        UInt8(time & 0xFF),
      ]
    }
  }

  /// A gzip file whose blocks store bytes as they are (RFC 1951, 1952).
  public static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    func little(_ value: UInt32, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var result: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    let block = 65535
    for start in stride(from: 0, to: max(bytes.count, 1), by: block) {
      let part = bytes[min(start, bytes.count)..<min(start + block, bytes.count)]
      let length = UInt32(part.count)
      result += [start + block >= bytes.count ? 1 : 0] + little(length, 2) + little(~length, 2) + part
    }
    var check = UInt32.max
    for byte in bytes {
      check ^= UInt32(byte)
      for _ in 0..<8 { check = check & 1 == 1 ? check >> 1 ^ 0xEDB8_8320 : check >> 1 }
    }
    return result + little(~check, 4) + little(UInt32(truncatingIfNeeded: bytes.count), 4)
  }

  /// Writes files below a folder, with the folders in which they lie.
  public static func write(_ files: [String: [UInt8]], to folder: String) throws {
    for (name, bytes) in files {
      let url = URL(fileURLWithPath: "\(folder)/\(name)")
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: url)
    }
  }
}
