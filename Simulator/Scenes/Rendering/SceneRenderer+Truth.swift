import CKernels
import Recordings
import Tensors

extension SceneRenderer {
  /// The number of the thing that each pixel sees at a moment, `[height, width]`; −1 where it sees none.
  ///
  /// Cost: some 2 ns a pixel of each thing.
  public func objects(at time: Double, region: PixelRegion? = nil) -> Tensor<Int32> {
    let region = checked(region)
    return sight(at: moment(at: time, region: region), region: region).objects
  }

  /// The flow of what each pixel sees at one moment to another, later or earlier.
  ///
  /// It is exact but for the rounding to float32.
  public func flow(from first: Double, to second: Double, region: PixelRegion? = nil) -> FlowField {
    let region = checked(region)
    let before = moment(at: first, region: region)
    return flow(sight(at: before, region: region), from: before, to: moment(at: second), region: region)
  }

  /// All that is true of each pixel between one moment and another, later or earlier.
  public func truth(from first: Double, to second: Double, region: PixelRegion? = nil) -> SceneTruth {
    let region = checked(region)
    let (before, after) = (moment(at: first, region: region), moment(at: second))
    let sight = sight(at: before, region: region)
    let flow = flow(sight, from: before, to: after, region: region)
    var hidden = hidden(sight.objects, from: before.poses, to: after.poses, region: region)
    markHiddenByMeshes(&hidden, sight, from: before, to: after, region: region)
    let relief = meshes == nil ? nil : relief(sight, at: before, region: region)
    return SceneTruth(
      flow: flow, objects: sight.objects, isHidden: hidden, leaves: leaves(flow, region: region),
      depth: relief?.depth, normals: relief?.normals)
  }

  /// Where everything is at a moment, and what of meshes is seen in a part; of the whole sensor where none is named.
  func moment(at time: Double, region: PixelRegion? = nil) -> SceneState {
    let meshMoment = meshMoment(at: time)
    return SceneState(
      poses: poses(at: time),
      views: meshViews(meshMoment, at: time, region: region ?? PixelRegion(x: 0, y: 0, size: scene.size)))
  }

  /// The map by which pixels that see a thing at one moment move to where they are at another.
  func displacement(from before: ScenePose, to after: ScenePose) -> ScenePose { after * before.inverse }

  private func sight(at moment: SceneState, region: PixelRegion) -> SceneSight {
    let jobs = zip(layers, moment.poses).map { layer, pose in
      layer.flatMap { $0.isOutside(region, pose) ? nil : $0.job(pose) }
    }
    let readers = moment.views.map { MeshReader($0) }
    let width = region.size.width
    let shape = [region.size.height, width]
    var owners = meshes == nil ? nil : Tensor<Int32>(repeating: -1, shape: shape)
    let objects = withExtendedLifetime((layers, moment)) {
      Tensor<Int32>(unsafeUninitializedShape: shape) { out in
        out.initialize(repeating: -1)
        guard let start = out.baseAddress else { return }
        nonisolated(unsafe) let target = start
        func mark(_ owner: UnsafeMutablePointer<Int32>?) {
          nonisolated(unsafe) let owner = owner
          forEachBand(of: region) { band, row in
            for (number, job) in jobs.enumerated() {
              if let job { self.mark(job, band, only: nil, as: Int32(number), in: target + row * width) }
              if let group = meshes?.group(endingWith: number), let owner {
                markMeshes(readers[group], band, in: target + row * width, owners: owner + row * width)
              }
            }
          }
        }
        if owners == nil { mark(nil) } else { owners?.withUnsafeMutableBufferPointer { mark($0.baseAddress) } }
      }
    }
    return SceneSight(objects: objects, owners: owners)
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
    _ sight: SceneSight, from before: SceneState, to after: SceneState, region: PixelRegion
  ) -> FlowField {
    let (width, height) = (region.size.width, region.size.height)
    let carrier = MotionCarrier(self, from: before, to: after)
    let flow = withExtendedLifetime((before, after)) {
      sight.withPixels { objects, owners in
        Tensor<Float>(unsafeUninitializedShape: [2, height, width]) { out in
          guard let start = out.baseAddress else { return }
          nonisolated(unsafe) let (target, objects, owners) = (start, objects, owners)
          forEachBand(of: region) { band, row in
            for line in row..<row + band.height {
              for column in 0..<width {
                let pixel = line * width + column
                let number = Int(objects[pixel])
                var way = SIMD2<Double>.zero
                if number >= 0 {
                  let place = SIMD2(Double(region.x + column), Double(region.y + line))
                  way = carrier.displacement(of: number, owner: owners?[pixel] ?? -1, at: place)
                }
                target[pixel] = Float(way.x)
                target[height * width + pixel] = Float(way.y)
              }
            }
          }
        }
      }
    }
    let seesNothing = sight.objects.withUnsafeBufferPointer { $0.contains { $0 < 0 } }
    return FlowField(flow: flow, valid: seesNothing ? sight.objects.map { $0 < 0 ? 0 : 1 } : nil)
  }

  private func hidden(
    _ objects: Tensor<Int32>, from before: [ScenePose], to after: [ScenePose], region: PixelRegion
  ) -> Tensor<UInt8> {
    let width = region.size.width
    let seen = objects.withUnsafeBufferPointer { objects in
      objects.reduce(into: Set<Int32>()) { if $1 >= 0, layers[Int($1)] != nil { $0.insert($1) } }
    }
    // A thing in front, carried along with the pixels of the thing behind to where those were at the first moment.
    let jobs: [(number: Int32, job: SaccadeSceneLayer)] = seen.sorted().flatMap { number in
      let back = displacement(from: after[Int(number)], to: before[Int(number)])
      return (Int(number) + 1..<max(layers.count, Int(number) + 1)).compactMap { front in
        layers[front]?.job(back * after[front]).map { (number, $0) }
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
