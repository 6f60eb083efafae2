import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct WavefrontObjectTests {
  private func read(_ text: String, mostTriangles: Int = 100) throws -> WavefrontObject {
    let folder = try TemporaryFolder()
    let path = folder.file("object.obj")
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return try WavefrontObject(path: path, mostTriangles: mostTriangles)
  }

  private static let square = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n"

  @Test func `Faces of many corners become fans, and axes those of pictures`() throws {
    let object = try read(Self.square + "v 0.5 2 3 # the tip\ng empty\ng roof\n\nf 1 2 3 5 4\n")
    #expect(object.corners == [0, 1, 2, 0, 2, 4, 0, 4, 3])
    #expect(object.points[4] == [0.5, -2, -3])
    #expect(object.coordinates == nil && object.normals == nil)
  }

  @Test func `A line goes on after a backslash`() throws {
    #expect(try read(Self.square + "f 1 \\\n 2 \\\r\n3 4\nf 1 2 \\\n4\n").corners == [0, 1, 2, 0, 2, 3, 0, 1, 3])
  }

  @Test func `Corners tell places of textures and normals, or do not, and count back`() throws {
    let text = Self.square + "vt 0 0\nvt 0.5 1\nvn 0 0 1\nf 1/1/1 2/2/1 3/1/1\nf -4/-1/-1 -3/1 -1/2\r\n"
    let object = try read(text)
    #expect(object.corners == [0, 1, 2, 0, 1, 3])
    #expect(object.coordinates == [[0, 1], [0.5, 0], [0, 1], [0.5, 0], [0, 1], [0.5, 0]])
    #expect(object.normals == [[0, 0, -1], [0, 0, -1], [0, 0, -1], [0, 0, -1], [0, 0, 0], [0, 0, 0]])
    // One face that does not say where its texture lies leaves all to the way that triangles face.
    #expect(try read(text + "f 1//1 2//1 4//1").coordinates == nil)
  }

  @Test(arguments: [
    ("", "it has no faces"), ("v 1 2\n", "2 numbers where 3 are needed, at line 1"),
    ("v 1 2 x\n", "`x` is no number, at line 1"), ("v 1 2 nan\n", "`nan` is no number, at line 1"),
    (square + "f 1 2\n", "a face of 2 corners, at line 5"),
    (square + "f 1 2 3\nf 1 2 9\n", "point 9 is none of the 4, at line 6"),
    (square + "f 1 2 -5\n", "corner -5 is none of the 4 so far, at line 5"),
    (square + "f 1 2 0\n", "`0` is no corner, at line 5"),
    (square + "f 1/2/3/4 2 3\n", "`1/2/3/4` is no corner, at line 5"),
    (square + "f 1/1 2/1 3/1\n", "place of a texture 1 is none of the 0, at line 5"),
    (
      square + "f 1 2 3 4\nf 1 2 3 4\n",
      "more than 3 triangles, at line 6; simplify it: a surface has up to 3 triangles, and 4 points for each"
    ),
    (
      String(repeating: "v 0 0 0\n", count: 13),
      "more than 12 points, at line 13; simplify it: a surface has up to 3 triangles, and 4 points for each"
    ),
    ("g a\ng b\no c\n", "it has no faces"), (square + "f 1 2 \\\n9\n", "point 9 is none of the 4, at line 6"),
  ]) func `What is wrong is told in a line`(_ text: String, _ problem: String) throws {
    do {
      _ = try read(text, mostTriangles: 3)
      Issue.record("It was read.")
    } catch let error as FileError {
      #expect("\(error)".hasSuffix(problem), "\(error)")
    }
  }
}
