import Recordings
import Representations
import Tensors

/// The spikes of a preview: how often each pixel fires in a few readouts before a frame, as light.
final class SpikePanel {
  private let name: String
  private let rate: Double
  /// The gray level of a pixel that fires in every readout.
  private let brightest: Float
  private let window: Int
  private let scale: PreviewScale
  private var blocks: [SpikeStream] = []
  /// The readouts of pictures to come, in order.
  private var wanted: [Range<Int>] = []
  /// The readouts so far.
  private(set) var count = 0
  private var lastEnd = 0
  private var last: Tensor<UInt8>

  init(_ job: SpikeSimulation, window: Int, scale: PreviewScale) {
    (rate, self.window, self.scale) = (job.rate.doubleValue, window, scale)
    // White fires once a readout where pixels have no threshold in gray levels.
    brightest = Float(job.model.threshold ?? 255)
    name = job.model.name
    last = Tensor(zeros: [scale.height, scale.width])
  }

  func add(_ block: SpikeStream) {
    blocks.append(block)
    count = block.firstFrame + block.frameCount
    // A picture that nobody has asked for yet ends here or later.
    let needed = min(wanted.first?.lowerBound ?? .max, count - window)
    while let first = blocks.first, first.firstFrame + first.frameCount <= needed { blocks.removeFirst() }
  }

  /// The readouts that the next picture shows: the last before a time, and none that the picture before shows.
  func readouts(until seconds: Double) -> Range<Int> {
    // A readout that ends at the time of the frame is over.
    let end = max(lastEnd, Int((seconds * rate + 1e-6).rounded(.down)))
    defer { lastEnd = end }
    wanted.append(max(lastEnd, end - window)..<end)
    return wanted[wanted.count - 1]
  }

  /// What stands above the picture of readouts.
  func caption(of readouts: Range<Int>) -> String { "spikes, \(name), \(Text.count(readouts.count, "readout"))" }

  /// The picture of the readouts that were asked for first; those that there are none of are left out, and without any it is the picture before.
  func picture(of readouts: Range<Int>) -> Tensor<UInt8> {
    wanted.removeFirst()
    let readouts = readouts.clamped(to: 0..<count)
    guard !readouts.isEmpty, let geometry = blocks.first?.geometry else { return last }
    let stream = SpikeStream(geometry: geometry, frameCount: readouts.count) { bytes in
      for block in blocks {
        let part = readouts.clamped(to: block.firstFrame..<block.firstFrame + block.frameCount)
        if part.isEmpty { continue }
        block[part.lowerBound - block.firstFrame..<part.upperBound - block.firstFrame].withUnsafeBytes { source in
          let place = (part.lowerBound - readouts.lowerBound) * geometry.bytesPerFrame
          _ = bytes.extracting(place..<place + source.count).update(fromContentsOf: source)
        }
      }
    }
    let firing = TextureFromPlayback(window: stream.frameCount).picture(
      at: stream.frameCount / 2, from: stream, frameCount: stream.frameCount)
    last = scale.picture(ofGray: firing.map { $0 * brightest })
    return last
  }
}
