import Files
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// Files of HDF5 that a worker reads, and what becomes of a worker that comes to harm.
@Suite struct HDF5WorkerTests {
  private static let worker = HDF5Isolation.process(executable: builtProgram("saccade"))

  /// A file with datasets in chunks, filtered and plain, of one axis and of three.
  private func write(_ path: String) throws {
    let file = try HDF5Writer(path: path)
    try file.write(Tensor(shape: [50_000], scalars: (0..<50_000).map { Int64($0 * $0 % 7919) }), named: "events/t")
    let frames = try file.frames(named: "flow", of: Float.self, axesAfterFirst: [2, 5, 7], framesPerChunk: 3)
    for index in 0..<40 {
      try frames.append(
        Tensor<Float>(shape: [1, 2, 5, 7], scalars: (0..<70).map { Float(index * 70 + $0) / 3 }))
    }
    try frames.finish()
    try file.commit()
  }

  @Test func `A worker tells of a file what the library does in the program itself`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.h5")
    try write(path)
    let (here, there) = (try HDF5File(path: path, isolation: .none), try HDF5File(path: path, isolation: Self.worker))
    #expect(try there.names(in: "/") == here.names(in: "/"))
    for name in ["/", "events", "events/t", "flow", "nothing"] {
      #expect(try there.object(name) == here.object(name), "\(name)")
    }
    #expect(try there.contains("flow") && !there.contains("nothing"))
    #expect(try there.text("nothing", of: "/") == nil && there.integers("nothing", of: "/", count: 2) == nil)
    for name in ["events/t", "flow"] {
      let (mine, theirs) = (try here.dataset(name), try there.dataset(name))
      #expect(theirs.shape == mine.shape && theirs.elementType == mine.elementType)
      #expect(theirs.elementBytes == mine.elementBytes)
      #expect(try theirs.allBytes() == mine.allBytes(), "\(name)")
      // Backwards, where nothing is foreseen but the distance.
      let readers = [try HDF5FrameReader(mine), try HDF5FrameReader(theirs)]
      for frame in stride(from: mine.shape[0] - 1, through: 0, by: -max(1, mine.shape[0] / 37)) {
        let frames = try readers.map { reader -> [UInt8] in
          var bytes: [UInt8] = []
          try reader.withFrames(frame..<frame + 1) { start, _ in
            bytes = Array(UnsafeRawBufferPointer(start: start, count: reader.frameBytes))
          }
          return bytes
        }
        #expect(frames[0] == frames[1], "\(name) \(frame)")
      }
    }
    let (mine, theirs) = (
      #expect(throws: FileError.self) { try here.dataset("nothing") },
      #expect(throws: FileError.self) { try there.dataset("nothing") }
    )
    #expect(mine == theirs)
  }

  @Test func `Chunks are found behind something of the user's, too`() throws {
    let folder = try TemporaryFolder()
    try write(folder.file("a.h5"))
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: folder.file("a.h5"))))
    try fileWrite([UInt8](repeating: 7, count: 512) + bytes, folder.file("b.h5"))
    for name in ["events/t", "flow"] {
      let expected = try HDF5File(path: folder.file("a.h5"), isolation: .none).dataset(name).allBytes()
      for isolation in [HDF5Isolation.none, Self.worker] {
        let found = try HDF5File(path: folder.file("b.h5"), isolation: isolation).dataset(name)
        #expect(try found.allBytes() == expected, "\(name)")
      }
    }
  }

  @Test func `A worker outlives the thread that started it`() throws {
    // Looked at by one thread after the other.
    final class Opening: @unchecked Sendable {
      let path: String
      var file: Result<HDF5File, any Error>?
      init(_ path: String) { self.path = path }
    }
    let folder = try TemporaryFolder()
    try write(folder.file("a.h5"))
    let opening = Opening(folder.file("a.h5"))
    let thread = Thread {
      opening.file = Result { try HDF5File(path: opening.path, isolation: Self.worker) }
    }
    thread.start()
    while !thread.isFinished { sched_yield() }
    let file = try #require(try opening.file?.get())
    // The thread may be at its end still.
    for _ in 0..<3000 { _ = try file.contains("flow") }
  }

  @Test func `Files that harm the library are refused by a worker with the same words`() throws {
    let corpus = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "DatasetsTests/Corpus")
    let files = FileManager.default.enumerator(at: corpus, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL }
    let hostile = (files ?? []).filter { ["h5", "hdf5"].contains($0.pathExtension) }.map(\.path)
    #expect(!hostile.isEmpty)
    for path in hostile {
      let (mine, theirs) = (summary(path, .none), summary(path, Self.worker))
      #expect(mine == theirs, "\(path)")
    }
  }

  /// What there is in a file, or what is said of it.
  private func summary(_ path: String, _ isolation: HDF5Isolation) -> [String] {
    do {
      let file = try HDF5File(path: path, isolation: isolation)
      return try file.names(in: "/").map { name in
        do {
          guard try file.object(name) == .dataset else { return "\(name): a group" }
          let dataset = try file.dataset(name)
          return "\(name): \(dataset.shape) \(dataset.elementType) \(dataset.storage)"
        } catch { return "\(name): \(error)" }
      }
    } catch { return ["\(error)"] }
  }

  @Test(arguments: [
    ("kill -SEGV $$", "crashed on it (signal 11)"), ("exit 0", "ended on it"), ("echo no", "ended on it"),
  ])
  func `The end of a worker is one line that names the file`(script: String, words: String) throws {
    let folder = try TemporaryFolder()
    try write(folder.file("a.h5"))
    // By another process: what this one has open for writing, however short, its children may hold, too, and then it is busy.
    let made = try Program.shell(
      "printf '%s\\n' '#!/bin/sh' '\(script)' > worker && chmod 755 worker", in: folder)
    #expect(made.status == 0)
    let executable = folder.file("worker")
    let error = #expect(throws: FileError.self) {
      try HDF5File(path: folder.file("a.h5"), isolation: .process(executable: executable))
    }
    #expect(error?.path == folder.file("a.h5") && error?.kind == .badContent)
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func `A worker that is missing is told as such`() throws {
    let folder = try TemporaryFolder()
    try write(folder.file("a.h5"))
    let error = #expect(throws: FileError.self) {
      try HDF5File(path: folder.file("a.h5"), isolation: .process(executable: folder.file("none")))
    }
    #expect(error?.kind == .missingPart)
  }

  @Test func `The program says what it is kept from, and the variable turns it off`() throws {
    let folder = try TemporaryFolder()
    let facts = try expectJSON(["info", "--system"], in: folder)
    let isolation = try #require(facts["isolation"] as? [String: Any])
    #expect(isolation["hdf5_in_worker"] as? Bool == true && isolation["is_turned_off"] as? Bool == false)
    try write(folder.file("a.h5"))
    let run = try Program.shell(
      "SACCADE_NO_SANDBOX=1 \"$saccade\" info --system && SACCADE_NO_SANDBOX=1 \"$saccade\" info a.h5 --json",
      in: folder)
    #expect(run.output.contains("nothing is confined, SACCADE_NO_SANDBOX is 1"), "\(run.errors)")
  }

  @Test func `Chunks are foreseen in the order of the file and at an even distance, and not otherwise`() {
    func next(_ order: inout HDF5ChunkOrder, _ offset: [Int]) -> [[Int]] {
      order.note(offset)
      return order.following(offset, atMost: 9)
    }
    var order = HDF5ChunkOrder(shape: [10, 4], chunk: [4, 2])
    #expect(next(&order, [0, 0]).isEmpty)
    #expect(next(&order, [0, 2]) == [[4, 0], [4, 2], [8, 0], [8, 2]])
    var column = HDF5ChunkOrder(shape: [20, 4], chunk: [4, 2])
    _ = next(&column, [0, 2])
    #expect(next(&column, [4, 2]).isEmpty)
    #expect(next(&column, [8, 2]) == [[12, 2], [16, 2]])
    #expect(next(&column, [8, 2]).isEmpty)
    #expect(next(&column, [0, 0]).isEmpty)
  }
}
