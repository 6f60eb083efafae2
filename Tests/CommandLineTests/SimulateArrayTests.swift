import Foundation
import Tensors
import TestSupport
import Testing

/// `saccade simulate spikes` on arrays of numbers of any type.
@Suite struct SimulateArrayTests {
  /// Frames of one level, as bytes of a dtype.
  struct Levels: Sendable, CustomTestStringConvertible {
    var dtype: String
    var bytes: @Sendable (Int) -> [UInt8]
    var testDescription: String { dtype }
  }

  private static func integer<Number: FixedWidthInteger & SendableMetatype>(
    _ dtype: String, _: Number.Type, big: Bool = false
  ) -> Levels {
    Levels(dtype: dtype) { level in
      let number = Number(level)
      return withUnsafeBytes(of: big ? number.bigEndian : number.littleEndian) { Array($0) }
    }
  }

  static let types: [Levels] = [
    integer("|u1", UInt8.self), integer("|i1", Int8.self), integer("<u2", UInt16.self), integer("<i2", Int16.self),
    integer(">i2", Int16.self, big: true), integer("<u4", UInt32.self), integer("<i4", Int32.self),
    integer("<u8", UInt64.self), integer("<i8", Int64.self),
    Levels(dtype: "<f2") { level in
      // Half precision holds every whole number up to 2048.
      let bits = Float(level).bitPattern
      let half = level == 0 ? 0 : UInt16((bits >> 23) - 112) << 10 | UInt16(bits >> 13 & 1023)
      return [UInt8(half & 255), UInt8(half >> 8)]
    },
    Levels(dtype: "<f4") { level in withUnsafeBytes(of: Float(level).bitPattern.littleEndian) { Array($0) } },
    Levels(dtype: "<f8") { level in withUnsafeBytes(of: Double(level).bitPattern.littleEndian) { Array($0) } },
  ]

  private static let simulate = ["simulate", "spikes", "a.npy", "-o", "s_6x4.dat", "--fps", "100", "--init", "zero"]
  /// Readouts of three frames at 100 Hz.
  private static let readouts = 2 * 20_000 / 100

  /// Writes 3 frames of 6x4 pixels of one level.
  private func write(_ levels: Levels, _ level: Int, in folder: TemporaryFolder) throws {
    let text = "{'descr': '\(levels.dtype)', 'fortran_order': False, 'shape': (3, 4, 6), }\n"
    let header = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
    _ = try folder.write(header + (0..<72).flatMap { _ in levels.bytes(level) }, to: "a.npy")
  }

  private func write(_ values: [Double], in folder: TemporaryFolder) throws {
    try NumpyFile.write(Tensor<Double>(shape: [3, 4, 6], scalars: values), to: folder.file("a.npy"), overwrite: true)
  }

  private func spikes(_ options: [String], in folder: TemporaryFolder) throws -> Int? {
    try expectJSON(Self.simulate + options + ["--force"], in: folder)["spikes"] as? Int
  }

  @Test(arguments: types)
  func `Every type of number gives the same spikes`(type: Levels) throws {
    let folder = try TemporaryFolder()
    try write(type, 100, in: folder)
    #expect(try spikes([], in: folder) == 24 * (Self.readouts * 100 / 400))
    #expect(try spikes(["--white", "200"], in: folder) == 24 * Int(Double(Self.readouts) * 127.5 / 400))
    #expect(try spikes(["--white", "100"], in: folder) == 24 * (Self.readouts * 255 / 400))
  }

  @Test func `Floats none of which is above 1 are asked about, truth values too`() throws {
    let folder = try TemporaryFolder()
    var values = [Double](repeating: 0.5, count: 72)
    for type in ["float64", "float32"] {
      try write(values, in: folder)
      if type == "float32" {
        let single = Tensor<Float>(shape: [3, 4, 6], scalars: values.map { Float($0) })
        try NumpyFile.write(single, to: folder.file("a.npy"), overwrite: true)
      }
      try expectFailure(65, Self.simulate, in: folder, telling: ["a.npy", "0.5", "--white 1 ", "--white 255"])
      #expect(try spikes(["--white", "1"], in: folder) == 24 * Int(Double(Self.readouts) * 127.5 / 400))
      #expect(try spikes(["--white", "255"], in: folder) == 0)
      try FileManager.default.removeItem(atPath: folder.file("s_6x4.dat"))
    }
    // One value in the last frame says that white is more.
    values[71] = 1.5
    try write(values, in: folder)
    try expectSuccess(Self.simulate, in: folder)
    try write([Double](repeating: 0, count: 72), in: folder)
    #expect(try spikes([], in: folder) == 0)
    try FileManager.default.removeItem(atPath: folder.file("s_6x4.dat"))
    try write(Levels(dtype: "|b1") { [UInt8($0)] }, 1, in: folder)
    try expectFailure(65, Self.simulate, in: folder, telling: ["--white 1 ", "--white 255"])
    #expect(try spikes(["--white", "1"], in: folder) == 24 * (Self.readouts * 255 / 400))
  }

  @Test(arguments: [(-1.0, "-1.0"), (.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf")], [[], ["--white", "1"]])
  func `What is no intensity is refused by its frame and place`(wrong: (Double, String), white: [String]) throws {
    let folder = try TemporaryFolder()
    for level in [100.0, 0.5] {
      var values = [Double](repeating: level, count: 72)
      values[24 + 2 * 6 + 5] = wrong.0
      try write(values, in: folder)
      try expectFailure(
        65, Self.simulate + white, in: folder, telling: ["a.npy", wrong.1, "frame 1", "y 2, x 5"])
    }
    let integers = Tensor<Int32>(shape: [3, 4, 6], scalars: (0..<72).map { $0 == 47 ? -3 : 9 })
    try NumpyFile.write(integers, to: folder.file("a.npy"), overwrite: true)
    try expectFailure(65, Self.simulate + white, in: folder, telling: ["-3", "frame 1", "y 3, x 5"])
  }

  @Test func `Wide integers above 255 need the value of white, floats are warned of`() throws {
    let folder = try TemporaryFolder()
    try write(Self.types[2], 4000, in: folder)
    try expectFailure(65, Self.simulate, in: folder, telling: ["4000", "--white 4095", "--white 255"])
    // Twice and more as bright as white fires in every readout.
    #expect(try spikes(["--white", "255"], in: folder) == 24 * Self.readouts)
    #expect(try spikes(["--white", "4000"], in: folder) == 24 * (Self.readouts * 255 / 400))
    try write([Double](repeating: 300, count: 72), in: folder)
    let run = try expectSuccess(Self.simulate + ["--force"], in: folder)
    #expect(run.errors.contains("warning: a.npy: intensities up to 300"))
    #expect(try spikes(["--white", "255"], in: folder) == 24 * (Self.readouts * 300 / 400))
    try expectFailure(65, Self.simulate + ["--force", "--strict"], in: folder, telling: ["300"])
  }

  @Test func `White is a number above 0, and for arrays`() throws {
    let folder = try TemporaryFolder()
    try write(Self.types[0], 9, in: folder)
    for white in ["0", "-1", "nan", "inf", "x"] {
      try expectFailure(64, Self.simulate + ["--white", white], in: folder, telling: ["--white"])
    }
    _ = try folder.write([1], to: "v.mp4")
    try expectFailure(64, ["simulate", "spikes", "v.mp4", "-o", "s_6x4.dat", "--white", "1"], in: folder)
  }
}
