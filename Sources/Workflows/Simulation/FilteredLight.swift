import Media
import Recordings
import Simulator
import Tensors

/// Light with frames between those of another, made by libavfilter's `minterpolate`.
///
/// The filter sees the frames as 8 bits of sRGB, in which the block matching finds dark texture as well as bright; what
/// lies between is turned into linear light again. The frames of the source stay as they are.
final class FilteredLight: IntensitySource {
  private let source: any IntensitySource
  private let filter: MotionFilter
  private var frames: [IntensityFrame] = []
  /// The frames of the source that came before those kept.
  private var passed = 0
  private var isFinished = false

  init(_ source: any IntensitySource, steps: Int) throws {
    self.source = source
    filter = try MotionFilter(width: source.geometry.width, height: source.geometry.height, steps: steps)
  }

  var geometry: SpikeGeometry { source.geometry }
  var estimatedCount: Int? { source.estimatedCount.map { max(0, $0 - 1) * filter.steps + min(1, $0) } }

  func next() throws -> IntensityFrame? {
    while true {
      if let output = try filter.next() {
        if let frame = frame(of: output) { return frame }
        continue
      }
      if isFinished { return nil }
      if let frame = try source.next() {
        frames.append(frame)
        try filter.append(LinearLight.bytes(ofGray: frame.gray))
      } else {
        isFinished = true
        // A single frame has nothing after it.
        if passed + frames.count < 2 { return frames.popLast() }
        try filter.finish()
      }
    }
  }

  /// A frame of the source, or what the filter made after it; nil for what lies behind the last one.
  private func frame(of output: MotionFilter.Output) -> IntensityFrame? {
    let (number, step) = output.step.quotientAndRemainder(dividingBy: filter.steps)
    while passed < number && !frames.isEmpty {
      frames.removeFirst()
      passed += 1
    }
    guard passed == number, let first = frames.first else { return nil }
    if step == 0 { return first }
    guard frames.count > 1 else { return nil }
    return IntensityFrame(
      gray: output.gray.map { LinearLight.ofBytes[Int($0)] },
      time: Rational.between(first.time, frames[1].time, step: Int64(step), of: Int64(filter.steps)))
  }
}
