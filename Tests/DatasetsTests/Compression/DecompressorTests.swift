import Testing

@testable import Datasets

@Suite struct DecompressorTests {
  enum Codec: CaseIterable {
    case lz4, zstd

    func make() throws -> any StreamDecompressor { try self == .lz4 ? LZ4Frame() : Zstandard() }

    func compress(_ bytes: [UInt8]) throws -> [UInt8] {
      try bytes.withUnsafeBytes { try self == .lz4 ? LZ4Frame.compress($0) : Zstandard.compress($0) }
    }
  }

  private static let contents: [[UInt8]] = [0, 1, 100, 70_000, 300_000].map { count in
    (0..<count).map { UInt8(truncatingIfNeeded: $0 / 7 ^ $0 >> 9) }
  }

  @Test(arguments: Codec.allCases)
  func `Contents come back, also of several frames and with a buffer that has to grow`(codec: Codec) throws {
    let decompressor = try codec.make()
    let output = DecompressedBytes(limit: 1 << 20, capacity: 16)
    for content in Self.contents {
      let frame = try codec.compress(content)
      try frame.withUnsafeBytes { try decompressor.decompress($0, into: output) }
      #expect(Array(output.bytes) == content)
      try (frame + frame).withUnsafeBytes { try decompressor.decompress($0, into: output) }
      #expect(Array(output.bytes) == content + content)
    }
  }

  @Test(arguments: Codec.allCases)
  func `Contents come back piece by piece`(codec: Codec) throws {
    let decompressor = try codec.make()
    let frame = try codec.compress(Self.contents[3])
    decompressor.reset(outputStays: false)
    var (content, rest, ends) = ([UInt8](), frame[...], false)
    var room = [UInt8](repeating: 0, count: 777)
    while !ends {
      let step = try rest.prefix(100).withUnsafeBytes { input in
        try room.withUnsafeMutableBytes { try decompressor.step(input, into: $0) }
      }
      content += room.prefix(step.produced)
      rest = rest.dropFirst(step.consumed)
      ends = step.frameEnds
    }
    #expect(content == Self.contents[3] && rest.isEmpty)
  }

  @Test(arguments: Codec.allCases)
  func `Cut and damaged frames are refused, and contents over the limit`(codec: Codec) throws {
    let decompressor = try codec.make()
    let content = Self.contents[3]
    let frame = try codec.compress(content)
    let output = DecompressedBytes(limit: content.count)
    func attempt(_ bytes: some Collection<UInt8>) throws {
      try Array(bytes).withUnsafeBytes { try decompressor.decompress($0, into: output) }
    }
    for length in stride(from: 1, to: frame.count, by: max(1, frame.count / 200)) {
      #expect(throws: CompressionError.self, "\(length) bytes") { try attempt(frame.prefix(length)) }
    }
    for place in stride(from: 0, to: frame.count, by: max(1, frame.count / 200)) {
      var damaged = frame
      damaged[place] ^= 0x55
      // What a checksum does not cover may pass; a crash may not.
      do { try attempt(damaged) } catch is CompressionError {}
    }
    try attempt(frame)
    #expect(Array(output.bytes) == content)
    output.limit = content.count - 1
    #expect(throws: CompressionError.self) { try attempt(frame) }
    #expect(throws: CompressionError.self) { try attempt([1, 2, 3, 4, 5, 6, 7, 8]) }
  }
}
