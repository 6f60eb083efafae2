import Datasets
import Files
import Tensors
import TestSupport
import Testing

@Suite struct MiddleburyFlowTests {
  private let flow = Tensor<Float>(shape: [2, 3, 5], scalars: (0..<30).map { Float($0) / 4 - 3 })

  @Test func `What is written is read back`() throws {
    let folder = try TemporaryFolder()
    try MiddleburyFlow.write(flow, path: folder.file("a.flo"))
    #expect(try MiddleburyFlow.read(path: folder.file("a.flo")) == flow)
    #expect(try fileBytes(folder.file("a.flo")).count == 12 + 8 * 15)
    #expect(throws: FileError.self) { try MiddleburyFlow.write(flow, path: folder.file("a.flo")) }
    #expect(try folder.names() == ["a.flo"])
  }

  @Test func `A file cut at any byte is refused`() throws {
    let folder = try TemporaryFolder()
    try MiddleburyFlow.write(flow, path: folder.file("a.flo"))
    let bytes = try fileBytes(folder.file("a.flo"))
    for length in 0..<bytes.count {
      let path = try folder.write(Array(bytes[..<length]), to: "cut.flo")
      #expect(throws: FileError.self, "cut at \(length)") { try MiddleburyFlow.read(path: path) }
    }
  }

  @Test func `A size beyond the file is refused before memory is taken`() throws {
    let folder = try TemporaryFolder()
    try MiddleburyFlow.write(flow, path: folder.file("a.flo"))
    var bytes = try fileBytes(folder.file("a.flo"))
    bytes.replaceSubrange(4..<12, with: [0, 0, 1, 0, 0, 0, 1, 0])
    let path = try folder.write(bytes, to: "large.flo")
    #expect(throws: FileError.self) { try MiddleburyFlow.read(path: path) }
  }

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
  func `Middlebury's own ground truth is read`() throws {
    let flow = try MiddleburyFlow.read(path: SharedFolder.path("data/flow/middlebury_flow_gt.flo"))
    #expect(flow.shape[0] == 2)
    #expect(12 + 8 * flow.shape[1] * flow.shape[2] == 1_812_748)
    let known = flow.scalars.filter { $0.magnitude < 1e9 }
    #expect(known.count > flow.count / 2)
    #expect(known.allSatisfy { $0.magnitude < 100 })
  }
}
