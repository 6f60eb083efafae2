import Files
import Foundation
import Media
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// What KITTI's and DSEC's PNGs hold of a flow.
@Suite struct FlowPNGTests {
  private func samples(_ field: FlowField, _ format: FlowFormat) throws -> (samples: [UInt16], notes: FlowWriteNotes) {
    let folder = try TemporaryFolder()
    let notes = try field.write(to: folder.file("a.png"), format: format)
    guard case .uint16(let samples) = try StillPicture(path: folder.file("a.png")) else { return ([], notes) }
    return (samples.scalars, notes)
  }

  private func row(_ u: [Float], _ v: [Float], valid: [UInt8]? = nil) -> FlowField {
    FlowField(
      flow: Tensor(shape: [2, 1, u.count], scalars: u + v),
      valid: valid.map { Tensor(shape: [1, u.count], scalars: $0) })
  }

  @Test func `The channels are u, v and whether there is flow`() throws {
    let field = row([1, -2, 0.5], [0.25, 3, 0], valid: [1, 0, 1])
    #expect(try samples(field, .kitti).samples == [32832, 32784, 1, 0, 0, 0, 32800, 32768, 1])
    #expect(try samples(field, .dsec).samples == [32896, 32800, 1, 32768, 32768, 0, 32832, 32768, 1])
  }

  @Test func `Numbers are rounded as the code of the datasets does`() throws {
    // Halves of a step, above and below zero.
    let field = row([0.5, 1.5, -0.5, -1.5].map { $0 / 64 }, [0.4, 0.6, -0.4, -0.6].map { $0 / 64 })
    #expect(
      try samples(field, .kitti).samples == [32769, 32768, 1, 32770, 32769, 1, 32768, 32768, 1, 32767, 32767, 1])
    let finer = row([0.5, 1.5, -0.5, -1.5].map { $0 / 128 }, [0.4, 0.6, -0.4, -0.6].map { $0 / 128 })
    #expect(try samples(finer, .dsec).samples == [32768, 32768, 1, 32770, 32769, 1, 32768, 32768, 1, 32766, 32767, 1])
  }

  @Test(arguments: [(FlowFormat.kitti, Float(512)), (.dsec, 256)])
  func `Components out of range stay at its end and are counted`(format: FlowFormat, limit: Float) throws {
    let (samples, notes) = try samples(row([limit, -limit, limit * 3], [-limit - 1, 0, 1e30]), format)
    #expect(samples == [65535, 0, 1, 0, 32768, 1, 65535, 65535, 1])
    #expect(notes.saturatedCount == 4)
    #expect(notes.warning(format: format)?.contains("4 components lie") == true)
    #expect(FlowWriteNotes().warning(format: format) == nil)
    // Pixels without flow are not counted.
    #expect(try self.samples(row([1e9], [0], valid: [0]), format).notes.saturatedCount == 0)
  }

  @Test func `A prediction for DSEC without a mask has flow everywhere`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("000820.png")
    try StillPicture.uint16(Tensor(shape: [1, 2, 3], scalars: [32896, 32640, 0, 32768, 32768, 0])).writePNG(path: path)
    let field = try FlowField(path: path, format: .dsec)
    #expect(field.valid == nil)
    #expect(field.flow.scalars == [1, 0, -1, 0])
    // KITTI's third channel is always looked at.
    #expect(try FlowField(path: path, format: .kitti).validCount == 0)
  }

  @Test(arguments: [
    ("flow/forward/000002.png", FlowFormat.dsec), ("flow/backward/000002.png", .dsec),
    ("zurich_city_15_a/000820.png", .dsec), ("training/flow_occ/000000_10.png", .kitti),
    ("flow_noc/000000_10.png", .kitti),
  ])
  func `The folder says the scale`(name: String, format: FlowFormat) throws {
    let folder = try TemporaryFolder()
    let path = folder.file(name)
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try FlowFieldTests.writeSample(path, format)
    #expect(try FlowFormat.detect(path) == format)
    #expect(try FlowField(path: path).flow == FlowFieldTests.flow)
  }

  @Test func `Another folder does not say it, and the error says what to do`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.png")
    try FlowFieldTests.writeSample(path, .dsec)
    let error = #expect(throws: FileError.self) { try FlowField(path: path) }
    #expect(error?.remedy == "pass \(Setting.inputFormat, to: "kitti") or \(Setting.inputFormat, to: "dsec")")
  }

  @Test func `A picture of another kind is refused`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.png")
    for shape in [[2, 2, 3], [2, 2]] {
      try StillPicture.uint8(Tensor(zeros: shape)).writePNG(path: path, overwrite: true)
      #expect(throws: FileError.self) { try FlowField(path: path, format: .kitti) }
    }
    for shape in [[2, 2], [2, 2, 4]] {
      try StillPicture.uint16(Tensor(zeros: shape)).writePNG(path: path, overwrite: true)
      #expect(throws: FileError.self) { try FlowField(path: path, format: .kitti) }
    }
  }

  @Test func `A size that the bytes cannot hold is refused before the picture is decoded`() throws {
    let folder = try TemporaryFolder()
    try FlowFieldTests.writeSample(folder.file("a.png"), .kitti)
    var bytes = try fileBytes(folder.file("a.png"))
    bytes.replaceSubrange(16..<24, with: [0, 0, 0x40, 0, 0, 0, 0x10, 0])
    let path = try folder.write(bytes, to: "large.png")
    let error = #expect(throws: FileError.self) { try FlowField(path: path, format: .kitti) }
    #expect(error?.problem.contains("16384x4096") == true)
  }
}

extension FlowFieldTests {
  static func writeSample(_ path: String, _ format: FlowFormat) throws {
    try FlowField(flow: flow).write(to: path, format: format)
  }
}
