import Recordings

/// A thing in a scene.
public enum SceneThing: Sendable, Hashable, Codable {
  /// A flat one.
  case layer(SceneLayer)
  /// One that has three dimensions.
  case mesh(SceneMesh)
}

/// How long a picture gathers light.
public struct SceneExposure: Sendable, Hashable, Codable {
  /// From so many seconds before the picture's time to it.
  public var seconds: Double
  /// How many moments of it are averaged.
  public var samples: Int

  /// Describes an exposure.
  public init(seconds: Double, samples: Int) { (self.seconds, self.samples) = (seconds, samples) }
}

/// Things in motion before a camera, of which pictures, flow and labels can be had at any time.
///
/// A scene is a description: what is encoded with it is all it takes to render it again, but for the pictures that it names.
/// Its plane is that of the sensor as long as the camera rests: pixel (x, y) sees the point (x, y).
public struct Scene: Sendable, Hashable, Codable {
  /// The columns of the sensor.
  public var width: Int
  /// Its rows.
  public var height: Int
  /// The things, each before those that come earlier. A thing's number is its place here.
  public var things: [SceneThing]
  /// How the camera moves: where in the plane the middle of the sensor is, measured from where it is at rest, how the
  /// camera is turned about it, and how much wider than the sensor what it sees is.
  public var camera: SceneMotion
  /// What all gray levels are multiplied by, as light that flickers does; below 0 counts as 0.
  public var illumination: SceneCurve
  /// How long a picture gathers light; nil for a moment. Flow and labels are those of the moment itself.
  public var exposure: SceneExposure?
  /// How meshes are seen and lit; nil for a camera 1.5 times as far as the sensor's longer side is long, and the usual
  /// light.
  public var space: SceneSpace?

  /// The most things of a scene.
  public static let mostThings = 10_000

  /// Describes a scene.
  public init(
    size: SensorSize, things: [SceneThing], camera: SceneMotion = SceneMotion(),
    illumination: SceneCurve = .constant(value: 1), exposure: SceneExposure? = nil, space: SceneSpace? = nil
  ) {
    (width, height) = (size.width, size.height)
    (self.things, self.camera) = (things, camera)
    (self.illumination, self.exposure, self.space) = (illumination, exposure, space)
  }

  /// The size of the sensor.
  public var size: SensorSize { SensorSize(width: width, height: height) }

  /// The map from the plane to the pixels at a moment in seconds.
  public func view(at time: Double) -> ScenePose {
    let middle = ScenePose.translation(Double(width - 1) / 2, Double(height - 1) / 2)
    let camera = middle * camera.pose(at: time)
    return middle * camera.inverse
  }

  /// The map from a layer's own coordinates to the pixels at a moment in seconds.
  ///
  /// - Precondition: There is such a thing, and it is a layer.
  public func pose(of thing: Int, at time: Double) -> ScenePose {
    switch things[thing] {
    case .layer(let layer): view(at: time) * layer.motion.pose(at: time)
    case .mesh: preconditionFailure("Thing \(thing) is no layer: it has three dimensions.")
    }
  }

  /// Checks that it can be rendered.
  ///
  /// - Throws: ``SceneError`` where it cannot.
  public func check() throws {
    guard SpikeGeometry(checkedWidth: width, height: height) != nil, width * height <= 1 << 26 else {
      throw SceneError.badScene("a sensor of \(width)x\(height) pixels")
    }
    if things.count > Self.mostThings { throw SceneError.badScene("\(things.count) things") }
    if let fault = camera.fault { throw SceneError.badScene("a camera with \(fault)") }
    if let fault = illumination.fault { throw SceneError.badScene("an illumination with \(fault)") }
    if let exposure, !((1...1000).contains(exposure.samples) && exposure.seconds >= 0 && exposure.seconds.isFinite) {
      throw SceneError.badScene("an exposure of \(exposure.samples) moments in \(exposure.seconds) s")
    }
    if let fault = space?.fault { throw SceneError.badScene(fault) }
    for (index, thing) in things.enumerated() {
      switch thing {
      case .layer(let layer): if let fault = layer.fault { throw SceneError.badThing(index, fault) }
      case .mesh(let mesh): if let fault = mesh.fault { throw SceneError.badThing(index, fault) }
      }
    }
  }
}
