import Files
import Tensors
import TestSupport
import Testing

@Suite struct NumpyArchiveTests {
  @Test(arguments: NumpyArchiveWriter.Compression.allCases)
  func `Arrays come back as they were written`(compression: NumpyArchiveWriter.Compression) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("arrays.npz")
    let writer = try NumpyArchiveWriter(path: path, compression: compression)
    for (index, tensor) in everyTypeAndShape.enumerated() { try writer.add(tensor, named: "array \(index)") }
    #expect(try !folder.names().contains("arrays.npz"))
    try writer.commit()
    #expect(try folder.names() == ["arrays.npz"])

    let archive = try NumpyArchive(path: path)
    #expect(archive.names == everyTypeAndShape.indices.map { "array \($0)" })
    for (index, tensor) in everyTypeAndShape.enumerated() {
      #expect(try archive.tensor("array \(index)") == tensor)
      #expect(try archive.header("array \(index)").shape == tensor.shape)
    }
  }

  @Test func `The same arrays give the same bytes`() throws {
    let folder = try TemporaryFolder()
    for name in ["one.npz", "two.npz"] {
      let writer = try NumpyArchiveWriter(path: folder.file(name), compression: .deflated)
      for (index, tensor) in everyScalarType.enumerated() { try writer.add(tensor, named: "a\(index)") }
      try writer.commit()
    }
    #expect(try fileBytes(folder.file("one.npz")) == fileBytes(folder.file("two.npz")))
  }

  @Test func `A writer that is dropped leaves nothing`() throws {
    let folder = try TemporaryFolder()
    do {
      let writer = try NumpyArchiveWriter(path: folder.file("arrays.npz"))
      try writer.add(everyScalarType[0], named: "a")
      #expect(try folder.names().count == 1)
    }
    #expect(try folder.names() == [])
    expectError(naming: "without arrays", kind: .cannotCreate) {
      try NumpyArchiveWriter(path: folder.file("none.npz")).commit()
    }
    #expect(try folder.names() == [])
  }

  @Test func `An archive that is there is replaced only when that is asked for`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1], to: "arrays.npz")
    expectError(naming: "exists already", kind: .cannotCreate) { _ = try NumpyArchiveWriter(path: path) }
    let writer = try NumpyArchiveWriter(path: path, overwrite: true)
    try writer.add(everyScalarType[0], named: "a")
    try writer.commit()
    #expect(try NumpyArchive(path: path).names == ["a"])
  }

  @Test func `An array is added from a file`() throws {
    let folder = try TemporaryFolder()
    let writer = try NumpyArchiveWriter(path: folder.file("arrays.npz"), compression: .deflated)
    try writer.add(contentsOf: Fixture.path("saved.npy"), named: "a")
    expectError(naming: "no NumPy array") { try writer.add(contentsOf: Fixture.path("stored.npz"), named: "b") }
    try writer.commit()
    let saved = try NumpyFile.read(path: Fixture.path("saved.npy"))
    #expect(try NumpyArchive(path: folder.file("arrays.npz")).tensor("a") == saved)
  }

  @Test(arguments: ["stored.npz", "deflated.npz"])
  func `An archive of NumPy's is read array by array`(name: String) throws {
    let archive = try NumpyArchive(path: Fixture.path(name))
    #expect(archive.names == ["a", "label", "n", "empty"])
    let a = Tensor<Float>(shape: [3, 4], scalars: (0..<12).map { Float($0) / 4 })
    #expect(try archive.float32("a") == a)
    #expect(try archive.tensor("a", of: Float.self) == a)
    #expect(try archive.int64("n") == Tensor(repeating: 7, shape: []))
    #expect(try archive.tensor("empty") == .uint16(Tensor(zeros: [0, 5])))
    expectError(naming: "the dtype <U3") { _ = try archive.tensor("label") }
    expectError(naming: "no array named b; it holds a, label, n, empty") { _ = try archive.tensor("b") }
    expectError(naming: "float64 is needed but the dtype is <f4, at entry a") {
      _ = try archive.tensor("a", of: Double.self)
    }
    expectError(naming: "whole numbers") { _ = try archive.int64("a") }
  }

  @Test func `Every type, byte order and order of axes that NumPy writes is read`() throws {
    let archive = try NumpyArchive(path: Fixture.path("dtypes.npz"))
    #expect(archive.names.count == 42)
    for name in archive.names {
      let tensor = try archive.tensor(name)
      let expected: [Float] =
        switch name.first {
        case "b": [0, 1, 0, 1, 0, 1]
        case "u": [0, 1, 2, 3, 4, 5]
        case "i": [-2, -1, 0, 1, 2, 3]
        default: [-1, -0.5, 0, 0.5, 1, 1.5]
        }
      #expect(tensor.shape == [2, 3], "\(name)")
      #expect(tensor.float32.scalars == expected, "\(name)")
      #expect(try archive.header(name).isFortranOrder == name.hasSuffix("_f"))
      let bits = name.dropFirst().prefix { $0.isNumber }
      let kind = ["b": "uint", "u": "uint", "i": "int", "f": "float"][name.prefix(1)]
      let width = name.hasPrefix("f2") ? 32 : 8 * (Int(bits) ?? 0)
      #expect(tensor.scalarType.rawValue == "\(kind ?? "")\(width)", "\(name)")
    }
  }

  @Test(arguments: NumpyArchiveWriter.Compression.allCases)
  func `Two arrays of an archive are read in turns`(compression: NumpyArchiveWriter.Compression) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("arrays.npz")
    let tensor = Tensor<Int32>(shape: [40, 1000], scalars: 0..<40_000)
    let writer = try NumpyArchiveWriter(path: path, compression: compression)
    try writer.add(tensor, named: "up")
    try writer.add(tensor.map { -$0 }, named: "down")
    try writer.commit()
    let archive = try NumpyArchive(path: path)
    let up = try archive.stream("up")
    let down = try archive.stream("down")
    var rows = [Int32](repeating: 0, count: 1000)
    for index in 0..<40 {
      try rows.withUnsafeMutableBufferPointer { try up.read(into: $0) }
      #expect(rows == (0..<1000).map { Int32(1000 * index + $0) })
      try rows.withUnsafeMutableBufferPointer { try down.read(into: $0) }
      #expect(rows == (0..<1000).map { -Int32(1000 * index + $0) })
    }
  }

  @Test func `A column-major array is read as a whole only`() throws {
    let archive = try NumpyArchive(path: Fixture.path("dtypes.npz"))
    var buffer = [Float](repeating: 0, count: 6)
    let columns = try archive.stream("f4_be_f")
    expectError(naming: "column by column") {
      try buffer.withUnsafeMutableBufferPointer { try columns.read(into: $0) }
    }
    let rows = try archive.stream("f2_be_c")
    try buffer.withUnsafeMutableBufferPointer { try rows.read(into: $0) }
    #expect(buffer == [-1, -0.5, 0, 0.5, 1, 1.5])
  }

  @Test func `A changed byte fails the checksum`() throws {
    let folder = try TemporaryFolder()
    var bytes = try Fixture.bytes("stored.npz")
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: [0, 0, 0x30, 0x40]) })
    bytes[place + 1] ^= 1
    let archive = try NumpyArchive(path: folder.write(bytes, to: "changed.npz"))
    expectError(naming: "the checksum does not match") { _ = try archive.tensor("a") }
    #expect(try archive.int64("n").scalars == [7])
  }

  @Test func `Of two archives of one name the second is refused`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.npz")
    let writers = try (0..<2).map { _ in try NumpyArchiveWriter(path: path) }
    for (number, writer) in writers.enumerated() {
      try writer.add(Tensor<Int64>(shape: [], scalars: [Int64(number)]), named: "number")
    }
    try writers[0].commit()
    #expect(throws: FileError.self) { try writers[1].commit() }
    #expect(try folder.names() == ["a.npz"])
    #expect(try NumpyArchive(path: path).int64("number").scalars == [0])
  }
}
