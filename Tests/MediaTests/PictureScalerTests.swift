import Tensors
import Testing

@testable import Media

@Suite struct PictureScalerTests {
  static let sizes: [(from: (Int, Int), to: (Int, Int))] = [
    ((7, 5), (3, 2)), ((16, 9), (4, 3)), ((33, 17), (32, 16)), ((5, 4), (11, 9)), ((1, 1), (4, 3)), ((9, 9), (1, 1)),
    ((13, 4), (5, 7)), ((4, 13), (7, 5)), ((6, 6), (6, 6)), ((100, 75), (37, 41)),
  ]

  @Test(arguments: sizes)
  func `Results agree with a plain reference`(from: (Int, Int), to: (Int, Int)) {
    let picture = TestPicture.gray(width: from.0, height: from.1).map { Float($0) }
    let result = picture.resized(width: to.0, height: to.1)
    #expect(result.shape == [to.1, to.0])
    #expect(largestDifference(result, reference(picture, width: to.0, height: to.1)) < 1e-3)
  }

  @Test(arguments: sizes)
  func `A picture of one value keeps it exactly`(from: (Int, Int), to: (Int, Int)) {
    for value: Float in [0, 17.3, 0.1, 254.99998] {
      let picture = Tensor<Float>(repeating: value, shape: [from.1, from.0])
      #expect(picture.resized(width: to.0, height: to.1).scalars.allSatisfy { $0 == value })
    }
  }

  @Test(arguments: [(64, 48), (37, 29), (1, 1), (99, 73)])
  func `Shrinking keeps the mean`(width: Int, height: Int) {
    let picture = TestPicture.gray(width: 100, height: 75).map { Float($0) }
    let result = picture.resized(width: width, height: height)
    #expect(abs(mean(result) - mean(picture)) < 1e-4)
  }

  @Test func `Enlarging a slope gives a slope`() {
    let picture = Tensor<Float>(shape: [1, 8], scalars: (0..<8).map { Float($0) })
    let result = picture.resized(width: 16, height: 1).scalars
    let expected: [Float] = (0..<16).map { min(max(Float($0) / 2 - 0.25, 0), 7) }
    #expect(result == expected)
  }

  private func mean(_ picture: Tensor<Float>) -> Double {
    picture.scalars.reduce(0) { $0 + Double($1) } / Double(picture.count)
  }

  private func reference(_ picture: Tensor<Float>, width: Int, height: Int) -> Tensor<Float> {
    let rows = weights(from: picture.shape[0], to: height)
    let columns = weights(from: picture.shape[1], to: width)
    var result = Tensor<Float>(zeros: [height, width])
    for y in 0..<height {
      for x in 0..<width {
        var sum = 0.0
        for (v, row) in rows[y].enumerated() where row != 0 {
          for (u, column) in columns[x].enumerated() { sum += row * column * Double(picture[v, u]) }
        }
        result[y, x] = Float(sum)
      }
    }
    return result
  }

  /// A full matrix of weights: overlaps of intervals, or hat functions around the source's centres.
  private func weights(from source: Int, to target: Int) -> [[Double]] {
    let ratio = Double(source) / Double(target)
    return (0..<target).map { place in
      var row = (0..<source).map { other -> Double in
        if target < source {
          let overlap = min(Double(place + 1) * ratio, Double(other + 1)) - max(Double(place) * ratio, Double(other))
          return max(0, overlap) / ratio
        }
        let center = min(max((Double(place) + 0.5) * ratio - 0.5, 0), Double(source - 1))
        return max(0, 1 - abs(center - Double(other)))
      }
      let sum = row.reduce(0, +)
      row = row.map { $0 / sum }
      return row
    }
  }
}

@Suite struct CropRegionTests {
  @Test func `The centre crop has the target's aspect`() {
    let wide = CropRegion.center(width: 1920, height: 1080, forAspectOf: (400, 250))
    #expect(wide == CropRegion(x: 96, y: 0, width: 1728, height: 1080))
    let tall = CropRegion.center(width: 480, height: 640, forAspectOf: (400, 250))
    #expect(tall == CropRegion(x: 0, y: 170, width: 480, height: 300))
    let same = CropRegion.center(width: 800, height: 500, forAspectOf: (400, 250))
    #expect(same == CropRegion(x: 0, y: 0, width: 800, height: 500))
    let extreme = CropRegion.center(width: 3, height: 3, forAspectOf: (1000, 1))
    #expect(extreme == CropRegion(x: 0, y: 1, width: 3, height: 1))
  }

  @Test func `A crop holds the rectangle's pixels`() {
    let gray = Tensor<UInt8>(shape: [4, 5], scalars: 0..<20)
    #expect(gray.cropped(to: CropRegion(x: 1, y: 2, width: 3, height: 2)).scalars == [11, 12, 13, 16, 17, 18])
    let colored = TestPicture.colored(width: 5, height: 4)
    let part = colored.cropped(to: CropRegion(x: 4, y: 3, width: 1, height: 1))
    #expect(part.shape == [1, 1, 3] && part.scalars == Array(colored.scalars.suffix(3)))
  }
}
