/// Why a scene cannot be rendered.
public enum SceneError: Error, Sendable, Equatable {
  /// The scene as a whole has something impossible.
  case badScene(String)
  /// The thing of a number has something impossible.
  case badThing(Int, String)
  /// A picture was not handed in.
  case missingPicture(String)
  /// A layer is to be cut out by a picture that has no opacity.
  case pictureWithoutAlpha(String)
  /// A picture has no pixels, too many, or some that are no numbers.
  case badPicture(String)
  /// A surface of triangles was not handed in.
  case missingObject(String)
  /// A surface of triangles has something impossible: its name, and a clause.
  case badObject(String, String)
  /// A range of a law of scenes is empty or impossible.
  case badLaw(key: String, String)
}

extension SceneError: CustomStringConvertible {
  /// What is wrong: a clause in lower case without a full stop.
  public var description: String {
    switch self {
    case .badScene(let fault): "it has \(fault)"
    case .badThing(let thing, let fault): "thing \(thing) has \(fault)"
    case .missingPicture(let name): "the picture `\(name)` is not there"
    case .pictureWithoutAlpha(let name): "the picture `\(name)` has no alpha to cut a layer out by"
    case .badPicture(let name): "the picture `\(name)` has no pixels, too many, or some that are no numbers"
    case .missingObject(let name): "the object `\(name)` is not there"
    case .badObject(let name, let fault): "the object `\(name)` \(fault)"
    case .badLaw(let key, let fault): "`\(key)` \(fault)"
    }
  }
}
