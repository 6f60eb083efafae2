import Datasets
import Files
import Foundation
import Media
import Simulator
import Tensors

/// Pictures of the user's that scenes are painted with and cut out by, and surfaces of triangles that are things in them, under
/// the names that scenes give them.
public struct ScenePictures: Sendable {
  private struct Entry {
    var path: String
    var digest: String
    var picture: ScenePicture
  }

  private struct Surface {
    var path: String
    var digest: String
    var object: SceneObject
  }

  private var entries: [String: Entry] = [:]
  private var surfaces: [String: Surface] = [:]

  /// None.
  public init() {}

  /// The folder of a scene's own that its pictures are kept in.
  static let folder = "sources"

  /// The pictures, as a renderer takes them.
  public var rendered: [String: ScenePicture] { entries.mapValues(\.picture) }

  /// The surfaces of triangles, as a renderer takes them.
  public var objects: [String: SceneObject] { surfaces.mapValues(\.object) }

  /// The file of a picture or a surface; nil where there is none of that name.
  func path(of name: String) -> String? { entries[name]?.path ?? surfaces[name]?.path }

  /// Reads a surface of triangles and names it as ``add(_:mustHaveAlpha:)`` does a picture.
  ///
  /// - Returns: The name.
  /// - Throws: `FileError` where it is no OBJ file, or has too many triangles.
  mutating func add(object path: String) throws -> String {
    let digest = try FileDigest(path: path)
    let name = Self.name(path, digest)
    if surfaces[name] == nil {
      let file = try WavefrontObject(path: path, mostTriangles: SceneMesh.mostTriangles)
      let object = SceneObject(
        points: file.points, corners: file.corners, coordinates: file.coordinates, normals: file.normals)
      surfaces[name] = Surface(path: path, digest: digest.description, object: object)
    }
    return name
  }

  /// A name by a file's own and its content. A file of a scene's folder keeps its name.
  private static func name(_ path: String, _ digest: FileDigest) -> String {
    let ending = (path as NSString).pathExtension
    let mark = "-\(digest.hexadecimal.prefix(8))"
    let stem = Paths.stem(of: path)
    return "\(folder)/\(stem)" + (stem.hasSuffix(mark) ? "" : mark) + (ending.isEmpty ? "" : ".\(ending)")
  }

  /// Reads a picture and names it by its own name and its content, so that the folder of a scene can keep it.
  ///
  /// - Returns: The name.
  /// - Throws: `FileError` where it is no picture, or not as it has to be.
  mutating func add(_ path: String, mustHaveAlpha: Bool = false) throws -> String {
    let digest = try FileDigest(path: path)
    let name = Self.name(path, digest)
    let picture = try entries[name]?.picture ?? Self.read(path)
    if mustHaveAlpha && picture.alpha == nil {
      throw FileError(
        .badContent, path: path, problem: "it has no alpha to cut a thing out by",
        remedy: "save it as a PNG with transparency, or paint with it instead")
    }
    entries[name] = Entry(path: path, digest: digest.description, picture: picture)
    return name
  }

  /// The pixels of the longer side of a picture.
  func side(of name: String) -> Int { entries[name]?.picture.gray.shape.max() ?? 1 }

  /// Light is linear: sRGB's transfer function is undone, and `0.2126 R + 0.7152 G + 0.0722 B` remains.
  private static func read(_ path: String) throws -> ScenePicture {
    let picture = try StillPicture(path: path)
    if max(picture.width, picture.height) > ScenePicture.largestSide {
      throw FileError(
        .badContent, path: path, problem: "it has \(picture.width)x\(picture.height) pixels",
        remedy: "make it smaller: a side has up to \(ScenePicture.largestSide)")
    }
    switch picture {
    case .uint8(let samples): return light(samples, LinearLight.ofBytes)
    case .uint16(let samples): return light(samples, LinearLight.ofWords)
    }
  }

  private static func light<Sample: TensorScalar & FixedWidthInteger>(
    _ samples: Tensor<Sample>, _ levels: [Float]
  ) -> ScenePicture {
    let shape = Array(samples.shape.prefix(2))
    let channels = samples.rank == 3 ? samples.shape[2] : 1
    return samples.withUnsafeBufferPointer { samples in
      let gray = Tensor<Float>(unsafeUninitializedShape: shape) { out in
        for pixel in out.indices {
          let red = levels[Int(samples[channels * pixel])]
          guard channels >= 3 else {
            out.initializeElement(at: pixel, to: red)
            continue
          }
          let (green, blue) = (levels[Int(samples[channels * pixel + 1])], levels[Int(samples[channels * pixel + 2])])
          out.initializeElement(at: pixel, to: green + 0.2126 * (red - green) + 0.0722 * (blue - green))
        }
      }
      guard channels == 4 else { return ScenePicture(gray: gray) }
      let alpha = Tensor<Float>(unsafeUninitializedShape: shape) { out in
        for pixel in out.indices {
          out.initializeElement(at: pixel, to: Float(samples[4 * pixel + 3]) / Float(Sample.max))
        }
      }
      return ScenePicture(gray: gray, alpha: alpha)
    }
  }
}

extension ScenePictures: Equatable {
  /// Whether both hold pictures of the same content under the same names.
  public static func == (first: Self, second: Self) -> Bool {
    first.entries.mapValues(\.digest) == second.entries.mapValues(\.digest)
      && first.surfaces.mapValues(\.digest) == second.surfaces.mapValues(\.digest)
  }
}

extension Scene {
  /// The pictures that it names, each once, in order; those that cut things out need alpha.
  var pictureNames: [(name: String, needsAlpha: Bool)] {
    var names: [String: Bool] = [:]
    for thing in things {
      switch thing {
      case .layer(let layer):
        if case .picture(let name) = layer.texture.paint { names[name] = names[name] ?? false }
        if case .picture(let name) = layer.shape { names[name] = true }
      case .mesh(let mesh):
        if case .picture(let name) = mesh.texture.paint { names[name] = names[name] ?? false }
      }
    }
    return names.sorted { $0.key < $1.key }.map { (name: $0.key, needsAlpha: $0.value) }
  }

  /// The surfaces of triangles that it names, each once, in order.
  var objectNames: [String] {
    let names = things.compactMap { thing -> String? in
      guard case .mesh(let mesh) = thing, case .object(let name, _) = mesh.form else { return nil }
      return name
    }
    return Set(names).sorted()
  }

  /// The same with other names of pictures and surfaces.
  func renamingPictures(_ names: [String: String]) -> Scene {
    var scene = self
    scene.things = things.map { thing in
      switch thing {
      case .layer(var layer):
        if case .picture(let name) = layer.texture.paint { layer.texture.paint = .picture(name: names[name] ?? name) }
        if case .picture(let name) = layer.shape { layer.shape = .picture(name: names[name] ?? name) }
        return .layer(layer)
      case .mesh(var mesh):
        if case .picture(let name) = mesh.texture.paint { mesh.texture.paint = .picture(name: names[name] ?? name) }
        if case .object(let name, let size) = mesh.form { mesh.form = .object(name: names[name] ?? name, size: size) }
        return .mesh(mesh)
      }
    }
    return scene
  }
}
