import CKernels
import Foundation
import Tensors
import Testing

@testable import Kernels

@Suite struct PatchTests {
  private func picture(_ width: Int, _ height: Int, dx: Float = 0) -> BorderedPicture {
    BorderedPicture(
      Tensor(
        shape: [height, width],
        scalars: (0..<width * height).map { pixel in
          128 + 40 * sin((Float(pixel % width) - dx) * 0.4) + 30 * cos(Float(pixel / width) * 0.3)
        }))
  }

  @Test(arguments: InstructionSet.available)
  func `Every instruction set gives the sums of the plain statement`(set: InstructionSet) throws {
    let table = try #require(set.table).functions.pictures
    let (first, second) = (picture(17, 13), picture(17, 13, dx: 1.5))
    for (x, y, dx, dy) in [(0, 0, Float(0.25), Float(-3.5)), (9, 5, 4.75, 9), (4, 2, -30, 0.5)] {
      var place = PicturePatch(x: x, y: y, of: first).place([dx, dy], in: second)
      let sums = table.patch_differences(&place)
      var (values, squares, along): (Double, Double, Double) = (0, 0, 0)
      for row in 0..<PicturePatch.side {
        for column in 0..<PicturePatch.side {
          func level(_ x: Int, _ y: Int) -> Float {
            second.pixel(min(max(x, 0), 16), min(max(y, 0), 12)).pointee
          }
          let (px, py) = (Float(x + column) + dx, Float(y + row) + dy)
          let (left, top) = (px.rounded(.down), py.rounded(.down))
          let (i, j) = (Int(left), Int(top))
          let above = level(i, j) + (level(i + 1, j) - level(i, j)) * (px - left)
          let below = level(i, j + 1) + (level(i + 1, j + 1) - level(i, j + 1)) * (px - left)
          let own = first.pixel(x + column, y + row)
          let difference = Double(above + (below - above) * (py - top) - own.pointee)
          values += difference
          squares += difference * difference
          along += difference * Double(own[1] - own[-1]) * 0.5
        }
      }
      #expect(abs(Double(sums.values) - values) < 0.05 && abs(Double(sums.squares) - squares) < 1e-4 * squares + 0.05)
      #expect(abs(Double(sums.along_x) - along) < 1e-3 * squares + 0.05)
      var portable = place
      let same = try #require(InstructionSet.portable.table).functions.pictures.patch_differences(&portable)
      #expect(sums.values == same.values && sums.squares == same.squares && sums.along_y == same.along_y)
    }
  }

  @Test func `A step leads to where the patch came from`() {
    let (first, second) = (picture(40, 30), picture(40, 30, dx: 0.5))
    let patch = PicturePatch(x: 12, y: 9, of: first)
    let step = patch.fit(.zero, in: second).step
    #expect(abs(step.x - 0.5) < 0.1 && abs(step.y) < 0.1, "\(step)")
    #expect(patch.fit([0.5, 0], in: second).cost < 0.1 * patch.fit(.zero, in: second).cost)
  }
}
