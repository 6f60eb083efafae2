import Files
import Tensors
import TestSupport
import Testing

@Suite struct NumpyFileTests {
  @Test(arguments: everyTypeAndShape)
  func `An array comes back as it was written`(tensor: AnyTensor) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("array.npy")
    try NumpyFile.write(tensor, to: path)
    #expect(try NumpyFile.read(path: path) == tensor)
    #expect(try folder.names() == ["array.npy"])
    let header = try NumpyHeader(file: InputFile(path: path))
    #expect(header.dataOffset % 64 == 0)
    #expect(header.shape == tensor.shape)
    #expect(header.scalarType == tensor.scalarType)
    #expect(header.byteCount == tensor.count * tensor.scalarType.byteCount)
  }

  @Test(arguments: ["saved.npy", "vector.npy", "scalar.npy", "empty.npy"])
  func `The bytes written are those that NumPy writes`(name: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file(name)
    try NumpyFile.write(try NumpyFile.read(path: Fixture.path(name)), to: path)
    #expect(try fileBytes(path) == Fixture.bytes(name))
  }

  @Test(arguments: ["version1.npy", "version2.npy", "version3.npy", "saved.npy"])
  func `Every version of the format is read`(name: String) throws {
    let tensor = try #require(try NumpyFile.read(path: Fixture.path(name)).tensor(of: Float.self))
    #expect(tensor == Tensor(shape: [3, 4], scalars: (0..<12).map { Float($0) / 4 }))
  }

  @Test func `Half precision keeps its value, subnormal and infinite numbers too`() throws {
    let tensor = try NumpyFile.read(path: Fixture.path("half.npy"))
    let halves: [Float] = [0, 1, -2, 65504, 0x1p-24, 0x1.ff8p-15, .infinity, -.infinity, 0x1.55p-2]
    #expect(tensor.float32.scalars == halves)
  }

  #if !(os(macOS) && arch(x86_64))
    @Test func `All 65536 half-precision numbers are widened as the compiler widens them`() throws {
      let folder = try TemporaryFolder()
      let text = "{'descr': '<f2', 'fortran_order': False, 'shape': (65536,), }"
      let front: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
      let halves = (0...UInt16.max).flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
      let tensor = try NumpyFile.read(path: folder.write(front + halves, to: "halves.npy")).float32
      let wrong = tensor.scalars.enumerated().filter { index, value in
        let expected = Float(Float16(bitPattern: UInt16(index)))
        return expected.isNaN ? !value.isNaN : expected.bitPattern != value.bitPattern
      }
      #expect(wrong.isEmpty)
    }
  #endif

  @Test(arguments: [
    ("text.npy", "<U3"), ("bytes.npy", "|S3"), ("complex.npy", "<c8"), ("structured.npy", "[('t', '<i8')"),
    ("object.npy", "|O"),
  ])
  func `A type that holds no plain numbers is named`(name: String, dtype: String) {
    expectError(naming: "the dtype \(dtype)") { _ = try NumpyFile.read(path: Fixture.path(name)) }
  }

  @Test func `An array is read piece by piece`() throws {
    let stream = try NumpyStream(path: Fixture.path("saved.npy"))
    #expect(stream.header.shape == [3, 4])
    var row = [Float](repeating: 0, count: 4)
    for index in 0..<3 {
      try row.withUnsafeMutableBufferPointer { try stream.read(into: $0) }
      #expect(row == (0..<4).map { Float(4 * index + $0) / 4 })
    }
    #expect(stream.remainingCount == 0)
    var doubles = [Double](repeating: 0, count: 1)
    let other = try NumpyStream(path: Fixture.path("saved.npy"))
    expectError(naming: "float64 is needed but the dtype is <f4") {
      try doubles.withUnsafeMutableBufferPointer { try other.read(into: $0) }
    }
  }

  @Test(arguments: [
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", true),
    ("{\"descr\":\"<f4\",\"fortran_order\":False,\"shape\":(2,)}", true),
    ("{'shape': (2L,), 'fortran_order': True, 'descr': '<f4'}", true),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2)}  \n", true),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904,), }", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 0, 4), }", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)", false),
    ("{'descr': '<f4', 'fortran_order': False, }", false),
    ("{'descr': '<f4', 'fortran_order': Perhaps, 'shape': (2,), }", false),
    ("{'descr': __import__('os'), 'fortran_order': False, 'shape': (2,), }", false),
    ("{'descr': [[[[[[[[", false), ("", false),
  ])
  func `A header is read as Python would, or refused`(text: String, isSound: Bool) throws {
    let folder = try TemporaryFolder()
    let front: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0]
    let path = try folder.write(front + Array(text.utf8) + [0, 0, 128, 63, 0, 0, 0, 64], to: "array.npy")
    if isSound {
      #expect(try NumpyFile.read(path: path).float32.scalars == [1, 2])
    } else {
      expectError(naming: "array.npy: ") { _ = try NumpyFile.read(path: path) }
    }
  }

  @Test func `A header longer than version 1 can say is written as version 2`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("array.npy")
    let tensor = AnyTensor(Tensor<UInt8>(repeating: 7, shape: [Int](repeating: 1, count: 30_000)))
    try NumpyFile.write(tensor, to: path)
    #expect(try fileBytes(path)[6] == 2)
    #expect(try NumpyHeader(file: InputFile(path: path)).dataOffset % 64 == 0)
    #expect(try NumpyFile.read(path: path) == tensor)
  }

  @Test func `A file that is there is replaced only when that is asked for`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1, 2, 3], to: "array.npy")
    expectError(naming: "exists already", kind: .cannotCreate) {
      try NumpyFile.write(Tensor<Float>(zeros: [1]), to: path)
    }
    #expect(try fileBytes(path) == [1, 2, 3])
    try NumpyFile.write(Tensor<Float>(zeros: [1]), to: path, overwrite: true)
    #expect(try NumpyFile.read(path: path).count == 1)
  }
}
