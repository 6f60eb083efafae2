import Files
import Tensors
import TestSupport
import Testing

@Suite struct SafetensorsFileTests {
  @Test func `Tensors and metadata come back as they were written`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("weights.safetensors")
    let named = everyTypeAndShape.enumerated().map { (name: "a.\($0) \"ü\"\n", tensor: $1) }
    let metadata = ["format": "pt", "quoted \"key\"": "line\nbreak \\ \u{1} ü 😀"]
    try SafetensorsFile.write(named, metadata: metadata, to: path)
    #expect(try folder.names() == ["weights.safetensors"])
    let file = try SafetensorsFile(path: path)
    #expect(file.metadata == metadata)
    #expect(Set(file.names) == Set(named.map(\.name)))
    for (name, tensor) in named { #expect(try file.tensor(name) == tensor) }
  }

  #if !(os(macOS) && arch(x86_64))
    @Test func `Single precision is stored as half precision, rounded as the compiler rounds it`() throws {
      let folder = try TemporaryFolder()
      // Every value of half precision, what lies halfway to the next, and what lies just beside that.
      let halves = (0..<UInt16(0x7c00)).map { Float(Float16(bitPattern: $0)) }
      let between = zip(halves, halves.dropFirst()).flatMap { low, high in
        let middle = (low + high) / 2
        return [middle.nextDown, middle, middle.nextUp]
      }
      let values = halves + between + [65519, 65520, 1e10, .infinity]
      let tensor = Tensor<Float>(shape: [2, values.count], scalars: values + values.map { -$0 })
      let counts = Tensor<Int32>(shape: [3], scalars: [1, 2, 3])
      let path = folder.file("half.safetensors")
      try SafetensorsFile.write(
        [(name: "w", tensor: AnyTensor(tensor)), (name: "n", tensor: AnyTensor(counts))], storesHalves: true, to: path)
      let file = try SafetensorsFile(path: path)
      #expect(try file.tensor("n") == AnyTensor(counts))
      let read = try file.tensor("w").float32
      #expect(read.shape == tensor.shape)
      let wrong = zip(read.scalars, tensor.scalars).filter { $0.bitPattern != Float(Float16($1)).bitPattern }
      #expect(wrong.isEmpty, "\(wrong.prefix(3))")
      #expect(try InputFile(path: path).byteCount < 2 * tensor.count + 300)
    }
  #endif

  @Test func `Every type that the format's own library writes is read`() throws {
    let file = try SafetensorsFile(path: Fixture.path("types.safetensors"))
    #expect(file.metadata == ["format": "pt", "note": "a \"quoted\"\nline"])
    #expect(file.names.count == 15)
    for name in file.names where !["scalar", "none"].contains(name) {
      try expectRamp(file.tensor(name), named: name)
    }
    #expect(try file.tensor("scalar") == .float32(Tensor(repeating: 2.5, shape: [])))
    #expect(try file.tensor("none") == .float32(Tensor(zeros: [0, 4])))
    expectError(naming: "no tensor named x") { _ = try file.tensor("x") }
  }

  @Test func `A type that is unknown hurts only who asks for it`() throws {
    let file = try SafetensorsFile(path: Fixture.path("float8.safetensors"))
    #expect(try file.tensor("w").float32.scalars == [0, 1, 2, 3])
    expectError(naming: "the dtype F8_E4M3 cannot be read, at entry f8") { _ = try file.tensor("f8") }
  }

  @Test(arguments: [
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, true),
    (#"{"__metadata__":{"k":"v"},"a":{"dtype":"I16","shape":[2,2],"data_offsets":[0,8]}}"#, true),
    (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, false),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, false),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, false),
    (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}"#, false),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, false),
    (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, false),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, false),
    (#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#, false),
    (
      #"{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
      false
    ),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]"#, false), ("{}", false), ("[]", false), ("", false),
  ])
  func `The tensors fill the file, or it is refused`(table: String, isSound: Bool) throws {
    let folder = try TemporaryFolder()
    let bytes = [UInt8(table.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(table.utf8) + [UInt8](repeating: 0, count: 8)
    let path = try folder.write(bytes, to: "weights.safetensors")
    if isSound {
      #expect(try SafetensorsFile(path: path).tensor("a").float32.scalars.allSatisfy { $0 == 0 })
    } else {
      expectError(naming: "weights.safetensors: ") { _ = try SafetensorsFile(path: path) }
    }
  }

  @Test(arguments: [[UInt8]](arrayLiteral: [255, 255, 255, 255, 255, 255, 255, 255], [0, 0, 0, 0, 1, 0, 0, 0], [9]))
  func `A table longer than the file is refused`(front: [UInt8]) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(front, to: "weights.safetensors")
    expectError(naming: "table") { _ = try SafetensorsFile(path: path) }
  }
}
