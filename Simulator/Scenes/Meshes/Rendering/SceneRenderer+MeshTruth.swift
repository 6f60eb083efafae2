import CKernels
import Recordings
import Tensors

extension SceneRenderer {
  /// How much nearer something must be to hide a point, of its own nearness: what rounding may make of a point's own
  /// surface.
  private static let nearer = 1e-6

  /// Marks what a group of meshes covers the middle of.
  func markMeshes(
    _ reader: MeshReader, _ band: SaccadeSceneBand, in marks: UnsafeMutablePointer<Int32>,
    owners: UnsafeMutablePointer<Int32>
  ) {
    for line in 0..<band.height {
      for column in 0..<band.width {
        let place = SIMD2(Double(band.x + column), Double(band.y + line))
        guard let hit = reader.nearest(at: place) else { continue }
        let pixel = line * band.width + column
        marks[pixel] = Int32(reader.number(of: hit.owner))
        owners[pixel] = hit.owner
      }
    }
  }

  /// Marks points that meshes hide at the other moment, and points of meshes that layers hide.
  func markHiddenByMeshes(
    _ hidden: inout Tensor<UInt8>, _ sight: SceneSight, from before: SceneState, to after: SceneState,
    region: PixelRegion
  ) {
    guard let meshes else { return }
    let readers = after.views.map { MeshReader($0) }
    let carrier = MotionCarrier(self, from: before, to: after)
    let backs = zip(layers, after.poses).map { layer, pose in layer != nil && pose.isInvertible ? pose.inverse : nil }
    let lastThings = meshes.groups.map { $0.things.upperBound - 1 }
    func isHidden(_ thing: Int, _ owner: Int32, at place: SIMD2<Double>) -> Bool {
      guard let group = meshes.group(of: thing) else {
        let moved = place + carrier.displacement(of: thing, owner: -1, at: place)
        return lastThings.indices.contains { lastThings[$0] > thing && readers[$0].nearest(at: moved) != nil }
      }
      let (moved, nearness, point) = carrier.arrival(of: owner, group: group, at: place)
      if readers[group].turnsAway(point) { return true }
      let margin = Self.nearer * nearness
      if readers[group].hides(
        moved, nearness: nearness, point: point, isSelfFree: false, margins: (other: margin, own: margin))
      {
        return true
      }
      if lastThings.indices.contains(where: { $0 > group && readers[$0].nearest(at: moved) != nil }) { return true }
      return layers.indices.contains { number in
        guard number > thing, let layer = layers[number], let back = backs[number] else { return false }
        return layer.contains(back(moved))
      }
    }
    let width = region.size.width
    withExtendedLifetime((before, after)) {
      sight.withPixels { objects, owners in
        hidden.withUnsafeMutableBufferPointer { hidden in
          nonisolated(unsafe) let (hidden, objects, owners) = (hidden, objects, owners)
          forEachBand(of: region) { band, row in
            for line in row..<row + band.height {
              for column in 0..<width {
                let pixel = line * width + column
                guard objects[pixel] >= 0, hidden[pixel] == 0 else { continue }
                let place = SIMD2(Double(region.x + column), Double(region.y + line))
                if isHidden(Int(objects[pixel]), owners?[pixel] ?? -1, at: place) { hidden[pixel] = 1 }
              }
            }
          }
        }
      }
    }
  }

  /// How far away what each pixel sees is, and which way it faces.
  func relief(
    _ sight: SceneSight, at moment: SceneState, region: PixelRegion
  ) -> (depth: Tensor<Float>, normals: Tensor<Float>) {
    let focal = space.focal
    let readers = moment.views.map { MeshReader($0) }
    let groups = layers.indices.map { meshes?.group(of: $0) ?? -1 }
    let (width, height) = (region.size.width, region.size.height)
    var depth = Tensor<Float>(repeating: .infinity, shape: [height, width])
    var normals = Tensor<Float>(repeating: 0, shape: [3, height, width])
    withExtendedLifetime(moment) {
      sight.withPixels { objects, owners in
        depth.withUnsafeMutableBufferPointer { depth in
          normals.withUnsafeMutableBufferPointer { normals in
            nonisolated(unsafe) let (depth, normals, objects, owners) = (depth, normals, objects, owners)
            forEachBand(of: region) { band, row in
              for line in row..<row + band.height {
                for column in 0..<width {
                  let pixel = line * width + column
                  guard objects[pixel] >= 0 else { continue }
                  var (far, normal) = (focal, SIMD3<Double>(0, 0, -1))
                  let group = groups[Int(objects[pixel])]
                  if group >= 0, let owners {
                    let place = SIMD2(Double(region.x + column), Double(region.y + line))
                    let reader = readers[group]
                    let point = reader.point(of: owners[pixel], at: place)
                    far += reader.surface.place(of: point).z
                    normal = reader.surface.normal(at: point, against: reader.eye.line(at: place).ray)
                  }
                  depth[pixel] = Float(far)
                  for axis in 0..<3 { normals[axis * width * height + pixel] = Float(normal[axis]) }
                }
              }
            }
          }
        }
      }
    }
    return (depth, normals)
  }
}
