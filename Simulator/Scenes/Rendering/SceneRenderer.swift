import CKernels
import Kernels
import Recordings
import Runtime
import Tensors

/// Renders a scene and tells its truth, at any time and of any part of the sensor.
///
/// Pictures are linear gray levels, of which 255 is white, and may be brighter. A texture is filtered by what a pixel covers
/// of it: it is kept at sizes that are half of each other, each blurred to one of its texels; of the two sizes nearest to two
/// texels a pixel the mean is taken, and where a pixel covers more one way than the other up to eight samples along it.
/// Edges are as wide as ``SceneLayer/edge`` says at any size.
///
/// The truth is that of the geometry: the thing at a pixel is the foremost that covers half or more of its middle, and the
/// flow is where the point of that thing moves which is seen there. Times are seconds; pixel (x, y) has its middle at (x, y).
///
/// The same description gives the same bytes, on any number of threads and any instruction set, and a part of the sensor has
/// those of the whole. Cost on one core with AVX-512: some 3 ns a pixel and 5 more where a layer is; memory: the textures,
/// each made when a pixel that is asked for first may see it.
/// It may be used by several threads at a time.
public struct SceneRenderer: Sendable {
  /// What is rendered.
  public let scene: Scene
  /// The things that are layers, at their numbers.
  let layers: [PreparedLayer?]
  /// Those that are meshes; nil where there are none.
  let meshes: MeshGroups?
  let threads: Int
  let loops: SaccadeSceneLoops

  /// Rows that a thread takes at once.
  static let bandRows = 16

  /// Prepares textures and shapes.
  ///
  /// - Parameters:
  ///   - pictures: Those that the scene names.
  ///   - objects: The surfaces of triangles that it names.
  ///   - textures: Where patterns are kept that other scenes may use too.
  ///   - threads: How many threads to use; nil for one a core.
  ///   - instructionSet: The set of the inner loops; nil for the best of this processor. A test pins it.
  /// - Precondition: The processor has `instructionSet`.
  /// - Throws: ``SceneError`` where the scene cannot be rendered.
  public init(
    _ scene: Scene, pictures: [String: ScenePicture] = [:], objects: [String: SceneObject] = [:],
    textures: SceneTextures = .shared, threads: Int? = nil, instructionSet: InstructionSet? = nil
  ) throws {
    guard let table = (instructionSet ?? .best).table else {
      preconditionFailure("This processor has no such instruction set.")
    }
    try scene.check()
    loops = table.functions.scenes
    self.scene = scene
    self.threads = threads ?? Threads.coreCount
    for (name, picture) in pictures where !picture.isUsable { throw SceneError.badPicture(name) }
    let rasters = pictures.mapValues(PictureRasters.init)
    for (name, object) in objects {
      if let fault = object.fault { throw SceneError.badObject(name, fault) }
    }
    var (layers, meshes): ([PreparedLayer?], [PreparedMesh]) = ([], [])
    for (index, thing) in scene.things.enumerated() {
      switch thing {
      case .layer(let layer):
        layers.append(try PreparedLayer(layer, number: index, pictures: rasters, textures: textures))
      case .mesh(let mesh):
        layers.append(nil)
        meshes.append(
          try PreparedMesh(mesh, number: index, pictures: rasters, objects: objects, textures: textures))
      }
    }
    self.layers = layers
    self.meshes = meshes.isEmpty ? nil : try MeshGroups(meshes)
  }

  /// The picture at a moment in seconds, `[height, width]` of the part that is asked for.
  ///
  /// - Precondition: The part lies in the sensor.
  public func picture(at time: Double, region: PixelRegion? = nil) -> Tensor<Float> {
    picture(at: time, region: checked(region), of: Array(layers.indices))
  }

  /// The picture of things of which it is known that no other shows in the part.
  ///
  /// - Parameter things: Their numbers, ascending.
  func picture(at time: Double, region: PixelRegion, of things: [Int]) -> Tensor<Float> {
    guard let exposure = scene.exposure, exposure.samples > 1 else {
      return moment(at: time, region: region, of: things)
    }
    // The middles of as many equal parts.
    func part(_ sample: Int) -> Tensor<Float> {
      let share = (Double(sample) + 0.5) / Double(exposure.samples)
      return moment(at: time - exposure.seconds * (1 - share), region: region, of: things)
    }
    var sum = part(0)
    sum.withUnsafeMutableBufferPointer { sum in
      for sample in 1..<exposure.samples {
        part(sample).withUnsafeBufferPointer { part in
          for index in sum.indices { sum[index] += part[index] }
        }
      }
      let share = 1 / Float(exposure.samples)
      for index in sum.indices { sum[index] *= share }
    }
    return sum
  }

  private func moment(at time: Double, region: PixelRegion, of things: [Int]) -> Tensor<Float> {
    let light = max(0, scene.illumination.value(at: time))
    let view = scene.view(at: time)
    let surfaces = meshPictures(at: time, light: light, region: region)
    let steps: [PaintStep] = things.compactMap { number in
      if let layer = layers[number] {
        let pose = view * layer.layer.motion.pose(at: time)
        if layer.isOutside(region, pose) { return nil }
        return layer.job(pose, light: light * max(0, layer.layer.brightness.value(at: time))).map { .layer($0) }
      }
      return meshes?.group(endingWith: number).map { .meshes(surfaces[$0]) }
    }
    let width = region.size.width
    return withExtendedLifetime(layers) {
      Tensor(unsafeUninitializedShape: [region.size.height, width]) { out in
        guard let start = out.baseAddress else { return }
        // The pointer is shared by items that write different rows.
        nonisolated(unsafe) let target = start
        forEachBand(of: region) { band, row in
          let rows = target + row * width
          // What covers nothing everywhere is black.
          if !(steps.first?.isEverywhere ?? false) { rows.update(repeating: 0, count: band.height * width) }
          withUnsafePointer(to: band) { band in
            for step in steps {
              switch step {
              case .layer(let job): withUnsafePointer(to: job) { loops.paint($0, band, rows, width) }
              case .meshes(let picture): picture.paint(band.pointee, over: rows, stride: width, loops: loops)
              }
            }
          }
        }
      }
    }
  }

  /// The poses of all layers at a moment, at the numbers of their things.
  func poses(at time: Double) -> [ScenePose] {
    let view = scene.view(at: time)
    return layers.map { $0.map { view * $0.layer.motion.pose(at: time) } ?? .identity }
  }

  func checked(_ region: PixelRegion?) -> PixelRegion {
    let region = region ?? PixelRegion(x: 0, y: 0, size: scene.size)
    precondition(
      region.size.width > 0 && region.size.height > 0 && region.fits(scene.size),
      "The part \(region) does not lie in a sensor of \(scene.size).")
    return region
  }

  /// Calls `body` with every band of a part and its first row in it.
  func forEachBand(of region: PixelRegion, _ body: (_ band: SaccadeSceneBand, _ row: Int) -> Void) {
    let bands = (region.size.height + Self.bandRows - 1) / Self.bandRows
    Threads.forEach(bands, threads: threads) { item, _ in
      let row = item * Self.bandRows
      let band = SaccadeSceneBand(
        x: region.x, y: region.y + row, width: region.size.width,
        height: min(Self.bandRows, region.size.height - row), sensor_width: scene.width)
      body(band, row)
    }
  }
}

/// What is painted in one go.
private enum PaintStep: @unchecked Sendable {
  case layer(SaccadeSceneLayer)
  case meshes(MeshPicture)

  var isEverywhere: Bool { if case .layer(let job) = self { job.cover == SACCADE_SCENE_EVERYWHERE } else { false } }
}
