import Files
import Recordings
import TestSupport
import Testing

@testable import Datasets

/// Recordings that are packed as a whole, and files that are none.
@Suite struct PackedFileTests {
  enum Way: String, CaseIterable { case gz, zst, bz2, lz4, zip }

  /// Packs a file under its name with an ending behind it.
  private static func pack(_ path: String, _ way: Way, in folder: TemporaryFolder) throws -> String {
    let bytes = try fileBytes(path)
    let packed = "\(path).\(way.rawValue)"
    switch way {
    case .gz: try fileWrite(gzip(bytes), packed)
    case .zst: try fileWrite(bytes.withUnsafeBytes { try Zstandard.compress($0) }, packed)
    case .bz2: try fileWrite(bytes.withUnsafeBytes { try BZip2.compress($0) }, packed)
    case .lz4: try fileWrite(bytes.withUnsafeBytes { try LZ4Frame.compress($0) }, packed)
    case .zip:
      let archive = try ZipWriter(path: packed, isDeflated: true, overwrite: false)
      try archive.add(contentsOf: path, named: "some/\(path.split(separator: "/").last ?? "a")")
      try archive.commit()
    }
    return packed
  }

  /// A member of gzip in stored blocks.
  private static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    let check = bytes.withUnsafeBytes { CyclicRedundancyCheck.value(of: $0) }
    let block = 30_000
    let blocks = stride(from: 0, to: bytes.count, by: block).flatMap { start -> [UInt8] in
      let part = bytes[start..<min(bytes.count, start + block)]
      let length = UInt16(part.count)
      let isLast: UInt8 = part.endIndex == bytes.count ? 1 : 0
      return [isLast] + AEDATSamples.little(length) + AEDATSamples.little(~length) + part
    }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + blocks + AEDATSamples.little(check)
      + AEDATSamples.little(UInt32(bytes.count))
  }

  @Test(arguments: Way.allCases, ["prophesee-evt3", "csv", "npy-records", "hdf5"])
  func `Events of any format are read through any packing`(way: Way, name: String) throws {
    let folder = try TemporaryFolder()
    let sample = try #require(RecordingSample.all.first { $0.name == name || $0.target == name })
    let events = RecordingSample.events(300)
    let path = folder.file("rec.\(sample.ending)")
    try sample.write(events, path)
    let packed = try Self.pack(path, way, in: folder)
    #expect(try EventFiles.detect(packed) == sample.format)
    #expect(try SpikeFormat.detect(packed) == nil)
    let reader = try EventReader(packed, options: EventReadOptions(timeUnit: sample.timeUnit))
    var found: [Event] = []
    while let batch = try reader.nextBatch() { found += batch.events }
    #expect(found == events)
    #expect(reader.warnings.allSatisfy { $0.path == packed })
  }

  @Test(arguments: Way.allCases)
  func `Spikes keep the size that the name says`(way: Way) throws {
    let folder = try TemporaryFolder()
    let recording = SpikeSamples.recording(width: 16, height: 6, frames: 9)
    let path = folder.file("clip_16x6.dat")
    let writer = try SpikeFiles.create(path, geometry: recording.geometry)
    try writer.append(recording)
    try writer.finish()
    let packed = try Self.pack(path, way, in: folder)
    #expect(try SpikeFormat.detect(packed) == .dat)
    let file = try SpikeFiles.open(packed)
    #expect(file.geometry == recording.geometry)
    #expect(try file.frames(0..<9).bytes == recording.bytes)
  }

  @Test func `Damage in the packing is told of the file that was given`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("rec.csv")
    try fileWrite(Array("t_us,x,y,p\n1,2,3,1\n2,2,3,0\n".utf8), path)
    let whole = try fileBytes(Self.pack(path, .gz, in: folder))
    let cut = try folder.write(Array(whole.dropLast(12)), to: "cut.csv.gz")
    let error = #expect(throws: FileError.self) { try EventFiles.open(cut) }
    #expect(error?.path == cut && error?.kind == .badContent)
  }

  @Test(
    arguments: [
      ("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", "Git LFS"), ("", "empty"),
      ("<!DOCTYPE html>\n<html></html>", "HTML"), ("\n <html>", "HTML"), ("<?xml version=\"1.0\"?><Error/>", "XML"),
      ("\u{7F}ELF", "program"), ("%PDF-1.7", "PDF"), ("PAR1", "Parquet"), ("PIEH....", "flow"), ("OggS", nil),
      ("GIF89a", "GIF"), ("Rar!\u{1A}\u{07}", "RAR"),
    ] as [(String, String?)])
  func `What is no recording is told what it is`(content: String, word: String?) throws {
    let folder = try TemporaryFolder()
    for name in ["a.raw", "a.dat", "a.h5"] {
      let path = try folder.write(Array(content.utf8), to: name)
      let problem = try ForeignFile.error(path)?.problem
      #expect(problem.map { $0.contains(word ?? "-") } ?? (word == nil), "\(name): \(problem ?? "")")
    }
  }

  @Test func `Zeros behind the last member of gzip are no content`() throws {
    let folder = try TemporaryFolder()
    let lines = Array("t_us,x,y,p\n1,2,3,1\n2,2,3,0\n".utf8)
    let padded = try folder.write(Self.gzip(lines) + [UInt8](repeating: 0, count: 500), to: "a.csv.gz")
    #expect(try EventReader(padded).nextBatch()?.count == 2)
    let other = try folder.write(Self.gzip(lines) + [0, 0, 7], to: "b.csv.gz")
    #expect(throws: FileError.self) { try EventReader(other).nextBatch() }
  }

  @Test func `What is packed and no recording is told what it is`() throws {
    let folder = try TemporaryFolder()
    for (content, word) in [("version https://git-lfs.github.com/spec/v1\noid", "Git LFS"), ("GIF89a", "GIF")] {
      let packed = try folder.write(Self.gzip(Array(content.utf8)), to: "a.raw.gz")
      let error = try #require(try ForeignFile.error(packed))
      #expect(error.path == packed && error.problem.contains(word))
    }
  }

  @Test func `Archives of several files list them; boxes are no events`() throws {
    let folder = try TemporaryFolder()
    let one = try folder.write([1, 2, 3], to: "one.txt")
    let archive = try ZipWriter(path: folder.file("many.zip"), isDeflated: false, overwrite: false)
    for name in ["one.txt", "two.txt"] { try archive.add(contentsOf: one, named: name) }
    try archive.commit()
    let error = try #require(try ForeignFile.error(folder.file("many.zip")))
    #expect(error.problem.contains("2 files") && error.problem.contains("two.txt"))
    let fields = ["t", "x", "y", "w", "h"].map { "('\($0)', '<f4')" }.joined(separator: ", ")
    let text = "{'descr': [\(fields), ('class_id', '|u1')], 'fortran_order': False, 'shape': (0,), }\n"
    let header = [0x93] + Array("NUMPY".utf8) + [1, 0] + AEDATSamples.little(UInt16(text.utf8.count))
    let boxes = try folder.write(header + Array(text.utf8), to: "a_bbox.npy")
    #expect(try ForeignFile.error(boxes)?.problem.contains("boxes") == true)
  }
}
