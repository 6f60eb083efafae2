import Tensors
import TestSupport
import Testing

@testable import Media

@Suite struct OrientationTests {
  /// A turn or a mirroring: its display matrix and where the upright pixel (x, y) is in a stored 6×4 picture.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var matrix: [Int32]
    var stored: @Sendable (_ x: Int, _ y: Int) -> (x: Int, y: Int)
  }

  static let width = 6
  static let height = 4
  private static let one: Int32 = 1 << 16

  static let cases: [Case] = [
    Case(testDescription: "upright", matrix: [one, 0, 0, one]) { ($0, $1) },
    Case(testDescription: "90° clockwise", matrix: [0, one, -one, 0]) { ($1, height - 1 - $0) },
    Case(testDescription: "180°", matrix: [-one, 0, 0, -one]) { (width - 1 - $0, height - 1 - $1) },
    Case(testDescription: "90° counterclockwise", matrix: [0, -one, one, 0]) { (width - 1 - $1, $0) },
    Case(testDescription: "mirrored", matrix: [-one, 0, 0, one]) { (width - 1 - $0, $1) },
    Case(testDescription: "upside down", matrix: [one, 0, 0, -one]) { ($0, height - 1 - $1) },
    Case(testDescription: "transposed", matrix: [0, one, one, 0]) { ($1, $0) },
    Case(testDescription: "transposed the other way", matrix: [0, -one, -one, 0]) {
      (width - 1 - $1, height - 1 - $0)
    },
    Case(testDescription: "empty matrix", matrix: [0, 0, 0, 0]) { ($0, $1) },
    Case(testDescription: "nearly upright", matrix: [60000, 20000, -20000, 60000]) { ($0, $1) },
  ]

  @Test(arguments: cases)
  func `Pictures come upright as the container's matrix says`(turn: Case) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.mp4")
    // Levels far apart, in even blocks, so that the codec's loss does not matter.
    let cells = Tensor<UInt8>(shape: [4, 6], scalars: (0..<24).map { UInt8(20 + 9 * $0) })
    var picture = Tensor<UInt8>(zeros: [64, 96])
    for y in 0..<64 {
      for x in 0..<96 { picture[y, x] = cells[y / 16, x / 16] }
    }
    try writeVideo([picture, picture], to: path)
    let turned = try folder.write(try withMatrix(turn.matrix, in: try fileBytes(path)), to: "turned.mp4")
    let reader = try VideoReader(path: turned)
    let frame = try #require(try reader.next())
    let luma = try frame.grayLuma()
    let rgb = try frame.rgb()
    #expect(luma.shape == [reader.height, reader.width] && rgb.shape == [reader.height, reader.width, 3])
    for y in 0..<reader.height / 16 {
      for x in 0..<reader.width / 16 {
        let from = turn.stored(x, y)
        let expected = Float(cells[from.y, from.x])
        #expect(abs(luma[16 * y + 8, 16 * x + 8] - expected) <= 3)
        #expect(abs(Float(rgb[16 * y + 8, 16 * x + 8, 1]) - expected) <= 4)
      }
    }
  }

  /// Puts a matrix into the track header of an MP4.
  private func withMatrix(_ linear: [Int32], in file: [UInt8]) throws -> [UInt8] {
    var file = file
    let header = try #require(file.firstRange(of: Array("tkhd".utf8)))
    // After the name: version and flags, five fields (wider in version 1), reserved words, layer, group, volume.
    let start = header.upperBound + (file[header.upperBound] == 1 ? 52 : 40)
    let matrix: [Int32] = [linear[0], linear[1], 0, linear[2], linear[3], 0, 0, 0, 1 << 30]
    let bytes = matrix.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    file.replaceSubrange(start..<start + 36, with: bytes)
    return file
  }
}
