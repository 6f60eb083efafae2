import CKernels

/// The gray levels of what places of a picture see.
///
/// Light is Lambert's: a surface is as bright as its texture where it faces the sun, and grows dark with the cosine; the
/// ambient share of it is everywhere. What is in a shadow has that share only. Pointers are those of the views, which must
/// live as long.
struct MeshShader: @unchecked Sendable {
  let eye: MeshReader
  /// What the sun sees; the eye's where there are no shadows.
  let light: MeshReader
  let hasShadows: Bool
  /// From the sun.
  let direction: SIMD3<Double>
  let ambient: Float
  let meshes: MeshMemory<SaccadeSceneMesh>
  let samples: [SIMD2<Double>]
  /// What the kernel takes.
  private let job: SaccadeSceneShading

  /// By how many pixels something must be nearer to the sun to throw a shadow: on another, and on itself.
  static let margins = (other: 0.25, own: 2.0)

  init(_ view: MeshView, light: MeshView?, sun: SceneSun, levels: [Float], samples: [SIMD2<Double>]) {
    let eye = MeshReader(view)
    let lightReader = light.map { MeshReader($0) } ?? eye
    (self.eye, self.light, hasShadows) = (eye, lightReader, light != nil)
    direction = sun.direction.normalized
    ambient = Float(sun.ambient)
    self.samples = samples
    let atlas = view.moment.atlas
    let meshes = MeshMemory([
      atlas.meshes.indices.map {
        SaccadeSceneMesh(
          atlas.entries.start[$0], paint: atlas.meshes[$0].paint.reader.job, level: levels[$0],
          pose: view.moment.rigid.start[$0])
      }
    ])
    self.meshes = meshes
    let (ray, rayX, rayY) = (eye.eye.lines.ray[0], eye.eye.lines.ray[1], eye.eye.lines.ray[2])
    func row(_ axis: Int) -> (Double, Double, Double) { (rayX[axis], rayY[axis], ray[axis]) }
    var job = SaccadeSceneShading(
      triangles: eye.triangles, meshes: UnsafePointer(meshes.start), surface: eye.surface.job,
      ray: (row(0), row(1), row(2)), direction: (direction.x, direction.y, direction.z), ambient: ambient,
      has_shadows: hasShadows ? 1 : 0, light: lightReader.light(margins: Self.margins),
      samples: SaccadeSceneShading().samples,
      sample_count: Int32(samples.count))
    withUnsafeMutableBytes(of: &job.samples) { target in
      for (index, place) in samples.enumerated() {
        target.storeBytes(of: place.x, toByteOffset: 16 * index, as: Double.self)
        target.storeBytes(of: place.y, toByteOffset: 16 * index + 8, as: Double.self)
      }
    }
    self.job = job
  }

  /// Paints a part of a band over what is there.
  ///
  /// - Parameters:
  ///   - owners: What each place of a pixel sees.
  ///   - fragments: Memory for as many as the part has samples, as `grays`.
  func paint(
    _ columns: Range<Int>, of band: SaccadeSceneBand, owners: MeshOwners, over out: UnsafeMutablePointer<Float>,
    stride: Int, fragments: UnsafeMutablePointer<SaccadeSceneFragment>, grays: UnsafeMutablePointer<Float>,
    loops: SaccadeSceneLoops
  ) {
    let count = collect(columns, of: band, owners: owners, into: fragments)
    if count == 0 { return }
    shade(fragments, count: count, into: grays, loops: loops)
    let share = 1 / Float(samples.count)
    var next = 0
    while next < count {
      let (column, row) = (fragments[next].column, fragments[next].row)
      let pixel = out + ((Int(row) - band.y) * stride + Int(column) - band.x)
      if fragments[next].seen == all {
        pixel.pointee = grays[next]
        next += 1
        continue
      }
      var (sum, seen) = (Float(0), 0)
      while next < count, fragments[next].column == column, fragments[next].row == row {
        let samples = fragments[next].seen.nonzeroBitCount
        sum += Float(samples) * grays[next]
        seen += samples
        next += 1
      }
      pixel.pointee = pixel.pointee * (1 - Float(seen) * share) + sum * share
    }
  }

