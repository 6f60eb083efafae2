import Recordings
import Representations
import Tensors

/// The pictures of some frames of a recording of spikes: firing rates in 0…1.
final class SpikePictures: PictureStream {
  private let source: any SpikeSource
  private let reconstruction: any SpikeReconstruction
  private let frames: [Int]
  private var place = 0

  init(_ source: any SpikeSource, _ reconstruction: any SpikeReconstruction, frames: [Int]) {
    (self.source, self.reconstruction, self.frames) = (source, reconstruction, frames)
  }

  var count: Int? { frames.count }
  var times: [Int64]? { frames.map(time) }

  private func time(_ frame: Int) -> Int64 { Int64((Double(frame) * 1e6 / source.rateHz).rounded()) }

  func next() throws -> StreamedPicture? {
    guard place < frames.count else { return nil }
    defer { place += 1 }
    let frame = frames[place]
    func picture(_ source: some SpikeSource) throws -> Tensor<Float> {
      try reconstruction.picture(at: frame, of: source)
    }
    return StreamedPicture(index: frame, timeMicroseconds: time(frame), values: try picture(source))
  }
}

extension NetworkPictures: PictureStream {
  var times: [Int64]? { nil }

  func next() throws -> StreamedPicture? {
    try nextMade().map {
      StreamedPicture(index: $0.picture.index, timeMicroseconds: $0.picture.endUs, values: $0.values)
    }
  }
}
