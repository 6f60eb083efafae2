/// The gray levels of what places of a picture see.
///
/// Light is Lambert's: a surface is as bright as its texture where it faces the sun, and grows dark with the cosine; the
/// ambient share of it is everywhere. What is in a shadow has that share only. Pointers are those of the views, which must
/// live as long.
struct MeshShader: @unchecked Sendable {
  private let eye: MeshReader
  /// What the sun sees; the eye's where there are no shadows.
  private let light: MeshReader
  private let hasShadows: Bool
  /// From the sun.
  private let direction: SIMD3<Double>
  private let ambient: Float
  private let levels: MeshMemory<Float>
  private let paints: MeshMemory<MeshPaintReader>
  private let samples: [SIMD2<Double>]

  /// By how many pixels something must be nearer to the sun to throw a shadow: on another, and on itself.
  private static let margins = (other: 0.25, own: 2.0)
  /// Where a shadow is looked for first.
  private static let corners: [SIMD2<Double>] = [[-0.45, -0.45], [0.45, -0.45], [-0.45, 0.45], [0.45, 0.45]]

  init(_ view: MeshView, light: MeshView?, sun: SceneSun, levels: [Float], samples: [SIMD2<Double>]) {
    let eye = MeshReader(view)
    self.eye = eye
    self.light = light.map { MeshReader($0) } ?? eye
    hasShadows = light != nil
    direction = sun.direction.normalized
    ambient = Float(sun.ambient)
    self.levels = MeshMemory([levels])
    paints = MeshMemory([view.moment.atlas.meshes.map(\.paint.reader)])
    self.samples = samples
  }

  /// Paints a row over what is there.
  ///
  /// - Parameter owners: What each place of a pixel sees: those of the first place of all pixels, then, `plane` values
  ///   further, those of the second, and so on.
  func paint(
    y: Int, columns: Range<Int>, owners: UnsafePointer<Int32>, plane: Int, over out: UnsafeMutablePointer<Float>
  ) {
    let share = 1 / Float(samples.count)
    for x in columns {
      let first = owners[x]
      var isAlone = true
      for sample in 1..<max(samples.count, 1) where owners[sample * plane + x] != first {
        isAlone = false
        break
      }
      let middle = SIMD2(Double(x), Double(y))
      if isAlone {
        if first != -1 { out[x] = gray(first, at: middle, isWhole: true) { _ in true } }
        continue
      }
      var (sum, count) = (Float(0), 0)
      for sample in samples.indices {
        let owner = owners[sample * plane + x]
        if owner == -1 || (0..<sample).contains(where: { owners[$0 * plane + x] == owner }) { continue }
        var (place, seen) = (SIMD2<Double>.zero, 0)
        for other in sample..<samples.count where owners[other * plane + x] == owner {
          place += samples[other]
          seen += 1
        }
        sum +=
          Float(seen)
          * gray(owner, at: middle + place / Double(seen), isWhole: false) { owners[$0 * plane + x] == owner }
        count += seen
      }
      out[x] = out[x] * (1 - Float(count) * share) + sum * share
    }
  }

  /// The gray level of what a pixel sees in part or whole.
  ///
  /// - Parameters:
  ///   - place: The middle of what it sees of it.
  ///   - isSeen: Whether it is what a sample sees.
  private func gray(
    _ owner: Int32, at place: SIMD2<Double>, isWhole: Bool, isSeen: (_ sample: Int) -> Bool
  ) -> Float {
    let point = eye.point(of: owner, at: place)
    let texture = eye.texture(of: point, owner: owner, at: place)
    let color = paints.start[point.mesh].gray(at: texture.place, right: texture.right, down: texture.down)
    let normal = eye.surface.normal(at: point, against: eye.eye.line(at: place).ray)
    let cosine = -normal.dot(direction)
    var brightness = ambient
    if cosine > 0 && ambient < 1 {
      let lit = lightShare(owner, point, at: place, isWhole: isWhole, isSeen: isSeen)
      brightness += (1 - ambient) * Float(cosine) * lit
    }
    return levels.start[point.mesh] * color * brightness
  }

  private func lightShare(
    _ owner: Int32, _ point: MeshPoint, at place: SIMD2<Double>, isWhole: Bool, isSeen: (_ sample: Int) -> Bool
  ) -> Float {
    if !hasShadows { return 1 }
    if samples.count == 1 { return isReached(point) ? 1 : 0 }
    func isLit(_ shift: SIMD2<Double>, from middle: SIMD2<Double>) -> Bool {
      isReached(eye.point(of: owner, at: middle + shift))
    }
    if isWhole {
      let isFirst = isLit(Self.corners[0], from: place)
      if Self.corners.dropFirst().allSatisfy({ isLit($0, from: place) == isFirst }) { return isFirst ? 1 : 0 }
    }
    let middle = SIMD2(place.x.rounded(), place.y.rounded())
    var (lit, seen) = (0, 0)
    for sample in samples.indices where isSeen(sample) {
      seen += 1
      if isLit(samples[sample], from: middle) { lit += 1 }
    }
    return Float(lit) / Float(max(seen, 1))
  }

  private func isReached(_ point: MeshPoint) -> Bool {
    let position = eye.surface.place(of: point)
    guard let seen = light.eye.place(of: position) else { return true }
    return !light.hides(
      seen.place, nearness: seen.nearness, point: point, isSelfFree: eye.surface.entries[point.mesh].isConvex,
      margins: Self.margins)
  }
}
