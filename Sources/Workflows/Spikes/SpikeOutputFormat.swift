import Datasets
import Files
import Recordings

/// The formats that spikes are written in.
public enum SpikeOutputFormat: String, Sendable, CaseIterable {
  /// Packed bits without a header.
  case dat = "spikes-dat"
  /// NumPy's archive.
  case npz = "spikes-npz"
  /// NumPy's array.
  case npy = "spikes-npy"

  /// The format as the caller says, or as the ending of the name does.
  ///
  /// - Throws: ``JobError`` where neither does.
  public init(_ chosen: SpikeOutputFormat?, path: String) throws {
    guard let format = chosen ?? SpikeFormat.named(path).flatMap({ SpikeOutputFormat(rawValue: $0.rawValue) }) else {
      throw JobError(
        wrongOptions: "spikes are not written under such a name; let it end in .dat, .npz or .npy, or pass "
          + "\(Setting.outputFormat)", path: path)
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
  package func create(
    _ path: String, geometry: SpikeGeometry, padding: FramePadding, overwrite: Bool, observer: any JobObserver
  ) throws -> any SpikeWriter {
    let named = SpikeFileName.geometry(in: path)
    if let named, named != geometry {
      throw JobError(
        wrongOptions: "the name says \(named.text), the frames are \(geometry.text); choose a name that ends in "
          + "_\(geometry.text) or in no size", path: path)
    }
    let writer = try SpikeFiles.create(
      path, format: format, geometry: geometry, padding: padding, overwrite: overwrite)
    if self == .dat && named == nil {
      observer.note(
        "note: \(path): the name says no size, so that readers will need \(Setting.sensorSize, to: geometry.text)")
    }
    return writer
  }
}
