import Files
import Foundation
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// Flow written and read in every format.
@Suite struct FlowFieldTests {
  /// Components that every format holds exactly.
  static let flow = Tensor<Float>(shape: [2, 5, 7], scalars: (0..<70).map { Float($0 * 5 - 170) / 64 })

  static func mask(_ isValid: (Int) -> Bool) -> Tensor<UInt8> {
    Tensor(shape: [5, 7], scalars: (0..<35).map { isValid($0) ? 1 : 0 })
  }

  @Test(arguments: FlowFormat.allCases)
  func `A field that is written is read back`(format: FlowFormat) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.\(format.fileEnding)")
    let field = FlowField(flow: Self.flow)
    #expect(try field.write(to: path, format: format) == FlowWriteNotes())
    let read = try FlowField(path: path, format: format)
    #expect(read.flow == Self.flow)
    #expect(read.validCount == 35)
    #expect(throws: FileError.self) { try field.write(to: path, format: format) }
    try field.write(to: path, format: format, overwrite: true)
    #expect(try folder.names() == ["a.\(format.fileEnding)"])
  }

  @Test(arguments: FlowFormat.allCases, [0, 1, 34, 35])
  func `Pixels without flow are without it when they are read back`(format: FlowFormat, validCount: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a")
    let mask = Self.mask { $0 >= 35 - validCount }
    try FlowField(flow: Self.flow, valid: mask).write(to: path, format: format)
    let read = try FlowField(path: path, format: format)
    #expect(read.validCount == validCount)
    if validCount < 35 { #expect(read.valid == mask) }
    for pixel in 0..<35 where mask.scalars[pixel] != 0 {
      #expect(read.flow.scalars[pixel] == Self.flow.scalars[pixel])
      #expect(read.flow.scalars[35 + pixel] == Self.flow.scalars[35 + pixel])
    }
    #expect(read.flow.scalars.allSatisfy { $0.isFinite })
  }

  @Test(arguments: [FlowFormat.flo, .npy, .npz, .h5])
  func `The format is told by the content`(format: FlowFormat) throws {
    let folder = try TemporaryFolder()
    try FlowField(flow: Self.flow).write(to: folder.file("a.bin"), format: format)
    #expect(try FlowFormat.detect(folder.file("a.bin")) == format)
    #expect(try FlowField(path: folder.file("a.bin")).flow == Self.flow)
  }

  @Test(arguments: FlowFormat.allCases)
  func `A file cut at any byte is refused`(format: FlowFormat) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("cut")
    try FlowField(flow: Self.flow, valid: Self.mask { $0 % 3 == 0 }).write(to: path, format: format)
    let byteCount = try fileBytes(path).count
    for length in CutTests.lengths(byteCount) {
      try #require(truncate(path, off_t(length)) == 0)
      let error = #expect(throws: FileError.self, "cut at \(length)") { try FlowField(path: path, format: format) }
      #expect(error?.description.contains("\n") == false)
    }
  }

  @Test func `Values that are no numbers make their pixels invalid`() throws {
    var flow = Self.flow
    flow[0, 1, 2] = .nan
    flow[1, 3, 4] = -.infinity
    let field = FlowField(flow: flow)
    #expect(field.valid == Self.mask { $0 != 9 && $0 != 25 })
    #expect(field.flow.scalars.allSatisfy { $0.isFinite })
    #expect(field.flow[1, 1, 2] == 0 && field.flow[0, 3, 4] == 0)
  }

  @Test func `In a flo a component beyond a milliard means that the flow is not known`() throws {
    let folder = try TemporaryFolder()
    var flow = Self.flow
    flow[0, 0, 0] = 1e10
    flow[1, 0, 1] = -1.5e9
    flow[1, 0, 2] = 1e9
    try MiddleburyFlow.write(flow, path: folder.file("a.flo"))
    let field = try FlowField(path: folder.file("a.flo"))
    #expect(field.valid == Self.mask { $0 > 1 })
    #expect(field.flow[1, 0, 2] == 1e9)
    #expect(try MiddleburyFlow.read(path: folder.file("a.flo"))[0, 0, 0] == 1e10)
  }

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
  func `The ground truth of Middlebury and of KITTI is plausible`() throws {
    let middlebury = try FlowField(path: SharedFolder.path("data/flow/middlebury_flow_gt.flo"))
    #expect(middlebury.validCount > middlebury.width * middlebury.height / 2)
    #expect(middlebury.flow.scalars.allSatisfy { $0.magnitude < 100 })
    let path = SharedFolder.path("data/flow/kitti_flow_gt.png")
    let kitti = try FlowField(path: path, format: .kitti)
    #expect(kitti.width == 1242 && kitti.height == 375)
    let share = Double(kitti.validCount) / Double(kitti.width * kitti.height)
    #expect(share > 0.1 && share < 0.6)
    #expect(kitti.flow.scalars.allSatisfy { $0.magnitude < 300 })
    #expect(kitti.flow.scalars.contains { $0.magnitude > 5 })
    #expect(throws: FileError.self) { try FlowField(path: path) }
    // Written again it holds the same.
    let folder = try TemporaryFolder()
    try kitti.write(to: folder.file("a.png"), format: .kitti)
    #expect(try FlowField(path: folder.file("a.png"), format: .kitti) == kitti)
  }
}
