import CKernels
import Recordings
import Tensors

extension SceneRenderer {
  /// The number of the thing that each pixel sees at a moment, `[height, width]`; −1 where it sees none.
  ///
  /// Cost: some 2 ns a pixel of each thing.
  public func objects(at time: Double, region: PixelRegion? = nil) -> Tensor<Int32> {
    objects(poses: poses(at: time), region: checked(region))
  }

  /// The flow of what each pixel sees at one moment to another, later or earlier.
  ///
  /// It is exact but for the rounding to float32.
  public func flow(from first: Double, to second: Double, region: PixelRegion? = nil) -> FlowField {
    let region = checked(region)
    let poses = poses(at: first)
    return flow(objects(poses: poses, region: region), from: poses, to: self.poses(at: second), region: region)
  }

  /// All that is true of each pixel between one moment and another, later or earlier.
  public func truth(from first: Double, to second: Double, region: PixelRegion? = nil) -> SceneTruth {
    let region = checked(region)
    let (before, after) = (poses(at: first), poses(at: second))
    let objects = objects(poses: before, region: region)
    let flow = flow(objects, from: before, to: after, region: region)
    return SceneTruth(
      flow: flow, objects: objects,
      isHidden: hidden(objects, from: before, to: after, region: region), leaves: leaves(flow, region: region))
  }

  /// The map by which pixels that see a thing at one moment move to where they are at another.
  private func displacement(from before: ScenePose, to after: ScenePose) -> ScenePose { after * before.inverse }

  private func objects(poses: [ScenePose], region: PixelRegion) -> Tensor<Int32> {
    let jobs = zip(layers, poses).map { $0.isOutside(region, $1) ? nil : $0.job($1) }
    let width = region.size.width
    return withExtendedLifetime(layers) {
      Tensor(unsafeUninitializedShape: [region.size.height, width]) { out in
        out.initialize(repeating: -1)
        guard let start = out.baseAddress else { return }
        nonisolated(unsafe) let target = start
        forEachBand(of: region) { band, row in
          for (number, job) in jobs.enumerated() {
            if let job { mark(job, band, only: nil, as: Int32(number), in: target + row * width) }
          }
        }
      }
    }
  }

  private func mark(
    _ job: SaccadeSceneLayer, _ band: SaccadeSceneBand, only: (objects: UnsafePointer<Int32>, number: Int32)?,
    as mark: Int32, in marks: UnsafeMutablePointer<Int32>
  ) {
    withUnsafePointer(to: job) { job in
      withUnsafePointer(to: band) {
        loops.mark(job, $0, only?.objects, only?.number ?? 0, mark, marks, band.width)
      }
    }
  }

  private func flow(
    _ objects: Tensor<Int32>, from before: [ScenePose], to after: [ScenePose], region: PixelRegion
  ) -> FlowField {
    let moves = zip(before, after).map { displacement(from: $0, to: $1) }
    let (width, height) = (region.size.width, region.size.height)
    var seesNothing = false
    let flow = objects.withUnsafeBufferPointer { objects in
      Tensor<Float>(unsafeUninitializedShape: [2, height, width]) { out in
        guard let start = out.baseAddress else { return }
        nonisolated(unsafe) let target = start
        forEachBand(of: region) { band, row in
          for line in row..<row + band.height {
            let y = Double(region.y + line)
            for column in 0..<width {
              let (pixel, x) = (line * width + column, Double(region.x + column))
              let number = Int(objects[pixel])
              guard number >= 0 else {
                (target[pixel], target[height * width + pixel]) = (0, 0)
                continue
              }
              let move = moves[number]
              target[pixel] = Float((move.xx - 1) * x + move.xy * y + move.dx)
              target[height * width + pixel] = Float(move.yx * x + (move.yy - 1) * y + move.dy)
            }
          }
        }
        seesNothing = objects.contains { $0 < 0 }
      }
    }
    return FlowField(flow: flow, valid: seesNothing ? objects.map { $0 < 0 ? 0 : 1 } : nil)
  }

  private func hidden(
    _ objects: Tensor<Int32>, from before: [ScenePose], to after: [ScenePose], region: PixelRegion
  ) -> Tensor<UInt8> {
    let width = region.size.width
    let seen = objects.withUnsafeBufferPointer { objects in
      objects.reduce(into: Set<Int32>()) { if $1 >= 0 { $0.insert($1) } }
    }
    // A thing in front, carried along with the pixels of the thing behind to where those were at the first moment.
    let jobs: [(number: Int32, job: SaccadeSceneLayer)] = seen.sorted().flatMap { number in
      let back = displacement(from: after[Int(number)], to: before[Int(number)])
      return (Int(number) + 1..<max(layers.count, Int(number) + 1)).compactMap { front in
        layers[front].job(back * after[front]).map { (number, $0) }
      }
    }
    let marks = withExtendedLifetime(layers) {
      objects.withUnsafeBufferPointer { objects in
        Tensor<Int32>(unsafeUninitializedShape: [region.size.height, width]) { out in
          out.initialize(repeating: 0)
          guard let start = out.baseAddress, let owners = objects.baseAddress else { return }
          nonisolated(unsafe) let (target, given) = (start, owners)
          forEachBand(of: region) { band, row in
            for (number, job) in jobs {
              mark(job, band, only: (given + row * width, number), as: 1, in: target + row * width)
            }
          }
        }
      }
    }
    return marks.map { UInt8($0) }
  }

  private func leaves(_ flow: FlowField, region: PixelRegion) -> Tensor<UInt8> {
    let (width, height) = (region.size.width, region.size.height)
    let (right, bottom) = (Float(scene.width) - 0.5, Float(scene.height) - 0.5)
    return flow.flow.withUnsafeBufferPointer { flow in
      Tensor(unsafeUninitializedShape: [height, width]) { out in
        for row in 0..<height {
          for column in 0..<width {
            let pixel = row * width + column
            let (x, y) = (
              Float(region.x + column) + flow[pixel], Float(region.y + row) + flow[height * width + pixel]
            )
            out.initializeElement(at: pixel, to: x < -0.5 || y < -0.5 || x > right || y > bottom ? 1 : 0)
          }
        }
      }
    }
  }
}
