import CKernels

/// What the kernel computes, as plain as can be: its reference, and what paints balls.
extension MeshShader {
  /// Where a shadow is looked for first.
  private static let corners: [SIMD2<Double>] = [[-0.45, -0.45], [0.45, -0.45], [-0.45, 0.45], [0.45, 0.45]]

  /// The gray level of what a pixel sees in part or whole.
  func gray(_ fragment: SaccadeSceneFragment) -> Float {
    let (owner, place) = (fragment.owner, SIMD2(fragment.x, fragment.y))
    let point = eye.point(of: owner, at: place)
    let texture = eye.texture(of: point, owner: owner, at: place)
    let mesh = meshes.start + point.mesh
    let color = MeshPaintReader(job: mesh.pointee.paint)
      .gray(at: texture.place, right: texture.right, down: texture.down)
    let normal = eye.surface.normal(at: point, against: eye.eye.line(at: place).ray)
    let cosine = -normal.dot(direction)
    var brightness = ambient
    if cosine > 0 && ambient < 1 {
      brightness += (1 - ambient) * Float(cosine) * lightShare(fragment, point)
    }
    return mesh.pointee.level * color * brightness
  }

  private func lightShare(_ fragment: SaccadeSceneFragment, _ point: MeshPoint) -> Float {
    if !hasShadows { return 1 }
    if samples.count == 1 { return isReached(point) ? 1 : 0 }
    func isLit(_ shift: SIMD2<Double>, from middle: SIMD2<Double>) -> Bool {
      isReached(eye.point(of: fragment.owner, at: middle + shift))
    }
    if fragment.seen == all {
      let place = SIMD2(fragment.x, fragment.y)
      let isFirst = isLit(Self.corners[0], from: place)
      if Self.corners.dropFirst().allSatisfy({ isLit($0, from: place) == isFirst }) { return isFirst ? 1 : 0 }
    }
    let middle = SIMD2(Double(fragment.column), Double(fragment.row))
    let lit = samples.indices.count { fragment.seen & (1 << UInt32($0)) != 0 && isLit(samples[$0], from: middle) }
    return Float(lit) / Float(max(fragment.seen.nonzeroBitCount, 1))
  }

  private func isReached(_ point: MeshPoint) -> Bool {
    let position = eye.surface.place(of: point)
    guard let seen = light.eye.place(of: position) else { return true }
    return !light.hides(
      seen.place, nearness: seen.nearness, point: point, isSelfFree: eye.surface.entries[point.mesh].isConvex,
      margins: Self.margins)
  }
}
