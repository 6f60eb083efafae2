import Files
import Tensors
import TestSupport
import Testing

@Suite struct NumpyTextTests {
  @Test(arguments: [["window", "y", "x"], [""], [], ["µs", "日本", "a"]])
  func `Texts come back as they were`(texts: [String]) throws {
    let folder = try TemporaryFolder()
    let writer = try NumpyArchiveWriter(path: folder.file("a.npz"))
    try writer.add(texts: texts, named: "axes")
    try writer.add(texts: ["voxel-grid:5"], isScalar: true, named: "kind")
    try writer.commit()
    let archive = try NumpyArchive(path: folder.file("a.npz"))
    #expect(archive.names == ["axes", "kind"])
    #expect(try archive.texts("axes") == texts)
    #expect(try archive.texts("kind") == ["voxel-grid:5"])
  }

  @Test func `They are stored as NumPy stores them`() throws {
    let folder = try TemporaryFolder()
    let writer = try NumpyArchiveWriter(path: folder.file("a.npz"))
    try writer.add(texts: ["ab", "c"], named: "axes")
    try writer.commit()
    var bytes: [UInt8] = []
    try NumpyArchive(path: folder.file("a.npz")).content("axes") { bytes.append(contentsOf: $0) }
    #expect(
      String(decoding: bytes[10..<128], as: UTF8.self).hasPrefix(
        "{'descr': '<U2', 'fortran_order': False, 'shape': (2,), }"))
    #expect(bytes.suffix(16) == [97, 0, 0, 0, 98, 0, 0, 0, 99, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test func `Other arrays are refused by name`() throws {
    let folder = try TemporaryFolder()
    let writer = try NumpyArchiveWriter(path: folder.file("a.npz"))
    try writer.add(Tensor<Float>(zeros: [3]), named: "data")
    try writer.commit()
    let archive = try NumpyArchive(path: folder.file("a.npz"))
    for name in ["data", "none"] {
      let error = #expect(throws: FileError.self) { try archive.texts(name) }
      #expect(error?.kind == .badContent && error?.description.contains(name) == true)
    }
  }
}
