import Files
import TestSupport
import Testing

@testable import Media

@Suite struct StillPictureTests {
  @Test(arguments: [[1, 1], [7, 5], [33, 70], [4, 9, 3], [31, 17, 3], [6, 5, 4], [64, 64, 4]])
  func `A PNG gives back the samples that were written`(shape: [Int]) throws {
    let folder = try TemporaryFolder()
    let deep = TestPicture.deep(shape: shape)
    let pictures: [StillPicture] = [.uint8(deep.map { UInt8($0 >> 8) }), .uint16(deep)]
    for (index, picture) in pictures.enumerated() {
      let path = folder.file("\(index).png")
      try picture.writePNG(path: path)
      #expect(try StillPicture(path: path) == picture)
      #expect(try fileBytes(path) == picture.encodedPNG())
    }
    #expect(try folder.names() == ["0.png", "1.png"])
  }

  @Test func `The same picture gives the same PNG bytes`() throws {
    let picture = StillPicture.uint8(TestPicture.colored(width: 50, height: 40))
    #expect(try picture.encodedPNG() == picture.encodedPNG())
  }

  @Test func `An existing file is replaced only when asked`() throws {
    let folder = try TemporaryFolder()
    let picture = StillPicture.uint8(TestPicture.gray(width: 8, height: 8))
    let path = try folder.write([1, 2, 3], to: "a.png")
    #expect(errorKind { try picture.writePNG(path: path) } == .cannotCreate)
    #expect(try fileBytes(path) == [1, 2, 3])
    try picture.writePNG(path: path, overwrite: true)
    #expect(try StillPicture(path: path) == picture)
    #expect(errorKind { try picture.writePNG(path: folder.file("none/a.png")) } == .cannotCreate)
    #expect(try folder.names() == ["a.png"])
  }

  @Test(arguments: [false, true])
  func `A PNG cut at any byte is refused or whole`(isDeep: Bool) throws {
    let folder = try TemporaryFolder()
    let deep = TestPicture.deep(shape: [5, 6, 3])
    let picture: StillPicture = isDeep ? .uint16(deep) : .uint8(deep.map { UInt8($0 >> 8) })
    let whole = try picture.encodedPNG()
    for length in 0..<whole.count {
      let path = try folder.write(Array(whole[..<length]), to: "cut.png")
      do {
        let read = try StillPicture(path: path)
        #expect(read == picture, "cut at byte \(length)")
      } catch let error as FileError {
        #expect(error.kind == .badContent, "cut at byte \(length): \(error)")
        #expect(error.path == path && !error.description.contains("\n"))
      }
    }
  }

  @Test func `A PNG with a flipped byte is refused or the same`() throws {
    let folder = try TemporaryFolder()
    let picture = StillPicture.uint8(TestPicture.gray(width: 9, height: 7))
    let whole = try picture.encodedPNG()
    for position in whole.indices {
      var damaged = whole
      damaged[position] ^= 0x5a
      let path = try folder.write(damaged, to: "flipped.png")
      if let read = try? StillPicture(path: path) { #expect(read == picture, "byte \(position)") }
    }
  }

  @Test func `A claim of many pixels in a short file is refused`() throws {
    let folder = try TemporaryFolder()
    var header = try StillPicture.uint8(TestPicture.gray(width: 9, height: 7)).encodedPNG()
    // Width and height of the IHDR chunk, whose check sum no longer fits either.
    header.replaceSubrange(16..<24, with: [0, 0, 0xff, 0, 0, 0, 0xff, 0])
    let path = try folder.write(header, to: "huge.png")
    #expect(errorKind { try StillPicture(path: path) } == .badContent)
  }

  @Test func `What is no picture is told apart`() throws {
    let folder = try TemporaryFolder()
    let noise = try folder.write(TestPicture.gray(width: 100, height: 50).scalars, to: "noise.png")
    #expect(errorKind { try StillPicture(path: noise) } == .badContent)
    #expect(errorKind { try StillPicture(path: folder.file("absent.png")) } == .notFound)
    #expect(errorKind { try StillPicture(path: folder.path) } == .notFound)
    let empty = try folder.write([], to: "empty.png")
    #expect(errorKind { try StillPicture(path: empty) } == .badContent)
  }

  @Test func `A file name may hold a colon and a percent sign`() throws {
    let folder = try TemporaryFolder()
    let picture = StillPicture.uint8(TestPicture.gray(width: 4, height: 4))
    try picture.writePNG(path: folder.file("a:b %d.png"))
    #expect(try StillPicture(path: folder.file("a:b %d.png")) == picture)
  }

  @Test(.needsSharedData)
  func `A KITTI flow picture survives reading and writing`() throws {
    let folder = try TemporaryFolder()
    let picture = try StillPicture(path: SharedFolder.path("data/flow/kitti_flow_gt.png"))
    #expect(picture.shape == [375, 1242, 3])
    guard case .uint16(let samples) = picture else {
      Issue.record("16 bits are expected")
      return
    }
    let scalars = samples.scalars
    // The third channel says whether a pixel's flow is known.
    #expect(stride(from: 2, to: scalars.count, by: 3).allSatisfy { scalars[$0] <= 1 })
    try picture.writePNG(path: folder.file("copy.png"))
    #expect(try StillPicture(path: folder.file("copy.png")) == picture)
  }
}
