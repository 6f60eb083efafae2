import ArgumentParser
import Datasets
import Recordings

/// The formats that spikes are written in.
enum SpikeOutputFormat: String, ExpressibleByArgument, CaseIterable {
  case dat = "spikes-dat"
  case npz = "spikes-npz"
  case npy = "spikes-npy"

  /// The format as the user says, or as the ending of the name does.
  init(_ chosen: SpikeOutputFormat?, path: String) throws {
    guard let format = chosen ?? SpikeFormat.named(path).flatMap({ SpikeOutputFormat(rawValue: $0.rawValue) }) else {
      throw Failure.Usage(
        "\(path): spikes are not written under such a name; let it end in .dat, .npz or .npy, or pass --to")
    }
    self = format
  }

  private var format: SpikeFormat {
    switch self {
    case .dat: .dat
    case .npz: .npz
    case .npy: .npy
    }
  }

  /// Starts a recording whose name must not contradict its size.
  func create(
    _ path: String, geometry: SpikeGeometry, padding: FramePadding, overwrite: Bool
  ) throws -> any SpikeWriter {
    let named = SpikeFileName.geometry(in: path)
    if let named, named != geometry {
      throw Failure.Usage(
        "\(path): the name says \(named.text), the frames are \(geometry.text); choose a name that ends in "
          + "_\(geometry.text) or in no size")
    }
    let writer = try SpikeFiles.create(
      path, format: format, geometry: geometry, padding: padding, overwrite: overwrite)
    if self == .dat && named == nil {
      Console.note("note: \(path): the name says no size, so that readers will need --size \(geometry.text)")
    }
    return writer
  }
}
