import Datasets
import Files
import Recordings

extension SpikeFormat {
  /// The format of spikes by the ending of a name.
  ///
  /// - Throws: ``JobError`` where the name says none that is written.
  public init(writtenTo path: String) throws {
    guard let format = SpikeFormat.named(path), format.isWritable else {
      let endings = SpikeFormat.writable.map { ".\($0.fileEnding)" }
      throw JobError(
        wrongOptions: "spikes are not written under such a name; let it end in \(endings.joined(separator: ", ")), or "
          + "pass \(Setting.outputFormat)", path: path)
    }
    self = format
  }

  /// Starts a recording whose name must not contradict its size.
  package func create(
    _ path: String, geometry: SpikeGeometry, padding: FramePadding, overwrite: Bool, observer: any JobObserver
  ) throws -> any SpikeSink {
    let named = SpikeFileName.geometry(in: path)
    if let named, named != geometry {
      throw JobError(
        wrongOptions: "the name says \(named.text), the frames are \(geometry.text); choose a name that ends in "
          + "_\(geometry.text) or in no size", path: path)
    }
    let writer = try SpikeFiles.create(
      path, format: self, geometry: geometry, padding: padding, overwrite: overwrite)
    if !statesSize && named == nil {
      observer.note(
        "note: \(path): the name says no size, so that readers will need \(Setting.sensorSize, to: geometry.text)")
    }
    return writer
  }
}
