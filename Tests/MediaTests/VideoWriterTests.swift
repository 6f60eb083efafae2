import Tensors
import TestSupport
import Testing

@testable import Media

@Suite struct VideoWriterTests {
  @Test(arguments: ["mkv", "avi"], [(16, 12), (17, 13), (1, 1), (1, 8), (2, 1), (3, 5), (15, 16), (16, 16)])
  func `Lossless videos give back gray and colour exactly`(ending: String, size: (width: Int, height: Int)) throws {
    let folder = try TemporaryFolder()
    let gray = (0..<3).map { TestPicture.gray(width: size.width, height: size.height, seed: $0) }
    try writeVideo(gray, to: folder.file("gray.\(ending)"))
    let grayFrames = try frames(of: folder.file("gray.\(ending)"))
    #expect(try grayFrames.map { try $0.grayLuma() } == gray.map { $0.map { Float($0) } })
    let colored = (0..<3).map { TestPicture.colored(width: size.width, height: size.height, seed: $0) }
    try writeVideo(colored, to: folder.file("color.\(ending)"))
    #expect(try frames(of: folder.file("color.\(ending)")).map { try $0.rgb() } == colored)
    #expect(grayFrames.map(\.timeMicroseconds) == [0, 40_000, 80_000])
  }

  @Test(arguments: [(64, 48), (65, 47), (3, 5)])
  func `An MP4 is near the pictures and at their times`(size: (width: Int, height: Int)) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.mp4")
    let pictures = (0..<12).map { TestPicture.slope(width: size.width, height: size.height, seed: $0) }
    try writeVideo(pictures, to: path, framesPerSecond: 30000.0 / 1001)
    let reader = try VideoReader(path: path)
    // Odd sides are made even.
    #expect(reader.width == (size.width + 1) / 2 * 2 && reader.height == (size.height + 1) / 2 * 2)
    #expect(abs(reader.nominalFrameRate - 29.97) < 0.01 && reader.estimatedFrameCount == 12)
    for (index, picture) in pictures.enumerated() {
      let frame = try #require(try reader.next())
      #expect(abs(frame.seconds - Double(index) * 1001 / 30000) < 1e-4)
      let region = CropRegion(x: 0, y: 0, width: size.width, height: size.height)
      let luma = try frame.grayLuma().cropped(to: region)
      let error = zip(luma.scalars, picture.scalars).map { abs($0 - Float($1)) }.reduce(0, +) / Float(luma.count)
      #expect(error < 4, "frame \(index)")
    }
    #expect(try reader.next() == nil && reader.damagedFrames == 0)
  }

  @Test func `Flat colours come back from an MP4 nearly as they were`() throws {
    let folder = try TemporaryFolder()
    let color: [UInt8] = [200, 60, 30]
    let picture = Tensor<UInt8>(shape: [32, 32, 3], scalars: (0..<32 * 32).flatMap { _ in color })
    try writeVideo([picture, picture], to: folder.file("a.mp4"))
    for frame in try frames(of: folder.file("a.mp4")) {
      let rgb = try frame.rgb()
      #expect((0..<3).allSatisfy { abs(Int(rgb[16, 16, $0]) - Int(color[$0])) <= 4 })
    }
  }

  @Test(arguments: ["mp4", "gif", "mkv", "avi"])
  func `The same pictures give the same bytes`(ending: String) throws {
    let folder = try TemporaryFolder()
    let pictures = (0..<4).map { TestPicture.colored(width: 40, height: 30, seed: $0) }
    try writeVideo(pictures, to: folder.file("a.\(ending)"))
    try writeVideo(pictures, to: folder.file("b.\(ending)"))
    #expect(try fileBytes(folder.file("a.\(ending)")) == fileBytes(folder.file("b.\(ending)")))
    #expect(try folder.names() == ["a.\(ending)", "b.\(ending)"])
  }

  @Test func `A gray GIF is exact and keeps its delays`() throws {
    let folder = try TemporaryFolder()
    let pictures = (0..<4).map { TestPicture.gray(width: 19, height: 23, seed: $0) }
    try writeVideo(pictures, to: folder.file("a.gif"), framesPerSecond: 100, ticks: [0, 7, 10, 50])
    let read = try frames(of: folder.file("a.gif"))
    #expect(read.map(\.timeMicroseconds) == [0, 70_000, 100_000, 500_000])
    #expect(try read.map { try $0.grayLuma() } == pictures.map { $0.map { Float($0) } })
  }

  @Test func `A GIF of few colours is exact while its palette changes`() throws {
    let folder = try TemporaryFolder()
    // Each picture brings 40 new colours; the fourth has more than fit beside the earlier ones.
    let pictures = (0..<8).map { seed in
      let colors = TestPicture.colored(width: 40, height: 1, seed: seed).scalars
      return Tensor<UInt8>(
        shape: [20, 30, 3], scalars: (0..<600).flatMap { pixel in (0..<3).map { colors[(pixel * 7 % 40) * 3 + $0] } })
    }
    try writeVideo(pictures, to: folder.file("a.gif"), framesPerSecond: 10)
    #expect(try frames(of: folder.file("a.gif")).map { try $0.rgb() } == pictures)
  }

  @Test func `A GIF of many colours is near the pictures`() throws {
    let folder = try TemporaryFolder()
    let pictures = (0..<3).map { TestPicture.ramps(side: 40, blue: UInt8($0 * 100)) }
    try writeVideo(pictures, to: folder.file("a.gif"), framesPerSecond: 10)
    for (frame, picture) in zip(try frames(of: folder.file("a.gif")), pictures) {
      let difference = zip(try frame.rgb().scalars, picture.scalars).map { Double($0) - Double($1) }
      #expect(difference.map { $0 * $0 }.reduce(0, +) / Double(picture.count) < 60)
    }
  }

  @Test func `A GIF faster than players show is refused`() throws {
    let folder = try TemporaryFolder()
    let pictures = (0..<2).map { TestPicture.gray(width: 8, height: 8, seed: $0) }
    #expect(errorKind { try writeVideo(pictures, to: folder.file("a.gif"), framesPerSecond: 60) } == .cannotCreate)
    #expect(try folder.names().isEmpty)
    try writeVideo(pictures, to: folder.file("b.gif"), framesPerSecond: 50)
    #expect(try folder.names() == ["b.gif"])
  }

  @Test(arguments: ["a.webm", "a", "folder.mp4/a"])
  func `Other endings are refused`(name: String) throws {
    let folder = try TemporaryFolder()
    let open = { try VideoWriter(path: folder.file(name), width: 8, height: 8, framesPerSecond: 25) }
    #expect(errorKind(of: open) == .cannotCreate)
  }

  @Test func `A video that is not finished leaves nothing`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.mp4")
    do {
      let writer = try VideoWriter(path: path, width: 16, height: 16, framesPerSecond: 25)
      try writer.append(TestPicture.gray(width: 16, height: 16))
      #expect(try folder.names().count == 1 && folder.names() != ["a.mp4"])
    }
    #expect(try folder.names().isEmpty)
    let empty = try VideoWriter(path: path, width: 16, height: 16, framesPerSecond: 25)
    #expect(errorKind { try empty.finish() } == .cannotCreate)
    #expect(try folder.names().isEmpty)
  }

  @Test func `An existing video is replaced only when asked`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([7], to: "a.mkv")
    let open = { try VideoWriter(path: path, width: 8, height: 8, framesPerSecond: 25) }
    #expect(errorKind(of: open) == .cannotCreate)
    let writer = try VideoWriter(path: path, width: 8, height: 8, framesPerSecond: 25, overwrite: true)
    try writer.append(TestPicture.gray(width: 8, height: 8))
    #expect(try fileBytes(path) == [7])
    try writer.finish()
    #expect(try frames(of: path).count == 1)
    #expect(try folder.names() == ["a.mkv"])
  }
}
