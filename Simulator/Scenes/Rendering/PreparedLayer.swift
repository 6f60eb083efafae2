import CKernels
import Foundation
import Recordings

/// A layer whose texture and shape are ready to be painted at any moment. They are made when it is first seen: of a scene
/// of many things a part of the sensor shows some.
struct PreparedLayer: Sendable {
  /// What cuts it out.
  private enum Cutter {
    case nothing
    case outline(MadeOnce<ShapeRaster>, bounds: ShapeBounds)
    case opacity(TextureRaster, bounds: ShapeBounds)
  }

  let layer: SceneLayer
  private let texture: MadeOnce<TextureRaster>
  private let cutter: Cutter
  /// Beyond what nothing of it is painted, in its own pixels; nil for everywhere.
  private let extent: ShapeBounds?
  /// The map from the layer's pixels to those of its texture.
  private let paint: ScenePose

  /// The most samples of one pixel.
  private static let mostTaps = 8.0

  init(_ layer: SceneLayer, number: Int, pictures: [String: PictureRasters], textures: SceneTextures) throws {
    func picture(_ name: String) throws -> PictureRasters {
      guard let picture = pictures[name] else { throw SceneError.missingPicture(name) }
      return picture
    }
    self.layer = layer
    switch layer.texture.paint {
    case .pattern(let choice): texture = MadeOnce { textures.raster(choice) }
    case .picture(let name):
      let gray = try picture(name).gray
      texture = MadeOnce { gray }
    }
    let placed = layer.texture
    let onLayer =
      ScenePose.translation(placed.x, placed.y) * .rotation(radians: placed.angle)
      * .scaling(placed.scale, placed.scale)
    paint = onLayer.inverse
    if case .picture(let name) = layer.shape {
      guard let alpha = try picture(name).alpha else { throw SceneError.pictureWithoutAlpha(name) }
      let level = alpha.levels[0]
      let back = alpha.placement.inverse
      let corners = ShapeBounds(low: .zero, high: SIMD2(Double(level.width - 1), Double(level.height - 1))).corners
      let bounds = ShapeBounds(corners.map { back($0) })
      (cutter, extent) = (.opacity(alpha, bounds: bounds), bounds)
    } else if let outline = ShapeOutline(layer.shape) {
      let bounds = outline.bounds
      (cutter, extent) = (.outline(MadeOnce { ShapeRaster(outline) }, bounds: bounds), ShapeRaster.extent(of: bounds))
    } else {
      (cutter, extent) = (.nothing, nil)
    }
  }

  /// Whether it is everywhere.
  var isEverywhere: Bool { if case .nothing = cutter { true } else { false } }

  /// Where it may be, in its own pixels; nil for everywhere.
  var bounds: ShapeBounds? {
    switch cutter {
    case .nothing: nil
    case .outline(_, let bounds): bounds
    case .opacity(_, let bounds): bounds
    }
  }

  /// Whether half of it or more covers a place in its own pixels.
  func contains(_ point: SIMD2<Double>) -> Bool {
    switch cutter {
    case .nothing: return true
    case .outline(let raster, _): return raster.value.contains(point)
    case .opacity(let raster, _):
      let (place, level) = (raster.placement(point), raster.levels[0])
      guard place.x >= 0, place.y >= 0, place.x <= Double(level.width - 1), place.y <= Double(level.height - 1) else {
        return false
      }
      return level.texels.value(at: place) >= 32767.5
    }
  }

  /// Whether no pixel of a part of the sensor shows any of it, for the map from its pixels to those of the sensor.
  func isOutside(_ region: PixelRegion, _ pose: ScenePose) -> Bool {
    guard let extent else { return false }
    return !ShapeBounds(extent.corners.map { pose($0) }).meets(ShapeBounds(region))
  }

