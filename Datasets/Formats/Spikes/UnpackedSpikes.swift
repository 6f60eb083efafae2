import Recordings

/// A recording of spikes that was packed as a whole, and its file, which lies unpacked as long as this does.
struct UnpackedSpikes: SpikeSource {
  private let source: any SpikeSource
  private let file: UnpackedFile

  init(_ source: any SpikeSource, file: UnpackedFile) {
    (self.source, self.file) = (source, file)
  }

  var geometry: SpikeGeometry { source.geometry }
  var frameCount: Int { source.frameCount }
  var rateHz: Double { source.rateHz }
  var warnings: [RecordingWarning] { source.warnings }

  func frames(_ range: Range<Int>) throws -> SpikeStream { try source.frames(range) }
}
