import Files
import Recordings
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// Folders of flow fields.
@Suite struct FlowFolderTests {
  private func write(_ names: [String], in folder: TemporaryFolder) throws {
    for (index, name) in names.enumerated() {
      let format = FlowFormat.allCases.first { name.hasSuffix($0.fileEnding) } ?? .flo
      try FlowField(flow: Tensor(repeating: Float(index), shape: [2, 3, 4])).write(
        to: folder.file(name), format: format)
    }
  }

  @Test func `Files go by the numbers in their names`() throws {
    let folder = try TemporaryFolder()
    try write(["flow_10.flo", "flow_9.flo", "flow_000100.flo", "note.png"], in: folder)
    let flows = try FlowFolder(path: folder.path)
    #expect(flows.entries.map(\.number) == [9, 10, 100])
    #expect(try flows.field(0).flow[0, 0, 0] == 1 && flows.field(1).flow[0, 0, 0] == 0)
    #expect(try flows.index(ofNumber: 100) == 2)
    #expect(!flows.hasIndex && flows.entries[0].window == nil)
    let error = #expect(throws: FileError.self) { try flows.index(ofNumber: 11) }
    #expect(error?.description.contains("9 to 100") == true)
  }

  @Test func `Files go by their names where numbers do not tell them apart`() throws {
    let folder = try TemporaryFolder()
    try write(["b.npz", "a.npz", "c1.npz"], in: folder)
    let flows = try FlowFolder(path: folder.path)
    #expect(flows.entries.map { $0.path.split(separator: "/").last } == ["a.npz", "b.npz", "c1.npz"])
    #expect(flows.entries.allSatisfy { $0.number == nil })
  }

  @Test func `Pictures are flow where nothing else is, with the format that is given`() throws {
    let folder = try TemporaryFolder()
    try write(["000001_10.png", "000000_10.png"], in: folder)
    let flows = try FlowFolder(path: folder.path, format: .kitti)
    #expect(flows.entries.map(\.number) == [0, 1])
    #expect(try flows.field(1).flow[0, 0, 0] == 0)
    #expect(throws: FileError.self) { try FlowFolder(path: folder.path).field(0) }
    #expect(throws: FileError.self) { try FlowFolder(path: folder.path, format: .npy) }
  }

  @Test func `The index of a run says what there is`() throws {
    let folder = try TemporaryFolder()
    try write(["flow_000002.flo", "flow_000001.flo", "flow_000003.flo"], in: folder)
    let index = """
      {"fields": [{"file": "flow_000002.flo", "start_us": 5, "end_us": 9, "frame_a": 2, "frame_b": 12, "iterations": 3},
      {"file": "flow_000001.flo"}], "width": 4, "model": "x"}
      """
    _ = try folder.write(Array(index.utf8), to: "index.json")
    let flows = try FlowFolder(path: folder.path)
    #expect(flows.hasIndex && flows.entries.map(\.number) == [2, 1])
    #expect(flows.entries[0].window == TimeWindow(startMicroseconds: 5, endMicroseconds: 9))
    #expect(flows.entries[0].frames == 2..<12 && flows.entries[1].frames == nil)
  }

  @Test func `A file that the index lists and that is missing is named in one line`() throws {
    let folder = try TemporaryFolder()
    try write(["flow_000001.flo"], in: folder)
    let index = #"{"fields": [{"file": "flow_000001.flo"}, {"file": "flow_000002.flo"}]}"#
    _ = try folder.write(Array(index.utf8), to: "index.json")
    let error = #expect(throws: FileError.self) { try FlowFolder(path: folder.path) }
    #expect(error?.kind == .notFound && error?.path == folder.file("flow_000002.flo"))
    #expect(error?.description.contains("\n") == false)
  }

  @Test(arguments: [
    "{}", "", "[1]", #"{"fields": []}"#, #"{"fields": [{"start_us": 5}]}"#, #"{"fields": [{"file": 3}]}"#,
  ])
  func `A file that is no index is refused`(text: String) throws {
    let folder = try TemporaryFolder()
    try write(["flow_000001.flo"], in: folder)
    _ = try folder.write(Array(text.utf8), to: "index.json")
    #expect(throws: FileError.self) { try FlowFolder(path: folder.path) }
  }

  @Test func `A folder without flow, or with several formats, is refused`() throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileError.self) { try FlowFolder(path: folder.path) }
    #expect(throws: FileError.self) { try FlowFolder(path: folder.file("nothing")) }
    try write(["1.flo", "1.npy"], in: folder)
    let error = #expect(throws: FileError.self) { try FlowFolder(path: folder.path) }
    #expect(error?.problem.contains("flo, npy") == true)
    #expect(try FlowFolder(path: folder.path, format: .npy).entries.count == 1)
  }
}
