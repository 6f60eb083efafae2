import Files
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// Flow in arrays as other programs store them.
@Suite struct FlowArrayTests {
  private let flow = Fixture.ramp([2, Fixture.height, Fixture.width]).map { Float($0) }

  @Test(arguments: ["flow.h5", "flow.npz"])
  func `A field with a mask that h5py or NumPy wrote is read`(name: String) throws {
    let field = try FlowField(path: Fixture.path(name))
    #expect(field.flow == flow)
    let pixels = Fixture.height * Fixture.width
    #expect(
      field.valid
        == Tensor(shape: [Fixture.height, Fixture.width], scalars: (0..<pixels).map { $0 % 7 != 0 ? 1 : 0 }))
  }

  @Test(arguments: ["flow_last.h5", "flow_last.npz"])
  func `Arrays with the components last and of any name and type are read`(name: String) throws {
    let field = try FlowField(path: Fixture.path(name))
    #expect(field.flow == flow)
    #expect(field.valid == nil)
  }

  @Test func `An array of another shape is none`() throws {
    let folder = try TemporaryFolder()
    for shape in [[3, 4, 5], [2, 5], [1, 2, 4, 5], [2, 0, 4]] {
      try NumpyFile.write(Tensor<Float>(zeros: shape), to: folder.file("a.npy"), overwrite: true)
      #expect(throws: FileError.self, "\(shape)") { try FlowField(path: folder.file("a.npy")) }
    }
    try NumpyFile.write(Tensor<Float>(zeros: [2, 3, 2]), to: folder.file("b.npy"))
    #expect(try FlowField(path: folder.file("b.npy")).flow.shape == [2, 3, 2])
  }

  @Test func `Two arrays that may be flow are not chosen from, and a mask that does not fit is refused`() throws {
    let folder = try TemporaryFolder()
    let two = try NumpyArchiveWriter(path: folder.file("two.npz"))
    for name in ["a", "b"] { try two.add(Tensor<Float>(zeros: [2, 3, 4]), named: name) }
    try two.commit()
    let error = #expect(throws: FileError.self) { try FlowField(path: folder.file("two.npz")) }
    #expect(error?.description.contains("name one flow; it holds a, b") == true)
    for shape in [[4, 3], [3, 5], [12]] {
      let archive = try NumpyArchiveWriter(path: folder.file("mask.npz"), overwrite: true)
      try archive.add(Tensor<Float>(zeros: [2, 3, 4]), named: "flow")
      try archive.add(Tensor<UInt8>(zeros: shape), named: "valid")
      try archive.commit()
      #expect(throws: FileError.self, "\(shape)") { try FlowField(path: folder.file("mask.npz")) }
      let file = try HDF5Writer(path: folder.file("mask.h5"), overwrite: true)
      try file.write(Tensor<Float>(zeros: [2, 3, 4]), named: "flow")
      try file.write(Tensor<UInt8>(zeros: shape), named: "valid")
      try file.commit()
      #expect(throws: FileError.self, "\(shape)") { try FlowField(path: folder.file("mask.h5")) }
    }
  }
}
