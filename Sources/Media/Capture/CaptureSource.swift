import Files
import Foundation

/// Something that gives pictures for as long as one looks: a camera, or a graph of libavfilter.
public enum CaptureSource: Sendable, Hashable {
  /// A camera of the system by its number, or by the path of its device.
  case camera(String)
  /// A source of libavfilter's with filters behind it: `testsrc=size=64x48:rate=30`.
  case graph(String)

  private static let cameraPrefix = "camera:"
  private static let graphPrefix = "lavfi:"

  /// What a name means: `camera:0`, `camera:/dev/video1`, `lavfi:GRAPH`; nil for the name of a file.
  public init?(name: String) {
    if name.hasPrefix(Self.cameraPrefix) {
      self = .camera(String(name.dropFirst(Self.cameraPrefix.count)))
    } else if name.hasPrefix(Self.graphPrefix) {
      self = .graph(String(name.dropFirst(Self.graphPrefix.count)))
    } else {
      return nil
    }
  }

  /// libavdevice's name of the device.
  var formatName: String {
    switch self {
    case .graph: "lavfi"
    case .camera:
      #if canImport(Darwin)
        "avfoundation"
      #else
        "v4l2"
      #endif
    }
  }

  /// What libavdevice opens.
  var address: String {
    switch self {
    case .graph(let graph): graph
    case .camera(let name):
      #if canImport(Darwin)
        name
      #else
        Int(name) == nil ? name : "/dev/video\(name)"
      #endif
    }
  }
}

/// The cameras that the system knows.
enum Cameras {
  /// Their names in a list for people, or that there is none.
  static var summary: String {
    let folder = "/sys/class/video4linux"
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasPrefix("video") }
    let cameras = names.sorted(by: NaturalOrder.precedes).map { name -> String in
      let title = (try? String(contentsOfFile: "\(folder)/\(name)/name", encoding: .utf8)) ?? ""
      return "camera:/dev/\(name) (\(title.trimmingCharacters(in: .whitespacesAndNewlines)))"
    }
    return cameras.isEmpty ? "this machine has no camera" : "there are \(cameras.joined(separator: ", "))"
  }
}