  /// What the loops take, for `pose`, the map from the layer's pixels to those of the sensor, and a factor of the gray
  /// levels; nil where it has no size. The pointers in it hold as long as the layer.
  func job(_ pose: ScenePose, light: Double = 1) -> SaccadeSceneLayer? {
    guard pose.isInvertible else { return nil }
    let back = pose.inverse
    let texture = texture.value
    var job = SaccadeSceneLayer()
    place(texture.placement * paint * back, of: texture, in: &job)
    let range = layer.texture.brightest - layer.texture.darkest
    // Of a picture 255 becomes `brightest`, of a pattern 1.
    let unit: Double = if case .picture = layer.texture.paint { 255 } else { 1 }
    job.gain = Float(light * range * Double(texture.brightest) / (65535 * unit))
    job.offset = Float(light * layer.texture.darkest)
    job.softness = Float(layer.edge)
    switch cutter {
    case .nothing: job.cover = SACCADE_SCENE_EVERYWHERE
    case .outline(let made, _):
      let raster = made.value
      job.cover = SACCADE_SCENE_OUTLINE
      job.shape = SaccadeSceneRaster(raster.placement * back, raster.width, raster.height, raster.texels)
    case .opacity(let raster, _):
      job.cover = SACCADE_SCENE_OPACITY
      let map = raster.placement * back
      let depth = (log2(Footprint(map).longest) - 1).rounded()
      let size = Int(min(max(depth, 0), Double(max(raster.levels.count - 3, 0))))
      let level = raster.levels[size]
      job.shape = SaccadeSceneRaster(map.divided(by: 1 << size), level.width, level.height, level.texels)
    }
    return job
  }

  /// Chooses the sizes of the texture at which a pixel is about two texels wide, and the samples along the longer way
  /// where a pixel is longer than wide.
  private func place(_ map: ScenePose, of texture: TextureRaster, in job: inout SaccadeSceneLayer) {
    let footprint = Footprint(map)
    let narrow = max(footprint.shortest, footprint.longest / Self.mostTaps, 1e-6)
    let taps = min(max((footprint.longest / narrow - 0.05).rounded(.up), 1), Self.mostTaps)
    let width = taps == 1 ? footprint.longest : max(footprint.shortest, footprint.longest / taps)
    let last = Double(texture.levels.count - 1)
    let depth = min(max(log2(width) - 1, 0), last)
    let size = Int(depth)
    let blend = depth - Double(size)
    job.blend = blend > 1 / 256 && size < texture.levels.count - 1 ? Float(blend) : 0
    job.taps = Int32(taps)
    let step = footprint.direction * (footprint.longest / taps)
    for index in 0..<2 {
      let chosen = min(size + index, texture.levels.count - 1)
      let (level, shrink) = (texture.levels[chosen], 1 << chosen)
      let raster = SaccadeSceneRaster(map.divided(by: shrink), level.width, level.height, level.texels)
      let tap = taps == 1 ? SIMD2(0, 0) : step / Double(shrink)
      if index == 0 {
        (job.texture.0, job.tap_u.0, job.tap_v.0) = (raster, Float(tap.x), Float(tap.y))
      } else {
        (job.texture.1, job.tap_u.1, job.tap_v.1) = (raster, Float(tap.x), Float(tap.y))
      }
    }
  }
}

/// What a pixel covers of a raster: an ellipse about the place of its middle.
struct Footprint {
  /// Its longer and its shorter diameter, in texels.
  let longest: Double
  let shortest: Double
  /// The way of the longer one.
  let direction: SIMD2<Double>

  /// By the singular values of a map from pixels to texels.
  init(_ map: ScenePose) {
    let (e, f) = ((map.xx + map.yy) / 2, (map.xx - map.yy) / 2)
    let (g, h) = ((map.yx + map.xy) / 2, (map.yx - map.xy) / 2)
    let (q, r) = ((e * e + h * h).squareRoot(), (f * f + g * g).squareRoot())
    (longest, shortest) = (q + r, abs(q - r))
    let angle = (atan2(h, e) + atan2(g, f)) / 2
    direction = SIMD2(cos(angle), sin(angle))
  }
}

extension ScenePose {
  /// The map to a raster `count` times smaller.
  fileprivate func divided(by count: Int) -> ScenePose {
    let factor = 1 / Double(count)
    return ScenePose(
      xx: xx * factor, xy: xy * factor, yx: yx * factor, yy: yy * factor, dx: dx * factor, dy: dy * factor)
  }
}

extension SaccadeSceneRaster {
  fileprivate init(_ map: ScenePose, _ width: Int, _ height: Int, _ texels: RasterTexels) {
    self.init(
      texels: texels.first, stride: Int32(texels.stride), width: Int32(width), height: Int32(height), u: map.dx,
      u_x: map.xx, u_y: map.xy, v: map.dy, v_x: map.yx, v_y: map.yy)
  }
}
