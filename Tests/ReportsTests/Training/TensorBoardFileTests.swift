import Foundation
import TestSupport
import Testing

@testable import Reports

@Suite struct TensorBoardFileTests {
  @Test func `The checksum is that of RFC 3720`() {
    #expect(CastagnoliChecksum.of(Array("123456789".utf8)) == 0xE306_9283)
    #expect(CastagnoliChecksum.of(Array(repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CastagnoliChecksum.of(Array(0..<32)) == 0x46DD_794E)
  }

  @Test func `Scalars are records of a summary`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("events.out.tfevents.test")
    let file = try TensorBoardFile(path: path) { 1.5 }
    try file.add([("loss", 0.25)], step: 300)
    let bytes = try fileBytes(path)
    // wall_time, and file_version.
    let version: [UInt8] = [0x09, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0x1A, 13] + Array("brain.Event:2".utf8)
    let value: [UInt8] = [0x0A, 4] + Array("loss".utf8) + [0x15, 0, 0, 0x80, 0x3E]
    let summary: [UInt8] = [0x0A, UInt8(value.count)] + value
    let event: [UInt8] =
      [0x09, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0x10, 0xAC, 0x02, 0x2A, UInt8(summary.count)] + summary
    var expected: [UInt8] = []
    for content in [version, event] {
      let length = ProtocolBuffer.littleEndian(UInt64(content.count))
      expected += length + ProtocolBuffer.littleEndian(CastagnoliChecksum.masked(length)) + content
      expected += ProtocolBuffer.littleEndian(CastagnoliChecksum.masked(content))
    }
    #expect(bytes == expected)
  }
}
