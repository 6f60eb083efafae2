import Files
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// Spikes as zeros and ones of any type, and as packed bytes of either order.
@Suite struct SpikeNumberTests {
  private static let recording = SpikeSamples.recording(width: 16, height: 6, frames: 11)
  private static var unpacked: [UInt8] { (0..<11).flatMap { recording.unpackedFrame($0).scalars } }

  private static func array<Scalar: TensorScalar & Numeric>(_: Scalar.Type) -> AnyTensor {
    AnyTensor(Tensor<Scalar>(shape: [11, 6, 16], scalars: unpacked.map { $0 == 1 ? 1 : 0 }))
  }

  @Test func `Zeros and ones of any type are spikes`() throws {
    let folder = try TemporaryFolder()
    let arrays = [
      Self.array(Float.self), Self.array(Double.self), Self.array(Int64.self), Self.array(Int32.self),
      Self.array(UInt16.self), Self.array(Int8.self),
    ]
    for (index, array) in arrays.enumerated() {
      let (npy, npz) = (folder.file("\(index).npy"), folder.file("\(index).npz"))
      try NumpyFile.write(array, to: npy)
      let archive = try NumpyArchiveWriter(path: npz, compression: .deflated)
      try archive.add(array, named: "spk")
      try archive.commit()
      #expect(try SpikeFormat.detect(npy) == .npy && SpikeFormat.detect(npz) == .npz)
      for path in [npy, npz] {
        let file = try SpikeFiles.open(path)
        #expect(file.geometry == Self.recording.geometry && file.frameCount == 11)
        #expect(try file.frames(2..<9).bytes == Self.recording[2..<9].bytes, "\(array.scalarType)")
      }
    }
  }

  @Test func `Gray levels are none, and told by their place`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.npy")
    var levels = Self.unpacked.map(Float.init)
    levels[16 * 6 * 2 + 16 * 3 + 5] = 0.5
    try NumpyFile.write(Tensor<Float>(shape: [11, 6, 16], scalars: levels), to: path)
    #expect(try SpikeFormat.detect(path) == nil)
    let error = #expect(throws: FileError.self) { try SpikeFiles.open(path, format: .npy).frames(0..<11) }
    #expect(error?.problem.contains("0.5") == true && error?.place?.contains("frame 2, row 3, column 5") == true)
  }

  @Test(arguments: SpikeBitOrder.allCases, [[11, 12], [11, 6, 2], [11 * 12]])
  func `Packed arrays are read in both orders of bits`(order: SpikeBitOrder, shape: [Int]) throws {
    let folder = try TemporaryFolder()
    var bytes = Array(Self.recording.bytes)
    if order == .msb { bytes.withUnsafeMutableBytes { PackedBits.reverseBytes($0) } }
    try NumpyFile.write(Tensor<UInt8>(shape: shape, scalars: bytes), to: folder.file("a.npy"))
    let options = SpikeReadOptions(size: Self.recording.geometry, bitOrder: order)
    let file = try SpikeFiles.open(folder.file("a.npy"), format: .npy, options: options)
    #expect(file.frameCount == 11)
    #expect(try file.frames(3..<8).bytes == Self.recording[3..<8].bytes)
  }

  @Test func `A raw recording of the other order is turned`() throws {
    let folder = try TemporaryFolder()
    var bytes = Array(Self.recording.bytes)
    bytes.withUnsafeMutableBytes { PackedBits.reverseBytes($0) }
    let path = try folder.write(bytes, to: "a_16x6.dat")
    let file = try SpikeFiles.open(path, options: SpikeReadOptions(bitOrder: .msb))
    #expect(try file.frames(0..<11).bytes == Self.recording.bytes)
  }

  @Test func `HDF5 may hold numbers, too`() throws {
    let folder = try TemporaryFolder()
    let file = try HDF5Writer(path: folder.file("a.h5"))
    try file.write(Tensor<Float>(shape: [11, 6, 16], scalars: Self.unpacked.map(Float.init)), named: "raw_spike")
    try file.commit()
    let spikes = try SpikeFiles.open(folder.file("a.h5"))
    #expect(try spikes.frames(0..<11).bytes == Self.recording.bytes)
  }
}
