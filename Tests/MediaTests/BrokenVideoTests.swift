import Files
import Foundation
import TestSupport
import Testing

@testable import Media

@Suite struct BrokenVideoTests {
  /// A second of silence: a container that libav knows, without pictures.
  static let silence: [UInt8] = {
    func little(_ value: UInt32, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
    let header: [[UInt8]] = [
      Array("RIFF".utf8), little(36 + 16000, 4), Array("WAVEfmt ".utf8), little(16, 4), little(1, 2), little(1, 2),
      little(8000, 4), little(16000, 4), little(2, 2), little(16, 2), Array("data".utf8), little(16000, 4),
    ]
    return header.flatMap { $0 } + [UInt8](repeating: 0, count: 16000)
  }()

  @Test func `What holds no video is refused in one line`() throws {
    let folder = try TemporaryFolder()
    let inputs: [(name: String, bytes: [UInt8])] = [
      ("empty.mp4", []), ("silence.wav", Self.silence), ("silence.mp4", Self.silence),
      ("text.txt", Array("no video, only words\n".utf8)), ("text.mp4", Array("no video, only words\n".utf8)),
      ("noise.mp4", TestPicture.gray(width: 100, height: 100).scalars),
      ("zeros.avi", [UInt8](repeating: 0, count: 5000)),
    ]
    for (name, bytes) in inputs {
      let path = try folder.write(bytes, to: name)
      let error = #expect(throws: FileError.self, "\(name)") { _ = try VideoReader(path: path) }
      #expect(error?.kind == .badContent && error?.path == path, "\(name)")
      #expect(error?.description.contains("\n") == false)
    }
    #expect(errorKind { try VideoReader(path: folder.file("absent.mp4")) } == .notFound)
  }

  @Test(arguments: ["mp4", "avi", "mkv", "gif"])
  func `A video cut anywhere is refused or shorter`(ending: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("whole.\(ending)")
    try writeVideo((0..<6).map { TestPicture.slope(width: 24, height: 24, seed: 5 * $0) }, to: path)
    let whole = try fileBytes(path)
    let reference = try frames(of: path).map { try $0.grayLuma() }
    for part in 0..<20 {
      let cut = try folder.write(Array(whole[..<(whole.count * part / 20)]), to: "cut.\(ending)")
      do {
        let reader = try VideoReader(path: cut, threads: 1)
        var count = 0
        while let frame = try reader.next() {
          if reader.damagedFrames == 0 && !frame.isDamaged && ending == "mkv" {
            #expect(try frame.grayLuma() == reference[count], "part \(part), frame \(count)")
          }
          count += 1
        }
        #expect(count > 0 && count <= 6)
        if part > 0 { #expect(reader.damagedFrames > 0, "part \(part)") }
      } catch let error as FileError {
        #expect(error.kind == .badContent, "part \(part): \(error)")
      }
    }
  }

  @Test func `Damage in the middle is counted and passed over`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.mp4")
    let pictures = (0..<40).map { TestPicture.gray(width: 64, height: 64, seed: $0 / 4) }
    try writeVideo(pictures, to: path)
    var damaged = try fileBytes(path)
    let middle = damaged.count / 2
    damaged.replaceSubrange(middle..<middle + 3000, with: [UInt8](repeating: 0xa5, count: 3000))
    let reader = try VideoReader(path: try folder.write(damaged, to: "damaged.mp4"))
    var count = 0
    while let frame = try reader.next() {
      #expect(try frame.linearGray().shape == [64, 64])
      count += 1
    }
    #expect(reader.damagedFrames > 0 && count > 20 && count <= 40)
    let again = try frames(of: folder.file("damaged.mp4"), threads: 1).map { try $0.grayLuma() }
    #expect(try frames(of: folder.file("damaged.mp4"), threads: 1).map { try $0.grayLuma() } == again)
  }

  @Test func `A video without a frame that can be decoded is refused`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.mp4")
    try writeVideo([TestPicture.gray(width: 64, height: 64)], to: path)
    var damaged = try fileBytes(path)
    let data = try #require(damaged.firstRange(of: Array("mdat".utf8)))
    let index = try #require(damaged.firstRange(of: Array("moov".utf8)))
    let frame = data.upperBound..<(index.lowerBound - 4)
    damaged.replaceSubrange(frame, with: [UInt8](repeating: 0, count: frame.count))
    let broken = try folder.write(damaged, to: "broken.mp4")
    #expect(errorKind { try VideoReader(path: broken) } == .badContent)
  }
}
