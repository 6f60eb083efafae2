import Files
import Tensors
import TestSupport
import Testing

/// Archives that claim more than is believed.
@Suite struct UnpackedLimitTests {
  @Test func `Small files may unfold to the least, longer ones to a multiple of themselves`() {
    #expect(UnpackedLimit.bytes(forFileOf: 0) == UnpackedLimit.leastBytes)
    #expect(UnpackedLimit.bytes(forFileOf: 1 << 30) == 16 << 30)
    #expect(UnpackedLimit.bytes(forFileOf: .max) == .max)
    #expect(throws: Never.self) {
      try UnpackedLimit.check(UnpackedLimit.leastBytes, inFileOf: 1000, path: "a")
    }
    #expect(throws: FileError.self) {
      try UnpackedLimit.check(UnpackedLimit.leastBytes + 1, inFileOf: 1000, path: "a")
    }
  }

  @Test func `Weights that are gigabytes of zeros in a small archive are refused`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("zeros.npz")
    let writer = try NumpyArchiveWriter(path: path, compression: .deflated)
    let count = UnpackedLimit.leastBytes / 4 + 1
    try writer.add(Tensor<Float>(zeros: [count]), named: "encoder.weight")
    try writer.commit()
    for read in [
      { _ = try Checkpoint(path: path) }, { _ = try NumpyArchive(path: path).tensor("encoder.weight") },
      { _ = try NumpyArchive(path: path).float32("encoder.weight") },
    ] {
      let error = #expect(throws: FileError.self) { try read() }
      #expect(error?.kind == .badContent)
      #expect(error?.problem.contains("the limit is \(UnpackedLimit.leastBytes) bytes") == true)
    }
    // Piece by piece it is read all the same.
    let stream = try NumpyArchive(path: path).stream("encoder.weight")
    #expect(stream.header.count == count)
  }
}
