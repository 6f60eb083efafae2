import Files
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// Arrays of any number of axes in HDF5, as h5py writes them and as this package does.
@Suite struct HDF5ArrayTests {
  private static let shape = [5, 2, 3, 4]
  private static let path = Fixture.path("arrays.h5")

  private func frame(_ index: Int) -> Tensor<Double> { Fixture.ramp(Self.shape).slice(at: index) }

  @Test(arguments: ["contiguous", "single", "big_endian", "frames", "bricks", "lzf", "plain_chunks"])
  func `Frames are read in any order, however they are stored`(name: String) throws {
    let array = try HDF5Array(path: Self.path, dataset: name)
    #expect(array.shape == Self.shape && array.count == 5 && array.frameShape == [2, 3, 4])
    #expect(!array.holdsIntegers)
    for index in [0, 1, 2, 3, 4, 2, 4, 0, 3] {
      #expect(try array.frame(index) == frame(index), "frame \(index)")
      #expect(try array.floatFrame(index) == frame(index).map { Float($0) }, "frame \(index)")
    }
  }

  @Test(arguments: ["int16", "int64", "uint8"])
  func `Whole numbers of any type are read as real ones`(name: String) throws {
    let array = try HDF5Array(path: Self.path, dataset: name)
    #expect(array.holdsIntegers)
    for index in 0..<5 {
      let whole = frame(index).map { (name == "uint8" ? $0.truncatingRemainder(dividingBy: 64) : $0) * 4 }
      #expect(try array.frame(index) == whole)
      #expect(try array.floatFrame(index) == whole.map { Float($0) })
    }
  }

  @Test func `Columns are read as a whole`() throws {
    #expect(try HDF5Array(path: Self.path, dataset: "times").values() == [0, 0.25, 0.5, 0.75, 1])
    #expect(throws: FileError.self) { try HDF5Array(path: Self.path, dataset: "times").integers() }
    #expect(throws: FileError.self) { try HDF5Array(path: Self.path, dataset: "frames").values() }
  }

  @Test func `Chunks that were never written are zeros`() throws {
    let array = try HDF5Array(path: Self.path, dataset: "unwritten")
    #expect(try (0..<5).map { try array.frame($0).scalars } == [[5, 0, 0]] + (0..<4).map { _ in [0, 0, 0] })
  }

  @Test(arguments: ["text", "scalar", "nothing", "times/nothing", "frames/0"])
  func `What is no array of numbers is refused`(name: String) throws {
    #expect(throws: FileError.self) { try HDF5Array(path: Self.path, dataset: name) }
  }

  @Test func `Which datasets there are is told`() throws {
    #expect(try HDF5Array.exists(path: Self.path, dataset: "frames"))
    #expect(try !HDF5Array.exists(path: Self.path, dataset: "davis/left/flow_dist"))
  }

  @Test(arguments: [1, 2, 3, 5, 8])
  func `What is written frame by frame or at once is read back`(framesPerChunk: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.h5")
    let file = try HDF5Writer(path: path)
    let frames = try file.frames(
      named: "a/b/frames", of: Double.self, axesAfterFirst: [2, 3, 4], framesPerChunk: framesPerChunk)
    for index in 0..<5 { try frames.append(frame(index)) }
    try frames.finish()
    try file.write(Fixture.ramp(Self.shape).map { Int16($0 * 4) }, named: "a/whole")
    try file.write(Tensor<Int64>(shape: [3], scalars: [1, -5, 1 << 60]), named: "a/b/column")
    try file.write(Tensor<UInt8>(zeros: [0, 4]), named: "empty")
    #expect(throws: FileError.self) { try file.write(Tensor<UInt8>(zeros: [4]), named: "empty") }
    try file.commit()
    let read = try HDF5Array(path: path, dataset: "a/b/frames")
    #expect(read.shape == Self.shape)
    for index in [4, 0, 1, 2, 3] { #expect(try read.frame(index) == frame(index)) }
    let whole = try HDF5Array(path: path, dataset: "a/whole")
    for index in 0..<5 { #expect(try whole.frame(index) == frame(index).map { $0 * 4 }) }
    #expect(try HDF5Array(path: path, dataset: "a/b/column").integers() == [1, -5, 1 << 60])
    #expect(try HDF5Array(path: path, dataset: "empty").shape == [0, 4])
    #expect(try folder.names() == ["a.h5"])
  }

  @Test(arguments: ["frames", "bricks", "contiguous"])
  func `A file cut at any place gives frames or an error`(name: String) throws {
    let folder = try TemporaryFolder()
    let bytes = try fileBytes(Self.path)
    let path = try folder.write(bytes, to: "cut.h5")
    for length in stride(from: bytes.count - 1, to: 0, by: -37) {
      try #require(truncate(path, off_t(length)) == 0)
      do {
        let array = try HDF5Array(path: path, dataset: name)
        for index in 0..<5 { #expect(try array.frame(index) == frame(index), "cut at \(length)") }
      } catch is FileError {}
    }
  }

  @Test func `Frames larger than any recording's are refused`() throws {
    let folder = try TemporaryFolder()
    let file = try HDF5Writer(path: folder.file("a.h5"))
    let rows = try file.frames(named: "rows", of: UInt8.self, axesAfterFirst: [1 << 8], framesPerChunk: 1)
    try rows.append(Tensor(zeros: [1 << 8]))
    try rows.finish()
    try file.commit()
    // The lengths in the header are those of the only axes of 256.
    var bytes = try fileBytes(folder.file("a.h5"))
    for place in 0..<(bytes.count - 8) where bytes[place..<place + 8].elementsEqual([0, 1, 0, 0, 0, 0, 0, 0]) {
      bytes.replaceSubrange(place..<place + 8, with: [0, 0, 0, 0, 0, 1, 0, 0])
    }
    let path = try folder.write(bytes, to: "large.h5")
    #expect(throws: FileError.self) { try HDF5Array(path: path, dataset: "rows") }
  }
}
