import Datasets
import Files
import Foundation
import Tensors
import TestSupport
import Testing

@testable import SpikingNetworks

/// Graphs that the `nir` package wrote, held against outputs from the equations: `Fixtures/make_nir.py`.
@Suite struct NIRFixtureTests {
  private static func path(_ name: String) -> String {
    let here = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
    return "\(here)/Fixtures/NIR/\(name)"
  }

  private func graph(_ path: String) throws -> NIRGraph { try NIRGraph(HDF5Tree.read(path), path: path) }

  private func largestDifference(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Double {
    zip(a.scalars, b.scalars).map { abs($0 - $1) }.max() ?? 0
  }

  @Test(arguments: ["dense", "planes", "line", "recurrent"])
  func `A graph of the nir package gives what its equations say, and still does when it was written here`(
    name: String
  ) throws {
    let reference = try NumpyArchive(path: Self.path("\(name).npz"))
    let (input, output) = (try reference.tensor("input").float64, try reference.tensor("output").float64)
    let step = try reference.tensor("dt").float64.scalars[0]
    let graph = try graph(Self.path("\(name).nir"))
    let executor = try NIRExecutor(graph, timeStep: step)
    let given = executor.run(input)
    #expect(given.shape == output.shape && largestDifference(given, output) < 1e-9)
    // A second run begins anew.
    #expect(executor.run(input) == given)
    let folder = try TemporaryFolder()
    try HDF5Tree.write(graph.stored(), path: folder.file("copy.nir"))
    let copy = try self.graph(folder.file("copy.nir"))
    #expect(Set(copy.edges) == Set(graph.edges) && Set(copy.nodes.map(\.name)) == Set(graph.nodes.map(\.name)))
    #expect(try largestDifference(NIRExecutor(copy, timeStep: step).run(input), output) < 1e-9)
  }

  @Test func `An inner graph is put in its place, and its cycle is a step late`() throws {
    let graph = try graph(Self.path("recurrent.nir"))
    #expect(graph["layer.rec"]?.type == "Affine" && graph.inputs.map(\.name) == ["input"])
    #expect(graph.edges.contains(.init("a", "layer.input")) && graph.edges.contains(.init("layer.output", "i")))
    let place = Dictionary(uniqueKeysWithValues: graph.nodes.enumerated().map { ($1.name, $0) })
    let schedule = NIRSchedule(graph, isPast: graph.nodes.map { _ in false })
    #expect(schedule.previous.flatMap(\.self) == [place["layer.rec"]])
    #expect(Set(schedule.order).count == graph.nodes.count)
  }

  @Test(arguments: ["dense", "line"])
  func `A file cut at any byte is refused or read, and names the place`(name: String) throws {
    let folder = try TemporaryFolder()
    let bytes = try fileBytes(Self.path("\(name).nir"))
    let path = folder.file("cut.nir")
    try fileWrite(bytes, path)
    for length in stride(from: bytes.count - 1, to: 0, by: -149) {
      try #require(truncate(path, off_t(length)) == 0)
      let error = #expect(throws: FileError.self, "\(length) bytes") { try graph(path) }
      #expect(error?.place != nil, "\(length) bytes: \(String(describing: error))")
    }
  }

  @Test func `A file with any byte changed is read, or an error says where`() throws {
    let folder = try TemporaryFolder()
    let bytes = try fileBytes(Self.path("dense.nir"))
    for place in stride(from: 0, to: bytes.count, by: 47) {
      var changed = bytes
      changed[place] ^= [0xFF, 0x01, 0x40][place % 3]
      let path = folder.file("changed.nir")
      try fileWrite(changed, path)
      do {
        _ = try NIRExecutor(graph(path))
      } catch let error as FileError {
        #expect(error.place != nil || error.remedy != nil, "byte \(place): \(error)")
      }
    }
  }
}
