import Recordings
import Tensors

/// TFSTP, texture from short-term plasticity: the firing rate by the state of a synapse at each pixel.
///
/// The picture at frame k is the mean of ρu and ρR of ``ShortTermPlasticity`` after the interval that k lies in, from a
/// pixel's last spike at or before k to its first after k, which is searched in k + 1 … k + ``search``; the intervals
/// before it, of the frames from k − ``history`` + 1 on, make the state. A pixel that fires regularly shows 1 / interval
/// as TFI does; where TFI jumps between whole intervals, this gives a mean over some of them, so that it shows less noise
/// than TFI and less blur than a long TFP. 0 is a pixel without such an interval, 1 one that fires in every frame.
///
/// At the ends: where the recording starts inside the history and a pixel has no spike at or before k, its first two
/// spikes after k stand in; where it ends inside the search and has none after k, its last interval does.
///
/// Departures from the authors' program: the state starts at rest in the first interval, not at R = 1, u = U; an interval
/// is taken once, not once a frame; the value is a rate, not stretched over each picture's range.
///
/// Zheng, Zheng, Yu, Shi, Tian, Huang: High-speed image reconstruction through short-term plasticity for spiking cameras,
/// CVPR 2021.
public struct TextureFromPlasticity: SpikeReconstruction, Hashable {
  /// The frames before the moment that make the state: over ten times the longest memory of a synapse, exp(−12).
  public static let defaultHistory = 128
  /// The frames after the moment in which the interval's end is searched.
  public static let defaultSearch = 64

  /// How many frames up to the moment make the state.
  public let history: Int
  /// How many frames after the moment are searched.
  public let search: Int
  /// The synapse at each pixel.
  public let synapse: ShortTermPlasticity

  /// Describes a reconstruction.
  ///
  /// - Precondition: History and search are one frame or more.
  public init(
    history: Int = Self.defaultHistory, search: Int = Self.defaultSearch, synapse: ShortTermPlasticity = .init()
  ) {
    precondition(history > 0 && search > 0, "History and search need a frame at least, not \(history) and \(search).")
    self.history = history
    self.search = search
    self.synapse = synapse
  }

  /// The history and the frames that are searched.
  public func window(around center: Int, frameCount: Int) -> Range<Int> {
    precondition(center >= 0 && center < frameCount, "There is no frame \(center); there are \(frameCount).")
    return max(center - history + 1, 0)..<min(center + search + 1, frameCount)
  }

  /// The picture at `centre`. Cost: a dozen operations a spike of the history, and two logarithms a pixel.
  public func picture(at center: Int, from frames: SpikeStream, frameCount: Int) -> Tensor<Float> {
    precondition(
      frames.firstFrame..<frames.firstFrame + frames.frameCount == window(around: center, frameCount: frameCount),
      "The frames given are not the window at frame \(center).")
    let run = PlasticityRun(
      frames: frames, center: center - frames.firstFrame, startsInside: center - history + 1 < 0,
      endsInside: center + search >= frameCount,
      tables: PlasticityTables(synapse, longestInterval: frames.frameCount))
    return Tensor(unsafeUninitializedShape: [frames.geometry.height, frames.geometry.width]) { run.write(to: $0) }
  }
}

/// Runs the synapses of a picture, 64 pixels at a time.
private struct PlasticityRun {
  let frames: SpikeStream
  /// The index of the moment in `frames`.
  let center: Int
  let startsInside: Bool
  let endsInside: Bool
  let tables: PlasticityTables

  func write(to target: UnsafeMutableBufferPointer<Float>) {
    let pixels = frames.geometry.pixelCount
    frames.withUnsafeBytes { bytes in
      let words = SpikeWords(bytes: UnsafeRawBufferPointer(bytes), frameBytes: frames.geometry.bytesPerFrame)
      withUnsafeTemporaryAllocation(of: PlasticityState.self, capacity: 64) { states in
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 64) { last in
          last.initialize(repeating: 0)
          for first in stride(from: 0, to: pixels, by: 64) {
            let count = min(64, pixels - first)
            states.initialize(repeating: PlasticityState(excess: 0, depletion: 0, interval: 0))
            let seen = run(words, byte: first / 8, present: SpikeWords.mask(count), states, last)
            for index in 0..<count {
              let isSeen = seen >> UInt64(index) & 1 == 1
              target.initializeElement(at: first + index, to: isSeen ? tables.rate(states[index]) : 0)
            }
          }
        }
      }
    }
  }

  /// Returns the pixels whose states tell a rate.
  private func run(
    _ words: SpikeWords, byte: Int, present: UInt64, _ states: UnsafeMutableBufferPointer<PlasticityState>,
    _ last: UnsafeMutableBufferPointer<Int32>
  ) -> UInt64 {
    var fired: UInt64 = 0
    var hasInterval: UInt64 = 0
    func take(_ spikes: UInt64, _ frame: Int) {
      SpikeWords.forEachBit(spikes & hasInterval) {
        tables.advance(&states[$0], interval: Int32(frame) - last[$0])
      }
      SpikeWords.forEachBit(spikes & fired & ~hasInterval) {
        states[$0] = tables.first(interval: Int32(frame) - last[$0])
      }
      SpikeWords.forEachBit(spikes) { last[$0] = Int32(frame) }
      hasInterval |= spikes & fired
      fired |= spikes
    }
    for frame in 0...center { take(words.word(frame: frame, byte: byte) & present, frame) }
    let complete = hasInterval
    var waiting = startsInside ? present : fired
    for frame in center + 1..<max(frames.frameCount, center + 1) {
      if waiting == 0 { break }
      let spikes = words.word(frame: frame, byte: byte) & waiting
      // The second of two spikes ends the interval that the moment lies in.
      let ending = spikes & fired
      take(spikes, frame)
      waiting &= ~ending
    }
    let ended = (startsInside ? present : fired) & ~waiting & hasInterval
    return endsInside ? ended | waiting & complete : ended
  }
}