  /// The gray levels of fragments.
  func shade(
    _ fragments: UnsafePointer<SaccadeSceneFragment>, count: Int, into grays: UnsafeMutablePointer<Float>,
    loops: SaccadeSceneLoops
  ) {
    withUnsafePointer(to: job) { loops.shade($0, fragments, count, grays) }
    for index in 0..<count where fragments[index].owner < 0 { grays[index] = gray(fragments[index]) }
  }

  /// The bits of all samples.
  var all: UInt32 { (1 << UInt32(samples.count)) - 1 }

  /// Sorts what pixels see by pixel and by surface; returns how many there are.
  ///
  /// Two rows go together: the kernel takes several at once, and blocks of pixels see fewer triangles than rows of them.
  private func collect(
    _ columns: Range<Int>, of band: SaccadeSceneBand, owners: MeshOwners,
    into fragments: UnsafeMutablePointer<SaccadeSceneFragment>
  ) -> Int {
    var count = 0
    for line in stride(from: 0, to: band.height, by: 2) {
      for x in columns {
        for line in line..<min(line + 2, band.height) {
          collect(x, band.y + line, owners, owners.first + (line * owners.stride + x), into: fragments, &count)
        }
      }
    }
    return count
  }

  @inline(__always)
  private func collect(
    _ x: Int, _ y: Int, _ owners: MeshOwners, _ seen: UnsafePointer<Int32>,
    into fragments: UnsafeMutablePointer<SaccadeSceneFragment>, _ count: inout Int
  ) {
    let (first, sampleCount, plane) = (seen.pointee, samples.count, owners.plane)
    let (middle, column, row) = (SIMD2(Double(x), Double(y)), Int32(x), Int32(y))
    if (1..<max(sampleCount, 1)).allSatisfy({ seen[$0 * plane] == first }) {
      if first == -1 { return }
      fragments[count] = SaccadeSceneFragment(
        x: middle.x, y: middle.y, column: column, row: row, owner: first, seen: all)
      count += 1
      return
    }
    var left = all
    for sample in 0..<sampleCount where left & (1 << UInt32(sample)) != 0 {
      let owner = seen[sample * plane]
      if owner == -1 { continue }
      var (shift, bits) = (SIMD2<Double>.zero, UInt32(0))
      for other in sample..<sampleCount where seen[other * plane] == owner {
        shift += samples[other]
        bits |= 1 << UInt32(other)
      }
      left &= ~bits
      let place = middle + shift / Double(bits.nonzeroBitCount)
      fragments[count] = SaccadeSceneFragment(
        x: place.x, y: place.y, column: column, row: row, owner: owner, seen: bits)
      count += 1
    }
  }
}

/// What each place of the pixels of a band sees.
struct MeshOwners {
  /// Of the first place of the pixel in column 0 of the band's first row; it may lie before the memory.
  let first: UnsafePointer<Int32>
  /// The distance from row to row, and from the first place of all pixels to the second.
  let stride, plane: Int
}

extension SaccadeSceneMesh {
  init(_ entry: MeshEntry, paint: SaccadeScenePaint, level: Float, pose: SpacePose) {
    func row(_ axis: SIMD3<Double>) -> (Double, Double, Double) { (axis.x, axis.y, axis.z) }
    self.init(
      paint: paint, level: level, is_smooth: entry.isSmooth ? 1 : 0, is_convex: entry.isConvex ? 1 : 0,
      first_corner_normal: entry.firstCornerNormal, first_triangle: entry.firstTriangle,
      axes: (row(pose.right), row(pose.down), row(pose.away)))
  }
}
