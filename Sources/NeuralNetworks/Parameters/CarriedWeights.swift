import CEmbeddedWeights
import Files
import Tensors

/// Trained weights that the program carries, by name: those of `Weights/NAME/NAME.safetensors` in the repository, in half
/// precision. A card beside each says on what and how it was trained, and what it was measured to do; the licence is
/// Apache-2.0.
///
/// A name may be known before there is a file of it: then ``isCarried`` is false.
public struct CarriedWeights: Sendable, Hashable {
  /// The name of the set.
  public let name: String

  /// Names a set.
  public init(_ name: String) { self.name = name }

  /// Whether this program was built with them.
  public var isCarried: Bool { bytes.count > 0 }

  /// The file's bytes; none where it is not carried.
  public var bytes: UnsafeRawBufferPointer {
    var size = 0
    let start = saccade_carried_weights(name, &size)
    return UnsafeRawBufferPointer(start: start, count: size)
  }

  /// The parameters, widened to single precision.
  ///
  /// - Throws: `FileError` where the program carries none of this name, or the file in it is damaged.
  public func checkpoint() throws -> Checkpoint {
    guard isCarried else {
      throw FileError(.notFound, path: name, problem: "this program was built without weights of that name")
    }
    return try Checkpoint(safetensors: bytes, named: name)
  }
}
