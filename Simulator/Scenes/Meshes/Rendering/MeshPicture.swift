import CKernels

/// Paints meshes that hide each other, lit, at one moment.
struct MeshPicture: Sendable {
  private let view: MeshView
  /// What the light sees; nil where there are no shadows.
  private let light: MeshView?
  private let samples: [SIMD2<Double>]
  private let shader: MeshShader

  /// The columns that are shaded at once: what they see of textures stays in the nearest cache.
  private static let tile = 32

  /// - Parameters:
  ///   - levels: What the gray levels of each mesh are multiplied by.
  ///   - samples: How many places of a pixel are looked at.
  init(_ view: MeshView, light: MeshView?, sun: SceneSun, levels: [Float], samples: Int) {
    (self.view, self.light) = (view, light)
    self.samples = Self.places(samples)
    shader = MeshShader(view, light: light, sun: sun, levels: levels, samples: self.samples)
  }

  /// Places in a pixel, none of which shares its column or its row with another.
  private static func places(_ count: Int) -> [SIMD2<Double>] {
    let sixteenths: [SIMD2<Double>] =
      switch count {
      case 1: [[0, 0]]
      case 2: [[-4, -4], [4, 4]]
      case 4: [[-2, -6], [6, -2], [-6, 2], [2, 6]]
      default: [[1, -3], [-1, 3], [5, 1], [-3, -5], [-5, 5], [-7, -1], [3, 7], [7, -7]]
      }
    return sixteenths.map { $0 / 16 }
  }

  /// Paints over what is there: `out[row * stride + column]` for the pixels of a band.
  func paint(_ band: SaccadeSceneBand, over out: UnsafeMutablePointer<Float>, stride: Int, loops: SaccadeSceneLoops) {
    let lists = view.bins.cells.lists(fromRow: Double(band.y) - 0.45, to: Double(band.y + band.height) - 0.55)
    if view.balls.count == 0 && lists.allSatisfy(\.isEmpty) { return }
    let block = Int(SACCADE_SCENE_BLOCK)
    let first = band.x / block * block
    let width = (band.x + band.width - first + block - 1) / block * block
    let plane = width * band.height
    withUnsafeTemporaryAllocation(of: Float.self, capacity: plane) { nearness in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: plane * samples.count) { owners in
        guard let near = nearness.baseAddress, let owner = owners.baseAddress else { return }
        owners.initialize(repeating: -1)
        for (index, place) in samples.enumerated() {
          // What is behind the camera has a nearness below 0.
          nearness.initialize(repeating: 0)
          let job = SaccadeSceneSamples(
            shift_x: place.x, shift_y: place.y, most_nearness: Float(view.eye.mostNearness), nearness: near,
            owners: owner + index * plane, stride: width)
          cover(lists, band, job, loops)
        }
        let seen = MeshOwners(first: owner - first, stride: width, plane: plane)
        shade(band, owners: seen, over: out, stride: stride, loops: loops)
      }
    }
  }

  private func shade(
    _ band: SaccadeSceneBand, owners: MeshOwners, over out: UnsafeMutablePointer<Float>, stride: Int,
    loops: SaccadeSceneLoops
  ) {
    let most = Self.tile * band.height * samples.count
    withUnsafeTemporaryAllocation(of: SaccadeSceneFragment.self, capacity: most) { fragments in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: most) { grays in
        guard let fragments = fragments.baseAddress, let grays = grays.baseAddress else { return }
        let end = band.x + band.width
        for first in Swift.stride(from: band.x, to: end, by: Self.tile) {
          shader.paint(
            first..<min(first + Self.tile, end), of: band, owners: owners, over: out, stride: stride,
            fragments: fragments, grays: grays, loops: loops)
        }
      }
    }
  }

  private func cover(
    _ lists: [UnsafeBufferPointer<Int32>], _ band: SaccadeSceneBand, _ job: SaccadeSceneSamples,
    _ loops: SaccadeSceneLoops
  ) {
    withUnsafePointer(to: band) { band in
      withUnsafePointer(to: job) { job in
        for list in lists where !list.isEmpty {
          loops.cover_triangles(view.triangles.start, list.baseAddress, list.count, band, job)
        }
        for index in 0..<view.balls.count {
          loops.cover_ball(view.balls.start + index, Int32(-2 - index), band, job)
        }
      }
    }
  }
}
